"""What an edit session asks of the server; each call ends as an event, whatever becomes of it."""

from __future__ import annotations

from tui.app.shell.connection import Connection
from tui.errors import ApiError
from tui.flows.concurrent_saves import rows_since
from tui.flows.save import looked
from tui.model.function import Function, FunctionChanges, NewFunction, WriteAnswer
from tui.sessions.edit.events import Looked, SendAnswered, TrailRead


async def look(connection: Connection, slug: str, request: int) -> Looked:
    """Ask for the function."""
    return Looked(request, await looked(connection.api, slug))


async def send(connection: Connection, slug: str, request: int, changes: FunctionChanges) -> SendAnswered:
    """Send changes, once."""
    answer: WriteAnswer | ApiError
    try:
        answer = await connection.api.update_function(slug, changes)
    except ApiError as error:
        answer = error
    return SendAnswered(request, answer)


async def create(connection: Connection, request: int, new: NewFunction) -> SendAnswered:
    """Create a function, once."""
    answer: WriteAnswer | ApiError
    try:
        answer = await connection.api.create_function(new)
    except ApiError as error:
        answer = error
    return SendAnswered(request, answer)


async def read_trail(connection: Connection, request: int, seen: Function) -> TrailRead:
    """Read the audit trail back to when the function was as it was `seen`; no rows where it can't be had."""
    try:
        return TrailRead(request, tuple(await rows_since(connection.api, seen)))
    except ApiError:
        return TrailRead(request, ())
