"""Failures and outcomes in words, once for the whole console.

Owns every sentence a user reads when something went wrong or right: what happened, what was and was not saved, what
to do next. Answers plain text; what a server said in it is already made fit to show.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from tui.app.moments import countdown
from tui.errors import (
    AnswerLost,
    AnswerNotUnderstood,
    ApiError,
    Forbidden,
    NotFound,
    NotReached,
    NotReachedReason,
    Refused,
    ServerAnswered,
    TooManyWrites,
    Unauthorised,
)
from tui.flows.save import (
    Gone,
    NotAllowed,
    NothingToSave,
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
from tui.model.problem import Problem
from tui.terminal.sanitise import printable


class Tone(Enum):
    """How a report is coloured, and the sign that says the same without colour."""

    GOOD = "ok"
    BAD = "!!"
    CAREFUL = "??"
    BUSY = ".."


@dataclass(frozen=True, slots=True)
class Report:
    """A headline, what it means and what to do next, and lines that belong to it (problems, a build log)."""

    tone: Tone
    headline: str
    next_step: str = ""
    details: tuple[str, ...] = ()


def describe_error(error: ApiError, server: str) -> Report:
    """What went wrong between the console and the server, for reads: nothing was to be saved."""
    match error:
        case NotReached():
            return Report(
                Tone.BAD, _not_reached(error, server), _NOT_REACHED_HINTS[error.reason], (printable(error.detail),)
            )
        case AnswerLost():
            what = "did not answer in time" if error.timed_out else "closed the connection without an answer"
            return Report(Tone.BAD, f"{server} {what}.", "Try again; the server may be busy or restarting.")
        case AnswerNotUnderstood():
            return Report(
                Tone.BAD,
                f"{server} sent an answer that is not InsForge's (HTTP {error.status}).",
                f"{_sentence(error.why)} A proxy may be answering for the server, or the URL may be wrong.",
                _beginning(error),
            )
        case TooManyWrites():
            return Report(Tone.CAREFUL, "The server says: too many writes.", "Wait a little and try again.")
        case Unauthorised():
            return Report(
                Tone.BAD, f"{server} does not accept the key.", _said(error) + " Connect again with a valid key."
            )
        case Forbidden():
            return Report(Tone.BAD, "The key lacks the right to do this.", _said(error))
        case NotFound():
            return Report(Tone.BAD, "The server has no such function.", _said(error))
        case Refused():
            return Report(Tone.BAD, "The server refused the request.", _said(error))
        case ServerAnswered():
            return Report(Tone.BAD, f"The server failed (HTTP {error.status}).", _said(error))
        case _:
            return Report(Tone.BAD, "Something went wrong while talking to the server.", printable(str(error)))


def describe_outcome(outcome: SaveOutcome, server: str, now: datetime) -> Report:
    """What became of a save: whether it was saved, whether it is live, and what to do next."""
    match outcome:
        case NothingToSave():
            return Report(Tone.GOOD, "Nothing to save: the server holds exactly this.")
        case Saved():
            return _describe_saved(outcome)
        case SavedNotDeployed():
            return _describe_not_deployed(outcome)
        case Rejected():
            return _describe_rejected(outcome)
        case Gone():
            return Report(
                Tone.BAD,
                "Not saved: the function is gone from the server.",
                "Your text is still here. ^n creates the function again, with this text.",
                (_said(outcome.error),),
            )
        case Taken():
            return Report(
                Tone.BAD,
                "Not saved: there is a function of that slug again.",
                "Your text is still here. Reload (f5) shows theirs.",
                (_said(outcome.error),),
            )
        case NotAllowed(error=Unauthorised() as error):
            return Report(
                Tone.BAD,
                "Not saved: the server no longer accepts the key.",
                "Your edit is kept. f2 signs in again; then save.",
                (_said(error),),
            )
        case NotAllowed(error=error):
            return Report(
                Tone.BAD, "Not saved: this key may not change functions.", "Your edit is kept.", (_said(error),)
            )
        case SlowDown():
            return _describe_slow_down(outcome, now)
        case NotSent():
            return Report(
                Tone.BAD,
                f"Not saved: {_lower_first(_not_reached(outcome.error, server))}",
                f"Your edit is kept. {_NOT_REACHED_HINTS[outcome.error.reason]}",
                (printable(outcome.error.detail),),
            )
        case NotSaved():
            return Report(
                Tone.BAD,
                f"Not saved: {_what_came(outcome.error)}",
                "Looked at the function: it is unchanged. Your edit is kept; save again.",
                _words_of(outcome.error),
            )
        case Unknown():
            return _describe_unknown(outcome)


def _describe_saved(outcome: Saved) -> Report:
    what = _fields(outcome.sent)
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
    where = (
        f" at {printable(outcome.deployment.url, limit=200)}" if outcome.deployment and outcome.deployment.url else ""
    )
    return Report(Tone.GOOD, f"Saved {what} and live{where}{how}.")


def _describe_not_deployed(outcome: SavedNotDeployed) -> Report:
    logs = outcome.deployment.build_logs if outcome.deployment else ()
    return Report(
        Tone.BAD,
        "Saved, but the deployment failed: callers still get the version before.",
        "Fix the marked lines and save again." if outcome.problems else "The build log says why (f4 shows it all).",
        tuple(printable(line) for entry in logs for line in entry.splitlines()),
    )


def _describe_rejected(outcome: Rejected) -> Report:
    count = len(outcome.problems)
    if count == 1:
        next_step = "Nothing was saved; your edit is kept. Change it and save again."
    else:
        next_step = f"Nothing was saved; your edit is kept. {count} places: F8 walks them."
    return Report(
        Tone.BAD,
        "Refused by the server: not saved.",
        next_step,
        tuple(describe_problem(problem) for problem in outcome.problems),
    )


def _describe_slow_down(outcome: SlowDown, now: datetime) -> Report:
    when = outcome.error.next_at
    wait = f"The next write is free in {countdown(when, now)}." if when else "Wait a few minutes."
    return Report(
        Tone.CAREFUL,
        "Not saved: the server allows no more writes just now.",
        f"{wait} Your edit is kept; save again then.",
        (_said(outcome.error),),
    )


def _describe_unknown(outcome: Unknown) -> Report:
    if outcome.look_error is None:
        why = "the function on the server is neither the old one nor this one; somebody else may have changed it."
    else:
        why = "and the server could not be asked either."
    return Report(
        Tone.CAREFUL,
        f"Can't tell yet whether it was saved: {_what_came(outcome.error)}",
        f"Looked, {why} Your edit is kept. Reload (f5) shows what the server holds.",
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


_NOT_REACHED_HINTS = {
    NotReachedReason.DNS: "Check the host name in the URL, and this machine's DNS.",
    NotReachedReason.REFUSED: "Is the server running, and is the port right?",
    NotReachedReason.TLS: "Check the certificate, or name your own authority's ca_file in the profile.",
    NotReachedReason.TIMEOUT: "Check the network, a VPN or a firewall, and try again.",
    NotReachedReason.PROXY: "Check the proxy variables (HTTPS_PROXY, NO_PROXY).",
    NotReachedReason.BAD_ADDRESS: "Check the URL: it looks like https://host or http://localhost:7130.",
    NotReachedReason.OTHER: "Check the network and try again.",
}


def _not_reached(error: NotReached, server: str) -> str:
    match error.reason:
        case NotReachedReason.DNS:
            return f"The name of {server} could not be found."
        case NotReachedReason.REFUSED:
            return f"Nothing listens at {server}."
        case NotReachedReason.TLS:
            return f"{server} could not prove who it is (TLS)."
        case NotReachedReason.TIMEOUT:
            return f"{server} could not be reached in time."
        case NotReachedReason.PROXY:
            return f"The proxy in between did not let {server} be reached."
        case NotReachedReason.BAD_ADDRESS:
            return f"{server} is not an address that can be called."
        case NotReachedReason.OTHER:
            return f"{server} could not be reached."


def _what_came(error: ApiError) -> str:
    match error:
        case AnswerLost(timed_out=True):
            return "no answer came in time."
        case AnswerLost():
            return "the connection was cut before an answer came."
        case AnswerNotUnderstood():
            return f"the answer was not InsForge's (HTTP {error.status}; a proxy?)."
        case ServerAnswered():
            return f"the server failed (HTTP {error.status})."
        case _:
            return "no usable answer came."


def _words_of(error: ApiError) -> tuple[str, ...]:
    match error:
        case AnswerNotUnderstood():
            return _beginning(error)
        case ServerAnswered():
            return (_said(error),)
        case AnswerLost():
            return (printable(error.detail),) if error.detail else ()
        case _:
            return ()


def _beginning(error: AnswerNotUnderstood) -> tuple[str, ...]:
    return (f"It begins: {printable(error.beginning, limit=200)}",) if error.beginning else ()


def _said(error: ServerAnswered) -> str:
    words = " ".join(_sentence(part[:400]) for part in (error.message, error.next_actions) if part)
    return f"The server says: {printable(words, limit=400)}" if words else f"HTTP {error.status}."


def _sentence(text: str) -> str:
    text = printable(text)
    return text if text.endswith((".", "!", "?")) or not text else f"{text}."


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


def _fields(names: tuple[str, ...]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
