"""Deleting and putting back in words: what will be lost, what became of it. Returns plain text, fit to show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tui.app.shell.facts import Facts, in_columns
from tui.app.shell.notice import NOT_REACHED_HINTS, Report, Tone, describe_error, not_reached, said
from tui.app.widgets.relative_time import ago, exact
from tui.errors import (
    AlreadyExists,
    ApiError,
    ErrorResponse,
    Forbidden,
    RateLimitExceeded,
    ResponseLost,
    Unauthorised,
    Unreachable,
)
from tui.flows.calls import LastCall
from tui.model.function import ACTIVE, DRAFT, FunctionSummary
from tui.model.schedule import Schedule
from tui.sessions.deleting import (
    ChangedSince,
    Deleted,
    DeletedBefore,
    DeleteOutcome,
    NotDeleted,
    NotKept,
    NotKnown,
    NotPutBack,
    PutBack,
    PutBackNotKnown,
    PutBackOutcome,
    Taken,
)
from tui.terminal.sanitise import printable

_SOME_SCHEDULES = 3
_BACK = "u puts it back, H shows its versions."


@dataclass(frozen=True)
class Loss:
    """What is lost with a function, as far as it is known: None where it is being asked, a text where it can't be."""

    function: FunctionSummary
    keeps_versions: bool
    versions: int | str | None = None
    schedules: tuple[Schedule, ...] | str | None = None
    called: LastCall | str | None = None


def _short(slug: str) -> str:
    return printable(slug, limit=60)


def question_words(slug: str) -> str:
    """The question."""
    # In full: it is to be typed.
    return f"Delete {printable(slug, limit=400)}?"


def loss_lines(loss: Loss, now: datetime) -> Facts:
    """What will be lost, as (label, text), the labels of one width."""
    function = loss.function
    match function.status:
        case str(word) if word == ACTIVE:
            status = "active: its callers get errors from then on"
        case str(word) if word == DRAFT:
            status = "draft: nobody can call it"
        case other:
            status = printable(other, limit=20) or "not known"
    age = f"created {ago(function.created_at, now)}, updated {ago(function.updated_at, now)}"
    return in_columns(
        [
            ("name", printable(function.name, limit=200)),
            ("status", status),
            ("age", age),
            ("versions", _versions(loss)),
            ("called", _called(loss.called, now)),
            ("schedules", _schedules(loss.schedules)),
            ("for good", "its id and time of creation; u puts the rest back"),
        ]
    )


def _called(called: LastCall | str | None, now: datetime) -> str:
    match called:
        case None:
            return "asking the server"
        case str(why):
            return f"not known: {why}"
        case LastCall(since=None):
            return "not known: the backend's log is empty"
        case LastCall(at=None):
            return f"not since the log began, {ago(called.since, now)}"
    times = "once" if called.calls == 1 else f"{called.calls} times"
    return f"last {ago(called.at, now)}, {times} since {ago(called.since, now)}"


def _versions(loss: Loss) -> str:
    if not loss.keeps_versions:
        return "none is kept on this machine; the audit trail stays"
    match loss.versions:
        case None:
            return "the last one is kept on this machine first"
        case str(why):
            return why
        case 0:
            return "none yet on this machine: the last one is kept first"
        case number:
            return f"{number} on this machine; the last one is kept first"


def _schedules(schedules: tuple[Schedule, ...] | str | None) -> str:
    match schedules:
        case None:
            return "asking the server"
        case str(why):
            return f"not known: {why}"
        case ():
            return "none calls it"
    told = [f"{printable(each.name, limit=40)} ({_times(each)})" for each in schedules[:_SOME_SCHEDULES]]
    more = f" and {len(schedules) - _SOME_SCHEDULES} more" if len(schedules) > _SOME_SCHEDULES else ""
    return f"{', '.join(told)}{more}: their calls will fail"


def _times(schedule: Schedule) -> str:
    return printable(schedule.cron, limit=40) if schedule.is_active else "switched off"


# Outcomes


def deleting(slug: str) -> Report:
    """It is under way."""
    return Report(Tone.BUSY, f"Deleting {_short(slug)}.")


def putting_back(slug: str) -> Report:
    """It is under way."""
    return Report(Tone.BUSY, f"Putting {_short(slug)} back.")


def describe_deletion(outcome: DeleteOutcome, slug: str, server: str) -> Report:
    """What became of a deletion, and what to do next."""
    short = _short(slug)
    match outcome:
        case Deleted(recreated=True):
            words = f"Deleted {short}; somebody has created another function of that slug."
            return Report(Tone.CAREFUL, words, "H shows the versions of the one before.")
        case Deleted(looked_up=looked_up):
            how = " (the answer was lost; the list has it no more)" if looked_up else ""
            return Report(Tone.GOOD, f"Deleted {short}{how}.", _BACK)
        case DeletedBefore(function=None):
            words = f"{short} was deleted already: the server has no such function."
            return Report(Tone.CAREFUL, words, "H shows what is known of deleted functions.")
        case DeletedBefore():
            return Report(Tone.CAREFUL, f"{short} was deleted already, by somebody else.", _BACK)
        case ChangedSince(now=now):
            what = f" Its status is {printable(now.summary.status, limit=20)} now." if now.summary.status else ""
            words = f"Not deleted: somebody changed {short} since you looked at it."
            return Report(Tone.CAREFUL, words, f"Nothing was sent.{what} X asks again.")
        case NotKept(reason=reason):
            words = f"Not deleted: the last version of {short} can't be kept on this machine."
            return Report(Tone.BAD, words, "Nothing was sent.", (printable(reason, limit=200),))
        case NotDeleted(error=error, looked_up=True):
            words = f"Not deleted: {_what_came(error)} The list has {short} still."
            return Report(Tone.BAD, words, "X tries again.", _words_of(error))
        case NotDeleted(error=error):
            return _refused(error, f"Not deleted: {short} is still there.", server, "X tries again.")
        case NotKnown(error=error, look_error=look_error):
            why = describe_error(look_error, server).headline
            words = f"Can't tell yet whether {short} is deleted: {_what_came(error)}"
            return Report(Tone.CAREFUL, words, f"The list can't be asked either: {why} r asks again.", _words_of(error))


def describe_putting_back(outcome: PutBackOutcome, slug: str, server: str) -> Report:
    """What became of putting a function back, and what to do next."""
    short = _short(slug)
    match outcome:
        case PutBack(function=function):
            how = " (the answer was lost; looked at the function to be sure)" if outcome.looked_up else ""
            again = "its id and its time of creation are new"
            if not outcome.is_deployed:
                words = f"Put {short} back{how}, but the deployment failed: nobody can call it."
                return Report(Tone.BAD, words, "Open it (enter) and save it to see why.")
            if outcome.altered:
                words = f"Put {short} back{how}; the server holds another {' and '.join(outcome.altered)}."
                return Report(Tone.CAREFUL, words, f"Also {again}. enter opens it.")
            status = printable(function.summary.status, limit=20) or "not known"
            return Report(Tone.GOOD, f"Put {short} back{how}.", f"Its status is {status}; {again}.")
        case Taken(error=error):
            words = f"Not put back: the server has another function {short} by now."
            return Report(Tone.BAD, words, "H shows the versions of the one before.", _words_of(error))
        case NotPutBack(error=error, looked_up=True):
            words = f"Not put back: {_what_came(error)} The server has no {short}."
            return Report(Tone.BAD, words, "u tries again.", _words_of(error))
        case NotPutBack(error=error):
            return _refused(error, f"Not put back: {short} is not there.", server, "u tries again.")
        case PutBackNotKnown(error=error, look_error=look_error):
            why = describe_error(look_error, server).headline
            words = f"Can't tell yet whether {short} is back: {_what_came(error)}"
            return Report(Tone.CAREFUL, words, f"The server can't be asked: {why} r asks again.", _words_of(error))


def _refused(error: ApiError, headline: str, server: str, again: str) -> Report:
    match error:
        case Unauthorised():
            return Report(Tone.BAD, headline, "The server does not accept the key: c signs in again.", (said(error),))
        case Forbidden():
            return Report(Tone.BAD, headline, "This key may not do that.", (said(error),))
        case RateLimitExceeded(next_at=when):
            wait = f"the next one is free at {exact(when)[11:]}" if when else "wait a few minutes"
            return Report(Tone.CAREFUL, headline, f"The server allows no more writes just now: {wait}.", (said(error),))
        case Unreachable():
            hint = f"{not_reached(error, server)} {NOT_REACHED_HINTS[error.reason]}"
            return Report(Tone.BAD, headline, hint, (printable(error.detail),) if error.detail else ())
        case _:
            report = describe_error(error, server)
            return Report(Tone.BAD, headline, f"{report.headline} {again}", _words_of(error))


def _what_came(error: ApiError) -> str:
    match error:
        case AlreadyExists():
            return "the slug is taken."
        case ResponseLost(timed_out=True):
            return "no answer came in time."
        case ResponseLost():
            return "the connection was cut before an answer came."
        case ErrorResponse(status=status):
            return f"the server answered HTTP {status}."
        case _:
            return "no usable answer came."


def _words_of(error: ApiError) -> tuple[str, ...]:
    match error:
        case ErrorResponse():
            return (said(error),)
        case ResponseLost(detail=detail) if detail:
            return (printable(detail),)
        case _:
            return ()
