"""What a history says: put together from changes, one line a version."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tui.model.fingerprint import fingerprint
from tui.model.function import Edited, FunctionChanges
from tui.model.history import CREATED, DELETED, UPDATED, AuditRow, How, KeptVersion
from tui.sessions.versions import PastVersion, one_history, source_of, told_by_trail, with_changes

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
NOW = Edited("Greet", "Says hello", "active", "v3")


def at(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


def row(minutes: float, action: str = UPDATED, slug: str = "greet", *, actor: str = "ada", **changes: str) -> AuditRow:
    return AuditRow(f"row {slug} {minutes}", at(minutes), actor, action, slug, FunctionChanges(**changes))


def test_a_row_of_which_not_all_is_known_is_the_version_kept_at_that_moment() -> None:
    # Created elsewhere without a description, which only a later save sent: what it was in between no row tells.
    second = 1 / 60
    rows = [row(10, description="new"), row(5 + second / 10, code="v2"), row(0, CREATED, name="Greet", status="active")]
    kept = [
        KeptVersion(at(10), How.SAVED, fingerprint(Edited("Greet", "new", "active", "v2"))),
        KeptVersion(at(5), How.SAVED, fingerprint(Edited("Greet", "", "active", "v2"))),
    ]
    listed = one_history(kept, told_by_trail(rows, Edited("Greet", "new", "active", "v2")))
    assert [(each.how, each.actor) for each in listed] == [(How.SAVED, "ada"), (How.SAVED, "ada"), (How.TRAIL, "ada")]
    # As it was kept, and not with a description it never had.
    assert (listed[1].mark, listed[1].content, listed[1].kept_at) == (kept[1].mark, None, at(5))
    # Another one, minutes apart, stays a line of its own.
    apart = [kept[0], kept[1]._replace(at=at(3))]
    assert len(one_history(apart, told_by_trail(rows, Edited("Greet", "new", "active", "v2")))) == 4


def test_a_version_is_put_together_from_the_changes_before_it() -> None:
    rows = [row(3, code="v3"), row(2, description="Says hello"), row(1, code="v2", status="active"), row(0, code="v1")]
    told = told_by_trail(rows, NOW)
    assert [each.content and each.content.code for each in told] == ["v3", "v2", "v2", "v1"]
    assert [each.fields for each in told] == [("code",), ("description",), ("status", "code"), ("code",)]
    # Nobody tells what the description was before it was changed: it stays as it is now. The name never changed.
    assert told[3].content == Edited("Greet", "Says hello", "active", "v1")
    assert [each.mark for each in told[1:3]] == [fingerprint(each.content) for each in told[1:3] if each.content]


def test_a_code_nobody_tells_is_not_made_up() -> None:
    rows = [row(2, code="v3"), row(1, name="Greet"), row(0, CREATED, name="Old", status="draft")]
    told = told_by_trail(rows, NOW)
    assert [(each.action, each.is_known) for each in told] == [(UPDATED, True), (UPDATED, False), (CREATED, False)]


def test_a_code_that_was_never_changed_is_the_one_of_now() -> None:
    told = told_by_trail([row(1, name="Greet"), row(0, CREATED, name="Old", status="draft")], NOW)
    assert [each.content for each in told] == [
        Edited("Greet", "Says hello", "draft", "v3"),
        Edited("Old", "Says hello", "draft", "v3"),
    ]


def test_a_function_deleted_and_made_again_does_not_inherit_from_the_one_before() -> None:
    rows = [row(3, name="Again"), row(2, CREATED, name="New", status="active"), row(1, DELETED), row(0, code="old")]
    told = told_by_trail(rows, NOW)
    assert [each.content and each.content.code for each in told] == ["v3", "v3", None, "old"]
    assert not told_by_trail([row(1, name="x"), row(0, DELETED), row(-1, code="old")], None)[0].is_known


def test_a_function_that_is_gone_can_be_told_from_its_changes_alone() -> None:
    [deleted, told] = told_by_trail([row(1, DELETED), row(0, code="v1", name="Greet")], None)
    assert told.content == Edited("Greet", "", "draft", "v1")
    # What stands for them is not told; older rows may tell them.
    assert (told.unknown, told.may_be_told) == (("description", "status"), True)
    assert (deleted.action, deleted.content) == (DELETED, None)


def test_rows_without_a_time_or_of_other_actions_are_no_versions() -> None:
    rows = [row(1, "INVOKE_FUNCTION"), row(0, code="v1")._replace(at=None), row(-1, code="v0")]
    assert [each.at for each in told_by_trail(rows, NOW)] == [at(-1)]


def test_neighbours_that_hold_the_same_are_one_version() -> None:
    kept = [KeptVersion(at(1), How.SEEN, fingerprint(NOW)), KeptVersion(at(-5), How.SAVED, "other")]
    told = told_by_trail([row(1.01, code="v3"), row(-9, code="v1")], NOW)
    found = one_history(kept, told)
    assert [(each.how, each.actor, each.kept_at, each.at) for each in found] == [
        (How.TRAIL, "ada", at(1), at(1.01)),
        (How.SAVED, "", at(-5), at(-5)),
        (How.TRAIL, "ada", None, at(-9)),
    ]
    saved = [kept[0]._replace(how=How.SAVED)]
    assert one_history(saved, told)[0] == found[0]._replace(how=How.SAVED)


def test_the_same_content_after_another_is_a_version_of_its_own() -> None:
    marks = ["a", "b", "a"]
    kept = [KeptVersion(at(-n), How.SEEN, mark) for n, mark in enumerate(marks)]
    assert [each.mark for each in one_history(kept, ())] == marks
    unknown = [PastVersion(at(n), How.TRAIL) for n in (2, 1)]
    assert len(one_history((), unknown)) == 2


def test_of_two_saves_at_one_moment_both_stay_in_the_history() -> None:
    # Theirs came a moment before mine, which sent a description no older row tells.
    moment = 1 / 60000
    mine = Edited("Greet", "mine", "active", "mine();")
    rows = [row(0, code="mine();", description="mine"), row(-5 * moment, actor="bob", code="theirs();")]
    listed = one_history([KeptVersion(at(-moment), How.SAVED, fingerprint(mine))], told_by_trail(rows, mine))
    assert [(each.actor, each.how) for each in listed] == [("ada", How.SAVED), ("bob", How.TRAIL)]


def test_what_no_row_tells_is_named_and_not_made_up() -> None:
    [_, changed, created] = told_by_trail([row(2, DELETED), row(1, code="v1"), row(0, CREATED, status="active")], None)
    # Its creation was read: nothing older tells what that did not.
    assert (changed.unknown, changed.may_be_told) == (("name", "description"), False)
    assert changed.content == Edited("", "", "active", "v1")
    assert "code" in created.unknown


def test_a_change_of_other_fields_has_the_code_of_the_version_below_it() -> None:
    # Case 19: saved here, then a name changed elsewhere, then the code. No row tells the code of the first.
    saved = Edited("Greet", "", "active", "v1")
    rows = [row(4, code="v2"), row(3, status="draft"), row(2, name="Hi"), row(0.01, CREATED, name="Greet")]
    kept = [KeptVersion(at(0), How.SAVED, fingerprint(saved))]
    now = Edited("Hi", "", "draft", "v2")
    listed = one_history(kept, told_by_trail(rows, now), at(-5))
    assert [each.is_known for each in listed] == [True, True, True, True]
    source, changes = source_of(listed[1])
    assert source.kept_at == at(0)
    assert with_changes(saved, changes) == Edited("Hi", "", "draft", "v1")
    # Where rows between them were not read, one of them may have changed the code.
    assert not any(each.is_known for each in one_history(kept, told_by_trail(rows[:3], now), at(1))[1:3])
    # A version in which somebody changed the code without telling it is nobody's.
    assert one_history((), told_by_trail([row(1, name="Hi")], None), at(-5))[0].is_known is False
