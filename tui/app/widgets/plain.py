"""The plain way to draw (`--plain`), for screen readers: no boxes, no bars, the terminal's cursor where the focus is.

Owns whether it is on and what it means for any widget. It holds for the whole process, as there is one console in it:
each says at its start which way it draws.
"""

from __future__ import annotations

from typing import Protocol, TypeVar, runtime_checkable

from textual.color import Color
from textual.css.types import EdgeType
from textual.geometry import Offset
from textual.screen import Screen
from textual.widget import Widget

Answer = TypeVar("Answer")
_BLANK: EdgeType = "blank"


class _Drawing:
    """How this process draws."""

    plain = False


@runtime_checkable
class HasRows(Protocol):
    """A widget with several rows, of which one is selected."""

    @property
    def plain_row(self) -> int:
        """Where the selected row is drawn, from the widget's first."""
        ...


def draw_plain(*, wanted: bool) -> None:
    """Draw plain from now on, or not."""
    _Drawing.plain = wanted


def is_plain() -> bool:
    """Whether things are drawn plain here."""
    return _Drawing.plain


def put_cursor(widget: Widget, row: int = 0) -> None:
    """Where things are drawn plain, put the terminal's cursor at the beginning of a row of a widget."""
    if is_plain():
        widget.app.cursor_position = widget.content_region.offset + Offset(0, row)


def _without_lines(edge: tuple[EdgeType, Color]) -> tuple[EdgeType, Color]:
    kind, colour = edge
    return (_BLANK if kind else kind), colour


def follow_focus(widget: Widget) -> None:
    """A widget got the focus: the terminal's cursor goes there, unless the widget puts it itself."""
    if is_plain() and not getattr(widget, "wants_terminal_cursor", False):
        put_cursor(widget, widget.plain_row if isinstance(widget, HasRows) else 0)
        widget.refresh()


def make_plain(screen: Screen[Answer]) -> None:
    """Where things are drawn plain, take frames and scrollbars off a screen. The titles in the frames stay."""
    if not is_plain():
        return
    for widget in (screen, *screen.walk_children(Widget)):
        styles = widget.styles
        top, right, bottom, left = styles.border
        if any(kind not in ("", "none", "hidden", _BLANK) for kind, _ in (top, right, bottom, left)):
            styles.border_top, styles.border_right = _without_lines(top), _without_lines(right)
            styles.border_bottom, styles.border_left = _without_lines(bottom), _without_lines(left)
        if widget.is_scrollable:
            styles.scrollbar_visibility = "hidden"
    if screen.focused is None:
        # Reading begins at the top.
        screen.app.cursor_position = Offset(0, 0)
