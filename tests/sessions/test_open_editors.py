"""Several functions open at once: their order, which is shown, and what their tabs say."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tui.sessions.open_editors import OpenEditors, Sign, Tab, beside, closed, holds, numbered, opened, shown, told

KEYS = st.integers(0, 5)
EVENTS = st.lists(
    st.one_of(
        st.tuples(st.just("opened"), KEYS),
        st.tuples(st.just("shown"), st.one_of(st.none(), KEYS)),
        st.tuples(st.just("closed"), KEYS),
        st.tuples(st.just("holds"), KEYS),
        st.tuples(st.just("told"), KEYS, st.sampled_from(Sign)),
    ),
    max_size=40,
)


def after(state: OpenEditors, event: tuple[object, ...]) -> OpenEditors:
    match event:
        case ("opened", int(key)):
            return opened(state, key, f"f{key}")
        case ("shown", int() | None as key):
            return shown(state, key)
        case ("closed", int(key)):
            return closed(state, key)
        case ("holds", int(key)):
            return holds(state, key, f"g{key}", is_unsaved=True)
        case ("told", int(key), Sign() as sign):
            return told(state, key, sign)
        case _:
            raise AssertionError(event)


@given(EVENTS)
def test_whatever_happens_each_is_open_once_and_the_shown_one_is_the_newest(events: list[tuple[object, ...]]) -> None:
    state = OpenEditors()
    open_now: dict[int, int] = {}
    for event in events:
        state = after(state, event)
        name, key = event[0], event[1]
        assert isinstance(key, int | None)
        if name == "opened" and key is not None and key not in open_now:
            open_now[key] = min({*range(1, 9)} - {*open_now.values()})
        elif name == "closed" and key in open_now:
            del open_now[key]
            if len(open_now) == 1:
                open_now = dict.fromkeys(open_now, 1)
        # A tab keeps its number until it is closed, and stands among the others as the numbers do.
        assert {tab.key: tab.number for tab in state.tabs} == open_now
        assert [tab.number for tab in state.tabs] == sorted(open_now.values())
        assert sorted(state.used) == sorted(open_now)
        assert state.shown is None or state.used[0] == state.shown
        by_number = {number: key for key, number in open_now.items()}
        assert [numbered(state, number) for number in range(9)] == [by_number.get(number) for number in range(9)]
        # What was told of the one that the user looks at was seen.
        here = state.tab(state.shown)
        assert here is None or here.sign in (Sign.NONE, Sign.BUSY)
        assert state.has_line == (len(open_now) > 1)


@given(st.integers(1, 6), st.integers(0, 5), st.sampled_from([1, -1]))
def test_step_by_step_every_tab_is_come_to_once(count: int, start: int, step: int) -> None:
    state = OpenEditors()
    for key in range(count):
        state = opened(state, key, f"f{key}")
    state = shown(state, start % count)
    seen = []
    for _ in range(count):
        state = shown(state, beside(state, step))
        seen.append(state.shown)
    assert sorted(key for key in seen if key is not None) == list(range(count))
    assert seen[-1] == start % count


def test_from_another_screen_the_one_used_last_is_come_to() -> None:
    assert beside(OpenEditors(), 1) is None
    state = opened(opened(opened(OpenEditors(), 1, "a"), 2, "b"), 3, "c")
    state = shown(shown(state, 1), None)
    assert beside(state, 1) == 1
    assert beside(state, -1) == 1


def test_a_sign_stays_until_its_function_is_shown_and_what_is_under_way_longer() -> None:
    state = shown(opened(opened(OpenEditors(), 1, "a"), 2, "b"), 2)
    state = told(state, 1, Sign.LOOK)
    assert state.tab(1) == Tab(1, "a", sign=Sign.LOOK)
    assert shown(state, 1).tab(1) == Tab(1, "a")
    busy = shown(told(state, 1, Sign.BUSY), 1)
    assert busy.tab(1) == Tab(1, "a", sign=Sign.BUSY)
    assert told(busy, 1, Sign.DONE).tab(1) == Tab(1, "a")
    # A tab that is not there says nothing.
    assert told(state, 7, Sign.LOOK) == holds(state, 7, "x", is_unsaved=True) == closed(state, 7) == state
