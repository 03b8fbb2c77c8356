"""Writes drafts beside the typing: in a thread, only ever the newest one.

Owns when the disk is touched. Refuses to raise: what fails is told once through `on_error`; the next draft is tried.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

from tui.errors import StorageError
from tui.store.drafts import Draft, DraftSlot

MakeDraft = Callable[[], Draft]


class DraftWriter:
    """Keeps one slot up to date. `put`, `drop` and `flush` may be called from the thread of the app only."""

    def __init__(self, slot: DraftSlot, on_error: Callable[[str], None]) -> None:
        self._slot = slot
        self._on_error = on_error
        self._waiting: MakeDraft | None = None
        self._changed = threading.Condition()
        self._writing = threading.Lock()
        self._ended = False
        self._told = ""
        self._thread: threading.Thread | None = None

    def put(self, make: MakeDraft) -> None:
        """Write this draft soon, instead of one that waits. `make` is called in the thread."""
        with self._changed:
            self._waiting = make
            self._changed.notify()
        if self._thread is None:
            # A daemon, so that a disk that hangs (a dead network mount) can't keep the process from ending.
            self._thread = threading.Thread(target=self._run, name="drafts", daemon=True)
            self._thread.start()

    def drop(self) -> None:
        """Nothing is unsaved any more."""
        with self._changed:
            self._waiting = None
        with self._writing:
            self._try(self._slot.drop)

    def flush(self, make: MakeDraft | None = None) -> bool:
        """Write what waits, or this, before returning; whether the disk has it."""
        with self._changed:
            make, self._waiting = make or self._waiting, None
        if make is None:
            return True
        with self._writing:
            return self._write(make())

    def close(self) -> None:
        """Write what waits, end the thread, let the slot go."""
        self.flush()
        with self._changed:
            self._ended = True
            self._changed.notify()
        self._slot.release()

    def _run(self) -> None:
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
        return self._try(lambda: self._slot.write(draft))

    def _try(self, act: Callable[[], None]) -> bool:
        try:
            act()
        except StorageError as error:
            if str(error) != self._told:
                self._told = str(error)
                self._on_error(self._told)
            return False
        self._told = ""
        return True
