"""Which folders are linked with which servers, and the version that both had in common, function by function.

They are kept with this user's state and not in the folder: a folder that came from elsewhere must not say where a key
goes, and a repository is not to hold what belongs to one machine. Refuses to judge: `tui.sessions.linked` does.
"""

from __future__ import annotations

import json
import os
import stat
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from tui.errors import StorageError
from tui.model.fields import Fields
from tui.model.function import ALL_FIELDS, Edited
from tui.store.files import reason_of, write_private

_MOST_BYTES = 64 * 1024 * 1024


class Link(NamedTuple):
    """A folder (its real path), the server's URL, and the profile that names it, if one does."""

    folder: str
    url: str
    profile: str | None = None


class Common(NamedTuple):
    """The content both sides had in common, and when the server said it was written, where that is known."""

    content: Edited
    updated_at: datetime | None = None


class Commons:
    """The common versions of one folder and one server. What can't be read is as good as none."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def read(self, slug: str) -> Common | None:
        """The version that both had in common; None where none is known. Touches the disk."""
        found = _read(self._path(slug), "a common version")
        if found is None:
            return None
        try:
            if found.text("slug") != slug:
                return None
            content = Edited(*(found.text(name) for name in ALL_FIELDS))
            return Common(content, found.moment("updated_at") if found.has("updated_at") else None)
        except ValueError:
            return None

    def keep(self, slug: str, common: Common) -> None:
        """Both have this now. Raises StorageError."""
        held: dict[str, str] = {"slug": slug, **common.content._asdict()}
        if common.updated_at is not None:
            held["updated_at"] = common.updated_at.isoformat()
        write_private(self._path(slug), json.dumps(held).encode())

    def _path(self, slug: str) -> Path:
        return self._folder / f"{_hash(slug)}.json"


class LinkStore:
    """All links of this user, in one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def find(self, folder: Path) -> Link | None:
        """The link of this folder or of the nearest one above it."""
        real = Path(os.path.realpath(folder))
        for each in (real, *real.parents):
            link = self._of(str(each))
            if link is not None:
                return link
        return None

    def keep(self, link: Link) -> None:
        """Link a folder; with one server. What it had in common with another stays. Raises StorageError."""
        held = {name: value for name, value in link._asdict().items() if value is not None}
        write_private(self._path(link.folder), json.dumps(held).encode())

    def forget(self, link: Link) -> None:
        """The folder is linked no longer. Raises StorageError."""
        path = self._path(link.folder)
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise StorageError(f"{path} can't be removed: {reason_of(error)}", reason_of(error)) from error

    def commons(self, link: Link) -> Commons:
        """What this folder and this server had in common."""
        return Commons(self._folder / _hash(link.folder) / _hash(link.url))

    def _of(self, folder: str) -> Link | None:
        found = _read(self._path(folder), "a link")
        try:
            if found is None or found.text("folder") != folder:
                return None
            return Link(folder, found.text("url"), found.optional_text("profile"))
        except ValueError:
            return None

    def _path(self, folder: str) -> Path:
        return self._folder / _hash(folder) / "link.json"


def real_folder(folder: Path) -> str:
    """The path under which a folder is linked. Raises StorageError for one that is none."""
    try:
        real = Path(os.path.realpath(folder.expanduser(), strict=True))
        if not stat.S_ISDIR(real.stat().st_mode):
            raise StorageError(f"{folder} is no folder", "no folder")
    except (OSError, RuntimeError, ValueError) as error:
        reason = reason_of(error) if isinstance(error, OSError) else str(error)
        raise StorageError(f"{folder} can't be linked: {reason}", reason) from error
    return str(real)


def _read(path: Path, what: str) -> Fields | None:
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode) or found.st_size > _MOST_BYTES:
            return None
        return Fields(json.loads(path.read_bytes()), what, exact=True)
    except (OSError, ValueError, RecursionError):
        return None


def _hash(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]
