"""What became of a save, in words: whether it was saved, whether it is live, and what to do next.

Returns plain text; what a server said in it is already made fit to show.
"""

from __future__ import annotations

from tui.app.editor.phrases import describe_problem, fields_named, lower_first
from tui.app.editor.saved_words import describe_not_deployed, describe_saved
from tui.app.shell.notice import NOT_REACHED_HINTS, Report, Tone, beginning_of, not_reached, said
from tui.app.widgets.relative_time import exact
from tui.editing.runnable import SELF_HOSTED_HANDLER
from tui.errors import ApiError, ErrorResponse, InvalidResponse, ResponseLost, Unauthorised
from tui.sessions.edit.concurrent_saves import ConcurrentSave
from tui.sessions.edit.outcome import (
    Cancelled,
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
from tui.sessions.edit.values import LiveCheck
from tui.terminal.sanitise import printable

_ADVICE_FOR_CLOUD = "export default"
"""What servers advise to write instead of `Deno.serve`, self-hosted ones too: their own runtime can't run it."""

_SLUG_RESERVED = "FUNCTION_SLUG_RESERVED"
"""What servers call a slug that their runtime needs for itself."""

ANY_KEY = "api-key"
"""What the audit trail calls whoever holds a server's key."""


def describe_outcome(
    outcome: SaveOutcome, server: str, *, deploys: bool = False, live: LiveCheck | None = None
) -> Report:
    """What became of a save: whether it was saved, whether it is live, and what to do next.

    `deploys` says that the server hands functions on to a cloud: there what it holds may not be what callers get.
    `live` is what is known of whether callers get what was saved as active.
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
                f"Not saved: somebody changed the {fields_named(outcome.fields)} since you opened the function.",
                "Your edit is kept. Save again (ctrl+s) to compare and to choose: theirs, yours, or both merged.",
            )
        case PrecheckFailed():
            return Report(
                Tone.BAD,
                f"Not saved: {_what_came(outcome.error)}",
                "Nothing was sent: the function is looked at before a save, and that failed. Your edit is kept.",
                _words_of(outcome.error),
            )
        case Cancelled():
            return Report(Tone.CAREFUL, "Not saved: cancelled before anything was sent.", "Your edit is kept.")
        case Saved():
            return describe_saved(outcome, live, server)
        case SavedNotDeployed():
            return describe_not_deployed(outcome)
        case Rejected():
            return _describe_rejected(outcome, deploys=deploys)
        case Deleted():
            return Report(
                Tone.BAD,
                "Not saved: the function was deleted on the server.",
                "Your text is still here. ctrl+n creates the function again, with this text.",
                (said(outcome.error),),
            )
        case SlugTaken(is_new=True, may_be_ours=True):
            return Report(
                Tone.BAD,
                "Not saved: the slug is taken, by another function or by what you sent before and was not answered.",
                "Your text is still here. f10 looks which of them it is.",
                (said(outcome.error),),
            )
        case SlugTaken(is_new=True):
            return Report(
                Tone.BAD,
                "Not saved: the slug is taken, by another function on the server.",
                "Your text is still here. alt+s gives it another slug; f5 shows theirs.",
                (said(outcome.error),),
            )
        case SlugTaken():
            return Report(
                Tone.BAD,
                "Not saved: there is a function of that slug again.",
                "Your text is still here. Reload (f5) shows theirs.",
                (said(outcome.error),),
            )
        case NotAllowed(error=Unauthorised() as error):
            return Report(
                Tone.BAD,
                "Not saved: the server does not accept the key.",
                "Your edit is kept. f2 signs in again and saves it.",
                (said(error),),
            )
        case NotAllowed(error=error):
            return Report(
                Tone.BAD, "Not saved: this key may not change functions.", "Your edit is kept.", (said(error),)
            )
        case RateLimited():
            return _describe_slow_down(outcome)
        case NotSent():
            return Report(
                Tone.BAD,
                f"Not saved: {lower_first(not_reached(outcome.error, server))}",
                f"Your edit is kept. {NOT_REACHED_HINTS[outcome.error.reason]}",
                (printable(outcome.error.detail),),
            )
        case NotSaved():
            return Report(
                Tone.BAD,
                f"Not saved: {_what_came(outcome.error)}",
                f"Looked at the function{_for(outcome.seconds)}: it is unchanged. Your edit is kept; save again."
                if not outcome.creating
                else f"Looked for it{_for(outcome.seconds)}: the server has no such function. Your text is kept.",
                _words_of(outcome.error),
            )
        case Unknown():
            return _describe_unknown(outcome)


def with_meanwhile(report: Report, found: ConcurrentSave) -> Report:
    """What became of a save beside which somebody else saved too."""
    who = printable(found.actor, limit=40) or "somebody"
    who = "somebody else" if who == ANY_KEY else who
    if found.lost:
        return Report(
            Tone.CAREFUL,
            f"Saved, and overwritten at once: the server holds another {fields_named(found.lost)}.",
            f"At the same moment {who} saved too. Yours stays here, unsaved: ctrl+s compares both.",
        )
    if found.contested:
        which = "yours overwrote it" if found.now is not None else "one overwrote the other"
        said = f"{who} saved the {fields_named(found.contested)} too; {which}. Theirs is in the history (ctrl+t)."
    else:
        said = f"{who} changed the {fields_named(found.fields)}. f5 shows it."
    return report._replace(tone=Tone.CAREFUL, next_step=f"At the same moment {said} {report.next_step}".rstrip())


def _describe_rejected(outcome: Rejected, *, deploys: bool) -> Report:
    count = len(outcome.problems)
    if count == 1:
        next_step = "Nothing was saved; your edit is kept. Change it and save again."
    else:
        next_step = f"Nothing was saved; your edit is kept. {count} places: f8 goes to the next."
    if outcome.error.code == _SLUG_RESERVED or any(problem.field == "slug" for problem in outcome.problems):
        next_step = "Nothing was saved; your text is kept. alt+s gives it another slug."
    advised = any(_ADVICE_FOR_CLOUD in problem.message for problem in outcome.problems)
    ours = (f"On this server export default fails too: write {SELF_HOSTED_HANDLER}",) if advised and not deploys else ()
    return Report(
        Tone.BAD,
        "Rejected by the server: not saved.",
        next_step,
        (*ours, *(describe_problem(problem) for problem in outcome.problems)),
    )


def _describe_slow_down(outcome: RateLimited) -> Report:
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
    if outcome.stopped:
        why = "but not to the end: you did not want to wait."
    elif outcome.look_error is None and outcome.creating:
        why = "there is a function of this slug, with another content: alt+s gives yours another slug."
    elif outcome.look_error is None:
        why = "the function on the server is neither the old one nor this one; somebody else may have changed it."
    else:
        why = "and the server could not be asked either."
    return Report(
        Tone.CAREFUL,
        f"Can't tell yet whether it was saved: {_what_came(outcome.error)}",
        f"Looked, {why} Your edit is kept. f10 looks again; f5 shows what the server holds.",
        _words_of(outcome.error),
    )


def _what_came(error: ApiError) -> str:
    match error:
        case ResponseLost() if was_stopped(error):
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
