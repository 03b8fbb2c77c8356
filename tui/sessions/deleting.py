"""What became of a deletion, and of putting a deleted function back, as values.

Owns what an answer, a lost one and a look at the list mean. Refuses to ask a server.
"""

from __future__ import annotations

from collections.abc import Iterable
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
from tui.model.function import OFFERED_STATUSES, Function, FunctionChanges, FunctionSummary, NewFunction
from tui.sessions.edit.rules import changes_of_new, differing_fields, with_changes

# A deletion


@dataclass(frozen=True, slots=True)
class Deleted:
    """The server has it no more; `function` is how it was just before.

    `looked_up`: the answer was lost, and the list has it no more. `recreated`: the list has another of this slug.
    """

    function: Function
    looked_up: bool = False
    recreated: bool = False


@dataclass(frozen=True, slots=True)
class DeletedBefore:
    """There was no such function: somebody had deleted it. `function` is how it was, where it was seen."""

    function: Function | None = None


@dataclass(frozen=True, slots=True)
class ChangedSince:
    """Somebody changed it since it was `seen` by who wants it deleted; nothing was sent."""

    now: Function


@dataclass(frozen=True, slots=True)
class NotKept:
    """Its last version could not be kept on this machine (`reason`); nothing was sent."""

    function: Function
    reason: str


@dataclass(frozen=True, slots=True)
class NotDeleted:
    """It is there still. `looked_up`: the answer was lost, and the list has it after so many `seconds`."""

    error: ApiError
    looked_up: bool = False
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class NotKnown:
    """Neither the answer nor the list told whether it is deleted. `function` is how it was just before."""

    function: Function
    error: ApiError
    look_error: ApiError


DeleteOutcome = Deleted | DeletedBefore | ChangedSince | NotKept | NotDeleted | NotKnown


def changed_since(seen: FunctionSummary, now: Function) -> bool:
    """Whether somebody changed a function since it was `seen`, as far as the server tells."""
    summary = now.summary
    is_written = None not in (seen.updated_at, summary.updated_at) and seen.updated_at != summary.updated_at
    is_another = bool(seen.id and summary.id) and seen.id != summary.id
    return is_written or is_another or seen.status != summary.status


def after_fetch(error: ApiError) -> DeleteOutcome:
    """What it means that a function could not be fetched before it is deleted: nothing is sent."""
    return DeletedBefore() if isinstance(error, NotFound) else NotDeleted(error)


def after_delete(error: ApiError) -> DeleteOutcome | None:
    """What an error in answer to a deletion means; None: it tells nothing, and the list is to be looked at."""
    match error:
        case Unauthorised() | Forbidden() | RateLimitExceeded() | Unreachable() | Refused():
            return NotDeleted(error)
        case _:
            # A gateway's 404 may be about the method.
            return None


def after_list(
    function: Function, error: ApiError, listed: Iterable[FunctionSummary], waited_seconds: float
) -> DeleteOutcome:
    """What the list means, so long after a deletion that ended with `error`."""
    found = next((each for each in listed if each.slug == function.slug), None)
    if found is None:
        return DeletedBefore(function) if isinstance(error, NotFound) else Deleted(function, looked_up=True)
    before = function.summary.id
    if before and found.id and before != found.id:
        return Deleted(function, looked_up=True, recreated=True)
    return NotDeleted(error, looked_up=True, seconds=waited_seconds)


# Putting back


@dataclass(frozen=True, slots=True)
class PutBack:
    """It is there again, with another id and another time of creation. `altered` are fields the server holds otherwise.

    `is_deployed` is False where the server stored it and could not deploy it.
    """

    function: Function
    looked_up: bool = False
    altered: tuple[str, ...] = ()
    is_deployed: bool = True


@dataclass(frozen=True, slots=True)
class Taken:
    """The server has a function of this slug again, which is not this one; nothing was put back."""

    error: ApiError


@dataclass(frozen=True, slots=True)
class NotPutBack:
    """It is not there. `looked_up`: the answer was lost, and the function was looked for."""

    error: ApiError
    looked_up: bool = False


@dataclass(frozen=True, slots=True)
class PutBackNotKnown:
    """Neither the answer nor a look told whether it is there again."""

    error: ApiError
    look_error: ApiError


PutBackOutcome = PutBack | Taken | NotPutBack | PutBackNotKnown


def new_again(function: Function) -> NewFunction:
    """What creates a deleted function again: all that people write. A status that only servers set is not sent."""
    content = function.content
    status = content.status if content.status in OFFERED_STATUSES else None
    return NewFunction(content.name, content.code, function.slug, content.description, status)


def after_create(error: ApiError) -> PutBackOutcome | None:
    """What an error in answer to it means; None: it tells nothing, and the function is to be looked for."""
    match error:
        case AlreadyExists():
            return Taken(error)
        case Unauthorised() | Forbidden() | RateLimitExceeded() | Unreachable() | Refused():
            return NotPutBack(error)
        case _:
            return None


def stored(wanted: Function, found: Function, *, is_deployed: bool, looked_up: bool = False) -> PutBack:
    """The server holds it again, as `found`."""
    changes = _sent(wanted)
    altered = differing_fields(found, with_changes(wanted, changes), changes.names())
    return PutBack(found, looked_up, altered, is_deployed)


def after_look(wanted: Function, error: ApiError, found: Function | ApiError) -> PutBackOutcome:
    """What a look means after a creation that ended with `error`."""
    match found:
        case NotFound():
            return NotPutBack(error, looked_up=True)
        case ApiError():
            return PutBackNotKnown(error, found)
    changes = _sent(wanted)
    is_ours = not differing_fields(found, with_changes(wanted, changes), changes.names())
    return PutBack(found, looked_up=True) if is_ours else Taken(error)


def _sent(function: Function) -> FunctionChanges:
    return changes_of_new(function.content)
