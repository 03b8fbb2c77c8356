"""Every version of a function that was seen or saved on this machine, in one SQLite file.

Owns the file, what counts as the same version, and how large all of it may grow. A code is kept once however many
versions hold it. A file that can't be used is set aside, never deleted.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from tui.errors import StorageError
from tui.model.function import Edited
from tui.model.history import How, KeptFunction, KeptVersion
from tui.store.files import make_private_folder

if TYPE_CHECKING:
    import sqlite3

MOST_BYTES = 64 * 1024 * 1024
"""What the codes of all versions may take, compressed. The oldest go first; a function's newest goes last."""

_FORMAT = 1
_BUSY_SECONDS = 2.0
_DAMAGED = "The code of this version is damaged on disk and can't be read."
_SCHEMA = (
    "CREATE TABLE IF NOT EXISTS codes (hash BLOB PRIMARY KEY, size INTEGER NOT NULL, packed BLOB NOT NULL)",
    "CREATE TABLE IF NOT EXISTS versions ("
    " number INTEGER PRIMARY KEY, server TEXT NOT NULL, slug TEXT NOT NULL, at TEXT NOT NULL, how TEXT NOT NULL,"
    " name TEXT NOT NULL, description TEXT NOT NULL, status TEXT NOT NULL, code BLOB NOT NULL, mark TEXT NOT NULL)",
    "CREATE INDEX IF NOT EXISTS by_function ON versions (server, slug, at)",
    "CREATE INDEX IF NOT EXISTS by_code ON versions (code)",
)


class NewVersion(NamedTuple):
    """A version to keep: what it holds, when it was written (aware UTC), and how it came here."""

    server: str
    slug: str
    content: Edited
    at: datetime
    how: How


class HistoryStore:
    """The versions of this user, in one folder. Each call opens the file and closes it: calls may come from any thread.

    Every call raises StorageError with a sentence when the file can't be used.
    """

    def __init__(self, folder: Path, most_bytes: int = MOST_BYTES) -> None:
        self._folder = folder
        self._most_bytes = most_bytes

    def keep(self, version: NewVersion) -> bool:
        """Keep a version; False where nothing is new: it is the newest one kept, or its code is too large to keep."""
        import zlib

        code = _encoded(version.content.code)
        digest, mark = sha256(code).digest(), mark_of(version.content)
        with self._opened() as connection:
            newest = connection.execute(
                "SELECT number, mark, how FROM versions WHERE server = ? AND slug = ?"
                " ORDER BY at DESC, number DESC LIMIT 1",
                (_text(version.server), _text(version.slug)),
            ).fetchone()
            if newest is not None and newest[1] == mark:
                if version.how is How.SAVED and newest[2] != How.SAVED.value:
                    connection.execute("UPDATE versions SET how = ? WHERE number = ?", (How.SAVED.value, newest[0]))
                return False
            known = connection.execute("SELECT 1 FROM codes WHERE hash = ?", (digest,)).fetchone()
            if known is None:
                packed = zlib.compress(code)
                if len(packed) > self._most_bytes // 4:
                    return False
                connection.execute("INSERT INTO codes VALUES (?, ?, ?)", (digest, len(code), packed))
            content = version.content
            texts = (version.server, version.slug, _time(version.at), version.how.value)
            fields = (content.name, content.description, content.status)
            connection.execute(
                "INSERT INTO versions (server, slug, at, how, name, description, status, code, mark)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (*map(_text, texts), *map(_text, fields), digest, mark),
            )
            self._keep_small(connection)
        return True

    def versions(self, server: str, slug: str) -> list[KeptVersion]:
        """The versions of a function, the newest first."""
        with self._opened() as connection:
            rows = connection.execute(
                "SELECT number, at, how, mark FROM versions WHERE server = ? AND slug = ?"
                " ORDER BY at DESC, number DESC",
                (_text(server), _text(slug)),
            )
            return [KeptVersion(number, datetime.fromisoformat(at), How(how), mark) for number, at, how, mark in rows]

    def content(self, number: int) -> Edited | None:
        """What a version holds; None when it is not kept any more."""
        import zlib

        with self._opened() as connection:
            row = connection.execute(
                "SELECT name, description, status, size, packed FROM versions JOIN codes ON code = hash"
                " WHERE number = ?",
                (number,),
            ).fetchone()
        if row is None:
            return None
        name, description, status, size, packed = row
        try:
            code = zlib.decompressobj().decompress(packed, size + 1)
        except zlib.error as error:
            raise StorageError(_DAMAGED) from error
        if len(code) != size:
            raise StorageError(_DAMAGED)
        return Edited(_read(name), _read(description), _read(status), code.decode("utf-8", "surrogatepass"))

    def functions(self, server: str) -> list[KeptFunction]:
        """The functions of a server of which versions are kept, the newest first."""
        with self._opened() as connection:
            rows = connection.execute(
                # SQLite takes the other columns from the row that has the maximum.
                "SELECT slug, name, max(at) FROM versions WHERE server = ? GROUP BY slug ORDER BY max(at) DESC",
                (_text(server),),
            )
            return [KeptFunction(_read(slug), _read(name), datetime.fromisoformat(at)) for slug, name, at in rows]

    def _keep_small(self, connection: sqlite3.Connection) -> None:
        while True:
            (size,) = connection.execute("SELECT coalesce(sum(length(packed)), 0) FROM codes").fetchone()
            if size <= self._most_bytes:
                return
            connection.execute(
                "DELETE FROM versions WHERE number = (SELECT number FROM versions AS each ORDER BY"
                " EXISTS (SELECT 1 FROM versions AS later WHERE later.server = each.server AND later.slug = each.slug"
                " AND later.number > each.number) DESC, number LIMIT 1)"
            )
            connection.execute("DELETE FROM codes WHERE hash NOT IN (SELECT code FROM versions)")

    @property
    def _path(self) -> Path:
        return self._folder / "versions.sqlite3"

    @contextlib.contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        """The file within one transaction, closed behind it."""
        # Not imported with the module: the first frame does not wait for it.
        import sqlite3

        make_private_folder(self._folder)
        try:
            # SQLite would make it with the process's mask.
            os.close(os.open(self._path, os.O_CREAT | os.O_RDWR | getattr(os, "O_CLOEXEC", 0), 0o600))
            with contextlib.closing(
                sqlite3.connect(self._path, timeout=_BUSY_SECONDS, isolation_level=None)
            ) as connection:
                self._prepare(connection)
                connection.execute("BEGIN IMMEDIATE")
                yield connection
                connection.execute("COMMIT")
        except OSError as error:
            raise StorageError(f"{self._path} can't be used: {error.strerror}") from error
        except sqlite3.OperationalError as error:
            # Locked, a full disk, a read-only folder: the file itself is well.
            raise StorageError(f"{self._path} can't be used: {error}") from error
        except (sqlite3.DatabaseError, ValueError) as error:
            aside = self._path.with_suffix(".unreadable")
            with contextlib.suppress(OSError):
                self._path.replace(aside)
            raise StorageError(f"The history of versions could not be read and was set aside as {aside}.") from error

    def _prepare(self, connection: sqlite3.Connection) -> None:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version == _FORMAT:
            return
        if version != 0:
            raise StorageError(f"{self._path} is of a later version of this program; it is left alone.")
        for statement in _SCHEMA:
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {_FORMAT}")


def mark_of(content: Edited) -> str:
    """A short text that is the same for contents that are the same in every field."""
    digest = sha256()
    for text in content:
        part = _encoded(text)
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.hexdigest()


def _encoded(text: str) -> bytes:
    # Half a surrogate pair that stands in a text is kept too.
    return text.encode("utf-8", "surrogatepass")


def _text(text: str) -> str | bytes:
    """As SQLite takes it: half a surrogate pair has no place in its texts."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return _encoded(text)
    return text


def _read(value: str | bytes) -> str:
    return value if isinstance(value, str) else value.decode("utf-8", "surrogatepass")


def _time(moment: datetime) -> str:
    """In UTC and with all its digits, so that texts sort as times do."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
