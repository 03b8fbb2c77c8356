"""Reading and writing files that belong to the user alone.

Owns modes, atomic replacement and the sentences for what fails. Refuses to know what is in a file.
"""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Iterable
from pathlib import Path

from tui.errors import StorageError, UsageError


def read_text(path: Path) -> str | None:
    """The text of a file, line endings as they are; None when there is none.

    Raises StorageError when it can't be read or is not UTF-8.
    """
    try:
        return path.read_bytes().decode("utf-8")
    except FileNotFoundError:
        return None
    except NotADirectoryError:
        return None
    except OSError as error:
        raise StorageError(f"{path} can't be read: {reason_of(error)}", reason_of(error)) from error
    except UnicodeDecodeError as error:
        raise StorageError(f"{path} can't be read: it is not UTF-8 text") from error


def require_private(path: Path) -> None:
    """Raise UsageError when others may read a file that holds a key."""
    if os.name == "nt":
        return
    try:
        mode = path.stat().st_mode
    except OSError as error:
        raise StorageError(f"{path} can't be read: {reason_of(error)}", reason_of(error)) from error
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise UsageError(f"{path} holds a key and others may read it; say: chmod 600 {path}")


def make_private_folder(path: Path) -> None:
    """Make a folder only its owner can enter, and so those above it that are not there yet. Raises StorageError."""
    try:
        # With `parents=True` Python gives the mode to the last one alone.
        for each in reversed([path, *(parent for parent in path.parents if not parent.exists())]):
            each.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise StorageError(f"{path} can't be made: {reason_of(error)}", reason_of(error)) from error


def write_private(path: Path, content: bytes | Iterable[bytes]) -> None:
    """Replace a file whole or not at all, readable by its owner alone. Raises StorageError.

    Content in pieces is asked for while it is written. A link stays one: what it points to is replaced.
    """
    import tempfile

    make_private_folder(path.parent)
    temporary: Path | None = None
    try:
        path = path.resolve()
        # mkstemp makes the file 0600 from the start; there is no moment at which others could open it.
        handle, name = tempfile.mkstemp(prefix=".new-", dir=path.parent)
        temporary = Path(name)
        with os.fdopen(handle, "wb") as file:
            for piece in (content,) if isinstance(content, bytes) else content:
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
        temporary = None
        _sync_folder(path.parent)
    except OSError as error:
        raise StorageError(f"{path} can't be written: {reason_of(error)}", reason_of(error)) from error
    finally:
        if temporary is not None:
            # A disk that failed once may fail at this too; what is said is why nothing was written.
            with contextlib.suppress(OSError):
                temporary.unlink(missing_ok=True)


def beside(path: Path, suffix: str) -> Path:
    """The name of a file with another suffix that no file has yet."""
    found = path.with_suffix(suffix)
    number = 1
    while os.path.lexists(found):
        number += 1
        found = path.with_suffix(f"{suffix}-{number}")
    return found


def reason_of(error: OSError) -> str:
    """The system's own word for what failed."""
    return error.strerror or type(error).__name__


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":
        return
    # The file stands by now. Some file systems can't sync a folder, which is no reason to say that nothing was written.
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
