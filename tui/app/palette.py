"""The command palette: every command of the screen below, found by its name."""

from __future__ import annotations

import contextlib
from collections.abc import Coroutine
from functools import partial

from textual import events
from textual.app import ComposeResult
from textual.await_complete import AwaitComplete
from textual.command import CommandInput, CommandList, CommandPalette, DiscoveryHit, Hit, Hits, Provider

from tui.app.commands import Command, shown_key
from tui.app.screens.base import ConsoleScreen
from tui.app.widgets.field import Field
from tui.app.widgets.own_keys import act_on_own_key


class PaletteField(CommandInput, Field):
    """Textual's input would show the terminal what is typed and pasted as it is; this shows it inert."""

    # Styles come from the first base alone, whose name Textual's own styles look for.
    DEFAULT_CSS = """
    PaletteField.-terminal-cursor > .input--cursor { background: transparent; color: $foreground; text-style: none; }
    """


class PaletteList(CommandList):
    """Textual's list looks for lines it has not laid out yet when a page key comes early; this one stays."""

    def action_page_up(self) -> None:
        with contextlib.suppress(LookupError):
            super().action_page_up()  # type: ignore[no-untyped-call]  # Textual gives it no types

    def action_page_down(self) -> None:
        with contextlib.suppress(LookupError):
            super().action_page_down()  # type: ignore[no-untyped-call]  # Textual gives it no types


class Palette(CommandPalette):
    """Textual's palette in the console's looks."""

    SCOPED_CSS = False
    CSS = """
    /* Textual's magnifying glass is an emoji: terminals disagree about its width. */
    CommandPalette SearchIcon { display: none; }
    CommandPalette #--input { border: none; height: 1; padding: 0 1; background: $raised; }
    CommandPalette CommandInput { border: none; height: 1; padding: 0 1; width: 1fr; }
    CommandPalette CommandList { border: none; background: $panel; max-height: 16; }
    CommandPalette > Vertical { background: $panel; }
    """

    def compose(self) -> ComposeResult:
        for widget in super().compose():
            if isinstance(widget, CommandInput):
                yield PaletteField(placeholder=widget.placeholder, select_on_focus=False)
            elif isinstance(widget, CommandList):
                yield PaletteList()
            else:
                yield widget

    async def on_key(self, event: events.Key) -> None:
        # Here and not when the key has travelled up to the app: enter, right behind escape, would be the palette's.
        await act_on_own_key(self, event)

    def dismiss(self, result: None = None) -> AwaitComplete:
        # Left twice, it would take the screen below along.
        return super().dismiss(result) if self.app.screen is self else AwaitComplete()


class CommandProvider(Provider):
    """Offers what the declarations in `commands.py` say; a command that can't run now says why."""

    def _commands(self) -> list[tuple[str, str, Command]]:
        screen = self.screen
        if not isinstance(screen, ConsoleScreen):
            return []
        listed = []
        for command in screen.commands:
            if command.name == "palette":
                continue
            keys = f"  ({shown_key(command.keys[0])})" if command.keys else ""
            reason = screen.why_not(command.name)
            listed.append((f"{command.title}{keys}", f"Not now: {reason}" if reason else command.about, command))
        return listed

    def _run(self, command: Command) -> partial[Coroutine[object, object, None]]:
        screen = self.screen
        assert isinstance(screen, ConsoleScreen)
        return partial(screen.action_run_command, command.name)

    async def discover(self) -> Hits:
        for title, about, command in self._commands():
            yield DiscoveryHit(title, self._run(command), help=about)

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for title, about, command in self._commands():
            score = matcher.match(title)
            if score > 0:
                yield Hit(score, matcher.highlight(title), self._run(command), help=about)
