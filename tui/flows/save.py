"""The save, told truthfully.

Owns what is sent, and the closed set of ways a save can end. Refuses to know how an outcome is shown, and to send
anything twice: after an answer that tells nothing it looks at the function instead.
"""

from __future__ import annotations

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
from tui.model.function import (
    ACTIVE,
    OFFERED_STATUSES,
    Deployment,
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
class Edited:
    """What the form and the editor hold now."""

    name: str
    description: str
    status: str
    code: str


@dataclass(frozen=True, slots=True)
class SavePlan:
    """What would be sent. `emptied` names the fields a server would empty without asking: ask first."""

    changes: FunctionChanges
    emptied: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NothingToSave:
    """Nothing differs from what the server holds; nothing was sent."""


@dataclass(frozen=True, slots=True)
class Saved:
    """The server holds what was sent. `base` is the function as it stands there now.

    `looked_up` tells that the answer was lost and a look at the function gave this outcome. `altered` names
    fields the server stored differently from what was sent.
    """

    base: Function
    sent: tuple[str, ...]
    deployment: Deployment | None = None
    looked_up: bool = False
    altered: tuple[str, ...] = ()

    @property
    def live(self) -> bool:
        """Whether callers get this version now. Drafts are never called."""
        return self.base.summary.status == ACTIVE


@dataclass(frozen=True, slots=True)
class SavedNotDeployed:
    """The server stored it and could not deploy it; callers still get the version before."""

    base: Function
    sent: tuple[str, ...]
    deployment: Deployment | None
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Rejected:
    """The server refused it; nothing was saved."""

    error: Refused
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Gone:
    """There is no such function any more; nothing was saved."""

    error: NotFound


@dataclass(frozen=True, slots=True)
class Taken:
    """The slug is taken: somebody created the function in the meantime; nothing was saved."""

    error: AlreadyExists


@dataclass(frozen=True, slots=True)
class NotAllowed:
    """The key is wrong, out of date or lacks the right; nothing was saved."""

    error: Unauthorised | Forbidden


@dataclass(frozen=True, slots=True)
class SlowDown:
    """Too many writes; nothing was saved. The error says when the next one is free."""

    error: TooManyWrites


@dataclass(frozen=True, slots=True)
class NotSent:
    """No request left this machine whole; nothing was saved."""

    error: NotReached


@dataclass(frozen=True, slots=True)
class NotSaved:
    """The answer told nothing, and the function on the server is as it was before the save."""

    error: ApiError


@dataclass(frozen=True, slots=True)
class Unknown:
    """The answer told nothing, and looking did not settle it. `look_error` is why looking failed, if it did."""

    error: ApiError
    look_error: ApiError | None = None


SaveOutcome = (
    NothingToSave
    | Saved
    | SavedNotDeployed
    | Rejected
    | Gone
    | Taken
    | NotAllowed
    | SlowDown
    | NotSent
    | NotSaved
    | Unknown
)


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


async def save(server: FunctionsServer, base: Function, changes: FunctionChanges) -> SaveOutcome:
    """Send the changes once and find out what became of them.

    Raises nothing of `tui.errors`: every failure is an outcome. A cancelled save raises `CancelledError`; whether
    it reached the server is then unknown, and `look_up` tells.
    """
    if not changes.names():
        return NothingToSave()
    return await _send(server, base, changes, lambda: server.update_function(base.slug, changes))


async def create_again(server: FunctionsServer, base: Function, edited: Edited) -> SaveOutcome:
    """Create a function that is gone from the server, with the same slug, once; outcomes as of a save."""
    changes = FunctionChanges(edited.name, edited.code, edited.description, edited.status)
    # Servers refuse a status they set themselves.
    status = edited.status if edited.status in OFFERED_STATUSES else None
    new = NewFunction(edited.name, edited.code, base.slug, edited.description, status)
    return await _send(server, base, changes, lambda: server.create_function(new))


async def _send(
    server: FunctionsServer, base: Function, changes: FunctionChanges, call: Callable[[], Awaitable[WriteAnswer]]
) -> SaveOutcome:
    wanted = _with(base, changes)
    try:
        answer = await call()
    except Refused as error:
        return Rejected(error, place_refusals(error.refusals, _lines(wanted.code)))
    except NotFound as error:
        return Gone(error)
    except (Unauthorised, Forbidden) as error:
        return NotAllowed(error)
    except TooManyWrites as error:
        return SlowDown(error)
    except NotReached as error:
        return NotSent(error)
    except AlreadyExists as error:
        return Taken(error)
    except (AnswerLost, AnswerNotUnderstood, ServerAnswered) as error:
        return await look_up(server, base, changes, error)
    return _told(base, changes, wanted, answer)


async def look_up(server: FunctionsServer, base: Function, changes: FunctionChanges, error: ApiError) -> SaveOutcome:
    """Look at the function to learn what an unanswered save did. Reads only; may be repeated freely."""
    try:
        found = await server.get_function(base.slug)
    except NotFound as gone:
        return Gone(gone)
    except ApiError as look_error:
        return Unknown(error, look_error)
    sent = changes.names()
    wanted = _with(base, changes)
    if not _differing(found, wanted, sent):
        return Saved(found, sent, looked_up=True)
    if set(_differing(found, base, sent)) == set():
        return NotSaved(error)
    return Unknown(error)


def _told(base: Function, changes: FunctionChanges, wanted: Function, answer: WriteAnswer) -> SaveOutcome:
    sent = changes.names()
    stored = Function(answer.summary, wanted.code if answer.code is None else answer.code)
    failed = not answer.success or (answer.deployment is not None and answer.deployment.status == "failed")
    if failed:
        logs: Sequence[str] = answer.deployment.build_logs if answer.deployment else ()
        problems = problems_in_build_log(logs, base.slug, _lines(stored.code))
        return SavedNotDeployed(stored, sent, answer.deployment, problems)
    return Saved(stored, sent, answer.deployment, altered=_differing(stored, wanted, sent))


def _with(base: Function, changes: FunctionChanges) -> Function:
    summary = base.summary
    return Function(
        summary._replace(
            name=summary.name if changes.name is None else changes.name,
            description=summary.description if changes.description is None else changes.description,
            status=summary.status if changes.status is None else changes.status,
        ),
        base.code if changes.code is None else changes.code,
    )


def _differing(one: Function, other: Function, fields: tuple[str, ...]) -> tuple[str, ...]:
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
