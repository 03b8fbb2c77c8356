"""The code around a match: some lines above and below it, the match marked."""

from __future__ import annotations

import asyncio
from functools import partial

from textual.content import Content
from textual.widget import Widget
from textual.worker import Worker

from tui.app.search.words import Row
from tui.editing.source import lines_of_code
from tui.flows.all_code import CodeShelf
from tui.terminal.sanitise import printable

_AROUND = 2
_MOST = 400


class ContextView(Widget):
    """Five lines of code."""

    def __init__(self, shelf: CodeShelf) -> None:
        super().__init__(id="context")
        self._shelf = shelf
        self._row: Row | None = None
        self._content = Content("")

    def show_row(self, row: Row | None) -> None:
        """Show the code around a match; of a function's own row nothing."""
        if row != self._row:
            self._row = row
            if row is None or row.place is None:
                self._content = Content("")
                self.refresh()
            else:
                _worker: Worker[None] = self.run_worker(partial(self._show, row), group="context", exclusive=True)

    async def _show(self, row: Row) -> None:
        # A code may have a million lines.
        content = await asyncio.to_thread(self._around, row)
        if row == self._row:
            self._content = content
            self.refresh()

    def _around(self, row: Row) -> Content:
        code, place = self._shelf.read(row.slug), row.place
        if code is None or place is None:
            return Content("")
        lines = lines_of_code(code)
        first = max(0, place.line - _AROUND)
        shown: list[Content] = []
        room = max(1, self.size.width - 9)
        left = max(0, place.start - room // 3) if place.end > room else 0
        for number, line in enumerate(lines[first : place.line + _AROUND + 1], first):
            label = Content.styled(f"{number + 1:>6} ", "$faint")
            if number != place.line:
                shown.append(Content.assemble(label, printable(line[left : left + _MOST])))
                continue
            parts = (line[left : place.start], line[place.start : place.end], line[place.end : left + _MOST])
            before, found, after = (printable(part, limit=_MOST) for part in parts)
            shown.append(Content.assemble(label, before, Content.styled(found, "bold reverse"), after))
        return Content("\n").join(shown)

    def render(self) -> Content:
        return self._content
