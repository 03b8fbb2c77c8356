"""The schedules as a `ListSpec`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from textual.content import Content

from tui.app.schedules.words import result, when
from tui.model.schedule import Schedule
from tui.sessions.listing import Column, Fixed, Flexible, ListSpec, Order, holds_words
from tui.sessions.schedule_zone import common_offsets, offset_words
from tui.sessions.schedules import STRIP_RUNS, ScheduleRow, Went, next_run, strip, went
from tui.terminal.sanitise import printable

NAME = "NAME"
FIRST_ORDER = Order(NAME)
_NEVER = datetime.max.replace(tzinfo=UTC)
_BOTH_CELLS, _SHORT_CELLS = 20, 7


def schedules_list() -> ListSpec[ScheduleRow]:
    """The rows of the view."""
    return ListSpec(
        key=lambda row: row.schedule.id or row.schedule.name,
        columns=(
            Column[ScheduleRow](
                NAME,
                Flexible(12),
                lambda row, now, cells: printable(row.schedule.name, limit=200),
                lambda row: "" if row.schedule.is_active else "muted",
                sort=lambda row: row.schedule.name.casefold(),
                bar=True,
            ),
            Column(
                "FUNCTION",
                Flexible(10),
                lambda row, now, cells: _target(row),
                lambda row: "error" if row.mark else "warning" if row.overlap is not None else "muted",
                sort=lambda row: row.schedule.slug.casefold(),
            ),
            Column("WHEN (UTC)", Flexible(14), lambda row, now, cells: when(row.schedule), lambda row: "muted"),
            Column(
                "NEXT",
                Fixed(_BOTH_CELLS, _SHORT_CELLS, drop=2),
                lambda row, now, cells: _next(row.schedule, now, cells),
                lambda row: "muted",
                sort=lambda row: row.schedule.next_run or _NEVER,
            ),
            Column("LAST", Fixed(13, drop=3), lambda row, now, cells: result(row), _last_style),
            Column("RUNS", Fixed(STRIP_RUNS + 1, drop=4), lambda row, now, cells: strip(row), _last_style),
        ),
        matches=lambda row, needle: holds_words(needle, row.schedule.name, row.schedule.url),
        text_cells=36,
    )


def headline(items: Sequence[ScheduleRow]) -> Content:
    """How many are on and off, and what is the matter with some."""
    on = sum(row.schedule.is_active for row in items)
    marked = sum(bool(row.mark) for row in items)
    parts = [Content.styled(" Schedules", "bold"), Content(f"{on} on, {len(items) - on} off" if items else "")]
    if marked:
        parts.append(Content.styled(f"{marked} without an active function", "$error"))
    overlapping = sum(row.overlap is not None for row in items)
    if overlapping:
        parts.append(Content.styled(f"{overlapping} overlap{'s' if overlapping == 1 else ''}", "$warning"))
    zone = common_offsets(row.offsets for row in items)
    if zone:
        parts.append(Content.styled(f"runs fit {offset_words(zone)}, not UTC", "$warning"))
    return Content("  ").join(parts)


def _target(row: ScheduleRow) -> str:
    shown = printable(row.schedule.slug or row.schedule.url, limit=200)
    mark = row.mark or ("overlaps" if row.overlap is not None else "")
    return f"{mark}: {shown}" if mark else shown


def _next(schedule: Schedule, now: datetime, cells: int) -> str:
    coming = next_run(schedule, now)
    if coming is None:
        return "" if schedule.is_active else "off"
    is_soon = (coming - now).days < 1
    told = f"{coming:%H:%M}" if is_soon else f"{coming:%d %b}"
    if cells < _BOTH_CELLS:
        return told
    return f"{coming:%H:%M}, {coming.astimezone():%H:%M} here" if is_soon else f"{coming:%d %b %H:%M}"


def _last_style(row: ScheduleRow) -> str:
    if row.last is None:
        return "muted"
    return {Went.OK: "success", Went.FAILED: "error", Went.SLOW: "warning"}[went(row.last, row.schedule.cron)]
