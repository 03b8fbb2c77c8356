"""Reading `KEY=value` lines, as `.env` files have them. python-dotenv does the reading; nothing is looked up or run.

Owns how what it finds becomes entries. Refuses to know what becomes of them.
"""

from __future__ import annotations

import io
from pathlib import Path

from tui.errors import StorageError
from tui.model.secret import Secret
from tui.sessions.secret_import import Entry
from tui.store.files import read_text, write_new


def entries_of(text: str) -> tuple[Entry, ...]:
    """The entries of a text, comments and blank lines left out. Values are exact: no variable in them is resolved."""
    from dotenv.parser import parse_stream

    found = []
    for binding in parse_stream(io.StringIO(text.removeprefix("\ufeff"), newline="")):
        if binding.error:
            beginning = binding.original.string.partition("=")[0].strip()
            found.append(Entry(binding.original.line, beginning[:80], is_valid=False))
        elif binding.key is not None:
            value = None if binding.value is None else Secret(binding.value)
            found.append(Entry(binding.original.line, binding.key, value))
    return tuple(found)


def read_entries(path: str) -> tuple[Entry, ...]:
    """The entries of a file; `~` is the home folder. Raises StorageError."""
    try:
        place = Path(path.strip()).expanduser()
        text = read_text(place)
    except (RuntimeError, ValueError) as error:
        raise StorageError(f"{path} is no path of this machine", str(error)) from error
    if text is None:
        raise StorageError(f"{place} is not there")
    return entries_of(text)


def write_example(path: str, text: str) -> Path:
    """Write a new file that anybody may read: it holds no value. Raises StorageError; one that is there stays."""
    try:
        place = Path(path.strip()).expanduser()
    except RuntimeError as error:
        raise StorageError(f"{path} is no path of this machine", str(error)) from error
    write_new(place, (text.encode("utf-8"),), mode=0o666)
    return place
