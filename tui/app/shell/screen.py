"""What all screens share: commands run from keys and palette alike, and one line to say things in."""

from __future__ import annotations

import asyncio
from functools import cached_property
from typing import ClassVar, TypeVar

from textual.await_complete import AwaitComplete
from textual.containers import Container
from textual.events import Resize
from textual.screen import ModalScreen, Screen
from textual.widget import Widget

from tui.app.shell.command_reasons import is_named, perform, reason_against
from tui.app.shell.header import StatusHeader
from tui.app.shell.help_groups import help_of, without_letters, without_typed
from tui.app.shell.key_bar import KeyBar
from tui.app.shell.key_order import Owned, caught_up, in_footer, owned_by
from tui.app.shell.status_line import StatusLine
from tui.app.shell.terminal_title import show_subject
from tui.app.shell.when_left import WhenLeft
from tui.app.widgets.command import Command, CommandDefaults, Group, Scope
from tui.app.widgets.plain import make_plain

LOW_BELOW_ROWS = 14
"""On a lower screen dialogs have no blank rows inside their border."""
_HEIGHTS = [(0, "-low"), (LOW_BELOW_ROWS, "-high")]
_WIDTHS = [(0, "-thin"), (12, "-broad")]
"""On a thinner screen dialogs have no scrollbars: one that takes the last column of a text comes and goes for ever."""
_READING_SECONDS = 2.0
Answer = TypeVar("Answer")


class ConsoleScreen(Screen[None]):
    """A screen with a header, a status line, a key bar and commands."""

    COMMAND_DEFAULTS: ClassVar[CommandDefaults] = CommandDefaults()
    HELP_PARTS: ClassVar[tuple[type[Widget], ...]] = ()
    """The boxes whose own keys the help shows too."""
    IS_FOR_TEXT: ClassVar[bool] = False
    """Whether a key that types a character is text nearly everywhere on it: then the help names none for a command."""
    is_answered_once = False
    when_left = cached_property(WhenLeft.of)
    view = ""
    """Its name in `shell.views`, for a screen that is one of the views."""

    @property
    def key_scope(self) -> Scope:
        """Where the focus is. For screens with a text box of their own."""
        return Scope.MAIN

    @property
    def owned(self) -> list[Owned]:
        """What can be chosen here by its name: the commands of this screen, then those that work everywhere."""
        here = [each for each in owned_by(self) if each.command.scope is not Scope.BOX]
        names = {each.command.name for each in here}
        return [*here, *(each for each in owned_by(self.app) if each.command.name not in names)]

    def help_groups(self) -> tuple[Group, ...]:
        """Every key that works here, as the help shows them."""
        own, parts, everywhere = (
            help_of(self, *kinds) for kinds in ((type(self),), self.HELP_PARTS, (type(self.app),))
        )
        if self.IS_FOR_TEXT:
            own, everywhere = map(without_letters, (own, everywhere))
        return (*own, *parts, *everywhere)

    async def run_command(self, owned: Owned, key: str) -> None:
        """Run a command, or say why it can't run.

        Keys typed before it have their effect first: they may still be on their way to the widget that has the focus,
        and a save must hold what was typed before ctrl+s.
        """
        if self.focused is not None:
            await caught_up(self.focused)
        self.catch_up()
        self.hush()
        reason = reason_against(owned)
        if reason is not None:
            self.say(reason)
            return
        await perform(owned, key)

    async def run_named(self, name: str) -> None:
        """Run the command of a name, as its key would."""
        await self.run_command(next(each for each in self.owned if name in (each.command.name, each.command.id)), "")

    def key_came(self) -> bool:
        """A key or a paste comes to this screen or to one over it; whether it may act. For screens."""
        return True

    @property
    def holds_work(self) -> bool:
        """Whether this screen must be asked before the console ends. For screens."""
        return False

    def ask_to_end(self) -> None:
        """Ask what must be asked before the console ends; then go to `Quit` again. For screens that hold work."""

    def covered(self) -> None:
        """Another screen of the console covers this one. For screens."""

    def keep_unsaved(self) -> list[str]:
        """The process is about to end: write what is unsaved, and say what is kept. For screens."""
        return []

    def dismiss(self, result: None = None) -> AwaitComplete:
        self.when_left.came()
        # What still waits for the server or the disk would find nothing of the screen there.
        self.workers.cancel_node(self)
        left = super().dismiss(result)
        if not self.view:
            # One that was kept while another was shown in its place is to be taken apart now.
            self.app.uninstall_screen(self)
        return left

    def catch_up(self) -> None:
        """Take over what was typed into fields, before a command acts on it. For screens."""

    def say(self, text: str, style: str = "$warning") -> None:
        """Say something on the status line, where the screen has one."""
        for line in self.query(StatusLine):
            line.say(text, style)

    def announce(self, text: str, style: str = "$warning") -> None:
        """Say something that no key asked for, perhaps in the middle of typing: it stands for a moment."""
        for line in self.query(StatusLine):
            line.say(text, style, seconds=_READING_SECONDS)

    def mention(self, text: str, style: str = "$warning") -> bool:
        """Say something unless something is being said; whether it was."""
        return any(line.mention(text, style) for line in self.query(StatusLine))

    def on_key(self) -> None:
        self.hush()

    def hush(self) -> None:
        """What was said before belongs to the past."""
        for line in self.query(StatusLine):
            line.hush()

    def on_resize(self, event: Resize) -> None:
        # Every first layout tells the screen its own size: Textual would lay everything out once more for that.
        if event.size == self.outer_size and not (self.HORIZONTAL_BREAKPOINTS or self.VERTICAL_BREAKPOINTS):
            event.prevent_default()

    def on_screen_resume(self) -> None:
        if self.header is not None:
            self.header.refresh_status()
        self.update_keys()
        show_subject(self, self.view)
        make_plain(self)

    @property
    def commands(self) -> list[Command]:
        """The commands that the footer may name now."""
        named = [each.command for each in in_footer(self) if is_named(each)]
        return [without_typed(each) for each in named] if getattr(self.focused, "takes_text", False) else named

    def update_keys(self) -> None:
        """Show the keys that work now. Under a dialog those are the dialog's; these come back with the screen."""
        if isinstance(self.app.screen, Dialog):
            return
        for bar in self.query(KeyBar):
            bar.show(self.commands)

    def on_descendant_focus(self) -> None:
        self.update_keys()

    @property
    def header(self) -> StatusHeader | None:
        """The header of this screen, where it has one."""
        return next(iter(self.query(StatusHeader)), None)


class Band(Container):
    """The rows of a dialog, blank at both sides of it: words of the screen below, cut at its edges, would be noise."""

    DEFAULT_CSS = """
    Band { width: 100%; height: auto; max-height: 100%; align-horizontal: center; background: $background; }
    """


class Dialog(ModalScreen[Answer]):
    """A screen over others that is answered once. It acts on the keys of the commands it declares and on no other."""

    DEFAULT_CSS = """
    Dialog { align: center middle; background: transparent; }
    Dialog > Band > Vertical, Dialog > Band > VerticalScroll {
        width: 76; max-width: 100%; height: auto; border: solid $accent; background: $panel; padding: 1 2;
    }
    Dialog.-low > Band > Vertical { padding: 0 2; }
    Dialog > Band > VerticalScroll { max-height: 100%; padding: 0 2; scrollbar-size-vertical: 1; }
    Dialog #told { height: auto; overflow-y: auto; scrollbar-size-vertical: 1; }
    Dialog #question { text-style: bold; }
    Dialog #explanation { color: $muted; }
    """
    """The frame of what stands in a `Band`, and what most dialogs say there."""
    COMMAND_DEFAULTS: ClassVar[CommandDefaults] = CommandDefaults()
    VERTICAL_BREAKPOINTS = _HEIGHTS
    HORIZONTAL_BREAKPOINTS = _WIDTHS
    is_answered_once = True
    is_form: ClassVar[bool] = False
    """Whether several things are filled in and sent here: the console's help shows its keys too, and what the user
    opened over it goes with it when the answer ends it."""
    is_about_below: ClassVar[bool] = False
    """Whether it only tells of the screen below it, or asks something for it: over a form it goes with that one."""
    when_left = cached_property(WhenLeft.of)

    @property
    def key_scope(self) -> Scope:
        """Where the focus is. For dialogs with a text box beside their other parts."""
        return Scope.MAIN

    @property
    def commands(self) -> list[Command]:
        """The commands that the footer may name now."""
        shared = (each for each in owned_by(self.app) if each.command.in_dialogs) if self.is_form else ()
        named = [each.command for each in (*owned_by(self), *shared) if each.is_live and is_named(each)]
        return [without_typed(each) for each in named] if getattr(self.focused, "takes_text", False) else named

    def help_groups(self) -> tuple[Group, ...]:
        """Every key that works here: its own, its fields', and the console's that it lets through."""
        from tui.app.widgets.field import Field

        through = help_of(self, type(self.app))
        through = tuple(each._replace(commands=tuple(c for c in each.commands if c.in_dialogs)) for each in through)
        return (*help_of(self, type(self), Field), *(each for each in through if each.commands))

    async def run_command(self, owned: Owned, key: str) -> None:
        """Run a command of this dialog, or say why it can't run; `key` is the one that was pressed for it."""
        reason = reason_against(owned)
        if reason is not None:
            self.say(reason)
            return
        await perform(owned, key)

    def on_screen_resume(self) -> None:
        self.update_keys()
        make_plain(self)

    def update_keys(self) -> None:
        """Show this dialog's keys in the footer of the screen below, which stays in sight."""
        below = next((each for each in reversed(self.app.screen_stack) if isinstance(each, ConsoleScreen)), None)
        if below is not None and self.is_current:
            for bar in below.query(KeyBar):
                bar.show(self.commands)

    def on_descendant_focus(self) -> None:
        self.update_keys()

    def say(self, text: str, style: str = "$warning") -> None:
        """Say something about the last key. For dialogs that have a place for it."""

    def dismiss(self, result: Answer | None = None) -> AwaitComplete:
        above = self._told_of_above()
        if not all(each.is_mounted for each in above):
            # What is only coming can't be taken away yet. (`call_later` would not let it come.)
            asyncio.get_running_loop().call_soon(self.dismiss, result)
            return AwaitComplete()
        for each in reversed(above):
            each.dismiss(None)
        # Textual takes away the screen on top, whichever that is: of a dialog left twice the one below.
        if self.app.screen is not self:
            return AwaitComplete()
        self.when_left.came()
        return super().dismiss(result)

    def _told_of_above(self) -> list[Dialog[object]]:
        """What lies over this form, where all of that goes with it."""
        stack = self.app.screen_stack if self.is_form else []
        above = stack[stack.index(self) + 1 :] if self in stack else []
        told = [each for each in above if isinstance(each, Dialog) and each.is_about_below]
        return told if len(told) == len(above) else []
