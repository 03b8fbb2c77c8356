"""Secrets and schedules as places that the palette can lead to: asked for when it is opened first.

Owns what is said of each there. Refuses to know how they are found, and their views.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from tui.app.shell.background import Background
from tui.app.shell.connection import Change, Connection
from tui.app.shell.jumps import Jump
from tui.app.shell.known_secrets import KnownSecrets
from tui.app.shell.routes import OpenSchedules, OpenSecrets
from tui.errors import ApiError
from tui.terminal.sanitise import printable

if TYPE_CHECKING:
    from tui.model.schedule import Schedule

SECRET, SCHEDULE = "secret", "schedule"
_MOST_SHOWN = 200


def secret_jumps(known: KnownSecrets) -> Sequence[Jump]:
    """Every secret that is there: a deleted one stays listed, and leads nowhere."""
    return [
        Jump(SECRET, printable(each.key, limit=_MOST_SHOWN), OpenSecrets(each.key), is_view=True)
        for each in known.secrets
        if each.is_active
    ]


class ScheduleJumps:
    """The schedules. `shown` tells those that the view has read, None before: they are the newer ones."""

    def __init__(self, connection: Connection, background: Background) -> None:
        self._connection, self._background = connection, background
        self.shown: Callable[[], Sequence[Schedule] | None] = lambda: None
        self._asked = False
        self._found: Sequence[Schedule] = ()
        connection.subscribe(self._connection_changed)

    def want(self) -> None:
        """Somebody may look for them: ask, once for each server."""
        if not self._asked and self.shown() is None and self._connection.is_connected:
            self._asked = True
            self._background.run(self._load, "schedule-jumps")

    def all(self) -> Sequence[Jump]:
        """Every schedule that is known."""
        shown = self.shown()
        return [_jump(each) for each in (self._found if shown is None else shown)]

    async def _load(self) -> None:
        server = self._connection.server_id
        try:
            found = await self._connection.api.schedules.list()
        except ApiError:
            # The view tells why; here there is nothing to lead to.
            return
        if server == self._connection.server_id:
            self._found = found

    def _connection_changed(self, change: Change) -> None:
        if change is Change.SERVER:
            self._asked, self._found = False, ()


def _jump(schedule: Schedule) -> Jump:
    from tui.sessions.cron import cron_words

    when = printable(cron_words(schedule.cron) or schedule.cron, limit=120)
    about = when if schedule.is_active else f"off · {when}"
    name = printable(schedule.name, limit=_MOST_SHOWN)
    return Jump(SCHEDULE, name, OpenSchedules(schedule.id), about, is_view=True)
