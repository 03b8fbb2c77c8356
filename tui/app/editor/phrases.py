"""Parts of sentences that outcomes have in common. Returns plain text, fit to show."""

from __future__ import annotations

from tui.model.problem import Problem
from tui.terminal.sanitise import printable


def describe_problem(problem: Problem) -> str:
    """A problem on one line: where it is, what it is, and the pattern as the server wrote it."""
    where = ""
    if problem.range is not None:
        where = f"{problem.range.start_line + 1}:{problem.range.start_column + 1}  "
    elif problem.field:
        where = f"{printable(problem.field, limit=20)}  "
    pattern = f"  {printable(problem.pattern, limit=80)}" if problem.pattern else ""
    return f"{where}{printable(problem.message)}{pattern}"


def lower_first(text: str) -> str:
    """The text as it goes on in a sentence; one that begins with an abbreviation stays."""
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


def upper_first(text: str) -> str:
    """The text as it begins a sentence."""
    return text[:1].upper() + text[1:]


def fields_named(names: tuple[str, ...]) -> str:
    """Fields as sentences name them: `name, status and code`."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
