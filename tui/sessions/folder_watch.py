"""A folder that is watched: which file is saved when, as fast as the server's write budget lets, one at a time.

`step(state, event)` returns the next state and what is to be done. A scan of the folder is also the tick of the time.
A file is saved once it was the same in two scans: half of one is never sent. Owns the order, the pauses, what is tried
again and what waits for the next edit. Refuses to know the disk, the server and a clock, and to send a deletion.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum, auto

from tui.model.server import WriteBudget
from tui.sessions import pacing
from tui.sessions.pacing import Pace

RECHECK_SECONDS = 2.0
"""A file that was written this shortly before it was read may have been written again within the same time stamp."""
_AGAIN_SECONDS = (1.0, 2.0, 5.0, 15.0, 30.0)

Stamp = Hashable
"""What tells that a file may be another by now. It means nothing here but being the same or not."""


class Verdict(Enum):
    """How a try to save a file ended."""

    DONE = auto()
    """The server has it, or would not have it: nothing is to be done until the file is saved again."""
    AGAIN = auto()
    """Nobody answered, or what became of it is not known: it is tried again, and looked at first."""
    LIMITED = auto()
    """Refused for the rate limit: nothing was done."""
    MOVED = auto()
    """The file changed while it was read: nothing was sent."""


@dataclass(frozen=True, slots=True)
class Watched:
    """One file. `seen` is its stamp in the last scan, `settled` whether that was the same in the one before.

    `done` is the stamp it had when it was last read for a try that ended. `recheck_at`: it is read once more then, in
    silence. `not_before` and `tries` belong to what is tried again. `missing` counts the scans without it.
    """

    seen: Stamp | None = None
    settled: bool = False
    done: Stamp | None = None
    recheck_at: datetime | None = None
    not_before: datetime | None = None
    tries: int = 0
    missing: int = 0
    changed_at: datetime | None = None

    @property
    def is_due(self) -> bool:
        """Whether there is something of it that was not tried to the end."""
        return self.settled and self.seen is not None and self.seen != self.done


@dataclass(frozen=True)
class WatchState:
    """All files by slug. `under_way` is the file that is being saved, `number` that of the try."""

    files: Mapping[str, Watched]
    pace: Pace = pacing.NOTHING_KNOWN
    under_way: str | None = None
    number: int = 0
    waits_until: datetime | None = None
    stopping: bool = False

    @property
    def unsaved(self) -> tuple[str, ...]:
        """Files whose last state was not tried to the end."""
        pending = {slug for slug, file in self.files.items() if file.seen is not None and file.seen != file.done}
        return tuple(sorted(pending | ({self.under_way} if self.under_way else set())))

    @property
    def is_at_rest(self) -> bool:
        """Whether nothing is to be done until the folder changes."""
        return not self.unsaved and all(file.recheck_at is None for file in self.files.values())


@dataclass(frozen=True, slots=True)
class Scanned:
    """The folder as it is `now`: the stamp of each function's files."""

    files: Mapping[str, Stamp]
    now: datetime


@dataclass(frozen=True, slots=True)
class Ended:
    """Try `number` ended. `stamp` is that of the files as they were read, None where they were not.

    `is_fresh`: they were written so shortly before that they may have been written again under the same stamp.
    """

    number: int
    verdict: Verdict
    now: datetime
    stamp: Stamp | None = None
    is_fresh: bool = False
    next_at: datetime | None = None
    budget: WriteBudget | None = None


@dataclass(frozen=True, slots=True)
class Stop:
    """Nothing more is to be begun."""


WatchEvent = Scanned | Ended | Stop


@dataclass(frozen=True, slots=True)
class Save:
    """Save this file, if it still has this stamp, and tell how that ended with this number.

    `is_recheck`: only if it does not hold what was read last.
    """

    number: int
    slug: str
    stamp: Stamp
    is_recheck: bool = False


class Happened(Enum):
    """What is told of a file that is no save."""

    DELETED = auto()
    WAITS = auto()


@dataclass(frozen=True, slots=True)
class Say:
    """Tell this of a file; `until` is when a file that waits for the write limit may be sent."""

    what: Happened
    slug: str
    until: datetime | None = None


WatchEffect = Save | Say
WatchStep = tuple[WatchState, tuple[WatchEffect, ...]]


def begin(files: Mapping[str, Stamp], budget: WriteBudget | None = None) -> WatchState:
    """Begin to watch: what is there already is not sent until it is saved again."""
    watched = {slug: Watched(stamp, settled=True, done=stamp) for slug, stamp in files.items()}
    return WatchState(watched, pacing.heard(pacing.NOTHING_KNOWN, budget))


def step(state: WatchState, event: WatchEvent) -> WatchStep:
    """What an event leads to. A try that is not the one under way changes nothing."""
    match event:
        case Scanned():
            state, told = _scanned(state, event)
            state, begun = _next(state, event.now)
            return state, (*told, *begun)
        case Ended(number=number) if state.under_way is not None and number == state.number:
            return _next(_ended(state, state.under_way, event), event.now)
        case Stop():
            return replace(state, stopping=True), ()
        case _:
            return state, ()


def _scanned(state: WatchState, event: Scanned) -> WatchStep:
    files = dict(state.files)
    told: list[WatchEffect] = []
    for slug in sorted(files.keys() | event.files.keys()):
        before, stamp = files.get(slug), event.files.get(slug)
        if stamp is None and before is not None:
            # Editors take a file away and put another in its place: one scan without it tells nothing.
            file = replace(before, missing=before.missing + 1, settled=False)
            if file.missing == 2:
                file = replace(file, seen=None, recheck_at=None)
                told.append(Say(Happened.DELETED, slug))
            files[slug] = file
        elif before is None:
            files[slug] = Watched(stamp, settled=False, changed_at=event.now)
        elif stamp != before.seen or before.missing:
            files[slug] = replace(before, seen=stamp, settled=False, missing=0, changed_at=event.now, not_before=None)
        elif not before.settled:
            files[slug] = replace(before, settled=True)
    return replace(state, files=files), tuple(told)


def _ended(state: WatchState, slug: str, event: Ended) -> WatchState:
    pace = pacing.heard(state.pace, event.budget)
    file = state.files[slug]
    is_limited = event.verdict is Verdict.LIMITED
    pace = pacing.refused(pace, event.now, event.next_at) if is_limited else pacing.answered(pace)
    if event.verdict is Verdict.DONE:
        recheck = event.now + timedelta(seconds=RECHECK_SECONDS) if event.is_fresh else None
        file = replace(file, done=event.stamp, tries=0, not_before=None, recheck_at=recheck)
    elif event.verdict is Verdict.AGAIN:
        seconds = _AGAIN_SECONDS[min(file.tries, len(_AGAIN_SECONDS) - 1)]
        not_before = event.now + timedelta(seconds=seconds)
        file = replace(file, done=None, tries=file.tries + 1, not_before=not_before, recheck_at=None)
    else:
        # A file that moved is to be the same in two scans again.
        settled = file.settled and event.verdict is not Verdict.MOVED
        file = replace(file, done=None, recheck_at=None, settled=settled)
    files = {**state.files, slug: file}
    return replace(state, files=files, pace=pace, under_way=None)


def _next(state: WatchState, now: datetime) -> WatchStep:
    """Begin the next try, if one is due and may be sent."""
    if state.under_way is not None or state.stopping:
        return state, ()
    due = [
        (file.changed_at or now, slug)
        for slug, file in state.files.items()
        if file.is_due and (file.not_before is None or file.not_before <= now)
    ]
    if not due:
        return _recheck(replace(state, waits_until=None), now)
    # The one that has waited longest: nobody who saves all the time keeps others from being sent.
    slug = min(due)[1]
    free = pacing.free_at(state.pace, now)
    if free > now:
        said = () if state.waits_until is not None else (Say(Happened.WAITS, slug, free),)
        return replace(state, waits_until=free), said
    return _begun(replace(state, pace=pacing.spent(state.pace, now), waits_until=None), slug, is_recheck=False)


def _recheck(state: WatchState, now: datetime) -> WatchStep:
    for slug, file in sorted(state.files.items()):
        if file.settled and file.recheck_at is not None and file.recheck_at <= now:
            return _begun(state, slug, is_recheck=True)
    return state, ()


def _begun(state: WatchState, slug: str, *, is_recheck: bool) -> WatchStep:
    number = state.number + 1
    save = Save(number, slug, state.files[slug].seen, is_recheck)
    return replace(state, number=number, under_way=slug), (save,)
