"""Many functions at once in words: a row's result, how far it is, what became of all. Pure.

Returns plain text; what a server said in it is already made fit to show.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NamedTuple

from tui.app.shell.live_words import header_words, is_well
from tui.app.shell.notice import Report, Tone, describe_error, said
from tui.app.widgets.relative_time import countdown
from tui.errors import ApiError, ConsoleError, ErrorResponse, Refused, StorageError
from tui.sessions.bulk import BulkState, Phase, last_sent_at
from tui.sessions.bulk_results import Action, Ending, Result
from tui.sessions.liveness import ServerProof
from tui.terminal.sanitise import printable

_BAR_CELLS = 12


class _Words(NamedTuple):
    title: str
    doing: str
    done: str
    already: str
    failed: str


_WORDS = {
    Action.ACTIVATE: _Words("Set active", "Setting active", "set active", "already active", "Not saved"),
    Action.DRAFT: _Words("Set to draft", "Setting to draft", "set to draft", "already a draft", "Not saved"),
    Action.EXPORT: _Words("Export to files", "Exporting", "exported", "already there, the same", "Not written"),
    Action.DELETE: _Words("Delete", "Deleting", "deleted", "already deleted", "Not deleted"),
    Action.REPLACE: _Words("Replace in code", "Saving", "replaced", "already as wanted", "Not saved"),
}


class Said(NamedTuple):
    """A row's result: a sign, the name of its colour, and words."""

    sign: str
    style: str
    text: str


def title_of(action: Action, number: int) -> str:
    """What is being done, as a headline."""
    return f"{_WORDS[action].title}: {counted(number)}"


def counted(number: int) -> str:
    """So many functions."""
    return f"{number:,} function{'' if number == 1 else 's'}"


def result_words(action: Action, result: Result, server: str, *, deploys: bool) -> Said:
    """What became of one function. `deploys`: what the server holds may not be what callers get."""
    words = _WORDS[action]
    reason = f" {reason_of(result.error, server)}" if result.error is not None else ""
    match result.ending:
        case Ending.DONE:
            return Said("ok", "success", _done(action, result, deploys=deploys))
        case Ending.ALREADY:
            sent = "" if action is Action.EXPORT else ": nothing was sent"
            return Said("ok", "muted", f"{words.already}{sent}")
        case Ending.PARTLY:
            why = f" {printable(_telling(result.details), limit=200)}" if result.details else ""
            return Said("!!", "error", f"saved, not deployed: callers get the version before.{why}")
        case Ending.SKIPPED:
            return Said("ok", "muted", f"left as it is: {', '.join(map(printable, result.details))} is there")
        case Ending.CHANGED:
            return Said("!!", "warning", f"{words.failed}: somebody changed it meanwhile. Nothing was sent.")
        case Ending.NOT_TRIED:
            return Said("--", "warning", "not tried")
        case Ending.UNKNOWN:
            return Said("??", "warning", f"Whether it is {words.done} is not known.{reason}")
        case Ending.MISSING:
            return Said("!!", "error", f"{words.failed}: the server has no such function any more.")
        case Ending.FAILED:
            reason = reason or " the server answered with another status."
            looked = " It stayed as it was." if result.looked_up else ""
            return Said("!!", "error", f"{words.failed}:{reason}{looked}")


def _done(action: Action, result: Result, *, deploys: bool) -> str:
    if action is Action.EXPORT:
        first, *others = result.details
        # The second file differs in its suffix alone.
        names = [first, *(f".{name.rpartition('.')[2]}" for name in others)]
        return f"wrote {', '.join(map(printable, names))}"
    looked = " (the answer was lost; looked to be sure)" if result.looked_up else ""
    if action is Action.DELETE:
        return f"deleted{looked}"
    saved = "saved" if action.status is None else f"saved: {action.status}"
    if result.deployed:
        return f"{saved}; deployed{looked}"
    if deploys:
        return f"{saved}; whether that is deployed is not known{looked}"
    return f"{saved}{looked}"


def reason_of(error: ConsoleError, server: str) -> str:
    """Why it failed, in a row's few words."""
    match error:
        case Refused():
            return " ".join(printable(each.message, limit=300) for each in error.refusals)
        case ErrorResponse():
            return said(error)
        case ApiError():
            return describe_error(error, server).headline
        case StorageError():
            return printable(str(error), limit=400) + "."
        case _:
            return printable(str(error), limit=400)


def _telling(lines: Sequence[str]) -> str:
    """The line of a build log that says most."""
    return next((line for line in lines if "error" in line.lower()), lines[-1])


# How far it is


def progress_words(state: BulkState) -> str:
    """How many are done of how many, and how they ended."""
    done, total = state.done, len(state.items)
    filled = _BAR_CELLS * done // max(1, total)
    bar = f"[{'=' * filled}{'.' * (_BAR_CELLS - filled)}]"
    return " ".join([bar, f"{done:,} of {total:,}", *_tally(state)])


def _tally(state: BulkState) -> list[str]:
    counts, words = state.counts, _WORDS[state.action]
    told = (
        (counts[Ending.DONE], words.done),
        (counts[Ending.ALREADY], "already"),
        (counts[Ending.PARTLY], "not deployed"),
        (counts[Ending.FAILED] + counts[Ending.CHANGED] + counts[Ending.MISSING], "failed"),
        (counts[Ending.UNKNOWN], "not known"),
        (counts[Ending.SKIPPED], "left"),
        (counts[Ending.NOT_TRIED], "not tried"),
    )
    return [f"· {number:,} {name}" for number, name in told if number]


def pace_words(state: BulkState, now: datetime, clock_words: Callable[[datetime], str]) -> str:
    """What goes on now, and when all is done. `clock_words` says a time of day."""
    item = state.under_way
    slug = printable(item.slug, limit=60) if item is not None else ""
    last = last_sent_at(state, now)
    done_at = f", done at about {clock_words(last)}" if last > now else ""
    match state.phase:
        case Phase.TRYING:
            return f"{_WORDS[state.action].doing} {slug}{done_at}. esc stops."
        case Phase.STOPPING:
            return f"Stops when the server has answered for {slug}."
        case Phase.WAITING if state.until is not None:
            return f"Write limit: goes on in {countdown(state.until, now)}{done_at}. esc stops."
        case _:
            return ""


# What became of all


def describe_outcome(state: BulkState, server: str, proof: ServerProof, *, are_marked: bool) -> Report:
    """What became of all of them, and what to do next. `are_marked`: they were chosen by marks."""
    left, total = state.left, len(state.items)
    done = total - len(left)
    words = _WORDS[state.action]
    tally = ", ".join(part.removeprefix("· ") for part in _tally(state))
    if not left:
        live = state.action is Action.ACTIVATE and not is_well(proof)
        why = f"Calls may fail: {header_words(proof)}." if live else ""
        return Report(Tone.CAREFUL if live else Tone.GOOD, f"{counted(total)}: {tally}.", why)
    tone = Tone.BAD if state.counts[Ending.NOT_TRIED] < len(left) else Tone.CAREFUL
    stopped = "Stopped. " if state.stopped else ""
    headline = f"{stopped}{done:,} of {counted(total)} {words.done}: {tally}."
    way_on = f"r tries {'it' if len(left) == 1 else 'them'} again."
    if are_marked:
        # The marks of the others went.
        way_on = "They stay marked; r tries them again."
    if state.halted is not None:
        return Report(tone, headline, f"The rest was not tried: {reason_of(state.halted, server)} {way_on}")
    return Report(tone, headline, way_on)


def cut_short(state: BulkState) -> str:
    """How far it was when the process had to end."""
    done, total = state.done, len(state.items)
    under_way = state.under_way
    open_ends = "" if under_way is None else f" Whether {printable(under_way.slug, limit=60)} is too is not known."
    tally = ", ".join(part.removeprefix("· ") for part in _tally(state)) or f"none {_WORDS[state.action].done}"
    return f"{title_of(state.action, total)}. Ended before all was done: {done:,} of {total:,}, {tally}.{open_ends}"
