"""What can't run is found anew after edits as in a text that was never seen, and followed until then."""

from __future__ import annotations

import random

import pytest

from tests.cases import cases
from tui.editing.resting_check import FollowedProblems, RestingCheck
from tui.editing.runnable import Runtime, problems_of
from tui.editing.source import SourceText
from tui.model.problem import CodeRange, Problem, Severity

OK = "module.exports = async (request) => new Response('x');"


@pytest.mark.parametrize("runtime", Runtime)
@pytest.mark.parametrize("seed", range(10))
def test_several_edits_at_once_are_checked_as_if_the_text_were_new(seed: int, runtime: Runtime) -> None:
    chance = random.Random(seed)
    source = SourceText("const a = 1;\n" + OK + "\nfunction b() {\n  return `é ${a} 😀`;\n}\n")
    check = RestingCheck(runtime)
    for _ in range(20):
        for _ in range(chance.randrange(4)):
            line = chance.randrange(len(source.lines))
            start = (line, chance.randrange(len(source.lines[line]) + 1))
            end = start if chance.random() < 0.6 else (min(line + 2, len(source.lines) - 1), 0)
            text = chance.choice(["x", "\n", "{", "}", "'", "`", "\nexport default 1\n", "/*", "é😀", ""])
            source.replace(min(start, end), max(start, end), text)
        assert check.problems(list(source.lines)) == problems_of(source.lines, runtime)


def test_the_checked_lines_are_its_own() -> None:
    lines = ["import 'x';", OK]
    check = RestingCheck(Runtime.SELF_HOSTED)
    found = check.problems(lines)
    assert len(found) == 1
    lines[0] = ""
    assert check.problems(["import 'x';", OK]) == found


def warning(line: int, start: int, end: int) -> Problem:
    return Problem("no", Severity.WARNING, range=CodeRange(line, start, line, end))


@cases(
    ("lines", "edit", "there"),
    [
        # A line above: it moves.
        (["", "a", "x = require(1);"], (0, 0, 1), (2, 4, 11)),
        # In its line, before and behind it.
        (["a", "xyz = require(1);"], (1, 1, 1), (1, 6, 13)),
        (["a", "x = require(12);"], (1, 1, 1), (1, 4, 11)),
        # In it, and over several lines: gone until it is found anew.
        (["a", "x = requixre(1);"], (1, 1, 1), None),
        (["a", "x = req", "uire(1);"], (1, 1, 2), None),
        # Its line goes on in another one, and lines before it are joined with it.
        (["a", "x =", " require(1);"], (1, 1, 2), (2, 1, 8)),
        (["a", "x = require(1)", ";"], (1, 1, 2), (1, 4, 11)),
        (["ax = require(1);"], (0, 2, 1), (0, 5, 12)),
        # Below: it stays.
        (["a", "x = require(1);", "b"], (2, 0, 1), (1, 4, 11)),
    ],
)
def test_problems_follow_edits(
    lines: list[str], edit: tuple[int, int, int], there: tuple[int, int, int] | None
) -> None:
    followed = FollowedProblems()
    followed.show([warning(1, 4, 11)], ["a", "x = require(1);"])
    followed.edited(lines, *edit)
    assert followed.problems == (() if there is None else (warning(*there),))
