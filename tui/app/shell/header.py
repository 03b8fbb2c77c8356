"""The top row: which server, how it is, and how many writes are left."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from rich.cells import cell_len
from textual.content import Content
from textual.widget import Widget

from tui.app.shell.connection import Change, Connection
from tui.app.shell.status import ServerStatus, status_of
from tui.app.shell.terminal_title import title_line_of
from tui.app.widgets.clock import Alarm, Clock
from tui.app.widgets.colours import PROFILE_INKS
from tui.app.widgets.cut_text import in_cells
from tui.app.widgets.relative_time import countdown
from tui.terminal.sanitise import printable

Part = tuple[str, str]
Parts = tuple[list[Part], list[Part]]
"""Texts with their styles, at the left and at the right."""

Tabs = Callable[[Sequence[str], bool], Content]
"""The views as the header shows them, given those that the server lacks and whether there is room for all titles."""

_NAME_CELLS = 24
"""So much of the server's name is shown before something else gives way."""


_UNNAMED = "default"
"""A profile's name that tells nothing."""
_COLOURS = {name: f"bold ${ink}" for name, ink in PROFILE_INKS.items()}


class StatusHeader(Widget):
    """One row. What matters least is dropped first when the terminal is narrow. `tabs` are those of a view."""

    DEFAULT_CSS = """
    StatusHeader { height: 1; background: $panel; color: $foreground; padding: 0 1; }
    """

    def __init__(self, connection: Connection, clock: Clock, tabs: Tabs | None = None) -> None:
        super().__init__(id="header")
        self._tabs = tabs
        self._lacking: tuple[str, ...] = ()
        self._connection = connection
        self._clock = clock
        self._shown = _parts(ServerStatus(), clock.now())
        self._alarm = Alarm(self, clock, self.refresh_status)
        self._unsubscribe: Callable[[], None] | None = None

    def on_mount(self) -> None:
        self._unsubscribe = self._connection.subscribe(self._changed)
        self.refresh_status()

    def on_unmount(self) -> None:
        if self._unsubscribe is not None:
            self._unsubscribe()
        self._count_down(wanted=False)

    def _changed(self, change: Change) -> None:
        self.refresh_status()

    def refresh_status(self) -> None:
        """Show how the server is now; repaints only when a word of it changed."""
        now = self._clock.now()
        status = status_of(self._connection, now)
        shown = _parts(status, now), tuple(self._connection.lacking)
        if shown != (self._shown, self._lacking):
            self._shown, self._lacking = shown
            self._show_title()
            self.refresh()
        self._count_down(wanted=status.budget is not None and status.budget.remaining == 0)

    def _show_title(self) -> None:
        title = title_line_of(self.app)
        if title is not None:
            title.on_server(self._connection.display_name)

    def _count_down(self, *, wanted: bool) -> None:
        """Look again in a second only while a countdown is shown."""
        self._alarm.set(1 if wanted else None)

    def render(self) -> Content:
        width = self.size.width
        tabs = self._shown_tabs(width)
        left, right = fitting(*self._shown, width - tabs.cell_length - 2 * bool(tabs.plain))
        first, *others = [Content.styled(text, style) for text, style in left]
        shown = Content("  ").join([each for each in (first, tabs, *others) if each.plain])
        tail = Content("  ").join([Content.styled(text, style) for text, style in right])
        return Content.assemble(shown, " " * (width - shown.cell_length - tail.cell_length) if right else "", tail)

    def _shown_tabs(self, cells: int) -> Content:
        """The views, on a screen that is one of them; their titles where nothing has to give way for them."""
        if self._tabs is None:
            return Content("")
        titles = self._tabs(self._lacking, True)
        given = sum(cell_len(text) + 2 for part in self._shown for text, _ in part)
        return titles if given + titles.cell_length <= cells else self._tabs(self._lacking, False)


def _parts(status: ServerStatus, now: datetime) -> Parts:
    signs = status.profile
    name = f"sandbox {status.sandbox}" if status.sandbox else printable(status.server, limit=400)
    if signs.name and signs.name != _UNNAMED:
        name = f"{printable(signs.name, limit=40)} {name}"
    left = [("insforge", "bold $accent"), (name, _COLOURS.get(signs.colour, "$foreground"))]
    if status.plain_http:
        left.append(("not encrypted", "$warning"))
    if status.read_only:
        left.append(("read-only", "$warning"))
    if signs.protected:
        left.append(("protected", "$warning"))
    right: list[tuple[str, str]] = []
    if status.runtime:
        sign = "+" if status.is_well else "!"
        right.append((f"{sign} {printable(status.runtime, limit=40)}", "$success" if status.is_well else "$warning"))
    if status.version:
        right.append((f"v{printable(status.version, limit=16)}", "$muted"))
    if status.budget is not None:
        budget = status.budget
        text = f"writes {budget.remaining}/{budget.limit}"
        if budget.remaining == 0 and budget.resets_at > now:
            text += f" in {countdown(budget.resets_at, now)}"
        right.append((text, "$muted" if budget.remaining > 2 else "$warning"))
    return left, right


def fitting(left: Sequence[Part], right: Sequence[Part], cells: int) -> Parts:
    """What has room in so many cells, at least two blanks between the parts. `left` is the program, the server, more.

    The version goes first, then the budget; that the runtime is down is worth most. The server's name is cut, never a
    warning behind it. F4 shows all of it.
    """
    left, right = list(left), list(right)
    name, style = left[1]
    wanted = min(_NAME_CELLS, cell_len(name))

    def room() -> int:
        others = [text for text, _ in (*left, *right)]
        others.remove(name)
        return cells - sum(cell_len(text) + 2 for text in others)

    while right and room() < wanted:
        right.pop(1 if len(right) > 1 else 0)
    if room() < cell_len(name):
        left[1] = (in_cells(name, max(1, room())).rstrip(), style)
    return left, right
