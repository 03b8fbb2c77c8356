"""Saved requests on disk: one `.http` file a function, in the project's folder where there is one.

Owns where they are and that nobody's change is overwritten unseen. Refuses to know what is in them. They are to be read
and edited by hand, so a file is named after its function where that can be the name of a file.
"""

from __future__ import annotations

import codecs
import re
from contextlib import AbstractContextManager, nullcontext, suppress
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from tui.errors import StorageError
from tui.store.files import make_private_folder, read_text, reason_of, write_private
from tui.store.locks import Lock, Wait, hold
from tui.store.request_drafts import RequestDrafts

_NAME = re.compile(r"[A-Za-z0-9_-]{1,100}\Z")
_MOST_BODY_BYTES = 32 * 1024 * 1024
_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9.-]+")


class ChangedMeanwhile(NamedTuple):
    """The file is another by now than it was thought to be: this is its text, and nothing was written."""

    text: str


class RequestStore:
    """The saved requests of all functions.

    `project` is the folder that holds `.insforge/project.json`; without one they are kept under `data`, a folder a
    server. `locks` is a folder of this machine's: no lock lies beside files that may be committed. `drafts` is where
    requests are while they are written, and no draft lies there either.
    """

    def __init__(
        self, data: Path, locks: Path, project: Path | None = None, drafts: RequestDrafts | None = None
    ) -> None:
        self.drafts = drafts
        self._data = data
        self._locks = locks
        self._project = project

    def path(self, server: str, slug: str) -> Path:
        """Where the requests of a function are kept."""
        if self._project is not None:
            return self._project / ".insforge" / "requests" / f"{_file_name(slug)}.http"
        folder = _NOT_IN_NAMES.sub("-", server.partition("://")[2] or server).strip("-.")[:60] or "server"
        return self._data / f"{folder}-{_short_hash(server)}" / f"{_file_name(slug)}.http"

    def name(self, server: str, slug: str) -> str:
        """What to call that place: from the project's folder on, where there is one."""
        path = self.path(server, slug)
        return str(path.relative_to(self._project) if self._project is not None else path)

    def read(self, server: str, slug: str) -> str:
        """The text of a function's file, "" where there is none. Raises StorageError."""
        return self._read(self.path(server, slug))

    def write(self, server: str, slug: str, text: str, *, seen: str) -> ChangedMeanwhile | None:
        """Replace a function's file, which is thought to hold the text `seen`. Raises StorageError.

        A byte-order mark that the file begins with stays.
        """
        path = self.path(server, slug)
        with self._lock(path):
            there = self._read(path)
            if there != seen:
                return ChangedMeanwhile(there)
            write_private(path, (codecs.BOM_UTF8 if _has_mark(path) else b"") + text.encode("utf-8", "replace"))
        return None

    def _read(self, path: Path) -> str:
        self._require_inside(path)
        return read_text(path) or ""

    def _require_inside(self, path: Path) -> None:
        """Raise StorageError where a link leads out of the project: a folder from elsewhere may hold any link."""
        if self._project is None:
            return
        try:
            is_inside = path.resolve().is_relative_to(self._project.resolve())
        except (OSError, RuntimeError):
            is_inside = False
        if not is_inside:
            raise StorageError(f"{path} leads out of its project through a link: it is neither read nor written")

    def _lock(self, path: Path) -> AbstractContextManager[object]:
        # Without a place for locks (a full disk) what was seen is compared all the same, some microseconds before.
        with suppress(StorageError, OSError):
            make_private_folder(self._locks)
            held = hold(self._locks / _short_hash(str(path)), Wait.UNTIL_FREE)
            if isinstance(held, Lock):
                return held
        return nullcontext()


def read_body(path: Path) -> bytes:
    """The content of a file that is sent as a body. Raises StorageError, for what is no file or above 32 MiB too."""
    try:
        if not path.is_file():
            why = "it is no file" if path.exists() else "there is no such file"
            raise StorageError(f"{path} can't be read: {why}", why)
        with path.open("rb") as file:
            content = file.read(_MOST_BODY_BYTES + 1)
    except (OSError, ValueError) as error:
        why = reason_of(error) if isinstance(error, OSError) else "there can't be a file of that name"
        raise StorageError(f"{path} can't be read: {why}", why) from error
    if len(content) > _MOST_BODY_BYTES:
        why = f"it is larger than {_MOST_BODY_BYTES // 1048576} MiB"
        raise StorageError(f"{path} can't be read: {why}", why)
    return content


def _file_name(slug: str) -> str:
    if _NAME.match(slug) is not None:
        return slug
    return f"{_NOT_IN_NAMES.sub('-', slug)[:40].strip('-.')}-{_short_hash(slug)}"


def _short_hash(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def _has_mark(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(3) == codecs.BOM_UTF8
    except OSError:
        return False
