"""The editor's commands for whole lines, for selecting, and for where a name is declared."""

from __future__ import annotations

from tui.app.editor.page import PageCommands
from tui.app.widgets import code_lines
from tui.app.widgets.command import CommandDefaults, Scope, command


class LineCommands(PageCommands):
    """Moves and copies lines, selects, goes to definitions."""

    COMMAND_DEFAULTS = CommandDefaults("editor", "Lines and names", Scope.MAIN, disabled=PageCommands.not_loaded)

    @command(keys=("alt+up",), title="Move lines up", help="Move the line, or the selected lines, one line up.")
    def lines_up(self) -> None:
        """Move the selected lines up."""
        code_lines.move_lines(self.page.code, -1)

    @command(keys=("alt+down",), title="Move lines down", help="Move the line, or the selected lines, one line down.")
    def lines_down(self) -> None:
        """Move the selected lines down."""
        code_lines.move_lines(self.page.code, 1)

    @command(
        # Not every terminal tells the first one apart.
        keys=("alt+c", "alt+shift+down"),
        title="Duplicate lines",
        help="Copy the line, or the selected lines, below.",
    )
    def duplicate_lines(self) -> None:
        """Copy the selected lines below them."""
        code_lines.duplicate_lines(self.page.code)

    @command(keys=("alt+w",), title="Select the word", help="Select the name or number at the cursor.")
    def select_word(self) -> None:
        """Select the word at the cursor."""
        if not code_lines.select_word(self.page.code):
            self.page.say("There is no word at the cursor.")

    @command(keys=("alt+v",), title="Select the line", help="Select the line; again, the next one too.")
    def select_line(self) -> None:
        """Select the line."""
        code_lines.select_line(self.page.code)

    @command(
        keys=("alt+j",), title="Select to the bracket", help="Select from the bracket at the cursor to its partner."
    )
    def select_to_bracket(self) -> None:
        """Select to the matching bracket."""
        if not code_lines.select_to_bracket(self.page.code):
            self.page.say("No bracket with a partner at the cursor.")

    @command(
        keys=("alt+g",), title="Definition", help="Go to where the name at the cursor is declared in this function."
    )
    def definition(self) -> None:
        """Go to where the name at the cursor is declared."""
        # The grammar is loaded when it is first needed.
        from tui.editing.definition import definition_of

        code = self.page.code
        found = definition_of(code.document.lines, *code.cursor_location)
        if found is None:
            self.page.say("The name at the cursor is not declared in this function.")
        else:
            code.go_to(found.start_line, found.start_column)
