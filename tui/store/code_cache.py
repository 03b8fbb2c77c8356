"""The code of a server's functions as it was last fetched, so that none is fetched twice.

Owns the file format and how much is kept. One file holds one function's code as the server had it at `updatedAt`; its
name is a hash of server, slug, id and that time, so that nothing a server says becomes a path and the names alone tell
what is known. A file that is torn, foreign or changed is as good as none, and removed. Code without a time of its own
is not kept: nobody could tell whether it is still the server's.
"""

from __future__ import annotations

import contextlib
import json
import os
import stat
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

from tui.errors import StorageError
from tui.model.function import Function, FunctionSummary
from tui.store.files import make_private_folder, write_unsynced

_MARK = b"insforge-tui code 1 "
_MOST_BYTES = 8 * 1024 * 1024
"""Of one function's code. A larger one is fetched again each time."""
_MOST_BYTES_KEPT = 512 * 1024 * 1024
"""Of all servers together."""


class CodeCache:
    """A folder a server, a file a function. Every call may touch the disk; what fails there costs a fetch, no more."""

    def __init__(self, folder: Path, most_bytes: int = _MOST_BYTES_KEPT) -> None:
        self._folder = folder
        self._most_bytes = most_bytes

    def known(self, server: str, functions: Iterable[FunctionSummary]) -> frozenset[str]:
        """The slugs of those whose code, as of their `updated_at`, is on disk. Their files are not opened."""
        names = self._names(server)
        return frozenset(function.slug for function in functions if _name(server, function) in names)

    def find(self, server: str, function: FunctionSummary) -> str | None:
        """The code of a function as of its `updated_at`; None when it is not known."""
        name = _name(server, function)
        if not name:
            return None
        path = self._place(server) / name
        try:
            found = path.stat()
            # A pipe that nobody writes to would be waited for.
            if not stat.S_ISREG(found.st_mode):
                return None
            code = _read(path.read_bytes(), name) if found.st_size <= _MOST_BYTES + 256 else None
        except OSError:
            return None
        if code is None:
            with contextlib.suppress(OSError):
                path.unlink()
        return code

    def keep(self, server: str, function: Function) -> bool:
        """Keep a function's code as it was fetched; whether it is on disk now."""
        name = _name(server, function.summary)
        code = function.code.encode("utf-8", "surrogatepass")
        if not name or len(code) > _MOST_BYTES:
            return False
        with contextlib.suppress(StorageError):
            write_unsynced(self._place(server) / name, (_head(name, code), code))
            return True
        return False

    def tidy(self, server: str, functions: Iterable[FunctionSummary]) -> None:
        """Remove what this server does not have any more, then whole other servers, the longest unused first.

        Never while something is being kept for the server: call it once the list is known.
        """
        wanted = {_name(server, function) for function in functions}
        place = self._place(server)
        for name in self._names(server) - wanted:
            with contextlib.suppress(OSError):
                (place / name).unlink()
        with contextlib.suppress(OSError):
            os.utime(place)
        with contextlib.suppress(OSError, StorageError):
            self._make_room(place)

    def _make_room(self, kept: Path) -> None:
        make_private_folder(self._folder)
        places = [Path(entry.path) for entry in os.scandir(self._folder) if entry.is_dir(follow_symlinks=False)]
        places.sort(key=lambda place: (place != kept, -place.stat().st_mtime))
        total = 0
        for place in places:
            files = [entry for entry in os.scandir(place) if entry.is_file(follow_symlinks=False)]
            total += sum(entry.stat(follow_symlinks=False).st_size for entry in files)
            if total > self._most_bytes and place != kept:
                for entry in files:
                    Path(entry.path).unlink(missing_ok=True)
                place.rmdir()

    def _names(self, server: str) -> set[str]:
        try:
            with os.scandir(self._place(server)) as entries:
                return {entry.name for entry in entries}
        except OSError:
            return set()

    def _place(self, server: str) -> Path:
        return self._folder / _hash(server)[:32]


def _name(server: str, function: FunctionSummary) -> str:
    """The name of the file for a function as of its `updated_at`; none where that is not known."""
    at = function.updated_at
    return "" if at is None else _hash("\0".join((server, function.slug, function.id, at.isoformat())))[:40]


def _hash(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _head(name: str, code: bytes) -> bytes:
    """A line that only this code under this name has."""
    return _MARK + json.dumps([name, sha256(code).hexdigest()]).encode() + b"\n"


def _read(content: bytes, name: str) -> str | None:
    head, _, code = content.partition(b"\n")
    if head + b"\n" != _head(name, code):
        return None
    try:
        return code.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return None
