"""Where in a text the matches of a search are marked. Refuses to know what was searched for."""

from __future__ import annotations

from collections.abc import Sequence

from tui.model.problem import CodeRange


class SearchMarks:
    """The matches of one text, by line. Lines count from 0."""

    def __init__(self) -> None:
        self.by_line: dict[int, list[CodeRange]] = {}
        self.current: CodeRange | None = None

    def show(self, matches: Sequence[CodeRange], current: CodeRange | None) -> set[int]:
        """Mark these instead of the ones before; the lines that look otherwise then."""
        before = set(self.by_line)
        self.by_line = {}
        for found in matches:
            self.by_line.setdefault(found.start_line, []).append(found)
        self.current = current
        return before | set(self.by_line)
