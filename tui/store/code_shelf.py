"""The code of one server's functions while the console runs: in memory up to a limit, the rest on disk.

Owns what is in memory. Refuses to know how code is fetched: `tui.flows.all_code` does, and says how to use it.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence

from tui.model.function import Function, FunctionSummary
from tui.store.code_cache import CodeCache

_MOST_CHARACTERS = 64 * 1024 * 1024


class CodeShelf:
    """The code of one server's functions, by slug: in memory as far as that is allowed to grow, else on disk.

    Without a disk, what does not fit is not kept: `put` says so. Any thread may call it.
    """

    def __init__(self, cache: CodeCache | None, server: str, most_characters: int = _MOST_CHARACTERS) -> None:
        self._cache = cache
        self._server = server
        self._left = most_characters
        self._lock = threading.Lock()
        self._codes: dict[str, str] = {}
        self._summaries: dict[str, FunctionSummary] = {}

    def begin(self, functions: Sequence[FunctionSummary]) -> frozenset[str]:
        """The list was fetched: the slugs whose code is known as of it. Touches the disk."""
        there = {function.slug: function for function in functions}
        for slug in [slug for slug in self._summaries if there.get(slug) != self._summaries[slug]]:
            self.forget(slug)
        known = {slug for slug, function in there.items() if slug in self._codes and function.updated_at is not None}
        if self._cache is not None:
            known |= self._cache.known(self._server, functions)
            self._cache.tidy(self._server, functions)
        for slug in known:
            self._summaries[slug] = there[slug]
        return frozenset(known)

    def put(self, function: Function) -> bool:
        """Take a function's code as it was just fetched; whether it is kept. Touches the disk."""
        slug, code = function.slug, function.code
        self.forget(slug)
        on_disk = self._cache is not None and self._cache.keep(self._server, function)
        is_kept = self._hold(slug, code) or on_disk
        if is_kept:
            self._summaries[slug] = function.summary
        return is_kept

    def forget(self, slug: str) -> None:
        """A function's code is not known any more."""
        with self._lock:
            self._left += len(self._codes.pop(slug, ""))
            self._summaries.pop(slug, None)

    def held(self, slug: str) -> str | None:
        """The code of a function, where it is in memory."""
        return self._codes.get(slug)

    def read(self, slug: str) -> str | None:
        """The code of a function; None where it is not known, or can't be read any more. May touch the disk."""
        code = self._codes.get(slug)
        summary = self._summaries.get(slug)
        if code is None and summary is not None and self._cache is not None:
            code = self._cache.find(self._server, summary)
            if code is not None:
                self._hold(slug, code)
        return code

    def _hold(self, slug: str, code: str) -> bool:
        """Take code into memory; whether it fits."""
        with self._lock:
            if len(code) > self._left or slug in self._codes:
                return slug in self._codes
            self._codes[slug] = code
            self._left -= len(code)
            return True
