"""In which order keys act: each on what the ones before it led to, however quickly they were typed.

The one owner of that order. A key runs a command of what lies around the focus (a bar, the screen, the app), or goes to
the widget that has the focus, which acts on its own keys (`own_keys`). Refuses to know which commands there are.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple, Protocol, runtime_checkable
from weakref import ref

from textual.app import App
from textual.dom import DOMNode
from textual.events import Key
from textual.screen import Screen
from textual.widget import Widget

from tui.app.widgets.command import Command, Scope
from tui.app.widgets.keymap import keymap_of
from tui.app.widgets.keys import in_sequence, shown_key, types_text
from tui.terminal.input_events import ESCAPE_ENTER

_SCREEN_SECONDS = 0.5
"""How long a screen may take over one key before the next one goes ahead."""


class Owned(NamedTuple):
    """A command, and the part of the screen, or the app, that it belongs to."""

    owner: DOMNode
    command: Command

    @property
    def is_live(self) -> bool:
        """Whether its keys are its own where the focus is now."""
        scope = self.command.scope
        return scope is Scope.ANYWHERE or scope is getattr(self.owner, "key_scope", Scope.MAIN)


@runtime_checkable
class CommandScreen(Protocol):
    """A screen that runs commands, perhaps one that is answered once."""

    is_answered_once: bool

    async def run_command(self, owned: Owned, key: str) -> None: ...

    def say(self, text: str, style: str = "$warning") -> None: ...


def owners_at(screen: Screen[Any]) -> list[DOMNode]:
    """Whose commands the keys of a screen may run, the nearest to the focus first. A dialog's are its own alone."""
    focused = screen.focused
    around: list[DOMNode] = (
        [screen] if focused is None else [each for each in focused.ancestors if not isinstance(each, App)]
    )
    return around if is_dialog(screen) else [*around, screen.app]


def is_dialog(screen: Screen[object]) -> bool:
    """Whether a screen is answered once: the key behind the answer is for the screen below."""
    return isinstance(screen, CommandScreen) and screen.is_answered_once


def owned_by(owner: DOMNode) -> list[Owned]:
    """All commands of a part of the screen, with the keys the user wants."""
    return [Owned(owner, command) for command in keymap_of(owner).commands(type(owner))]


def in_footer(screen: Screen[Any]) -> list[Owned]:
    """The commands the footer may name: those of the bar or the screen that has the focus, and of the app.

    A part of the screen that `shares_footer` has those of the screen named beside its own.
    """
    nearest: list[Owned] = []
    for owner in owners_at(screen):
        own = [each for each in owned_by(owner) if each.command.footer is not None and each.is_live]
        nearest += own
        if own and not getattr(owner, "shares_footer", False):
            break
    names = {each.command.name for each in nearest}
    everywhere = (each for each in owned_by(screen.app) if each.command.footer is not None)
    return [*nearest, *(each for each in everywhere if each.command.name not in names)]


def command_at(screen: Screen[object], event: Key) -> Owned | None:
    """The command that a key runs on a screen; None when the key is the focused widget's."""
    if not isinstance(screen, CommandScreen) or (types_text(event) and getattr(screen.focused, "takes_text", False)):
        return None
    keymap = keymap_of(screen)
    for owner in owners_at(screen):
        for command in keymap.by_key(type(owner), event.key):
            owned = Owned(owner, command)
            if owned.is_live:
                return owned
    everywhere = keymap.by_key(type(screen.app), event.key) if is_dialog(screen) else ()
    return next((Owned(screen.app, command) for command in everywhere if command.in_dialogs), None)


def _sequence_owners(screen: Screen[Any]) -> list[DOMNode]:
    """Whose sequences of keys may be pressed: a widget's own too, though its single keys are its own affair."""
    return owners_at(screen) if screen.focused is None else [screen.focused, *owners_at(screen)]


def begins_sequence(screen: Screen[object], keys: str) -> bool:
    """Whether keys are the beginning of a sequence that runs a command on this screen."""
    keymap = keymap_of(screen)
    return any(keymap.begins(type(owner), keys) for owner in _sequence_owners(screen))


def sequence_at(screen: Screen[object], keys: str) -> Owned | None:
    """The command that a whole sequence of keys runs on a screen."""
    keymap = keymap_of(screen)
    for owner in _sequence_owners(screen):
        for command in keymap.by_key(type(owner), keys):
            owned = Owned(owner, command)
            if owned.is_live:
                return owned
    return None


def keys_meant(screen: Screen[object], event: Key) -> list[Key]:
    """The keys of an escape and an enter that came in one piece: alt+enter where it runs a command, else those two."""
    if event.character != ESCAPE_ENTER.character or command_at(screen, event) is not None:
        return []
    return [Key("escape", "\x1b"), Key("enter", "\r")]


class KeyOrder:
    """Lets each key have its effect before the next one is looked at."""

    def __init__(self, app: App[int]) -> None:
        self._app = app
        # Not the screen itself: one that was left is not to be kept for it.
        self._last: ref[Screen[object]] | None = None
        self._begun = ""
        self._begun_on: ref[Screen[object]] | None = None

    async def ready(self) -> None:
        """Wait until the screen on top can take a key: a new one has nothing on it at first, and no focus."""
        while self._last is None or self._last() is not self._app.screen:
            screen = self._app.screen
            await _within(_SCREEN_SECONDS, screen)
            self._last = ref(screen)

    async def act(self, event: Key, forward: Callable[[Key], Awaitable[None]]) -> None:
        """Act on a key. `forward` gives it to the widget that has the focus."""
        screen: Screen[object] = self._app.screen
        focused = screen.focused
        if await self._in_sequence(screen, event):
            if is_dialog(screen):
                await self._answered(screen)
            return
        owned = command_at(screen, event)
        if owned is not None and isinstance(screen, CommandScreen):
            await screen.run_command(owned, event.key)
        else:
            await forward(event)
        if is_dialog(screen):
            await self._answered(screen)
        elif focused is not None and getattr(focused, "may_be_left", False) and not types_text(event):
            # Enter in a field may lead elsewhere (to a line of the code): the next key is for what it leads to.
            # What the field says of it is a message, which it sends itself first.
            for widget in _widgets_from(focused):
                await caught_up(widget)

    @property
    def has_begun(self) -> bool:
        """Whether keys of a sequence were pressed, and the next one may end it."""
        return bool(self._begun) and self._begun_on is not None and self._begun_on() is self._app.screen

    def interrupt(self) -> None:
        """Something else came, a paste or the mouse: what was begun is over, and the next key begins anew."""
        if self.has_begun and isinstance(self._app.screen, CommandScreen):
            self._app.screen.say("")
        self._begun, self._begun_on = "", None

    async def _in_sequence(self, screen: Screen[object], event: Key) -> bool:
        """Take a key of a sequence; whether it was one. What does not end in a command runs nothing."""
        before = self._begun if self._begun_on is not None and self._begun_on() is screen else ""
        self._begun, self._begun_on = "", None
        here = ref(screen)
        if not isinstance(screen, CommandScreen):
            return False
        if not before and types_text(event) and getattr(screen.focused, "takes_text", False):
            return False
        keys = in_sequence(before, event.key)
        if begins_sequence(screen, keys):
            self._begun, self._begun_on = keys, here
            screen.say(f"{shown_key(keys)},…")
            return True
        if not before:
            return False
        owned = sequence_at(screen, keys)
        if owned is not None:
            await screen.run_command(owned, event.key)
        else:
            screen.say("" if event.key == "escape" else f"{shown_key(keys)} runs nothing.")
        return True

    async def _answered(self, dialog: Screen[object]) -> None:
        """Let a dialog act on a key before the next one is looked at, which may be for the screen below already."""
        await _within(_SCREEN_SECONDS, *_widgets_from(dialog.focused or dialog))
        if self._app.screen is not dialog:
            await _within(_SCREEN_SECONDS, self._app.screen)


async def _within(seconds: float, *widgets: Widget) -> None:
    """Wait until widgets have handled what was sent to them, but not for ever: one of them may wait for the app."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            for widget in widgets:
                await caught_up(widget)


def _widgets_from(widget: Widget) -> list[Widget]:
    """The widget and those around it, up to its screen."""
    return [each for each in widget.ancestors_with_self if isinstance(each, Widget)]


async def caught_up(widget: Widget) -> None:
    """Wait until a widget has handled everything that was sent to it before."""
    done = asyncio.Event()
    if widget.call_later(done.set):
        await done.wait()
