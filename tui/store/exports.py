"""Functions written to files of a folder that the user named: `{slug}.js` or `{slug}.ts`, and `{slug}.json` beside it.

Owns names that no slug can lead out of the folder with, that a file is written whole or not at all, and that none is
replaced unless that was asked for. Refuses to know where a function comes from.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from tui.errors import StorageError
from tui.model.function import Function
from tui.store.exported import write_exported
from tui.store.files import AlreadyThere, reason_of
from tui.store.function_files import ABOUT_SUFFIX, CODE_SUFFIXES, about_bytes

SUFFIXES = (*CODE_SUFFIXES, ABOUT_SUFFIX)
_PLAIN = re.compile(r"[A-Za-z0-9_-]+")


@dataclass(frozen=True, slots=True)
class Written:
    """What became of one function's files: those that were written, and those that were left as they are.

    Both are empty where the files held exactly that already.
    """

    written: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()


def file_stem(slug: str) -> str:
    """The name of a function's files without a suffix; a slug that is none of InsForge's is percent-encoded."""
    return slug if _PLAIN.fullmatch(slug) else quote(slug, safe="", errors="replace").replace(".", "%2E")


@dataclass(frozen=True, slots=True)
class ExportFolder:
    """The folder; `replaces` says that files that are there are replaced."""

    path: Path
    replaces: bool = False

    def make(self) -> None:
        """Make the folder, and those above it. Raises StorageError."""
        try:
            self.path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StorageError(f"{self.path} can't be made: {reason_of(error)}", reason_of(error)) from error

    def taken(self, slugs: Iterable[str]) -> tuple[str, ...]:
        """The names of files that are there already, of those that these functions may be written to.

        Raises StorageError for a folder that can't be read.
        """
        try:
            there = {entry.name for entry in os.scandir(self.path)}
        except FileNotFoundError:
            return ()
        except OSError as error:
            raise StorageError(f"{self.path} can't be read: {reason_of(error)}", reason_of(error)) from error
        return tuple(
            name for slug in slugs for suffix in SUFFIXES if (name := file_stem(slug) + suffix) in there
        )  # fmt: skip

    def write(self, function: Function, suffix: str) -> Written:
        """Write a function's code, then what else is known of it. Raises StorageError, which names the file.

        Where a file must stay that holds something else, none of the two is written.
        """
        stem = file_stem(function.slug)
        files = {
            stem + suffix: function.code.encode("utf-8"),
            f"{stem}.json": about_bytes(function.slug, function.content),
        }
        wanted = {name: content for name, content in files.items() if not self._holds(name, content)}
        if not self.replaces:
            kept = tuple(name for name in wanted if os.path.lexists(self.path / name))
            if kept:
                return Written(kept=kept)
        written: list[str] = []
        for name, content in wanted.items():
            if not self._put(name, content):
                return Written(tuple(written), (name,))
            written.append(name)
        return Written(tuple(written))

    def _holds(self, name: str, content: bytes) -> bool:
        path = self.path / name
        try:
            # Neither a pipe nor a file of another size is read.
            return path.is_file() and path.stat().st_size == len(content) and path.read_bytes() == content
        except OSError:
            return False

    def _put(self, name: str, content: bytes) -> bool:
        """Write one file whole or not at all; False where somebody else's came first."""
        path = self.path / name
        try:
            write_exported(path, (content,), replaces=self.replaces)
        except AlreadyThere:
            return False
        except StorageError as error:
            # Without the folder, which the user has named: the reason is to be seen in a row.
            raise StorageError(f"{name} can't be written: {error.reason}", error.reason) from error
        return True
