"""The list of functions: one row each, painted line by line, so that ten thousand cost what ten do."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import Reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tui.app.widgets.columns import TITLES, Columns, Wanted, cells_of, choose_columns, wanted_by, whole_width
from tui.app.widgets.cut_text import in_cells
from tui.app.widgets.relative_time import ago, exact, seconds_until_older, short_time
from tui.app.widgets.status_signs import STATUS_SIGNS
from tui.model.function import ACTIVE, DRAFT, ERROR, FunctionSummary
from tui.sessions.listing import Column, Order
from tui.terminal.sanitise import printable

_BAR_CELLS = 24
"""The bar of the selected row is as long at least, and longer than its name."""


class _Looks(NamedTuple):
    base: Style
    here: Style
    heading: Style
    sorted_heading: Style
    muted: Style
    statuses: dict[str, Style]


class FunctionTable(ScrollView, can_focus=True):
    """Rows of functions with a selection. The first row of the widget is the heading."""

    virtual_size: Reactive[Size] = Reactive(Size(0, 0), layout=False, repaint=False)

    DEFAULT_CSS = """
    FunctionTable { background: $background; overflow-x: hidden; overflow-y: auto; scrollbar-size-vertical: 1; }
    """

    class Selected(Message):
        """Another function is selected; None when the list is empty."""

        def __init__(self, function: FunctionSummary | None) -> None:
            super().__init__()
            self.function = function

    class ColumnsChanged(Message):
        """Other columns have room than before."""

    class Opened(Message):
        """A function was clicked while it was selected already."""

    def __init__(self) -> None:
        super().__init__(id="functions")
        self.functions: Sequence[FunctionSummary] = ()
        self.order = Order()
        self.exact_times = False
        self.drafts: frozenset[str] = frozenset()
        """The slugs of the functions that have an unsaved draft on this machine."""
        self._uncallable: frozenset[str] = frozenset()
        self._cursor = 0
        self._now: datetime | None = None
        self._looks: _Looks | None = None
        self._wanted = Wanted()
        self._chosen_for = (0, Wanted(), False)
        self._chosen = self._told_columns = Columns(())
        self._ages: tuple[str, ...] = ()
        # The function the selection was on when a filter left none, and whether the user has moved it at all.
        self._left: str | None = None
        self._moved = False

    @property
    def selected(self) -> FunctionSummary | None:
        """The function the selection is on."""
        return self.functions[self._cursor] if self.functions else None

    def fit(self, functions: Sequence[FunctionSummary]) -> None:
        """Choose the columns' widths by these functions: all of them, so that a filter moves no column."""
        self._wanted = wanted_by(functions)
        self._tell_columns()

    def switch_times(self) -> None:
        """Show exact times instead of relative ones, or relative ones again."""
        self.exact_times = not self.exact_times
        self._tell_columns()
        self.refresh()

    @property
    def whole_width(self) -> int:
        """The cells that would cut nothing."""
        return whole_width(self._wanted, exact_times=self.exact_times)

    @property
    def hidden_columns(self) -> list[str]:
        """The titles of the columns that have no room."""
        return [TITLES[column] for column in self._columns.hidden]

    @property
    def cuts_slug(self) -> bool:
        """Whether the slug of the selected function is cut."""
        slug = dict(self._columns.shown).get(Column.SLUG, 0)
        return self.selected is not None and cells_of(self.selected.slug) >= slug > 0

    def _tell_columns(self) -> None:
        if self._columns != self._told_columns:
            self._told_columns = self._columns
            self.refresh()
            self.post_message(self.ColumnsChanged())

    @property
    def _columns(self) -> Columns:
        """The columns at the width of now: the first frame is painted before word of a new size comes."""
        given = self.size.width, self._wanted, self.exact_times
        if given != self._chosen_for:
            self._chosen_for = given
            self._chosen = choose_columns(given[0], given[1], exact_times=given[2])
        return self._chosen

    def show(self, functions: Sequence[FunctionSummary], order: Order, now: datetime) -> None:
        """Show these rows. The selection stays on its function where that is still listed."""
        before = self.selected
        slug = before.slug if before is not None else self._left
        self.functions, self.order, self._now = functions, order, now
        self._cursor = 0
        # Who has not moved yet looks at the first row, also when another function comes to stand there.
        if self._moved:
            self._cursor = next((i for i, f in enumerate(functions) if f.slug == slug), 0)
        self._left = slug if not functions else None
        self.virtual_size = Size(self.size.width, len(functions) + 1)
        self._refresh_scrollbars()
        self._keep_visible()
        self.refresh()
        if self.selected != before:
            self.post_message(self.Selected(self.selected))

    def mark_drafts(self, slugs: frozenset[str]) -> None:
        """Put a star at these functions."""
        if slugs != self.drafts:
            self.drafts = slugs
            self.refresh()

    def mark_uncallable(self, slugs: frozenset[str]) -> None:
        """Mark these functions as active without anybody who could call them."""
        if slugs != self._uncallable:
            self._uncallable = slugs
            self.refresh()

    def tick(self, now: datetime) -> float | None:
        """Time went by: repaint if a relative time on the screen reads differently now.

        Answers for how many seconds what is shown stays true; None when nothing shown ages.
        """
        self._now = now
        top = self.scroll_offset.y
        seen = self.functions[top : top + self.size.height]
        ages = tuple(ago(f.updated_at, now) + ago(f.deployed_at, now) for f in seen)
        if ages != self._ages and not self.exact_times:
            self._ages = ages
            self.refresh()
        moments = [moment for f in seen for moment in (f.updated_at, f.deployed_at) if moment is not None]
        return None if self.exact_times else min((seconds_until_older(each, now) for each in moments), default=None)

    def move(self, rows: int) -> None:
        """Move the selection down (or up, when negative)."""
        self.select_row(self._cursor + rows)

    def select_row(self, row: int) -> None:
        """Select a row; out of range means the first or the last."""
        row = max(0, min(row, len(self.functions) - 1))
        if row == self._cursor or not self.functions:
            return
        self.stay()
        old, self._cursor = self._cursor, row
        self._refresh_rows(old, row)
        self._keep_visible()
        self.post_message(self.Selected(self.selected))

    def stay(self) -> None:
        """The user has chosen where the selection is: from now on it stays on its function."""
        self._moved = True

    def select_slug(self, slug: str) -> bool:
        """Select a function by its slug; False when it is not listed."""
        for row, function in enumerate(self.functions):
            if function.slug == slug:
                self.stay()
                self.select_row(row)
                return True
        return False

    @property
    def page(self) -> int:
        """How many rows a page key moves."""
        return max(1, self.size.height - 2)

    def _refresh_rows(self, *rows: int) -> None:
        top = self.scroll_offset.y
        regions = [
            Region(0, row - top + 1, self.size.width, 1) for row in rows if 0 <= row - top < self.size.height - 1
        ]
        if regions:
            self.refresh(*regions)

    def _keep_visible(self) -> None:
        top, rows = self.scroll_offset.y, max(1, self.size.height - 1)
        if self._cursor < top:
            self.scroll_to(y=self._cursor, animate=False, immediate=True)
        elif self._cursor >= top + rows:
            self.scroll_to(y=self._cursor - rows + 1, animate=False, immediate=True)

    def on_resize(self) -> None:
        self._tell_columns()
        self._keep_visible()

    def on_click(self, event: events.Click) -> None:
        row = event.y - 1 + self.scroll_offset.y
        if event.y == 0 or not 0 <= row < len(self.functions):
            return
        if row == self._cursor:
            self.post_message(self.Opened())
        self.select_row(row)

    def watch_has_focus(self, _has_focus: bool) -> None:
        self._refresh_rows(self._cursor)

    def notify_style_update(self) -> None:
        self._looks = None
        super().notify_style_update()

    def render_line(self, y: int) -> Strip:
        widths = self._columns.shown
        if y == 0:
            return self._heading(widths)
        row = y - 1 + self.scroll_offset.y
        looks = self.looks
        if row >= len(self.functions):
            return Strip([Segment(" " * self.size.width, looks.base)], self.size.width)
        here = row == self._cursor
        style = looks.base
        function = self.functions[row]
        draft = function.slug in self.drafts
        segments = [Segment(("> " if here else "  ")[: 1 if draft else 2], style + looks.here if here else style)]
        if draft:
            segments.append(Segment("*", style + looks.statuses[DRAFT]))
        for column, width in widths:
            text = self._text(function, column)
            if here and column is Column.NAME:
                segments += _bar(text, width, style + looks.here, style)
                continue
            over = looks.muted if column in (Column.SLUG, Column.UPDATED, Column.ACTIVATED) else Style.null()
            if column is Column.STATUS:
                shown_as = ERROR if function.slug in self._uncallable else function.status
                over = looks.statuses.get(shown_as, looks.muted)
            segments.append(Segment(in_cells(text, width - 1) + " ", style + over))
        return Strip(segments).adjust_cell_length(self.size.width, style)

    def _text(self, function: FunctionSummary, column: Column) -> str:
        match column:
            case Column.NAME:
                return printable(function.name, limit=200) or "(no name)"
            case Column.SLUG:
                return printable(function.slug, limit=200)
            case Column.STATUS:
                status = printable(function.status, limit=20) or "unknown"
                shown_as = ERROR if function.slug in self._uncallable else function.status
                return f"{STATUS_SIGNS.get(shown_as, '?')} {status}"
            case Column.UPDATED:
                return self._time(function.updated_at)
            case Column.ACTIVATED:
                return self._time(function.deployed_at)

    def _time(self, moment: datetime | None) -> str:
        if not self.exact_times and self._now is not None:
            return ago(moment, self._now)
        return exact(moment) if self._columns.long_times else short_time(moment, self._now)

    def _heading(self, widths: Sequence[tuple[Column, int]]) -> Strip:
        looks = self.looks
        segments = [Segment("  ", looks.heading)]
        for column, width in widths:
            sorted_by = column is self.order.column
            # v for the natural direction, ^ turned round: plain letters look the same on every terminal.
            mark = ("^" if self.order.reverse else "v") if sorted_by else ""
            style = looks.sorted_heading if sorted_by else looks.heading
            segments.append(Segment(in_cells(f"{TITLES[column]} {mark}".strip(), width - 1) + " ", style))
        return Strip(segments).adjust_cell_length(self.size.width, looks.heading)

    @property
    def looks(self) -> _Looks:
        """The styles under the theme of now."""
        if self._looks is None:
            variables = self.app.theme_variables
            background, foreground = variables["background"], variables["foreground"]
            self._looks = _Looks(
                base=Style.parse(f"{foreground} on {background}"),
                here=Style.parse(f"bold on {variables['cursor-row']}"),
                heading=Style.parse(f"{variables['faint']} on {background}"),
                sorted_heading=Style.parse(f"{variables['foreground']} on {background}"),
                muted=Style.parse(f"not bold {variables['muted']}"),
                statuses={
                    ACTIVE: Style.parse(variables["success"]),
                    DRAFT: Style.parse(variables["warning"]),
                    ERROR: Style.parse(variables["error"]),
                },
            )
        return self._looks


def _bar(text: str, width: int, here: Style, style: Style) -> list[Segment]:
    """The name in the selected row. All of the row on a background would cost hundreds of bytes a key."""
    bar = min(width - 1, max(cell_len(text) + 1, _BAR_CELLS))
    return [Segment(in_cells(text, bar), here), Segment(" " * (width - bar), style)]
