"""The draft of the request that is written: beside the typing, until its file has it.

Owns the timer. Refuses to decide what is kept and what is said of it (`tui.sessions.request_drafts`).
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable

from tui.app.shell.screen import ConsoleScreen
from tui.app.widgets.clock import Clock, call_widget_later
from tui.errors import StorageError
from tui.flows.draft_follower import DraftKeeper
from tui.model.request_draft import RequestDraft
from tui.sessions.draft_times import Unwritten, typed
from tui.store.draft_writer import DraftWords, Make
from tui.store.request_drafts import RequestDrafts


def _not_kept(error: StorageError) -> str:
    return f"Drafts are not kept ({error.reason}): only this window has the request."


_WORDS = DraftWords(not_kept=_not_kept)


class RequestDrafting:
    """Keeps the draft of one function's request. Without `places` nothing is kept.

    `held` makes the draft of what the boxes hold now; None where the file has that.
    """

    def __init__(
        self,
        screen: ConsoleScreen,
        clock: Clock,
        places: RequestDrafts | None,
        held: Callable[[], Make[RequestDraft] | None],
    ) -> None:
        self._screen = screen
        self._clock = clock
        self._places = places
        self._held = held
        self._keeper: DraftKeeper[RequestDraft] = DraftKeeper(self._tell_from_thread, words=_WORDS)
        self._unwritten: Unwritten | None = None
        self._waits = False
        self._loop: asyncio.AbstractEventLoop | None = None

    async def open(self, server: str, slug: str) -> RequestDraft | None:
        """Take a place for the draft; answers one that an earlier console left, which stays where it is."""
        self._loop = asyncio.get_running_loop()
        if self._places is None:
            return None
        return await asyncio.to_thread(self._keeper.open, self._places, server, slug)

    def take_over(self) -> None:
        """What was left is what the boxes hold now."""
        self._keeper.take_over(self._held())

    def drop_left(self) -> None:
        """What was left is in the file."""
        self._keeper.drop_left()

    def edited(self) -> None:
        """Something was typed: it is written soon."""
        if self._places is None:
            return
        now = self._clock.monotonic()
        self._unwritten = typed(self._unwritten, now)
        if now >= self._unwritten.due:
            self.follow()
        elif not self._waits:
            self._wait(self._unwritten.due - now)

    def _wait(self, seconds: float) -> None:
        self._waits = True
        call_widget_later(self._screen, self._clock, seconds, self._time_came)

    def _time_came(self) -> None:
        self._waits = False
        if self._unwritten is None:
            return
        left = self._unwritten.due - self._clock.monotonic()
        if left > 0:
            self._wait(left)
        else:
            self.follow()

    def follow(self) -> None:
        """The draft becomes what the boxes hold, or goes where the file has that."""
        self._unwritten = None
        held = self._held()
        if held is None:
            self._keeper.drop()
        else:
            self._keeper.write(held)

    def flush(self) -> bool | None:
        """As `follow`, before returning; whether the disk has it, None where there is nothing to keep or no place."""
        self._unwritten = None
        held = None if self._places is None else self._held()
        if held is None:
            self._keeper.drop()
            return None
        return self._keeper.flush(held)

    def leave(self) -> None:
        """The screen is left: keep what the file has not, and let the place go."""
        self.flush()
        self.close()

    def close(self) -> None:
        """The boxes are gone: let the place go."""
        self._keeper.close()

    def _tell_from_thread(self, said: str) -> None:
        # Called in the thread that writes, and while the console ends.
        with contextlib.suppress(RuntimeError):
            if self._loop is not None:
                self._loop.call_soon_threadsafe(self._screen.announce, said)
