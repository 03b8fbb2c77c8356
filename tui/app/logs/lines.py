"""The lines of a log on the screen: a selection that moves through them, and rows painted as they are seen.

Owns the selection, the marks and what is repainted. Refuses to know where entries come from and what a filter is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rich.segment import Segment
from textual import events
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from tui.app.logs.painting import Looks, Manner, Times, entry_rows, gap_row, looks_of, prefix_cells
from tui.app.logs.viewport import Viewport
from tui.app.widgets.clock import Cancel, Clock, call_widget_later
from tui.app.widgets.relative_time import seconds_until_older
from tui.model.log import LogEntry
from tui.sessions.log_rows import Gap, Row
from tui.sessions.log_shown import Moved, ShownRows

_MOST_PAINTED = 1_000
_WHEEL_ROWS = 3


class LogLines(Widget, can_focus=True):
    """The shown rows of a log with one selected; several in a row may be marked, from where marking began.

    The selected row begins with `>`, marked ones with `*`, so that both are seen without colours.
    """

    DEFAULT_CSS = """
    LogLines { height: 1fr; background: $background; }
    """

    class Chosen(Message):
        """Another row is selected."""

    class AtTop(Message):
        """The first row is seen: older ones may be wanted. `is_asked`: a key would have gone further up."""

        def __init__(self, is_asked: bool) -> None:
            super().__init__()
            self.is_asked = is_asked

    class Opened(Message):
        """The selected row was clicked."""

    def __init__(self, clock: Clock) -> None:
        super().__init__(id="lines")
        self._clock = clock
        self._looks: Looks | None = None
        self.shown = ShownRows()
        self.manner = Manner()
        self.selected = 0
        self.mark: int | None = None
        self.filling: int | None = None
        self._view = Viewport(self._height)
        self._painted: dict[int, tuple[Row, list[Strip]]] = {}
        self._age_timer: Cancel | None = None

    # What is shown

    @property
    def row(self) -> Row | None:
        """The selected row."""
        return self.shown.row(self.selected) if len(self.shown) else None

    @property
    def is_at_end(self) -> bool:
        """Whether the last row is selected."""
        return self.selected >= len(self.shown) - 1

    def show(self, shown: ShownRows, moved: Moved | None = None, *, to_end: bool = False) -> None:
        """Show these rows. `moved` says where those from before are now; `to_end` selects the last."""
        was_shown, before = len(self.shown), self._looks_like
        top = self._view.top[0]
        if moved is not None:
            self.selected, top = moved.place(self.selected), moved.place(top)
            self.mark = None if self.mark is None else moved.place(self.mark)
        self.shown = shown
        last = max(0, len(shown) - 1)
        self.selected = min(self.selected, last)
        self._view.count = len(shown)
        self._view.begin_at(top)
        if to_end:
            self.selected = last
        self._lay_out(repaint=False)
        if self._looks_like != before:
            self.refresh()
        if to_end or not was_shown:
            self.post_message(self.Chosen())

    @property
    def _looks_like(self) -> list[tuple[int, int, bool, bool]]:
        """What is seen, to tell whether that has changed: rows by their identity, and what marks them."""
        return [
            (id(self.shown.row(place)), part, place == self.selected, self._is_marked(place))
            for place, part in self._view.seen
        ]

    def show_as(self, manner: Manner) -> None:
        """Show the rows in another manner."""
        if manner != self.manner:
            self.manner = manner
            self._painted.clear()
            self._lay_out()
            self._show_ages()

    def show_filling(self, gap: int | None) -> None:
        """The gap of this number is being read."""
        if gap != self.filling:
            self.filling = gap
            self._painted.clear()
            self._lay_out()

    # Moving

    @property
    def moves(self) -> dict[str, Callable[[], None]]:
        """What the commands do that move the selection, by their names."""
        return {
            "down": lambda: self.move(1),
            "up": lambda: self.move(-1),
            "first": lambda: self.select(0),
            "last": lambda: self.select(len(self.shown) - 1),
            "page_down": lambda: self._page(1),
            "page_up": lambda: self._page(-1),
        }

    def move(self, by: int) -> None:
        """Move the selection; within an entry that is higher than the screen, scroll through it first."""
        if self._view.scroll_within(self.selected, by):
            self.refresh()
        else:
            self.select(self.selected + by)

    def _page(self, step: int) -> None:
        rows, view = max(1, self.size.height - 1), self._view
        if not len(self.shown):
            return
        go = view.after if step > 0 else view.before
        view.top = go(view.top, rows)
        place = go((self.selected, 0), rows)[0]
        self.select(place if place != self.selected else self.selected + step)

    def select(self, place: int) -> None:
        """Select a row; out of range means the first or the last."""
        place = max(0, min(place, len(self.shown) - 1))
        if place == self.selected:
            if place == 0:
                self.post_message(self.AtTop(True))
            return
        before, self.selected = self.selected, place
        seen = self._view.seen
        self._lay_out(repaint=False)
        if self._view.seen != seen or self.mark is not None:
            self.refresh()
        else:
            self._refresh_rows(before, place)
        self.post_message(self.Chosen())

    def _refresh_rows(self, *places: int) -> None:
        regions = [Region(0, y, self.size.width, 1) for y, (place, _) in enumerate(self._view.seen) if place in places]
        if regions:
            self.refresh(*regions)

    # Where rows stand

    def _rows_of(self, place: int) -> list[Strip]:
        row = self.shown.row(place)
        found = self._painted.get(id(row))
        if found is not None and found[0] is row:
            return found[1]
        if isinstance(row, Gap):
            strips = [
                gap_row(
                    row,
                    self.manner,
                    self.looks,
                    is_first=self.shown.indexes[place] == 0,
                    is_read=row.number == self.filling,
                )
            ]
        else:
            strips = entry_rows(row, self.manner, self.looks, self._clock.now())
        if len(self._painted) > _MOST_PAINTED:
            self._painted.clear()
        self._painted[id(row)] = (row, strips)
        return strips

    def _height(self, place: int) -> int:
        return len(self._rows_of(place)) if 0 <= place < len(self.shown) else 1

    def _lay_out(self, *, repaint: bool = True) -> None:
        """Find out what stands on the screen."""
        self._view.count, self._view.rows = len(self.shown), self.size.height
        self._view.lay_out(self.selected)
        if repaint:
            self.refresh()
        if self._view.seen[:1] == [(0, 0)]:
            self.post_message(self.AtTop(False))

    # Painting

    def render_line(self, y: int) -> Strip:
        looks = self.looks
        if y >= len(self._view.seen):
            return Strip([Segment(" " * self.size.width, looks.base)], self.size.width)
        place, part = self._view.seen[y]
        rows = self._rows_of(place)
        if part >= len(rows):
            return Strip([Segment(" " * self.size.width, looks.base)], self.size.width)
        is_here, is_marked = place == self.selected, self._is_marked(place)
        style = looks.here if is_here else looks.marked if is_marked else looks.base
        sign = Segment(">" if is_here and part == 0 else "*" if is_marked else " ", style)
        shown = rows[part]
        if (is_here or is_marked) and part == 0:
            # The bar covers the time alone: all of the row would cost hundreds of bytes a key.
            stamp = prefix_cells(self.manner) - 3
            shown = Strip.join([shown.crop(0, stamp).apply_style(style), shown.crop(stamp)])
        if shown.cell_length == self.size.width - 1:
            return Strip([sign, *shown], self.size.width)
        return Strip([sign, *shown]).adjust_cell_length(self.size.width, looks.base)

    def _is_marked(self, place: int) -> bool:
        return self.mark is not None and min(self.mark, self.selected) <= place <= max(self.mark, self.selected)

    @property
    def marked(self) -> Sequence[LogEntry]:
        """The marked entries, or the selected one."""
        if not len(self.shown):
            return ()
        start, end = sorted((self.selected if self.mark is None else self.mark, self.selected))
        rows = (self.shown.row(place) for place in range(start, end + 1))
        return [row for row in rows if isinstance(row, LogEntry)]

    def shown_entries(self) -> list[LogEntry]:
        """All entries that are shown."""
        rows = (self.shown.rows[index] for index in self.shown.indexes)
        return [row for row in rows if isinstance(row, LogEntry)]

    @property
    def looks(self) -> Looks:
        """The styles under the theme of now."""
        if self._looks is None:
            self._looks = looks_of(self.app.theme_variables)
        return self._looks

    def notify_style_update(self) -> None:
        self._looks = None
        self._painted.clear()
        super().notify_style_update()

    def on_resize(self, event: events.Resize) -> None:
        self.show_as(self.manner._replace(width=event.size.width))
        self._lay_out()

    # Ages

    def _show_ages(self) -> None:
        """Paint times that read differently now, and come back when the next one does."""
        if self._age_timer is not None:
            self._age_timer()
            self._age_timer = None
        if self.manner.times is not Times.RELATIVE or not self.is_mounted:
            return
        now = self._clock.now()
        seen = [self.shown.row(place) for place in dict.fromkeys(place for place, _ in self._view.seen)]
        ages = [seconds_until_older(row.at, now) for row in seen if isinstance(row, LogEntry)]
        self._painted.clear()
        self.refresh()
        if ages:
            self._age_timer = call_widget_later(self, self._clock, min(ages), self._show_ages)

    def on_unmount(self) -> None:
        if self._age_timer is not None:
            self._age_timer()

    # The mouse

    def on_click(self, event: events.Click) -> None:
        if event.y < len(self._view.seen):
            place = self._view.seen[event.y][0]
            if place == self.selected:
                self.post_message(self.Opened())
            self.select(place)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        for _ in range(_WHEEL_ROWS):
            self.move(1)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        for _ in range(_WHEEL_ROWS):
            self.move(-1)
