"""The exit codes of commands without a screen. They are part of the interface: scripts decide by them."""

from __future__ import annotations

from enum import IntEnum

from tui.errors import (
    ApiError,
    Forbidden,
    NotFound,
    RateLimitExceeded,
    Refused,
    ResponseLost,
    Unauthorised,
    Unreachable,
    UnreachableReason,
)


class ExitCode(IntEnum):
    """How a command ended."""

    DONE = 0
    """Saved, and live as far as could be found out; or the function answered with a status below 400."""
    ERROR_ANSWER = 1
    """The function answered with a status of 400 or more; `doctor` or `--keys` found something wrong."""
    USAGE = 2
    """A bad option, file or setting: nothing was sent."""
    REJECTED = 3
    """The server looked at it and would not have it: nothing was saved."""
    NOT_LIVE = 4
    """Saved, and callers do not get it: not deployed, or what runs it is down, or calls of it would fail."""
    NOT_REACHED = 5
    """The server could not be reached or failed: nothing was saved."""
    NOT_KNOWN = 6
    """The request was sent and no answer told what became of it."""
    READ_ONLY = 7
    """The profile is read-only, or --read-only is given: nothing was sent."""
    NOT_FOUND = 8
    """There is no such function."""
    NO_ACCESS = 9
    """The key is not accepted, or lacks the right."""
    RATE_LIMITED = 10
    """The rate limit is reached: nothing was saved."""
    CONFLICT = 11
    """Somebody else changed the function in the same moment: nothing was overwritten."""


def of_read(error: ApiError) -> ExitCode:
    """How a read that failed ends a command that has sent nothing else: whatever came of it, nothing was changed."""
    return ExitCode.NOT_REACHED if isinstance(error, ResponseLost) else of_error(error)


def of_error(error: ApiError) -> ExitCode:
    """How a failed call that may change something ends a command."""
    match error:
        case Unreachable(reason=UnreachableReason.READ_ONLY):
            return ExitCode.READ_ONLY
        case Unreachable():
            return ExitCode.NOT_REACHED
        case ResponseLost():
            return ExitCode.NOT_KNOWN
        case Unauthorised() | Forbidden():
            return ExitCode.NO_ACCESS
        case NotFound():
            return ExitCode.NOT_FOUND
        case RateLimitExceeded():
            return ExitCode.RATE_LIMITED
        case Refused():
            return ExitCode.REJECTED
        case _:
            return ExitCode.NOT_REACHED
