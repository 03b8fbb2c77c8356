"""The list of a function's versions as a `ListSpec`, and how sentences speak of a version.

Owns the words. Refuses to know where versions come from and how rows are painted.
"""

from __future__ import annotations

from datetime import datetime

from tui.app.shell.facts import Facts
from tui.app.widgets.cut_text import in_cells
from tui.app.widgets.relative_time import ago, exact
from tui.model.history import CREATED, DELETED, How
from tui.sessions.listing import Column, Fixed, Flexible, ListSpec
from tui.sessions.versions import PastVersion
from tui.terminal.sanitise import printable

_ACTOR_CELLS = 11
_WHAT_CELLS = 19
"""What a version changed has so much room, or what it needs, before its exact time is shown."""


def version_list(current: str = "") -> ListSpec[PastVersion]:
    """The rows of versions: when, by whom, and how each came to be. `current` is the fingerprint of what is there now.

    There is no heading: what stands in a row says what it is.
    """
    return ListSpec(
        key=entry_key,
        columns=(
            Column("", Fixed(11), lambda version, now, cells: f"{ago(version.at, now):>9}", moment=_moment, bar=True),
            Column("", Fixed(21, drop=1), lambda version, now, cells: exact(version.at), bar=True),
            Column("", Fixed(_ACTOR_CELLS + 2), _actor, lambda version: "muted"),
            Column(
                "",
                Flexible(),
                lambda version, now, cells: _what(version),
                lead=lambda version: ("now, " if current and version.mark == current else "", "success"),
            ),
        ),
        text_cells=_WHAT_CELLS,
    )


def entry_key(version: PastVersion) -> str:
    """What tells rows apart, also after the trail was read further and tells more of them."""
    if version.kept_at is not None:
        return f"kept {version.kept_at.isoformat()} {version.mark}"
    return f"{version.at.isoformat()} {version.action}"


def version_label(version: PastVersion) -> str:
    """How sentences name a version."""
    return f"the version of {exact(version.at)}"


def not_known(version: PastVersion) -> str:
    """A sentence about the fields of a version that nobody knows; empty where there are none, or no code either."""
    fields = [field for field in version.unknown if field != "code"]
    if not fields or not version.is_known:
        return ""
    named = fields[0] if len(fields) == 1 else f"{', '.join(fields[:-1])} and {fields[-1]}"
    return f"Its {named} {'is' if len(fields) == 1 else 'are'} not known."


def version_facts(version: PastVersion) -> Facts:
    """Everything the row of a version says, in full."""
    return [
        ("at", exact(version.at)),
        ("by", printable(version.actor)),
        ("what", _what(version)),
        ("not known", not_known(version)),
    ]


def _moment(version: PastVersion) -> datetime:
    return version.at


def _actor(version: PastVersion, now: datetime, cells: int) -> str:
    return in_cells(printable(version.actor, limit=_ACTOR_CELLS) or "-", _ACTOR_CELLS)


def _what(version: PastVersion) -> str:
    fields = f": {', '.join(version.fields)}" if version.fields else ""
    if version.how is not How.TRAIL:
        return f"{version.how.value}{fields}"
    return {CREATED: "created", DELETED: "deleted"}.get(version.action, f"changed{fields}")
