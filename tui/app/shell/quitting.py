"""How the console is left: every screen that holds work is asked, and what is unsaved in several is listed once.

Owns the order: what is on the stack of screens from the top, views that are not shown, then the editors that are kept
open, the one used last first. Refuses to end anything that was not let go.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import Enum

from textual.app import App

from tui.app.shell.open_editors import Editor, OpenEditors
from tui.app.shell.routes import Quit
from tui.app.shell.screen import ConsoleScreen
from tui.terminal.sanitise import printable

_MOST_LISTED = 9


class Answer(Enum):
    """What is to become of all that is unsaved."""

    STAY = "stay"
    EACH = "each"
    KEEP = "keep"
    DISCARD = "discard"


class Quitting:
    """Asks the screens of one console. `open_unread` opens a dialog that keys on their way do not answer."""

    def __init__(
        self,
        app: App[int],
        editors: OpenEditors,
        end: Callable[[str], None],
        open_unread: Callable[[Callable[[], object]], object],
    ) -> None:
        self._app = app
        self._editors = editors
        self._end = end
        self._open_unread = open_unread
        self.views: list[ConsoleScreen] = []
        """Those that stay as they are while another one is shown: one of them may hold work too."""
        self._last_words: list[str] = []
        self._for_all = Answer.EACH

    def go(self, route: Quit) -> None:
        """End, once every screen lets it; a screen that lets it comes back here."""
        if route.last_words:
            self._last_words.append(route.last_words)
        if not route.goes_on:
            self._for_all = Answer.EACH
            unsaved = [each for each in self._editors.last_used() if each.unsaved]
            if len(unsaved) > 1:
                self._open_unread(lambda: self._ask_about(unsaved))
                return
        self._ask_next()

    def _ask_about(self, unsaved: Sequence[Editor]) -> None:
        from tui.app.shell.questions import Choice, QuestionScreen

        def answered(chosen: str | None) -> None:
            self._for_all = Answer.STAY if chosen is None else Answer(chosen)
            if self._for_all is not Answer.STAY:
                self._ask_next()

        choices = [
            Choice(Answer.STAY.value, "Keep editing"),
            Choice(Answer.EACH.value, "Go through them, one at a time"),
            Choice(Answer.KEEP.value, "Leave, keep their drafts: save none of them"),
            Choice(Answer.DISCARD.value, "Discard all these changes"),
        ]
        if not all(each.keeps_drafts for each in unsaved):
            del choices[2]
        headline = f"Leave with unsaved changes in {len(unsaved)} functions?"
        self._app.push_screen(QuestionScreen(headline, _listed(unsaved), choices), answered)

    def _ask_next(self) -> None:
        """Ask the next screen that still holds work."""
        stack = [each for each in reversed(self._app.screen_stack) if isinstance(each, ConsoleScreen)]
        hidden = [each for each in self.views if each not in stack]
        # One that is just coming has nothing in it yet that could be asked.
        there = [each for each in [*stack, *hidden, *self._editors.kept] if each.is_mounted]
        holding = next((each for each in there if each.holds_work), None)
        if holding is None:
            self._end("\n".join(self._last_words))
            return
        editor = self._editors.of_key(self._editors.key_of(holding))
        if editor is not None and holding not in stack:
            self._take_away_left()
            self._editors.show(editor)
        if editor is None or self._for_all is Answer.EACH:
            holding.ask_to_end()
        else:
            editor.end_unasked(keeps=self._for_all is Answer.KEEP)

    def _take_away_left(self) -> None:
        """An editor that has let go is not to be come back to."""
        while self._editors.key_of(top := self._app.screen) is not None:
            if not isinstance(top, ConsoleScreen) or top.holds_work:
                return
            top.dismiss()


def _listed(unsaved: Sequence[Editor]) -> str:
    each = [
        f"{printable(editor.edited_slug(), limit=60)} ({', '.join(editor.unsaved)})"
        for editor in unsaved[:_MOST_LISTED]
    ]
    more = len(unsaved) - len(each)
    return f"Not saved yet: {', '.join(each)}{f' and {more} more' if more else ''}."
