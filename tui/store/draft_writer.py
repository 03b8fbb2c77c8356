"""Writes drafts beside the typing: in a thread, only ever the newest one.

Owns when the disk is touched, and the sentences about it. Refuses to raise: what fails is told once through `tell`, and
so is that it works again; the next draft is tried.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Protocol

from tui.errors import StorageError
from tui.store.drafts import Draft

MakeDraft = Callable[[], Draft]
Begin = Callable[["DraftWriter"], None]


class DraftTarget(Protocol):
    """Where a draft is kept: `tui.store.drafts` has them. `write` and `drop` raise StorageError."""

    def write(self, draft: Draft) -> None: ...

    def drop(self) -> None: ...

    def release(self) -> None: ...


def not_kept(error: StorageError) -> str:
    """What to tell of a disk that takes no draft. Short: it stands on one row."""
    return f"Drafts are not kept ({error.reason}): only this window has the edit."


def not_removed(error: StorageError) -> str:
    """What to tell of a draft that is not wanted any more and stays."""
    return f"The draft could not be removed ({error.reason}); it will be offered again."


def in_a_thread(writer: DraftWriter) -> None:
    """Let it write beside everything else.

    In a daemon, so that a disk that hangs (a dead network mount) can't keep the process from ending.
    """
    threading.Thread(target=writer.run, name="drafts", daemon=True).start()


class DraftWriter:
    """Keeps one place up to date. `put`, `drop` and `flush` may be called from the thread of the app only.

    `told` is what was said already of a disk that takes nothing. `begin` is called once there is something to write,
    and has it written, by `run` in another thread or by `flush`.
    """

    def __init__(
        self, slot: DraftTarget, tell: Callable[[str], None], told: str = "", begin: Begin = in_a_thread
    ) -> None:
        self._slot = slot
        self._begin = begin
        self._tell = tell
        self._waiting: MakeDraft | None = None
        self._changed = threading.Condition()
        self._writing = threading.Lock()
        self._ended = False
        self._told = told
        self._has_begun = False

    @property
    def told(self) -> str:
        """What was told last of a disk that takes nothing; nothing where it takes drafts."""
        return self._told

    def put(self, make: MakeDraft) -> None:
        """Write this draft soon, instead of one that waits. `make` is called in the thread."""
        with self._changed:
            self._waiting = make
            self._changed.notify()
        if not self._has_begun:
            self._has_begun = True
            self._begin(self)

    def drop(self) -> None:
        """Nothing is unsaved any more."""
        with self._changed:
            self._waiting = None
        with self._writing:
            try:
                self._slot.drop()
            except StorageError as error:
                self._tell(not_removed(error))

    def flush(self, make: MakeDraft | None = None) -> bool:
        """Write what waits, or this, before returning; whether the disk has it."""
        with self._changed:
            make, self._waiting = make or self._waiting, None
        # Where nothing waits, the thread may still be writing what did.
        with self._writing:
            return make is None or self._write(make())

    def close(self) -> None:
        """Write what waits, end the thread, let the slot go."""
        self.flush()
        with self._changed:
            self._ended = True
            self._changed.notify()
        self._slot.release()

    def run(self) -> None:
        """Write what is put, until `close`. For a thread of its own."""
        while True:
            with self._changed:
                while self._waiting is None and not self._ended:
                    self._changed.wait()
                if self._ended:
                    return
            with self._writing:
                # Taken only now: a flush that came before has written it.
                with self._changed:
                    make, self._waiting = self._waiting, None
                if make is not None:
                    self._write(make())

    def _write(self, draft: Draft) -> bool:
        try:
            self._slot.write(draft)
        except StorageError as error:
            if not_kept(error) != self._told:
                self._told = not_kept(error)
                self._tell(self._told)
            return False
        if self._told:
            self._told = ""
            self._tell("Drafts are kept again.")
        return True
