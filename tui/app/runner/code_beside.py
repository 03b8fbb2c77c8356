"""The code of the function beside its request, on a wide terminal, as the editor below holds it."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.worker import Worker

from tui.app.shell.routes import HeldCode
from tui.app.widgets.code_editor import CodeEditor
from tui.app.widgets.line import Line
from tui.editing.moved_places import MovedPlace
from tui.editing.source import SourceText
from tui.model.problem import Problem

_MOST_CHARACTERS = 500_000
"""Longer code is not shown a second time."""


class CodeBeside(Vertical):
    """Shows code to look at, and marks the line of an error. It is loaded when it is first seen."""

    def __init__(self, held: HeldCode) -> None:
        super().__init__(id="beside")
        self._held = held
        self._code: CodeEditor | None = None
        self._error: Problem | None = None

    def compose(self) -> ComposeResult:
        yield Line(id="beside-title")

    @property
    def is_possible(self) -> bool:
        """Whether it is short enough to be shown."""
        return sum(map(len, self._held.snapshot.lines)) <= _MOST_CHARACTERS

    def show(self) -> None:
        """Show the code, if it is not there yet."""
        if self._code is not None:
            return
        about = "not saved: the saved code is run" if self._held.is_unsaved else "as it is saved"
        title = Content.assemble(Content.styled("code", "bold"), "  ", Content.styled(about, "$muted"))
        self.query_one("#beside-title", Line).show(title)
        self._code = code = CodeEditor(id="beside-code", read_only=True)
        _worker: Worker[None] = self.run_worker(self._load(code), group="beside")

    async def _load(self, code: CodeEditor) -> None:
        await self.mount(code)
        code.load_source(SourceText.of_lines(*self._held.snapshot.kept()))
        code.go_to(self._held.line, 0)
        self._show_error()

    def mark(self, place: MovedPlace | None, words: str) -> None:
        """Mark where an error is, and bring it into view; or (None) nowhere any more."""
        error = None if place is None or place.is_changed else Problem(words, range=place.range)
        if error != self._error:
            self._error = error
            self._show_error()

    def _show_error(self) -> None:
        code, error = self._code, self._error
        if code is None or not code.is_attached:
            return
        code.marking.show_errors(() if error is None else (error,))
        if error is not None and error.range is not None:
            code.go_to(error.range.start_line, error.range.start_column)
