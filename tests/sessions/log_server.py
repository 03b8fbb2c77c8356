"""A server's log as a value: pages cut anywhere, entries that arrive late, a restart that empties it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from tui.model.log import LogEntry, LogPage, millisecond

START = datetime(2026, 11, 26, 10, tzinfo=UTC)


def entry(at: float, message: str = "", *, body: str = "{}") -> LogEntry:
    """An entry so many milliseconds after the start."""
    moment = START + timedelta(milliseconds=at)
    return LogEntry(moment, moment.isoformat(), message, body=body)


@dataclass
class LogServer:
    """The entries of one source. `most` is how many it gives at once, whatever it is asked for.

    `is_inclusive`: what is of the very time that is asked before is among what it gives, as in the cloud.
    """

    entries: list[LogEntry] = field(default_factory=list)
    most: int = 1_000_000
    reads: int = 0
    is_inclusive: bool = False

    def log(self, *entries: LogEntry) -> None:
        """Note entries; each goes behind those of its time and before."""
        self.entries = sorted([*self.entries, *entries], key=lambda each: each.at)

    def read(self, limit: int, before: datetime | None) -> LogPage:
        """The newest entries older than a time, as servers compare times: by the millisecond."""
        self.reads += 1
        found: Sequence[LogEntry] = self.entries
        if before is not None:
            found = [
                each
                for each in found
                if millisecond(each.at) < before or (self.is_inclusive and millisecond(each.at) == before)
            ]
        # Each reading makes entries of its own.
        return LogPage(tuple(LogEntry(*each) for each in found[-min(limit, self.most) :]), len(self.entries))
