"""The find bar's commands for replacing, and for how it is looked for."""

from __future__ import annotations

from typing import Protocol

from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input

from tui.app.widgets.code_editor import CodeEditor
from tui.app.widgets.command import CommandDefaults, Footer, Scope, command
from tui.sessions.code_replace import expanded, template_problem
from tui.sessions.code_search import Finder, Query, finder_of, places_in
from tui.sessions.document_search import replaced_all
from tui.terminal.sanitise import printable


class SearchBar(Protocol):
    """The bar as its commands see it; `FindBar` is one."""

    @property
    def code(self) -> CodeEditor | None: ...

    @property
    def wanted(self) -> Query: ...

    @property
    def screen(self) -> Screen[object]: ...

    def query_one(self, selector: str, /) -> Widget: ...

    def turn(self, query: Query) -> None: ...

    def walk(self, *, backwards: bool) -> None: ...

    def tell(self, text: str) -> None: ...


class ReplaceCommands:
    """Replaces one match or all, and switches what a match is."""

    COMMAND_DEFAULTS = CommandDefaults("find", "In the find bar", Scope.MAIN)

    def __init__(self, bar: SearchBar) -> None:
        self._bar = bar

    @property
    def _row(self) -> Widget:
        return self._bar.query_one("#replace-row")

    def _ready(self) -> tuple[CodeEditor, Finder, str] | None:
        """What is needed to replace; None where it can't be, which is said."""
        code, query = self._bar.code, self._bar.wanted
        finder = finder_of(query)
        box = self._bar.query_one("#replace-text")
        template = box.value if isinstance(box, Input) else ""
        problem = (finder or "Nothing to find yet.") if isinstance(finder, str) else template_problem(finder, template)
        if problem or code is None or isinstance(finder, str):
            self._bar.tell(problem)
            return None
        return code, finder, template

    @command(
        keys=("alt+h",),
        title="Replace",
        help="Show the field of the replacement; then replace the selected match and go to the next.",
        footer=Footer("replace", 4),
    )
    def replace(self) -> None:
        """Show the field of the replacement, or replace the selected match and go to the next one."""
        row = self._row
        if not row.display:
            row.display = True
            self._bar.screen.set_focus(self._bar.query_one("#replace-text"))
            return
        ready = self._ready()
        if ready is None:
            return
        code, finder, template = ready
        start, end = sorted(code.selection)
        line = code.document.lines[start[0]]
        if start[0] != end[0] or (start[1], end[1]) not in list(places_in(finder, line)):
            self._bar.walk(backwards=False)
            return
        text = expanded(finder, line, start[1], end[1], template)
        code.replace_exactly(text, start, end)
        code.move_cursor((start[0], start[1] + len(text)))
        self._bar.walk(backwards=False)

    def _no_row(self) -> str | None:
        return None if self._row.display else "alt+h shows the field of the replacement first."

    @command(
        keys=("alt+a",),
        title="Replace all",
        help="Replace every match; one undo takes all of it back.",
        footer=Footer("all", 5),
        disabled=_no_row,
    )
    def replace_all(self) -> None:
        """Replace every match as one edit."""
        ready = self._ready()
        if ready is None:
            return
        code, finder, template = ready
        done = replaced_all(finder, code.document.text, template)
        if done is None:
            self._bar.tell(f"Nothing to replace: {printable(self._bar.wanted.text, limit=60)}")
            return
        code.replace_exactly(done.text, done.start, done.end)
        places = "1 place" if done.number == 1 else f"{done.number} places"
        self._bar.tell(f"Replaced in {places}; one undo takes all of it back.")

    @command(
        keys=("tab", "shift+tab"),
        title="Other field",
        help="Type what is looked for, or what is put in its place.",
        disabled=_no_row,
    )
    def other_field(self) -> None:
        """Type into the other field."""
        other = "#replace-text" if self._bar.screen.focused is self._bar.query_one("#find-text") else "#find-text"
        self._bar.screen.set_focus(self._bar.query_one(other))

    @command(
        keys=("alt+r",),
        title="Regular expression",
        help="Look for a regular expression, or for the text as it stands.",
    )
    def regex(self) -> None:
        """Look for a regular expression, or for plain text."""
        self._bar.turn(self._bar.wanted._replace(regex=not self._bar.wanted.regex))

    @command(keys=("alt+w",), title="Whole words", help="Look for whole words alone, or not.")
    def word(self) -> None:
        """Look for whole words, or for parts of them too."""
        self._bar.turn(self._bar.wanted._replace(word=not self._bar.wanted.word))

    @command(
        keys=("alt+c",),
        title="Case",
        help="Let case count where the text has a capital, always, or never, in turn.",
    )
    def case(self) -> None:
        """Let case count as the text has it, always, never."""
        self._bar.turn(self._bar.wanted._replace(case={None: True, True: False, False: None}[self._bar.wanted.case]))
