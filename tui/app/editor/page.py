"""The editor's screen as its commands see it."""

from __future__ import annotations

from typing import Protocol

from textual.widget import Widget

from tui.app.editor.driver import EditDriver
from tui.app.editor.find_bar import FindBar
from tui.app.editor.view import EditorView
from tui.app.editor.words import said
from tui.app.shell.routes import OpenFunction
from tui.app.shell.status_line import StatusLine
from tui.app.widgets.command import WhyNot
from tui.model.function import Edited
from tui.model.problem import Problem
from tui.sessions.edit.availability import why_not
from tui.sessions.edit.effects import Say
from tui.sessions.edit.events import Command
from tui.sessions.edit.state import EditState


class EditorPage(EditorView, Protocol):
    """What the commands work on; `EditorScreen` is one."""

    @property
    def driver(self) -> EditDriver: ...

    @property
    def state(self) -> EditState: ...

    @property
    def edited(self) -> Edited: ...

    @property
    def unsaved(self) -> tuple[str, ...]: ...

    @property
    def find_bar(self) -> FindBar: ...

    @property
    def status_line(self) -> StatusLine: ...

    @property
    def field_problems(self) -> tuple[Problem, ...]: ...

    @property
    def focused(self) -> Widget | None: ...

    def set_focus(self, widget: Widget | None) -> None: ...

    def focus_next(self) -> Widget | None: ...

    def focus_previous(self) -> Widget | None: ...

    def not_loaded(self) -> str | None: ...

    def update_keys(self) -> None: ...

    def take_offer(self, key: str) -> bool: ...

    def drop_offer(self) -> bool: ...

    def take(self, route: OpenFunction) -> str: ...


class PageCommands:
    """Commands that work on the editor's page."""

    def __init__(self, page: EditorPage) -> None:
        self.page = page

    def not_loaded(self) -> str | None:
        """What is said of a command while there is no function yet; None when there is one."""
        return self.page.not_loaded()


def refused(asked: Command) -> WhyNot:
    """Why the session would not do what is asked, of a part with a page."""

    def reason(part: PageCommands) -> str | None:
        driver = part.page.driver
        words = why_not(driver.state, driver.contents.held, asked)
        return None if words is None else said(Say(words))[0]

    return reason
