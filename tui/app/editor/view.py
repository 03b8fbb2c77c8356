"""What an edit session shows itself on, as its driver sees it."""

from __future__ import annotations

from typing import Protocol

from textual.screen import Screen

from tui.app.editor.metadata_form import MetadataForm
from tui.app.shell.notice import Report
from tui.app.shell.screen import ConsoleScreen
from tui.app.widgets.code_editor import CodeEditor
from tui.model.problem import Problem


class EditorView(Protocol):
    """What a session shows itself on; `EditorScreen` is one."""

    @property
    def code(self) -> CodeEditor: ...

    @property
    def form(self) -> MetadataForm: ...

    @property
    def screen(self) -> Screen[object]: ...

    def console_screen(self) -> ConsoleScreen: ...

    def show_report(self, report: Report | None) -> None: ...

    def show_problems(self, problems: tuple[Problem, ...]) -> None: ...

    def show_state(self) -> None: ...

    def say(self, text: str, style: str = ...) -> None: ...

    def announce(self, text: str) -> None: ...
