"""The commands that lead from one open function to another."""

from __future__ import annotations

from tui.app.shell.open_editors import OpenEditors
from tui.app.shell.screen import ConsoleScreen
from tui.app.widgets.command import CommandDefaults, CommandPart, command
from tui.app.widgets.keys import ALT_DIGITS
from tui.sessions.open_editors import beside, numbered


class TabCommands:
    """Shows another open function. A screen from which that can be done has one, as `tabs`."""

    COMMAND_DEFAULTS = CommandDefaults("open", "Open functions")

    def __init__(self, screen: ConsoleScreen, editors: OpenEditors) -> None:
        self._screen = screen
        self._editors = editors

    def _none_other(self) -> str | None:
        state = self._editors.state
        if any(each.key != self._editors.key_of(self._screen) for each in state.tabs):
            return None
        return "No other function is open: alt+0 in the editor keeps one open."

    @command(
        keys=ALT_DIGITS,
        title="Open function",
        help="Show the open function of a number, as the line of tabs has it.",
        disabled=_none_other,
    )
    def show_numbered(self, key: str) -> None:
        """Show the open function whose number the key has; where it has none, the next one."""
        number = int(key[-1]) if key[-1:].isdecimal() else 0
        self._show(numbered(self._editors.state, number) if number else beside(self._editors.state, 1), number)

    # Of these two, terminals send no more than tab, unless they speak kitty's protocol.
    @command(keys=("ctrl+tab",), title="Next open", help="Show the next open function.", disabled=_none_other)
    def next_open(self) -> None:
        """Show the next open function."""
        self._show(beside(self._editors.state, 1))

    @command(
        keys=("ctrl+shift+tab",), title="Previous open", help="Show the open function before.", disabled=_none_other
    )
    def previous_open(self) -> None:
        """Show the open function before this one."""
        self._show(beside(self._editors.state, -1))

    def _show(self, key: int | None, number: int = 0) -> None:
        editor = self._editors.of_key(key)
        if editor is None:
            count = len(self._editors.state.tabs)
            self._screen.say(f"There is no open function {number}: {count} {'is' if count == 1 else 'are'} open.")
            return
        reason = self._editors.why_not(editor)
        if reason:
            self._screen.say(reason)
        elif editor.console_screen() is not self._screen:
            self._editors.show(editor)


TAB_COMMANDS = CommandPart(TabCommands, lambda screen: screen.tabs)
"""What shows another open function, for a screen that has them."""
