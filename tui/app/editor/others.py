"""What others change on the server while a function is open: told to its session."""

from __future__ import annotations

from collections.abc import Callable

from tui.app.editor.needs import Live
from tui.app.editor.view import EditorView
from tui.sessions.edit.events import ChangedOnServer
from tui.sessions.edit.state import EditState


class Others:
    """Listens for one editor until it is left. `state` is its session now, `tell` lets something happen to it."""

    def __init__(
        self, live: Live, view: EditorView, state: Callable[[], EditState], tell: Callable[[ChangedOnServer], None]
    ) -> None:
        self._view = view
        self._state = state
        self._tell = tell
        self.leave = live.subscribe(self)
        """Listen no more."""

    @property
    def is_watching(self) -> bool:
        """Whether the editor is on the screen."""
        return self._view.screen.app.screen is self._view.screen

    def changed_on_server(self, slugs: frozenset[str | None]) -> None:
        """The server says that these functions changed; None is any of them."""
        if self._state().slug in slugs or None in slugs:
            self._tell(ChangedOnServer())
