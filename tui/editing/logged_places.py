"""Where a place that a log names stands in today's code.

Owns the way from the code that was deployed when the line was logged to the code of now. Refuses to know where either
is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import Enum
from typing import NamedTuple

from tui.editing.moved_places import moved_place
from tui.editing.source import lines_of_code
from tui.model.problem import CodeRange

FindPlace = Callable[[Sequence[str]], CodeRange | None]
"""Finds the place that a log names in the lines of a code; None where it names none."""


class Since(Enum):
    """What is known of a place since its line was logged."""

    SAME = "the code is the same"
    FOLLOWED = "the code changed; this is where the line stands now"
    CHANGED = "the line itself was changed or removed; it stood here"
    NOT_KEPT = "the code was saved since, and what it was is not known"
    NOT_KNOWN = "whether the code was saved since is not known"


class LoggedPlace(NamedTuple):
    """A place in today's code, and what is known of it since."""

    range: CodeRange
    since: Since


_WITHOUT_CODE = {None: Since.NOT_KNOWN, True: Since.NOT_KEPT, False: Since.SAME}
"""What is known of a place, by whether the function was saved since, where the code of then is not known."""


def logged_place(find: FindPlace, now: str, then: str | None, *, was_saved: bool | None) -> LoggedPlace | None:
    """Where a place of a log is in the code of now; None where the log names none.

    `then` is the code of the version that is known from then, None where none is; `was_saved` is whether the
    function was saved since, None where that is not known.
    """
    lines = lines_of_code(now)
    lines_then = [] if then is None or was_saved is False else lines_of_code(then)
    place = find(lines_then) if lines_then else None
    if place is None or place.start_line >= len(lines_then) - 1:
        # A line behind its end: it was another version that was deployed then.
        place = find(lines)
        return None if place is None else LoggedPlace(place, _WITHOUT_CODE[was_saved])
    moved = moved_place(lines_then, lines, place)
    return LoggedPlace(moved.range, Since.CHANGED if moved.is_changed else Since.FOLLOWED)
