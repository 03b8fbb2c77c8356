"""Files of settings, which are TOML: read whole, and what is wrong with one is said with its name and place."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from tui.errors import UsageError
from tui.model.fields import InvalidField
from tui.store.files import read_text

_WORDS = {"text": "text in quotes", "an object": "a table"}
"""What TOML calls it."""


def read_toml(path: Path) -> Mapping[str, object] | None:
    """What a file holds; None without one.

    Raises UsageError for what is no TOML, StorageError when it can't be read.
    """
    text = read_text(path)
    return None if text is None else parse_toml(path, text)


def parse_toml(path: Path, text: str) -> Mapping[str, object]:
    """What the text of a file means. Raises UsageError with the file's name for what is no TOML."""
    import tomllib

    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{path}: {error}") from error
    except ValueError as error:
        # Python reads no number of more than some thousand digits.
        raise UsageError(f"{path}: it holds a number of too many digits") from error
    except RecursionError as error:
        raise UsageError(f"{path}: tables or lists are nested too deeply") from error


def said_of(error: InvalidField) -> str:
    """What is wrong with a value, in TOML's words."""
    where = ".".join(part for part in (error.what, error.name) if part)
    return f"{where} must be {_WORDS.get(error.expected, error.expected)}"
