"""Moving through the lines of a log: away from the end following pauses, at the top older lines are read."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from tui.app.logs.looking_commands import LookingCommands
from tui.app.logs.page import LogPage
from tui.app.logs.showing import ShownLog
from tui.sessions.log_follow import FollowAsked, OlderAsked

_PAGES_BY_THEMSELVES = 5
"""So many pages are read for lines that match, before the user is asked to ask for more."""


class LogMoves:
    """What the commands that move the selection do."""

    def __init__(self, page: LogPage, showing: ShownLog, looking: LookingCommands) -> None:
        self._page = page
        self._showing = showing
        self._looking = looking
        self._pages_left = _PAGES_BY_THEMSELVES

    @property
    def by_name(self) -> dict[str, Callable[[], None]]:
        """Each of them by its name."""
        moves = self._page.lines.moves
        return {name: partial(self._moved_by, name, move) for name, move in moves.items()}

    def _moved_by(self, name: str, move: Callable[[], None]) -> None:
        move()
        if name == "last":
            self._looking.follow_on()
        else:
            self.pause_if_left()

    def pause_if_left(self) -> None:
        """Pause following where the selection is not at the end."""
        if self._page.driver.state.is_following and not self._page.lines.is_at_end:
            self._page.driver.tell(FollowAsked(False))

    def begin_anew(self) -> None:
        """Other lines are looked for: pages are read by themselves again."""
        self._pages_left = _PAGES_BY_THEMSELVES

    def at_top(self, *, is_asked: bool) -> None:
        """The first line is in sight, or (`is_asked`) a key wants to go beyond it: read older ones."""
        state = self._page.driver.state
        if state.failure is not None:
            return
        if is_asked:
            self.begin_anew()
        elif self._showing.is_filtered or state.is_following:
            # Where few lines match, some pages more are read by themselves, not the whole log.
            if self._pages_left <= 0 or self._page.lines.shown.untested:
                return
            self._pages_left -= 1
        self._page.driver.tell(OlderAsked())
