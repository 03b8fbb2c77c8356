"""The save, told truthfully.

Owns what is sent, the look before it and the look after an answer that tells nothing. Refuses to know how an outcome is
shown, to overwrite what it has not seen, and to send anything twice.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from tui.editing.diagnostics import place_refusals, problems_in_build_log
from tui.errors import (
    AlreadyExists,
    AnswerLost,
    AnswerNotUnderstood,
    ApiError,
    Forbidden,
    NotFound,
    NotReached,
    Refused,
    ServerAnswered,
    TooManyWrites,
    Unauthorised,
)
from tui.flows.save_outcome import (
    Conflict,
    Gone,
    NotAllowed,
    NothingToSave,
    NotLooked,
    NotSaved,
    NotSent,
    Rejected,
    Saved,
    SavedNotDeployed,
    SaveOutcome,
    SlowDown,
    Taken,
    Unknown,
)
from tui.model.function import (
    OFFERED_STATUSES,
    Edited,
    Function,
    FunctionChanges,
    NewFunction,
    WriteAnswer,
)
from tui.model.problem import Problem, Severity


class FunctionsServer(Protocol):
    """The calls a save needs; `tui.api.client.Client` has them."""

    async def get_function(self, slug: str) -> Function: ...

    async def update_function(self, slug: str, changes: FunctionChanges) -> WriteAnswer: ...

    async def create_function(self, new: NewFunction) -> WriteAnswer: ...


@dataclass(frozen=True, slots=True)
class SavePlan:
    """What would be sent. `emptied` names the fields a server would empty without asking: ask first."""

    changes: FunctionChanges
    emptied: tuple[str, ...] = ()


def plan_save(base: Function, edited: Edited) -> SavePlan:
    """Compare the form with what was fetched. Only fields that differ are part of the plan.

    A description the server holds as null and the form shows as empty counts as equal.
    """
    summary = base.summary
    changes = FunctionChanges(
        name=edited.name if edited.name != summary.name else None,
        description=edited.description if edited.description != (summary.description or "") else None,
        status=edited.status if edited.status != summary.status else None,
        code=edited.code if edited.code != base.code else None,
    )
    emptied = tuple(
        name
        for name, value in (("name", changes.name), ("code", changes.code))
        if value is not None and not value.strip()
    )
    return SavePlan(changes, emptied)


ONE_LOOK = (0.0,)


def _nothing(_seen: Function) -> None:
    pass


async def save(
    server: FunctionsServer,
    base: Function,
    changes: FunctionChanges,
    *,
    pauses: Sequence[float] = ONE_LOOK,
    on_sending: Callable[[Function], None] = _nothing,
) -> SaveOutcome:
    """Look whether the function is as it was, send the changes once and find out what became of them.

    `on_sending` is called with what the look saw, just before the changes are sent. Raises nothing of `tui.errors`:
    every failure is an outcome. A cancelled save raises `CancelledError`; if it was being sent, `look_up` tells what
    became of it.
    """
    sent = changes.names()
    if not sent:
        return NothingToSave()
    try:
        found = await server.get_function(base.slug)
    except NotFound as error:
        return Gone(error)
    except (Unauthorised, Forbidden) as error:
        return NotAllowed(error)
    except NotReached as error:
        return NotSent(error)
    except TooManyWrites as error:
        return SlowDown(error)
    except ApiError as error:
        return NotLooked(error)
    if not differing_fields(found, with_changes(base, changes), ALL_FIELDS):
        return NothingToSave(found)
    theirs = changed_since(base, found, changes.status)
    if theirs:
        return Conflict(found, theirs)
    on_sending(found)
    return await _send(server, base, changes, lambda: server.update_function(base.slug, changes), pauses)


def changed_since(base: Function, found: Function, status: str | None = None) -> tuple[str, ...]:
    """The fields somebody has changed since `base`. A status that only servers set is not somebody's change.

    Where another `status` is to be sent, one that users choose is taken for somebody's, whatever it was before.
    """
    fields = differing_fields(found, base, ALL_FIELDS)
    there = found.summary.status
    overwritten = status not in (None, there) and there in OFFERED_STATUSES
    if not overwritten and not {base.summary.status, there} <= set(OFFERED_STATUSES):
        fields = tuple(field for field in fields if field != "status")
    return fields


def changes_of_new(edited: Edited) -> FunctionChanges:
    """What creating a function sends: everything, but a status that servers set themselves and refuse."""
    status = edited.status if edited.status in OFFERED_STATUSES else None
    return FunctionChanges(edited.name, edited.code, edited.description, status)


async def create_again(
    server: FunctionsServer,
    base: Function,
    edited: Edited,
    *,
    pauses: Sequence[float] = ONE_LOOK,
    on_sending: Callable[[], None] = lambda: None,
) -> SaveOutcome:
    """Create a function that is gone from the server, with the same slug, once; outcomes as of a save."""
    changes = changes_of_new(edited)
    new = NewFunction(edited.name, edited.code, base.slug, edited.description, changes.status)
    on_sending()
    return await _send(server, base, changes, lambda: server.create_function(new), pauses, creating=True)


async def _send(
    server: FunctionsServer,
    base: Function,
    changes: FunctionChanges,
    call: Callable[[], Awaitable[WriteAnswer]],
    pauses: Sequence[float],
    *,
    creating: bool = False,
) -> SaveOutcome:
    wanted = with_changes(base, changes)
    try:
        answer = await call()
    except Refused as error:
        return Rejected(error, place_refusals(error.refusals, _lines(wanted.code)))
    except (Unauthorised, Forbidden) as error:
        return NotAllowed(error)
    except TooManyWrites as error:
        return SlowDown(error)
    except NotReached as error:
        return NotSent(error)
    except (AnswerLost, AnswerNotUnderstood, ServerAnswered) as error:
        if creating and isinstance(error, AlreadyExists):
            return Taken(error)
        # A gateway's 404 may be about the method, and a 409 about what is under way: the function itself tells.
        return await look_up(server, base, changes, error, pauses=pauses)
    if answer.code is None and changes.code is not None:
        answer = await _with_code(server, base.slug, answer)
    return _told(base, changes, wanted, answer)


async def _with_code(server: FunctionsServer, slug: str, answer: WriteAnswer) -> WriteAnswer:
    """The answer with the code that is stored: servers of the documented dialect don't send it along."""
    try:
        return answer._replace(code=(await server.get_function(slug)).code)
    except ApiError:
        return answer


async def look_up(
    server: FunctionsServer,
    base: Function,
    changes: FunctionChanges,
    error: ApiError,
    *,
    pauses: Sequence[float] = ONE_LOOK,
) -> SaveOutcome:
    """Look at the function to learn what an unanswered save did. Reads only; may be repeated freely.

    It looks after each of `pauses` (seconds, at least one), until the function is seen to have changed: a server may
    still be at work on what it was sent.
    """
    sent = changes.names()
    wanted = with_changes(base, changes)
    outcome: SaveOutcome = Unknown(error)
    waited = 0.0
    for pause in pauses:
        await asyncio.sleep(pause)
        waited += pause
        try:
            found = await server.get_function(base.slug)
        except NotFound as gone:
            return Gone(gone)
        except (Unauthorised, Forbidden) as refused:
            return Unknown(error, refused)
        except ApiError as look_error:
            outcome = Unknown(error, look_error)
            continue
        if not differing_fields(found, wanted, sent):
            return Saved(found, sent, looked_up=True, theirs=_of_others(found, wanted, sent))
        if differing_fields(found, base, sent):
            return Unknown(error)
        outcome = NotSaved(error, waited)
    return outcome


def _told(base: Function, changes: FunctionChanges, wanted: Function, answer: WriteAnswer) -> SaveOutcome:
    sent = changes.names()
    stored = Function(answer.summary, wanted.code if answer.code is None else answer.code)
    failed = not answer.success or (answer.deployment is not None and answer.deployment.status == "failed")
    if failed:
        logs: Sequence[str] = answer.deployment.build_logs if answer.deployment else ()
        problems = problems_in_build_log(logs, base.slug, _lines(stored.code))
        return SavedNotDeployed(stored, sent, answer.deployment, problems, _of_others(stored, wanted, sent))
    altered = differing_fields(stored, wanted, sent)
    return Saved(stored, sent, answer.deployment, altered=altered, theirs=_of_others(stored, wanted, sent))


def _of_others(stored: Function, wanted: Function, sent: Sequence[str]) -> tuple[str, ...]:
    """The fields that were not sent and are not as they were seen just before. Servers change a status themselves."""
    return differing_fields(stored, wanted, [field for field in ALL_FIELDS if field not in (*sent, "status")])


def with_changes(base: Function, changes: FunctionChanges) -> Function:
    """The function as it is with the changes."""
    summary = base.summary
    return Function(
        summary._replace(
            name=summary.name if changes.name is None else changes.name,
            description=summary.description if changes.description is None else changes.description,
            status=summary.status if changes.status is None else changes.status,
        ),
        base.code if changes.code is None else changes.code,
    )


ALL_FIELDS = ("name", "description", "status", "code")


def differing_fields(one: Function, other: Function, fields: Sequence[str] = ALL_FIELDS) -> tuple[str, ...]:
    """The fields whose values differ; no description is as good as an empty one."""
    pairs = {
        "name": (one.summary.name, other.summary.name),
        "description": (one.summary.description or "", other.summary.description or ""),
        "status": (one.summary.status, other.summary.status),
        "code": (one.code, other.code),
    }
    return tuple(field for field in fields if pairs[field][0] != pairs[field][1])


def _lines(code: str) -> list[str]:
    # The editor's own idea of a line: \r\n, \n and a lone \r end one, nothing else does.
    return code.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def errors_of(problems: Sequence[Problem]) -> tuple[Problem, ...]:
    """The problems a server named, without the warnings found while typing."""
    return tuple(problem for problem in problems if problem.severity is Severity.ERROR)
