"""The save, told truthfully.

Owns what is sent, the look before it and the look after an answer that tells nothing. Refuses to know how an outcome is
shown, to overwrite what it has not seen, and to send anything twice.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol

from tui.errors import (
    ApiError,
)
from tui.model.function import (
    Edited,
    Function,
    FunctionChanges,
    NewFunction,
    WriteAnswer,
)
from tui.sessions.edit.outcome import NothingToSave, SaveOutcome, Unknown
from tui.sessions.edit.rules import after_look, after_look_up, after_send, changes_of_new, lacks_code


class Functions(Protocol):
    """The calls about functions that a save needs; `tui.api.functions.FunctionsApi` has them."""

    async def get(self, slug: str) -> Function: ...

    async def update(self, slug: str, changes: FunctionChanges) -> WriteAnswer: ...

    async def create(self, new: NewFunction) -> WriteAnswer: ...


class FunctionsServer(Protocol):
    """Where a save finds its calls: `tui.api.client.Client`."""

    @property
    def functions(self) -> Functions: ...


ONE_LOOK = (0.0,)


def _nothing(_seen: Function) -> None:
    pass


async def save(
    server: FunctionsServer,
    base: Function,
    changes: FunctionChanges,
    *,
    pauses: Sequence[float] = ONE_LOOK,
    on_sending: Callable[[Function], None] = _nothing,
) -> SaveOutcome:
    """Look whether the function is as it was, send the changes once and find out what became of them.

    `on_sending` is called with what the look saw, just before the changes are sent. Raises nothing of `tui.errors`:
    every failure is an outcome. A cancelled save raises `CancelledError`; if it was being sent, `look_up` tells what
    became of it.
    """
    if not changes.names():
        return NothingToSave()
    found = await looked(server, base.slug)
    outcome = after_look(base, changes, found)
    if outcome is not None or isinstance(found, ApiError):
        assert outcome is not None
        return outcome
    on_sending(found)
    return await _send(server, base, changes, lambda: server.functions.update(base.slug, changes), pauses)


async def looked(server: FunctionsServer, slug: str) -> Function | ApiError:
    """The function as the server holds it, or why it can't be had."""
    try:
        return await server.functions.get(slug)
    except ApiError as error:
        return error


async def create_again(
    server: FunctionsServer,
    base: Function,
    edited: Edited,
    *,
    pauses: Sequence[float] = ONE_LOOK,
    on_sending: Callable[[], None] = lambda: None,
) -> SaveOutcome:
    """Create a function that was deleted on the server, with the same slug, once; outcomes as of a save."""
    changes = changes_of_new(edited)
    new = NewFunction(edited.name, edited.code, base.slug, edited.description, changes.status)
    on_sending()
    return await _send(server, base, changes, lambda: server.functions.create(new), pauses, creating=True)


async def _send(
    server: FunctionsServer,
    base: Function,
    changes: FunctionChanges,
    call: Callable[[], Awaitable[WriteAnswer]],
    pauses: Sequence[float],
    *,
    creating: bool = False,
) -> SaveOutcome:
    answer: WriteAnswer | ApiError
    try:
        answer = await call()
    except ApiError as error:
        answer = error
    outcome = after_send(base, changes, answer, creating=creating)
    if isinstance(answer, ApiError):
        return outcome or await look_up(server, base, changes, answer, pauses=pauses)
    if lacks_code(changes, answer):
        outcome = after_send(base, changes, await _with_code(server, base.slug, answer))
    assert outcome is not None
    return outcome


async def _with_code(server: FunctionsServer, slug: str, answer: WriteAnswer) -> WriteAnswer:
    """The answer with the code that is stored: servers of the documented dialect don't send it along."""
    try:
        return answer._replace(code=(await server.functions.get(slug)).code)
    except ApiError:
        return answer


async def look_up(
    server: FunctionsServer,
    base: Function,
    changes: FunctionChanges,
    error: ApiError,
    *,
    pauses: Sequence[float] = ONE_LOOK,
) -> SaveOutcome:
    """Look at the function to learn what an unanswered save did. Reads only; may be repeated freely.

    It looks after each of `pauses` (seconds, at least one), until the function is seen to have changed: a server may
    still be at work on what it was sent.
    """
    outcome: SaveOutcome = Unknown(error)
    waited = 0.0
    for pause in pauses:
        await asyncio.sleep(pause)
        waited += pause
        found = after_look_up(base, changes, error, await looked(server, base.slug), waited)
        outcome = found.outcome
        if found.is_final:
            break
    return outcome
