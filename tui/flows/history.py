"""A server's audit trail, read page by page.

Owns how many rows are asked for, and when there are no more. Refuses to know what is made of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Protocol

from tui.errors import InvalidResponse
from tui.flows.save import Audits
from tui.model.history import AuditRow, TrailPage

ROWS_A_PAGE = 20
"""Rows asked for at a time. Each may hold a whole code, and an answer has its largest size."""

_PAGES_AT_ONCE = 5
_EVER = datetime.min.replace(tzinfo=UTC)


class TrailServer(Protocol):
    """The call a trail needs; `tui.api.client.Client` has it."""

    @property
    def audits(self) -> Audits: ...


class Trail:
    """A server's audit trail, read page by page from the newest row on. Raises the client's errors.

    `rows` are those about one function, the newest first. Of others only the time of the last change is kept: each of
    their rows may hold a whole code. `with_code` are those of which a row told a code. `server` is asked for at each
    page: the key may be another one by then.
    """

    def __init__(self, server: Callable[[], TrailServer], slug: str = "") -> None:
        self._server = server
        self._slug = slug
        self._limit = ROWS_A_PAGE
        self._seen: set[str] = set()
        self.rows: list[AuditRow] = []
        self.others: dict[str, datetime | None] = {}
        self.with_code: set[str] = set()
        self._oldest: datetime | None = None
        self._moved = 0
        self.read = 0
        self.total: int | None = None
        self.ended = False

    async def read_on(self) -> None:
        """Read some pages further: until one tells of the function, at most five."""
        before = len(self.rows)
        for _ in range(_PAGES_AT_ONCE):
            if self.ended or len(self.rows) > before:
                return
            await self._read_page()

    async def read_newest(self) -> None:
        """Read the rows that were added since the first page was read, one page of them at most."""
        if not self.read:
            return
        page = await self._server().audits.page(limit=self._limit, offset=0)
        new = [row for row in page.rows if row.id and row.id not in self._seen]
        self._seen |= {row.id for row in new}
        # They have moved the older ones on, which a page read since may have shown already.
        self.read += max(0, len(new) - self._moved)
        self._moved = max(0, self._moved - len(new))
        self.rows[:0] = [row for row in new if row.slug == self._slug]

    async def _read_page(self) -> None:
        page = await self._page()
        self.read += len(page.rows)
        self.total = page.total
        self.ended = not page.rows or (
            self.read >= page.total if page.total is not None else len(page.rows) < self._limit
        )
        for row in page.rows:
            # A row that was added in the meantime moves the pages: some rows come twice.
            if row.id and row.id in self._seen:
                self._moved += 1
                continue
            self._seen.add(row.id)
            if row.at is not None and (self._oldest is None or row.at < self._oldest):
                self._oldest = row.at
            if row.slug == self._slug:
                self.rows.append(row)
            else:
                self.others.setdefault(row.slug, row.at)
                if row.changes.code is not None:
                    self.with_code.add(row.slug)

    @property
    def read_back_to(self) -> datetime | None:
        """From when on every change is known: of all times once the trail has ended, None before it is read."""
        return _EVER if self.ended else self._oldest

    async def _page(self) -> TrailPage:
        while True:
            try:
                return await self._server().audits.page(limit=self._limit, offset=self.read)
            except InvalidResponse:
                # So many codes may be more than an answer may hold; fewer may not be.
                if self._limit == 1:
                    raise
                self._limit = max(1, self._limit // 4)

    def deleted(self, there: Iterable[str]) -> dict[str, datetime | None]:
        """The functions the rows tell of that are not there any more, the last changed first, and when that was."""
        present = set(there)
        return {slug: at for slug, at in self.others.items() if slug and slug not in present}
