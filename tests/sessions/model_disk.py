"""A model of the disk below an edit session: it may fail at any moment, and keeps account of what was told of that.

What works on it is the console's own (`DraftDisk`, `DraftKeeper`, `DraftWriter`); only the files are the model's, and
the moment at which the other thread writes.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tui.app.editor.draft_disk import DraftDisk, Held
from tui.errors import StorageError
from tui.flows.draft_follower import DraftKeeper
from tui.model.function import Edited
from tui.sessions.edit.values import LeftDraft
from tui.store.draft_slots import Claim, DraftSlot
from tui.store.draft_writer import DraftWriter
from tui.store.drafts import FORM, Draft, DraftStore
from tui.store.locks import Lock

SERVER, SLUG = "here", "greet"
KEPT_AGAIN = "Drafts are kept again."
_NOT_KEPT, _NOT_REMOVED = "Drafts are not kept (", "The draft could not be removed ("
_LEFT = 0
"""The number of the place in which an earlier console left a draft."""

Require = Callable[[bool, str], None]


class ModelDisk(DraftStore):
    """The drafts of one function, by the number of their place; what is discarded; and the disk's moods, as reasons."""

    def __init__(self, left: LeftDraft | None, discarded: LeftDraft | None, require: Require) -> None:
        super().__init__(Path("nowhere"))
        self._require = require
        self.files: dict[int, Draft] = {}
        self.discarded: Draft | None = None
        self.has_left = left is not None
        if left is not None:
            self.files[_LEFT] = _draft(left)
        if discarded is not None:
            self.discarded = _draft(discarded)
        self.takes_nothing = self.gives_no_place = self.reads_nothing = self.removes_nothing = ""
        self.others: tuple[int, ...] = ()
        self.write_failed = ""
        """Why the last draft could not be written; nothing, if it was."""
        self.removal_failed = False
        self.slugs = [SLUG]
        """The slugs of the function, the last one of now: a new function may get another."""
        self.on_removing_left: Callable[[], None] = lambda: None
        self.told: list[str] = []

    # What the console asks for

    def claim(self, server: str, slug: str, *, fresh: bool = False) -> Claim[Draft]:
        self._require(server == SERVER and slug in self.slugs, "another function's draft was asked for")
        if self.gives_no_place:
            self.write_failed = self.gives_no_place
            raise StorageError("no place", self.gives_no_place)
        has_left = self.has_left and slug == SLUG
        number = _LEFT if has_left and not fresh else _LEFT + 1 + self.slugs.index(slug)
        return Claim(_ModelSlot(self, number), self.others)

    @property
    def _place(self) -> int:
        """The number of the place of the console that runs."""
        return _LEFT + len(self.slugs)

    def discard(self, draft: Draft) -> None:
        if self.takes_nothing:
            raise StorageError("not set aside", self.takes_nothing)
        self.discarded = draft

    def forget_discarded(self, draft: Draft) -> None:
        kept = [each.edited for number, each in self.files.items() if not (self.has_left and number == _LEFT)]
        self._require(draft.edited in kept or self.ours == self.wanted(), "what was discarded is nowhere any more")
        if self.removes_nothing:
            raise StorageError("not removed", self.removes_nothing)
        if self.discarded == draft:
            self.discarded = None

    # What the model asks for

    wanted: Callable[[], Edited | None] = staticmethod(lambda: None)
    """What a draft is to hold now; None where nothing is unsaved."""

    @property
    def ours(self) -> Edited | None:
        """The draft of the console that runs."""
        draft = self.files.get(self._place)
        return None if draft is None else draft.edited

    @property
    def left(self) -> Edited | None:
        """The draft of an earlier console."""
        draft = self.files.get(_LEFT) if self.has_left else None
        return None if draft is None else draft.edited

    def tell(self, said: str) -> None:
        """Take what there is to say of the disk."""
        if said.startswith((_NOT_KEPT, KEPT_AGAIN)):
            self._require(self._last_told() != said, "the same was told twice of the disk")
        if said.startswith(_NOT_REMOVED):
            self._require(self.removal_failed, "a draft that was removed is told to be there")
        self.told.append(said)

    def _last_told(self) -> str:
        return next((said for said in reversed(self.told) if said.startswith((_NOT_KEPT, KEPT_AGAIN))), KEPT_AGAIN)

    def check(self) -> None:
        """The user knows whether drafts are kept, and of a draft that will be offered again."""
        last, failed = self._last_told(), self.write_failed
        self._require(
            last.startswith(f"{_NOT_KEPT}{failed})") if failed else last == KEPT_AGAIN, "not told of the disk"
        )
        told = any(said.startswith(_NOT_REMOVED) for said in self.told)
        self._require(told or not self.removal_failed, "not told of a draft that stays")


class _ModelSlot(DraftSlot[Draft]):
    def __init__(self, disk: ModelDisk, number: int) -> None:
        super().__init__(Path(str(number)), Lock(None), FORM)
        self._disk = disk
        self._number = number

    def read(self) -> Draft | None:
        if self._disk.reads_nothing:
            raise StorageError("The draft can't be read.", self._disk.reads_nothing)
        return self._disk.files.get(self._number)

    def write(self, draft: Draft) -> None:
        disk = self._disk
        disk._require(not (disk.has_left and self._number == _LEFT), "a draft that was left was overwritten")
        disk.write_failed = disk.takes_nothing
        if disk.takes_nothing:
            raise StorageError("not written", disk.takes_nothing)
        disk.files[self._number] = draft

    @property
    def is_taken(self) -> bool:
        return self._number in self._disk.files

    def drop(self) -> None:
        disk = self._disk
        is_left = disk.has_left and self._number == _LEFT
        if disk.removes_nothing and self._number in disk.files:
            disk.removal_failed = True
            raise StorageError("not removed", disk.removes_nothing)
        if is_left and self._number in disk.files:
            disk.on_removing_left()
        elif self._number in disk.files and self._number != disk._place:
            disk._require(
                disk.ours is not None, "the draft of the slug before goes, and none is there of the slug of now"
            )
        disk.files.pop(self._number, None)
        if not is_left:
            disk.removal_failed = False


def _draft(left: LeftDraft) -> Draft:
    return Draft(SERVER, SLUG, left.base, left.edited, left.written_at, left.cursor)


def on(disk: ModelDisk, held: Callable[[], Held], begin: Callable[[DraftWriter[Draft]], None]) -> DraftDisk:
    """The console's own keeping of drafts, on this disk."""
    return DraftDisk(disk, SERVER, SLUG, held=held, keeper=DraftKeeper(disk.tell, begin, patience_seconds=0.0))
