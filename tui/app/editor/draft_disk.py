"""The draft of the function that is open, on disk: what a session wants kept, dropped or set aside.

Owns how a draft is made of what the editor holds. Refuses to know when one is due: the session does.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import NamedTuple

from tui.editing.snapshot import Snapshot
from tui.errors import StorageError
from tui.flows.draft_follower import DraftKeeper
from tui.model.function import Edited
from tui.sessions.edit import effects as do
from tui.sessions.edit.effects import Effect
from tui.sessions.edit.events import DraftOpened
from tui.sessions.edit.values import LeftDraft
from tui.store.drafts import Draft, DraftStore


class Held(NamedTuple):
    """What the editor holds at a moment (aware UTC). The lists of `code` must be ones that no edit changes."""

    fields: Edited
    code: Snapshot
    now: datetime
    cursor: tuple[int, int]


class DraftDisk:
    """The drafts of one function. `held` returns what the editor holds, `keeper` writes.

    Without a `store` nothing is kept.
    """

    def __init__(
        self,
        store: DraftStore | None,
        server: str,
        slug: str,
        *,
        held: Callable[[], Held],
        keeper: DraftKeeper[Draft],
    ) -> None:
        self._store = store
        self._server = server
        self._slug = slug
        self._held = held
        self.keeper = keeper

    def perform(self, effect: Effect) -> None:
        """Do what a session wants done with the draft and is not answered; other effects are passed over."""
        match effect:
            case do.KeepDraft(base=base):
                self.keep(base)
            case do.DropDraft():
                self.keeper.drop()
            case do.TakeOverDraft(base=base_or_none):
                self.take_over(base_or_none)
            case do.DropLeftDraft():
                self.keeper.drop_left()
            case do.TakeOverDiscarded(base=base, discarded=discarded):
                self.take_over_discarded(base, discarded)
            case _:
                pass

    async def open(self) -> DraftOpened:
        """Take the draft's place; what was left there, and who else has the function open."""
        return await asyncio.to_thread(self.opened)

    def opened(self) -> DraftOpened:
        """`open`, in this thread."""
        if self._store is None:
            return DraftOpened()
        found = self.keeper.open(self._store, self._server, self._slug)
        left = None if found is None else LeftDraft(found.base, found.edited, found.written_at, found.cursor)
        return DraftOpened(left, self.keeper.others)

    async def move(self, slug: str, base: Edited) -> DraftOpened:
        """Take the draft's place of another slug; the draft of the slug before goes once this one is on disk there."""
        return await asyncio.to_thread(self.moved, self.begin_move(slug), self.maker(base))

    def begin_move(self, slug: str) -> DraftKeeper[Draft]:
        """From now on the draft is of this slug; what keeps it so far."""
        before, self.keeper = self.keeper, self.keeper.another()
        self._slug = slug
        return before

    def moved(self, before: DraftKeeper[Draft], make: Callable[[], Draft]) -> DraftOpened:
        """`move` from what kept it so far, in this thread. `make` makes the draft of what the editor holds."""
        self.keeper.follow(before)
        opened = self.opened()
        if self._store is not None and self.keeper.flush(make):
            before.drop()
        before.close()
        return opened

    def maker(self, base: Edited) -> partial[Draft]:
        """Makes the draft of what the editor holds now, made from `base`; may be called in another thread."""
        return partial(_made, self._server, self._slug, base, self._held())

    def keep(self, base: Edited) -> None:
        """Write the draft soon."""
        self.keeper.write(self.maker(base))

    def flush(self, base: Edited) -> bool:
        """Write the draft before returning; whether the disk has it."""
        return self._store is not None and self.keeper.flush(self.maker(base))

    def take_over(self, base: Edited | None) -> None:
        """What was left is what is worked on now; None: nothing is unsaved."""
        self.keeper.take_over(None if base is None else self.maker(base))

    def set_aside(self, base: Edited, left: LeftDraft | None) -> str:
        """Keep what is discarded, so that it can be brought back; why it could not be kept, or nothing."""
        draft = self.maker(base)() if left is None else Draft(self._server, self._slug, *_parts(left))
        try:
            if self._store is not None:
                self._store.discard(draft)
        except StorageError as error:
            return error.reason or str(error)
        return ""

    def take_over_discarded(self, base: Edited, discarded: LeftDraft) -> None:
        """What was discarded is what is worked on now: once that is on disk, it is discarded no more."""
        if self._store is not None and self.flush(base):
            with contextlib.suppress(StorageError):
                self._store.forget_discarded(Draft(self._server, self._slug, *_parts(discarded)))


def _parts(left: LeftDraft) -> tuple[Edited, Edited, datetime, tuple[int, int]]:
    return left.base, left.edited, left.written_at, left.cursor


def _made(server: str, slug: str, base: Edited, held: Held) -> Draft:
    return Draft(server, slug, base, held.fields._replace(code=held.code.text), held.now, held.cursor)
