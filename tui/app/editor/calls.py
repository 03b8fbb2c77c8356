"""What an edit session asks of the server; each call ends as an event, whatever becomes of it."""

from __future__ import annotations

from tui.app.shell.connection import Connection
from tui.flows import save
from tui.model.function import Function, FunctionChanges, NewFunction
from tui.sessions.edit.events import Looked, SendAnswered, TrailRead


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
