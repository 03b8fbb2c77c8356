"""The closed set of ways a save can end. Each is a value; how it is told is the app's."""

from __future__ import annotations

from dataclasses import dataclass

from tui.errors import (
    AlreadyExists,
    ApiError,
    Forbidden,
    NotFound,
    RateLimitExceeded,
    Refused,
    ResponseLost,
    Unauthorised,
    Unreachable,
)
from tui.model.function import Deployment, Function
from tui.model.problem import Problem

CANCELLED = "cancelled"
"""The detail of an answer that never came because the user did not want to wait for it."""


def was_stopped(error: ApiError) -> bool:
    """Whether there is no answer because the user did not want to wait for one, and not because it was lost."""
    return isinstance(error, ResponseLost) and error.detail == CANCELLED


@dataclass(frozen=True, slots=True)
class NothingToSave:
    """Nothing differs from what the server holds; nothing was sent.

    `base` is the function as it stands there now, where a look found that somebody had stored just this.
    """

    base: Function | None = None


@dataclass(frozen=True, slots=True)
class Conflict:
    """Somebody changed the function since it was fetched; nothing was sent. `theirs` is what stands there now."""

    theirs: Function
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PrecheckFailed:
    """The look before the save failed; nothing was sent."""

    error: ApiError


@dataclass(frozen=True, slots=True)
class Cancelled:
    """The user cancelled the save before anything was sent."""


@dataclass(frozen=True, slots=True)
class Saved:
    """The server holds what was sent. `base` is the function as it stands there now.

    `looked_up` tells that no answer came and a look at the function gave this outcome; `stopped`, that none came
    because the user did not want to wait. `altered` names fields the server stored differently from what was sent,
    `theirs` fields that were not sent and that somebody else changed since the look before the save. `created`: there
    was no such function before.
    """

    base: Function
    sent: tuple[str, ...]
    deployment: Deployment | None = None
    looked_up: bool = False
    stopped: bool = False
    altered: tuple[str, ...] = ()
    theirs: tuple[str, ...] = ()
    created: bool = False


@dataclass(frozen=True, slots=True)
class SavedNotDeployed:
    """The server stored it and could not deploy it; callers still get the version before, if there was one.

    `theirs` and `created` as of `Saved`.
    """

    base: Function
    sent: tuple[str, ...]
    deployment: Deployment | None
    problems: tuple[Problem, ...]
    theirs: tuple[str, ...] = ()
    created: bool = False

    @property
    def logs(self) -> tuple[str, ...]:
        """The entries of the build log, as far as they are known."""
        return self.deployment.build_logs if self.deployment is not None else ()


@dataclass(frozen=True, slots=True)
class Rejected:
    """The server refused it; nothing was saved."""

    error: Refused
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Deleted:
    """There is no such function any more; nothing was saved."""

    error: NotFound


@dataclass(frozen=True, slots=True)
class SlugTaken:
    """The server has another function of this slug; nothing was saved. `is_new`: this one never was there.

    `may_be_ours`: it was not seen, and may be what an earlier creation made of which no answer came.
    """

    error: AlreadyExists
    is_new: bool = False
    may_be_ours: bool = False


@dataclass(frozen=True, slots=True)
class NotAllowed:
    """The key is wrong, out of date or lacks the right; nothing was saved."""

    error: Unauthorised | Forbidden


@dataclass(frozen=True, slots=True)
class RateLimited:
    """The rate limit is reached; nothing was saved. The error says when the next one is free."""

    error: RateLimitExceeded


@dataclass(frozen=True, slots=True)
class NotSent:
    """No request left this machine whole; nothing was saved."""

    error: Unreachable


@dataclass(frozen=True, slots=True)
class NotSaved:
    """No answer, or one that told nothing, and the function on the server stayed as it was: looked at for `seconds`.

    `creating`: it is not there.
    """

    error: ApiError
    seconds: float = 0.0
    creating: bool = False


@dataclass(frozen=True, slots=True)
class Unknown:
    """Neither the answer nor a look at the function told. `look_error` is why looking failed, if it did.

    `creating`: where looking did not fail, there is a function of this slug which is not this one. `stopped`: the user
    did not want to wait for a look.
    """

    error: ApiError
    look_error: ApiError | None = None
    creating: bool = False
    stopped: bool = False


SaveOutcome = (
    NothingToSave
    | Saved
    | Conflict
    | PrecheckFailed
    | Cancelled
    | SavedNotDeployed
    | Rejected
    | Deleted
    | SlugTaken
    | NotAllowed
    | RateLimited
    | NotSent
    | NotSaved
    | Unknown
)
