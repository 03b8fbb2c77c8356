"""Where the place that a route leads to is in what an editor holds."""

from __future__ import annotations

from collections.abc import Sequence

from tui.app.shell.routes import OpenFunction
from tui.editing.moved_places import moved_place
from tui.model.problem import CodeRange

_IS_CHANGED = "That line was changed or removed in this editor: it stood here."


def place_here(route: OpenFunction, held: Sequence[str]) -> tuple[int, str]:
    """The line (from 0) of what an editor holds that a route leads to, and what is said there ("": nothing)."""
    line = 0 if route.line is None else route.line
    if route.code is None:
        return line, route.said
    lines = route.code.replace("\r\n", "\n").split("\n")
    moved = moved_place(lines, held, CodeRange(line, 0, line, 0))
    said = f"{_IS_CHANGED} {route.said}".strip() if moved.is_changed else route.said
    return moved.range.start_line, said
