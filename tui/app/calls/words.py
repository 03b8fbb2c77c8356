"""Calls in words: numbers of a row, what is known of how much of the hour, why there are none. Pure.

Returns plain text that is fit to show.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from tui.app.shell.facts import Facts
from tui.app.shell.notice import Report, Tone, describe_error, way_on
from tui.app.widgets.blocks import HIGHEST, bars
from tui.app.widgets.relative_time import exact, time_words
from tui.errors import ApiError, NotFound
from tui.sessions.calls import Call, Counted, levels
from tui.terminal.sanitise import printable

NOT_OFFERED = "This server keeps no log of calls."


def spark(minutes: Sequence[int], cells: int) -> str:
    """Counts as a row of blocks, the oldest first; a minute without any is blank. Drawn plain a word."""
    return bars(levels(minutes, cells, HIGHEST))


def headline(everything: Counted | None, functions: int) -> str:
    """What all functions together did within the hour."""
    if everything is None:
        return ""
    calls = f"{everything.calls:,} call{'' if everything.calls == 1 else 's'}"
    parts = [f"{calls} of {functions} function{'' if functions == 1 else 's'}"]
    if everything.errors:
        parts.append(f"{everything.errors:,} error{'' if everything.errors == 1 else 's'}")
    if everything.p95 is not None:
        parts.append(f"p95 {time_words(everything.p95)}")
    return " · ".join(parts)


def asking(server: str) -> Report:
    """The log was asked for, and nothing is known of it yet."""
    return Report(Tone.BUSY, f"Asking {server} for its log of calls.")


def failed(error: ApiError, server: str, *, is_shown: bool) -> Report:
    """The log could not be read; `is_shown`: numbers from before are still there."""
    if isinstance(error, NotFound):
        return Report(
            Tone.CAREFUL, NOT_OFFERED, "Servers of other versions tell of each call. x in the list runs a function."
        )
    report = describe_error(error, server, asked="log")
    kept = " The numbers above are from before." if is_shown else ""
    again = "It is asked again by itself, ever less often; r asks now."
    return Report(
        report.tone, report.headline, f"{report.next_step} {way_on(error, again)}{kept}".strip(), report.details
    )


def nothing(*, is_empty: bool, deployment_url: str | None) -> Report:
    """The server answered, and no call is in its log; `is_empty`: nothing else is in it either."""
    direct = (
        f"Calls straight to {printable(deployment_url, limit=200)} do not pass the server: it has no line of them."
        if deployment_url
        else ""
    )
    if is_empty:
        return Report(Tone.CAREFUL, "The backend's log is empty: this server keeps no calls, or none by now.", direct)
    return Report(
        Tone.CAREFUL, "No function was called within the last hour.", direct or "Calls appear here by themselves."
    )


def coverage(since: datetime | None, *, is_counting: bool, short_time: Callable[[datetime], str]) -> str:
    """How much of the hour is known, where that is not all of it."""
    if since is None:
        return ""
    return (
        f"reading back: {short_time(since)}" if is_counting else f"known since {short_time(since)}: the log has no more"
    )


def call_words(call: Call) -> str:
    """A call in a line."""
    took = f", {time_words(call.seconds)}" if call.seconds is not None else ""
    return f"{printable(call.method, limit=200)} {call.status}{took}, {exact(call.at)}"


def counted_facts(each: Counted) -> Facts:
    """All that is counted of a function."""
    classes = (f"{number}xx {count:,}" for number, count in enumerate(each.by_class, 1) if count)
    facts = [
        ("function", printable(each.slug, limit=400)),
        ("calls, 1 h", f"{each.calls:,}"),
        ("statuses", ", ".join(classes)),
        ("p50", time_words(each.p50)),
        ("p95", time_words(each.p95)),
        ("last call", call_words(each.last)),
        ("last error", call_words(each.last_error) if each.last_error is not None else "none"),
        ("last hour", spark(each.minutes, len(each.minutes))),
    ]
    return [*facts, ("errors", spark(each.error_minutes, len(each.minutes)))] if each.errors else facts
