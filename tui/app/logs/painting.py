"""A row of a log as segments: its time, its level, its words with what was looked for marked. Pure.

Owns how an entry is cut into rows of the screen. Refuses to know where they stand and when they are painted.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from enum import Enum
from typing import NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from tui.app.widgets.cut_text import ELLIPSIS
from tui.app.widgets.line_painting import Mark, paint
from tui.app.widgets.relative_time import ago
from tui.model.log import DEBUG, ERROR, INFO, WARNING, LogEntry
from tui.sessions.log_filter import LogFilter
from tui.sessions.log_rows import Gap, Missing
from tui.terminal.sanitise import cell_text

_MOST_LINES = 100
"""So many lines of one entry are shown."""
_MOST_CHARACTERS = 8_000
"""So much of one line is."""
_MOST_JSON = 2_000
_COLOURING = re.compile(r"\x1b\[[0-9;:]*m")
_SIGNS = {ERROR: "E", WARNING: "W", INFO: " ", DEBUG: "D"}
_LEAST_CELLS = 20
_WORD_PART = 4
"""A row is broken at a blank in the last quarter of it."""


class Times(Enum):
    """How the time of an entry is shown."""

    LOCAL = "local time"
    UTC = "UTC"
    RELATIVE = "how long ago"
    OFF = "no times"


TIME_CELLS = {Times.LOCAL: 12, Times.UTC: 13, Times.RELATIVE: 8, Times.OFF: 0}

GAP_WORDS = {
    Missing.UNREAD: "older lines were not read: enter reads them",
    Missing.LOST: "lines may be missing here: the server has no older ones",
    Missing.BEGINNING: "the server's log begins here",
    Missing.DROPPED: "older lines were removed: only so many are kept",
}


class Manner(NamedTuple):
    """How all rows are shown. `slug` is the one function they are about, whose name is not said again."""

    width: int = 80
    times: Times = Times.LOCAL
    wrap: bool = True
    looked_for: LogFilter = LogFilter()
    slug: str = ""


class Looks(NamedTuple):
    """The styles of a log."""

    base: Style
    here: Style
    marked: Style
    time: Style
    slug: Style
    match: Style
    levels: dict[str, Style]
    gap: Style
    lost: Style


def looks_of(theme: Mapping[str, str]) -> Looks:
    """The styles under a theme's variables."""
    background, foreground = theme["background"], theme["foreground"]
    base = Style.parse(f"{foreground} on {background}")
    return Looks(
        base=base,
        here=Style.parse(f"bold {foreground} on {theme['cursor-row']}"),
        marked=Style.parse(f"{foreground} on {theme['screen-selection-background']}"),
        time=base + Style.parse(theme["faint"]),
        slug=base + Style.parse(theme["muted"]),
        match=Style.parse(f"{theme['on-match']} on {theme['current-match']}"),
        levels={
            ERROR: base + Style.parse(theme["error"]),
            WARNING: base + Style.parse(theme["warning"]),
            DEBUG: base + Style.parse(theme["muted"]),
        },
        gap=base + Style.parse(theme["faint"]),
        lost=base + Style.parse(theme["warning"]),
    )


def severity(entry: LogEntry) -> str:
    """The level that an entry is coloured by: its own, that of a request by its status."""
    if entry.level not in (INFO, "") or '"status' not in entry.body:
        return entry.level
    status = (_call_in_json(entry) or entry.metadata).get("status")
    if not isinstance(status, int) or status < 400:
        return entry.level
    return ERROR if status >= 500 else WARNING


def uncoloured(message: str) -> str:
    """A message without a terminal's colours."""
    return _COLOURING.sub("", message)


def shown_message(entry: LogEntry, slug: str = "") -> str:
    """What an entry says, without a terminal's colours and without the name of the one function all are about."""
    call = _call_in_json(entry)
    if call is not None:
        told = (call.get("method"), call.get("status"), call.get("duration"))
        words = " ".join(str(each) for each in told if isinstance(each, str | int))
        return words if slug else f"[{entry.slug}] {words}"
    message = uncoloured(entry.message)
    return message.removeprefix(f"[{slug}] ") if slug else message


def _call_in_json(entry: LogEntry) -> Mapping[str, object] | None:
    """A call as the runtime of a self-hosted server logs it: the whole message is JSON; None for anything else."""
    if not (entry.slug and entry.message.startswith('{"') and len(entry.message) < _MOST_JSON):
        return None
    try:
        found: object = json.loads(entry.message)
    except (ValueError, RecursionError):
        return None
    is_call = isinstance(found, dict) and found.get("slug") == entry.slug and "status" in found and "method" in found
    return found if is_call and isinstance(found, dict) else None


def shown_lines(entry: LogEntry, slug: str) -> list[str]:
    """The lines of an entry, each fit to show; what is too much is cut and says so."""
    lines = shown_message(entry, slug).rstrip("\n").split("\n", _MOST_LINES)
    if len(lines) > _MOST_LINES:
        lines[-1] = f"{ELLIPSIS} f4 shows all"
    return [_line(line) for line in lines]


def _line(line: str) -> str:
    if len(line) > _MOST_CHARACTERS:
        line = f"{line[:_MOST_CHARACTERS]} {ELLIPSIS} f4 shows all"
    return cell_text(line.rstrip("\r")).replace("\t", "    ")


def shown_time(entry: LogEntry, times: Times, now: datetime) -> str:
    """The time of an entry, in the cells that such times have."""
    match times:
        case Times.LOCAL:
            return entry.at.astimezone().strftime("%H:%M:%S.") + f"{entry.at.microsecond // 1000:03}"
        case Times.UTC:
            return entry.at.astimezone(UTC).strftime("%H:%M:%S.") + f"{entry.at.microsecond // 1000:03}Z"
        case Times.RELATIVE:
            return f"{ago(entry.at, now):>8}"
        case Times.OFF:
            return ""


def pieces_of(line: str, cells: int, *, wrap: bool) -> list[tuple[int, int]]:
    """The columns of a line that each of its rows shows: one row unless lines are wrapped."""
    if not wrap or not line:
        return [(0, len(line))]
    pieces: list[tuple[int, int]] = []
    start = 0
    while start < len(line):
        end = _end_of_row(line, start, cells)
        pieces.append((start, end))
        start = end
    return pieces


def _end_of_row(line: str, start: int, cells: int) -> int:
    """Where the row that begins at a column ends: behind a blank, where one is not far from its end."""
    if line.isascii():
        end = start + cells
    else:
        end, filled = start, 0
        while end < len(line) and (end == start or filled + cell_len(line[end]) <= cells):
            filled += cell_len(line[end])
            end += 1
    if end >= len(line):
        return len(line)
    blank = line.rfind(" ", start + cells - cells // _WORD_PART, end) + 1
    return blank or end


def prefix_cells(manner: Manner) -> int:
    """The cells in front of the words: the selection's, the time's, the level's, and blanks between."""
    times = times_of(manner)
    return 1 + TIME_CELLS[times] + (times is not Times.OFF) + 2


def times_of(manner: Manner) -> Times:
    """How times are shown: not at all where they would leave no room for the words."""
    needed = 1 + TIME_CELLS[manner.times] + 3 + _LEAST_CELLS
    return manner.times if manner.width >= needed else Times.OFF


def entry_rows(entry: LogEntry, manner: Manner, looks: Looks, now: datetime) -> list[Strip]:
    """The rows of an entry without the sign of the selection, which stands in front of them."""
    prefix = prefix_cells(manner) - 1
    cells = max(1, manner.width - prefix - 1)
    level = severity(entry)
    style = looks.levels.get(level, looks.base)
    stamp = shown_time(entry, times_of(manner), now)
    first = [Segment(f"{stamp} ", looks.time)] if stamp else []
    first.append(Segment(f"{_SIGNS.get(level, ' ')} ", style + Style(bold=True)))
    later = [Segment(" " * prefix, looks.base)]
    strips: list[Strip] = []
    for number, line in enumerate(shown_lines(entry, manner.slug)):
        marks = [Mark(start, end, looks.match) for start, end in manner.looked_for.places(line)]
        if number == 0 and entry.slug and line.startswith(f"[{entry.slug}] "):
            marks.insert(0, Mark(0, len(entry.slug) + 2, looks.slug))
        for start, end in pieces_of(line, cells, wrap=manner.wrap):
            here = [Mark(max(0, a - start), b - start, over) for a, b, over in marks if b > start and a < end]
            lead = first if not strips else later
            strips.append(Strip([*lead, *_painted(line[start:end], here, style, cells)], prefix + cells))
    return strips


def _painted(text: str, marks: Sequence[Mark], style: Style, cells: int) -> Iterator[Segment]:
    # As far as it is seen: a mark at the end would show a blank behind it.
    shown = [Mark(start, min(end, len(text)), over) for start, end, over in marks]
    if cell_len(text) <= cells:
        yield from paint(text, shown, style, first_cell=0, width=cells, tab_width=4)
        return
    yield from paint(text, shown, style, first_cell=0, width=cells - 1, tab_width=4)
    yield Segment(ELLIPSIS, style)


def gap_row(gap: Gap, manner: Manner, looks: Looks, *, is_first: bool, is_read: bool) -> Strip:
    """The row of a gap, which says what is missing."""
    words = "reading" if is_read else GAP_WORDS[gap.missing]
    style = looks.lost if gap.missing in (Missing.LOST, Missing.UNREAD) and not is_first else looks.gap
    text = f"-- {words} --"
    cells = max(1, manner.width - 1)
    return Strip([Segment(text[:cells].ljust(cells), style)], cells)
