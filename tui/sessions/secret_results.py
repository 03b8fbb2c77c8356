"""What became of a write of a secret, as far as answers and looks tell. Pure."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from tui.errors import ApiError, Forbidden, Unauthorised, Unreachable
from tui.model.secret import Secret


class Ending(Enum):
    """How a write ended."""

    DONE = "done"
    NOT_DONE = "not done"
    UNKNOWN = "not known"
    """The answer was lost, and no look could tell."""


class Result(NamedTuple):
    """How a write ended; `looked_up`: its answer was lost, and the server was asked how it is."""

    ending: Ending
    error: ApiError | None = None
    looked_up: bool = False

    @property
    def ends_all(self) -> bool:
        """Whether no further write can succeed."""
        return self.ending is not Ending.DONE and isinstance(self.error, Unauthorised | Forbidden | Unreachable)


class Rotation(Enum):
    """How a rotation of a key ended."""

    DONE = "done"
    NOT_DONE = "not done"
    NOT_OFFERED = "not offered"
    UNKNOWN = "not known"
    """The answer was lost, and so was what would have told: the new key may exist."""
    LOCKED_OUT = "locked out"
    """The answer was lost, and the old key is not accepted any more: the new key exists, and nobody here knows it."""


class Rotated(NamedTuple):
    """What became of a rotation. `key` is the new one, where it is known; `ends` is told in `tui.model`."""

    ending: Rotation
    key: Secret | None = None
    error: ApiError | None = None
    looked_up: bool = False
