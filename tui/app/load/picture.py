"""What a load came to as rows of text: numbers beside those of before, how long calls took, what ended when. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from tui.app.widgets.blocks import in_words, part_block
from tui.app.widgets.plain import is_plain
from tui.sessions.load import (
    Bucket,
    Compared,
    Ending,
    LoadResult,
    LoadState,
    LoadSummary,
    Moment,
    histogram,
    summary_of,
    timeline,
)

_BARS = ("", "▏", "▎", "▍", "▌", "▋", "▊", "▉")
_LABEL_CELLS = 20
_FEWEST_BUCKETS, _MOST_BUCKETS = 4, 12
_TIGHT_BELOW_ROWS = 19


class Row(NamedTuple):
    """Stretches of text, each with the name of a theme's colour, "" for that of usual text."""

    parts: tuple[tuple[str, str], ...]


def picture(state: LoadState, compared: Compared, *, width: int, height: int) -> list[Row]:
    """All of it, in so many cells and rows: what has no room at the end is left out."""
    if not state.run:
        return []
    summary = summary_of(state.samples)
    gap = [] if height < _TIGHT_BELOW_ROWS else [Row(())]
    rows = [_progress(state, summary), *gap, *_numbers(summary, compared), _outcomes(summary), *gap]
    left = height - len(rows) - len(gap) - 2
    rows += _histogram(histogram(state.samples, max(_FEWEST_BUCKETS, min(_MOST_BUCKETS, left))), width)
    moments = timeline(state.samples, max(1, width - _LABEL_CELLS))
    if moments:
        rows += [*gap, *_timeline(moments)]
    return rows[:height]


def _progress(state: LoadState, summary: LoadSummary) -> Row:
    said = f"{summary.ended:,} of {state.plan.calls:,} calls ended"
    if state.is_running:
        return Row(((f"{said}, {len(state.under_way)} under way", "accent"),))
    if state.is_stopped:
        return Row(
            ((f"Stopped: {summary.ended:,} of {state.plan.calls:,} calls; those stopped may have run.", "warning"),)
        )
    return Row(((f"Over: {said}.", "error" if summary.errors else "success"),))


_NUMBERS: Sequence[tuple[str, Callable[[LoadSummary], str]]] = (
    ("p50", lambda summary: milliseconds(summary.p50)),
    ("p95", lambda summary: milliseconds(summary.p95)),
    ("p99", lambda summary: milliseconds(summary.p99)),
    ("slowest", lambda summary: milliseconds(summary.slowest)),
    ("calls a second", lambda summary: "-" if summary.per_second is None else f"{summary.per_second:,.1f}"),
    ("errors", lambda summary: f"{summary.errors:,}"),
)


def _numbers(summary: LoadSummary, compared: Compared) -> Iterator[Row]:
    others: list[tuple[str, LoadResult]] = []
    if compared.before is not None:
        others.append(("before", compared.before))
    if compared.before_save is not None and compared.before_save is not compared.before:
        others.append(("before the save", compared.before_save))
    heading = f"{'':<{_LABEL_CELLS}}{'now':>12}" + "".join(f"{name:>17}" for name, _ in others)
    yield Row(((heading, "muted"),))
    for name, text in _NUMBERS:
        parts = [(f"{name:<{_LABEL_CELLS}}", "muted"), (f"{text(summary):>12}", "")]
        yield Row((*parts, *((f"{text(result.summary):>17}", "muted") for _, result in others)))


def milliseconds(seconds: float | None) -> str:
    """A time of a call."""
    if seconds is None:
        return "-"
    return f"{seconds * 1000:,.1f} ms" if seconds < 1 else f"{seconds:,.2f} s"


def _outcomes(summary: LoadSummary) -> Row:
    parts: list[tuple[str, str]] = [(f"{'answers':<{_LABEL_CELLS}}", "muted")]
    for name, count in summary.outcomes.items():
        is_well = name.isdigit() and int(name) < 400
        style = "success" if is_well else "muted" if name == Ending.STOPPED.value else "error"
        parts.append((f"{count:,} x {name}  ", style))
    return Row(tuple(parts))


def _histogram(buckets: Sequence[Bucket], width: int) -> Iterator[Row]:
    most = max((bucket.calls for bucket in buckets), default=0)
    room = max(1, width - _LABEL_CELLS - 8)
    for bucket in buckets:
        label = f"{milliseconds(bucket.least)} - {milliseconds(bucket.most)}"
        bar = _bar(bucket.calls / most, room) if most else ""
        yield Row(
            (
                (f"{label[: _LABEL_CELLS - 1]:<{_LABEL_CELLS}}", "muted"),
                (bar, "accent"),
                (f" {bucket.calls:,}", "muted"),
            )
        )


def _bar(part: float, room: int) -> str:
    if is_plain():
        # How many there were stands behind it.
        return ""
    eighths = round(part * room * 8)
    if part > 0:
        eighths = max(1, eighths)
    return "█" * (eighths // 8) + _BARS[eighths % 8]


def _words(amounts: Iterable[float]) -> str:
    return in_words([round(amount * 1000) for amount in amounts])


def _timeline(moments: Sequence[Moment]) -> Iterator[Row]:
    if is_plain():
        yield Row(
            ((f"{'slowest, over time':<{_LABEL_CELLS}}", "muted"), (_words(each.slowest for each in moments), ""))
        )
        yield Row(((f"{'calls, over time':<{_LABEL_CELLS}}", "muted"), (_words(each.calls for each in moments), "")))
        return
    slowest = max(moment.slowest for moment in moments) or 1.0
    most = max(moment.calls for moment in moments) or 1
    yield Row((
        (f"{'slowest, over time':<{_LABEL_CELLS}}", "muted"),
        *((part_block(each.slowest / slowest), "error" if each.errors else "accent") for each in moments),
    ))  # fmt: skip
    yield Row((
        (f"{'calls, over time':<{_LABEL_CELLS}}", "muted"),
        *((part_block(each.calls / most), "error" if each.errors else "success") for each in moments),
    ))  # fmt: skip
