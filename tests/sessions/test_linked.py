"""A folder and a server: who is ahead, what may be written over, what a merge makes; in every order of changes."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from tui.model.function import ACTIVE, DRAFT, ERROR, Edited
from tui.sessions.linked import (
    Compared,
    Here,
    State,
    Unusable,
    compare,
    is_pulled,
    is_pushed,
    merged,
    renames,
)

BASE = Edited("Greet", "", ACTIVE, "one\ntwo\nthree\n")


def state(base: Edited | None, here: Here | Unusable | None, there: Edited | None) -> State | None:
    found = compare("greet", base, here, there)
    return None if found is None else found.state


def test_one_side_alone() -> None:
    here = Here(*BASE[3:])
    assert state(None, None, None) is None
    assert state(None, here, None) is State.ONLY_HERE
    assert state(None, None, BASE) is State.ONLY_THERE
    assert state(BASE, here, None) is State.DELETED_THERE
    assert state(BASE, None, BASE) is State.DELETED_HERE
    assert state(BASE, None, None) is None
    assert state(BASE, Unusable("binary"), BASE) is State.UNUSABLE
    gone = compare("greet", BASE, None, BASE._replace(code="new"))
    assert gone is not None
    assert gone.there_changed == ("code",)


def test_facts_that_are_not_kept_here_are_the_servers() -> None:
    here = Here(BASE.code)
    assert state(None, here, BASE) is State.SAME
    assert state(BASE, here, BASE._replace(name="Other")) is State.SAME
    assert state(BASE, here._replace(name="Mine"), BASE) is State.FOLDER_AHEAD


def test_a_status_that_the_server_set_itself_is_nobodys_change() -> None:
    here = Here(BASE.code, status=ACTIVE)
    assert state(BASE, here, BASE._replace(status=ERROR)) is State.SAME
    assert state(BASE, here._replace(code="new"), BASE._replace(status=ERROR)) is State.FOLDER_AHEAD


def test_without_a_common_version_nobody_is_ahead() -> None:
    assert state(None, Here("mine"), BASE) is State.BOTH_CHANGED


def test_line_ends_are_told_and_go_only_where_they_are_named() -> None:
    crlf = Here(BASE.code.replace("\n", "\r\n"))
    for base in (None, BASE):
        found = compare("greet", base, crlf, BASE)
        assert found is not None
        assert found.state is State.LINE_ENDS
        assert not is_pushed(found, named=False)
        assert not is_pulled(found, named=False)
        assert is_pushed(found, named=True)
        assert is_pulled(found, named=True)


def test_what_is_newer_on_the_other_side_goes_only_where_that_is_asked_for() -> None:
    for each in State:
        found = Compared("greet", each)
        for named in (True, False):
            if each in (State.BOTH_CHANGED, State.SERVER_AHEAD):
                assert not is_pushed(found, named=named)
            if each in (State.BOTH_CHANGED, State.FOLDER_AHEAD):
                assert not is_pulled(found, named=named)
            if each in (State.UNUSABLE, State.SAME, State.ONLY_THERE, State.DELETED_HERE):
                assert not is_pushed(found, named=named, overwrites=True)


def test_a_merge_has_both_changes_and_names_what_it_cannot_mark() -> None:
    here = Here("ONE\ntwo\nthree\n", name="Mine", status=DRAFT)
    there = BASE._replace(code="one\ntwo\nTHREE\n", name="Theirs", description="new")
    found = merged(BASE, here, there)
    assert found.content == Edited("Mine", "new", DRAFT, "ONE\ntwo\nTHREE\n")
    assert (found.places, found.kept, found.is_clean) == (0, ("name",), False)
    clash = merged(BASE, Here("ONE\ntwo\nthree\n"), BASE._replace(code="uno\ntwo\nthree\n"))
    assert clash.places == 1
    told = compare("greet", BASE, Here(clash.content.code), BASE)
    assert told is not None
    assert told.marks_line == 1
    # Counted as editors count.
    told = compare("greet", BASE, Here(f"// \u2028 \x0c\n{clash.content.code}"), BASE)
    assert told is not None
    assert told.marks_line == 2


def test_a_renamed_file_is_told_where_there_is_one_way_to_read_it() -> None:
    gone, new = Compared("old", State.DELETED_HERE), Compared("new", State.ONLY_HERE)
    assert renames([(gone, "x"), (new, "x")]) == {"new": "old"}
    assert renames([(gone, "x"), (new, "y")]) == {}
    assert renames([(gone, "x"), (new, "x"), (new._replace(slug="third"), "x")]) == {}


@dataclass
class _World:
    """Both sides, and for each which edits its content holds. `base` is the common version."""

    base: Edited | None
    here: Edited | None
    there: Edited | None
    here_since: int = 0
    there_since: int = 0


_LINES = 6


class _Sides(RuleBasedStateMachine):
    """People edit both sides, each another line; pushes, pulls and merges by the rules must lose no edit.

    A line that was written holds its number; an edit is lost when a newer number was there and an older one is.
    """

    def __init__(self) -> None:
        super().__init__()
        code = "".join(f"{line}:0\n" for line in range(_LINES))
        first = Edited("Greet", "", ACTIVE, code)
        self.world = _World(first, first, first)
        self.number = 0
        self.newest = [0] * _LINES

    def _edited(self, content: Edited, line: int) -> Edited:
        self.number += 1
        lines = content.code.splitlines()
        lines[line] = f"{line}:{self.number}"
        self.newest[line] = self.number
        return content._replace(code="".join(f"{each}\n" for each in lines))

    @property
    def found(self) -> Compared | None:
        world = self.world
        here = None if world.here is None else Here(world.here.code, *world.here[:3])
        return compare("greet", world.base, here, world.there)

    # The folder's people write the even lines, the server's the odd ones, and with a gap between: merges are clean.
    @rule(line=st.sampled_from((0, 2)))
    @precondition(lambda self: self.world.here is not None)
    def edit_here(self, line: int) -> None:
        assert self.world.here is not None
        self.world.here = self._edited(self.world.here, line)
        self.world.here_since += 1

    @rule(line=st.sampled_from((4, 5)))
    def edit_there(self, line: int) -> None:
        assert self.world.there is not None
        self.world.there = self._edited(self.world.there, line)
        self.world.there_since += 1

    @rule()
    def push(self) -> None:
        found = self.found
        if found is not None and is_pushed(found, named=True):
            self.world.base = self.world.there = self.world.here
            self.world.here_since = 0

    @rule()
    def pull(self) -> None:
        found = self.found
        if found is not None and is_pulled(found, named=True):
            self.world.base = self.world.here = self.world.there
            self.world.there_since = 0

    @rule()
    def merge(self) -> None:
        found, world = self.found, self.world
        if found is not None and found.state is State.BOTH_CHANGED:
            assert world.base
            assert world.here
            assert world.there
            result = merged(world.base, Here(world.here.code, *world.here[:3]), world.there)
            assert result.is_clean
            world.here, world.base = result.content, world.there
            world.there_since = 0

    @invariant()
    def tells_the_truth(self) -> None:
        found, world = self.found, self.world
        assert found is not None
        expected = {
            (False, False): State.SAME,
            (True, False): State.FOLDER_AHEAD,
            (False, True): State.SERVER_AHEAD,
            (True, True): State.BOTH_CHANGED,
        }[bool(world.here_since), bool(world.there_since)]
        assert found.state is expected

    @invariant()
    def loses_nothing(self) -> None:
        held = [0] * _LINES
        for side in (self.world.here, self.world.there):
            for line, text in enumerate((side.code if side else "").splitlines()):
                held[line] = max(held[line], int(text.partition(":")[2]))
        assert held == self.newest


TestSides = _Sides.TestCase
TestSides.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
