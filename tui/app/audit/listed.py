"""The rows that are listed: which of them are looked at, how their times are shown, and when older ones are read.

Owns the table. Refuses to know where the filter is typed and how the trail is read.
"""

from __future__ import annotations

from datetime import UTC

from tui.app.audit.driver import AuditDriver
from tui.app.audit.rows import Times, audit_list
from tui.app.widgets.clock import Clock
from tui.app.widgets.row_table import RowTable
from tui.sessions.audit_events import (
    OlderAsked,
)
from tui.sessions.audit_filter import AuditFilter, read_audit_filter
from tui.sessions.audit_rows import AuditLine
from tui.sessions.listing import filtered, received, select

_PAGES_UNASKED = 5
"""So many pages are read by themselves for a filter that finds little."""


class ListedRows:
    """The table of rows. `module` is what they are about, empty for everything; `wanted` is the filter."""

    def __init__(self, driver: AuditDriver, clock: Clock) -> None:
        self._driver = driver
        self._clock = clock
        self._pages_left = _PAGES_UNASKED
        self.wanted = AuditFilter()
        self.module = ""
        self.times = Times.RELATIVE
        self.table = RowTable(audit_list(self.wanted, self.times), clock, id="rows")

    @property
    def shown(self) -> tuple[AuditLine, ...]:
        """The rows that match."""
        return self.table.state.shown

    def is_selected(self, line: AuditLine) -> bool:
        """Whether the selection is on this row."""
        return self.table.item is not None and self.table.item.id == line.id

    def look_at(self, module: str) -> None:
        """Look at the rows of a module, or (empty) of all."""
        self.module = module
        self._seek()

    def show_times(self, times: Times) -> None:
        """Show times in this way; those of the filter are meant so, too."""
        self.times = times
        self._read(self.wanted.text)
        self.table.show(self.table.state, audit_list(self.wanted, times))

    def filter_by(self, text: str, selected: str | None = None) -> None:
        """Show what matches a filter, and ask the server for it now. The selection stays on the key of a row."""
        self.take_over(text)
        if selected is not None:
            self.table.show(select(self.table.state, self.table.spec, selected))
        self._seek()

    def _seek(self) -> None:
        """Ask the server for what is wanted, and read some pages of it."""
        self.may_read_on()
        self._driver.seek(self.wanted.query(self.module))
        self.read_further()

    def take_over(self, text: str) -> bool:
        """Show what matches a filter that is being typed; whether it is another one than before."""
        if text == self.wanted.text:
            return False
        self._read(text)
        # Not at each letter: what it finds so far is read further once the keys rest.
        self._pages_left = 0
        spec = audit_list(self.wanted, self.times)
        self.table.show(filtered(self.table.state, spec, text), spec)
        self._driver.seek_soon(self._seek)
        return True

    def _read(self, text: str) -> None:
        self.wanted = read_audit_filter(text, self._clock.now(), UTC if self.times is Times.UTC else None)

    def take_rows(self) -> None:
        """List what is known of the trail by now."""
        rows = self._driver.state.rows
        found = tuple(line for line in rows if line.module == self.module) if self.module else rows
        if found != self.table.state.items:
            self.table.show(received(self.table.state, self.table.spec, found))

    def may_read_on(self) -> None:
        """Somebody looks for older rows: some pages more may be read."""
        self._pages_left = _PAGES_UNASKED

    def read_further(self) -> None:
        """Read older rows while the end of those that are listed is near, some pages at most."""
        state, listed = self._driver.state, self.table.state
        is_near = listed.place + self.table.page >= len(listed.shown) - 1
        if is_near and self._pages_left > 0 and state.asked is None and state.has_older and state.failure is None:
            self._pages_left -= 1
            self._driver.tell(OlderAsked())
