"""The list of functions as it was last fetched from each server: what the first frame shows before the server answers.

Owns the file format. A file that can't be used is as good as none: everything in it can be fetched again.
"""

from __future__ import annotations

import contextlib
import json
import stat
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from tui.errors import StorageError
from tui.model.fields import Fields
from tui.model.function import FunctionSummary
from tui.store.files import write_private

_FORMAT = 1
_MOST_BYTES = 16 * 1024 * 1024
_TIMES = ("created_at", "updated_at", "deployed_at")


class KnownList(NamedTuple):
    """Functions and the aware UTC time at which the server named them."""

    functions: tuple[FunctionSummary, ...]
    fetched_at: datetime


class ListCache:
    """One file a server, its name a hash: nothing a server or a URL says becomes a path."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def find(self, server: str) -> KnownList | None:
        """What this server last listed; None when nobody knows."""
        try:
            path = self._path(server)
            found = path.stat()
            # A pipe that nobody writes to would be waited for.
            if found.st_size > _MOST_BYTES or not stat.S_ISREG(found.st_mode):
                return None
            content = Fields(json.loads(path.read_bytes()), "the list", exact=True)
            if content.whole_number("format") != _FORMAT or content.text("server") != server:
                return None
            functions = tuple(_summary(Fields(row, "a function", exact=True)) for row in content.items("functions"))
            return KnownList(functions, content.moment("fetched_at"))
        except (OSError, ValueError, RecursionError):
            return None

    def keep(self, server: str, known: KnownList) -> None:
        """Keep a list for the next start. A disk that does not take it costs nobody anything but that frame."""
        content = {
            "format": _FORMAT,
            "server": server,
            "fetched_at": known.fetched_at.isoformat(),
            "functions": [_row(function) for function in known.functions],
        }
        encoded = json.dumps(content, separators=(",", ":")).encode()
        if len(encoded) <= _MOST_BYTES:
            with contextlib.suppress(StorageError):
                write_private(self._path(server), encoded)

    def _path(self, server: str) -> Path:
        return self._folder / f"{sha256(server.encode('utf-8', 'surrogatepass')).hexdigest()[:32]}.json"


def _row(function: FunctionSummary) -> dict[str, str]:
    """The fields that say something."""
    return {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in function._asdict().items()
        if value is not None and value != ""
    } | {"status": function.status}


def _summary(row: Fields) -> FunctionSummary:
    """Raises InvalidField for what is no row of ours."""
    created, updated, deployed = (row.moment(name) if row.has(name) else None for name in _TIMES)
    return FunctionSummary(
        row.optional_text("slug") or "",
        row.optional_text("name") or "",
        row.text("status"),
        row.optional_text("id") or "",
        row.optional_text("description"),
        created,
        updated,
        deployed,
    )
