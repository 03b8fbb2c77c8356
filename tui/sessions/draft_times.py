"""When what is typed is written to disk: soon after the last change, and twice a second while changes come. Pure."""

from __future__ import annotations

from typing import NamedTuple

WRITE_AFTER_SECONDS = 0.25
LATEST_SECONDS = 0.45


class Unwritten(NamedTuple):
    """Something was typed that no disk has: the first and the last of it, in seconds."""

    since: float
    last: float

    @property
    def due(self) -> float:
        """When it is to be written, if nothing more is typed."""
        return min(self.last + WRITE_AFTER_SECONDS, self.since + LATEST_SECONDS)


def typed(before: Unwritten | None, seconds: float) -> Unwritten:
    """Something is typed now, behind what is not written yet."""
    return Unwritten(seconds if before is None else before.since, seconds)
