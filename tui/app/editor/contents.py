"""What the editor holds, as a session sees and changes it.

Owns which changes were the session's own: all others are the user's.
"""

from __future__ import annotations

from tui.app.editor.draft_disk import Held
from tui.app.editor.view import EditorView
from tui.app.shell.connection import Connection
from tui.app.shell.routes import HeldCode
from tui.app.widgets.clock import Clock
from tui.editing.snapshot import Snapshot
from tui.editing.source import SourceText
from tui.model.function import Edited, Function
from tui.sessions.edit.state import EditState, unsaved_fields
from tui.sessions.edit.values import View


class Contents:
    """The code and the fields of the function that is open."""

    def __init__(self, view: EditorView, connection: Connection, clock: Clock) -> None:
        self._code, self._form = view.code, view.form
        self._screen = view.screen
        self._connection = connection
        self._clock = clock
        self.mark_seen()

    @property
    def held(self) -> View:
        """What is held now; wrong after the next edit."""
        return View(self._form.content, self._code.snapshot())

    def held_code(self, state: EditState) -> HeldCode:
        """The code that is held now, for a screen above this one."""
        held = self.held
        return HeldCode(held.code, "code" in unsaved_fields(state, held), self._code.cursor_location[0])

    def kept(self) -> Held:
        """What is held now, for good."""
        return Held(self._form.content, self._code.snapshot().kept(), self._clock.now(), self._code.cursor_location)

    def is_edited(self) -> bool:
        """Whether it was changed since it was seen last. Looks at no text."""
        return self._seen != (self._code.edits, self._form.content)

    def mark_seen(self) -> None:
        """What is held now is known."""
        self._seen = (self._code.edits, self._form.content)

    def load(self, function: Function, code: Snapshot) -> None:
        """Show a function for the first time; from then on it can be edited."""
        self._code.read_only = False
        self._code.load_source(SourceText.of_lines(*code))
        self._code.marking.warn_while_typing(self_hosted=not self._connection.deploys_to_cloud)
        self._form.load(function.summary, self._clock.now())
        self._form.forget_edits()
        self.mark_seen()

    def show_base(self, function: Function) -> None:
        """Show the facts that nobody edits."""
        self._form.show_summary(function.summary, self._clock.now())

    def replace(self, content: Edited, tag: int, cursor: tuple[int, int] | None) -> None:
        """Hold this content, as one edit of this tag. The cursor goes to a line and column, or stays."""
        place = self._code.cursor_location if cursor is None else cursor
        self._code.tagged.replace(content.code, tag)
        self._form.fill(content)
        # Undo is the code's.
        self._screen.set_focus(self._code)
        self._code.go_to(*place)
        self.mark_seen()

    def fill(self, fields: Edited) -> None:
        """Put this into the fields."""
        self._form.fill(fields)
        self.mark_seen()

    def replace_lines(self, first: int, last: int, text: str) -> None:
        """Put a text where these lines are, as an edit like a typed one."""
        self._code.replace_exactly(text, (first, 0), min((last + 1, 0), self._code.document.end))
        self._code.go_to(first, 0)
