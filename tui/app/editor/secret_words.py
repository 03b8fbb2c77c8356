"""Secrets that code names, in words: what is missing, and what is offered. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from tui.model.problem import Problem, Severity
from tui.sessions.named_secrets import Lack, Missing
from tui.terminal.sanitise import printable

_MOST_OFFERED = 4
_SAYS = {
    Lack.UNKNOWN: "No secret {}: alt+e creates it.",
    Lack.DELETED: "Secret {} is deleted: alt+e creates it again.",
    Lack.EXPIRED: "Secret {} is expired: alt+e changes it.",
    Lack.IMPOSSIBLE: "No secret can be called {}: keys are A-Z, 0-9 and _.",
}


def problem_of(missing: Missing) -> Problem:
    """The warning at the place of a name."""
    said = _SAYS[missing.lack].format(printable(missing.key, limit=60) or '""')
    return Problem(said, Severity.WARNING, range=missing.range)


def offer_words(keys: Sequence[str]) -> Content:
    """What tab takes, and what else begins like that."""
    first, *others = (printable(key, limit=60) for key in keys)
    more = ", ".join(others[: _MOST_OFFERED - 1])
    left = len(keys) - _MOST_OFFERED
    return Content.assemble(
        Content.styled("tab: ", "$muted"),
        Content.styled(first, "$accent"),
        Content.styled(f"  {more}{f' and {left} more' if left > 0 else ''}" if more else "", "$muted"),
    )
