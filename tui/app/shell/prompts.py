"""How screens open questions and dialogs over themselves."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from textual.app import App
from textual.screen import Screen

from tui.app.shell.navigation import Registry
from tui.app.shell.prompt_gate import PromptGate
from tui.app.shell.routes import Route
from tui.app.shell.screen import ConsoleScreen

Answer = TypeVar("Answer")


class OpenPrompt:
    """A dialog that was opened."""

    def __init__(self, app: App[int], screen: Screen[Answer | None]) -> None:
        self._app = app
        self._screen = screen

    @property
    def is_on_top(self) -> bool:
        """Whether the next key is for it."""
        return self._app.screen is self._screen

    def close(self) -> None:
        """Take it away without an answer."""
        self._screen.dismiss(None)


class Prompts:
    """Opens dialogs over the screen on top."""

    def __init__(self, app: App[int], registry: Registry, gate: PromptGate) -> None:
        self._app = app
        self._registry = registry
        self._gate = gate

    def ask(
        self,
        prompt: Screen[Answer | None] | Route[Answer],
        answered: Callable[[Answer | None], None] | None = None,
    ) -> OpenPrompt:
        """Open a dialog, or that of a route. `answered` is called with its answer, or with None."""
        screen = self._registry.screen_for(prompt) if isinstance(prompt, Route) else prompt
        if screen is None:
            raise LookupError(f"{type(prompt).__name__} is no dialog")
        self._app.push_screen(screen, answered)
        return OpenPrompt(self._app, screen)

    def ask_unasked(
        self, asks: Callable[[], object], is_wanted: Callable[[], bool], over: ConsoleScreen | None = None
    ) -> None:
        """Let this open a dialog that no key asked for, once the keys rest; nothing where it is not wanted then.

        It comes over a view, or over the screen it belongs to.
        """
        self._gate.come(lambda: asks() if is_wanted() else None, over)

    def covers(self, screen: Screen[object]) -> bool:
        """Whether something stands over a screen."""
        return self._app.screen is not screen

    def close_over(self, screen: Screen[object]) -> None:
        """Take away whatever stands over a screen, without an answer."""
        while self._app.screen is not screen:
            self._app.screen.dismiss(None)

    def mention(self, text: str) -> bool:
        """Say something on the screen on top unless something is being said there; whether it was."""
        return isinstance(self._app.screen, ConsoleScreen) and self._app.screen.mention(text)

    def say(self, text: str, style: str = "$warning") -> None:
        """Say something on the screen on top."""
        if isinstance(self._app.screen, ConsoleScreen):
            self._app.screen.say(text, style)
