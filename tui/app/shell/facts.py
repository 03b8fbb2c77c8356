"""What the one-row places of the screens may have to cut, in full: (label, text) pairs for the view that F4 opens."""

from __future__ import annotations

from collections.abc import Sequence

from tui.app.widgets.relative_time import exact
from tui.model.function import FunctionSummary
from tui.terminal.sanitise import printable

Facts = list[tuple[str, str]]

_MOST_CHARACTERS = 4000


def function_facts(summary: FunctionSummary) -> Facts:
    """Everything a list or a header says of a function; times in local time."""
    said = (("name", summary.name), ("slug", summary.slug), ("status", summary.status), ("about", summary.description))
    moments = (
        ("updated", summary.updated_at),
        ("activated", summary.deployed_at),
        ("created", summary.created_at),
    )
    return [
        *((label, printable(text or "", limit=_MOST_CHARACTERS)) for label, text in said),
        *((label, exact(moment)) for label, moment in moments),
    ]


def as_text(facts: Sequence[tuple[str, str]]) -> str:
    """Facts as lines, to be copied."""
    return "\n".join(f"{label}: {text}" for label, text in facts if text.strip())


def in_columns(facts: Sequence[tuple[str, str]]) -> Facts:
    """Those that have a text, their labels of one width."""
    there = [(label, text) for label, text in facts if text]
    width = max((len(label) for label, _ in there), default=0)
    return [(f"{label:<{width}}", text) for label, text in there]
