"""How a linked folder and its server stand to each other, and what became of a push, a pull and a merge, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from tui.app.shell.notice import Report, Tone, describe_error
from tui.errors import ApiError, StorageError, Unauthorised
from tui.flows.linked_parts import Done
from tui.model.problem import Problem
from tui.sessions.edit import outcome as became
from tui.sessions.edit.values import Ended
from tui.sessions.linked import Compared, State
from tui.sessions.listing import Column, Fixed, Flexible, ListSpec, holds_words
from tui.terminal.sanitise import printable


class Said(NamedTuple):
    """What a row says, with its sign and colour."""

    sign: str
    style: str
    text: str


class LinkedRow(NamedTuple):
    """A function: how both sides stand, or why the server did not tell, and what became of it last."""

    slug: str
    found: Compared | None = None
    error: ApiError | None = None
    said: Said | None = None


STATES = {
    State.SAME: Said("=", "muted", "same"),
    State.FOLDER_AHEAD: Said(">", "success", "ahead"),
    State.SERVER_AHEAD: Said("<", "warning", "behind"),
    State.BOTH_CHANGED: Said("!", "error", "both"),
    State.LINE_ENDS: Said("~", "warning", "line ends"),
    State.ONLY_HERE: Said("+", "success", "only here"),
    State.ONLY_THERE: Said("-", "muted", "no file"),
    State.DELETED_HERE: Said("-", "warning", "file deleted"),
    State.DELETED_THERE: Said("x", "warning", "deleted"),
    State.UNUSABLE: Said("?", "error", "bad file"),
}
"""A sign, a colour and a word for each state."""


def state_of(row: LinkedRow) -> Said:
    """How both sides stand to each other, in a word."""
    return STATES[row.found.state] if row.found is not None else Said("?", "error", "not known")


def what_of(row: LinkedRow, server: str) -> Said:
    """What became of it last, else what differs and what to do."""
    if row.said is not None:
        return row.said
    if row.error is not None:
        return Said("", "error", describe_error(row.error, server, asked="function").headline)
    found = row.found
    return Said("", "muted", "" if found is None else _to_do(found))


def _to_do(found: Compared) -> str:
    mine, theirs = ", ".join(found.here_changed), ", ".join(found.there_changed)
    match found.state:
        case _ if found.marks_line:
            return f"marks of a merge stand in line {found.marks_line}"
        case State.FOLDER_AHEAD:
            return f"{mine} changed here: p saves it"
        case State.SERVER_AHEAD:
            return f"{theirs} changed there: f fetches it"
        case State.BOTH_CHANGED if found.has_base:
            return f"here {mine}, there {theirs}: m merges, enter compares"
        case State.BOTH_CHANGED:
            return f"{mine} differs, no common version is known: enter compares"
        case State.LINE_ENDS:
            return "only how lines end: p or f makes them the same"
        case State.ONLY_HERE:
            return "the server has no such function: p creates it"
        case State.ONLY_THERE:
            return "f writes its files"
        case State.DELETED_HERE:
            return "a deletion is never sent: f writes it again"
        case State.DELETED_THERE:
            return "deleted on the server: p creates it again"
        case State.UNUSABLE:
            return printable(found.reason, limit=300)
        case _:
            return ""


def linked_list(server: str) -> ListSpec[LinkedRow]:
    """The rows of a linked folder."""
    return ListSpec(
        key=lambda row: row.slug,
        columns=(
            Column("FUNCTION", Flexible(), lambda row, now, cells: printable(row.slug, limit=120), bar=True),
            Column(
                "STATE",
                Fixed(12),
                lambda row, now, cells: f"{state_of(row).sign} {state_of(row).text}",
                lambda row: state_of(row).style,
            ),
            Column(
                "WHAT",
                Flexible(24, weight=2),
                lambda row, now, cells: printable(what_of(row, server).text, limit=400),
                lambda row: what_of(row, server).style,
            ),
        ),
        matches=lambda row, needle: holds_words(needle, row.slug, state_of(row).text),
        mark_sign="x",
    )


# What became of it


def said_of(done: Done, server: str) -> Said:
    """What became of a function, in a row's few words."""
    if done.merged is not None:
        result = done.merged
        if result.is_clean:
            return Said("+", "success", "merged into the file: p saves it")
        parts = [f"{result.places} with marks"] if result.places else []
        parts += [f"{', '.join(result.kept)} as it was here"] if result.kept else []
        return Said("!", "warning", f"merged, some of it is to be decided: {'; '.join(parts)}")
    if done.wrote:
        return Said("+", "success", "written")
    if isinstance(done.error, StorageError):
        return Said("!", "error", f"not done: {done.error}")
    if isinstance(done.error, ApiError):
        return Said("!", "error", f"not done: {describe_error(done.error, server, asked='function').headline}")
    if done.final is None:
        return _left(done.found)
    if not isinstance(done.final, Ended):
        return Said("!", "error", f"not saved: {describe_error(done.final.error, server, asked='function').headline}")
    return _saved(done, done.final, server)


def _left(found: Compared | None) -> Said:
    if found is None:
        return Said("!", "warning", "neither here nor on the server any more")
    if found.state is State.SAME:
        return Said("=", "success", "nothing to do: both are the same")
    return Said("!", "warning", f"left as it is: {_to_do(found)}")


def _saved(done: Done, final: Ended, server: str) -> Said:
    if final.meanwhile is not None and final.meanwhile.lost:
        return Said("!", "error", "saved, and somebody overwrote it in the same moment: r looks again")
    match final.outcome:
        case became.Saved() if final.live is not None and final.live.is_bad_news:
            return Said("!", "warning", "saved; calls of it may fail")
        case became.Saved():
            return Said("+", "success", "created" if done.created else "saved")
        case became.SavedNotDeployed(problems=problems):
            return Said("!", "warning", f"saved, not deployed{_first(done, problems)}")
        case became.Rejected(problems=problems):
            return Said("!", "error", f"rejected, not saved{_first(done, problems)}")
        case became.NothingToSave():
            return Said("=", "success", "nothing to do: both are the same")
        case became.RateLimited():
            return Said("!", "warning", "rate limit, not sent: try again a little later")
        case became.Conflict() | became.SlugTaken():
            return Said("!", "warning", "not sent: somebody changed it in this moment")
        case became.Unknown():
            return Said("?", "warning", "whether it is saved is not known: r looks again")
        case became.Deleted():
            return Said("!", "warning", "not sent: it was deleted on the server")
        case became.Cancelled():
            return Said("!", "warning", "not sent")
        case (
            became.PrecheckFailed(error=error)
            | became.NotSent(error=error)
            | became.NotSaved(error=error)
            | became.NotAllowed(error=error)
        ):
            return Said("!", "error", f"not saved: {describe_error(error, server).headline}")


def _first(done: Done, problems: Sequence[Problem]) -> str:
    """Where the first problem is, and what."""
    if not problems:
        return ""
    problem, file = problems[0], done.read.found.name if done.read is not None else done.slug
    place = "" if problem.range is None else f":{problem.range.start_line + 1}:{problem.range.start_column + 1}"
    return f": {file}{place} {problem.message}"


def headline(folder: str, server: str, rows: Sequence[LinkedRow]) -> str:
    """Which folder is linked with which server, and how they stand."""
    same = sum(row.found is not None and row.found.state is State.SAME for row in rows)
    # First, as the path of a folder may take the row.
    counted = f"{same} of {len(rows)} the same: " if rows else ""
    return f" {counted}{printable(folder, limit=200)} and {server}"


def left_out_words(left_out: Mapping[str, str]) -> str:
    """Which files can be no function's; nothing where there are none."""
    if not left_out:
        return ""
    first, more = printable(next(iter(left_out)), limit=60), len(left_out) - 1
    return f"{first}{f' and {more:,} more' if more else ''} can be no function's: f4 says why."


def look_failed(error: ApiError | StorageError, server: str) -> Report:
    """The folder, or the list of the server, could not be had."""
    if isinstance(error, StorageError):
        return Report(Tone.BAD, f"{printable(str(error), limit=300)}.", "Nothing was changed. r tries again.")
    report = describe_error(error, server, asked="list")
    again = "c in the list signs in again." if isinstance(error, Unauthorised) else "r looks again."
    return report._replace(next_step=f"{report.next_step} No file was changed. {again}".strip())
