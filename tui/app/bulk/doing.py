"""What is done for one function: the call, its answer and what it was answered with, as an event.

Owns which flow an action is. Refuses to know what comes next.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from tui.app.shell.connection import Connection
from tui.app.widgets.clock import Clock, wait_for
from tui.errors import RateLimitExceeded
from tui.flows.bulk import deletion_result, export, set_status
from tui.flows.code_replace import replace_code
from tui.flows.deleting import KeepVersion, delete_function
from tui.model.function import FunctionSummary
from tui.sessions.bulk import Limited, Tried
from tui.sessions.bulk_results import Action, Item, Result
from tui.sessions.code_replace import CodeChange
from tui.store.exports import ExportFolder


class Doing:
    """Does it for one function at a time.

    `keep` keeps the last version of what is deleted; None keeps none. `look_delays` are the seconds before each look at
    a function whose write was not answered. `changes` are those of code, by slug.
    """

    def __init__(
        self,
        action: Action,
        connection: Connection,
        clock: Clock,
        keep: KeepVersion | None,
        look_delays: tuple[float, ...],
        changes: Mapping[str, CodeChange] | None = None,
    ) -> None:
        self._changes = changes or {}
        self._look_delays = look_delays
        self._action = action
        self._connection = connection
        self._clock = clock
        self._keep = keep
        self.seen: dict[str, FunctionSummary] = {}
        """The functions as the user saw them when deciding, by slug."""
        self.folder: ExportFolder | None = None

    @property
    def keeps_versions(self) -> bool:
        """Whether the last version of what is deleted is kept on this machine."""
        return self._keep is not None

    async def do(self, number: int, item: Item) -> Tried | Limited:
        """Do it, and say how it ended. Raises nothing of `tui.errors`."""
        done = await self._do(item)
        now, budget = self._clock.now(), self._connection.budget
        if isinstance(done, RateLimitExceeded):
            return Limited(number, done.next_at, now, budget)
        return Tried(number, done, now, budget)

    async def _do(self, item: Item) -> Result | RateLimitExceeded:
        api, slug = self._connection.api, item.slug
        wait = partial(wait_for, self._clock)
        if self._action is Action.DELETE:
            seen, delays = self.seen.get(slug), self._look_delays
            outcome = await delete_function(api, slug, self._keep, wait=wait, seen=seen, look_delays=delays)
            return deletion_result(outcome)
        if self._action is Action.REPLACE:
            change, delays = self._changes[slug], self._look_delays
            return await replace_code(api, slug, change, self._keep, wait=wait, look_delays=delays)
        if self.folder is not None:
            return await export(api, slug, self.folder)
        status = self._action.status
        assert status is not None, "an export has its folder"
        return await set_status(api, slug, status, wait=wait, look_delays=self._look_delays)
