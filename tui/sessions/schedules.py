"""Schedules as the view shows them: how their last runs went, what is the matter with them, what they would send.

Pure: `now` is handed in. Owns what is marked. Refuses to know how it is shown and where schedules come from.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import Enum
from typing import NamedTuple
from urllib.parse import urlsplit

from tui.model.function import ACTIVE, DRAFT, FunctionSummary
from tui.model.schedule import Headers, Schedule, ScheduleChanges, ScheduleRun
from tui.sessions.cron import Cron, read_cron
from tui.sessions.liveness import Liveness, ServerProof

STRIP_RUNS = 12
"""So many of the last runs are shown of each schedule."""
_SHORTEST_PAUSE_SECONDS = 60
"""Five fields say no times that are nearer to each other."""
NO_PROOF = ServerProof(Liveness.UNKNOWN)

PLACEHOLDER = re.compile(r"\$\{\{secrets\.([A-Z0-9_]+)\}\}")
"""What the server puts a secret in the place of, in headers."""
_MEANT = re.compile(r"\$?\{{1,2}\s*secrets?\.[^}\s]*\s*\}{0,2}", re.IGNORECASE)


class Went(Enum):
    """How a run went; its sign says so without colour."""

    OK = "+"
    FAILED = "!"
    SLOW = "~"
    """It took longer than the pause to the next one: two of them ran at once."""


class ScheduleRow(NamedTuple):
    """A schedule, its last runs (the newest first), and a mark where its function is not there to be called.

    `overlap` is the newest run that was longer than the pause behind it, None where there is none; `offsets` are those
    from UTC, in minutes, in which the newest runs came when they were due (None: nothing can be told).
    """

    schedule: Schedule
    runs: tuple[ScheduleRun, ...] = ()
    mark: str = ""
    overlap: ScheduleRun | None = None
    offsets: frozenset[int] | None = None

    @property
    def last(self) -> ScheduleRun | None:
        """The last run that is known."""
        return self.runs[0] if self.runs else None


def went(run: ScheduleRun, cron: str) -> Went:
    """How a run went."""
    if not run.succeeded:
        return Went.FAILED
    return Went.SLOW if is_long(run, cron) else Went.OK


def strip(row: ScheduleRow) -> str:
    """A sign for each of the last runs, the newest last."""
    return "".join(went(run, row.schedule.cron).value for run in reversed(row.runs[:STRIP_RUNS]))


def next_run(schedule: Schedule, now: datetime) -> datetime | None:
    """When it runs next, None while it is off. What the server tells is taken before what the times say."""
    if not schedule.is_active:
        return None
    if schedule.next_run is not None and schedule.next_run > now:
        return schedule.next_run
    times = read_cron(schedule.cron)
    coming = times.next_after(now) if isinstance(times, Cron) else None
    return schedule.next_run if coming is None else coming


def mark_of(schedule: Schedule, function: FunctionSummary | None, proof: ServerProof = NO_PROOF) -> str:
    """What is the matter with the function that a schedule calls; empty for any other URL, and where nothing is.

    `proof` is what is known of whether calls reach the active functions of the server.
    """
    if not calls_a_function(schedule.url):
        return ""
    if function is None:
        return "deleted"
    if function.status == ACTIVE:
        return "down" if proof.uncallable((function.slug,)) else ""
    return "draft" if function.status == DRAFT else "down"


def overlap_of(runs: Sequence[ScheduleRun], cron: str) -> ScheduleRun | None:
    """The newest of these runs that was longer than the pause behind it: two of them ran at once."""
    return next((run for run in runs[:STRIP_RUNS] if is_long(run, cron)), None)


def is_long(run: ScheduleRun, cron: str) -> bool:
    """Whether a run took longer than the pause to the next one, however it ended."""
    if run.seconds is None or run.seconds <= 1:
        return False
    times = read_cron(cron)
    if not isinstance(times, Cron) or (times.every is None and run.seconds <= _SHORTEST_PAUSE_SECONDS):
        return False
    pause = times.interval(run.at)
    return pause is not None and run.seconds > pause.total_seconds()


def calls_a_function(url: str) -> bool:
    """Whether a URL is one of the server's own functions, as far as its path tells."""
    try:
        segments = urlsplit(url).path.strip("/").split("/")
    except ValueError:
        return False
    return len(segments) == 2 and segments[0] == "functions"


def placeholder_problems(headers: Headers, secrets: Iterable[str] | None) -> tuple[str, ...]:
    """What would be sent otherwise than meant, a sentence for each. `secrets` are the keys there are, None: unknown."""
    found: list[str] = []
    known = None if secrets is None else frozenset(secrets)
    for name, value in headers:
        for key in PLACEHOLDER.findall(value):
            if known is not None and key not in known:
                found.append(f"{name}: there is no secret {key}; the server rejects the schedule.")
        for wrong in _MEANT.findall(PLACEHOLDER.sub("", value)):
            found.append(f"{name}: {wrong} would be sent as it stands; a secret is written ${{{{secrets.NAME}}}}.")
    return tuple(found)


def changed(before: Schedule, wanted: ScheduleChanges) -> ScheduleChanges:
    """The fields that are another than before; None for each that is the same."""
    pairs = zip(wanted, _comparable(wanted), _comparable(as_changes(before)), strict=True)
    return ScheduleChanges._make(given if new != old else None for given, new, old in pairs)


def as_changes(schedule: Schedule) -> ScheduleChanges:
    """What a schedule is, as what could be sent for it."""
    return ScheduleChanges(
        schedule.name,
        schedule.url,
        schedule.cron,
        schedule.is_active,
        schedule.method,
        schedule.headers,
        schedule.body,
    )


def holds(schedule: Schedule, changes: ScheduleChanges) -> bool:
    """Whether a schedule is as the changes want it."""
    pairs = zip(_comparable(changes), _comparable(as_changes(schedule)), strict=True)
    return all(new is None or new == old for new, old in pairs)


def _comparable(changes: ScheduleChanges) -> tuple[object, ...]:
    """The fields without what the servers may change: the order of headers, and how a body is written."""
    name, url, cron, is_active, method, headers, body = changes
    return (name, url, cron, is_active, method, None if headers is None else dict(headers), _json(body))


def _json(text: str | None) -> object:
    try:
        return None if text is None else json.loads(text)
    except ValueError:
        return text
