"""What a server's runtime can't run, looked for in a thread once the keys rest."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from textual.worker import Worker

from tui.app.widgets.clock import AfterRest, Clock
from tui.editing.resting_check import RestingCheck
from tui.editing.runnable import Runtime
from tui.model.problem import Problem

if TYPE_CHECKING:
    from tui.app.widgets.light_text_area import LightTextArea

_REST_SECONDS = 0.3
"""How long the keys must rest before the code is parsed."""

Found = Callable[[tuple[Problem, ...], Sequence[str]], None]
"""Takes what can't run, and the lines in which it was found."""


class CodeCheck:
    """The check of one editor's text. What was found in a text that is another by now is not shown."""

    def __init__(self, editor: LightTextArea, clock: Clock, found: Found) -> None:
        self._editor = editor
        self._clock = clock
        self._found = found
        self._check: RestingCheck | None = None
        self._rest = AfterRest(editor, clock, self._rest_seconds, self._check_now)
        self._is_checking = False
        self._check_seconds = 0.0
        self._edits = 0

    @property
    def runtime(self) -> Runtime | None:
        """What the text is to run on; None while it is not checked."""
        return self._check.runtime if self._check is not None else None

    @property
    def is_due(self) -> bool:
        """Whether something else may be found soon."""
        return self._rest.waits or self._is_checking

    def begin(self, runtime: Runtime) -> None:
        """Check the text from now on: it is to run there."""
        self._check = RestingCheck(runtime)
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
        return max(_REST_SECONDS, 2 * self._check_seconds)

    def _check_now(self) -> None:
        if self._check is not None and not self.is_due:
            self._is_checking = True
            # Not the coroutine itself: where the editor is gone by now it would never be awaited.
            _worker: Worker[None] = self._editor.run_worker(self._check_lines, group="check")

    async def _check_lines(self) -> None:
        """Parse in a thread, what was edited anew."""
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
