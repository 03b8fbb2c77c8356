"""Three-way merges: nothing of either side is lost, and only what both changed is a conflict."""

from __future__ import annotations

import random
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.cases import cases
from tui.editing.differences import lines_with_endings
from tui.editing.merge import ConflictPlace, Side, chunks, conflicts_in, merge, place_at, places_in

BASE = "one\ntwo\nthree\nfour\nfive\n"


def test_changes_of_different_lines_come_together() -> None:
    merged = merge(BASE, BASE.replace("one", "ONE"), BASE.replace("five", "FIVE"))
    assert merged == ("ONE\ntwo\nthree\nfour\nFIVE\n", 0)


def test_the_same_change_on_both_sides_is_no_conflict() -> None:
    both = BASE.replace("three", "3")
    assert merge(BASE, both, both) == (both, 0)


def test_a_line_changed_by_both_stands_between_marks() -> None:
    merged = merge(BASE, BASE.replace("three", "mine"), BASE.replace("three", "theirs"))
    assert merged.conflicts == 1
    assert merged.text == (
        "one\ntwo\n<<<<<<< mine\nmine\n||||||| base\nthree\n=======\ntheirs\n>>>>>>> theirs\nfour\nfive\n"
    )
    [problem] = conflicts_in(merged.text.split("\n"))
    assert problem.range is not None
    assert problem.range.start_line == 2


def test_a_last_line_without_an_ending_and_other_endings_keep_their_bytes() -> None:
    merged = merge("a\r\nb", "a\r\nmine", "a\r\ntheirs")
    assert merged.text == ("a\r\n<<<<<<< mine\r\nmine\r\n||||||| base\r\nb\r\n=======\r\ntheirs\r\n>>>>>>> theirs\r\n")
    assert merge("a\r\nb", "a\r\nb", "a\r\nb\r\nc").text == "a\r\nb\r\nc"


def test_marks_of_somebody_elses_are_no_conflict_of_ours() -> None:
    assert conflicts_in(["<<<<<<< HEAD", "a", "=======", "b", ">>>>>>> branch"]) == ()
    assert conflicts_in([">>>>>>> theirs", "<<<<<<< mine"]) == ()


def _edited(rng: random.Random, lines: list[str], who: str) -> list[str]:
    edited = list(lines)
    for count in range(rng.randint(0, 4)):
        place = rng.randint(0, len(edited))
        edited[place : place + rng.randint(0, 2)] = [f"{who} {count} {n}\n" for n in range(rng.randint(0, 2))]
    return edited


@cases("seed", range(200))
def test_random_merges_hold_every_line_either_side_added(seed: int) -> None:
    rng = random.Random(seed)
    base = [f"{rng.randint(0, 8)}\n" for _ in range(rng.randint(0, 20))]
    mine, theirs = _edited(rng, base, "mine"), _edited(rng, base, "theirs")
    found = chunks(base, mine, theirs)
    assert [line for chunk in found for line in base[slice(*chunk.base)]] == base
    assert [line for chunk in found for line in mine[slice(*chunk.mine)]] == mine
    assert [line for chunk in found for line in theirs[slice(*chunk.theirs)]] == theirs
    merged = merge("".join(base), "".join(mine), "".join(theirs))
    assert merged.conflicts == sum(chunk.side is Side.CONFLICT for chunk in found)
    kept = set(lines_with_endings(merged.text))
    assert {line for line in (*mine, *theirs) if line.startswith(("mine", "theirs"))} <= kept
    # With one side as it was, the other side's version comes out whole.
    assert merge("".join(base), "".join(base), "".join(theirs)) == ("".join(theirs), 0)
    assert merge("".join(base), "".join(mine), "".join(base)) == ("".join(mine), 0)


def test_the_place_at_a_line_tells_the_lines_of_each_side() -> None:
    merged = merge(
        BASE, BASE.replace("two", "=======\nmine"), BASE.replace("two", "theirs\n=======").replace("five", "5")
    )
    lines = merged.text.split("\n")
    [place] = places_in(lines)
    assert (place.first, place.last) == (1, 9)
    assert lines[slice(*place.mine)] == ["=======", "mine"]
    assert lines[slice(*place.theirs)] == ["theirs", "======="]
    assert [place_at(lines, line) for line in (0, 1, 9, 10)] == [None, place, place, None]


def test_a_place_whose_base_was_deleted_by_hand_is_still_one_and_torn_marks_are_none() -> None:
    lines = ["<<<<<<< mine", "a", "=======", "b", ">>>>>>> theirs"]
    assert places_in(lines) == [ConflictPlace(0, 4, (1, 2), (3, 4))]
    assert places_in(lines[1:]) == []
    assert places_in([line for line in lines if line != "======="]) == []


def test_a_mark_swallows_no_line_between_lone_carriage_returns_and_line_feeds() -> None:
    merged = merge("a\rb\nc\n", "a\rb\n\nmine\n", "a\rb\ntheirs\n")
    assert merged.conflicts == 1
    assert "<<<<<<< mine\n\nmine\n|||||||" in merged.text


def _merged_by_git(base: str, mine: str, theirs: str, folder: Path) -> tuple[str, bool]:
    """What `git merge-file --diff3` makes of the three, and whether it saw a conflict."""
    for name, text in (("mine", mine), ("base", base), ("theirs", theirs)):
        (folder / name).write_bytes(text.encode())
    labels = [part for name in ("mine", "base", "theirs") for part in ("-L", name)]
    done = subprocess.run(
        ["git", "merge-file", "-p", "--diff3", *labels, "mine", "base", "theirs"],
        cwd=folder,
        capture_output=True,
        check=False,
    )
    assert 0 <= done.returncode < 128, done.stderr
    return done.stdout.decode(), done.returncode > 0


@st.composite
def three_texts(draw: st.DrawFn, lines: st.SearchStrategy[str] | None) -> tuple[str, str, str]:
    """Base, mine and theirs. Without `lines` every line is there once; the last ending may be missing."""
    count = draw(st.integers(0, 12))
    base = [draw(st.just(f"{number}") if lines is None else lines) + "\n" for number in range(count)]
    texts = ["".join(base)]
    for who in ("mine", "theirs"):
        edited = list(base)
        for change in range(draw(st.integers(0, 3))):
            place = draw(st.integers(0, len(edited)))
            added = [
                draw(st.just(f"{who} {change} {number}") if lines is None else lines) + "\n"
                for number in range(draw(st.integers(0, 2)))
            ]
            edited[place : place + draw(st.integers(0, 2))] = added
        text = "".join(edited)
        texts.append(text.removesuffix("\n") if draw(st.booleans()) else text)
    return texts[0], texts[1], texts[2]


needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")


@pytest.mark.app
@needs_git
@settings(max_examples=40, deadline=None, derandomize=True, database=None)
@given(three_texts(None))
def test_a_merge_of_lines_that_differ_is_that_of_git(texts: tuple[str, str, str]) -> None:
    merged = merge(*texts)
    with tempfile.TemporaryDirectory() as folder:
        by_git, has_conflict = _merged_by_git(*texts, Path(folder))
    assert (merged.text, merged.conflicts > 0) == (by_git, has_conflict)


@pytest.mark.app
@needs_git
@settings(max_examples=40, deadline=None, derandomize=True, database=None)
@given(three_texts(st.sampled_from(["", "a", "}", "  x"])))
def test_a_merge_of_repeated_lines_is_that_of_git_but_for_which_of_them_is_the_one_that_stayed(
    texts: tuple[str, str, str],
) -> None:
    """Of equal lines either may be the one that was kept: git may then see a conflict a line or two larger or smaller.

    What is merged without a conflict on both sides is the same text.
    """
    merged = merge(*texts)
    with tempfile.TemporaryDirectory() as folder:
        by_git, has_conflict = _merged_by_git(*texts, Path(folder))
    if not merged.conflicts and not has_conflict:
        assert merged.text == by_git
