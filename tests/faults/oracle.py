"""What two consoles leave behind: the function on the server and the drafts on disk, and the tokens in them.

Tokens are typed, each unique: `A0007c` is the seventh of console A, typed into the code; `d` is the description.
"""

from __future__ import annotations

import fcntl
import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

SLUG = "shared"
Tokens = frozenset[str]

_TOKEN = re.compile(r"[A-Z]\d{4}[cd]")


def tokens_in(*texts: str) -> Tokens:
    return frozenset(_TOKEN.findall("\n".join(texts)))


class Stored(NamedTuple):
    """What a function is: on the server, or in a draft."""

    description: str
    code: str

    @property
    def tokens(self) -> Tokens:
        return tokens_in(*self)


class Done(NamedTuple):
    """What an act came to: what the console said of a save, and the tokens the user let go by it."""

    said: str = ""
    let_go: Tokens = frozenset()


class DraftFile(NamedTuple):
    """A draft on disk, who has the place (0: nobody), what it was made from and what it holds."""

    holder: int
    base: Stored
    edited: Stored


class Fault(Exception):
    """A promise that was not kept."""


def stored_in(sandbox_folder: Path) -> Stored:
    """The function as the server's database has it."""
    with sqlite3.connect(f"file:{sandbox_folder / 'functions.sqlite3'}?mode=ro", uri=True) as database:
        row = database.execute("SELECT description, code FROM functions WHERE slug = ?", (SLUG,)).fetchone()
    return Stored(row[0] or "", row[1])


def drafts_in(home: Path) -> Iterator[DraftFile]:
    """The drafts of a state folder, in the order in which they are offered: the newest first."""
    folder = home / "state" / "insforge-tui" / "drafts"
    found: list[tuple[float, Path]] = []
    for path in folder.glob("*.json"):
        with suppress(FileNotFoundError):
            found.append((path.stat().st_mtime, path))
    for _, path in sorted(found, reverse=True):
        try:
            content = json.loads(path.read_bytes())
        except FileNotFoundError:
            continue
        base, edited = (Stored(content[name]["description"], content[name]["code"]) for name in ("base", "edited"))
        yield DraftFile(_holder(path.with_suffix(".lock")), base, edited)


def _holder(lock: Path) -> int:
    with lock.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return int(file.read())
    return 0
