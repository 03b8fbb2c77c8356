"""What a server logged: the entries of a source, and a page of them.

Owns what identifies an entry. Refuses to know how it travels and how it is shown.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

JsonObject = Mapping[str, object]

FUNCTION_LOGS = "function.logs"
"""What functions printed, and what their runtime says."""
BACKEND_LOGS = "insforge.logs"
"""What the backend logged, a line for each request among it."""
POSTGRES_LOGS = "postgres.logs"

DEBUG, INFO, WARNING, ERROR = "debug", "info", "warning", "error"
"""The levels that servers' many words come down to; an entry of none has an empty one."""

_LOG_PATH = re.compile(r"(?:/api/logs)?/[\w.]+\.logs")
"""The path under which the backend notes the reading of a log."""
_MILLISECOND = timedelta(milliseconds=1)


class LogEntry(NamedTuple):
    """One entry of a log.

    `at` is aware UTC, cut to microseconds; `timestamp` is the time as the server wrote it, with all its digits.
    `message` may have lines. `level` is one of this module's, or empty. `slug` is the function that the entry is about,
    empty where it names none. `id` is the entry's own, the same at each reading; most sources give none: the id that a
    server puts around an entry is another one each time. `body` is the rest of it, as JSON text.
    """

    at: datetime
    timestamp: str
    message: str
    level: str = ""
    slug: str = ""
    id: str = ""
    body: str = "{}"

    @property
    def fields(self) -> JsonObject:
        """What the server keeps with the entry."""
        found = json.loads(self.body)
        return found if isinstance(found, dict) else {}

    @property
    def metadata(self) -> JsonObject:
        """The entry's own fields: of a request `method`, `path`, `status`, `duration` ("351ms") and more."""
        found = self.fields.get("metadata")
        return found if isinstance(found, dict) else {}

    @property
    def key(self) -> tuple[str, str, str]:
        """What is the same each time this entry is read. Several entries may have one key: lines that are alike."""
        return self.timestamp, self.message, self.body

    @property
    def is_of_reading(self) -> bool:
        """Whether it is there because a console of ours read a log: a request for one, the check of its key."""
        if self.message.endswith("Secret check successful"):
            return '"API_KEY"' in self.body
        return '"insforge-tui' in self.body and _LOG_PATH.fullmatch(str(self.metadata.get("path", ""))) is not None


class LogPage(NamedTuple):
    """Entries of a source, the oldest first, and how many the server says it has, where it says so."""

    entries: tuple[LogEntry, ...]
    total: int | None = None


def millisecond(moment: datetime) -> datetime:
    """The millisecond of a moment: servers compare no finer."""
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def just_behind(moment: datetime) -> datetime:
    """The time to read before, so that all entries of this moment are among what is read."""
    latest = datetime.max.replace(tzinfo=UTC)
    return latest if moment > latest - 2 * _MILLISECOND else millisecond(moment) + _MILLISECOND
