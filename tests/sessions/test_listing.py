"""A list held against a simple model: what is shown, where the selection is and what is marked, whatever happens."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import NamedTuple

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tui.sessions.listing import (
    Column,
    Failed,
    Fixed,
    Flexible,
    ListSpec,
    ListState,
    Loaded,
    Loading,
    Order,
    failed,
    filtered,
    holds_words,
    loading,
    move,
    next_order,
    received,
    remembered,
    rows,
    select,
    select_row,
    sorted_by,
    stay,
)
from tui.sessions.marks import clear_marks, hidden_marks, mark_one, marked_items, toggle_mark, toggle_shown

DAY = datetime(2026, 1, 1, tzinfo=UTC)


class Thing(NamedTuple):
    key: str
    name: str
    size: int


SPEC = ListSpec[Thing](
    key=lambda thing: thing.key,
    columns=(
        Column("NAME", Flexible(), lambda thing, now, cells: thing.name, sort=lambda thing: thing.name),
        Column("NOTE", Fixed(9), lambda thing, now, cells: ""),
        Column("SIZE", Fixed(9), lambda thing, now, cells: "", sort=lambda thing: thing.size, descending=True),
    ),
    matches=lambda thing, needle: holds_words(needle, thing.key, thing.name),
)

THINGS = st.lists(
    st.builds(Thing, st.sampled_from("aAbBcdef"), st.sampled_from(["x", "xy", "Y z", ""]), st.integers(0, 2)),
    max_size=8,
    unique_by=lambda thing: thing.key,
)
ORDERS = st.builds(Order, st.sampled_from(["NAME", "SIZE"]), st.booleans())


class ListMachine(RuleBasedStateMachine):
    """Does to a state what a user and a server do, and to a model of it in the plainest words."""

    @initialize(things=THINGS, order=st.none() | ORDERS)
    def begin(self, things: list[Thing], order: Order | None) -> None:
        self.things, self.order, self.needle = things, order, ""
        self.selected: str | None = None
        self.has_moved = False
        self.marked: set[str] = set()
        self.state = received(ListState[Thing](order=order), SPEC, things)
        self._settle(0)

    @property
    def shown(self) -> list[str]:
        """The keys that are to be shown, in their order."""
        words = self.needle.lower().split()
        things = [each for each in self.things if all(word in f"{each.key}\n{each.name}".lower() for word in words)]
        if self.order is None:
            return [each.key for each in things]
        sign = -1 if (self.order.column == "SIZE") != self.order.reverse else 1
        if self.order.column == "SIZE":
            return [each.key for each in sorted(things, key=lambda t: (sign * t.size, t.key.lower(), t.key))]
        by_key = sorted(things, key=lambda t: (t.key.lower(), t.key))
        return [each.key for each in sorted(by_key, key=lambda t: t.name, reverse=self.order.reverse)]

    def _settle(self, place_before: int) -> None:
        """Where the selection is to be after the rows changed."""
        shown = self.shown
        if not shown:
            return
        if not self.has_moved:
            self.selected = shown[0]
        elif self.selected not in shown:
            self.selected = shown[min(place_before, len(shown) - 1)]

    @property
    def place(self) -> int:
        return self.shown.index(self.selected) if self.selected in self.shown else 0

    @rule(things=THINGS)
    def the_list_comes(self, things: list[Thing]) -> None:
        place = self.place
        self.things = things
        self.marked &= {each.key for each in things}
        self.state = received(self.state, SPEC, things)
        self._settle(place)

    @rule(needle=st.sampled_from(["", " ", "x", "Z y", "a", "nothing"]))
    def something_is_typed_into_the_filter(self, needle: str) -> None:
        place = self.place
        self.needle = needle
        self.state = filtered(self.state, SPEC, needle)
        self._settle(place)
        if needle.strip() and self.shown:
            self.selected, self.has_moved = self.shown[0], True

    @rule(order=ORDERS)
    def it_is_sorted(self, order: Order) -> None:
        place = self.place
        self.order = order
        self.state = sorted_by(self.state, SPEC, order)
        self._settle(place)

    @rule(by=st.integers(-9, 9))
    def the_selection_moves(self, by: int) -> None:
        shown, before = self.shown, self.selected
        if shown:
            self.selected = shown[max(0, min(self.place + by, len(shown) - 1))]
            self.has_moved |= self.selected != before
        self.state = move(self.state, SPEC, by)

    @rule(row=st.integers(-2, 9))
    def a_row_is_selected(self, row: int) -> None:
        shown, before = self.shown, self.selected
        if shown:
            self.selected = shown[max(0, min(row, len(shown) - 1))]
            self.has_moved |= self.selected != before
        self.state = select_row(self.state, SPEC, row)

    @rule(key=st.sampled_from("abcz"))
    def a_key_is_selected(self, key: str) -> None:
        if key in self.shown:
            self.selected, self.has_moved = key, True
        self.state = select(self.state, SPEC, key)

    @rule()
    def the_selected_row_is_opened(self) -> None:
        self.has_moved = True
        self.state = stay(self.state)

    @rule()
    def the_selected_row_is_marked(self) -> None:
        if self.shown and self.selected is not None:
            self.marked ^= {self.selected}
            self.has_moved = True
        self.state = toggle_mark(self.state)

    @rule()
    def the_selected_row_is_marked_alone(self) -> None:
        if self.shown and self.selected is not None:
            self.marked = set() if self.selected in self.marked else {self.selected}
            self.has_moved = True
        self.state = mark_one(self.state)

    @rule()
    def all_that_is_shown_is_marked(self) -> None:
        shown = set(self.shown)
        self.marked = self.marked - shown if shown <= self.marked else self.marked | shown
        self.state = toggle_shown(self.state, SPEC)

    @rule()
    def the_marks_are_taken_away(self) -> None:
        self.marked = set()
        self.state = clear_marks(self.state)

    @rule(happens=st.sampled_from([loading, failed]))
    def the_list_is_asked_for_or_does_not_come(self, happens: Callable[[ListState[Thing]], ListState[Thing]]) -> None:
        before = self.state
        self.state = happens(self.state)
        assert (self.state.items, self.state.shown) == (before.items, before.shown)

    @invariant()
    def shows_what_the_model_shows(self) -> None:
        if not hasattr(self, "state"):
            return
        state, shown = self.state, self.shown
        assert [each.key for each in state.shown] == shown
        assert [each.key for each in rows(state, SPEC)] == shown
        assert (state.item.key if state.item else None) == (self.selected if shown else None)
        assert state.marked == self.marked
        assert {each.key for each in marked_items(state, SPEC)} == self.marked
        assert hidden_marks(state, SPEC) == len(self.marked - set(shown))


TestList = ListMachine.TestCase
TestList.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)


def listed(*keys: str) -> ListState[Thing]:
    return received(ListState[Thing](), SPEC, [Thing(key, key, 0) for key in keys])


def test_what_was_selected_before_a_filter_left_nothing_is_selected_again() -> None:
    state = select(listed("a", "b", "c"), SPEC, "c")
    nothing = filtered(state, SPEC, "nothing")
    assert nothing.item is None
    assert (moved := move(nothing, SPEC, 1)) == toggle_mark(moved) == nothing
    again = filtered(nothing, SPEC, "").item
    assert again is not None
    assert again.key == "c"


def test_what_was_found_by_a_filter_stays_selected_when_the_filter_goes() -> None:
    state = listed("apple", "banana", "zebra")
    for needle in ("z", "ze", "zeb", ""):
        state = filtered(state, SPEC, needle)
        assert state.item is not None
        assert state.item.key == "zebra"
    found = filtered(listed("apple", "banana"), SPEC, "app")
    again = filtered(received(found, SPEC, [Thing(key, key, 0) for key in ("aardvark", "apple")]), SPEC, "").item
    assert again is not None
    assert again.key == "apple"


def test_of_rows_with_one_key_each_can_be_selected() -> None:
    twice = [Thing("a", "first", 0), Thing("a", "second", 0), Thing("b", "third", 0)]
    state = move(received(ListState[Thing](), SPEC, twice), SPEC, 1)
    assert state.item == twice[1]
    state = received(state, SPEC, twice)
    assert state.item == twice[1]
    assert move(state, SPEC, 1).item == twice[2]


def test_what_is_shown_says_since_when_it_is_known_until_the_server_answers() -> None:
    state = remembered(ListState[Thing](), SPEC, [Thing("a", "", 0)], DAY)
    assert state.load == Loading(DAY)
    assert failed(state, "refused").load == Failed("refused", DAY)
    assert loading(failed(state)).load == Loading(DAY)
    state = received(state, SPEC, [])
    assert state.load == Loaded()
    assert loading(state).load == Loading()


def test_the_columns_are_sorted_by_in_turn_and_those_without_an_order_left_out() -> None:
    turn = [order := Order("SIZE", reverse=True)]
    for _ in range(2):
        turn.append(order := next_order(order, SPEC))
    assert turn == [Order("SIZE", reverse=True), Order("NAME"), Order("SIZE")]
    unsorted = sorted_by(listed("b", "a"), SPEC, Order("NOTE"))
    assert [each.key for each in unsorted.shown] == ["a", "b"]


def test_every_word_is_looked_for_whatever_the_case() -> None:
    assert holds_words("daily REP", "daily-report", "Daily")
    assert holds_words(" ", "anything")
    assert not holds_words("daily nothing", "daily-report", "Daily")
