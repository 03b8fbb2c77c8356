"""Writing schedules: sent once, and looked up where the answer was lost.

Owns the order of the calls. Refuses to know how an outcome is told.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from tui.errors import ApiError, InvalidResponse, NotFound, ResponseLost
from tui.model.schedule import Schedule, ScheduleChanges, ScheduleWritten
from tui.sessions.schedules import holds


class SchedulesCalls(Protocol):
    """The calls; `tui.api.schedules.SchedulesApi` has them."""

    async def list(self) -> tuple[Schedule, ...]: ...

    async def create(self, new: ScheduleChanges) -> ScheduleWritten: ...

    async def update(self, id: str, changes: ScheduleChanges) -> ScheduleWritten: ...

    async def delete(self, id: str) -> str: ...


class SchedulesServer(Protocol):
    """Where the calls are found: `tui.api.client.Client`."""

    @property
    def schedules(self) -> SchedulesCalls: ...


@dataclass(frozen=True)
class Carried:
    """The server did it. `by_look`: its answer was lost, and the list showed it. `before`: it was so already."""

    by_look: bool = False
    before: bool = False


@dataclass(frozen=True)
class NotCarried:
    """The server did not do it, and why."""

    error: ApiError
    by_look: bool = False


@dataclass(frozen=True)
class CarriedUnknown:
    """The answer was lost, and so was that to the look."""

    error: ApiError


WriteOutcome = Carried | NotCarried | CarriedUnknown


def _is_open(error: ApiError) -> bool:
    """Whether the server may have done it nevertheless."""
    return isinstance(error, ResponseLost) or (isinstance(error, InvalidResponse) and error.status < 300)


async def create_schedule(server: SchedulesServer, new: ScheduleChanges, known: frozenset[str]) -> WriteOutcome:
    """Create a schedule, once. `known` are the ids from before: names may be there twice. Raises nothing of ours."""
    try:
        await server.schedules.create(new)
    except ApiError as error:
        return await _looked(server, error, lambda all: any(each.id not in known and holds(each, new) for each in all))
    return Carried()


async def change_schedule(server: SchedulesServer, id: str, changes: ScheduleChanges) -> WriteOutcome:
    """Send what changed, once. Raises nothing of ours."""
    try:
        await server.schedules.update(id, changes)
    except ApiError as error:
        return await _looked(server, error, lambda all: any(each.id == id and holds(each, changes) for each in all))
    return Carried()


async def delete_schedule(server: SchedulesServer, id: str) -> WriteOutcome:
    """Delete a schedule, once. Raises nothing of ours."""
    try:
        await server.schedules.delete(id)
    except NotFound:
        return Carried(before=True)
    except ApiError as error:
        return await _looked(server, error, lambda all: all_gone(all, id))
    return Carried()


def all_gone(schedules: tuple[Schedule, ...], id: str) -> bool:
    """Whether no schedule has this id."""
    return all(each.id != id for each in schedules)


class _Shows(Protocol):
    def __call__(self, all: tuple[Schedule, ...], /) -> bool: ...


async def _looked(server: SchedulesServer, error: ApiError, shows: _Shows) -> WriteOutcome:
    if not _is_open(error):
        return NotCarried(error)
    try:
        found = await server.schedules.list()
    except ApiError:
        return CarriedUnknown(error)
    # What is not there yet may be a moment later: the request was on its way.
    return Carried(by_look=True) if shows(found) else CarriedUnknown(error)
