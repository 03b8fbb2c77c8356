"""What a save sends, and what the answers to it mean.

Owns what is compared with what, and when a field is somebody else's. Refuses to ask a server.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tui.editing.diagnostics import place_refusals, problems_in_build_log
from tui.editing.source import lines_of_code
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
from tui.model.function import (
    ALL_FIELDS,
    OFFERED_STATUSES,
    Deployment,
    Edited,
    Function,
    FunctionChanges,
    WriteAnswer,
)
from tui.model.server import BuildLog
from tui.sessions.edit.outcome import (
    Conflict,
    Deleted,
    NotAllowed,
    NothingToSave,
    NotSaved,
    NotSent,
    PrecheckFailed,
    RateLimited,
    Rejected,
    Saved,
    SavedNotDeployed,
    SaveOutcome,
    SlugTaken,
    Unknown,
    was_stopped,
)

FAILED = "failed"
"""What servers call a deployment that did not work."""


@dataclass(frozen=True, slots=True)
class SavePlan:
    """What would be sent. `emptied` names the fields a server would empty without asking: ask first."""

    changes: FunctionChanges
    emptied: tuple[str, ...] = ()


def plan_save(base: Function, edited: Edited) -> SavePlan:
    """Compare the form with what was fetched. Only fields that differ are part of the plan.

    A description the server holds as null and the form shows as empty counts as equal.
    """
    there = base.content
    changes = FunctionChanges(**{name: getattr(edited, name) for name in edited.differing(there)})
    emptied = tuple(
        name
        for name, value in (("name", changes.name), ("code", changes.code))
        if value is not None and not value.strip()
    )
    return SavePlan(changes, emptied)


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


def after_look(base: Function, changes: FunctionChanges, found: Function | ApiError) -> SaveOutcome | None:
    """What the look before a save means; None: nobody changed the function, so `changes` may be sent."""
    match found:
        case NotFound():
            return Deleted(found)
        case Unauthorised() | Forbidden():
            return NotAllowed(found)
        case Unreachable():
            return NotSent(found)
        case RateLimitExceeded():
            return RateLimited(found)
        case ApiError():
            return PrecheckFailed(found)
    if not differing_fields(found, with_changes(base, changes), ALL_FIELDS):
        return NothingToSave(found)
    theirs = changed_since(base, found, changes.status)
    return Conflict(found, theirs) if theirs else None


def after_send(
    base: Function, changes: FunctionChanges, answer: WriteAnswer | ApiError, *, creating: bool = False
) -> SaveOutcome | None:
    """What the answer to a save means; None: it tells nothing, and the function itself is to be looked at.

    An answer without the code (`lacks_code`) is read as if the code had been stored as it was sent.
    """
    match answer:
        case Refused():
            return Rejected(answer, place_refusals(answer.refusals, lines_of_code(with_changes(base, changes).code)))
        case Unauthorised() | Forbidden():
            return NotAllowed(answer)
        case RateLimitExceeded():
            return RateLimited(answer)
        case Unreachable():
            return NotSent(answer)
        case ApiError():
            # A gateway's 404 may be about the method, and a 409 about what is under way: the function itself tells. The
            # slug of a function that is created may be taken by that function: its first answer was lost.
            return None
    outcome = told(base, changes, with_changes(base, changes), answer)
    return replace(outcome, created=True) if creating else outcome


def lacks_code(changes: FunctionChanges, answer: WriteAnswer) -> bool:
    """Whether code was sent and the answer does not say what is stored: the documented dialect's does not."""
    return answer.code is None and changes.code is not None


@dataclass(frozen=True, slots=True)
class LookUp:
    """What one look means at a function whose save was not answered; `is_final`: looking again tells no more."""

    outcome: SaveOutcome
    is_final: bool


def after_look_up(
    base: Function,
    changes: FunctionChanges,
    error: ApiError,
    found: Function | ApiError,
    waited_seconds: float,
    *,
    creating: bool = False,
) -> LookUp:
    """What a look means `waited_seconds` after a save that ended with `error`, which tells nothing."""
    if creating:
        return _after_looking_for(base, changes, error, found, waited_seconds)
    match found:
        case NotFound():
            return LookUp(Deleted(found), is_final=True)
        case Unauthorised() | Forbidden():
            return LookUp(Unknown(error, found), is_final=True)
        case ApiError():
            return LookUp(Unknown(error, found), is_final=False)
    sent, wanted = changes.names(), with_changes(base, changes)
    if not differing_fields(found, wanted, sent):
        theirs = of_others(found, wanted, sent)
        saved = Saved(found, sent, looked_up=True, stopped=was_stopped(error), theirs=theirs)
        return LookUp(saved, is_final=True)
    if differing_fields(found, base, sent):
        return LookUp(Unknown(error), is_final=True)
    return LookUp(NotSaved(error, waited_seconds), is_final=False)


def _after_looking_for(
    base: Function, changes: FunctionChanges, error: ApiError, found: Function | ApiError, waited_seconds: float
) -> LookUp:
    """What a look means for a function that was to be created."""
    if isinstance(found, Function):
        sent = changes.names()
        if not differing_fields(found, with_changes(base, changes), sent):
            saved = Saved(found, sent, looked_up=True, stopped=was_stopped(error), created=True)
            return LookUp(saved, is_final=True)
        if isinstance(error, AlreadyExists):
            return LookUp(SlugTaken(error), is_final=True)
        return LookUp(Unknown(error, creating=True), is_final=True)
    if isinstance(error, AlreadyExists):
        # The answer said all there is to know.
        return LookUp(SlugTaken(error), is_final=True)
    match found:
        case NotFound():
            return LookUp(NotSaved(error, waited_seconds, creating=True), is_final=False)
        case Unauthorised() | Forbidden():
            return LookUp(Unknown(error, found, creating=True), is_final=True)
        case _:
            return LookUp(Unknown(error, found, creating=True), is_final=False)


def told(base: Function, changes: FunctionChanges, wanted: Function, answer: WriteAnswer) -> Saved | SavedNotDeployed:
    """What an answer says of a save that was carried out."""
    sent = changes.names()
    stored = Function(answer.summary, wanted.code if answer.code is None else answer.code)
    failed = not answer.success or (answer.deployment is not None and answer.deployment.status == FAILED)
    if failed:
        logs: Sequence[str] = answer.deployment.build_logs if answer.deployment else ()
        problems = problems_in_build_log(logs, base.slug, lines_of_code(stored.code))
        return SavedNotDeployed(stored, sent, answer.deployment, problems, of_others(stored, wanted, sent))
    altered = differing_fields(stored, wanted, sent)
    return Saved(stored, sent, answer.deployment, altered=altered, theirs=of_others(stored, wanted, sent))


def with_build_log(outcome: SavedNotDeployed, log: BuildLog) -> SavedNotDeployed:
    """The same with what the build log of the last deployment says, if that is this save's.

    Of which save a log is, it does not say: it names its deployment, and so does an answer, as far as it has one.
    """
    known = outcome.deployment
    is_another = known is not None and bool(known.id and log.deployment_id) and known.id != log.deployment_id
    if is_another or log.status != FAILED:
        return outcome
    logs = (*outcome.logs, *(line for line in log.lines if line not in outcome.logs))
    deployment = (known or Deployment(log.deployment_id, log.status))._replace(build_logs=logs)
    problems = problems_in_build_log(logs, outcome.base.slug, lines_of_code(outcome.base.code))
    return replace(outcome, deployment=deployment, problems=problems)


def of_others(stored: Function, wanted: Function, sent: Sequence[str]) -> tuple[str, ...]:
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


def differing_fields(one: Function, other: Function, fields: Sequence[str] = ALL_FIELDS) -> tuple[str, ...]:
    """The fields whose values differ; no description is as good as an empty one."""
    return one.content.differing(other.content, fields)
