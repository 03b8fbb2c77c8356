"""Keeps functions and the server's own secrets in one SQLite file.

Owns the file, its schema and its transactions. Refuses to know HTTP, dialects and what makes a function valid.
"""

import os
import random
import secrets
import sqlite3
import time
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

DATABASE_NAME = "functions.sqlite3"
_SCHEMA_VERSION = "1"
_BUSY_SECONDS = 5.0
# Uneven, so that two processes that met once do not meet again.
_RETRY_SECONDS = (0.001, 0.02)
_SCHEMA = (
    "CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS functions ("
    " id TEXT PRIMARY KEY, slug TEXT NOT NULL UNIQUE, name TEXT NOT NULL, description TEXT, code TEXT NOT NULL,"
    " status TEXT NOT NULL, created_at TEXT NOT NULL, updated_at TEXT NOT NULL, deployed_at TEXT)",
    "CREATE TABLE IF NOT EXISTS audits ("
    " number INTEGER PRIMARY KEY, id TEXT NOT NULL, actor TEXT NOT NULL, action TEXT NOT NULL,"
    " details TEXT NOT NULL, ip_address TEXT, created_at TEXT NOT NULL, module TEXT NOT NULL DEFAULT 'FUNCTIONS')",
)
_CHANGEABLE = ("name", "description", "code", "status")
_AUDIT_COLUMNS = "id, actor, action, details, ip_address, created_at, module"
_WITHOUT_MODULE = "ALTER TABLE audits ADD COLUMN module TEXT NOT NULL DEFAULT 'FUNCTIONS'"
"""For a file of an earlier sandbox: its trail knew functions alone."""
_COLUMNS = "id, slug, name, description, code, status, created_at, updated_at, deployed_at"


class StoreUnusable(Exception):
    """The folder or the file in it can't be used (any more); the text is one line for the user."""


class SlugTaken(Exception):
    """Another function already has this slug."""


@dataclass(frozen=True)
class StoredFunction:
    """One row. Times are ISO 8601 in UTC with milliseconds and a Z, as the wire has them."""

    id: str
    slug: str
    name: str
    description: str | None
    code: str
    status: str
    created_at: str
    updated_at: str
    deployed_at: str | None


@dataclass(frozen=True)
class AuditRow:
    """One row of the audit trail; `details` is JSON."""

    id: str
    actor: str
    action: str
    details: str
    ip_address: str | None
    created_at: str
    module: str


class AuditFilter(NamedTuple):
    """Which rows of the trail are wanted; None is any. The times are as the wire has them, both included."""

    actor: str | None = None
    action: str | None = None
    module: str | None = None
    start: str | None = None
    end: str | None = None


EVERY_ROW = AuditFilter()
_FILTERS = AuditFilter("actor = ?", "action = ?", "module = ?", "created_at >= ?", "created_at <= ?")


@dataclass(frozen=True)
class FunctionSeed:
    """A function that a new store begins with."""

    slug: str
    name: str
    description: str | None
    code: str
    status: str
    created_at: datetime
    updated_at: datetime
    deployed_at: datetime | None


def wire_time(moment: datetime) -> str:
    """The moment as the servers write it: 2026-11-23T22:07:21.701Z."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class FunctionStore:
    """The functions of one folder. Safe to open twice, also from two processes: each write is one short transaction."""

    def __init__(
        self,
        directory: Path,
        seeds: Iterable[FunctionSeed] = (),
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Opens or creates the store; `seeds` are only consumed when it is new. Raises StoreUnusable."""
        self._clock = clock
        try:
            directory.mkdir(mode=0o700, parents=True, exist_ok=True)
            path = directory / DATABASE_NAME
            # SQLite would create it with the process's mask; its side files then take the mode of this one.
            os.close(os.open(path, os.O_CREAT | os.O_RDWR | getattr(os, "O_CLOEXEC", 0), 0o600))
            self._connection = sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None)
            self._prepare(seeds)
        except (OSError, sqlite3.Error, StoreUnusable) as error:
            raise StoreUnusable(f"the sandbox can't use {directory}: {error}") from error

    def _prepare(self, seeds: Iterable[FunctionSeed]) -> None:
        self._keep_a_write_ahead_log()
        self._connection.execute("PRAGMA synchronous = NORMAL")
        with self._writing() as connection:
            for statement in _SCHEMA:
                connection.execute(statement)
            if not any(column[1] == "module" for column in connection.execute("PRAGMA table_info(audits)")):
                connection.execute(_WITHOUT_MODULE)
            version = self._meta("schema_version")
            if version is None:
                self._fill(connection, seeds)
            elif version != _SCHEMA_VERSION:
                raise sqlite3.DatabaseError(f"its file is of version {version}, this program knows {_SCHEMA_VERSION}")

    def _keep_a_write_ahead_log(self) -> None:
        """Raises sqlite3.OperationalError when other processes hold the file for longer than the store waits."""
        deadline = time.monotonic() + _BUSY_SECONDS
        while True:
            try:
                self._connection.execute("PRAGMA journal_mode = WAL")
                return
            except sqlite3.OperationalError as error:
                # The change of mode raises a read lock to a write lock, where SQLite refuses at once instead of waiting
                # (https://www.sqlite.org/c3ref/busy_handler.html): two processes could wait for each other for ever.
                if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() >= deadline:
                    raise
            time.sleep(random.uniform(*_RETRY_SECONDS))

    def _fill(self, connection: sqlite3.Connection, seeds: Iterable[FunctionSeed]) -> None:
        connection.executemany(
            "INSERT INTO meta (key, value) VALUES (?, ?)",
            [
                ("schema_version", _SCHEMA_VERSION),
                ("api_key", "ik_" + secrets.token_hex(32)),
                ("password", secrets.token_urlsafe(12)),
            ],
        )
        for seed in seeds:
            deployed = None if seed.deployed_at is None else wire_time(seed.deployed_at)
            created, updated = wire_time(seed.created_at), wire_time(seed.updated_at)
            self._insert(
                connection,
                StoredFunction(
                    str(uuid.uuid4()),
                    seed.slug,
                    seed.name,
                    seed.description,
                    seed.code,
                    seed.status,
                    created,
                    updated,
                    deployed,
                ),
            )

    @property
    def api_key(self) -> str:
        """The lasting key, made when the store was."""
        return self._required_meta("api_key")

    def replace_api_key(self, key: str) -> None:
        """Another key is the lasting one from now on."""
        with self._writing() as connection:
            connection.execute("UPDATE meta SET value = ? WHERE key = 'api_key'", (key,))

    @property
    def password(self) -> str:
        """The administrator's password, made when the store was."""
        return self._required_meta("password")

    def all(self) -> list[StoredFunction]:
        """Every function, the last created first."""
        with _sqlite_errors_mapped():
            rows = self._connection.execute(f"SELECT {_COLUMNS} FROM functions ORDER BY created_at DESC, rowid DESC")
            return [StoredFunction(*row) for row in rows]

    def get(self, slug: str) -> StoredFunction | None:
        """The function with this slug, if there is one."""
        with _sqlite_errors_mapped():
            row = self._connection.execute(f"SELECT {_COLUMNS} FROM functions WHERE slug = ?", (slug,)).fetchone()
        return None if row is None else StoredFunction(*row)

    def create(self, *, slug: str, name: str, description: str | None, code: str, status: str) -> StoredFunction:
        """Adds a function; it counts as deployed when it is born active. Raises SlugTaken."""
        now = wire_time(self._clock())
        deployed = now if status == "active" else None
        function = StoredFunction(str(uuid.uuid4()), slug, name, description, code, status, now, now, deployed)
        with self._writing() as connection:
            self._insert(connection, function)
        return function

    def update(self, slug: str, changes: dict[str, str]) -> StoredFunction | None:
        """Writes `changes` (of name, description, code, status) and returns the result; None when the slug is unknown.

        As on the real servers, the time of deployment moves only when status "active" is among the changes.
        """
        now = wire_time(self._clock())
        values: dict[str, str] = {name: changes[name] for name in _CHANGEABLE if name in changes}
        values["updated_at"] = now
        if changes.get("status") == "active":
            values["deployed_at"] = now
        assignments = ", ".join(f"{name} = ?" for name in values)
        with self._writing() as connection:
            connection.execute(f"UPDATE functions SET {assignments} WHERE slug = ?", (*values.values(), slug))
            return self.get(slug)

    def delete(self, slug: str) -> bool:
        """Removes the function; False when the slug is unknown."""
        with self._writing() as connection:
            return connection.execute("DELETE FROM functions WHERE slug = ?", (slug,)).rowcount > 0

    def record(self, actor: str, action: str, details: str, ip_address: str | None, module: str = "FUNCTIONS") -> None:
        """Adds a row to the audit trail."""
        row = (str(uuid.uuid4()), actor, action, details, ip_address, wire_time(self._clock()), module)
        with self._writing() as connection:
            connection.execute(f"INSERT INTO audits ({_AUDIT_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)", row)

    def recorded(self, limit: int | None, offset: int, wanted: AuditFilter = EVERY_ROW) -> tuple[list[AuditRow], int]:
        """Rows of the audit trail, the newest first, and how many are wanted in all; no limit gives all of them."""
        asked = [(test, value) for test, value in zip(_FILTERS, wanted, strict=True) if value is not None]
        where, values = " AND ".join(["1", *(str(test) for test, _ in asked)]), [value for _, value in asked]
        query = f"SELECT {_AUDIT_COLUMNS} FROM audits WHERE {where} ORDER BY number DESC LIMIT ? OFFSET ?"
        with _sqlite_errors_mapped():
            most = -1 if limit is None else limit
            rows = [AuditRow(*row) for row in self._connection.execute(query, (*values, most, offset))]
            (total,) = self._connection.execute(f"SELECT count(*) FROM audits WHERE {where}", values).fetchone()
        return rows, int(total)

    def close(self) -> None:
        """Lets go of the file."""
        self._connection.close()

    def _insert(self, connection: sqlite3.Connection, function: StoredFunction) -> None:
        values = tuple(getattr(function, name) for name in _COLUMNS.split(", "))
        try:
            connection.execute(f"INSERT INTO functions ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", values)
        except sqlite3.IntegrityError as error:
            raise SlugTaken(function.slug) from error

    def _meta(self, key: str) -> str | None:
        row = self._connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return None if row is None else str(row[0])

    def _required_meta(self, key: str) -> str:
        value = self._meta(key)
        if value is None:
            raise StoreUnusable(f"the database lacks {key}")
        return value

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with _sqlite_errors_mapped():
            # IMMEDIATE takes the write lock before reading, so that two processes queue instead of failing half-way.
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                # After a full disk, say, SQLite has gone back by itself.
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise


@contextmanager
def _sqlite_errors_mapped() -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise StoreUnusable(f"the database failed: {error}") from error
