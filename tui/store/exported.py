"""Files that the user wants written: a response's body, say. They are the user's own, and so are their modes.

Owns that nothing is overwritten unasked and that a failed write leaves what was there. Refuses to know the content.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from tui.errors import StorageError
from tui.store.files import reason_of, replace_whole, write_new

_USUAL_MODE = 0o666
"""Of which the user's umask takes away: these are files of a project, not of the console."""


def write_exported(path: Path, pieces: Iterable[bytes], *, replaces: bool = False) -> None:
    """Write a file. Raises AlreadyThere where one is and it is not to be replaced, else StorageError with a sentence.

    Where a file is replaced that can't be written whole, the old one stays, also behind a link, which stays one.
    """
    try:
        if not replaces:
            write_new(path, pieces, mode=_USUAL_MODE)
        elif path.is_file():
            replace_whole(path, pieces, mode=path.stat().st_mode & 0o777)
        elif path.exists():
            # A device, say: nothing is put in its place.
            with path.open("wb") as file:
                file.writelines(pieces)
        else:
            write_new(Path(os.path.realpath(path)), pieces, mode=_USUAL_MODE)
    except (OSError, ValueError) as error:
        reason = reason_of(error) if isinstance(error, OSError) else "there can't be a file of that name"
        raise StorageError(f"{path} can't be written: {reason}", reason) from error
