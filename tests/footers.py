"""The footer of a screen names the keys that work now: it is not that of a state before."""

from __future__ import annotations

from tests.console_fixture import FixtureConsole
from tui.app.compare.screen import VersionsScreen
from tui.app.shell.key_bar import KeyBar, in_bar
from tui.app.shell.screen import ConsoleScreen, Dialog


def check_footer(console: FixtureConsole) -> None:
    """The bar that is seen names what its screen, or the dialog on it, can do now."""
    screen = console.screen
    assert isinstance(screen, ConsoleScreen | Dialog)
    if isinstance(screen, VersionsScreen):
        # It has a row of its own, which covers the bar.
        return
    seen = next(bar for each in reversed(console.screen_stack) for bar in each.query(KeyBar))
    assert [each.id for each in seen.commands] == [each.id for each in in_bar(screen.commands)]
