"""The code of all functions of a server: what is known is read from disk, the rest fetched, each kept as it comes.

How to use it: make one `CodeShelf` per server, and gather whenever the list is (newly) known:

    shelf = CodeShelf(cache, connection.server_id)          # `cache` may be None: then memory alone
    progress = await gather(connection.api, found.functions, shelf,
                            now=clock.now, wait=partial(wait_for, clock), tell=self._show_progress)
    for function in progress.functions:                      # as they are on the server now
        code = await asyncio.to_thread(shelf.read, function.slug)   # None: not known (failed, or unreadable)

- `tell(progress)` is called before anything is fetched and after each step. `progress.done` of `progress.total` are
  known; `progress.failed` holds the error of each function that could not be had, `progress.deleted` the slugs that
  the server does not have any more, `progress.until` the time a rate limit makes it wait for, `progress.halted` why the
  rest was not tried (nobody answers, the key is refused). Nothing of that is raised.
- To cancel: cancel the task. What came is kept, and not fetched again. To try again what failed: gather again.
- `shelf.held(slug)` looks into memory alone; `shelf.read(slug)` may touch the disk: call it in a thread. After a save,
  hand what the server holds to `shelf.put(function)` (in a thread too), or just gather again.
- Whether code is up to date is told by `updatedAt` alone. All servers captured (2.1.0 to the newest of 2026-11) list no
  code and change `updatedAt` with each change. Of one that names no time nothing is kept on disk, and all is fetched
  each time. As a server could change code under the same time, a few of the known are fetched all the same each time
  (`checked`); where one differs, `progress.distrusted` is set and all are fetched.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol

from tui.errors import ApiError, NotFound, RateLimitExceeded, ResponseLost, Unauthorised, Unreachable
from tui.model.function import Function, FunctionSummary
from tui.model.server import WriteBudget
from tui.sessions import pacing
from tui.sessions.pacing import Pace
from tui.store.code_shelf import CodeShelf

__all__ = ["CodeProgress", "CodeShelf", "gather"]

AT_ONCE = 3
"""So many are fetched at the same time."""
CHECKED = 2
"""So many of those that are known are fetched all the same, to see whether `updatedAt` can be trusted."""
_LEFT_TO_OTHERS = 5
"""Of so many requests one is left to the user and to others, where the server limits all."""
_MOST_TROUBLES = 3
"""After so many in a row without an answer the rest is not tried."""

Wait = Callable[[float], Awaitable[None]]
"""Waits for so many seconds."""


class Functions(Protocol):
    """The call about functions; `tui.api.functions.FunctionsApi` has it."""

    async def get(self, slug: str) -> Function: ...


class CodeApi(Protocol):
    """Where the call is found: `tui.api.client.Client`."""

    @property
    def functions(self) -> Functions: ...


@dataclass(frozen=True)
class CodeProgress:
    """How far it is. `functions` are those of the list, once it `ended` as newly as they are known."""

    functions: tuple[FunctionSummary, ...]
    known: frozenset[str] = frozenset()
    failed: dict[str, ApiError] = field(default_factory=dict)
    deleted: frozenset[str] = frozenset()
    until: datetime | None = None
    halted: ApiError | None = None
    distrusted: bool = False
    ended: bool = False

    @property
    def total(self) -> int:
        """How many functions there are."""
        return len(self.functions)

    @property
    def done(self) -> int:
        """Of how many the code is known."""
        return len(self.known)

    @property
    def missing(self) -> tuple[FunctionSummary, ...]:
        """Those whose code is not known."""
        return tuple(function for function in self.functions if function.slug not in self.known)


async def gather(
    server: CodeApi,
    functions: Sequence[FunctionSummary],
    shelf: CodeShelf,
    *,
    now: Callable[[], datetime],
    wait: Wait,
    tell: Callable[[CodeProgress], object] = lambda _: None,
    budget: Callable[[], WriteBudget | None] = lambda: None,
    at_once: int = AT_ONCE,
    checked: int = CHECKED,
) -> CodeProgress:
    """Fetch what is not known, a few at once, each once; a rate limit is waited for. Raises nothing of `tui.errors`.

    `budget` tells how many requests of any kind are left: a fifth of them is left to the user and to others.
    """
    known = await asyncio.to_thread(shelf.begin, functions)
    work = _Work(server, shelf, CodeProgress(tuple(functions), known), now, wait, tell, budget)
    held = [function for function in functions if function.slug in known]
    # Not the same ones each time.
    first = int(now().timestamp()) % max(1, len(held))
    await work.check((held[first:] + held[:first])[: max(0, checked)])
    await work.fetch(at_once)
    return work.ended()


class _Work:
    """One gathering."""

    def __init__(
        self,
        server: CodeApi,
        shelf: CodeShelf,
        progress: CodeProgress,
        now: Callable[[], datetime],
        wait: Wait,
        tell: Callable[[CodeProgress], object],
        budget: Callable[[], WriteBudget | None],
    ) -> None:
        self._server = server
        self._shelf = shelf
        self._progress = progress
        self._now = now
        self._wait = wait
        self._tell = tell
        self._budget = budget
        self._pace = Pace()
        self._troubles = 0
        self._summaries = {function.slug: function for function in progress.functions}

    async def check(self, functions: Sequence[FunctionSummary]) -> None:
        """Fetch known ones all the same; where one is another under the same time, none is known."""
        self._say()
        for function in functions:
            before = await asyncio.to_thread(self._shelf.read, function.slug)
            await self._one(function)
            after = await asyncio.to_thread(self._shelf.read, function.slug)
            if self._progress.halted is not None:
                return
            same_time = self._summaries[function.slug].updated_at == function.updated_at
            if same_time and None not in (before, after) and before != after:
                self._change(replace(self._progress, distrusted=True, known=frozenset({function.slug})))
                return

    async def fetch(self, at_once: int) -> None:
        """Fetch what is not known."""
        # What was just tried for a check is not tried twice.
        tried = self._progress.failed.keys() | self._progress.deleted
        waiting = deque(function for function in self._progress.missing if function.slug not in tried)

        async def work() -> None:
            while waiting and self._progress.halted is None:
                await self._one(waiting.popleft())

        async with asyncio.TaskGroup() as group:
            for _ in range(max(1, at_once)):
                group.create_task(work())

    def ended(self) -> CodeProgress:
        """Nothing goes on any more."""
        there = (self._summaries[function.slug] for function in self._progress.functions)
        functions = tuple(function for function in there if function.slug not in self._progress.deleted)
        self._change(replace(self._progress, functions=functions, ended=True))
        return self._progress

    async def _one(self, function: FunctionSummary) -> None:
        slug = function.slug
        while self._progress.halted is None:
            await self._rest()
            try:
                found = await self._server.functions.get(slug)
            except RateLimitExceeded as error:
                if pacing.free_at(self._pace, self._now()) <= self._now():
                    # Of several that were refused at once the first one counts.
                    self._pace = pacing.refused(self._pace, self._now(), error.next_at)
                continue
            except ApiError as error:
                self._failed(slug, error)
                return
            self._troubles = 0
            if pacing.free_at(self._pace, self._now()) <= self._now():
                self._pace = pacing.answered(self._pace)
            if found.slug != slug:
                # Whatever it calls itself, it is what was asked for.
                found = found._replace(summary=found.summary._replace(slug=slug))
            kept = await asyncio.to_thread(self._shelf.put, found)
            self._summaries[slug] = found.summary
            known = self._progress.known
            self._change(replace(self._progress, known=known | {slug} if kept else known - {slug}))
            return

    async def _rest(self) -> None:
        """Wait until the rate limit lets."""
        until = pacing.free_at(self._pace, self._now())
        left = self._budget()
        if left is not None and left.remaining < left.limit // _LEFT_TO_OTHERS:
            until = max(until, left.resets_at)
        while (seconds := (until - self._now()).total_seconds()) > 0:
            self._change(replace(self._progress, until=until))
            await self._wait(seconds)
        if self._progress.until is not None:
            self._change(replace(self._progress, until=None))

    def _failed(self, slug: str, error: ApiError) -> None:
        progress = self._progress
        if isinstance(error, NotFound):
            self._shelf.forget(slug)
            self._troubles = 0
            self._change(replace(progress, deleted=progress.deleted | {slug}, known=progress.known - {slug}))
            return
        # A function that is known and could not be checked is known all the same.
        failed = progress.failed if slug in progress.known else {**progress.failed, slug: error}
        self._troubles = self._troubles + 1 if isinstance(error, Unreachable | ResponseLost) else 0
        halts = isinstance(error, Unauthorised) or self._troubles >= _MOST_TROUBLES
        self._change(replace(progress, failed=failed, halted=error if halts else progress.halted))

    def _change(self, progress: CodeProgress) -> None:
        self._progress = progress
        self._say()

    def _say(self) -> None:
        self._tell(self._progress)
