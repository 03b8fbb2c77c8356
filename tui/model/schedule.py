"""A schedule: which URL a server calls at which times, by itself, and how its calls went. All text is foreign."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

Headers = tuple[tuple[str, str], ...]


class Schedule(NamedTuple):
    """One schedule as the server tells it; `cron` are its times as the server writes them.

    `body` is JSON, as text; empty where the server tells of none. `next_run` is given for switched-off ones too.
    """

    name: str
    url: str
    cron: str = ""
    is_active: bool = True
    id: str = ""
    method: str = ""
    headers: Headers = ()
    body: str = ""
    created_at: datetime | None = None
    updated_at: datetime | None = None
    last_run: datetime | None = None
    next_run: datetime | None = None

    @property
    def slug(self) -> str:
        """The slug of the function it calls, if its URL is one of a function: the last part of the path."""
        try:
            path = urlsplit(self.url).path
        except ValueError:
            return ""
        return unquote(path.rstrip("/").rpartition("/")[2])


class ScheduleChanges(NamedTuple):
    """What a schedule is to be, or the part of it that is to change: what is None is not sent. `body` is JSON text."""

    name: str | None = None
    url: str | None = None
    cron: str | None = None
    is_active: bool | None = None
    method: str | None = None
    headers: Headers | None = None
    body: str | None = None


class ScheduleWritten(NamedTuple):
    """What a create or an update answers: no more than an id, and that of the server's own job, where it has one."""

    id: str
    job: str = ""


class ScheduleRun(NamedTuple):
    """One call that the server made by itself. `seconds` is how long it took, None where that is not told."""

    id: str
    at: datetime
    status: int
    succeeded: bool
    seconds: float | None
    message: str


class ScheduleRuns(NamedTuple):
    """A page of a schedule's log, the newest first, and of how many it is a part."""

    runs: tuple[ScheduleRun, ...]
    total: int
