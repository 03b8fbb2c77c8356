"""Where the place that a route leads to is in what an editor holds."""

from __future__ import annotations

from collections.abc import Sequence

from tui.app.shell.routes import OpenFunction
from tui.editing.moved_places import moved_place
from tui.editing.source import lines_of_code
from tui.model.problem import CodeRange

_DIFFERS = "In this editor that line reads otherwise, or is missing."


def place_here(route: OpenFunction, held: Sequence[str]) -> tuple[int, str]:
    """The line (from 0) of what an editor holds that a route leads to, and what is said there ("": nothing)."""
    line = 0 if route.line is None else route.line
    if route.code is None:
        return line, route.said
    moved = moved_place(lines_of_code(route.code), held, CodeRange(line, 0, line, 0))
    said = f"{route.said} {_DIFFERS}".strip() if moved.is_changed else route.said
    return moved.range.start_line, said
