"""Mutants are changes that can be put in and taken out, and one that no test notices is told."""

from __future__ import annotations

import ast
import os
from functools import cache
from pathlib import Path

import pytest

from tests.mutants import Mutant, covering_tests, drawn, mutants_in, mutants_of, processor_seconds

SOURCE = '''"""Words."""
LIMIT: int = 3


def f(a: int, b: str = "é") -> int:
    """What it does."""
    assert a != 1
    if a < LIMIT and b:
        tell(b)
    a = a + 1
    return replace(a, one=1, two="x")
'''


def changed(kind: str) -> set[tuple[str, str]]:
    return {(each.before, each.text) for each in mutants_of(SOURCE) if each.kind == kind}


def test_each_kind_of_change_is_found() -> None:
    assert changed("comparison") == {("a < LIMIT", "(a <= LIMIT)")}
    assert changed("condition") == {("a < LIMIT and b", "(not (a < LIMIT and b))")}
    assert changed("and/or") == {("a < LIMIT and b", "(a < LIMIT or b)")}
    assert changed("arithmetic") == {("a + 1", "(a - 1)")}
    assert changed("statement") == {("tell(b)", "pass"), ("a = a + 1", "pass")}
    assert changed("constant") == {("3", "4"), ('"é"', '""'), ("1", "2"), ('"x"', '""')}
    assert ('replace(a, one=1, two="x")', "None") in changed("return")
    assert {text for _, text in changed("step")} == {"replace(a, two='x')", "replace(a, one=1)"}


def test_a_change_is_put_in_at_its_place_and_nowhere_else() -> None:
    for mutant in mutants_of(SOURCE):
        with_it = mutant.put_into(SOURCE)
        ast.parse(with_it)
        assert with_it != SOURCE
        assert with_it[: mutant.start] + mutant.before + with_it[mutant.start + len(mutant.text) :] == SOURCE


read = cache(mutants_in)
"""Not to be changed: the tests share it."""


@pytest.mark.parametrize("room", ["sessions", "flows", "app"])
def test_every_mutant_of_a_room_is_a_program_and_has_tests(room: str) -> None:
    mutants = read(room)
    assert len(mutants) > 200
    for path in {mutant.path for mutant in mutants}:
        near, far = covering_tests(path, room)
        assert near, path
        assert not set(near) & set(far)


def test_the_same_seed_draws_the_same_and_every_kind_is_drawn() -> None:
    mutants = read("sessions")
    assert drawn(mutants, 20, 1) == drawn(mutants, 20, 1) != drawn(mutants, 20, 2)
    assert {each.kind for each in drawn(mutants, 20, 1)} == {each.kind for each in mutants}
    assert sorted(drawn(mutants, len(mutants), 1)) == sorted(mutants)


def test_a_mutant_is_told_in_one_line() -> None:
    mutant = Mutant("tui/a.py", 7, "condition", 0, 1, "x ==\n    y", "(not (x == y))")
    assert str(mutant) == "tui/a.py:7 condition: x == y  ->  (not (x == y))"


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="this system does not tell")
def test_a_process_that_stands_still_is_told_from_one_that_works() -> None:
    assert 0 < processor_seconds(os.getpid()) < float("inf")
    # No process has this number.
    assert processor_seconds(2**30) == float("inf")
