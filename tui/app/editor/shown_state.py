"""What follows the keys once they rest: the status line, the marks of what is unsaved and of conflicts.

Owns when they are told anew: at every key it would cost more than the key. Refuses to know what they look like.
"""

from __future__ import annotations

from collections.abc import Callable

from tui.app.editor.page import EditorPage
from tui.app.editor.secret_commands import SecretCommands
from tui.app.editor.status_words import status_of
from tui.app.shell.terminal_title import show_subject
from tui.app.widgets.clock import AfterRest, Clock
from tui.editing.merge import conflicts_in

_REST_SECONDS = 0.35


class ShownState:
    """The state of one editor's session, shown on its page. `holds` is told whether something is unsaved."""

    def __init__(self, page: EditorPage, secrets: SecretCommands, clock: Clock, holds: Callable[[bool], None]) -> None:
        self._page = page
        self._secrets = secrets
        self._holds = holds
        self._clock = clock
        self._has_conflicts = False
        self.says_unchanged = False
        """Whether the status line says that nothing is changed."""
        self._rest = AfterRest(page.console_screen(), clock, lambda: _REST_SECONDS, self._rested)

    @property
    def is_behind(self) -> bool:
        """Whether the status line and the marks are still behind the keys."""
        return self._rest.waits

    def show(self) -> None:
        """Show what is unsaved, where conflicts and problems are, and which keys work."""
        page = self._page
        self._show_conflicts()
        unsaved, code = page.unsaved, page.code
        page.form.mark_unsaved(unsaved)
        page.form.age(self._clock.now())
        self.says_unchanged = not unsaved
        show_subject(page.console_screen())
        is_new, offer = page.state.is_new, self._secrets.offer_words
        page.status_line.rest(status_of(unsaved, code.problems, code.cursor_location, is_new=is_new, offer=offer))
        page.update_keys()
        self._holds(bool(unsaved))

    def edited(self) -> None:
        """The text is another now. A status line that says nothing is changed is put right at once."""
        if self.says_unchanged and self._page.unsaved:
            self._page.show_state()
        self._rest.went_on()

    def moved(self) -> None:
        """The cursor or the marks are elsewhere."""
        self._rest.went_on()

    def _rested(self) -> None:
        if not self._secrets.rested():
            self._rest.went_on()
        self._page.show_state()

    def _show_conflicts(self) -> None:
        """Mark the places that still stand between marks of a merge."""
        page = self._page
        if page.state.merged:
            found = conflicts_in(page.code.snapshot().lines)
            if found or self._has_conflicts:
                page.code.marking.show_errors(found)
            self._has_conflicts = bool(found)
