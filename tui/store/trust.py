"""Servers that the user said a key may go to, though only a folder's project file names them.

Owns the file. What can't be read is as good as nothing: the user is asked again.
"""

from __future__ import annotations

import json
from pathlib import Path

from tui.errors import StorageError
from tui.store.files import read_text, write_private

_MOST = 1000


class TrustedServers:
    """A list of URLs, in a file for the user alone."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def holds(self, url: str) -> bool:
        """Whether the user said so of this URL before."""
        return url in self._read()

    def add(self, url: str) -> None:
        """Remember it. Raises StorageError."""
        urls = [each for each in self._read() if each != url]
        write_private(self._path, json.dumps([*urls, url][-_MOST:]).encode())

    def _read(self) -> list[str]:
        try:
            found = json.loads(read_text(self._path) or "[]")
        except (StorageError, ValueError, RecursionError):
            return []
        return [url for url in found if isinstance(url, str)] if isinstance(found, list) else []
