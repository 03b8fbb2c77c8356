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

        name = target.profile.name

        def refuses(text: str) -> str:
            return "" if text == name else f"That is not the profile's name, {printable(name, limit=60)}."

        def answered(text: str | None) -> None:
            if text is None:
                return
            if self._connection.target is not target:
                self._prompts.say("Nothing was sent: another server is connected now.")
                return
            self._typed = (name, self._clock.monotonic())
            self._background.run(write, "protected write")

        question = f"Write to {self._connection.display_name}?"
        told = f"Profile {printable(name, limit=60)} is protected. Type its name to go on; escape sends nothing."
        self._prompts.ask(AskText(question, told, refuses), answered)
        return True

    def _holds(self, name: str) -> bool:
        return (
            self._typed is not None
            and self._typed[0] == name
            and self._clock.monotonic() - self._typed[1] < HOLDS_SECONDS
        )
