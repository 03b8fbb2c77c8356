"""What the servers keep of what happens: what functions print, and what the backend says of each request.

Owns the entries, their shapes on the wire and how many are kept. Refuses to know who asks for them and what they tell.
"""

import random
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from tui.sandbox.store import wire_time

OUTPUT = "function.logs"
BACKEND = "insforge.logs"
MOST_ENTRIES = 10_000
# Where the cloud says that a function ran.
_REGION = "sandbox"


@dataclass(frozen=True)
class Entry:
    """A line of a log. `moment` is a Unix time in milliseconds; the id is the deployment's where it has one."""

    moment: float
    timestamp: str
    message: str
    body: dict[str, object]
    revision: str | None = None


class Logbook:
    """The logs of one server, in memory; of each the last MOST_ENTRIES."""

    def __init__(self, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._clock = clock
        self._entries: dict[str, deque[Entry]] = {name: deque(maxlen=MOST_ENTRIES) for name in (OUTPUT, BACKEND)}

    def printed(self, text: str) -> None:
        """Lines that the self-hosted runtime wrote to its output, each an entry, as its log collector sent them."""
        for line in text.split("\n"):
            now = self._clock()
            stamp = now.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
            names: dict[str, object] = {
                "appname": "insforge-deno",
                "event_message": line,
                "project": "default",
                "timestamp": stamp,
            }
            self._entries[OUTPUT].append(Entry(_milliseconds(now), stamp, line, {**names, "timestamp": stamp}))

    def deployed(self, revision: str, level: str, text: str, fields: dict[str, object] | None = None) -> None:
        """What a deployed function printed, in one entry."""
        now = self._clock()
        stamp = wire_time(now)
        metadata: dict[str, object] = {"level": level, "region": _REGION}
        body: dict[str, object] = {**(fields or {}), "event_message": text, "metadata": metadata}
        self._entries[OUTPUT].append(Entry(_milliseconds(now), stamp, text, body, revision))

    def backend(self, message: str, metadata: dict[str, object], line: str | None = None) -> None:
        """What the backend says of itself; `line` where it shows another text than its level and the message."""
        now = self._clock()
        moment, stamp = _milliseconds(now), wire_time(now)
        own: dict[str, object] = {"id": _id(moment), "timestamp": stamp, "message": message, "level": "info"}
        own["metadata"] = metadata
        self._entries[BACKEND].append(Entry(moment, stamp, line or f"info - {message}", own))

    def page(self, source: str, limit: int | None, before: float | None) -> list[dict[str, object]]:
        """The last `limit` entries before a moment (Unix time in milliseconds), the oldest first."""
        found = [entry for entry in self._of(source) if before is None or entry.moment < before]
        return [_row(entry, at) for at, entry in enumerate(_last(found, limit))]

    def of_revision(self, revision: str | None, limit: int | None, before: float | None) -> list[dict[str, object]]:
        """As `page`, of what the functions of one deployment printed."""
        kept = [entry for entry in self._of(OUTPUT) if entry.revision == revision]
        found = [entry for entry in kept if before is None or entry.moment <= before]
        return [_row(entry, at) for at, entry in enumerate(_last(found, limit))]

    def search(self, words: str, sources: Sequence[str]) -> list[dict[str, object]]:
        """All entries whose text has the words, small letters or large, the oldest first; each names its source."""
        return [
            {**_row(entry, 0), "source": source}
            for source in sources
            for entry in self._of(source)
            if words.lower() in entry.message.lower()
        ]

    def counts(self) -> list[dict[str, object]]:
        """How many entries there are of each log that has any, and of when the last one is."""
        return [
            {"source": name, "count": len(entries), "lastActivity": entries[-1].timestamp}
            for name, entries in self._entries.items()
            if entries
        ]

    def _of(self, source: str) -> Iterable[Entry]:
        return self._entries.get(source, ())


def _last(entries: list[Entry], limit: int | None) -> list[Entry]:
    return entries if limit is None else entries[max(0, len(entries) - limit) :]


def _row(entry: Entry, at: int) -> dict[str, object]:
    # Self-hosted servers make up an id each time they read the entry.
    own = _id(entry.moment) if entry.revision is None else f"deno-{entry.revision}-{entry.timestamp}-{at}"
    return {"id": own, "timestamp": entry.timestamp, "eventMessage": entry.message, "body": entry.body}


def _milliseconds(moment: datetime) -> float:
    return int(moment.timestamp() * 1000)


def _id(moment: float) -> str:
    return f"{moment:.0f}-{random.random()}"
