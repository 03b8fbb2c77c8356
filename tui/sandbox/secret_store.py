"""Keeps secrets in the sandbox's SQLite file, beside the functions.

Owns their table. Refuses to know HTTP and which keys may be used.
"""

import secrets
import sqlite3
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tui.sandbox.store import DATABASE_NAME, FunctionStore, StoreUnusable, wire_time

_TABLE = (
    "CREATE TABLE IF NOT EXISTS secrets (key TEXT PRIMARY KEY, id TEXT NOT NULL, value TEXT NOT NULL,"
    " is_active INTEGER NOT NULL, is_reserved INTEGER NOT NULL, last_used_at TEXT, expires_at TEXT,"
    " created_at TEXT NOT NULL, updated_at TEXT NOT NULL)"
)
_COLUMNS = "key, id, value, is_active, is_reserved, last_used_at, expires_at, created_at, updated_at"


API_KEY = "API_KEY"
RESERVED = (API_KEY, "INSFORGE_INTERNAL_URL", "ANON_KEY", "INSFORGE_BASE_URL", "JWT_SECRET")
"""The secrets that servers make for themselves, in that order."""
_OWN_VALUES = {"INSFORGE_INTERNAL_URL": "http://127.0.0.1", "INSFORGE_BASE_URL": "http://127.0.0.1"}


@dataclass(frozen=True)
class StoredSecret:
    """One row. Times are as the wire has them."""

    key: str
    id: str
    value: str
    is_active: bool
    is_reserved: bool
    last_used_at: str | None
    expires_at: str | None
    created_at: str
    updated_at: str


class SecretStore:
    """The secrets of one folder. A deleted one stays, inactive. A function's store has made the file before."""

    def __init__(
        self,
        directory: Path,
        store: FunctionStore,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        reserved: Sequence[str] = RESERVED,
    ) -> None:
        """Opens the file; `reserved` are the server's own secrets, in the order they are made. Raises StoreUnusable."""
        self._clock = clock
        self._store = store
        try:
            self._connection = sqlite3.connect(directory / DATABASE_NAME, timeout=5.0, isolation_level=None)
            self._connection.execute(_TABLE)
            for key in reserved:
                made = ("kid_" if key == "JWT_KEY_ID" else "") + secrets.token_hex(16)
                self._insert(key, _OWN_VALUES.get(key) or made, None, is_reserved=True)
            # A server sets its key anew when it starts: whoever was locked out is let in again.
            self._execute("UPDATE secrets SET value = ? WHERE key = ?", store.api_key, API_KEY)
        except sqlite3.Error as error:
            raise StoreUnusable(f"the sandbox can't use {directory}: {error}") from error

    def all(self) -> list[StoredSecret]:
        """Every secret, deleted ones too, the last created first."""
        return self._rows("ORDER BY created_at DESC, rowid DESC")

    def get(self, key: str) -> StoredSecret | None:
        """The secret of this key, also a deleted one."""
        found = self._rows("WHERE key = ?", key)
        return found[0] if found else None

    def usable(self, key: str) -> StoredSecret | None:
        """The secret of this key, where it is active and has not run out."""
        found = self.get(key)
        return found if found is not None and self._is_usable(found) else None

    def used(self, key: str) -> None:
        """Somebody read its value."""
        self._execute("UPDATE secrets SET last_used_at = ? WHERE key = ?", self._now(), key)

    def values(self) -> Mapping[str, str]:
        """What functions see."""
        return {secret.key: secret.value for secret in self.all() if self._is_usable(secret)}

    def api_keys(self) -> Sequence[str]:
        """The keys that callers may use: the one of now, and old ones that are good for a while."""
        found = self._rows("WHERE key = ? OR key LIKE ? ORDER BY key", API_KEY, f"{API_KEY}_OLD_%")
        return [secret.value for secret in found if self._is_usable(secret)]

    def rotate(self, key: str, grace: timedelta) -> tuple[str, str]:
        """Make a reserved key anew; returns it, and until when the old one is good, as the wire has it."""
        ends, new = self._clock() + grace, ("ik_" if key == API_KEY else "anon_") + secrets.token_hex(32)
        old = f"{key}_OLD_{int(self._clock().timestamp() * 1000)}"
        self._execute("UPDATE secrets SET key = ?, expires_at = ? WHERE key = ?", old, wire_time(ends), key)
        self._insert(key, new, None, is_reserved=True)
        if key == API_KEY:
            self._store.replace_api_key(new)
        return new, wire_time(ends)

    def create(self, key: str, value: str, expires_at: str | None) -> StoredSecret:
        """Adds a secret, or brings back a deleted one."""
        self._insert(key, value, expires_at, is_reserved=False)
        self.update(key, {"value": value, "is_active": 1, "expires_at": expires_at})
        found = self.get(key)
        assert found is not None
        return found

    def update(self, key: str, changes: Mapping[str, str | int | None]) -> None:
        """Writes `changes` (of value, is_active, expires_at)."""
        names = [name for name in ("value", "is_active", "expires_at") if name in changes]
        assignments = ", ".join(f"{name} = ?" for name in (*names, "updated_at"))
        self._execute(
            f"UPDATE secrets SET {assignments} WHERE key = ?", *(changes[name] for name in names), self._now(), key
        )

    def close(self) -> None:
        """Lets go of the file."""
        self._connection.close()

    def _is_usable(self, secret: StoredSecret) -> bool:
        return secret.is_active and (secret.expires_at is None or secret.expires_at > self._now())

    def _insert(self, key: str, value: str, expires_at: str | None, *, is_reserved: bool) -> None:
        now = self._now()
        row = (key, str(uuid.uuid4()), value, 1, int(is_reserved), None, expires_at, now, now)
        self._execute(f"INSERT OR IGNORE INTO secrets ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", *row)

    def _rows(self, rest: str, *values: str) -> list[StoredSecret]:
        try:
            found = self._connection.execute(f"SELECT {_COLUMNS} FROM secrets {rest}", values).fetchall()
        except sqlite3.Error as error:
            raise StoreUnusable(f"the database failed: {error}") from error
        return [
            StoredSecret(key, own, value, bool(active), bool(reserved), used, expires, created, updated)
            for key, own, value, active, reserved, used, expires, created, updated in found
        ]

    def _execute(self, statement: str, *values: str | int | None) -> None:
        try:
            self._connection.execute(statement, values)
        except sqlite3.Error as error:
            raise StoreUnusable(f"the database failed: {error}") from error

    def _now(self) -> str:
        return wire_time(self._clock())
