"""Unsaved edits, kept on disk while they are typed: one file for each function of each server and console.

Owns the format, the names and the locks. A file's name is a hash and a number: nothing a server says becomes a path.
Each console that has a function open holds the lock of its own number, so that two never write to one draft; the
system drops the lock when its holder ends, however it ends. A file that can't be read is set aside, never deleted.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Callable, Iterator
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from tui.errors import StorageError
from tui.model.function import ALL_FIELDS, Edited
from tui.store.files import beside, make_private_folder, reason_of, write_private
from tui.store.locks import locked

_FORMAT = 1
_MOST_BYTES = 256 * 1024 * 1024
"""Twice the code of the longest answer, written in the most wasteful way, and as much typed."""

_MOST_CONSOLES = 64
_PIECE_CHARACTERS = 1 << 15


class Draft(NamedTuple):
    """An unsaved edit: what it was made from (`base`), what it holds, and when it was written (aware UTC)."""

    server: str
    slug: str
    base: Edited
    edited: Edited
    written_at: datetime
    cursor: tuple[int, int] = (0, 0)


class DraftSlot:
    """The place of one console's draft of one function, its lock held until `release`.

    A draft that can't be read is set aside, or else stays where it is: then this is no place for another.
    """

    def __init__(self, path: Path, lock: int | None) -> None:
        self.path = path
        self._lock = lock

    def read(self) -> Draft | None:
        """The draft that is there; None when there is none. Raises StorageError for one that can't be read."""
        return _read(self.path)

    def write(self, draft: Draft) -> None:
        """Replace the draft, synced. Raises StorageError, for one too large to be read again too."""
        write_private(self.path, _bounded(_encoded(draft)))

    @property
    def is_taken(self) -> bool:
        """Whether a draft is there, one that can't be read too. Raises StorageError."""
        return _exists(self.path)

    def drop(self) -> None:
        """There is nothing unsaved any more. Raises StorageError."""
        try:
            self.path.unlink(missing_ok=True)
        except OSError as error:
            raise StorageError(f"{self.path} can't be removed: {reason_of(error)}", reason_of(error)) from error

    def release(self) -> None:
        """Let another console have this place."""
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None


class LateSlot:
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
            lock, holder = locked(self._lock_path(stem, number))
            if lock is None:
                others.append(holder)
            elif chosen is None and not (fresh and self._path(stem, number).name in there):
                chosen = DraftSlot(self._path(stem, number), lock)
            else:
                os.close(lock)
        if chosen is None:
            raise StorageError(f"{self._folder}: {_MOST_CONSOLES} consoles have this function open")
        return Claim(chosen, tuple(others))

    def all(self) -> list[Draft]:
        """Every draft that can be read, the newest first; those of consoles that are running included.

        Raises StorageError when the folder can't be read.
        """
        found: list[Draft] = []
        for path in self._files():
            with contextlib.suppress(StorageError):
                draft = _read(path)
                if draft is not None:
                    found.append(draft)
        return sorted(found, key=lambda draft: draft.written_at, reverse=True)

    def _files(self) -> Iterator[Path]:
        # Not by `glob`, which passes over a folder it may not read.
        try:
            paths = sorted(self._folder.iterdir())
        except (FileNotFoundError, NotADirectoryError):
            return
        except OSError as error:
            raise StorageError(f"{self._folder} can't be read: {reason_of(error)}", reason_of(error)) from error
        yield from (path for path in paths if path.match("*-*.json"))

    def _path(self, stem: str, number: int) -> Path:
        return self._folder / f"{stem}-{number}.json"

    def _lock_path(self, stem: str, number: int) -> Path:
        return self._folder / f"{stem}-{number}.lock"


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


def _bounded(pieces: Iterator[bytes]) -> Iterator[bytes]:
    left = _MOST_BYTES
    for piece in pieces:
        left -= len(piece)
        if left < 0:
            raise StorageError("A draft is too large to be kept.", "too large")
        yield piece


def _encoded(draft: Draft) -> Iterator[bytes]:
    """The draft as JSON, in pieces.

    Encoded at one go, a long text would take several times its memory, and hold up the keys for as long as it takes.
    """
    head = {
        "format": _FORMAT,
        "server": draft.server,
        "slug": draft.slug,
        "written_at": draft.written_at.isoformat(),
        "cursor": draft.cursor,
    }
    yield _json(head).removesuffix(b"}")
    for name, edited in (("base", draft.base), ("edited", draft.edited)):
        fields = edited._asdict()
        code = fields.pop("code")
        yield b',"%s":%s,"code":"' % (name.encode("ascii"), _json(fields).removesuffix(b"}"))
        for start in range(0, len(code), _PIECE_CHARACTERS):
            yield _json(code[start : start + _PIECE_CHARACTERS])[1:-1]
        yield b'"}'
    yield b"}"


def _json(value: object) -> bytes:
    # Half a surrogate pair that stands in a text is kept too.
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def _read(path: Path) -> Draft | None:
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise ValueError("too large")
        content = json.loads(path.read_bytes())
        if content["format"] > _FORMAT:
            raise StorageError(f"A draft is of a later version of this program; it stays as {path}.")
        written_at = datetime.fromisoformat(content["written_at"])
        line, column = content["cursor"]
        base, edited = (_edited(content[name]) for name in ("base", "edited"))
        server, slug = content["server"], content["slug"]
        if not all(isinstance(value, str) for value in (server, slug)) or written_at.tzinfo is None:
            raise ValueError("not a draft")
        return Draft(server, slug, base, edited, written_at, (int(line), int(column)))
    except FileNotFoundError:
        return None
    except OSError as error:
        raise StorageError(_set_aside(path, f" ({reason_of(error)})")) from error
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
        raise StorageError(_set_aside(path, "")) from error


def _set_aside(path: Path, why: str) -> str:
    """Make room beside a draft that can't be read, and say so."""
    try:
        aside = beside(path, ".unreadable")
        path.replace(aside)
    except OSError:
        return f"A draft can't be read{why}; it stays as {path}."
    return f"A draft could not be read{why} and was set aside as {aside}."


def _edited(row: dict[str, str]) -> Edited:
    values = [row[name] for name in ALL_FIELDS]
    if not all(isinstance(value, str) for value in values):
        raise ValueError("not a draft")
    return Edited(*values)
