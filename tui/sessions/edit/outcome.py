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
    Unauthorised,
    Unreachable,
)
from tui.model.function import Deployment, Function
from tui.model.problem import Problem

CANCELLED = "cancelled"
"""The detail of an answer that was lost because the user did not want to wait for it."""


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

    `looked_up` tells that the answer was lost and a look at the function gave this outcome. `altered` names
    fields the server stored differently from what was sent, `theirs` fields that were not sent and that somebody else
    changed since the look before the save.
    """

    base: Function
    sent: tuple[str, ...]
    deployment: Deployment | None = None
    looked_up: bool = False
    altered: tuple[str, ...] = ()
    theirs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SavedNotDeployed:
    """The server stored it and could not deploy it; callers still get the version before. `theirs` as of `Saved`."""

    base: Function
    sent: tuple[str, ...]
    deployment: Deployment | None
    problems: tuple[Problem, ...]
    theirs: tuple[str, ...] = ()

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
    """The slug is taken: somebody created the function in the meantime; nothing was saved."""

    error: AlreadyExists


@dataclass(frozen=True, slots=True)
class NotAllowed:
    """The key is wrong, out of date or lacks the right; nothing was saved."""

    error: Unauthorised | Forbidden


@dataclass(frozen=True, slots=True)
class RateLimited:
    """Too many writes; nothing was saved. The error says when the next one is free."""

    error: RateLimitExceeded


@dataclass(frozen=True, slots=True)
class NotSent:
    """No request left this machine whole; nothing was saved."""

    error: Unreachable


@dataclass(frozen=True, slots=True)
class NotSaved:
    """The answer told nothing, and the function on the server stayed as it was: looked at for `seconds`."""

    error: ApiError
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Unknown:
    """Neither the answer nor a look at the function told. `look_error` is why looking failed, if it did."""

    error: ApiError
    look_error: ApiError | None = None


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
