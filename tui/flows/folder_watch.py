"""Carries out what `tui.sessions.folder_watch` decides: scans the folder, saves a file, tells how it ended.

The folder is looked at again and again (the stamps of its files, nothing is opened): that works on every file system,
those over a network included, which tell nobody of a change; a folder of functions is small. It costs nothing on the
line. Owns the scans and that what is told is what the save told. Refuses to decide.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import NamedTuple

from tui.errors import (
    ApiError,
    Forbidden,
    RateLimitExceeded,
    StorageError,
    Unauthorised,
    Unreachable,
    UnreachableReason,
)
from tui.flows.linked import LinkedFolder
from tui.flows.linked_parts import Done, Sides
from tui.model.server import WriteBudget
from tui.sessions import folder_watch as watch
from tui.sessions.edit import outcome as became
from tui.sessions.edit.values import Ended
from tui.sessions.folder_watch import Save, Say, Scanned, Stamp, Stop, Verdict, WatchState
from tui.sessions.linked import Compared, State, Unusable
from tui.store.function_files import FileContent, Scan, slug_of_file

POLL_SECONDS = 0.3
_FRESH_NS = int(watch.RECHECK_SECONDS * 1e9)


class Tried(NamedTuple):
    """A try that is to be told; `is_again`: it is tried again."""

    done: Done
    is_again: bool = False


Telling = Tried | Say | StorageError
"""What is told: how a try ended, what happened to a file, that the folder can't be read."""


class FolderWatch:
    """Watches one folder. `wait` waits for so many seconds, or shorter where it is to stop."""

    def __init__(
        self,
        folder: LinkedFolder,
        tell: Callable[[Telling], None],
        *,
        now: Callable[[], datetime],
        wait: Callable[[float], Awaitable[object]],
        budget: Callable[[], WriteBudget | None] = lambda: None,
        poll_seconds: float = POLL_SECONDS,
    ) -> None:
        self._folder = folder
        self._tell = tell
        self._now = now
        self._wait = wait
        self._budget = budget
        self._poll_seconds = poll_seconds
        self._state = WatchState({})
        self._read: dict[str, FileContent] = {}
        self._unsure: set[str] = set()
        self._task: asyncio.Task[None] | None = None
        self._said = ""

    @property
    def unsaved(self) -> tuple[str, ...]:
        """Files whose last state was not tried to the end."""
        return self._state.unsaved

    @property
    def rests(self) -> bool:
        """Whether nothing is under way, and nothing is known that is to be done."""
        return self._task is None and self._state.is_at_rest

    async def begin(self) -> None:
        """Look at the folder as it is: what is there is not sent until it is saved again. Raises StorageError."""
        self._state = watch.begin(stamps_of(await asyncio.to_thread(self._folder.files.scan)), self._budget())

    async def run(self, is_over: Callable[[], bool]) -> None:
        """Watch until it is over; then what is under way is waited for."""
        while not is_over():
            await self._wait(self._poll_seconds)
            await self._scan()
            if self._task is not None and self._task.done():
                # What went wrong in it and is no answer of the server's ends the watch.
                await self._task
        self._take(watch.step(self._state, Stop()))
        if self._task is not None:
            await self._task

    async def _scan(self) -> None:
        try:
            scan = await asyncio.to_thread(self._folder.files.scan)
        except StorageError as error:
            if str(error) != self._said:
                self._said = str(error)
                self._tell(error)
            return
        self._said = ""
        self._take(watch.step(self._state, Scanned(stamps_of(scan), self._now())))

    def _take(self, step: watch.WatchStep) -> None:
        self._state, effects = step
        for effect in effects:
            if isinstance(effect, Save):
                self._task = asyncio.ensure_future(self._save(effect))
            else:
                self._tell(effect)

    async def _save(self, save: Save) -> None:
        sides = await self._folder.local(save.slug)
        done: Done | None = None
        if sides.found != save.stamp or sides.is_moving:
            verdict = Verdict.MOVED
        elif isinstance(sides.here, Unusable):
            verdict, done = Verdict.DONE, _unusable(save.slug, sides.here)
        elif self._needs_nothing(save, sides):
            verdict = Verdict.DONE
        else:
            done = await self._pushed(save.slug, sides)
            verdict = verdict_of(done)
        is_fresh = verdict is Verdict.DONE and _is_fresh(sides)
        if verdict is Verdict.DONE:
            self._unsure.discard(save.slug)
        elif verdict is Verdict.AGAIN:
            self._unsure.add(save.slug)
        if sides.read is not None:
            self._read[save.slug] = sides.read
        if done is not None and not (done.final is None and done.found is not None and done.found.state is State.SAME):
            self._tell(Tried(done, verdict in (Verdict.AGAIN, Verdict.LIMITED)))
        self._task = None
        ended = watch.Ended(
            save.number, verdict, self._now(), save.stamp, is_fresh, _next_at(done), self._budget()
        )  # fmt: skip
        self._take(watch.step(self._state, ended))

    def _needs_nothing(self, save: Save, sides: Sides) -> bool:
        """Whether the server need not be asked: nothing was changed here, and all that was sent was answered."""
        before = self._read.get(save.slug)
        is_known = before is not None and sides.read is not None and before[1:] == sides.read[1:]
        return (save.is_recheck and is_known) or (sides.is_as_common and save.slug not in self._unsure)

    async def _pushed(self, slug: str, sides: Sides) -> Done:
        try:
            return await self._folder.push(slug, named=False, creates=False, sides=sides)
        except StorageError as error:
            return Done(slug, error=error)


def stamps_of(scan: Scan) -> Mapping[str, Stamp]:
    """What tells of each function's files that they may be others by now; what can't be used has its reason."""
    troubles = {slug: why for name, why in scan.troubles.items() if (slug := slug_of_file(name)) is not None}
    return {**troubles, **scan.files}


def _unusable(slug: str, here: Unusable) -> Done:
    return Done(slug, Compared(slug, State.UNUSABLE, reason=here.reason))


def _is_fresh(sides: Sides) -> bool:
    """Whether the files were written so shortly ago that they may be written again under the same stamp."""
    if sides.read is None:
        return False
    stamps = [each for each in (sides.read.found.stamp, sides.read.found.about) if each is not None]
    # The clock of a server of files may be another: a time to come is fresh too.
    return any(time.time_ns() - each.modified < _FRESH_NS for each in stamps)


def _error_of(done: Done) -> ApiError | StorageError | None:
    """Why a try could not do what it was to do, where an error tells."""
    if done.final is None:
        return done.error
    if not isinstance(done.final, Ended):
        return done.final.error
    match done.final.outcome:
        case became.RateLimited(error=error) | became.PrecheckFailed(error=error) | became.NotSent(error=error):
            return error
        case became.NotSaved(error=error) | became.Unknown(error=error):
            return error
        case _:
            return None


def verdict_of(done: Done) -> Verdict:
    """What a try means for what comes next."""
    match _error_of(done):
        case None | StorageError() | Unauthorised() | Forbidden() | Unreachable(reason=UnreachableReason.READ_ONLY):
            return Verdict.DONE
        case RateLimitExceeded():
            is_known = not isinstance(done.final, Ended) or isinstance(done.final.outcome, became.RateLimited)
            return Verdict.LIMITED if is_known else Verdict.AGAIN
        case _:
            return Verdict.AGAIN


def _next_at(done: Done | None) -> datetime | None:
    error = None if done is None else _error_of(done)
    return error.next_at if isinstance(error, RateLimitExceeded) else None
