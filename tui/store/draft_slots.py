"""Places for what is typed and not saved, of any kind: one file for each function of each server and console.

Owns the names and the locks. Refuses to know what stands in a file: a `Codec` does. A file's name is a hash and a
number: nothing a server says becomes a path.
Each console that has a function open holds the lock of its own number, so that two never write to one draft; the
system drops the lock when its holder ends, however it ends. A file that can't be read is set aside, never deleted.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Generic, NamedTuple, TypeVar

from tui.errors import StorageError
from tui.store.files import make_private_folder, reason_of, write_private
from tui.store.locks import HeldBy, Lock, hold

Kept = TypeVar("Kept")
"""What is kept: an edit of a function, a request that is written."""

_MOST_CONSOLES = 64


class Codec(NamedTuple, Generic[Kept]):
    """How a draft becomes a file, in pieces, and is read: None without one, StorageError for one that is set aside."""

    encoded: Callable[[Kept], Iterable[bytes]]
    read: Callable[[Path], Kept | None]


class DraftSlot(Generic[Kept]):
    """The place of one console's draft of one function, its lock held until `release`.

    A draft that can't be read is set aside, or else stays where it is: then this is no place for another.
    """

    def __init__(self, path: Path, lock: Lock, form: Codec[Kept]) -> None:
        self.path = path
        self._lock = lock
        self._form = form

    def read(self) -> Kept | None:
        """The draft that is there; None when there is none. Raises StorageError for one that can't be read."""
        return self._form.read(self.path)

    def write(self, draft: Kept) -> None:
        """Replace the draft, synced. Raises StorageError, for one too large to be read again too."""
        write_private(self.path, self._form.encoded(draft))

    @property
    def is_taken(self) -> bool:
        """Whether a draft is there, one that can't be read too. Raises StorageError."""
        return _exists(self.path)

    def drop(self) -> None:
        """There is nothing unsaved any more. Raises StorageError."""
        remove(self.path)

    def release(self) -> None:
        """Let another console have this place."""
        self._lock.release()


class DeferredSlot(Generic[Kept]):
    """The place of a draft that could not be had at first: asked for again at each write, until the disk gives it."""

    def __init__(self, claim: Callable[[], DraftSlot[Kept]]) -> None:
        self._claim = claim
        self._slot: DraftSlot[Kept] | None = None

    def write(self, draft: Kept) -> None:
        """Replace the draft, synced. Raises StorageError."""
        if self._slot is None:
            self._slot = self._claim()
        self._slot.write(draft)

    def drop(self) -> None:
        """There is nothing unsaved any more. Raises StorageError."""
        if self._slot is not None:
            self._slot.drop()

    def release(self) -> None:
        """Let another console have this place."""
        if self._slot is not None:
            self._slot.release()


class Claim(NamedTuple, Generic[Kept]):
    """A place for a draft, and the process numbers of the other consoles that have the function open."""

    slot: DraftSlot[Kept]
    others: tuple[int, ...] = ()


class DraftPlaces(Generic[Kept]):
    """The places for drafts of one kind, in one folder."""

    def __init__(self, folder: Path, form: Codec[Kept]) -> None:
        self.folder = folder
        self._form = form

    def claim(self, server: str, slug: str, *, fresh: bool = False) -> Claim[Kept]:
        """A place for a draft of this function: one that holds a draft nobody is working on, or else a new one.

        A `fresh` place holds no draft: what was left in others stays there.
        Raises StorageError when the folder can't be written.
        """
        make_private_folder(self.folder)
        stem = stem_of(server, slug)
        others: list[int] = []
        chosen: DraftSlot[Kept] | None = None
        there = {path.name: when_written(path) for path in self.draft_files()}
        # What was left first, the newest of it first of all.
        numbers = sorted(range(_MOST_CONSOLES), key=lambda number: -there.get(self._path(stem, number).name, 0.0))
        for number in numbers:
            if chosen is not None and not _exists(self._lock_path(stem, number)):
                break
            lock = hold(self._lock_path(stem, number))
            if isinstance(lock, HeldBy):
                others.append(lock.process)
            elif chosen is None and not (fresh and self._path(stem, number).name in there):
                chosen = DraftSlot(self._path(stem, number), lock, self._form)
            else:
                lock.release()
        if chosen is None:
            raise StorageError(f"{self.folder}: {_MOST_CONSOLES} consoles have this function open")
        return Claim(chosen, tuple(others))

    def kept(self) -> list[Kept]:
        """Every draft that can be read, in no order; those of consoles that are running included.

        Raises StorageError when the folder can't be read.
        """
        found: list[Kept] = []
        for path in self.draft_files():
            with contextlib.suppress(StorageError):
                draft = self._form.read(path)
                if draft is not None:
                    found.append(draft)
        return found

    def draft_files(self) -> Iterator[Path]:
        """The files of all drafts. Raises StorageError when the folder can't be read."""
        return (path for path in self.listed() if path.match("*-*.json"))

    def listed(self) -> Iterator[Path]:
        """All that lies in the folder. Raises StorageError when it can't be read."""
        # Not by `glob`, which passes over a folder it may not read.
        try:
            paths = sorted(self.folder.iterdir())
        except (FileNotFoundError, NotADirectoryError):
            return
        except OSError as error:
            raise StorageError(f"{self.folder} can't be read: {reason_of(error)}", reason_of(error)) from error
        yield from paths

    def _path(self, stem: str, number: int) -> Path:
        return self.folder / f"{stem}-{number}.json"

    def _lock_path(self, stem: str, number: int) -> Path:
        return self.folder / f"{stem}-{number}.lock"


def remove(path: Path) -> None:
    """Remove a file that may be there. Raises StorageError."""
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise StorageError(f"{path} can't be removed: {reason_of(error)}", reason_of(error)) from error


def when_written(path: Path) -> float:
    """When a file was written last, for putting files in order."""
    try:
        return path.stat().st_mtime
    except OSError:
        # It can't be looked at; it is there all the same.
        return 1.0


def stem_of(server: str, slug: str) -> str:
    """What the names of a function's drafts begin with."""
    return sha256(json.dumps([server, slug]).encode()).hexdigest()[:32]


def _exists(path: Path) -> bool:
    """Whether there is such a file. Raises StorageError where the folder does not say."""
    try:
        return path.exists()
    except OSError as error:
        raise StorageError(f"{path} can't be read: {reason_of(error)}", reason_of(error)) from error
