"""An import of secrets in words. Pure. No value is in it: a line that holds no key is told by its number alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from tui.app.secrets.words import facts_words, shown_key
from tui.app.shell.notice import Report, Tone, describe_error
from tui.app.widgets.relative_time import countdown
from tui.sessions.secret_import import ImportState, Kind, Planned
from tui.sessions.secret_results import Ending, Result
from tui.sessions.secrets import KEY_FORMAT, facts_of

_WHY = {
    Kind.LOWER_CASE: "lower case: u sends it in upper case",
    Kind.BAD_KEY: "invalid: a key has A-Z, 0-9 and _ only",
    Kind.NO_VALUE: "invalid: there is no value",
    Kind.RESERVED: "reserved: the server keeps it",
    Kind.REPEATED: "the same key stands again below",
    Kind.NO_ENTRY: "invalid: this is no KEY=value line",
    Kind.UNKNOWN: "changed, or the same: it can't be compared",
    Kind.AGAIN: "new: was deleted before",
}
STYLES = {
    Kind.NEW: "success",
    Kind.AGAIN: "success",
    Kind.CHANGED: "warning",
    Kind.UNKNOWN: "warning",
    Kind.SAME: "muted",
    Kind.REPEATED: "muted",
    Kind.RESERVED: "muted",
}


def key_words(item: Planned) -> str:
    """The key of a row; of a line that may be a value itself, its number."""
    is_key = item.entry.is_valid and item.entry.value is not None and KEY_FORMAT.fullmatch(item.key.upper())
    return shown_key(item.key) if is_key else f"line {item.entry.line:,}"


def kind_words(item: Planned) -> str:
    """What becomes of a row."""
    return _WHY.get(item.kind, item.kind.value)


def value_words(item: Planned) -> str:
    """What would be sent, without the value."""
    return "" if item.value is None else facts_words(facts_of(item.value))


def plan_words(planned: Sequence[Planned]) -> str:
    """How many of each there are."""
    counts = Counter(item.kind for item in planned)
    new = counts[Kind.NEW] + counts[Kind.AGAIN]
    changed = counts[Kind.CHANGED] + counts[Kind.UNKNOWN]
    rest = len(planned) - new - changed - counts[Kind.SAME]
    parts = [f"{new:,} new", f"{changed:,} changed", f"{counts[Kind.SAME]:,} same"]
    return " · ".join([*parts, f"{rest:,} not sent"] if rest else parts)


def result_words(result: Result, server: str) -> tuple[str, str, str]:
    """What became of a row: sign, style, words."""
    if result.ending is Ending.DONE:
        return (
            "ok",
            "success",
            "sent; the server holds it" if not result.looked_up else "the server holds it (looked up)",
        )
    if result.ending is Ending.UNKNOWN:
        return "??", "warning", "not known: the answer was lost"
    if result.error is None or result.looked_up:
        return "!!", "error", "not sent"
    report = describe_error(result.error, server, asked="secret")
    return "!!", "error", f"{report.headline} {report.next_step}".strip()


def progress_words(state: ImportState, now: datetime) -> str:
    """How far it is."""
    told = f"{state.done:,} of {len(state.items):,}"
    if state.until is not None:
        return f"{told}. The rate limit is reached: on in {countdown(state.until, now)}. esc stops."
    return f"{told}. esc stops." if not state.is_stopping else f"{told}. Stopping."


def ended_report(state: ImportState, *, deploys: str) -> Report:
    """What became of all."""
    endings = Counter(result.ending for result in state.results if result is not None)
    left = len(state.items) - state.done
    done = endings[Ending.DONE]
    told = f"{done:,} of {len(state.items):,} sent."
    parts = []
    if endings[Ending.NOT_DONE]:
        parts.append(f"{endings[Ending.NOT_DONE]:,} not done.")
    if endings[Ending.UNKNOWN]:
        parts.append(f"{endings[Ending.UNKNOWN]:,} not known.")
    if left:
        parts.append(f"{left:,} not tried.")
    tone = Tone.GOOD if not parts else Tone.BAD if endings[Ending.NOT_DONE] else Tone.CAREFUL
    way_on = "" if not parts else "r compares again: what is there is not sent twice."
    if deploys and done:
        parts.append(deploys)
    return Report(tone, told, " ".join([*parts, *([way_on] if way_on else [])]))
