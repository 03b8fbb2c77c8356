"""The commands that say what the terminal is asked for, and how its colours are met: mouse, title, light and dark.

Owns what was asked. What is sent for it is the driver's.
"""

from __future__ import annotations

from textual.app import App

from tui.app.shell.screen import ConsoleScreen, Dialog
from tui.app.shell.theme_setting import ThemeSetting
from tui.app.widgets.command import CommandDefaults, command
from tui.app.widgets.theme import DARK, LIGHT
from tui.terminal.driver import ResilientDriver
from tui.terminal.driver_input import BackgroundTold


class TerminalCommands:
    """What of the terminal is the console's, and what is left to it."""

    COMMAND_DEFAULTS = CommandDefaults("app", "Everywhere")

    def __init__(self, app: App[int], themes: ThemeSetting, *, has_mouse: bool, follows_background: bool) -> None:
        self._app = app
        self._themes = themes
        self.has_mouse = has_mouse
        self.follows_background = follows_background

    @command(
        id="theme", title="Switch light and dark", help="Change between the light and the dark theme, and keep it."
    )
    def switch_theme(self) -> None:
        """Change between the light and the dark theme."""
        self.follows_background = False
        self._app.theme = DARK.name if self._app.theme == LIGHT.name else LIGHT.name
        self._app.run_worker(self._keep_theme("light" if self._app.theme == LIGHT.name else "dark"), group="theme")

    async def _keep_theme(self, theme: str) -> None:
        said = await self._themes.keep(theme)
        if said and isinstance(self._app.screen, ConsoleScreen):
            self._app.screen.say(said)

    def follow(self, told: BackgroundTold) -> None:
        """The terminal told its background: as long as no theme is chosen, the console's follows it."""
        if self.follows_background:
            self._app.theme = LIGHT.name if told.is_light else DARK.name

    @command(
        id="mouse",
        keys=("alt+p",),
        title="Mouse on or off",
        help="Leave the mouse to the terminal's own selection, or take it again.",
        in_dialogs=True,
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

    def show_title(self, title: str) -> None:
        """Show this as the terminal's title."""
        driver = self._app._driver
        if isinstance(driver, ResilientDriver):
            driver.show_title(title)

    def _say(self, text: str) -> None:
        screen = self._app.screen
        if isinstance(screen, ConsoleScreen | Dialog):
            screen.say(text, "$muted")
