"""Files given to the user's own editor: one in a folder of its own, and beside it the draft that it was made of.

Owns that only the user can read them, that none is removed which holds something unknown, and which of them a console
that ended left behind. Refuses to know what runs the editor, and what became of the text.
Nothing a server says becomes a path but a slug, percent-encoded where it is none of InsForge's.
"""

from __future__ import annotations

import contextlib
import os
import stat
import time
from collections.abc import Iterator
from pathlib import Path

from tui.errors import StorageError
from tui.store.draft_format import Draft, encoded, read_draft
from tui.store.exports import file_stem
from tui.store.files import make_private_folder, reason_of, write_new, write_private
from tui.store.locks import HeldBy, Lock, hold

MOST_BYTES = 4 * 1024 * 1024
"""Servers take no request much larger than this."""

_OLD_SECONDS = 3600.0
"""An editor may outlive the console and write once more: a file is not removed before it rested for so long."""

_ABOUT, _LOCK, _TOLD = "about.json", "lock", "about.told"
_LONGEST_STEM = 80


class OutsideFile:
    """One file. `draft` is what the console held when it was written; the lock says that a console looks after it."""

    def __init__(self, path: Path, draft: Draft, lock: Lock) -> None:
        self.path = path
        self.draft = draft
        self._lock = lock

    @property
    def folder(self) -> Path:
        """The folder that only this file is in, and what the editor writes beside it."""
        return self.path.parent

    def signature(self) -> tuple[int, int, int] | None:
        """What tells this state of the file from another without reading it; None where there is no file."""
        try:
            found = self.path.stat()
        except OSError:
            return None
        return found.st_ino, found.st_size, found.st_mtime_ns

    def read(self) -> bytes | None:
        """What the file holds; None where it is gone. Raises StorageError with a reason in words."""
        try:
            # A pipe that nobody writes to would be waited for; a link may lead to anything.
            handle = os.open(self.path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0))
            with os.fdopen(handle, "rb") as file:
                if not stat.S_ISREG(os.fstat(handle).st_mode):
                    raise StorageError(f"{self.path} is no plain file", "it is no plain file")
                content = file.read(MOST_BYTES + 1)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise StorageError(f"{self.path} can't be read: {reason_of(error)}", reason_of(error)) from error
        if len(content) > MOST_BYTES:
            reason = f"it is larger than {MOST_BYTES // 1024**2} MiB"
            raise StorageError(f"{self.path} is not taken: {reason}", reason)
        return content

    def others(self) -> tuple[str, ...]:
        """What else the editor left in the folder: a swap file, a backup."""
        with contextlib.suppress(OSError):
            return tuple(sorted(each.name for each in self.folder.iterdir() if each.name not in self._own))
        return ()

    @property
    def _own(self) -> frozenset[str]:
        return frozenset((self.path.name, _ABOUT, _LOCK, _TOLD))

    def note(self, draft: Draft) -> None:
        """What the file holds is this draft now. Raises StorageError."""
        write_private(self.folder / _ABOUT, encoded(draft))
        self.draft = draft

    def remove(self) -> None:
        """The text is elsewhere: take the folder away, with what the editor left in it."""
        for name in (*self.others(), *self._own):
            with contextlib.suppress(OSError):
                (self.folder / name).unlink()
        with contextlib.suppress(OSError):
            self.folder.rmdir()
        self.release()

    def keep(self) -> None:
        """Leave the folder as it is: the user has been told where it lies, and the next start says nothing of it."""
        with contextlib.suppress(OSError):
            (self.folder / _ABOUT).replace(self.folder / _TOLD)
        self.release()

    def release(self) -> None:
        """Nobody looks after it any more."""
        self._lock.release()

    @property
    def is_old(self) -> bool:
        """Whether nobody wrote it for an hour."""
        try:
            return time.time() - self.path.stat().st_mtime > _OLD_SECONDS
        except OSError:
            return True


class OutsideFiles:
    """All such files of this user, in one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def make(self, draft: Draft, suffix: str) -> OutsideFile:
        """Write the code of a draft into a file of this suffix. Raises StorageError."""
        folder = self._folder / os.urandom(6).hex()
        make_private_folder(folder)
        lock = hold(folder / _LOCK)
        if isinstance(lock, HeldBy):
            raise StorageError(f"{folder} is another console's", "another console has it")
        made = OutsideFile(folder / (file_stem(draft.slug)[:_LONGEST_STEM] + suffix), draft, lock)
        try:
            write_private(folder / _ABOUT, encoded(draft))
            write_new(made.path, (draft.edited.code.encode("utf-8"),))
        except (StorageError, UnicodeEncodeError) as error:
            made.remove()
            if isinstance(error, StorageError):
                raise
            raise StorageError("The code holds half a character", "it holds half a character") from error
        return made

    def left(self) -> Iterator[OutsideFile]:
        """Those that no console looks after any more; each is to be released."""
        try:
            folders = sorted(self._folder.iterdir())
        except OSError:
            return
        for folder in folders:
            with contextlib.suppress(StorageError, OSError):
                draft = read_draft(folder / _ABOUT)
                lock = hold(folder / _LOCK) if draft is not None else None
                if draft is None or not isinstance(lock, Lock):
                    continue
                stem = file_stem(draft.slug)[:_LONGEST_STEM]
                path = next((each for each in (folder / f"{stem}.ts", folder / f"{stem}.js") if each.exists()), None)
                yield OutsideFile(path or folder / f"{stem}.js", draft, lock)
