"""The search between what is typed and the code: code is gathered, and searched in slices that no key waits for.

Owns the workers. It decides nothing: `tui.sessions.code_search` and `tui.flows.all_code` do.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from functools import partial
from typing import Protocol

from tui.app.shell.connection import Connection
from tui.app.widgets.clock import Clock, wait_for
from tui.errors import ApiError
from tui.flows.all_code import CodeProgress, CodeShelf, gather
from tui.model.function import FunctionSummary
from tui.sessions.code_replace import CodeChange, Plan, replaced, with_change
from tui.sessions.code_search import Finder, Query, SearchState, begin, finder_of, more, search_slice

_SLICE_SECONDS = 0.008
_SHOWN_EVERY_SECONDS = 0.15
_READ_AHEAD = 50
"""So many functions' codes are read from disk at a time."""

Work = Callable[[], Coroutine[None, None, None]]


class SearchView(Protocol):
    """What shows it; `SearchScreen` is one."""

    def run(self, work: Work, group: str) -> None: ...

    def cancel(self, group: str) -> None: ...

    def show_found(self) -> None: ...

    def show_progress(self) -> None: ...


class SearchDriver:
    """One search. `problem` says why what is typed can't be looked for."""

    def __init__(
        self,
        view: SearchView,
        connection: Connection,
        clock: Clock,
        shelf: CodeShelf,
        functions: Sequence[FunctionSummary],
    ) -> None:
        self._view = view
        self._connection = connection
        self._server_id = connection.server_id
        self._clock = clock
        self.shelf = shelf
        self.functions: dict[str, FunctionSummary] = {function.slug: function for function in functions}
        self.progress: CodeProgress | None = None
        self.list_error: ApiError | None = None
        self.is_cancelled = False
        self.is_stale = False
        """Whether the user went where functions are changed."""
        self.problem = ""
        self.state = SearchState(Query())
        self._known: frozenset[str] = frozenset()
        self._came: set[str] = set()
        self._is_searching = False
        self._shown_at = float("-inf")

    @property
    def is_same_server(self) -> bool:
        """Whether the server is connected whose functions are searched."""
        return self._connection.server_id == self._server_id

    @property
    def is_fetching(self) -> bool:
        """Whether code is being fetched."""
        return not self.is_cancelled and (self.progress is None or not self.progress.ended)

    # The code

    def fetch(self) -> None:
        """Find out which functions there are, and fetch the code that is not known."""
        self.is_cancelled = self.is_stale = False
        self.progress = None
        self._view.run(self._fetch, "fetch")
        self._view.show_progress()

    def stop(self) -> None:
        """Fetch nothing more; what came is searched."""
        self.is_cancelled = True
        self._view.cancel("fetch")
        self._view.show_progress()

    async def _fetch(self) -> None:
        api = self._connection.api
        try:
            functions = (await api.functions.list()).functions
            self.list_error = None
        except ApiError as error:
            # What is known of the list is searched all the same.
            self.list_error, functions = error, tuple(self.functions.values())
        if not self.is_same_server:
            return
        self.functions = {function.slug: function for function in functions}
        await gather(
            api,
            functions,
            self.shelf,
            now=self._clock.now,
            wait=partial(wait_for, self._clock),
            tell=self._progressed,
            budget=lambda: self._connection.request_budget,
        )

    def _progressed(self, progress: CodeProgress) -> None:
        is_first = self.progress is None
        self.progress = progress
        self._came |= progress.known - self._known
        self._known = progress.known
        if progress.ended:
            self.functions = {function.slug: function for function in progress.functions}
        seconds = self._clock.monotonic()
        if is_first:
            self.search(self.state.query, anew=True)
        if is_first or progress.ended or seconds - self._shown_at >= _SHOWN_EVERY_SECONDS or progress.until is not None:
            self._shown_at = seconds
            self._view.show_progress()
            self._search_came()

    def _search_came(self) -> None:
        """Search what came since, once nothing else is searched."""
        if self._came and not self._is_searching and self.state.query.text and not self.problem:
            came, self._came = self._came, set()
            self.state = more(self.state, came)
            self._begin()

    # The search

    def search(self, query: Query, *, anew: bool = False) -> None:
        """Look for something else; what was found before is forgotten."""
        finder = finder_of(query)
        before = None if anew or self._came else self.state
        self.problem = finder if isinstance(finder, str) else ""
        self._view.cancel("search")
        self._is_searching = False
        if isinstance(finder, str):
            self.state = SearchState(query)
            self._view.show_found()
            return
        self._came.clear()
        self.state = begin(query, [slug for slug in self.functions if slug in self._known], before)
        self._begin()

    def _begin(self) -> None:
        finder = finder_of(self.state.query)
        if isinstance(finder, Finder):
            self._is_searching = True
            self._view.run(partial(self._search, finder), "search")

    async def _search(self, finder: Finder) -> None:
        shown = 0
        shown_at = float("-inf")
        over = 0.0

        def is_over() -> bool:
            return self._clock.monotonic() >= over

        while not self.state.is_ended:
            ahead = await self._read_ahead()

            def code_of(slug: str, ahead: dict[str, str | None] = ahead) -> str | None:
                return ahead[slug] if slug in ahead else self.shelf.held(slug)

            over = self._clock.monotonic() + _SLICE_SECONDS
            for state in search_slice(self.state, finder, code_of, is_over, _READ_AHEAD):
                self.state = state
                seconds = self._clock.monotonic()
                if state.kept != shown and seconds - shown_at >= _SHOWN_EVERY_SECONDS:
                    shown, shown_at = state.kept, seconds
                    self._view.show_found()
                # Keys that came meanwhile are first.
                await asyncio.sleep(0)
                over = self._clock.monotonic() + _SLICE_SECONDS
        self._is_searching = False
        self._view.show_found()
        self._search_came()

    # Replacing

    def plan(self, template: str, then: Callable[[Plan], object]) -> None:
        """Find out what replacing every match would change, and tell it."""
        finder = finder_of(self.state.query)
        if isinstance(finder, Finder):
            self._view.run(partial(self._plan, finder, template, then), "plan")

    async def _plan(self, finder: Finder, template: str, then: Callable[[Plan], object]) -> None:
        slugs = [found.slug for found in self.state.found]
        plan = Plan()
        for slug in slugs:
            change = await asyncio.to_thread(self._change, finder, slug, template)
            plan = with_change(plan, slug, change)
            if plan.is_full:
                break
        if self.is_same_server:
            then(plan)

    def _change(self, finder: Finder, slug: str, template: str) -> CodeChange | None:
        code = self.shelf.read(slug)
        if code is None:
            return None
        done = replaced(finder, code, template)
        return CodeChange(code, done.code, done.number) if done.code != code else None

    async def _read_ahead(self) -> dict[str, str | None]:
        """The codes that are searched next and are not in memory."""
        place = self.state.place
        wanted = [slug for slug in self.state.waiting[place : place + _READ_AHEAD] if self.shelf.held(slug) is None]
        if not wanted:
            return {}

        def read() -> dict[str, str | None]:
            return {slug: self.shelf.read(slug) for slug in wanted}

        return await asyncio.to_thread(read)
