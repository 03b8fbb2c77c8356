"""Unsaved edits, kept on disk while they are typed: one file for each function of each server and console.

Owns the names and the locks. What a user discards is kept beside the drafts, the last of each function. A file's name
is a hash and a number: nothing a server says becomes a path.
Each console that has a function open holds the lock of its own number, so that two never write to one draft; the
system drops the lock when its holder ends, however it ends. A file that can't be read is set aside, never deleted.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from tui.errors import StorageError
from tui.store.draft_format import Draft as Draft
from tui.store.draft_format import encoded, read_draft
from tui.store.files import make_private_folder, reason_of, write_private
from tui.store.locks import HeldBy, Lock, hold

_MOST_CONSOLES = 64
_MOST_DISCARDED = 50
"""Of so many functions the discarded changes are kept, the newest."""


class DraftSlot:
    """The place of one console's draft of one function, its lock held until `release`.

    A draft that can't be read is set aside, or else stays where it is: then this is no place for another.
    """

    def __init__(self, path: Path, lock: Lock) -> None:
        self.path = path
        self._lock = lock

    def read(self) -> Draft | None:
        """The draft that is there; None when there is none. Raises StorageError for one that can't be read."""
        return read_draft(self.path)

    def write(self, draft: Draft) -> None:
        """Replace the draft, synced. Raises StorageError, for one too large to be read again too."""
        write_private(self.path, encoded(draft))

    @property
    def is_taken(self) -> bool:
        """Whether a draft is there, one that can't be read too. Raises StorageError."""
        return _exists(self.path)

    def drop(self) -> None:
        """There is nothing unsaved any more. Raises StorageError."""
        _remove(self.path)

    def release(self) -> None:
        """Let another console have this place."""
        self._lock.release()


class DeferredSlot:
    """The place of a draft that could not be had at first: asked for again at each write, until the disk gives it."""

    def __init__(self, claim: Callable[[], DraftSlot]) -> None:
        self._claim = claim
        self._slot: DraftSlot | None = None

    def write(self, draft: Draft) -> None:
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


class Claim(NamedTuple):
    """A place for a draft, and the process numbers of the other consoles that have the function open."""

    slot: DraftSlot
    others: tuple[int, ...] = ()


class DraftStore:
    """The drafts of this user, in one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def claim(self, server: str, slug: str, *, fresh: bool = False) -> Claim:
        """A place for a draft of this function: one that holds a draft nobody is working on, or else a new one.

        A `fresh` place holds no draft: what was left in others stays there.
        Raises StorageError when the folder can't be written.
        """
        make_private_folder(self._folder)
        stem = _stem(server, slug)
        others: list[int] = []
        chosen: DraftSlot | None = None
        there = {path.name: _written(path) for path in self._files()}
        # What was left first, the newest of it first of all.
        numbers = sorted(range(_MOST_CONSOLES), key=lambda number: -there.get(self._path(stem, number).name, 0.0))
        for number in numbers:
            if chosen is not None and not _exists(self._lock_path(stem, number)):
                break
            lock = hold(self._lock_path(stem, number))
            if isinstance(lock, HeldBy):
                others.append(lock.process)
            elif chosen is None and not (fresh and self._path(stem, number).name in there):
                chosen = DraftSlot(self._path(stem, number), lock)
            else:
                lock.release()
        if chosen is None:
            raise StorageError(f"{self._folder}: {_MOST_CONSOLES} consoles have this function open")
        return Claim(chosen, tuple(others))

    def all(self) -> list[Draft]:
        """Every draft that can be read, the newest first; those of consoles that are running included.

        Raises StorageError when the folder can't be read.
        """
        found: list[Draft] = []
        for paths, discarded in ((self._files(), False), (self._discarded(), True)):
            for path in paths:
                with contextlib.suppress(StorageError):
                    draft = read_draft(path)
                    if draft is not None:
                        found.append(draft._replace(discarded=discarded))
        return sorted(found, key=lambda draft: draft.written_at, reverse=True)

    def with_drafts(self, server: str, slugs: Iterable[str]) -> frozenset[str]:
        """Those of the slugs that have a draft which was not discarded. Reads the folder and no file.

        Raises StorageError when the folder can't be read.
        """
        stems = {path.name.partition("-")[0] for path in self._files()}
        return frozenset(slug for slug in slugs if _stem(server, slug) in stems) if stems else frozenset()

    def discard(self, draft: Draft) -> None:
        """Keep a draft that its user discarded, in place of the one discarded before. Raises StorageError."""
        make_private_folder(self._folder)
        write_private(self._discarded_path(draft.server, draft.slug), encoded(draft))
        for path in sorted(self._discarded(), key=_written, reverse=True)[_MOST_DISCARDED:]:
            with contextlib.suppress(OSError):
                path.unlink()

    def forget_discarded(self, draft: Draft) -> None:
        """This discarded draft is wanted again, and kept elsewhere. Raises StorageError.

        What another console discarded of the function since stays.
        """
        path = self._discarded_path(draft.server, draft.slug)
        if read_draft(path) == draft._replace(discarded=False):
            _remove(path)

    def _files(self) -> Iterator[Path]:
        return (path for path in self._listed() if path.match("*-*.json"))

    def _discarded(self) -> Iterator[Path]:
        return (path for path in self._listed() if path.match("*.discarded"))

    def _discarded_path(self, server: str, slug: str) -> Path:
        return self._folder / f"{_stem(server, slug)}.discarded"

    def _listed(self) -> Iterator[Path]:
        # Not by `glob`, which passes over a folder it may not read.
        try:
            paths = sorted(self._folder.iterdir())
        except (FileNotFoundError, NotADirectoryError):
            return
        except OSError as error:
            raise StorageError(f"{self._folder} can't be read: {reason_of(error)}", reason_of(error)) from error
        yield from paths

    def _path(self, stem: str, number: int) -> Path:
        return self._folder / f"{stem}-{number}.json"

    def _lock_path(self, stem: str, number: int) -> Path:
        return self._folder / f"{stem}-{number}.lock"


def _remove(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise StorageError(f"{path} can't be removed: {reason_of(error)}", reason_of(error)) from error


def _written(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        # It can't be looked at; it is there all the same.
        return 1.0


def _stem(server: str, slug: str) -> str:
    return sha256(json.dumps([server, slug]).encode()).hexdigest()[:32]


def _exists(path: Path) -> bool:
    """Whether there is such a file. Raises StorageError where the folder does not say."""
    try:
        return path.exists()
    except OSError as error:
        raise StorageError(f"{path} can't be read: {reason_of(error)}", reason_of(error)) from error
