"""Text as lines, byte for byte."""

from __future__ import annotations

import random

from tests.cases import cases
from tui.editing.source import SourceText

TEXTS = ["", "\n", "a", "a\n", "a\r\nb\rc\nd", "\r\r\n\n", "x\x0by\x0cz\x85\u2028w\n", "\ttab \U0001f680\n\n"]


@cases("text", TEXTS)
def test_a_text_comes_back_as_it_was(text: str) -> None:
    source = SourceText(text)
    assert source.text == text
    assert len(source.lines) == len(source.endings)
    assert source.endings[-1] == ""


def test_only_line_ends_end_lines() -> None:
    assert SourceText("a\r\nb\rc\nd\u2028e").lines == ["a", "b", "c", "d\u2028e"]


def test_each_kind_of_ending_is_held_once() -> None:
    assert len({id(ending) for ending in SourceText("a\r\nb\r\nc\rd").endings}) == 3


def test_new_lines_get_the_prevailing_ending() -> None:
    source = SourceText("a\r\nb\r\nc\n")
    assert source.newline == "\r\n"
    source.replace((0, 1), (0, 1), "\nx\ry")
    assert source.text == "a\r\nx\r\ny\r\nb\r\nc\n"


def test_exact_text_keeps_its_endings() -> None:
    source = SourceText("a\r\nb")
    source.replace((0, 1), (0, 1), "\nx", exact=True)
    assert source.text == "a\nx\r\nb"


def test_places_outside_are_taken_for_the_nearest() -> None:
    source = SourceText("ab\ncd")
    source.replace((0, 9), (7, 9), "!")
    assert source.text == "ab!"


@cases("seed", range(50))
def test_random_replacements_do_what_slices_do_and_can_be_undone(seed: int) -> None:
    chance = random.Random(seed)
    source = SourceText("".join(chance.choice(["a", "bc", "\n", "\r\n", "\r", "\t"]) for _ in range(40)))

    def place() -> tuple[int, int]:
        line = chance.randrange(len(source.lines))
        return line, chance.randrange(len(source.lines[line]) + 1)

    def offset(at: tuple[int, int]) -> int:
        before = zip(source.lines[: at[0]], source.endings[: at[0]], strict=True)
        return sum(len(line) + len(ending) for line, ending in before) + at[1]

    for _ in range(30):
        start, end = sorted((place(), place()))
        text = "".join(chance.choice(["x", "y\n", "\r\n", ""]) for _ in range(chance.randrange(4)))
        before = source.text
        left, right = offset(start), offset(end)
        line_count = len(source.lines)
        done = source.replace(start, end, text, exact=True)
        assert done.removed == before[left:right]
        assert source.text == before[:left] + text + before[right:] or "\r" in before[left - 1 : left] + before
        assert len(source.lines) == line_count - done.old_line_count + done.new_line_count
        undone = source.replace(done.start, done.new_end, done.removed, exact=True)
        assert source.text == before
        assert undone.new_end == end


def test_lines_of_another_text_are_held_once_and_edited_apart() -> None:
    first = SourceText("one\r\ntwo\n")
    second = SourceText.of_lines(first.lines, first.endings)
    assert (second.text, second.newline) == (first.text, first.newline)
    assert second.lines[0] is first.lines[0]
    second.replace((0, 0), (0, 3), "1")
    assert first.text == "one\r\ntwo\n"
