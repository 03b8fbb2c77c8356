"""The list of functions as a `ListSpec`: which columns a function has, and what each says.

Owns the words of a row. Refuses to know how rows are painted and where the selection is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import NamedTuple

from tui.app.widgets.relative_time import ago, exact, short_time
from tui.app.widgets.status_signs import STATUS_SIGNS
from tui.model.function import ACTIVE, DRAFT, ERROR, FunctionSummary
from tui.sessions.calls import Counted
from tui.sessions.link_states import State
from tui.sessions.listing import Column, Fixed, Flexible, ListSpec, Order, holds_words
from tui.terminal.sanitise import printable

NAME, SLUG, STATUS, UPDATED, ACTIVATED = "NAME", "SLUG", "STATUS", "UPDATED", "ACTIVATED"
CALLS, FOLDER = "CALLS 1H", "FOLDER"

FIRST_ORDER = Order(UPDATED)

_NEVER = datetime.min.replace(tzinfo=UTC)
_STYLES = {ACTIVE: "success", DRAFT: "warning", ERROR: "error"}
_EXACT_CELLS = 20
"""A time with year and seconds, and the blank behind it."""
_SHORT_CELLS = 12
_CALLS_CELLS = 11


class FunctionFacts(NamedTuple):
    """What rows say beside what the list told: slugs with an unsaved draft here, and those nobody can call.

    `held_back`: callers get them as they were before the last deployment, which failed.
    `calls` is what the server's log tells of the last hour, by slug; None where that is not known. `linked` is how the
    linked folder stands to what is listed; None where there is none.
    `opened` are those that are open in editors, `unsaved` those of them with unsaved changes.
    """

    exact_times: bool = False
    drafts: frozenset[str] = frozenset()
    uncallable: frozenset[str] = frozenset()
    held_back: frozenset[str] = frozenset()
    calls: Mapping[str, Counted] | None = None
    linked: Mapping[str, State] | None = None
    opened: frozenset[str] = frozenset()
    unsaved: frozenset[str] = frozenset()


def function_list(facts: FunctionFacts) -> ListSpec[FunctionSummary]:
    """The rows of functions."""
    exact_times, drafts, uncallable, held_back, calls, linked, opened, unsaved = facts

    def sign(function: FunctionSummary) -> tuple[str, str]:
        # That something is unsaved matters more.
        if function.slug in drafts or function.slug in unsaved:
            return "*", "warning"
        return ("o", "muted") if function.slug in opened else ("", "")

    def status_of(function: FunctionSummary) -> str:
        return ERROR if function.slug in uncallable else function.status

    def status(function: FunctionSummary, now: datetime, cells: int) -> str:
        said = printable(function.status, limit=20) or "unknown"
        sign = ERROR if function.slug in held_back else status_of(function)
        return f"{STATUS_SIGNS.get(sign, '?')} {said}"

    def style(function: FunctionSummary) -> str:
        found = status_of(function)
        return "warning" if found == ACTIVE and function.slug in held_back else _STYLES.get(found, "muted")

    columns = (
        Column[FunctionSummary](
            NAME,
            Flexible(weight=3),
            lambda function, now, cells: printable(function.name, limit=200) or "(no name)",
            sort=lambda function: function.name.casefold(),
            bar=True,
        ),
        Column[FunctionSummary](
            SLUG,
            Flexible(weight=2),
            lambda function, now, cells: printable(function.slug, limit=200),
            lambda function: "muted",
            sort=lambda function: function.slug.casefold(),
        ),
        Column[FunctionSummary](
            STATUS,
            Fixed(10, drop=1),
            status,
            style,
            sort=lambda function: function.status,
        ),
        *(() if calls is None else (_calls(calls),)),
        *(() if linked is None else (_linked(linked),)),
        _time(
            UPDATED, 10, 2, lambda function: function.updated_at, lambda f: f.updated_at or f.created_at, exact_times
        ),
        # On servers up to today's, `deployedAt` is when the status was last set to active, not the last deployment.
        _time(ACTIVATED, 12, 3, lambda function: function.deployed_at, lambda f: f.deployed_at, exact_times),
    )
    return ListSpec(
        key=lambda function: function.slug,
        columns=columns,
        matches=lambda function, needle: holds_words(needle, function.slug, function.name),
        sign=sign,
        mark_sign="x",
    )


def _calls(calls: Mapping[str, Counted]) -> Column[FunctionSummary]:
    """A column of how often functions were called within the last hour, with their errors in front."""

    def text(function: FunctionSummary, now: datetime, cells: int) -> str:
        found = calls.get(function.slug)
        return f"{found.calls:,}" if found is not None else ""

    def errors(function: FunctionSummary) -> tuple[str, str]:
        found = calls.get(function.slug)
        return (f"{found.errors:,}! ", "error") if found is not None and found.errors else ("", "")

    # Sorted by it are the calls themselves, in their own view: here it may be missing at the next refresh.
    return Column(CALLS, Fixed(_CALLS_CELLS, drop=4), text, lambda function: "muted", lead=errors)


_LINKED = {
    State.SAME: ("= same", "muted"),
    State.FOLDER_AHEAD: ("> ahead", "success"),
    State.SERVER_AHEAD: ("< behind", "warning"),
    State.BOTH_CHANGED: ("! both", "error"),
    State.LINE_ENDS: ("~ ends", "warning"),
    State.ONLY_THERE: ("", "muted"),
    State.DELETED_HERE: ("- deleted", "warning"),
    State.UNUSABLE: ("? file", "error"),
}


def _linked(linked: Mapping[str, State]) -> Column[FunctionSummary]:
    """A column of how the linked folder stands to the server; a question mark where a look would have to tell."""

    def said(function: FunctionSummary) -> tuple[str, str]:
        state = linked.get(function.slug)
        return _LINKED.get(state, ("?", "muted")) if state is not None else ("?", "muted")

    return Column(
        FOLDER, Fixed(9, drop=1), lambda function, now, cells: said(function)[0], lambda function: said(function)[1]
    )


_Moment = Callable[[FunctionSummary], datetime | None]


def _time(
    title: str, cells: int, drop: int, moment: _Moment, sort: _Moment, exact_times: bool
) -> Column[FunctionSummary]:
    """A column of times, relative ones in so many cells; sorted by `sort`, the newest first."""

    def text(function: FunctionSummary, now: datetime, cells: int) -> str:
        if not exact_times:
            return ago(moment(function), now)
        return exact(moment(function)) if cells >= _EXACT_CELLS else short_time(moment(function), now)

    return Column(
        title,
        Fixed(_EXACT_CELLS, _SHORT_CELLS, drop) if exact_times else Fixed(cells, drop=drop),
        text,
        lambda function: "muted",
        moment=None if exact_times else moment,
        sort=lambda function: sort(function) or _NEVER,
        descending=True,
    )
