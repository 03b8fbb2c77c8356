"""Files that keep something of one function each: read as a whole, set aside when they can't be used, never deleted."""

from __future__ import annotations

import contextlib
import json
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from tui.errors import StorageError
from tui.model.fields import Fields
from tui.store.files import make_private_folder, reason_of, unused_path
from tui.store.locks import Lock, Wait, hold

FORMAT = 1
Kept = TypeVar("Kept")


def read_kept(path: Path, most_bytes: int, what: str, build: Callable[[Fields], Kept]) -> Kept | None:
    """What `build` makes of a file, `what` in words; None without such a file.

    Raises StorageError for one that can't be read or is of a later version; one that is too large, or no file of this
    kind, is set aside too.
    """
    try:
        found = path.stat()
        # A pipe that nobody writes to would be waited for.
        if found.st_size > most_bytes or stat.S_ISFIFO(found.st_mode):
            raise ValueError("too large")
        content = Fields(json.loads(path.read_bytes()), what, exact=True)
        if content.whole_number("format") > FORMAT:
            raise StorageError(f"{path} is of a later version of this program; it is left alone")
        return build(content)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise StorageError(f"{path} can't be read: {reason_of(error)}", reason_of(error)) from error
    except (ValueError, RecursionError) as error:
        aside = unused_path(path, ".unreadable")
        with contextlib.suppress(OSError):
            path.replace(aside)
        raise StorageError(f"{what} could not be read and was set aside as {aside}") from error


@contextlib.contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Alone among the consoles in a folder, which is made where it is missing. What fails there is a StorageError.

    Windows and some disks have no locks: two consoles that keep something in the same moment may keep only one of
    them there.
    """
    make_private_folder(folder)
    lock = hold(folder / "lock", Wait.UNTIL_FREE)
    assert isinstance(lock, Lock)
    with lock:
        try:
            yield
        except OSError as error:
            raise StorageError(f"{folder} can't be written: {reason_of(error)}", reason_of(error)) from error
