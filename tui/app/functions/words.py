"""What the list of functions says of itself: how many there are, and why there are none."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from textual.content import Content

from tui.app.shell.notice import Report, Tone, describe_error
from tui.app.widgets.relative_time import ago
from tui.errors import ApiError, NotFound, Unauthorised, Unreachable
from tui.model.function import FunctionSummary
from tui.sessions.listing import Failed, ListState, Loading
from tui.terminal.sanitise import printable

UNCONNECTED = Report(Tone.CAREFUL, "No server is connected.", "Press c to connect to one.")
NO_FUNCTIONS = Report(
    Tone.CAREFUL,
    "This server has no functions yet.",
    "n creates one, from a template or from a file.",
)
MOST_NOTICES = 20


def fetching(server: str) -> Report:
    """The list was asked for, and nothing is known of it yet; `server` is empty until one is connected."""
    return Report(Tone.BUSY, f"Asking {server} for its functions." if server else "Connecting.")


def list_failed(error: ApiError, server: str, *, is_shown: bool) -> Report:
    """The list could not be fetched; `is_shown` says that the one from before is still there."""
    if isinstance(error, NotFound):
        headline = f"There is no InsForge at this address of {server}."
        report = Report(Tone.BAD, headline, "Check the path in the URL: /api/functions is added to it.")
    else:
        report = describe_error(error, server)
    may_be_address = isinstance(error, Unauthorised | Unreachable | NotFound)
    way_on = "Press c to connect again, r to try again." if may_be_address else "Press r to try again."
    kept = " The list above is from before." if is_shown else ""
    return Report(report.tone, report.headline, f"{report.next_step} {way_on}{kept}".strip(), report.details)


def with_notice(report: Report | None, notice: str) -> Report:
    """The notices of this machine's variables and files that could not be used, and one more."""
    before = () if report is None else (report.headline, *report.details[:-1])
    first, *others = (*before, printable(notice, limit=300))
    return Report(Tone.CAREFUL, first, details=(*others[: MOST_NOTICES - 1], "Press r to hide this."))


def count_words(state: ListState[FunctionSummary], now: datetime) -> str:
    """How many functions there are, and of when."""
    total = len(state.items)
    counted = _counted(total) + ("" if state.load.as_of is None else f" last known ({ago(state.load.as_of, now)})")
    match state.load:
        case Failed(reason=reason) if reason:
            return reason
        case Failed() if not total:
            return "no list"
        case Loading():
            return f"{counted}, refreshing" if total else "fetching the list"
    if not state.needle:
        return counted
    shown = len(state.shown)
    return f"{shown:,} of {_counted(total)} match" if shown else f"nothing matches (of {total:,}); esc clears"


def _counted(number: int) -> str:
    return f"{number:,} function{'' if number == 1 else 's'}"


def status_of(
    state: ListState[FunctionSummary], now: datetime, drafts: int, cut_slug: str, hidden_columns: Sequence[str]
) -> list[Content]:
    """What the status line shows at rest. `cut_slug` is the selected one where its column cuts it, else empty."""
    parts = [Content(count_words(state, now))]
    if state.marked:
        hidden = len(state.marked) - sum(function.slug in state.marked for function in state.shown)
        parts.append(
            Content.styled(f"x {len(state.marked):,} marked{f', {hidden:,} not shown' if hidden else ''}", "$warning")
        )
    if drafts:
        parts.append(Content.styled(f"* {drafts} unsaved draft{'' if drafts == 1 else 's'}  ", "$warning"))
    if cut_slug:
        parts.append(Content(printable(cut_slug)))
    if state.items and hidden_columns:
        parts.append(Content.styled(f"no room: {', '.join(hidden_columns)}", "$muted"))
    return parts
