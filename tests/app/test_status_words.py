"""The editor's status line, and the helper that waits until keys rest."""

from __future__ import annotations

from tui.app.editor.status_words import status_of
from tui.model.problem import CodeRange, Problem, Severity


def problem(line: int, message: str, severity: Severity = Severity.ERROR) -> Problem:
    return Problem(message, severity, range=CodeRange(line, 0, line, 3))


def test_the_line_says_where_what_is_unsaved_and_what_is_wrong_here() -> None:
    assert status_of((), (), (0, 0)).plain == "1:1  no changes"
    problems = (problem(2, "no such name\x1b[31m"), problem(4, "old", Severity.WARNING), problem(4, "older"))
    said = status_of(("code", "name"), problems, (2, 7)).plain
    assert said.startswith("3:8  * unsaved: code, name  2 errors, 1 warning  no such name")
    assert "\x1b" not in said
    assert status_of((), problems, (0, 0)).plain == "1:1  no changes  2 errors, 1 warning"
