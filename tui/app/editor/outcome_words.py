"""What became of a save, in words: whether it was saved, whether it is live, and what to do next.

Answers plain text; what a server said in it is already made fit to show.
"""

from __future__ import annotations

from tui.app.shell.notice import NOT_REACHED_HINTS, Report, Tone, beginning_of, not_reached, said
from tui.app.widgets.relative_time import exact
from tui.editing.build_log import telling_entries
from tui.errors import ApiError, ErrorResponse, InvalidResponse, ResponseLost, Unauthorised
from tui.model.problem import Problem
from tui.sessions.edit.concurrent_saves import ConcurrentSave
from tui.sessions.edit.outcome import (
    CANCELLED,
    Conflict,
    Gone,
    LetGo,
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
from tui.terminal.sanitise import printable

_ANY_KEY = "api-key"
"""What the audit trail calls whoever holds a server's key."""


def describe_outcome(outcome: SaveOutcome, server: str, *, deploys: bool = False) -> Report:
    """What became of a save: whether it was saved, whether it is live, and what to do next.

    `deploys` says that the server hands functions on to a cloud: there what it holds may not be what callers get.
    """
    match outcome:
        case NothingToSave(base=None):
            # Nothing was asked: what the server holds by now is not known.
            return Report(Tone.GOOD, "Nothing to save: nothing is changed here since it was fetched.")
        case NothingToSave():
            return Report(Tone.GOOD, "Nothing to save: the server holds exactly this.")
        case Conflict():
            return Report(
                Tone.CAREFUL,
                f"Not saved: somebody changed the {_fields(outcome.fields)} since you opened the function.",
                "Your edit is kept. Save again (ctrl+s) to compare and to choose: theirs, yours, or both merged.",
            )
        case NotLooked():
            return Report(
                Tone.BAD,
                f"Not saved: {_what_came(outcome.error)}",
                "Nothing was sent: the function is looked at before a save, and that failed. Your edit is kept.",
                _words_of(outcome.error),
            )
        case LetGo():
            return Report(Tone.CAREFUL, "Not saved: let go before anything was sent.", "Your edit is kept.")
        case Saved():
            return _describe_saved(outcome, deploys=deploys)
        case SavedNotDeployed():
            return _describe_not_deployed(outcome)
        case Rejected():
            return _describe_rejected(outcome)
        case Gone():
            return Report(
                Tone.BAD,
                "Not saved: the function was deleted on the server.",
                "Your text is still here. ctrl+n creates the function again, with this text.",
                (said(outcome.error),),
            )
        case Taken():
            return Report(
                Tone.BAD,
                "Not saved: there is a function of that slug again.",
                "Your text is still here. Reload (f5) shows theirs.",
                (said(outcome.error),),
            )
        case NotAllowed(error=Unauthorised() as error):
            return Report(
                Tone.BAD,
                "Not saved: the server no longer accepts the key.",
                "Your edit is kept. f2 signs in again and saves it.",
                (said(error),),
            )
        case NotAllowed(error=error):
            return Report(
                Tone.BAD, "Not saved: this key may not change functions.", "Your edit is kept.", (said(error),)
            )
        case SlowDown():
            return _describe_slow_down(outcome)
        case NotSent():
            return Report(
                Tone.BAD,
                f"Not saved: {_lower_first(not_reached(outcome.error, server))}",
                f"Your edit is kept. {NOT_REACHED_HINTS[outcome.error.reason]}",
                (printable(outcome.error.detail),),
            )
        case NotSaved():
            return Report(
                Tone.BAD,
                f"Not saved: {_what_came(outcome.error)}",
                f"Looked at the function{_for(outcome.seconds)}: it is unchanged. Your edit is kept; save again.",
                _words_of(outcome.error),
            )
        case Unknown():
            return _describe_unknown(outcome)


def with_meanwhile(report: Report, found: ConcurrentSave) -> Report:
    """What became of a save beside which somebody else saved too."""
    who = printable(found.actor, limit=40) or "somebody"
    who = "somebody else" if who == _ANY_KEY else who
    if found.lost:
        return Report(
            Tone.CAREFUL,
            f"Saved, and gone over at once: the server holds another {_fields(found.lost)}.",
            f"At the same moment {who} saved too. Yours stays here, unsaved: ctrl+s compares both.",
        )
    if found.contested:
        which = "yours went over it" if found.now is not None else "one went over the other"
        said = f"{who} saved the {_fields(found.contested)} too; {which}. Theirs is in the history (ctrl+t)."
    else:
        said = f"{who} changed the {_fields(found.fields)}. f5 shows it."
    return report._replace(tone=Tone.CAREFUL, next_step=f"At the same moment {said} {report.next_step}".rstrip())


def _describe_saved(outcome: Saved, *, deploys: bool) -> Report:
    what = _fields(outcome.sent)
    if outcome.theirs:
        theirs = _fields(outcome.theirs)
        return Report(Tone.CAREFUL, f"Saved {what}; somebody changed the {theirs} meanwhile.", "f5 shows theirs.")
    if outcome.altered:
        return Report(
            Tone.CAREFUL,
            f"Saved {what}, but the server stored {_fields(outcome.altered)} differently from what was sent.",
            "Reload (f5) to see what it holds.",
        )
    how = " (the answer was lost; looked at the function to be sure)" if outcome.looked_up else ""
    if outcome.base.summary.status == "draft":
        return Report(
            Tone.GOOD, f"Saved {what}{how}. It is a draft: not live.", "Set the status to active to put it live."
        )
    if not outcome.live:
        status = printable(outcome.base.summary.status or "unknown", limit=20)
        return Report(Tone.CAREFUL, f"Saved {what}{how}. Its status is {status}: not live.")
    if outcome.looked_up and deploys:
        return Report(
            Tone.CAREFUL,
            f"Saved {what}{how}.",
            "That answer would have said whether it was deployed: callers may still get the version before.",
        )
    where = (
        f" at {printable(outcome.deployment.url, limit=200)}" if outcome.deployment and outcome.deployment.url else ""
    )
    joined = f"{what} and live" if len(outcome.sent) == 1 else f"{what}; it is live"
    return Report(Tone.GOOD, f"Saved {joined}{where}{how}.")


def _describe_not_deployed(outcome: SavedNotDeployed) -> Report:
    logs = outcome.deployment.build_logs if outcome.deployment else ()
    return Report(
        Tone.BAD,
        "Saved, but the deployment failed: callers still get the version before.",
        "Fix the marked lines and save again." if outcome.problems else "The build log says why (f4 shows it all).",
        tuple(printable(line) for entry in telling_entries(logs) for line in entry.splitlines()),
    )


def _describe_rejected(outcome: Rejected) -> Report:
    count = len(outcome.problems)
    if count == 1:
        next_step = "Nothing was saved; your edit is kept. Change it and save again."
    else:
        next_step = f"Nothing was saved; your edit is kept. {count} places: f8 walks them."
    return Report(
        Tone.BAD,
        "Refused by the server: not saved.",
        next_step,
        tuple(describe_problem(problem) for problem in outcome.problems),
    )


def _describe_slow_down(outcome: SlowDown) -> Report:
    when = outcome.error.next_at
    # A time, not how long until then: that stands in the header and in the dialog, where it is counted down.
    wait = f"The next write is free at {exact(when)[11:]}." if when else "Wait a few minutes."
    return Report(
        Tone.CAREFUL,
        "Not saved: the server allows no more writes just now.",
        f"{wait} Your edit is kept; save again then.",
        (said(outcome.error),),
    )


def _describe_unknown(outcome: Unknown) -> Report:
    if outcome.look_error is None:
        why = "the function on the server is neither the old one nor this one; somebody else may have changed it."
    else:
        why = "and the server could not be asked either."
    return Report(
        Tone.CAREFUL,
        f"Can't tell yet whether it was saved: {_what_came(outcome.error)}",
        f"Looked, {why} Your edit is kept. f10 looks again; f5 shows what the server holds.",
        _words_of(outcome.error),
    )


def describe_problem(problem: Problem) -> str:
    """A problem on one line: where it is, what it is, and the pattern as the server wrote it."""
    where = ""
    if problem.range is not None:
        where = f"{problem.range.start_line + 1}:{problem.range.start_column + 1}  "
    elif problem.field:
        where = f"{printable(problem.field, limit=20)}  "
    pattern = f"  {printable(problem.pattern, limit=80)}" if problem.pattern else ""
    return f"{where}{printable(problem.message)}{pattern}"


def _what_came(error: ApiError) -> str:
    match error:
        case ResponseLost(detail=detail) if detail == CANCELLED:
            return "it was cancelled while it was being sent."
        case ResponseLost(timed_out=True):
            return "no answer came in time."
        case ResponseLost():
            return "the connection was cut before an answer came."
        case InvalidResponse():
            return f"the answer was not InsForge's ({f'HTTP {error.status}; ' if error.status else ''}a proxy?)."
        case ErrorResponse():
            return f"the server failed (HTTP {error.status})."
        case _:
            return "no usable answer came."


def _words_of(error: ApiError) -> tuple[str, ...]:
    match error:
        case InvalidResponse():
            return beginning_of(error)
        case ErrorResponse():
            return (said(error),)
        case ResponseLost():
            return (printable(error.detail),) if error.detail else ()
        case _:
            return ()


def _for(seconds: float) -> str:
    return f" for {seconds:.0f} s" if seconds >= 1 else ""


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


def _fields(names: tuple[str, ...]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
