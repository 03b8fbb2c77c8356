"""Find text and go to a line, in one row under the code."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import Input

from tui.app.widgets.code_editor import CodeEditor
from tui.app.widgets.command import CommandDefaults, Footer, Scope, command
from tui.app.widgets.field import Field
from tui.app.widgets.line import Line
from tui.editing.searching import find_all, find_next
from tui.model.problem import CodeRange

_MOST_MARKED = 2000
_LINE_BOX = "In the line box"


class FindBar(Horizontal):
    """Opened for finding or for a line number; enter does it, up and down walk the matches, escape closes it."""

    DEFAULT_CSS = """
    FindBar { height: 1; display: none; background: $raised; padding: 0 1; }
    FindBar Line { width: 12; color: $muted; }
    FindBar Input, FindBar Input:focus { border: none; height: 1; padding: 0; background: $raised; width: 1fr; }
    """

    COMMAND_DEFAULTS = CommandDefaults("find", "In the find bar", Scope.MAIN)

    class Said(Message):
        """Something to say about the search."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def __init__(self) -> None:
        super().__init__(id="find")
        self._code: CodeEditor | None = None
        self._needle = ""
        self._for_line = False

    def compose(self) -> ComposeResult:
        yield Line("find ", id="find-label")
        yield Field(id="find-text", compact=True)

    def open_for(self, code: CodeEditor, selected: str) -> None:
        """Open for finding; a selection on one line becomes what is looked for."""
        self._open(code, "find ", for_line=False)
        box = self.query_one("#find-text", Input)
        if selected and "\n" not in selected and "\r" not in selected:
            self._needle = selected
        box.value = self._needle
        self.screen.set_focus(box)

    def open_for_line(self, code: CodeEditor) -> None:
        """Open for a line number."""
        self._open(code, "go to line ", for_line=True)
        box = self.query_one("#find-text", Input)
        box.value = ""
        self.screen.set_focus(box)

    def _open(self, code: CodeEditor, label: str, *, for_line: bool) -> None:
        self._code = code
        self._for_line = for_line
        self.query_one("#find-label", Line).show(Content(label))
        self.display = True

    @property
    def key_scope(self) -> Scope:
        """Whether it is open for finding (MAIN) or for a line number (BOX)."""
        return Scope.BOX if self._for_line else Scope.MAIN

    def step(self, code: CodeEditor, *, backwards: bool) -> str:
        """Go to the next match, or the one before; returns what to say about it."""
        self._take_needle()
        if not self._needle:
            return "Nothing to find yet: ctrl+f."
        start, end = sorted(code.selection)
        found = find_next(code.document.lines, self._needle, start if backwards else end, backwards=backwards)
        if found is None:
            code.show_matches((), None)
            return f"Not found: {self._needle}"
        matches = find_all(code.document.lines, self._needle, limit=_MOST_MARKED)
        code.show_matches(matches, found)
        code.go_to(found.start_line, found.start_column)
        code.select_range(found)
        wrapped = (
            (found.start_line, found.start_column) < end
            if not backwards
            else (found.end_line, found.end_column) > start
        )
        place = matches.index(found) + 1 if found in matches else 0
        many = f"{len(matches)}{'+' if len(matches) == _MOST_MARKED else ''}"
        return f"{place} of {many}" + (", from the other end" if wrapped and len(matches) > 1 else "")

    def _take_needle(self) -> None:
        """Take over what the box holds: its word of the last letter may still be on its way."""
        if self.display and not self._for_line:
            self._needle = self.query_one("#find-text", Input).value

    @on(Input.Changed, "#find-text")
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        code = self._code
        if code is None or self._for_line or not self.display:
            return
        self._needle = event.value
        if not self._needle:
            code.show_matches((), None)
            return
        start, _ = sorted(code.selection)
        found: CodeRange | None = find_next(code.document.lines, self._needle, start)
        code.show_matches(find_all(code.document.lines, self._needle, limit=_MOST_MARKED), found)
        if found is not None:
            code.go_to(found.start_line, found.start_column)
        else:
            self.post_message(self.Said(f"Not found: {self._needle}"))

    # Keys

    @command(
        id="next",
        keys=("down", "enter"),
        title="Next match",
        help="Go to the next match (f3 too).",
        footer=Footer("next", 1),
    )
    def find_down(self) -> None:
        """Go to the next match."""
        self._walk(backwards=False)

    @command(
        id="previous",
        keys=("up", "shift+enter"),
        title="Previous match",
        help="Go to the previous match (shift+f3 too).",
        footer=Footer("previous", 2),
    )
    def find_up(self) -> None:
        """Go to the previous match."""
        self._walk(backwards=True)

    def _walk(self, *, backwards: bool) -> None:
        if self._code is not None:
            self.post_message(self.Said(self.step(self._code, backwards=backwards)))

    @command(
        keys=("enter",),
        title="Go there",
        help="Go to the line, or line:column.",
        footer=Footer("go", 1),
        group=_LINE_BOX,
        scope=Scope.BOX,
    )
    def go_to_line(self) -> None:
        """Go to the line that was typed."""
        if self._code is not None:
            self._go_to_line(self._code, self.query_one("#find-text", Input).value)

    def _go_to_line(self, code: CodeEditor, text: str) -> None:
        parts = text.strip().split(":")
        if not 1 <= len(parts) <= 2 or not all(part.isascii() and part.isdigit() and len(part) < 10 for part in parts):
            self.post_message(self.Said("A line is a number, or line:column."))
            return
        numbers = [int(part) for part in parts]
        code.go_to(numbers[0] - 1, numbers[1] - 1 if len(numbers) == 2 else 0)
        self.close()

    @command(
        keys=("escape",),
        title="Close",
        help="Close the find bar and go back to the code.",
        footer=Footer("close", 3),
    )
    @command(
        keys=("escape",),
        title="Close",
        help="Go back to the code.",
        footer=Footer("close", 2),
        group=_LINE_BOX,
        scope=Scope.BOX,
    )
    def close(self) -> None:
        """Close, take the marks away and go back to the code."""
        self._take_needle()
        self.display = False
        if self._code is not None:
            self._code.show_matches((), None)
            self.screen.set_focus(self._code)
