"""A run's state: which answer counts and what is known of responses."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tui.model.server import Invocation
from tui.sessions.run import (
    Answered,
    CancelAsked,
    NotAnswered,
    RunEvent,
    RunState,
    Send,
    SendAsked,
    StopWaiting,
    body_text,
    error_of,
    step,
)
from tui.sessions.run_request import RunRequest

OK = Invocation(200, (("Content-Type", "application/json"),), b'{"a":1}', 0.1)

EVENTS: st.SearchStrategy[RunEvent] = st.one_of(
    st.builds(SendAsked, st.just(RunRequest())),
    st.builds(Answered, st.integers(0, 5), st.just(OK)),
    st.builds(NotAnswered, st.integers(0, 5), st.just("It was cut.")),
    st.just(CancelAsked()),
)


@given(st.lists(EVENTS))
def test_each_request_is_sent_once_and_ends_once(events: list[RunEvent]) -> None:
    state, waiting, sent = RunState("greet"), None, 0
    for event in events:
        before = state
        state, effects = step(state, event)
        if isinstance(event, SendAsked) and waiting is None:
            sent += 1
            waiting = sent
            assert effects == (Send(sent, event.request),)
            assert (state.response, state.failure) == (None, "")
        elif isinstance(event, Answered | NotAnswered) and event.number == waiting:
            waiting = None
            assert (state.response is OK) is isinstance(event, Answered)
            assert effects == ()
        elif isinstance(event, CancelAsked) and waiting is not None:
            assert effects == (StopWaiting(waiting),)
            waiting = None
            assert "not known" in state.failure
        else:
            assert (state, effects) == (before, ())
        assert state.sending == waiting


def test_bodies_are_text_where_they_are() -> None:
    def answered(kind: str, body: bytes) -> Invocation:
        return Invocation(500, (("content-type", kind),), body, 0.0)

    assert body_text(answered("application/json; charset=utf-8", b'{"a":[1]}')) == '{\n  "a": [\n    1\n  ]\n}'
    assert body_text(answered("text/plain; charset=iso-8859-1", b"\xe4")) == "ä"
    assert body_text(answered("text/plain; charset=nonsense", b"a")) is None
    assert body_text(answered("application/octet-stream", b"\x00\xff")) is None
    assert body_text(answered("text/plain", b"\xff")) is None
    assert body_text(answered("application/json", b"{" * 5000)) == "{" * 5000
    assert error_of(answered("application/json", b'{"error":"Function timeout"}')) == "Function timeout"
    assert error_of(answered("application/json", b'{"error":[1]}')) == error_of(answered("text/html", b"x")) == ""
