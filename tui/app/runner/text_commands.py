"""The runner's commands of text in its boxes of several lines: headers and body. Fields have commands of their own."""

from __future__ import annotations

from tui.app.shell.screen import ConsoleScreen
from tui.app.widgets.code_editor import CodeEditor
from tui.app.widgets.command import CommandDefaults, Scope, command


class TextCommands:
    """Undoes, copies and pastes in the box that has the focus."""

    def __init__(self, screen: ConsoleScreen) -> None:
        self._screen = screen

    def no_box(self) -> str | None:
        """Why there is no text to select or copy, as a sentence."""
        return None if isinstance(self._screen.focused, CodeEditor) else "That is for the headers and the body."

    def no_own_box(self) -> str | None:
        """Why there is no text to edit, as a sentence."""
        focused = self._screen.focused
        is_edited = isinstance(focused, CodeEditor) and not focused.read_only
        return None if is_edited else "That is for the headers and the body of the request."

    COMMAND_DEFAULTS = CommandDefaults("runner", "In its headers and its body", Scope.MAIN, disabled=no_own_box)

    @property
    def _box(self) -> CodeEditor:
        focused = self._screen.focused
        assert isinstance(focused, CodeEditor)
        return focused

    @command(keys=("ctrl+z", "super+z"), title="Undo", help="Undo the last edit.")
    def undo(self) -> None:
        """Undo the last edit."""
        self._box.action_undo()

    @command(keys=("ctrl+y", "super+y"), title="Redo", help="Redo what was undone.")
    def redo(self) -> None:
        """Redo what was undone."""
        self._box.action_redo()

    @command(keys=("ctrl+c", "super+c"), title="Copy", help="Copy the selection.", disabled=no_box)
    def copy(self) -> None:
        """Copy the selection."""
        self._box.action_copy()

    @command(keys=("ctrl+x", "super+x"), title="Cut", help="Cut the selection, or the line.")
    def cut(self) -> None:
        """Cut the selection, or the line."""
        self._box.action_cut()

    @command(keys=("ctrl+v",), title="Paste", help="Paste what was copied here (the terminal's own paste works too).")
    def paste(self) -> None:
        """Paste what was copied here."""
        self._box.action_paste()

    @command(keys=("f7",), title="Select all", help="Select all of the box.", disabled=no_box)
    def select_all(self) -> None:
        """Select all of the box."""
        self._box.select_all()
