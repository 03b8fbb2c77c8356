"""A folder of functions as files: `{slug}.js` or `{slug}.ts`, and `{slug}.json` for name, description and status.

`{slug}/index.ts` (or `.js`) is read and written where it stands: there InsForge's own tool looks for code. Owns which
file is a function's and what is said of one that can't be it. Refuses to know any server; it deletes nothing.
"""

from __future__ import annotations

import json
import os
import re
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from tui.errors import StorageError
from tui.model.function import Edited
from tui.store.exported import write_exported
from tui.store.files import reason_of

CODE_SUFFIXES = (".js", ".ts")
ABOUT_SUFFIX = ".json"
MOST_CODE_BYTES = 4 * 1024 * 1024
"""Servers take no request much larger than this."""
_MOST_ABOUT_BYTES = 64 * 1024
_MOST_ENTRIES = 20_000
"""A folder of more is not one of functions."""
_SLUG = re.compile(r"[A-Za-z0-9_-]{1,100}")
_BOM = b"\xef\xbb\xbf"


class BeingWritten(StorageError):
    """The file changed while it was read."""


class Stamp(NamedTuple):
    """What tells that a file may be another by now."""

    size: int
    modified: int
    changed: int
    inode: int


class About(NamedTuple):
    """What a function's `.json` says. None: it does not say."""

    name: str | None = None
    description: str | None = None
    status: str | None = None


class FoundFile(NamedTuple):
    """A function's files: where its code is, from the folder on, and the stamps of both."""

    name: str
    stamp: Stamp
    about: Stamp | None = None


class FileContent(NamedTuple):
    """What a function's files hold; `found` as they were while they were read."""

    found: FoundFile
    code: str
    about: About


@dataclass(frozen=True, slots=True)
class Scan:
    """What a folder holds: a function's files by slug, and why others can't be a function's, by file name."""

    files: Mapping[str, FoundFile] = field(default_factory=dict)
    troubles: Mapping[str, str] = field(default_factory=dict)

    def trouble_of(self, slug: str) -> str:
        """Why the files that a function of this slug would have can't be used, or nothing."""
        return next((why for name, why in self.troubles.items() if slug_of_file(name) == slug), "")


def slug_of_file(name: str) -> str | None:
    """The slug of the function whose code a file of this name (from the folder on) holds; None where it holds none."""
    stem, dot, suffix = name.rpartition(".")
    if f"{dot}{suffix}" not in CODE_SUFFIXES:
        return None
    stem = stem.removesuffix("/index")
    return stem if _SLUG.fullmatch(stem) else None


@dataclass(frozen=True, slots=True)
class FunctionFolder:
    """The files of a folder."""

    path: Path

    def scan(self) -> Scan:
        """What is there. Nothing is opened. Raises StorageError for a folder that can't be read."""
        try:
            root = Path(os.path.realpath(self.path, strict=True))
            names = sorted(_code_names(root))
        except OSError as error:
            raise StorageError(f"{self.path} can't be read: {reason_of(error)}", reason_of(error)) from error
        files: dict[str, FoundFile] = {}
        troubles: dict[str, str] = {}
        twice: set[str] = set()
        for name in names:
            slug = slug_of_file(name)
            if slug is None:
                troubles[name] = "no function can have this name: letters, digits, - and _ make a slug"
                continue
            try:
                found = FoundFile(name, _stamp(root, name), _about_stamp(root, slug))
            except FileNotFoundError:
                # It went in this moment.
                continue
            except (OSError, StorageError) as error:
                troubles[name] = reason_of(error) if isinstance(error, OSError) else str(error)
                continue
            if slug in files:
                twice.add(slug)
                troubles[name] = f"{files[slug].name} is code of the same function: keep one of them"
            else:
                files[slug] = found
        return Scan({slug: found for slug, found in files.items() if slug not in twice}, troubles)

    def read(self, slug: str, found: FoundFile) -> FileContent:
        """What the files hold. Raises StorageError with a short reason; touches the disk."""
        root = Path(os.path.realpath(self.path))
        content, stamp = _read(root, found.name, MOST_CODE_BYTES)
        code = _text(content)
        if not code.strip():
            raise StorageError("it is empty: a server would empty the function")
        about, about_stamp = About(), None
        if found.about is not None:
            name = slug + ABOUT_SUFFIX
            try:
                text, about_stamp = _read(root, name, _MOST_ABOUT_BYTES)
                about = read_about(_text(text), slug)
            except FileNotFoundError:
                about_stamp = None
            except BeingWritten:
                raise
            except StorageError as error:
                raise StorageError(f"{name}: {error}") from error
        return FileContent(FoundFile(found.name, stamp, about_stamp), code, about)

    def write(self, slug: str, name: str, content: Edited, *, with_about: bool, is_new: bool = False) -> None:
        """Write a function's files, each whole or not at all; a new one replaces none. Raises StorageError."""
        if slug_of_file(name) != slug:
            # A server may call a function as it likes, also by a path that leads elsewhere.
            raise StorageError("its slug can't be the name of a file here")
        path = self.path / name
        _require_inside(Path(os.path.realpath(self.path)), path)
        write_exported(path, (content.code.encode("utf-8", "surrogatepass"),), replaces=not is_new)
        if with_about:
            about = self.path / f"{slug}{ABOUT_SUFFIX}"
            _require_inside(Path(os.path.realpath(self.path)), about)
            write_exported(about, (about_bytes(slug, content, _before(about)),), replaces=True)


def about_bytes(slug: str, content: Edited, before: str = "") -> bytes:
    """What stands in a function's `.json`; what else stood in it `before` stays.

    No times: they would change with each save, and a repository is to show what people wrote.
    """
    facts: dict[str, object] = {"slug": slug}
    try:
        held: object = json.loads(before) if before else {}
    except ValueError:
        held = {}
    facts |= {"name": content.name, "description": content.description, "status": content.status}
    if isinstance(held, dict):
        facts |= {key: value for key, value in held.items() if key not in facts}
    return (json.dumps(facts, ensure_ascii=False, indent=2) + "\n").encode("utf-8", "replace")


def read_about(text: str, slug: str) -> About:
    """What a function's `.json` says. Raises StorageError with a short reason, and its line where it is no JSON."""
    try:
        facts: object = json.loads(text)
    except json.JSONDecodeError as error:
        raise StorageError(f"line {error.lineno} is no JSON: {error.msg}") from error
    except (ValueError, RecursionError) as error:
        raise StorageError("it is no JSON that can be read") from error
    if not isinstance(facts, dict):
        raise StorageError("it is no JSON object")
    if facts.get("slug", slug) != slug:
        raise StorageError(f"its slug is {str(facts['slug'])[:60]!r}: a file is renamed with both its names")
    said: dict[str, str | None] = {}
    for key in About._fields:
        value = facts.get(key)
        if value is not None and not isinstance(value, str):
            raise StorageError(f"{key} is no text")
        said[key] = value
    return About(**said)


def _code_names(root: Path) -> list[str]:
    """The names of what may be code: files, and the `index` files of folders that could be functions."""
    names: list[str] = []
    with os.scandir(root) as entries:
        for number, entry in enumerate(entries):
            if number >= _MOST_ENTRIES:
                raise StorageError(f"{root} holds more than {_MOST_ENTRIES:,} files: it is no folder of functions")
            if entry.name.startswith("."):
                continue
            if entry.name.endswith(CODE_SUFFIXES):
                names.append(entry.name)
            elif _SLUG.fullmatch(entry.name) and os.path.isdir(entry.path):  # noqa: PTH112  # a link in a circle is none
                nested = (f"{entry.name}/index{suffix}" for suffix in CODE_SUFFIXES)
                names += [name for name in nested if os.path.lexists(root / name)]
    return names


def _stamp(root: Path, name: str) -> Stamp:
    """The stamp of a plain file within the folder. Raises OSError, or StorageError with a short reason."""
    path = root / name
    _require_inside(root, path)
    found = path.stat()
    if not stat.S_ISREG(found.st_mode):
        raise StorageError("it is no plain file")
    return _stamp_of(found)


def _about_stamp(root: Path, slug: str) -> Stamp | None:
    try:
        return _stamp(root, slug + ABOUT_SUFFIX)
    except FileNotFoundError:
        return None


def _stamp_of(found: os.stat_result) -> Stamp:
    return Stamp(found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino)


def _require_inside(root: Path, path: Path) -> None:
    if not Path(os.path.realpath(path)).is_relative_to(root):
        raise StorageError("it is a link that leads out of the folder")


def _read(root: Path, name: str, most: int) -> tuple[bytes, Stamp]:
    """The bytes of a file and its stamp. Raises FileNotFoundError, or StorageError with a short reason."""
    path = root / name
    _require_inside(root, path)
    try:
        # A pipe that nobody writes to would be waited for otherwise.
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with os.fdopen(handle, "rb") as file:
            found = os.fstat(handle)
            if not stat.S_ISREG(found.st_mode):
                raise StorageError("it is no plain file")
            content = file.read(most + 1)
            stamp = _stamp_of(os.fstat(handle))
            if stamp != _stamp_of(found) or (len(content) <= most and len(content) != stamp.size):
                raise BeingWritten("it is being written at this moment: try again")
    except FileNotFoundError:
        raise
    except OSError as error:
        raise StorageError(f"it can't be read: {reason_of(error)}") from error
    if len(content) > most:
        raise StorageError(f"it is larger than {most // 1024:,} KiB")
    return content, stamp


def _text(content: bytes) -> str:
    if content.startswith(_BOM):
        raise StorageError("it begins with a byte-order mark: save it without")
    if b"\0" in content:
        raise StorageError("it is binary")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise StorageError(f"line {line} is not UTF-8") from error


def _before(path: Path) -> str:
    """What a `.json` holds that is to be replaced; nothing where that can't be told."""
    try:
        with path.open("rb") as file:
            return file.read(_MOST_ABOUT_BYTES).decode("utf-8")
    except (OSError, UnicodeDecodeError):
        return ""
