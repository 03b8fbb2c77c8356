"""A search over all code in words, and its rows. Pure.

What a server said in it is made fit to show.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import NamedTuple

from tui.app.shell.notice import Report, Tone, describe_error
from tui.app.widgets.relative_time import countdown
from tui.errors import ApiError
from tui.flows.all_code import CodeProgress
from tui.sessions.code_search import Place, SearchState
from tui.sessions.listing import Column, Fixed, Flexible, ListSpec
from tui.terminal.sanitise import printable

_SOME = 5
_NARROW_CELLS = 70


class Row(NamedTuple):
    """A row of results: a function with its number of matches, or (with a place) one of these."""

    slug: str
    matches: int
    place: Place | None = None


RESULT_LIST: ListSpec[Row] = ListSpec(
    key=lambda row: row.slug if row.place is None else f"{row.slug} {row.place.line} {row.place.start}",
    columns=(
        Column("", Fixed(8), lambda row, now, cells: _number(row), lambda row: "muted"),
        Column(
            "",
            Flexible(20),
            lambda row, now, cells: _text(row, cells),
            lambda row: "success" if row.place is None else "",
            bar=True,
        ),
    ),
)


def _number(row: Row) -> str:
    return f"{row.matches:>6}x" if row.place is None else f"{row.place.line + 1:>7}"


def _text(row: Row, cells: int) -> str:
    if row.place is None:
        return printable(row.slug, limit=120)
    text, before = row.place.text, row.place.start - row.place.text_start
    # The match is in sight, however narrow it is.
    if before > max(8, cells // 2) and cells < _NARROW_CELLS:
        text = f"…{text[before - max(4, cells // 3) :]}"
    return f"  {printable(text, limit=200)}"


def rows_of(state: SearchState, functions: Iterable[str]) -> list[Row]:
    """The rows of what was found, by function, in the order of these slugs."""
    order = {slug: place for place, slug in enumerate(functions)}
    rows: list[Row] = []
    for found in sorted(state.found, key=lambda found: order.get(found.slug, len(order))):
        if found.places:
            rows.append(Row(found.slug, found.count))
            rows += [Row(found.slug, found.count, place) for place in found.places]
    return rows


def found_words(state: SearchState) -> str:
    """How much was found."""
    if not state.query.text:
        return ""
    functions = counted(len(state.found), "function")
    words = f"{counted(state.matches, 'match', 'matches')} in {functions}" if state.found else "Nothing found"
    if not state.is_ended:
        words = f"{words} so far"
    hidden = state.matches - state.kept
    if hidden and state.found:
        words += f"; {hidden:,} more are not listed"
    if state.cut_lines:
        words += f"; of {counted(state.cut_lines, 'long line')} only the beginning was searched"
    return words


def progress_words(
    progress: CodeProgress | None, cancelled: bool, now: datetime, clock_words: Callable[[datetime], str]
) -> str:
    """How much of the code is known."""
    if progress is None:
        return "Asking which functions there are."
    if progress.until is not None and not cancelled:
        return (
            f"Code of {progress.done:,} of {progress.total:,}. The server's rate limit: "
            f"goes on in {countdown(progress.until, now)}. esc stops."
        )
    if not progress.ended:
        said = f"Code of {progress.done:,} of {progress.total:,} functions"
        return f"{said}; f5 fetches the rest." if cancelled else f"{said}, fetching. esc stops."
    return ""


def missing_report(progress: CodeProgress | None, list_error: ApiError | None, server: str) -> Report | None:
    """What could not be fetched, and so was not searched."""
    if progress is None or not progress.ended:
        return None
    if list_error is not None:
        said = describe_error(list_error, server)
        return Report(Tone.BAD, said.headline, "The functions known before were searched. f5 tries again.")
    missing = [function.slug for function in progress.missing]
    if progress.halted is not None:
        said = describe_error(progress.halted, server)
        return Report(
            Tone.BAD,
            f"{counted(len(missing), 'function')} not searched: {said.headline}",
            "The rest was not tried. f5 tries again.",
        )
    if missing:
        names = ", ".join(printable(slug, limit=60) for slug in missing[:_SOME])
        more = f" and {len(missing) - _SOME} more" if len(missing) > _SOME else ""
        errors = list(progress.failed.values())
        why = f" {describe_error(errors[0], server).headline}" if errors else ""
        return Report(Tone.BAD, f"Not searched: {names}{more}.{why}", "f5 tries again.")
    if progress.distrusted:
        return Report(
            Tone.CAREFUL,
            "This server changed code without a new time: all code was fetched again.",
            "What is known from before can't be trusted here; f5 fetches it again.",
        )
    return None


def counted(number: int, one: str, many: str = "") -> str:
    """So many of something."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
