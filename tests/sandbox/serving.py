"""The sandbox's application without a socket: a client that talks to it within the test."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from tui.sandbox.app import CloudPlace, create_app
from tui.sandbox.calls import Call, Printed, Reply, Runs
from tui.sandbox.deno import find_deno
from tui.sandbox.dialect_base import Dialect
from tui.sandbox.dialect_choice import dialect_named
from tui.sandbox.functions import ChecksStart, ChecksTypes
from tui.sandbox.runtime import Runtime
from tui.sandbox.schedule_store import ScheduleStore
from tui.sandbox.secret_store import SecretStore
from tui.sandbox.store import FunctionSeed, FunctionStore

DENO = find_deno()
needs_deno = pytest.mark.skipif(DENO is None, reason="Deno is not installed")
_ANSWERS: dict[tuple[object, ...], tuple[Reply, tuple[Printed, ...]]] = {}
DEPLOYED = "http://127.0.0.1:2"
"""Where the functions of the cloud's dialect are, for the client that `serving` hands out."""
GREET = "module.exports = async function (request) {\n  return new Response('hi');\n};\n"


class Remembering(Runtime):
    """A runtime that runs a call once for all captures: the same code, asked the same, answers and prints the same."""

    async def run(self, code: str, call: Call) -> Reply:
        # Each server has keys of its own: they make no difference to code that does not ask for them.
        secrets = tuple(sorted(call.secrets.items())) if "env" in code else ()
        headers = tuple((name, "" if name == "authorization" else value) for name, value in call.headers)
        asked = (code, call.slug, call.as_module, secrets, call.method, call.url, headers, call.body, call.streams)
        if asked not in _ANSWERS:
            heard: list[Printed] = []
            reply = await super().run(code, replace(call, printed=heard.append))
            if reply.more is not None:
                return reply
            _ANSWERS[asked] = reply, tuple(heard)
        reply, printed = _ANSWERS[asked]
        for one in printed:
            call.printed(one)
        return reply


@asynccontextmanager
async def serving(
    directory: Path,
    dialect: str | Dialect = "2.1",
    *,
    seeds: Iterable[FunctionSeed] = (),
    runtime: Runs | None = None,
    type_check: ChecksTypes | None = None,
    with_key: bool = True,
    start_check: ChecksStart | None = None,
    schedules: ScheduleStore | None = None,
) -> AsyncIterator[httpx.AsyncClient]:
    """A client of a fresh application over `directory`; without a runtime given, there is none."""
    store = FunctionStore(directory, seeds)
    kind = dialect_named(dialect) if isinstance(dialect, str) else dialect
    secrets = SecretStore(directory, store, reserved=kind.reserved_secrets)
    starts = runtime if isinstance(runtime, Runtime) else Runtime(None)
    place = CloudPlace(DEPLOYED, starts, start_check, pause_seconds=0.01) if kind.deploys else None
    app = create_app(
        store,
        kind,
        runtime or Runtime(None),
        type_check=type_check,
        cloud=place,
        secrets=secrets,
        schedules=schedules,
    )
    headers = {"authorization": f"Bearer {store.api_key}"} if with_key else {}
    transport = httpx.ASGITransport(app=app, client=("127.0.0.1", 1))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:1", headers=headers) as client:
        try:
            yield client
        finally:
            secrets.close()
            store.close()
