"""The app: the order of keys, and the commands that work everywhere.

Owns the terminal while the console runs. Refuses to know features and the server: they are put together in
`tui.app.features`.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.screen import Screen

from tui.app.shell.crash import Guard, GuardedApp
from tui.app.shell.key_order import KeyOrder, keys_meant
from tui.app.shell.malloc import give_back
from tui.app.shell.parts import Parts
from tui.app.shell.pasted import said_of
from tui.app.shell.routes import Quit
from tui.app.shell.screen import ConsoleScreen, Dialog
from tui.app.shell.signals import EndSignals, keep_unsaved
from tui.app.shell.terminal_commands import TerminalCommands
from tui.app.shell.terminal_title import TerminalTitle
from tui.app.shell.theme_setting import ThemeSetting
from tui.app.widgets.colours import designs
from tui.app.widgets.command import CommandDefaults, CommandPart, Footer, command, named
from tui.app.widgets.keymap import DECLARED, Keymap
from tui.app.widgets.keys import shown_key
from tui.app.widgets.plain import draw_plain, follow_focus
from tui.app.widgets.theme import DARK, LIGHT
from tui.terminal.clipboard import copied
from tui.terminal.driver_colours import keep_all_colours
from tui.terminal.driver_differences import DifferenceDriver, choose_driver
from tui.terminal.driver_input import BackgroundTold, TextArrived
from tui.terminal.input_events import Burst, Paste
from tui.terminal.key_names import keys_of_text
from tui.terminal.nonblocking import say_last
from tui.terminal.sanitise import printable


class Console(GuardedApp, inherit_bindings=False):
    """The console. `make_parts` makes the rest of it, `theme_file` is where the chosen theme is kept.

    `keymap` has the keys of all commands, as the user wants them; with `mouse` the terminal is asked for it,
    and with `title` its title says what is open. With `plain` screen readers can follow. Without a `theme` the
    terminal is asked whether it is light or dark.
    """

    TITLE = "insforge-tui"
    # The palette is a command of ours; Textual's binding would open another one.
    ENABLE_COMMAND_PALETTE = False
    # Keys run commands (`key_order`), but for this one, which a widget may want first.
    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+c", "help_quit", show=False)]
    COMMAND_DEFAULTS = CommandDefaults("app", "Everywhere")

    def __init__(
        self,
        make_parts: Callable[[Console], Parts],
        *,
        theme: str = "",
        keyboard_protocol: str = "",
        theme_file: Path | None = None,
        keymap: Keymap = DECLARED,
        mouse: bool = True,
        title: bool = False,
        plain: bool = False,
    ) -> None:
        super().__init__(driver_class=choose_driver(os.environ))
        keep_all_colours(self)
        self.colour_designs = designs(os.environ.get("TERM", ""))
        self.keyboard_protocol = keyboard_protocol or "kitty"
        self.keymap = keymap
        self.theme_setting = ThemeSetting(theme_file)
        self.terminal = TerminalCommands(self, self.theme_setting, has_mouse=mouse, follows_background=not theme)
        self.title_line = TerminalTitle(self.terminal.show_title, wanted=title)
        self._key_order = KeyOrder(self)
        self.is_plain = plain
        self._signals = EndSignals(self)
        self.register_theme(DARK)
        self.register_theme(LIGHT)
        self.theme = LIGHT.name if theme == "light" else DARK.name
        self._parts = make_parts(self)
        self.clock = self._parts.clock

    def get_default_screen(self) -> Screen[None]:
        return self._parts.home()

    def on_load(self) -> None:
        draw_plain(wanted=self.is_plain)
        # Before the terminal is taken: from then on a signal must give it back. (Textual calls the base class's too.)
        self._signals.watch()

    def before_the_end(self) -> list[str]:
        return keep_unsaved(self.screen_stack) + keep_unsaved(self._parts.navigator.editors.kept)

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

    @property
    def is_read_only(self) -> bool:
        """Whether nothing that changes the server is sent."""
        return self._parts.is_read_only

    def ask_before(self, write: Callable[[], Coroutine[object, object, None]]) -> bool:
        """Whether the name of a protected profile is asked for before something is written."""
        return self._parts.ask_before(write)

    def action_help_quit(self) -> None:
        """ctrl+c where there is nothing to copy: say how to leave."""
        if isinstance(self.screen, ConsoleScreen):
            keys = named(self.keymap.commands(type(self)), "app.quit").keys
            self.screen.say(f"{shown_key(keys[0])} leaves the console." if keys else "The palette has a way to quit.")

    @command(
        id="help",
        keys=("f1", "question_mark"),
        title="All keys",
        help="Show every key that works here (? is text in the editor).",
        footer=Footer("keys", 8),
        in_dialogs=True,
    )
    def show_help(self) -> None:
        """Show every key of the screen on top, or of a form."""
        from tui.app.shell.help import HelpScreen

        screen = self.screen
        if isinstance(screen, ConsoleScreen) or (isinstance(screen, Dialog) and screen.is_form):
            self.push_screen(HelpScreen(screen.help_groups()))

    @command(
        id="palette",
        keys=("ctrl+p",),
        title="Palette",
        help="Find a command or function, @ a symbol of the code, : a line, by a few letters; run it or go there.",
        footer=Footer("palette", 9),
    )
    async def show_palette(self) -> None:
        """Find a command of the screen on top or a place by its name, and run it or go there."""
        from tui.app.shell.jumps import FUNCTION, HoldsFunction, Jump, go_to
        from tui.app.shell.palette import Chosen, Palette

        screen = self.screen
        if not isinstance(screen, ConsoleScreen):
            return

        async def run(chosen: Chosen | None) -> None:
            if isinstance(chosen, str):
                await screen.run_named(chosen)
            elif isinstance(chosen, Jump):
                reason = go_to(chosen, self, self._parts.navigator)
                if reason is not None:
                    screen.say(reason)
                elif chosen.kind != FUNCTION:
                    self._parts.jumps.came_to(chosen.title, chosen.kind)
            elif chosen is not None and isinstance(screen, HoldsFunction):
                screen.show_place(chosen)

        self._parts.jumps.want()
        # What is typed right behind the key that opens it is for its field.
        await self.push_screen(Palette(screen, self._parts.jumps), run)

    async def _text_arrived(self, what: Paste | Burst) -> None:
        """A paste is one edit of what has the focus; so is a burst in a text of several lines, and keys elsewhere."""
        is_keys = self._key_order.has_begun or not getattr(self.focused, "takes_bursts", False)
        if isinstance(what, Burst) and is_keys:
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
        is_key = isinstance(event, events.Key) and not event.is_forwarded and bool(self.screen_stack)
        if isinstance(event, events.Paste | events.MouseDown | events.MouseScrollDown | events.MouseScrollUp):
            self._key_order.interrupt()
        if is_key:
            await self._key_order.ready()
        if is_key and isinstance(event, events.Key) and (meant := keys_meant(self.screen, event)):
            for each in meant:
                await self.on_event(each)
            return
        if isinstance(event, events.Key | events.Paste) and not event.is_forwarded and not self._may_act():
            return
        if is_key and isinstance(event, events.Key):
            # The terminal has the focus, whatever it said last.
            self.app_focus = True
            await self._key_order.act(event, super().on_event)
        else:
            await super().on_event(event)

    def _may_act(self) -> bool:
        """Whether a key may act; every screen is told of it, and what keeps keys from what came by itself."""
        told = [screen.key_came() for screen in self.screen_stack if isinstance(screen, ConsoleScreen)]
        return all([*told, self._parts.key_came()])

    @property
    def has_terminal_cursor(self) -> bool:
        """Whether the terminal's own cursor stands where text is edited; then none is painted."""
        return isinstance(self._driver, DifferenceDriver)

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        follow_focus(event.widget)

    def on_resize(self) -> None:
        if isinstance(self._driver, DifferenceDriver):
            self._driver.invalidate(resized=True)

    @property
    def follows_background(self) -> bool:
        """Whether the console is light or dark as the terminal is."""
        return self.terminal.follows_background

    def on_background_told(self, told: BackgroundTold) -> None:
        self.terminal.follow(told)

    TERMINAL = CommandPart(TerminalCommands, lambda console: console.terminal)

    @command(keys=("ctrl+l",), title="Redraw", help="Paint the whole screen again.", in_dialogs=True)
    def redraw(self) -> None:
        """Paint the whole screen again, also what widgets keep of their rows."""
        if isinstance(self._driver, DifferenceDriver):
            self._driver.invalidate()
        self.screen.query("*").refresh()
        self.refresh(repaint=True, layout=True)

    @command(id="suspend", title="Suspend", help="Go back to the shell; fg returns (ctrl+z in the list).")
    def suspend_to_shell(self) -> None:
        """Stop the process until the shell resumes it."""
        # While it is stopped no draft follows, and whoever never comes back to it may end it at once.
        self.before_the_end()
        self.action_suspend_process()

    @command(
        id="quit",
        keys=("ctrl+q",),
        title="Quit",
        help="Leave the console; unsaved changes are asked about.",
        footer=Footer("quit", 10),
    )
    def leave(self) -> None:
        """End the console, once every screen lets it."""
        self._parts.navigator.go(Quit())

    def copy_to_clipboard(self, text: str) -> None:
        """Keep a text for pasting here, hand it to the terminal where that can take it, and say which it was."""
        if not text:
            # A cut of nothing must not empty the clipboard.
            return
        # A draft may hold half a character, which has no UTF-8: the terminal gets a sign in its place.
        encodable = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        sequence, said = copied(encodable, os.environ)
        if sequence and self._driver is not None:
            self._driver.write(sequence)
        self._clipboard = text
        if isinstance(self.screen, ConsoleScreen | Dialog):
            self.screen.say(said, "$muted" if sequence else "$warning")

    async def on_unmount(self) -> None:
        await self._parts.end()


def run_console(console: Console) -> int:
    """Run the console until the user leaves; the process's exit code."""
    answered: int | None = None
    with Guard(console) as guard:
        answered = console.run(mouse=console.terminal.has_mouse)
    if console.last_words:
        # The folder they name comes from the environment. After a dropped line there is nobody to tell.
        say_last(sys.__stderr__.fileno() if sys.__stderr__ else 2, printable(console.last_words, newlines=True) + "\n")
    return 1 if guard.failed else console.return_code or answered or 0
