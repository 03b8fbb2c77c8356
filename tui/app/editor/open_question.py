"""The question of an edit session that stands on the screen: opened, answered, closed once nothing is to be asked."""

from __future__ import annotations

from collections.abc import Callable

from tui.app.editor.dialogs import answer_of, dialog_for
from tui.app.editor.needs import SignIn
from tui.app.shell.prompts import OpenPrompt, Prompts
from tui.app.widgets.clock import Clock
from tui.sessions.edit import events as on
from tui.sessions.edit.questions import Answer, Prompt
from tui.sessions.edit.questions import SignIn as AsksToSignIn


class OpenQuestion:
    """One at a time. `tell` is told what is answered; `is_hidden`, whether another tab is shown than the editor's."""

    def __init__(
        self,
        tell: Callable[[on.Event], None],
        prompts: Prompts,
        sign_in: SignIn,
        clock: Clock,
        is_hidden: Callable[[], bool],
    ) -> None:
        self._tell = tell
        self._prompts = prompts
        self._sign_in = sign_in
        self._clock = clock
        self._is_hidden = is_hidden
        self._open: tuple[int, OpenPrompt] | None = None

    @property
    def is_on_top(self) -> bool:
        """Whether it is open, and what keys go to."""
        return self._open is not None and self._open[1].is_on_top

    def ask(self, prompt: Prompt) -> None:
        """Open it."""
        if self._is_hidden():
            # The question would be over another editor.
            self._tell(on.NotShown(prompt.number))
            return
        question, opened = prompt.question, None
        dialog = dialog_for(question, self._clock)
        if dialog is not None:
            opened = self._prompts.ask(dialog, lambda chosen: self._tell(on.Chosen(prompt.number, answer_of(chosen))))
        elif isinstance(question, AsksToSignIn):
            opened = self._sign_in(
                is_refused=question.retry is not None,
                answered=lambda given: self._tell(on.Chosen(prompt.number, Answer.KEY_GIVEN if given else None)),
                then=lambda: self._tell(on.KeyGiven()),
            )
        self._open = None if opened is None else (prompt.number, opened)

    def close(self, number: int) -> None:
        """Take the question of this number away, if it is the one that stands."""
        if self._open is not None and self._open[0] == number:
            self._open[1].close()
            self._open = None
