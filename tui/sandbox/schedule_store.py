"""Keeps schedules and what they did in the sandbox's SQLite file, beside the functions.

Owns their tables. Refuses to know HTTP and when a schedule is due.
"""

import json
import sqlite3
import uuid
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tui.sandbox.store import DATABASE_NAME, StoreUnusable, wire_time

_TABLES = (
    "CREATE TABLE IF NOT EXISTS schedules (id TEXT PRIMARY KEY, content TEXT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS schedule_runs (id TEXT PRIMARY KEY, schedule_id TEXT NOT NULL,"
    " executed_at TEXT NOT NULL, status INTEGER NOT NULL, duration_ms INTEGER NOT NULL, message TEXT NOT NULL)",
    "CREATE INDEX IF NOT EXISTS runs_of_schedules ON schedule_runs (schedule_id, executed_at)",
    "CREATE TABLE IF NOT EXISTS schedule_settings (name TEXT PRIMARY KEY, value INTEGER NOT NULL)",
)
_USUAL_DAYS = 7


@dataclass(frozen=True)
class StoredSchedule:
    """One schedule. Times are as the wire has them; `job` is the database's number for it, while it is on."""

    id: str
    name: str
    cron: str
    url: str
    method: str
    headers: dict[str, str]
    body: object
    is_active: bool
    job: int | None
    created_at: str
    updated_at: str
    last_run: str | None = None


@dataclass(frozen=True)
class StoredRun:
    """One call that a schedule made."""

    id: str
    schedule_id: str
    executed_at: str
    status: int
    duration_ms: int
    message: str


class ScheduleStore:
    """The schedules of one folder. A function's store has made the file before."""

    def __init__(self, directory: Path, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        """Opens the file. Raises StoreUnusable."""
        self.now = clock
        try:
            self._connection = sqlite3.connect(directory / DATABASE_NAME, timeout=5.0, isolation_level=None)
            for table in _TABLES:
                self._connection.execute(table)
        except sqlite3.Error as error:
            raise StoreUnusable(f"the sandbox can't use {directory}: {error}") from error

    def all(self) -> list[StoredSchedule]:
        """Every schedule, the last created first."""
        return [StoredSchedule(**json.loads(row[0])) for row in self._rows("ORDER BY rowid DESC")]

    def get(self, id: str) -> StoredSchedule | None:
        """The schedule of this id."""
        found = self._rows("WHERE id = ?", id)
        return StoredSchedule(**json.loads(found[0][0])) if found else None

    def put(self, schedule: StoredSchedule) -> None:
        """Keep it as it is now."""
        upsert = "INSERT INTO schedules VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET content = excluded.content"
        self._execute(upsert, schedule.id, json.dumps(asdict(schedule)))

    def delete(self, id: str) -> None:
        """Forget it, and what it did."""
        self._execute("DELETE FROM schedules WHERE id = ?", id)
        self._execute("DELETE FROM schedule_runs WHERE schedule_id = ?", id)

    def next_job(self) -> int:
        """A number that no job had before."""
        job = self._setting("job", 0) + 1
        self._set("job", job)
        return job

    def ran(self, id: str, at: datetime, status: int, duration_ms: int, message: str) -> None:
        """A schedule made a call; what is older than the retention goes. A schedule deleted meanwhile has no log."""
        there = self.get(id)
        if there is None:
            return
        stamp = wire_time(at)
        self.put(replace(there, last_run=stamp, updated_at=stamp))
        row = (str(uuid.uuid4()), id, stamp, status, duration_ms, message)
        self._execute("INSERT INTO schedule_runs VALUES (?, ?, ?, ?, ?, ?)", *row)
        oldest = wire_time(at - timedelta(days=self.retention_days))
        self._execute("DELETE FROM schedule_runs WHERE executed_at < ?", oldest)

    def runs(self, id: str, limit: int, offset: int) -> tuple[list[StoredRun], int]:
        """A page of what a schedule did, the newest first, and how much there is of it."""
        where = "FROM schedule_runs WHERE schedule_id = ?"
        page = self._execute(f"SELECT * {where} ORDER BY executed_at DESC LIMIT ? OFFSET ?", id, limit, offset)
        return [StoredRun(*row) for row in page], self._execute(f"SELECT COUNT(*) {where}", id)[0][0]

    @property
    def retention_days(self) -> int:
        """For how many days runs are kept."""
        return self._setting("retention", _USUAL_DAYS)

    def keep_for(self, days: int) -> None:
        """Keep runs for so many days."""
        self._set("retention", days)

    def close(self) -> None:
        """Lets go of the file."""
        self._connection.close()

    def _setting(self, name: str, usual: int) -> int:
        found = self._execute("SELECT value FROM schedule_settings WHERE name = ?", name)
        return found[0][0] if found else usual

    def _set(self, name: str, value: int) -> None:
        self._execute("INSERT OR REPLACE INTO schedule_settings VALUES (?, ?)", name, value)

    def _rows(self, rest: str, *values: str) -> list[tuple[str]]:
        return self._execute(f"SELECT content FROM schedules {rest}", *values)

    def _execute(self, statement: str, *values: str | int) -> list[Any]:
        try:
            return self._connection.execute(statement, values).fetchall()
        except sqlite3.Error as error:
            raise StoreUnusable(f"the database failed: {error}") from error
