"""What an edit session asks of the server; each call ends as an event, whatever becomes of it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass

from tui.app.editor.needs import Checker, FunctionWatcher
from tui.app.shell.connection import Connection
from tui.editing.runnable import Runtime, problems_of
from tui.editing.source import lines_of_code
from tui.errors import ApiError, Unreachable, UnreachableReason
from tui.flows import save
from tui.model.function import Function, FunctionChanges, NewFunction
from tui.sessions.edit.effects import (
    CheckLive,
    Create,
    Effect,
    Fetch,
    Look,
    ReadBuildLog,
    ReadTrail,
    RunChecks,
    Send,
)
from tui.sessions.edit.events import BuildLogRead, ChecksRan, Event, LiveChecked, Looked, SendAnswered, TrailRead
from tui.sessions.liveness import ServerProof


@dataclass(frozen=True)
class Asks:
    """What an edit session asks of the server, as calls.

    `server_id` is the server of the session: another one is asked for nothing that is about its function.
    `checker` makes the checks of saved requests; None: that is not wanted.
    """

    connection: Connection
    watcher: FunctionWatcher
    server_id: str
    checker: Checker | None = None

    def call_of(self, effect: Effect, slug: str) -> tuple[int, Awaitable[Event]] | None:
        """The number of the request that an effect is, and the call; None for effects of other kinds."""
        connection = self.connection
        if connection.server_id != self.server_id:
            held = _held_back(effect)
            if held is not None:
                return held
        match effect:
            case Fetch(request=request) | Look(request=request):
                return request, look(connection, slug, request)
            case Send(request=request, changes=changes):
                return request, send(connection, slug, request, changes)
            case Create(request=request, new=new):
                return request, create(connection, request, new)
            case ReadTrail(request=request, seen=seen):
                return request, read_trail(connection, request, seen)
            case CheckLive(request=request, function=function):
                return request, check_live(connection, self.watcher.next_proof(), request, function)
            case RunChecks(request=request):
                return request, run_checks(self.checker, slug, request)
            case ReadBuildLog(request=request):
                return request, read_build_log(connection, request)
            case _:
                return None


def _held_back(effect: Effect) -> tuple[int, Awaitable[Event]] | None:
    """The answer to what is not asked of another server; None for effects of other kinds."""
    error = Unreachable(UnreachableReason.OTHER_SERVER, "another server is connected")

    async def told(event: Event) -> Event:
        return event

    match effect:
        case Fetch(request=request) | Look(request=request):
            return request, told(Looked(request, error))
        case Send(request=request) | Create(request=request):
            return request, told(SendAnswered(request, error))
        case _:
            return None


async def look(connection: Connection, slug: str, request: int) -> Looked:
    """Ask for the function."""
    return Looked(request, await save.look(connection.api, slug))


async def send(connection: Connection, slug: str, request: int, changes: FunctionChanges) -> SendAnswered:
    """Send changes, once."""
    return SendAnswered(request, await save.send(connection.api, slug, changes))


async def create(connection: Connection, request: int, new: NewFunction) -> SendAnswered:
    """Create a function, once."""
    return SendAnswered(request, await save.create(connection.api, new))


async def read_trail(connection: Connection, request: int, seen: Function) -> TrailRead:
    """Read the audit trail back to when the function was as it was `seen`."""
    return TrailRead(request, await save.read_trail(connection.api, seen))


async def check_live(
    connection: Connection, proof: Awaitable[ServerProof], request: int, function: Function
) -> LiveChecked:
    """Wait for the proof that the list brings, then look whether the server's runtime can run the saved code.

    The list tells which kind of runtime that is too. The code is parsed in a thread.
    """
    found = (await proof).of(function.slug)
    runtime = Runtime.CLOUD if connection.deploys_to_cloud else Runtime.SELF_HOSTED
    return LiveChecked(request, found, await asyncio.to_thread(problems_of, lines_of_code(function.code), runtime))


async def read_build_log(connection: Connection, request: int) -> BuildLogRead:
    """Read the build log of the last deployment; None where it can't be had."""
    try:
        return BuildLogRead(request, await connection.api.logs.build_log())
    except ApiError:
        return BuildLogRead(request, None)


async def run_checks(checker: Checker | None, slug: str, request: int) -> ChecksRan:
    """Make the checks of the saved requests."""
    return ChecksRan(request, None if checker is None else await checker(slug))
