"""The app: the order of keys, and the commands that work everywhere.

Owns the terminal while the console runs. Refuses to know features and the server: they are put together in
`tui.app.features`.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Protocol

from textual import events
from textual.screen import Screen
from textual.widget import Widget

from tui.app.shell.commands import EVERYWHERE, bindings
from tui.app.shell.crash import Guard, GuardedApp
from tui.app.shell.malloc import give_back
from tui.app.shell.navigation import Navigator
from tui.app.shell.pasted import said_of
from tui.app.shell.routes import Quit
from tui.app.shell.screen import ConsoleScreen, Dialog, Handler, caught_up
from tui.app.shell.signals import EndSignals, keep_unsaved
from tui.app.shell.theme_setting import ThemeSetting
from tui.app.widgets.colours import designs
from tui.app.widgets.theme import DARK, LIGHT
from tui.terminal.clipboard import copied
from tui.terminal.driver import DifferenceDriver, choose_driver
from tui.terminal.driver_colours import keep_all_colours
from tui.terminal.driver_input import TextArrived
from tui.terminal.input_delays import mouse_delays_escape
from tui.terminal.input_events import Burst, Paste
from tui.terminal.key_names import keys_of_text
from tui.terminal.nonblocking import say_last
from tui.terminal.sanitise import printable

_DIALOG_SECONDS = 0.5
"""How long a dialog may take over one key before the next one goes ahead."""


class Parts(Protocol):
    """What a console is made of besides itself."""

    @property
    def navigator(self) -> Navigator: ...

    def home(self) -> Screen[None]:
        """The screen at the bottom of the stack."""
        ...

    def begin(self) -> None:
        """The first frame stands: ask the server and the disk."""
        ...

    async def end(self) -> None:
        """Close what is open."""
        ...


class Console(GuardedApp):
    """The console. `make_parts` makes the rest of it, `theme_file` is where the chosen theme is kept."""

    TITLE = "insforge-tui"
    # The palette is a command of ours; Textual's binding would open another one.
    ENABLE_COMMAND_PALETTE = False
    BINDINGS = bindings(EVERYWHERE)

    def __init__(
        self,
        make_parts: Callable[[Console], Parts],
        *,
        theme: str = "",
        keyboard_protocol: str = "",
        theme_file: Path | None = None,
    ) -> None:
        super().__init__(driver_class=choose_driver(os.environ))
        keep_all_colours(self)
        self.colour_designs = designs(os.environ.get("TERM", ""))
        self.keyboard_protocol = keyboard_protocol or "kitty"
        self.theme_setting = ThemeSetting(theme_file)
        self._signals = EndSignals(self)
        self.register_theme(DARK)
        self.register_theme(LIGHT)
        self.theme = LIGHT.name if theme == "light" else DARK.name
        self._parts = make_parts(self)

    def get_default_screen(self) -> Screen[None]:
        return self._parts.home()

    def on_load(self) -> None:
        # Before the terminal is taken: from then on a signal must give it back. (Textual calls the base class's too.)
        self._signals.watch()

    def before_the_end(self) -> list[str]:
        return keep_unsaved(self.screen_stack)

    def on_mount(self) -> None:
        # Whatever stands on the terminal then, nothing of it is the console's: Textual draws only what changes.
        self.app_resume_signal.subscribe(self, lambda _: self.redraw())
        # The first frame is painted before anything that costs is loaded or asked.
        self.call_after_refresh(self._begin)

    def _begin(self) -> None:
        # What is loaded by now stays: no later search for garbage, which would be felt as a slow key, looks at it.
        gc.freeze()
        gc.enable()
        # Before the first thread: each has a heap of its own otherwise.
        give_back()
        self._parts.begin()

    def end(self, last_words: str) -> None:
        """End now, and say this on the terminal."""
        self.last_words = last_words
        self.exit(0)

    # Commands that work everywhere

    def handlers(self) -> Mapping[str, Handler]:
        """What the commands of every screen do."""
        return {
            "help": self._show_help,
            "palette": self._show_palette,
            "theme": self._switch_theme,
            "redraw": self.redraw,
            "suspend": self._suspend,
            "quit": lambda: self._parts.navigator.go(Quit()),
        }

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        # A dialog has its own keys; the commands of every screen are not for it.
        return action != "run_command" or isinstance(self.screen, ConsoleScreen)

    def action_help_quit(self) -> None:
        """ctrl+c where there is nothing to copy: say how to leave."""
        if isinstance(self.screen, ConsoleScreen):
            self.screen.say("ctrl+q leaves the console.")

    async def action_run_command(self, name: str, _key: str = "") -> None:
        """Run a command on the screen on top; dialogs have none, and the key is then nobody's."""
        if isinstance(self.screen, ConsoleScreen):
            await self.screen.action_run_command(name)

    async def action_run_everywhere(self, name: str) -> None:
        """Run a command that works everywhere, for a screen that found it is not its own."""
        running = self.handlers()[name]()
        if running is not None:
            await running

    def _show_help(self) -> None:
        from tui.app.shell.help import HelpScreen

        screen = self.screen
        if isinstance(screen, ConsoleScreen):
            self.push_screen(HelpScreen(screen.help_groups()))

    async def _show_palette(self) -> None:
        from tui.app.shell.palette import Palette

        screen = self.screen
        if not isinstance(screen, ConsoleScreen):
            return

        async def run(name: str | None) -> None:
            if name is not None:
                await screen.action_run_command(name)

        # What is typed right behind the key that opens it is for its field.
        await self.push_screen(Palette(screen), run)

    async def _text_arrived(self, what: Paste | Burst) -> None:
        """A paste is one edit of what has the focus; so is a burst in a text of several lines, and keys elsewhere."""
        if isinstance(what, Burst) and not getattr(self.focused, "takes_bursts", False):
            for key in keys_of_text(what.text):
                await self.on_event(events.Key(*key))
            return
        await self.on_event(events.Paste(what.text))
        said = said_of(what)
        if said and getattr(self.focused, "wants_terminal_cursor", False) and isinstance(self.screen, ConsoleScreen):
            self.screen.announce(said)

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, TextArrived):
            if self.screen_stack:
                await self._text_arrived(event.what)
            return
        if isinstance(event, events.Key | events.Paste) and not event.is_forwarded and not self._may_act():
            return
        if not isinstance(event, events.Key) or event.is_forwarded or not self.screen_stack:
            await super().on_event(event)
            return
        if isinstance(self.screen, ConsoleScreen):
            await self._handled_by_field(event)
            return
        dialog = self.screen
        await super().on_event(event)
        await self._answered(dialog)

    def _may_act(self) -> bool:
        """Whether a key may act; every screen is told of it."""
        told = [screen.key_came() for screen in self.screen_stack if isinstance(screen, ConsoleScreen)]
        return all(told)

    async def _handled_by_field(self, event: events.Key) -> None:
        """Enter in a field may lead elsewhere (to a line of the code): the next key is for what it leads to."""
        field = self.screen.focused
        await super().on_event(event)
        if field is not None and event.key in getattr(field, "LEAVING_KEYS", ()):
            # What the field says of it is a message, which it sends itself first.
            for widget in (field, *_widgets_from(field)):
                await caught_up(widget)

    async def _answered(self, dialog: Screen[object]) -> None:
        """Let a dialog act on a key before the next one is looked at, which may be for the screen below already."""
        # A dialog that waits for the app would wait for ever.
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_DIALOG_SECONDS):
                focused = dialog.focused
                for widget in _widgets_from(focused or dialog):
                    await caught_up(widget)
                if self.screen is not dialog:
                    await caught_up(self.screen)

    @property
    def has_terminal_cursor(self) -> bool:
        """Whether the terminal's own cursor stands where text is edited; then none is painted."""
        return isinstance(self._driver, DifferenceDriver)

    def on_resize(self) -> None:
        if isinstance(self._driver, DifferenceDriver):
            self._driver.invalidate(resized=True)

    def redraw(self) -> None:
        """Paint the whole screen again."""
        if isinstance(self._driver, DifferenceDriver):
            self._driver.invalidate()
        self.refresh(repaint=True, layout=True)

    def _switch_theme(self) -> None:
        self.theme = DARK.name if self.theme == LIGHT.name else LIGHT.name
        self.run_worker(self._keep_theme("light" if self.theme == LIGHT.name else "dark"), group="theme")

    async def _keep_theme(self, theme: str) -> None:
        said = await self.theme_setting.keep(theme)
        if said and isinstance(self.screen, ConsoleScreen):
            self.screen.say(said)

    def _suspend(self) -> None:
        # While it is stopped no draft follows, and whoever never comes back to it may end it at once.
        self.before_the_end()
        self.action_suspend_process()

    def copy_to_clipboard(self, text: str) -> None:
        """Keep a text for pasting here, hand it to the terminal where that can take it, and say which it was."""
        if not text:
            # A cut of nothing must not empty the clipboard.
            return
        # A draft may hold half a character, which has no UTF-8: the terminal gets a sign in its place.
        encodable = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        is_sent, said = copied(encodable, os.environ)
        if is_sent:
            super().copy_to_clipboard(encodable)
        self._clipboard = text
        if isinstance(self.screen, ConsoleScreen | Dialog):
            self.screen.say(said, "$muted" if is_sent else "$warning")

    async def on_unmount(self) -> None:
        await self._parts.end()


def _widgets_from(widget: Widget) -> list[Widget]:
    """The widget and those around it, up to its screen."""
    return [each for each in widget.ancestors_with_self if isinstance(each, Widget)]


def run_console(console: Console) -> int:
    """Run the console until the user leaves; the process's exit code."""
    answered: int | None = None
    with Guard(console) as guard:
        answered = console.run(mouse=not mouse_delays_escape(os.environ))
    if console.last_words:
        # The folder they name comes from the environment. After a dropped line there is nobody to tell.
        words = printable(console.last_words, newlines=True)
        say_last(sys.__stderr__.fileno() if sys.__stderr__ else 2, words + "\n")
    return 1 if guard.failed else console.return_code or answered or 0
