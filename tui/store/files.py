"""Reading and writing files that belong to the user alone.

Owns modes, atomic replacement and the sentences for what fails. Refuses to know what is in a file.
"""

from __future__ import annotations

import codecs
import contextlib
import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from tui.errors import StorageError, UsageError

_MOST_TEXT_BYTES = 4 * 1024 * 1024
"""A settings file has some hundred lines; what is longer than this was not written by hand."""

_OTHER_MARKS = (
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)


class AlreadyThere(StorageError):
    """There is a file of this name, and it was not to be replaced."""


def read_text(path: Path) -> str | None:
    """The text of a file, line endings as they are, without a byte-order mark; None when there is none.

    Raises StorageError when it can't be read, is larger than 4 MiB or is not UTF-8.
    """
    content = b""
    try:
        content = _read_bounded(path)
        other = _other_encoding(content)
        if other is not None:
            raise StorageError(f"{path} is {other}: save it as UTF-8", f"it is {other}")
        return content.removeprefix(codecs.BOM_UTF8).decode("utf-8")
    except FileNotFoundError:
        return None
    except NotADirectoryError:
        return None
    except OSError as error:
        raise StorageError(f"{path} can't be read: {reason_of(error)}", reason_of(error)) from error
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise StorageError(f"{path} can't be read: it is not UTF-8 text (line {line})") from error


def _read_bounded(path: Path) -> bytes:
    """The bytes of a file. Raises StorageError for one that is too large, and for a pipe, which might never end."""
    # A pipe that nobody writes to would be waited for otherwise.
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    with os.fdopen(handle, "rb") as file:
        if stat.S_ISFIFO(os.fstat(handle).st_mode):
            raise StorageError(f"{path} can't be read: it is a pipe", "it is a pipe")
        content = file.read(_MOST_TEXT_BYTES + 1)
    if len(content) > _MOST_TEXT_BYTES:
        why = f"it is larger than {_MOST_TEXT_BYTES // 1048576} MiB"
        raise StorageError(f"{path} can't be read: {why}", why)
    return content


def _other_encoding(content: bytes) -> str | None:
    """The name of the encoding that a file has in place of UTF-8, where its first bytes tell."""
    for mark, name in _OTHER_MARKS:
        if content.startswith(mark):
            return name
    # Without a mark: Latin letters with a zero behind or before each.
    even, odd = content[:64:2], content[1:64:2]
    if len(content) >= 4 and ((any(even) and not any(odd)) or (any(odd) and not any(even))):
        return "UTF-16"
    return None


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
    make_private_folder(path.parent)
    replace_whole(path, (content,) if isinstance(content, bytes) else content, mode=0o600)


def write_unsynced(path: Path, content: Iterable[bytes]) -> None:
    """As `write_private`, for thousands of small files that can be fetched again: the disk is not waited for.

    After a power cut a file may hold anything: who reads it has to be able to tell. Raises StorageError.
    """
    try:
        make_private_folder(path.parent)
        with _written(path.parent, content, 0o600, is_synced=False) as temporary:
            temporary.replace(path)
    except OSError as error:
        raise StorageError(f"{path} can't be written: {reason_of(error)}", reason_of(error)) from error


def replace_whole(path: Path, content: Iterable[bytes], *, mode: int) -> None:
    """Put a file of this mode in the place of one, whole or not at all. Raises StorageError.

    A link stays one: what it points to is replaced.
    """
    try:
        path = path.resolve()
        with _written(path.parent, content, 0o600) as temporary:
            temporary.chmod(mode)
            temporary.replace(path)
        _sync_folder(path.parent)
    except OSError as error:
        raise StorageError(f"{path} can't be written: {reason_of(error)}", reason_of(error)) from error


def write_new(path: Path, content: Iterable[bytes], *, mode: int = 0o600) -> None:
    """Make a file whole or not at all; of its mode the user's umask takes away. Its owner alone reads it unless said.

    Raises AlreadyThere where there is one, also one that came while this was written, else StorageError.
    """
    try:
        with _written(path.parent, content, mode) as temporary:
            _name_new(temporary, path)
        _sync_folder(path.parent)
    except FileExistsError as error:
        raise AlreadyThere(f"{path} is there already; nothing was written", "it is there already") from error
    except (OSError, ValueError) as error:
        # A name with a NUL or half a character in it is a ValueError.
        reason = reason_of(error) if isinstance(error, OSError) else "there can't be a file of that name"
        raise StorageError(f"{path} can't be written: {reason}", reason) from error


@contextlib.contextmanager
def _written(folder: Path, content: Iterable[bytes], mode: int, *, is_synced: bool = True) -> Iterator[Path]:
    """A file of this content under a name of its own (on the disk if `is_synced`). It is to be renamed, or goes."""
    temporary = folder / f".new-{os.urandom(8).hex()}"
    try:
        # It has its mode from the start; there is no moment at which others could open it.
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), mode)
        with os.fdopen(handle, "wb") as file:
            file.writelines(content)
            file.flush()
            if is_synced:
                os.fsync(file.fileno())
        yield temporary
    finally:
        # A disk that failed once may fail at this too; what is said is why nothing was written.
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)


def _name_new(temporary: Path, path: Path) -> None:
    """Give a whole file its name. Raises FileExistsError where another file has it."""
    try:
        # Unlike a rename this fails where there is a file of that name by now.
        os.link(temporary, path)
    except FileExistsError:
        raise
    except OSError:
        # A file system without links: the name is taken first.
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL))
        try:
            temporary.replace(path)
        except OSError:
            with contextlib.suppress(OSError):
                path.unlink()
            raise


def unused_path(path: Path, suffix: str) -> Path:
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
