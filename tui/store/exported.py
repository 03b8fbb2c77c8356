"""Files that the user wants written: a response's body, say. They are the user's own, and so are their modes.

Owns that nothing is overwritten unasked and that a failed write leaves what was there. Refuses to know the content.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable
from pathlib import Path

from tui.errors import StorageError
from tui.store.files import reason_of


class AlreadyThere(StorageError):
    """There is a file of this name, and it was not to be replaced."""


def write_exported(path: Path, pieces: Iterable[bytes], *, replaces: bool = False) -> None:
    """Write a file. Raises AlreadyThere where one is and it is not to be replaced, else StorageError with a sentence.

    Where a file is replaced that can't be written whole, the old one stays.
    """
    try:
        if replaces and path.is_file() and not path.is_symlink():
            temporary = path.with_name(f".{path.name[:100]}.new-{os.getpid()}")
            try:
                _write(temporary, pieces)
                temporary.chmod(path.stat().st_mode & 0o777)
                temporary.replace(path)
            finally:
                with contextlib.suppress(OSError):
                    temporary.unlink(missing_ok=True)
        elif replaces:
            _write(path, pieces, mode="wb")
        else:
            _write_new(path, pieces)
    except FileExistsError as error:
        raise AlreadyThere(f"{path} exists already") from error
    except (OSError, ValueError) as error:
        reason = reason_of(error) if isinstance(error, OSError) else "there can't be a file of that name"
        raise StorageError(f"{path} can't be written: {reason}", reason) from error


def _write_new(path: Path, pieces: Iterable[bytes]) -> None:
    with path.open("xb") as file:
        try:
            file.writelines(pieces)
            file.flush()
        except OSError:
            # A part of it would be taken for the whole.
            with contextlib.suppress(OSError):
                path.unlink()
            raise


def _write(path: Path, pieces: Iterable[bytes], mode: str = "xb") -> None:
    with path.open(mode) as file:
        file.writelines(pieces)
