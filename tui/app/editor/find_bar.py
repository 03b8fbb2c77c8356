"""Find and replace text, and go to a line, in one or two rows under the code."""

from __future__ import annotations

from collections.abc import Callable

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input

from tui.app.editor.replacing import ReplaceCommands
from tui.app.shell.query_words import options_words
from tui.app.widgets.clock import clock_of
from tui.app.widgets.code_editor import CodeEditor
from tui.app.widgets.command import CommandDefaults, CommandPart, Footer, Scope, command
from tui.app.widgets.field import Field
from tui.app.widgets.line import Line
from tui.sessions.code_search import Query, finder_of
from tui.sessions.document_search import next_in, ranges_in
from tui.terminal.sanitise import printable

_MOST_MARKED = 2000
_MOST_SECONDS = 0.1
"""An expression is looked for so long: a key may have to wait for it."""
_LINE_BOX = "In the line box"


class FindBar(Vertical):
    """Opened for finding or for a line number; enter does it, up and down walk the matches, escape closes it."""

    DEFAULT_CSS = """
    FindBar { height: auto; display: none; background: $raised; padding: 0 1; }
    FindBar Horizontal { height: 1; }
    FindBar #replace-row { display: none; }
    FindBar Line { width: 12; color: $muted; }
    FindBar #find-options { width: 23; text-align: right; display: none; }
    FindBar Input, FindBar Input:focus { border: none; height: 1; padding: 0; background: $raised; width: 1fr; }
    """

    COMMAND_DEFAULTS = CommandDefaults("find", "In the find bar", Scope.MAIN)
    REPLACING = CommandPart(ReplaceCommands, lambda bar: bar.replacing)

    class Said(Message):
        """Something to say about the search."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def __init__(self) -> None:
        super().__init__(id="find")
        self._code: CodeEditor | None = None
        self._query = Query()
        self._for_line = False
        self.replacing = ReplaceCommands(self)

    def compose(self) -> ComposeResult:
        with Horizontal(id="find-row"):
            yield Line("find ", id="find-label")
            yield Field(id="find-text", compact=True)
            yield Line(id="find-options")
        with Horizontal(id="replace-row"):
            yield Line("replace ")
            yield Field(id="replace-text", compact=True)

    def open_for(self, code: CodeEditor, selected: str) -> None:
        """Open for finding; a selection on one line becomes what is looked for."""
        self._open(code, "find ", for_line=False)
        box = self.query_one("#find-text", Input)
        if selected and "\n" not in selected and "\r" not in selected:
            self._query = self._query._replace(text=selected)
        box.value = self._query.text
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
        self.query_one("#replace-row").display = False
        self._show_options()
        self.query_one("#find-label", Line).show(Content(label))
        self.display = True

    @property
    def key_scope(self) -> Scope:
        """Whether it is open for finding (MAIN) or for a line number (BOX)."""
        return Scope.BOX if self._for_line else Scope.MAIN

    def step(self, code: CodeEditor, *, backwards: bool) -> str:
        """Go to the next match, or the one before; returns what to say about it."""
        self._take_needle()
        finder = finder_of(self._query)
        if isinstance(finder, str):
            return finder or "Nothing to find yet: ctrl+f."
        start, end = sorted(code.selection)
        lines, is_over = code.document.lines, self._time()
        found = next_in(finder, lines, start if backwards else end, is_over, backwards=backwards)
        if found is None:
            code.show_matches((), None)
            return f"{'Not found in time' if is_over() else 'Not found'}: {self._query.text}"
        matches = ranges_in(finder, lines, _MOST_MARKED, is_over)
        code.show_matches(matches, found)
        code.go_to(found.start_line, found.start_column)
        code.select_range(found)
        wrapped = (
            (found.start_line, found.start_column) < end
            if not backwards
            else (found.end_line, found.end_column) > start
        )
        place = matches.index(found) + 1 if found in matches else 0
        many = f"{len(matches)}{'+' if len(matches) == _MOST_MARKED or is_over() else ''}"
        return f"{place} of {many}" + (", from the other end" if wrapped and len(matches) > 1 else "")

    def _time(self) -> Callable[[], bool]:
        """Says when the time for one search is over."""
        clock = clock_of(self)
        end = clock.monotonic() + _MOST_SECONDS
        return lambda: clock.monotonic() > end

    def _take_needle(self) -> None:
        """Take over what the box holds: its word of the last letter may still be on its way."""
        if self.display and not self._for_line:
            self._query = self._query._replace(text=self.query_one("#find-text", Input).value)

    @on(Input.Changed, "#find-text")
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        if self._code is not None and not self._for_line and self.display:
            self._query = self._query._replace(text=event.value)
            self._look(self._code)

    def _look(self, code: CodeEditor) -> None:
        """Mark what is found, and go to the first of it from here on."""
        finder = finder_of(self._query)
        if isinstance(finder, str):
            code.show_matches((), None)
            if finder:
                self.post_message(self.Said(finder))
            return
        start, _ = sorted(code.selection)
        lines, is_over = code.document.lines, self._time()
        found = next_in(finder, lines, start, is_over)
        code.show_matches(ranges_in(finder, lines, _MOST_MARKED, is_over), found)
        if found is not None:
            code.go_to(found.start_line, found.start_column)
        else:
            self.post_message(self.Said(f"Not found: {printable(self._query.text, limit=60)}"))

    def _show_options(self) -> None:
        """Say how it is looked for, where that is not as usual."""
        line, words = self.query_one("#find-options", Line), options_words(self._query)
        line.show(Content(words))
        line.display = not self._for_line and bool(
            self._query.regex or self._query.word or self._query.case is not None
        )

    def turn(self, query: Query) -> None:
        """Look for it in another way."""
        self._query = query
        self._show_options()
        if self._code is not None:
            self._take_needle()
            self._look(self._code)

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
        self.walk(backwards=False)

    @command(
        id="previous",
        keys=("up", "shift+enter"),
        title="Previous match",
        help="Go to the previous match (shift+f3 too).",
        footer=Footer("previous", 2),
    )
    def find_up(self) -> None:
        """Go to the previous match."""
        self.walk(backwards=True)

    def walk(self, *, backwards: bool) -> None:
        """Go to the next match, or the one before, and say which it is."""
        if self._code is not None:
            self.tell(self.step(self._code, backwards=backwards))

    def tell(self, text: str) -> None:
        """Say something about the search."""
        self.post_message(self.Said(text))

    @property
    def code(self) -> CodeEditor | None:
        """Where it is looked for."""
        return self._code

    @property
    def wanted(self) -> Query:
        """What is looked for."""
        self._take_needle()
        return self._query

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
