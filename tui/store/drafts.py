"""Unsaved edits of functions, kept on disk while they are typed, as `draft_slots` keeps them.

What a user discards is kept beside the drafts, the last of each function.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from tui.errors import StorageError
from tui.store.draft_format import Draft as Draft
from tui.store.draft_format import encoded, read_draft
from tui.store.draft_slots import Codec, DraftPlaces, remove, stem_of, when_written
from tui.store.files import make_private_folder, write_private

_MOST_DISCARDED = 50
"""Of so many functions the discarded changes are kept, the newest."""

FORM = Codec(encoded, read_draft)


class DraftStore(DraftPlaces[Draft]):
    """The drafts of this user, in one folder."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, FORM)

    def all(self) -> list[Draft]:
        """Every draft that can be read, the newest first; those of consoles that are running included.

        Raises StorageError when the folder can't be read.
        """
        found = self.kept()
        for path in self._discarded():
            with contextlib.suppress(StorageError):
                draft = read_draft(path)
                if draft is not None:
                    found.append(draft._replace(discarded=True))
        return sorted(found, key=lambda draft: draft.written_at, reverse=True)

    def with_drafts(self, server: str, slugs: Iterable[str]) -> frozenset[str]:
        """Those of the slugs that have a draft which was not discarded. Reads the folder and no file.

        Raises StorageError when the folder can't be read.
        """
        stems = {path.name.partition("-")[0] for path in self.draft_files()}
        return frozenset(slug for slug in slugs if stem_of(server, slug) in stems) if stems else frozenset()

    def discard(self, draft: Draft) -> None:
        """Keep a draft that its user discarded, in place of the one discarded before. Raises StorageError."""
        make_private_folder(self.folder)
        write_private(self._discarded_path(draft.server, draft.slug), encoded(draft))
        for path in sorted(self._discarded(), key=when_written, reverse=True)[_MOST_DISCARDED:]:
            with contextlib.suppress(OSError):
                path.unlink()

    def forget_discarded(self, draft: Draft) -> None:
        """This discarded draft is wanted again, and kept elsewhere. Raises StorageError.

        What another console discarded of the function since stays.
        """
        path = self._discarded_path(draft.server, draft.slug)
        if read_draft(path) == draft._replace(discarded=False):
            remove(path)

    def _discarded(self) -> Iterator[Path]:
        return (path for path in self.listed() if path.match("*.discarded"))

    def _discarded_path(self, server: str, slug: str) -> Path:
        return self.folder / f"{stem_of(server, slug)}.discarded"
