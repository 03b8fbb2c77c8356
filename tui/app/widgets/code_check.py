"""What is wrong with a text, looked for in a thread once the keys rest: what can't run, what another tool says."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Protocol

from textual.worker import Worker

from tui.app.widgets.clock import AfterRest, Clock
from tui.model.problem import Problem

if TYPE_CHECKING:
    from tui.app.widgets.light_text_area import LightTextArea

_REST_SECONDS = 0.3
"""How long the keys must rest at least, unless something else is said."""

Found = Callable[[tuple[Problem, ...], Sequence[str]], None]
"""Takes what was found, and the lines in which it was."""


class Check(Protocol):
    """Looks for problems; called in a thread, by one at a time."""

    def problems(self, lines: Sequence[str]) -> tuple[Problem, ...]: ...


class CodeCheck:
    """The check of one editor's text. What was found in a text that is another by now is not shown."""

    def __init__(self, editor: LightTextArea, clock: Clock, found: Found, least_seconds: float = _REST_SECONDS) -> None:
        self._editor = editor
        self._clock = clock
        self._found = found
        self._least_seconds = least_seconds
        self._check: Check | None = None
        self._rest = AfterRest(editor, clock, self._rest_seconds, self._check_now)
        self._is_checking = False
        self._check_seconds = 0.0
        self._edits = 0

    @property
    def is_due(self) -> bool:
        """Whether something else may be found soon."""
        return self._rest.waits or self._is_checking

    def begin(self, check: Check) -> None:
        """Check the text from now on."""
        self._check = check
        self._editor.call_after_refresh(self._check_now)

    def end(self) -> None:
        """Check it no more."""
        self._check = None

    def edited(self) -> None:
        """The text is another now: check it once the keys rest."""
        self._edits += 1
        self._check_later()

    def _check_later(self) -> None:
        """Check once the keys rest."""
        if self._check is not None:
            self._rest.went_on()

    def _rest_seconds(self) -> float:
        """Longer where a check is much work, which shares the processor with the keys."""
        return max(self._least_seconds, 2 * self._check_seconds)

    def _check_now(self) -> None:
        if self._check is not None and not self.is_due:
            self._is_checking = True
            # Not the coroutine itself: where the editor is gone by now it would never be awaited.
            _worker: Worker[None] = self._editor.run_worker(self._check_lines, group="check")

    async def _check_lines(self) -> None:
        """Look in a thread."""
        check, edits, lines = self._check, self._edits, list(self._editor.document.lines)
        found: tuple[Problem, ...] | None = None
        try:
            if check is not None:
                started = self._clock.monotonic()
                found = await asyncio.to_thread(check.problems, lines)
                self._check_seconds = self._clock.monotonic() - started
        finally:
            self._is_checking = False
        if check is not self._check or edits != self._edits:
            self._check_later()
        elif found is not None:
            self._found(found, lines)
