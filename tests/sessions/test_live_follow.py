"""Following changes: one stream or one question at a time, pauses that grow, nothing where nobody looks."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tui.sessions import live_follow as live
from tui.sessions.live_follow import (
    ANY,
    GATHER_SECONDS,
    LONGEST_PAUSE_SECONDS,
    LONGEST_POLL_SECONDS,
    POLL_SECONDS,
    STEADY_SECONDS,
    Begun,
    Changed,
    Close,
    Compared,
    Effect,
    Ended,
    Event,
    LiveState,
    LookAnew,
    Mode,
    NotOffered,
    Open,
    Ready,
    Stopped,
    TimeCame,
    Visible,
    WakeAt,
)


class Followed:
    """A following driven by hand, whose clock goes to the next moment when it is told to."""

    def __init__(self, *events: Event) -> None:
        self.now = 0.0
        self.state = LiveState()
        self.wake: float | None = None
        for event in events:
            self.happen(event)

    def happen(self, event: Event, chance: float = 1.0) -> tuple[Effect, ...]:
        self.state, effects = live.step(self.state, event, self.now, chance)
        for effect in effects:
            if isinstance(effect, WakeAt):
                self.wake = effect.seconds
        return tuple(effect for effect in effects if not isinstance(effect, WakeAt))

    def wait(self) -> tuple[float, tuple[Effect, ...]]:
        """Go to the next moment: how long that took, and what was done then."""
        assert self.wake is not None
        waited, self.now, self.wake = self.wake - self.now, self.wake, None
        return waited, self.happen(TimeCame())


FOLLOWING = (Begun(), Ready())
POLLING = (Begun(), NotOffered())


def test_what_is_told_is_looked_at_at_once_and_nothing_else_costs_anything() -> None:
    followed = Followed(Begun())
    assert followed.happen(Ready()) == ()
    assert followed.wake is None
    assert followed.happen(Changed("a")) == (LookAnew(frozenset(("a",))),)
    assert followed.wake is None


def test_what_is_told_within_a_moment_is_looked_at_together() -> None:
    followed = Followed(*FOLLOWING)
    followed.happen(Changed("a"))
    followed.now = 0.5
    assert followed.happen(Changed("b")) == ()
    assert followed.happen(Changed()) == ()
    assert followed.happen(Changed("b")) == ()
    waited, done = followed.wait()
    assert (waited, done) == (GATHER_SECONDS - 0.5, (LookAnew(frozenset(("b", None))),))
    assert followed.wake is None


def test_the_pause_after_an_end_grows_and_has_a_chance_in_it() -> None:
    followed = Followed(*FOLLOWING)
    pauses = []
    for _ in range(12):
        assert followed.happen(Ended()) == ()
        waited, done = followed.wait()
        assert done == (Open(),)
        pauses.append(waited)
    assert pauses[:4] == [1.0, 2.0, 4.0, 8.0]
    assert pauses[-1] == LONGEST_PAUSE_SECONDS
    followed.happen(Ended(), chance=0.0)
    assert followed.wait()[0] == LONGEST_PAUSE_SECONDS / 2


def test_a_good_stream_makes_the_pause_short_again_and_what_was_missed_is_looked_at() -> None:
    followed = Followed(*FOLLOWING)
    for _ in range(5):
        followed.happen(Ended())
        followed.wait()
    assert followed.happen(Ready()) == (LookAnew(ANY),)
    # One that breaks at once, again and again, is not opened every second.
    followed.happen(Ended())
    assert followed.wait()[0] == 32.0
    followed.happen(Ready())
    followed.now += STEADY_SECONDS
    followed.happen(Ended())
    assert followed.wait()[0] == 1.0


def test_a_server_without_a_stream_is_asked_politely() -> None:
    followed = Followed(*POLLING)
    waits = []
    for _ in range(4):
        waited, done = followed.wait()
        assert done == (LookAnew(ANY, asks=True),)
        # Not asked again before it has answered.
        assert followed.wake is None
        followed.happen(Compared(changed=False))
        waits.append(waited)
    assert waits == [POLL_SECONDS, 60.0, LONGEST_POLL_SECONDS, LONGEST_POLL_SECONDS]
    followed.wait()
    followed.happen(Compared(changed=True))
    assert followed.wait()[0] == POLL_SECONDS


def test_nothing_is_asked_while_nobody_looks() -> None:
    followed = Followed(*POLLING)
    followed.happen(Visible(False))
    assert followed.wake is None
    followed.happen(Compared(changed=True))
    assert followed.wake is None
    followed.happen(Visible(True))
    assert followed.wait()[0] == POLL_SECONDS
    # A stream costs nothing: it goes on.
    streaming = Followed(*FOLLOWING)
    assert streaming.happen(Visible(False)) == ()
    assert streaming.happen(Changed("a")) == (LookAnew(frozenset(("a",))),)


def test_another_server_begins_anew() -> None:
    followed = Followed(*FOLLOWING, Changed("a"), Changed("b"))
    assert followed.happen(Stopped()) == (Close(),)
    assert followed.wake is None
    assert followed.happen(Changed("c")) == ()
    assert followed.happen(Begun()) == (Open(),)
    assert followed.happen(Begun()) == ()
    assert followed.happen(Ready()) == ()


EVENTS: st.SearchStrategy[Event] = st.one_of(
    *(st.just(event) for event in (Begun(), Stopped(), Ready(), Ended(), NotOffered(), Changed(), TimeCame())),
    st.builds(Changed, st.sampled_from(["a", "b"])),
    st.builds(Visible, st.booleans()),
    st.builds(Compared, st.booleans()),
)


@given(st.lists(st.tuples(EVENTS, st.floats(0, 200), st.floats(0, 1)), max_size=60))
def test_whatever_happens_there_is_one_stream_and_every_change_is_looked_at(
    happened: list[tuple[Event, float, float]],
) -> None:
    state, now, streams, wake = LiveState(), 0.0, 0, None
    told: set[str | None] = set()
    for event, later, chance in happened:
        now += later
        if isinstance(event, TimeCame) and wake is not None:
            now = max(now, wake)
        if isinstance(event, Changed) and state.mode is Mode.FOLLOWING:
            told.add(event.slug)
        if isinstance(event, Ended | NotOffered) and state.mode in (Mode.OPENING, Mode.FOLLOWING):
            streams -= isinstance(event, Ended) or state.mode is Mode.OPENING
        if isinstance(event, Stopped):
            told.clear()
        state, effects = live.step(state, event, now, chance)
        for effect in effects:
            streams += isinstance(effect, Open)
            streams -= isinstance(effect, Close)
            if isinstance(effect, WakeAt):
                wake = effect.seconds
            if isinstance(effect, LookAnew):
                told -= effect.slugs
                assert not effect.asks or (state.mode is Mode.POLLING and state.visible)
        assert streams == (state.mode in (Mode.OPENING, Mode.FOLLOWING))
        # What was told and not looked at yet will be, soon.
        assert told <= state.slugs
        assert not state.slugs or (wake is not None and wake <= max(now, state.looked_at + GATHER_SECONDS))
        assert state.mode is not Mode.PAUSING or state.due is not None
