"""The checks of the answer that is shown: made once for each answer, those of a long one beside the screen."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence

from tui.sessions.checks import CheckResult, results
from tui.sessions.response import Response
from tui.sessions.run import RunState

_AT_ONCE_BYTES = 64 * 1024


class AnswerChecks:
    """Knows what the checks say of the answer of a run. `changed` is called when that is known later."""

    def __init__(
        self, start: Callable[[Coroutine[object, object, None]], object], changed: Callable[[], object]
    ) -> None:
        self._start = start
        self._changed = changed
        self._response: Response | None = None
        self._checks: Sequence[str] = ()
        self._found: tuple[CheckResult, ...] | None = ()

    def of(self, state: RunState) -> tuple[CheckResult, ...] | None:
        """What each check says, in order; None while they are being made. None are made of half an answer."""
        response, checks = state.response, state.request.checks
        if response is None or not response.is_whole or not checks:
            return ()
        if response is not self._response or checks != self._checks:
            self._response, self._checks, self._found = response, checks, None
            if response.body.kept <= _AT_ONCE_BYTES:
                self._found = results(checks, response)
            else:
                self._start(self._make(checks, response))
        return self._found

    async def _make(self, checks: Sequence[str], response: Response) -> None:
        found = await asyncio.to_thread(results, checks, response)
        if response is self._response and checks == self._checks:
            self._found = found
            self._changed()
