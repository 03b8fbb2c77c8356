"""Resolving a conflict: what one side changed is taken, what both changed is resolved as was chosen."""

from __future__ import annotations

from tui.model.function import Edited
from tui.sessions.edit.conflict import Resolution, fields_in_conflict, resolve

BASE = Edited("Greet", "Says hello", "active", "one\ntwo\nthree\n")
THEIRS = Edited("Greeter", "Says hello", "active", "one\ntwo\n3\n")
MINE = Edited("Greet", "Says hi", "active", "1\ntwo\nthree\n")


def test_fields_only_one_side_changed_come_together() -> None:
    resolved = resolve(BASE, MINE, THEIRS, Resolution.MERGE)
    assert resolved == (Edited("Greeter", "Says hi", "active", "1\ntwo\n3\n"), 0)
    assert fields_in_conflict(BASE, MINE, THEIRS) == ("code",)


def test_keeping_mine_keeps_my_code_and_does_not_undo_what_i_never_touched() -> None:
    resolved = resolve(BASE, MINE, THEIRS, Resolution.MINE)
    assert resolved.edited == Edited("Greeter", "Says hi", "active", MINE.code)


def test_taking_theirs_takes_all_of_it() -> None:
    assert resolve(BASE, MINE, THEIRS, Resolution.THEIRS).edited == THEIRS


def test_a_line_both_changed_is_marked() -> None:
    mine = Edited("Greet", "", "active", "one\n2\nthree\n")
    resolved = resolve(BASE, mine, THEIRS._replace(code="one\nII\nthree\n"), Resolution.MERGE)
    assert resolved.conflict_count == 1
    assert "<<<<<<< mine\n2\n" in resolved.edited.code


def test_the_same_change_on_both_sides_is_no_conflict() -> None:
    assert fields_in_conflict(BASE, THEIRS, THEIRS) == ()
