"""The user's keys, `keymap.toml`, as they are read: a preset, and keys by the names of commands, with their lines.

Refuses to know which commands there are, and what is a key.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from tui.errors import UsageError
from tui.model.fields import Fields, InvalidField
from tui.store.files import read_text
from tui.store.toml_file import parse_toml, said_of

KEYMAP_NAME = "keymap.toml"
KEY_PRESETS = ("default", "emacs", "vim", "vscode")

_TABLE = re.compile(r"\s*\[\s*([^\[\]]+?)\s*\]")
_ENTRY = re.compile(r"""\s*((?:"[^"]*"|'[^']*'|[\w-]+)(?:\s*\.\s*(?:"[^"]*"|'[^']*'|[\w-]+))*)\s*=""")
_QUOTES = re.compile(r"""["'\s]""")


class KeymapFile(NamedTuple):
    """What the file says: `keys` are texts by the names of commands, `lines` where each name stands, from 1."""

    preset: str | None = None
    keys: Mapping[str, str] = MappingProxyType({})
    lines: Mapping[str, int] = MappingProxyType({})

    def where(self, name: str) -> str:
        """The file, and the line of a name where it has one: `keymap.toml:12`."""
        return f"{KEYMAP_NAME}:{self.lines[name]}" if name in self.lines else KEYMAP_NAME


def load_keymap(path: Path) -> KeymapFile:
    """Read the keys; without a file there are none.

    Raises UsageError, with the line where that is known, for what can't be understood, and StorageError when the file
    can't be read.
    """
    text = read_text(path)
    if text is None:
        return KeymapFile()
    lines = _lines(text)
    content = Fields(parse_toml(path, text), "", exact=True)
    for name in content.names():
        if name not in ("preset", "keys"):
            raise UsageError(f"{path}{_at(lines, name)}: there is no setting {name} (there: preset, keys)")
    try:
        preset = content.optional_text("preset")
        if preset is not None and preset not in KEY_PRESETS:
            raise UsageError(f"{path}{_at(lines, 'preset')}: preset is one of {', '.join(KEY_PRESETS)}, not {preset!r}")
        table = content.optional_object("keys", "keys")
        keys = {} if table is None else _keys(table)
    except InvalidField as error:
        raise UsageError(f"{path}{_at(lines, f'{error.what}.{error.name}'.strip('.'))}: {said_of(error)}") from error
    found = {name: lines[f"keys.{name}"] for name in keys if f"keys.{name}" in lines}
    return KeymapFile(preset, keys, found)


def _keys(table: Fields) -> Mapping[str, str]:
    """The keys of commands. A name without quotes, `editor.save`, is a table within a table for TOML."""
    found: dict[str, str] = {}
    for name in table.names():
        value = table.value(name)
        if isinstance(value, dict):
            inner = _keys(table.object(name, f"{table.what}.{name}"))
            found.update({f"{name}.{each}": keys for each, keys in inner.items()})
        elif isinstance(value, list) and all(isinstance(each, str) for each in value):
            found[name] = " ".join(value)
        else:
            found[name] = table.optional_text(name) or ""
    return found


def _lines(text: str) -> dict[str, int]:
    """In which line each name stands, its tables in front of it."""
    found: dict[str, int] = {}
    table = ""
    for number, line in enumerate(text.splitlines(), start=1):
        header, entry = _TABLE.match(line), _ENTRY.match(line)
        if header is not None:
            table = _QUOTES.sub("", header[1])
            found.setdefault(table, number)
        elif entry is not None:
            name = _QUOTES.sub("", entry[1])
            found.setdefault(f"{table}.{name}" if table else name, number)
    return found


def _at(lines: Mapping[str, int], name: str) -> str:
    return f":{lines[name]}" if name in lines else ""
