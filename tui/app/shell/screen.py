"""What all screens share: commands run from keys and palette alike, and one line to say things in."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import TypeVar

from textual import events
from textual.await_complete import AwaitComplete
from textual.containers import Container
from textual.content import Content
from textual.events import Resize
from textual.screen import ModalScreen, Screen
from textual.widget import Widget

from tui.app.shell.commands import EVERYWHERE, Command, Group, command_for
from tui.app.shell.header import StatusHeader
from tui.app.shell.key_bar import KeyBar
from tui.app.widgets.cut_text import rows_within
from tui.app.widgets.line import Line
from tui.terminal.sanitise import printable

LOW_BELOW_ROWS = 14
"""On a lower screen dialogs have no blank rows inside their border."""
_HEIGHTS = [(0, "-low"), (LOW_BELOW_ROWS, "-high")]
_READING_SECONDS = 2.0
_MOST_SAID = 4000
"""So many characters of a message are kept."""
Answer = TypeVar("Answer")
Handler = Callable[[], Coroutine[object, object, None] | None]


class StatusLine(Line):
    """Where you are, in one row above the keys, or what the console has to say to the last key.

    What is said takes as many rows as it needs, up to a third of the screen; F4 shows what is cut.
    """

    DEFAULT_CSS = """
    StatusLine { height: 1; background: $background; color: $muted; padding: 0 1; }
    """

    def __init__(self) -> None:
        super().__init__(id="status")
        self._resting = Content("")
        self._said: Content | None = None
        self.last_said = ""
        self._stands_until = 0.0

    def rest(self, content: Content) -> None:
        """What stands here when there is nothing to say."""
        self._resting = content
        if self._said is None:
            self._fit()

    def say(self, text: str, style: str = "$warning", seconds: float = 0.0) -> None:
        """Say something; it stays until the next key, and for so many seconds at least."""
        self._stands_until = time.monotonic() + seconds
        self.last_said = printable(text, limit=_MOST_SAID)
        self._said = Content.styled(self.last_said, style)
        self._fit()

    def mention(self, text: str, style: str) -> bool:
        """Say something that matters less than what is being said; whether it was said."""
        if self._said is None:
            self.say(text, style)
            return True
        return False

    def hush(self) -> None:
        """The next key came."""
        left = self._stands_until - time.monotonic()
        if self._said is not None and left > 0:
            said = self._said
            self.set_timer(left + 0.01, lambda: self.hush() if self._said is said else None)
        elif self._said is not None:
            self._said = None
            self._fit()

    @property
    def resting(self) -> str:
        """What stands here when there is nothing to say, in full."""
        return self._resting.plain

    def on_resize(self, event: Resize) -> None:
        self._fit()

    def _fit(self) -> None:
        most_rows = 1 if self._said is None else max(1, self.app.size.height // 3)
        # As wide as the screen: the widget's own size is not known before the first layout.
        rows = rows_within(self._said or self._resting, self.app.size.width - 2, most_rows)
        height = self.styles.height
        if height is None or height.value != len(rows):
            self.styles.height = len(rows)
        self.show(Content("\n").join(rows))


class ConsoleScreen(Screen[None]):
    """A screen with a header, a status line, a key bar and commands."""

    COMMANDS_HERE: Sequence[Command] = ()

    def handlers(self) -> Mapping[str, Handler]:
        """What each command of this screen does, by its name."""
        return {}

    def why_not(self, command: str) -> str | None:
        """Why a command can't run now, as a sentence; None when it can."""
        return None

    @property
    def commands(self) -> list[Command]:
        """The commands that belong to this screen, those that work everywhere included."""
        here = {command.name for command in self.COMMANDS_HERE}
        return [*self.COMMANDS_HERE, *(command for command in EVERYWHERE if command.name not in here)]

    def help_groups(self) -> Sequence[Group]:
        """Every key that works here, as the help shows them. For screens."""
        return (Group("", tuple(self.commands)),)

    async def action_run_command(self, name: str, _key: str = "") -> None:
        """Run a command by its name, or say why it can't run.

        Keys typed before it have their effect first: they may still be on their way to the widget that has the focus,
        and a save must hold what was typed before ctrl+s.
        """
        if self.focused is not None:
            await caught_up(self.focused)
        self.catch_up()
        self.hush()
        reason = self.why_not(name)
        if reason is not None:
            self.say(reason)
            return
        handler = self.handlers().get(name)
        if handler is None:
            # One that works everywhere is the app's.
            await self.run_action(f"app.run_everywhere({name!r})")
            return
        running = handler()
        if running is not None:
            await running

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "run_command" and parameters:
            return self.key_is_live(*(str(parameter) for parameter in parameters[:2]))
        return True

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
        # What still waits for the server or the disk would find nothing of the screen there.
        self.workers.cancel_node(self)
        return super().dismiss(result)

    def catch_up(self) -> None:
        """Take over what was typed into fields, before a command acts on it. For screens."""

    def with_live_keys(self, command: Command) -> Command:
        """The command with those of its keys that work on this screen. For screens."""
        return command

    def key_is_live(self, command: str, key: str) -> bool:
        """Whether the command's key is this screen's now, or belongs to the widget that has the focus."""
        return True

    def say(self, text: str, style: str = "$warning") -> None:
        """Say something on the status line, where the screen has one."""
        for line in self.query(StatusLine):
            line.say(text, style)

    def announce(self, text: str) -> None:
        """Say something that no key asked for, perhaps in the middle of typing: it stands for a moment."""
        for line in self.query(StatusLine):
            line.say(text, seconds=_READING_SECONDS)

    def mention(self, text: str, style: str = "$warning") -> bool:
        """Say something unless something is being said; whether it was."""
        return any(line.mention(text, style) for line in self.query(StatusLine))

    def on_key(self) -> None:
        self.hush()

    def hush(self) -> None:
        """What was said before belongs to the past."""
        for line in self.query(StatusLine):
            line.hush()

    def on_screen_resume(self) -> None:
        if self.header is not None:
            self.header.refresh_status()
        self.update_keys()

    def update_keys(self) -> None:
        """Show the keys that work now. Under a dialog those are the dialog's; these come back with the screen."""
        if isinstance(self.app.screen, Dialog):
            return
        for bar in self.query(KeyBar):
            bar.show([command for command in self.footer_commands() if self.why_not(command.name) is None])

    def footer_commands(self) -> Sequence[Command]:
        """The commands whose keys the footer may name now. For screens with boxes that have keys of their own."""
        return self.commands

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
    """A screen over others that is answered once. It acts on the keys of `COMMANDS_HERE` and on no other."""

    COMMANDS_HERE: Sequence[Command] = ()

    @property
    def commands(self) -> Sequence[Command]:
        """The commands whose keys work now."""
        return self.COMMANDS_HERE

    def on_key(self, event: events.Key) -> None:
        command = command_for(self.commands, event.key)
        if command is not None:
            event.stop()
            self.run_command(command.name, event.key)

    def run_command(self, name: str, key: str) -> None:
        """Run a command of this dialog; `key` is the one that was pressed for it."""
        self.act(name, key)

    def act(self, name: str, key: str) -> None:
        """What the commands do. For dialogs."""

    VERTICAL_BREAKPOINTS = _HEIGHTS

    def on_screen_resume(self) -> None:
        self.update_keys()

    def update_keys(self) -> None:
        """Show this dialog's keys in the footer of the screen below, which stays in sight."""
        below = next((each for each in reversed(self.app.screen_stack) if isinstance(each, ConsoleScreen)), None)
        if below is not None and self.is_current:
            for bar in below.query(KeyBar):
                bar.show(self.commands)

    def say(self, text: str, style: str = "$warning") -> None:
        """Say something about the last key. For dialogs that have a place for it."""

    def dismiss(self, result: Answer | None = None) -> AwaitComplete:
        # Textual takes away the screen on top, whichever that is: of a dialog left twice the one below.
        return super().dismiss(result) if self.app.screen is self else AwaitComplete()


async def caught_up(widget: Widget) -> None:
    """Wait until a widget has handled everything that was sent to it before."""
    done = asyncio.Event()
    if widget.call_later(done.set):
        await done.wait()
