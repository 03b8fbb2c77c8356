"""The rows of the audit trail as a `ListSpec`: when, who, what was done, and to what."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import Enum

from tui.app.audit.words import did, kind
from tui.app.widgets.relative_time import ago
from tui.model.history import FUNCTIONS
from tui.sessions.audit_filter import AuditFilter
from tui.sessions.audit_rows import AuditLine
from tui.sessions.listing import Column, Fixed, Flexible, ListSpec
from tui.terminal.sanitise import printable


class Times(Enum):
    """How times are shown; the value is said of it."""

    RELATIVE = "how long ago"
    LOCAL = "local"
    UTC = "UTC"


_CELLS = {Times.RELATIVE: 10, Times.LOCAL: 16, Times.UTC: 17}
_SHORT = {Times.RELATIVE: 9, Times.LOCAL: 13, Times.UTC: 14}
_STYLES = {"created": "success", "deleted": "error", "read": "muted"}


def told_time(at: datetime | None, times: Times, now: datetime, cells: int) -> str:
    """A row's time: to the second where there is room; of another year its date."""
    if at is None or times is Times.RELATIVE:
        return ago(at, now)
    zone = UTC if times is Times.UTC else None
    then = at.astimezone(zone)
    if then.year != now.astimezone(zone).year:
        return then.strftime("%Y-%m-%d")
    written = then.strftime("%d %b %H:%M:%S" if cells >= _CELLS[times] else "%d %b %H:%M")
    return f"{written}Z" if times is Times.UTC else written


def audit_list(wanted: AuditFilter, times: Times) -> ListSpec[AuditLine]:
    """The rows that a filter wants."""
    return ListSpec(
        key=lambda line: line.id or f"{line.at} {line.action} {line.subject}",
        columns=(
            Column[AuditLine](
                "WHEN",
                Fixed(_CELLS[times], _SHORT[times]),
                lambda line, now, cells: told_time(line.at, times, now, cells),
                lambda line: "muted",
                moment=(lambda line: line.at) if times is Times.RELATIVE else None,
            ),
            Column("WHO", Flexible(9), lambda line, now, cells: printable(line.actor, limit=200) or "-"),
            Column(
                "DID",
                Flexible(9),
                lambda line, now, cells: did(line),
                lambda line: _STYLES.get(did(line), ""),
            ),
            Column(
                "WHAT",
                Flexible(12, weight=2),
                lambda line, now, cells: printable(line.subject, limit=200),
                lead=lambda line: ("" if line.module == FUNCTIONS else f"{kind(line)} ", "muted"),
                bar=True,
            ),
        ),
        matches=lambda line, _needle: wanted.matches(line),
        text_cells=30,
    )
