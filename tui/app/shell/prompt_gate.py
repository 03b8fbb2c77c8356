"""What comes over a view without a key that asked for it: a question about the server, a function to open.

Owns the way in and the keys that are kept from it; when and which is decided in `tui.sessions.key_rest`. What comes
over an editor is its session's matter.
"""

from __future__ import annotations

from collections.abc import Callable
from weakref import ref

from textual.app import App
from textual.screen import Screen

from tui.app.shell.screen import ConsoleScreen
from tui.app.widgets.clock import Clock, call_widget_later
from tui.sessions.key_rest import USUAL_KEY_REST, KeyGate, KeyRest, came, gone, key_came, seconds_to_wait


class PromptGate:
    """Lets things come over a view (the list is one), each when the keys rest and nothing stands over the view."""

    def __init__(self, app: App[int], clock: Clock, key_rest: KeyRest = USUAL_KEY_REST) -> None:
        self._app = app
        self._clock = clock
        self.key_rest = key_rest
        self._gate = KeyGate()
        self._unread: ref[Screen[object]] | None = None

    def come(self, opens: Callable[[], object], over: ConsoleScreen | None = None) -> None:
        """Let this open a dialog as soon as it may; keys that were on their way then do not act on it.

        It comes over a view, or over the screen it belongs to. It must look whether it is still wanted.
        """

        self.when_rested(lambda: self.open_unread(opens), over)

    def open_unread(self, opens: Callable[[], object]) -> None:
        """Let this open a dialog now; keys that are on their way do not act on it."""
        before = self._app.screen
        opens()
        if self._app.screen is not before:
            # Not the screen itself: one that was left is not to be kept for it.
            self._unread = ref(self._app.screen)
            self._gate = came(self._gate, self._clock.monotonic())

    def when_rested(self, act: Callable[[], object], over: ConsoleScreen | None = None) -> None:
        """Call this once the keys rest and a view, or the screen it is for, is on top; at once where that is so."""
        top, now = self._app.screen, self._clock.monotonic()
        is_view = top is over or (isinstance(top, ConsoleScreen) and bool(top.view))
        seconds = seconds_to_wait(self._gate, self.key_rest, now, is_covered=not is_view)
        if seconds:
            call_widget_later(self._app, self._clock, seconds, lambda: self.when_rested(act, over))
        else:
            act()

    def key_came(self) -> bool:
        """A key or a paste came; whether it may act."""
        if self._unread is not None and self._unread() is not self._app.screen:
            self._unread = None
            self._gate = gone(self._gate)
        self._gate = key_came(self._gate, self.key_rest, self._clock.monotonic())
        return self._gate.accepts_key
