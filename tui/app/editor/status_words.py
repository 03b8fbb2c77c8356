"""The editor's status line in words: where the cursor is, what is unsaved, what is wrong. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from tui.model.problem import Problem, Severity
from tui.terminal.sanitise import printable


def status_of(
    unsaved: Sequence[str],
    problems: Sequence[Problem],
    cursor: tuple[int, int],
    *,
    is_new: bool = False,
    offer: Content | None = None,
) -> Content:
    """The line. `unsaved` are names of fields; the cursor's line and column count from 0.

    Of a function that `is_new` nothing is on the server. An `offer` comes before everything else.
    """
    line, column = cursor
    errors = sum(1 for problem in problems if problem.severity is Severity.ERROR)
    counts = (_counted(errors, "error"), _counted(len(problems) - errors, "warning"))
    found = ", ".join(filter(None, counts))
    here = _problem_at(line, problems)
    if offer is not None:
        return Content.assemble(Content.styled(f"{line + 1}:{column + 1}", "$foreground"), "  ", offer)
    return Content.assemble(
        Content.styled(f"{line + 1}:{column + 1}", "$foreground"),
        "  ",
        Content.styled(_unsaved(unsaved, is_new=is_new), "$warning") if unsaved else Content("no changes"),
        Content(f"  {found}") if found else "",
        Content.styled(f"  {here}", "$warning") if here else "",
    )


def _unsaved(fields: Sequence[str], *, is_new: bool) -> str:
    return "* new, not on the server" if is_new else "* unsaved: " + ", ".join(fields)


def _counted(count: int, word: str) -> str:
    return f"{count} {word}{'' if count == 1 else 's'}" if count else ""


def _problem_at(line: int, problems: Sequence[Problem]) -> str:
    for problem in problems:
        if problem.range is not None and problem.range.start_line <= line <= problem.range.end_line:
            return printable(problem.message)
    return ""
