"""Lines of a function's history in words.

Owns how a version is named and what a line says of it. Takes the present as an argument, as `moments` does.
"""

from __future__ import annotations

from datetime import datetime

from textual.content import Content

from tui.app.shell.facts import Facts
from tui.app.widgets.cut_text import in_cells
from tui.app.widgets.relative_time import ago, exact
from tui.model.history import CREATED, DELETED, How
from tui.sessions.versions import PastVersion
from tui.terminal.sanitise import printable

_ACTOR_CELLS = 11
_WITH_EXACT_TIME_CELLS = 64


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


def version_row(version: PastVersion, now: datetime, *, cells: int, marked: bool, is_now: bool) -> Content:
    """The line of a version in a list: when, by whom, and how it came to be. `cells` is how wide the list is."""
    when = f"{'*' if marked else ' '} {ago(version.at, now):>8}"
    if cells >= _WITH_EXACT_TIME_CELLS:
        when += f"  {exact(version.at)}"
    actor = f"  {in_cells(printable(version.actor, limit=_ACTOR_CELLS) or '-', _ACTOR_CELLS)}"
    here = Content.styled("now, ", "$success") if is_now else Content("")
    return Content.assemble(when, Content.styled(actor, "$muted"), "  ", here, _what(version))


def is_same_entry(one: PastVersion, other: PastVersion | None) -> bool:
    """Whether two lines are the same one, though the list was made anew since: the trail may tell more of it by now."""
    if other is None:
        return False
    if one.kept_at is not None or other.kept_at is not None:
        return (one.kept_at, one.mark) == (other.kept_at, other.mark)
    return (one.at, one.mark, one.action) == (other.at, other.mark, other.action)


def version_facts(version: PastVersion) -> Facts:
    """Everything the line of a version says, in full."""
    return [
        ("at", exact(version.at)),
        ("by", printable(version.actor)),
        ("what", _what(version)),
        ("not known", not_known(version)),
    ]


def _what(version: PastVersion) -> str:
    fields = f": {', '.join(version.fields)}" if version.fields else ""
    if version.how is not How.TRAIL:
        return f"{version.how.value}{fields}"
    return {CREATED: "created", DELETED: "deleted"}.get(version.action, f"changed{fields}")
