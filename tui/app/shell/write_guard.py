"""A protected profile: its name is typed before anything is written.

Owns when that is asked, and for how long an answer holds. Refuses to know what is written.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine

from tui.app.shell.background import Background
from tui.app.shell.connection import Connection
from tui.app.shell.prompts import Prompts
from tui.app.widgets.clock import Clock
from tui.terminal.sanitise import printable

HOLDS_SECONDS = 60.0
"""One deed may take several commands, as a question does: so long the name is not asked for again."""
_WORD = "write"
"""Typed instead of a name that no keyboard has."""


class WriteGuard:
    """Asks for the name of the connected profile where that is protected."""

    def __init__(self, connection: Connection, clock: Clock, prompts: Prompts, background: Background) -> None:
        self._connection = connection
        self._clock = clock
        self._prompts = prompts
        self._background = background
        self._typed: tuple[str, float] | None = None

    def ask_before(self, write: Callable[[], Coroutine[object, object, None]]) -> bool:
        """Ask for the name, and write once it was typed; False where nothing is to be asked."""
        target = self._connection.target
        if target is None or not target.profile.protected or self._holds(target.profile.name):
            return False
        from tui.app.shell.asked_text import AskText

        name, shown = target.profile.name, printable(target.profile.name, limit=60)
        from tui.sessions.naming import can_be_typed

        is_typed = can_be_typed(name)

        def refuses(text: str) -> str:
            if text == name or (text == _WORD and not is_typed):
                return ""
            return f"That is not the profile's name, {shown}." if is_typed else f"That is not the word {_WORD}."

        def answered(text: str | None) -> None:
            if text is None:
                return
            if self._connection.target is not target:
                self._prompts.say("Nothing was sent: another server is connected now.")
                return
            self._typed = (name, self._clock.monotonic())
            self._background.run(write, "protected write")

        question = f"Write to {self._connection.display_name}?"
        what = "its name" if is_typed else f"the word {_WORD} (its name is hard to type)"
        told = f"Profile {shown} is protected. Type {what} to go on; escape sends nothing."
        self._prompts.ask(AskText(question, told, refuses), answered)
        return True

    def _holds(self, name: str) -> bool:
        return (
            self._typed is not None
            and self._typed[0] == name
            and self._clock.monotonic() - self._typed[1] < HOLDS_SECONDS
        )
