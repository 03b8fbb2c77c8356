"""The last deployment of a cloud project: the lines of its build log, and which functions it holds back.

Owns what follows from a build log and the list of functions. All active functions ship together: one that does not
start keeps the changes of all others from callers. Refuses to know how both are fetched and painted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from tui.editing.build_log import tells_why
from tui.model.function import ACTIVE, FunctionSummary
from tui.model.server import BuildLog

FAILED, SUCCEEDED = "failed", "success"
_MOST_LINES = 5000
_PLACE = re.compile(r"functions[/\\](?P<slug>[A-Za-z0-9_-]{1,200})\.[cm]?[jt]sx?:(?P<line>\d{1,7}):(?P<column>\d{1,7})")
_SAVE_TAKES = timedelta(seconds=10)
"""A save is stored some time before its deployment is made: at most so long, on the server's own clock."""


@dataclass(frozen=True, slots=True)
class LogLine:
    """A line of a build log. `slug` and `line` are a place in a function as it was deployed, lines in front counted:
    the line's own, else that of a line near it in its entry.

    `is_cause`: it belongs to an entry that tells why the deployment failed.
    """

    number: int
    level: str
    text: str
    is_cause: bool = False
    slug: str | None = None
    line: int | None = None


def lines_of(log: BuildLog) -> tuple[LogLine, ...]:
    """The build log line by line, in its order; of a very long one the beginning."""
    found: list[LogLine] = []
    for entry in log.entries:
        is_cause = log.status == FAILED and tells_why(
            [f"[{entry.level}] {entry.message}" if entry.level else entry.message]
        )
        texts = entry.message.splitlines() or [""]
        places = [_PLACE.search(text) for text in texts]
        # The line above a stack is about the place that the stack names.
        place = next(filter(None, places), None)
        for text, own in zip(texts, places, strict=True):
            place = own or place
            slug, line = (place["slug"], int(place["line"])) if place is not None else (None, None)
            found.append(LogLine(len(found), entry.level, text, is_cause, slug, line))
            if len(found) == _MOST_LINES:
                return tuple(found)
    return tuple(found)


def named_in(lines: Iterable[LogLine], functions: Iterable[FunctionSummary]) -> tuple[str, ...]:
    """The functions that a failed deployment's log names as the cause, in its order, as far as they are there."""
    there = {function.slug for function in functions}
    return tuple(dict.fromkeys(line.slug for line in lines if line.is_cause and line.slug in there and line.slug))


def held_back(log: BuildLog, functions: Iterable[FunctionSummary]) -> tuple[str, ...]:
    """The active functions that were saved for a deployment that failed, or since: callers get none of that.

    It may be more of them: when the last deployment succeeded is not told.
    """
    if log.status != FAILED or log.created_at is None:
        return ()
    since = log.created_at - _SAVE_TAKES
    return tuple(
        function.slug
        for function in functions
        if function.status == ACTIVE and function.updated_at is not None and function.updated_at >= since
    )
