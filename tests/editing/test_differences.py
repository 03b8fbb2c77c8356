"""Differences rebuild the other text, stay small, and stay quick on large texts."""

from __future__ import annotations

import random

from tests.cases import cases
from tui.editing.differences import Hunk, changed_spans, first_difference, hunks, lines_with_endings


def _rebuilt(old: list[str], new: list[str], found: list[Hunk]) -> list[str]:
    rebuilt: list[str] = []
    at = 0
    for hunk in found:
        assert hunk.old_start >= at
        rebuilt += old[at : hunk.old_start] + new[hunk.new_start : hunk.new_end]
        at = hunk.old_end
    return rebuilt + old[at:]


@cases("seed", range(200))
def test_the_hunks_lead_from_one_text_to_the_other(seed: int) -> None:
    rng = random.Random(seed)
    old = [rng.choice("abcdefgh") * rng.randint(0, 2) for _ in range(rng.randint(0, 30))]
    new = list(old)
    for _ in range(rng.randint(0, 8)):
        place = rng.randint(0, len(new))
        new[place : place + rng.randint(0, 3)] = [rng.choice("abxyz") for _ in range(rng.randint(0, 3))]
    assert _rebuilt(old, new, hunks(old, new)) == new


def test_equal_texts_have_no_hunks_and_a_changed_line_has_one() -> None:
    lines = [f"line {number}" for number in range(100)]
    assert hunks(lines, lines) == []
    assert hunks(lines, [*lines[:50], "another", *lines[51:]]) == [Hunk(50, 51, 50, 51)]


def test_a_moved_function_is_one_removal_and_one_addition() -> None:
    old = ["a {", "1", "}", "", "b {", "2", "}"]
    new = ["b {", "2", "}", "", "a {", "1", "}"]
    assert len(hunks(old, new)) == 2


def test_a_large_rewrite_is_one_replacement_instead_of_minutes() -> None:
    # No line stands once: the slow comparison would look at 400 million pairs.
    old = ["x", "y"] * 10_000
    new = ["y", "z"] * 10_000
    assert _rebuilt(old, new, hunks(old, new)) == new


def test_lines_keep_their_endings() -> None:
    text = "a\r\nb\rc\n\n d\x0b\u2028e"
    assert lines_with_endings(text) == ["a\r\n", "b\r", "c\n", "\n", " d\x0b\u2028e"]
    assert lines_with_endings("") == []


def test_only_the_changed_words_of_a_line_are_marked() -> None:
    assert changed_spans("const a = 1;", "const b = 1;") == ([(6, 7)], [(6, 7)])
    assert changed_spans("return x", "return x + y") == ([], [(8, 12)])


def test_lines_with_little_in_common_differ_whole() -> None:
    assert changed_spans("abc", "x(y)z") == ([(0, 3)], [(0, 5)])
    assert changed_spans("", "abc") == ([], [(0, 3)])


@cases("seed", range(20))
def test_where_two_lines_begin_to_differ(seed: int) -> None:
    chance = random.Random(seed)
    old, new = ("".join(chance.choice("ab") for _ in range(chance.randrange(12))) for _ in range(2))
    for one, other in ((old, new), (old, old), (old + "x" + new, old + "y" + new), (old, old + "z")):
        same = next((at for at, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]), None)
        assert first_difference(one, other) == (min(len(one), len(other)) if same is None else same)
