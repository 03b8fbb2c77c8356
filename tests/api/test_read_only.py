"""A client of a read-only profile sends nothing that changes the server, whatever asks it to."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from tui.api.client import Client
from tui.errors import Unreachable, UnreachableReason
from tui.model.function import FunctionChanges, NewFunction
from tui.model.secret import Secret

# Nothing listens there.
NOWHERE = "http://127.0.0.1:9"

WRITES: dict[str, Callable[[Client], Awaitable[object]]] = {
    "create": lambda client: client.functions.create(NewFunction("name", "code")),
    "update": lambda client: client.functions.update("slug", FunctionChanges(code="code")),
    "delete": lambda client: client.functions.delete("slug"),
    "invoke": lambda client: client.functions.invoke("slug"),
}
READS: dict[str, Callable[[Client], Awaitable[object]]] = {
    "list": lambda client: client.functions.list(),
    "get": lambda client: client.functions.get("slug"),
    "sign in": lambda client: client.auth.log_in("admin", Secret("password")),
}


async def reason(call: Callable[[Client], Awaitable[object]], *, read_only: bool) -> UnreachableReason:
    async with Client(NOWHERE, Secret("ik_x"), read_only=read_only) as client:
        with pytest.raises(Unreachable) as failed:
            await call(client)
    return failed.value.reason


@pytest.mark.parametrize("name", WRITES)
async def test_what_would_change_something_is_held_back(name: str) -> None:
    assert await reason(WRITES[name], read_only=True) is UnreachableReason.READ_ONLY
    assert await reason(WRITES[name], read_only=False) is UnreachableReason.REFUSED


@pytest.mark.parametrize("name", READS)
async def test_what_only_looks_is_sent(name: str) -> None:
    assert await reason(READS[name], read_only=True) is UnreachableReason.REFUSED
