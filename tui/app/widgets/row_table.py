"""The rows of a list, painted line by line: ten thousand cost what ten do, and a move repaints two of them.

Owns how a `ListState` looks: columns, the selected row, marks, ages that stay true. Refuses to know what is listed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Generic

from rich.segment import Segment
from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import Reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tui.app.widgets.clock import Cancel, Clock, call_widget_later
from tui.app.widgets.columns import Layout, cells_of, choose_columns, wanted_by, whole_width
from tui.app.widgets.plain import put_cursor
from tui.app.widgets.relative_time import seconds_until_older
from tui.app.widgets.row_painting import Looks, looks_of, painted_columns, painted_heading, painted_signs
from tui.app.widgets.scrollbars import refresh_scrollbars
from tui.sessions.listing import Item, ListSpec, ListState, move, select_row
from tui.sessions.marks import toggle_mark


class RowTable(ScrollView, Generic[Item], can_focus=True):
    """The rows of a list with a selection; where its columns have titles, the first row is the heading.

    The selected row begins with `>`, a marked one has its sign, so that both are seen without colours. With
    `opens_at_once` one click opens a row, else a click on the selected one does. `surface` is the theme's colour below.
    """

    virtual_size: Reactive[Size] = Reactive(Size(0, 0), layout=False, repaint=False)

    DEFAULT_CSS = """
    RowTable { background: $background; overflow-x: hidden; overflow-y: auto; scrollbar-size-vertical: 1; }
    """

    class Moved(Message):
        """Another row is selected, or none."""

    class Opened(Message):
        """A row was clicked to open it."""

    class ColumnsChanged(Message):
        """Other columns have room than before."""

    def __init__(
        self,
        spec: ListSpec[Item],
        clock: Clock,
        state: ListState[Item] | None = None,
        *,
        id: str | None = None,
        surface: str = "background",
        opens_at_once: bool = False,
    ) -> None:
        super().__init__(id=id)
        self.spec = spec
        self.state: ListState[Item] = state if state is not None else ListState()
        self._clock = clock
        self._surface = surface
        self._opens_at_once = opens_at_once
        self._heading = int(any(column.title for column in spec.columns))
        self._now = clock.now()
        self._looks: Looks | None = None
        self._wanted: tuple[int, ...] = ()
        self._layout_for: tuple[object, ...] = ()
        self._layout: Layout[Item] = Layout()
        self._told: list[tuple[str, int]] = []
        self._ages: list[tuple[str, ...]] = []
        self._age_timer: Cancel | None = None
        self._fit()

    # What is shown

    def show(self, state: ListState[Item], spec: ListSpec[Item] | None = None) -> None:
        """Show a list. What is the same as before is not painted again."""
        before, self.state = self.state, state
        is_moved_only = state.shown is before.shown and spec is None and state.order == before.order
        if spec is not None:
            self.spec = spec
        if spec is not None or state.items is not before.items:
            self._fit()
        if is_moved_only and bool(state.marked) == bool(before.marked):
            self._refresh_rows({before.place, state.place} if before.place != state.place else set())
            self._refresh_marks(before.marked ^ state.marked)
        else:
            self._now = self._clock.now()
            refresh_scrollbars(self)
            self.refresh(layout=self.styles.auto_dimensions)
        self._keep_visible()
        self._tell_columns()
        self._show_ages()
        if state.item != before.item:
            self.post_message(self.Moved())

    def repaint(self, keys: Iterable[str]) -> None:
        """Paint the rows of these keys again: what the columns say of them changed, and no width with it."""
        self._refresh_marks(frozenset(keys))

    def _fit(self) -> None:
        """Choose the columns' widths by all items, so that a filter moves no column."""
        self._wanted = wanted_by(self.spec, self.state.items, self._now)
        self.virtual_size = Size(self.size.width, len(self.state.shown) + self._heading)

    @property
    def item(self) -> Item | None:
        """What the selection is on."""
        return self.state.item

    # Moving

    @property
    def page(self) -> int:
        """How many rows a page key moves."""
        return max(1, self.size.height - self._heading - 1)

    @property
    def plain_row(self) -> int:
        """Where the selected row is drawn."""
        return self.state.place - self.scroll_offset.y + self._heading

    @property
    def moves(self) -> dict[str, Callable[[], None]]:
        """What the commands do that move the selection, by their names."""
        return {
            "down": lambda: self.move(1),
            "up": lambda: self.move(-1),
            "first": lambda: self.select_row(0),
            "last": lambda: self.select_row(len(self.state.shown) - 1),
            "page_down": lambda: self.move(self.page),
            "page_up": lambda: self.move(-self.page),
        }

    def move(self, by: int) -> None:
        """Move the selection down, or up where `by` is negative."""
        self.show(move(self.state, self.spec, by))

    def select_row(self, row: int) -> None:
        """Select a row; out of range means the first or the last."""
        self.show(select_row(self.state, self.spec, row))

    def toggle_mark(self) -> None:
        """Mark the selected row, or take its mark away."""
        self.show(toggle_mark(self.state))

    def on_click(self, event: events.Click) -> None:
        row = event.y - self._heading + self.scroll_offset.y
        if event.y < self._heading or not 0 <= row < len(self.state.shown):
            return
        is_selected = row == self.state.place
        self.select_row(row)
        if is_selected or self._opens_at_once:
            self.post_message(self.Opened())

    # Columns

    @property
    def _margin(self) -> int:
        """The cells in front of the columns: the selection's, the sign's, and the marks' where both are there."""
        return 2 + (self.spec.sign is not None and bool(self.state.marked))

    @property
    def _columns(self) -> Layout[Item]:
        """The columns at the width of now: the first frame is painted before word of a new size comes."""
        given = self.size.width, self._margin, self._wanted, self.spec
        if given != self._layout_for:
            self._layout_for = given
            self._layout = choose_columns(self.spec, self._wanted, max(0, self.size.width - self._margin))
        return self._layout

    @property
    def whole_width(self) -> int:
        """The cells that would cut nothing."""
        return whole_width(self.spec, self._wanted, self._margin)

    @property
    def hidden_columns(self) -> list[str]:
        """The titles of the columns that have no room."""
        return [column.title for column in self._columns.hidden]

    def cuts(self, title: str) -> bool:
        """Whether the text of the selected row is cut in the column of a title."""
        item = self.item
        return item is not None and any(
            cells_of(column.text(item, self._now, width)) >= width
            for column, width in self._columns.shown
            if column.title == title
        )

    def _tell_columns(self) -> None:
        if self._columns.widths != self._told:
            self._told = self._columns.widths
            self.refresh()
            self.post_message(self.ColumnsChanged())

    # Repainting

    def _refresh_rows(self, rows: Iterable[int]) -> None:
        top, seen = self.scroll_offset.y, self.size.height - self._heading
        regions = [
            Region(0, row - top + self._heading, self.size.width, 1) for row in sorted(rows) if 0 <= row - top < seen
        ]
        if regions:
            self.refresh(*regions)

    def _refresh_marks(self, keys: frozenset[str]) -> None:
        if keys:
            top = self.scroll_offset.y
            self._refresh_rows(top + row for row, item in enumerate(self._seen) if self.spec.key(item) in keys)

    def _keep_visible(self) -> None:
        top, rows, place = self.scroll_offset.y, self.size.height - self._heading, self.state.place
        if place < top and rows > 0:
            self.scroll_to(y=place, animate=False, immediate=True)
        elif place >= top + rows > top:
            self.scroll_to(y=place - rows + 1, animate=False, immediate=True)
        if self.has_focus:
            put_cursor(self, self.plain_row)

    def on_resize(self) -> None:
        self._tell_columns()
        self._keep_visible()
        self._show_ages()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        self._show_ages()

    def watch_has_focus(self, _has_focus: bool) -> None:
        self._refresh_rows([self.state.place])

    def notify_style_update(self) -> None:
        self._looks = None
        super().notify_style_update()

    # Ages

    @property
    def _seen(self) -> Sequence[Item]:
        top = self.scroll_offset.y
        return self.state.shown[top : top + self.size.height]

    def on_mount(self) -> None:
        self._show_ages()

    def on_unmount(self) -> None:
        if self._age_timer is not None:
            self._age_timer()

    def _show_ages(self) -> None:
        """Paint the rows whose ages read differently now, and come back when the next one does."""
        if not self.is_mounted:
            return
        self._now = self._clock.now()
        columns = [(column, width) for column, width in self._columns.shown if column.moment is not None]
        before, self._ages = self._ages, []
        moments: list[datetime] = []
        for item in self._seen if columns else ():
            self._ages.append(tuple(column.text(item, self._now, width) for column, width in columns))
            found = [column.moment(item) for column, _ in columns if column.moment is not None]
            moments += [moment for moment in found if moment is not None]
        top = self.scroll_offset.y
        if len(before) == len(self._ages):
            self._refresh_rows(top + row for row, ages in enumerate(self._ages) if ages != before[row])
        if self._age_timer is not None:
            self._age_timer()
            self._age_timer = None
        # Nothing wakes the console while no age changes.
        seconds = min((seconds_until_older(moment, self._now) for moment in moments), default=None)
        if seconds is not None:
            self._age_timer = call_widget_later(self, self._clock, seconds, self._show_ages)

    # Painting

    def render_line(self, y: int) -> Strip:
        if y < self._heading:
            segments = painted_heading(self._columns.shown, self._margin, self.state.order, self.looks)
        else:
            row, shown = y - self._heading + self.scroll_offset.y, self.state.shown
            segments = self._painted(shown[row], is_here=row == self.state.place) if row < len(shown) else []
        return Strip(segments).adjust_cell_length(self.size.width, self.looks.base)

    def _painted(self, item: Item, *, is_here: bool) -> list[Segment]:
        state, spec = self.state, self.spec
        mark = spec.mark_sign if state.marked and spec.key(item) in state.marked else ""
        signs = painted_signs(self.looks, self._margin, spec, item, mark=mark, is_here=is_here)
        return signs + painted_columns(self.looks, self._columns.shown, item, self._now, is_here=is_here)

    @property
    def looks(self) -> Looks:
        """The styles under the theme of now."""
        if self._looks is None:
            self._looks = looks_of(self.app.theme_variables, self._surface)
        return self._looks
