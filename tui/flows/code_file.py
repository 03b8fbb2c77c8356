"""The code of a new function out of a file on this machine.

Owns what such a file may be. Refuses to know where its text goes.
"""

from __future__ import annotations

import stat
from pathlib import Path

from tui.errors import StorageError
from tui.store.files import reason_of

MOST_BYTES = 4 * 1024 * 1024
"""Servers take no request much larger than this."""


def read_code(path: str) -> str:
    """The text of a file, as it is; `~` is the user's home. Raises StorageError with a sentence. Touches the disk."""
    file = Path(path).expanduser()
    try:
        found = file.stat()
        if stat.S_ISDIR(found.st_mode):
            raise StorageError(f"{path} is a folder.", "a folder")
        if not stat.S_ISREG(found.st_mode):
            # A pipe that nobody writes to would be waited for.
            raise StorageError(f"{path} is no plain file.", "no plain file")
        with file.open("rb") as opened:
            content = opened.read(MOST_BYTES + 1)
    except (OSError, ValueError, RuntimeError) as error:
        # A name with a NUL in it is a ValueError, a home that nobody knows a RuntimeError.
        reason = reason_of(error) if isinstance(error, OSError) else str(error)
        raise StorageError(f"{path} can't be read: {reason}.", reason) from error
    if len(content) > MOST_BYTES:
        raise StorageError(f"{path} is too large: more than {MOST_BYTES // 1024**2} MiB.", "too large")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise StorageError(f"{path} is not text in UTF-8 (byte {error.start + 1}).", "not UTF-8") from error
    if not text.strip():
        raise StorageError(f"{path} is empty: servers take no function without code.", "empty")
    return text
