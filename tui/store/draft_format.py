"""The file of a draft: JSON, written in pieces and read within bounds. What can't be read is set aside, not deleted."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import NamedTuple, TypeVar

from tui.errors import StorageError
from tui.model.fields import Fields
from tui.model.function import ALL_FIELDS, Edited
from tui.store.files import reason_of, unused_path

Kept = TypeVar("Kept")

FORMAT = 1
_MOST_BYTES = 256 * 1024 * 1024
"""Twice the code of the longest answer, written in the most wasteful way, and as much typed."""

_PIECE_CHARACTERS = 1 << 15


class Draft(NamedTuple):
    """An unsaved edit: what it was made from (`base`), what it holds, and when it was written (aware UTC).

    One that was `discarded` is not offered by itself any more, and is kept until the next one of its function is.
    """

    server: str
    slug: str
    base: Edited
    edited: Edited
    written_at: datetime
    cursor: tuple[int, int] = (0, 0)
    discarded: bool = False


def encoded(draft: Draft) -> Iterator[bytes]:
    """The draft as the bytes of its file, in pieces. Raises StorageError for one too large to be read again."""
    return bounded(_pieces(draft))


def bounded(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The same pieces. Raises StorageError where they are too large to be read again."""
    left = _MOST_BYTES
    for piece in pieces:
        left -= len(piece)
        if left < 0:
            raise StorageError("A draft is too large to be kept.", "too large")
        yield piece


def _pieces(draft: Draft) -> Iterator[bytes]:
    """The draft as JSON, in pieces.

    Encoded at one go, a long text would take several times its memory, and hold up the keys for as long as it takes.
    """
    head = {
        "format": FORMAT,
        "server": draft.server,
        "slug": draft.slug,
        "written_at": draft.written_at.isoformat(),
        "cursor": draft.cursor,
    }
    yield as_json(head).removesuffix(b"}")
    for name, edited in (("base", draft.base), ("edited", draft.edited)):
        fields = edited._asdict()
        code = fields.pop("code")
        yield b',"%s":%s,"code":"' % (name.encode("ascii"), as_json(fields).removesuffix(b"}"))
        for start in range(0, len(code), _PIECE_CHARACTERS):
            yield as_json(code[start : start + _PIECE_CHARACTERS])[1:-1]
        yield b'"}'
    yield b"}"


def as_json(value: object) -> bytes:
    """JSON as drafts are written in."""
    # Half a surrogate pair that stands in a text is kept too.
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def read_draft(path: Path) -> Draft | None:
    """The draft in a file; None without such a file. What can't be read is set aside, and raises StorageError."""
    return read_as(path, _draft)


def _draft(content: Fields) -> Draft:
    line, column = (each if isinstance(each, int) else 0 for each in content.items("cursor"))
    base, edited = (_edited(content.object(name, name)) for name in ("base", "edited"))
    return Draft(
        content.text("server"), content.text("slug"), base, edited, content.moment("written_at"), (line, column)
    )


def read_as(path: Path, made: Callable[[Fields], Kept]) -> Kept | None:
    """What `made` makes of a draft's file; None without such a file.

    What can't be read is set aside, and raises StorageError. `made` raises ValueError for what is no draft.
    """
    try:
        found = path.stat()
        # A pipe that nobody writes to would be waited for.
        if found.st_size > _MOST_BYTES or stat.S_ISFIFO(found.st_mode):
            raise ValueError("too large")
        content = Fields(json.loads(path.read_bytes()), "the draft", exact=True)
        if content.whole_number("format") > FORMAT:
            raise StorageError(f"A draft is of a later version of this program; it stays as {path}.")
        return made(content)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise StorageError(_set_aside(path, f" ({reason_of(error)})")) from error
    except (ValueError, RecursionError) as error:
        raise StorageError(_set_aside(path, "")) from error


def _set_aside(path: Path, why: str) -> str:
    """Make room beside a draft that can't be read, and say so."""
    try:
        aside = unused_path(path, ".unreadable")
        path.replace(aside)
    except OSError:
        return f"A draft can't be read{why}; it stays as {path}."
    return f"A draft could not be read{why} and was set aside as {aside}."


def _edited(content: Fields) -> Edited:
    return Edited(*(content.text(name) for name in ALL_FIELDS))
