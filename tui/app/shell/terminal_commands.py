"""The commands that say what the terminal is asked for: its mouse.

Owns what was asked. What is sent for it is the driver's.
"""

from __future__ import annotations

from textual.app import App

from tui.app.shell.screen import ConsoleScreen, Dialog
from tui.app.widgets.command import CommandDefaults, command
from tui.terminal.driver import ResilientDriver


class TerminalCommands:
    """What of the terminal is the console's, and what is left to it."""

    COMMAND_DEFAULTS = CommandDefaults("app", "Everywhere")

    def __init__(self, app: App[int], *, has_mouse: bool) -> None:
        self._app = app
        self.has_mouse = has_mouse

    @command(
        id="mouse",
        keys=("alt+p",),
        title="Mouse on or off",
        help="Leave the mouse to the terminal's own selection, or take it again.",
    )
    def switch_mouse(self) -> None:
        """Leave the mouse to the terminal, or ask for it."""
        self.has_mouse = not self.has_mouse
        driver = self._app._driver
        if isinstance(driver, ResilientDriver):
            driver.use_mouse(self.has_mouse)
        self._say(
            "The mouse is the console's again: click, and turn the wheel."
            if self.has_mouse
            else "The mouse is the terminal's: select and copy with it as usual. alt+p takes it again."
        )

    def _say(self, text: str) -> None:
        screen = self._app.screen
        if isinstance(screen, ConsoleScreen | Dialog):
            screen.say(text, "$muted")
