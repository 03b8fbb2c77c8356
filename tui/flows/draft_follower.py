"""What is typed into an open function on disk: its place, what was left in another one, and what takes whose place.

Refuses to know the screen, and when a draft is due: it is given what to write, and says what it found.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic

from tui.errors import StorageError
from tui.store.draft_slots import DeferredSlot, DraftPlaces, DraftSlot, Kept
from tui.store.draft_writer import EDIT_WORDS, Begin, DraftWords, DraftWriter, Make, in_a_thread

_OPEN_SECONDS = 1.0


class DraftKeeper(Generic[Kept]):
    """The draft of one open function. `tell` takes what there is to say.

    `begin` and `patience_seconds` (for a place that is being taken, in `flush`) are for tests to change.
    """

    def __init__(
        self,
        tell: Callable[[str], None],
        begin: Begin[Kept] = in_a_thread,
        patience_seconds: float = _OPEN_SECONDS,
        words: DraftWords = EDIT_WORDS,
    ) -> None:
        self._tell = tell
        self._words = words
        self._begin = begin
        self._patience_seconds = patience_seconds
        self._writer: DraftWriter[Kept] | None = None
        self._opened = threading.Event()
        self._told = ""
        self._on_disk = False
        self._left: DraftSlot[Kept] | None = None
        self._taken_over = False
        self._closed = threading.Event()
        self._coming_and_going = threading.Lock()
        self.others: tuple[int, ...] = ()

    def another(self) -> DraftKeeper[Kept]:
        """One for the draft of another function, which says what there is to say to the same."""
        return DraftKeeper(self._tell, self._begin, self._patience_seconds, self._words)

    def follow(self, before: DraftKeeper[Kept]) -> None:
        """Go on where another kept the draft so far, to be opened then: what that told of the disk is told already."""
        if before._writer is not None:
            # Behind this it writes nothing more and tells nothing more.
            before._writer.flush()
            self._told = before._writer.told
        else:
            self._told = before._told

    def open(self, store: DraftPlaces[Kept], server: str, slug: str) -> Kept | None:
        """Take a place for the draft; returns one that was left by an earlier console. Touches the disk; call it once.

        What was left stays on disk, in its own place, until `take_over` or `drop_left`. What fails is told through
        `tell`; the editor goes on without a draft, until the disk takes one.
        """
        # In a thread: the screen may be left, and this closed, before the disk has answered.
        with self._coming_and_going:
            if self._closed.is_set():
                return None
            try:
                found = self._open(store, server, slug)
            finally:
                self._opened.set()
        if self._closed.is_set():
            self.close()
        return found

    def _open(self, store: DraftPlaces[Kept], server: str, slug: str) -> Kept | None:
        def fresh() -> DraftSlot[Kept]:
            return store.claim(server, slug, fresh=True).slot

        found: Kept | None = None
        try:
            slot, self.others = store.claim(server, slug)
            found = self._read(slot)
            if found is not None:
                self._left = slot
            if slot.is_taken:
                if found is None:
                    slot.release()
                slot = fresh()
        except StorageError as error:
            said = self._words.not_kept(error)
            if said != self._told:
                self._tell(said)
            self._writer = DraftWriter(DeferredSlot(fresh), self._tell, said, self._begin, words=self._words)
            return found
        self._writer = DraftWriter(slot, self._tell, self._told, self._begin, words=self._words)
        return found

    def _read(self, slot: DraftSlot[Kept]) -> Kept | None:
        try:
            return slot.read()
        except StorageError as error:
            self._tell(str(error))
            return None

    def take_over(self, make: Make[Kept] | None) -> None:
        """What was left is the edit that is worked on now: it is in `make`'s draft, or there is nothing unsaved.

        Where the disk takes no new draft, the one that was left stays until nothing is unsaved.
        """
        self._taken_over = True
        if make is None or self.flush(make):
            self.drop_left()

    def drop_left(self) -> None:
        """The user does not want what was left."""
        if self._left is not None:
            # In a thread, as every removal: a disk that hangs is not waited for without end.
            left = DraftWriter(self._left, self._tell, begin=self._begin, words=self._words)
            left.drop()
            left.close()
            self._left = None

    def write(self, make: Make[Kept]) -> None:
        """Hand a draft to the disk; `make` is called in another thread."""
        if self._writer is not None:
            self._on_disk = True
            self._writer.put(make)

    def flush(self, make: Make[Kept]) -> bool:
        """Write a draft before returning; whether the disk has it. Waits a moment for a place that is being taken."""
        self._opened.wait(self._patience_seconds)
        self._on_disk = True
        return self._writer is not None and self._writer.flush(make)

    def drop(self) -> None:
        """Nothing is unsaved any more."""
        if self._writer is not None and self._on_disk:
            self._on_disk = False
            self._writer.drop()
        if self._taken_over:
            self.drop_left()

    def close(self) -> None:
        """Write what waits and let the place go, or, where the disk is still asked for it, once it is had."""
        self._closed.set()
        if self._coming_and_going.acquire(blocking=False):
            try:
                self._let_go()
            finally:
                self._coming_and_going.release()

    def _let_go(self) -> None:
        if self._writer is not None:
            self._writer.close()
            self._writer = None
        if self._left is not None:
            self._left.release()
            self._left = None
