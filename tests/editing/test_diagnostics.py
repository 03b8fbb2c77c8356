"""Problems and their places."""

from __future__ import annotations

import random

from tests.cases import cases
from tui.editing.diagnostics import WarningTracker, place_refusals
from tui.editing.source import SourceText
from tui.model.problem import CodeRange, Problem, Refusal, Severity

CODE = ["const a = 1;", 'Deno.run("ls"); // deno.run', "", "Deno.serve(() => x);"]


def ranges(problems: tuple[Problem, ...]) -> list[tuple[int, int, int] | None]:
    return [
        None if p.range is None else (p.range.start_line, p.range.start_column, p.range.end_column) for p in problems
    ]


def test_every_match_of_a_pattern_is_a_problem() -> None:
    problems = place_refusals([Refusal("no", pattern=r"/Deno\.run/i")], CODE)
    assert ranges(problems) == [(1, 0, 8), (1, 19, 27)]
    assert problems[0].pattern == r"/Deno\.run/i"
    assert "starts another program" in problems[0].message


def test_a_pattern_without_a_match_or_a_translation_keeps_its_words() -> None:
    for pattern in ("/nowhere/", "/(a+)+/"):
        problems = place_refusals([Refusal("no", pattern=pattern)], CODE)
        assert ranges(problems) == [None]
        assert problems[0].pattern == pattern


def test_a_pattern_over_line_ends() -> None:
    problems = place_refusals([Refusal("no", pattern=r"/x;\s+y/")], ["  x;", "", " y"])
    assert problems[0].range == CodeRange(0, 2, 2, 2)


def test_a_sentence_about_deno_serve_has_a_place() -> None:
    assert ranges(place_refusals([Refusal("Function source cannot contain Deno.serve().")], CODE)) == [(3, 0, 11)]


def test_line_and_column_mark_the_word_there() -> None:
    assert ranges(place_refusals([Refusal("TS", line=2, column=6)], CODE)) == [(1, 5, 8)]


def test_the_quoted_line_is_found_where_it_really_is() -> None:
    shifted = Refusal("TS", line=4, column=6, excerpt='Deno.run("ls"); // deno.run')
    assert ranges(place_refusals([shifted], CODE)) == [(1, 5, 8)]


def test_a_line_beyond_the_end_is_the_last() -> None:
    assert ranges(place_refusals([Refusal("TS", line=99, column=99)], CODE)) == [(3, 20, 20)]


def test_a_field_is_a_place() -> None:
    problems = place_refusals([Refusal("no", field_path=("status",)), Refusal("odd", field_path=("x",))], CODE)
    assert [problem.field for problem in problems] == ["status", None]


def test_problems_come_in_the_order_of_their_places() -> None:
    problems = place_refusals([Refusal("none"), Refusal("b", line=4, column=1), Refusal("a", line=1, column=1)], CODE)
    assert [problem.message for problem in problems] == ["a", "b", "none"]


def test_a_file_of_the_type_check_counts_the_lines_that_the_server_puts_in_front() -> None:
    checked = Refusal("TS", file="func.ts", line=3, column=6)
    assert ranges(place_refusals([checked], CODE)) == [(1, 5, 8)]
    in_the_servers_own_lines = Refusal("TS", file="func.ts", line=1, column=1)
    assert ranges(place_refusals([in_the_servers_own_lines], CODE)) == [None]


@cases(
    ("line", "count"),
    [
        ("Deno.Command", 1),
        ("const cp = require('child_process')", 1),
        ("Deno.serve (x)", 1),
        ("nothing", 0),
    ],
)
def test_what_may_be_refused_is_warned_of(line: str, count: int) -> None:
    problems = WarningTracker([line]).problems()
    assert len(problems) == count
    assert all(problem.severity is Severity.WARNING for problem in problems)


@cases("seed", range(20))
def test_warnings_follow_edits(seed: int) -> None:
    chance = random.Random(seed)
    source = SourceText("a\nDeno.run\nb\nrequire('fs')\nc")
    tracker = WarningTracker(source.lines)
    for _ in range(40):
        line = chance.randrange(len(source.lines))
        start = (line, chance.randrange(len(source.lines[line]) + 1))
        end = start if chance.random() < 0.6 else (min(line + 2, len(source.lines) - 1), 0)
        text = chance.choice(["x", "\n", "Deno.spawn", "\nDeno.serve(1)\n", ""])
        done = source.replace(min(start, end), max(start, end), text)
        tracker.edited(done.first_line, done.old_line_count, done.new_line_count)
        assert tracker.problems() == WarningTracker(source.lines).problems()
