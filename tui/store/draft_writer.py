"""Writes drafts beside the typing: in a thread, only ever the newest one.

Owns when the disk is touched, how long it is waited for, and the sentences about it. Refuses to raise: what fails is
told once through `tell`, and so is that it works again; the next draft is tried.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, NamedTuple, Protocol, TypeVar

from tui.errors import StorageError
from tui.store.draft_slots import Kept

Make = Callable[[], Kept]
Begin = Callable[["DraftWriter[Kept]"], None]
_Taken = TypeVar("_Taken", contravariant=True)

_PATIENCE_SECONDS = 3.0
"""How long the thread of the app waits for the disk: a network that is gone answers after minutes, or never."""

_LATE = StorageError("the disk does not answer", "the disk does not answer")


class DraftTarget(Protocol[_Taken]):
    """Where a draft is kept: `tui.store.draft_slots` has them. `write` and `drop` raise StorageError."""

    def write(self, draft: _Taken) -> None: ...

    def drop(self) -> None: ...

    def release(self) -> None: ...


def not_kept(error: StorageError) -> str:
    """What to tell of a disk that takes no draft. Short: it stands on one row."""
    return f"Drafts are not kept ({error.reason}): only this window has the edit."


def not_removed(error: StorageError) -> str:
    """What to tell of a draft that is not wanted any more and stays."""
    return f"The draft could not be removed ({error.reason}); it will be offered again."


NOT_REMOVED_YET = f"The draft is not removed yet ({_LATE.reason}); it may be offered again."
"""What to tell of a draft that is not wanted any more, of a disk that does not answer."""


class DraftWords(NamedTuple):
    """What is told of drafts of one kind; the words of an edit unless said."""

    not_kept: Callable[[StorageError], str] = not_kept
    not_removed: Callable[[StorageError], str] = not_removed
    not_removed_yet: str = NOT_REMOVED_YET
    kept_again: str = "Drafts are kept again."


EDIT_WORDS = DraftWords()


def in_a_thread(writer: DraftWriter[Kept]) -> None:
    """Let it write beside everything else.

    In a daemon, so that a disk that hangs (a dead network mount) can't keep the process from ending.
    """
    writer.has_thread = True
    threading.Thread(target=writer.run, name="drafts", daemon=True).start()


class DraftWriter(Generic[Kept]):
    """Keeps one place up to date. `put`, `drop`, `flush` and `close` may be called from the thread of the app only.

    `told` is what was said already of a disk that takes nothing. `begin` is called once there is something to do, and
    has it done by `run` in another thread, which is waited for `patience_seconds` at most and does it all the same
    when the disk answers later. One that starts no thread leaves it to `flush`.
    """

    def __init__(
        self,
        slot: DraftTarget[Kept],
        tell: Callable[[str], None],
        told: str = "",
        begin: Begin[Kept] = in_a_thread,
        patience_seconds: float = _PATIENCE_SECONDS,
        words: DraftWords = EDIT_WORDS,
    ) -> None:
        self._slot = slot
        self._begin = begin
        self._tell = tell
        self._words = words
        self._patience_seconds = patience_seconds
        self._changed = threading.Condition()
        self._waiting: Make[Kept] | None = None
        self._asked = self._done = self._drop_asked = 0
        """How often something was asked for, how much of that is done, and which of it was to remove the draft last."""
        self._is_kept = True
        self._holds_draft = False
        """Whether what was asked for last is to keep a draft, and not to remove it."""
        self._is_late = False
        self._ended = False
        self._told = told
        self._has_begun = False
        self.has_thread = False
        """Whether `run` does what is asked for."""

    @property
    def told(self) -> str:
        """What was told last of a disk that takes nothing; nothing where it takes drafts."""
        return self._told

    def put(self, make: Make[Kept]) -> None:
        """Write this draft soon, instead of one that waits. `make` is called in the thread."""
        self._ask(make)

    def drop(self) -> None:
        """Nothing is unsaved any more."""
        self._ask(None)
        self._wait()

    def flush(self, make: Make[Kept] | None = None) -> bool:
        """Write what waits, or this, before returning; whether the disk is known to have it."""
        if make is not None:
            self._ask(make)
        return self._wait() and self._is_kept

    def close(self) -> None:
        """Write what waits, end the thread, let the slot go; where the disk hangs, the thread does once it can."""
        with self._changed:
            self._ended = True
            self._changed.notify_all()
            if self.has_thread:
                if not self._changed.wait_for(lambda: not self.has_thread, self._patience):
                    self._say_late()
                return
        self._work()
        self._slot.release()

    def run(self) -> None:
        """Do what is asked for, until `close`. For a thread of its own."""
        try:
            while self._next():
                self._work()
        finally:
            if self._ended:
                self._slot.release()
            with self._changed:
                self.has_thread = self._has_begun = False
                self._changed.notify_all()

    def _ask(self, make: Make[Kept] | None) -> None:
        """Have this draft written, or (None) the one that is there removed, instead of what waits."""
        with self._changed:
            self._asked += 1
            self._waiting, self._holds_draft = make, make is not None
            if make is None:
                self._drop_asked = self._asked
            self._changed.notify_all()
            if self._has_begun:
                return
            self._has_begun = True
        self._begin(self)

    def _wait(self) -> bool:
        """Wait until everything is done that was asked for; whether it is."""
        if not self.has_thread:
            self._work()
            return True
        with self._changed:
            # A thread that failed does nothing any more.
            self._changed.wait_for(lambda: self._is_done or not self.has_thread, self._patience)
            if not self._is_done and self.has_thread:
                self._say_late()
            return self._is_done

    @property
    def _patience(self) -> float:
        # One that did not answer in time, and has not since, is hardly waited for again.
        return self._patience_seconds / 20 if self._is_late else self._patience_seconds

    @property
    def _is_done(self) -> bool:
        return self._done == self._asked

    def _next(self) -> bool:
        """Wait until there is something to do; False where nothing will be any more."""
        with self._changed:
            self._changed.wait_for(lambda: self._ended or not self._is_done)
            return not self._is_done

    def _work(self) -> None:
        """Do what was asked for. In one thread at a time."""
        with self._changed:
            asked, make = self._asked, self._waiting
            drops = self._drop_asked > self._done
        # A draft that was dropped goes even where the one behind it can't be written.
        if drops:
            self._remove()
        is_kept = make is None or self._write(make())
        with self._changed:
            self._done, self._is_late = asked, False
            if self._asked == asked:
                self._waiting = None
            if drops or make is not None:
                self._is_kept = is_kept
            self._changed.notify_all()

    def _remove(self) -> None:
        try:
            self._slot.drop()
        except StorageError as error:
            self._tell(self._words.not_removed(error))

    def _write(self, draft: Kept) -> bool:
        try:
            self._slot.write(draft)
        except StorageError as error:
            self._say_not_kept(error)
            return False
        if self._told:
            self._told = ""
            self._tell(self._words.kept_again)
        return True

    def _say_late(self) -> None:
        """The disk does not answer. It is told once until it does."""
        if self._holds_draft:
            self._say_not_kept(_LATE)
        elif not self._is_late:
            self._tell(self._words.not_removed_yet)
        self._is_late = True

    def _say_not_kept(self, error: StorageError) -> None:
        said = self._words.not_kept(error)
        if said != self._told:
            self._told = said
            self._tell(said)
