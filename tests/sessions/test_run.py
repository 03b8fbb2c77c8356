"""A run's state: which report counts, what is kept of an answer that is cut, where a redirect is followed to."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.cases import cases
from tui.model.invocation import ResponseHead
from tui.sessions.response import Response
from tui.sessions.run import (
    CancelAsked,
    ChunkArrived,
    Ended,
    Failed,
    FollowAsked,
    HeadArrived,
    KeepRun,
    Redirected,
    RunEvent,
    RunState,
    Send,
    SendAsked,
    StopWaiting,
    step,
)
from tui.sessions.run_request import RunRequest

HEAD = ResponseHead(200, (("content-type", "text/plain"),), 0.1, "http://here/functions/greet")
NUMBERS = st.integers(0, 4)
EVENTS: st.SearchStrategy[RunEvent] = st.one_of(
    st.builds(SendAsked, st.just(RunRequest())),
    st.builds(HeadArrived, NUMBERS, st.just(HEAD)),
    st.builds(ChunkArrived, NUMBERS, st.sampled_from((b"a", b"bc")), st.just(0.2)),
    st.builds(Ended, NUMBERS, st.just(0.3)),
    st.builds(Failed, NUMBERS, st.just("It was cut.")),
    st.builds(FollowAsked, st.just("http://here/more"), st.booleans()),
    st.just(CancelAsked()),
)


@given(st.lists(EVENTS, max_size=30))
def test_each_request_is_sent_once_ends_once_and_shows_its_own_answer_alone(events: list[RunEvent]) -> None:
    state, waiting, sent = RunState("greet"), None, 0
    body, has_head = b"", False
    for event in events:
        before = state
        state, effects = step(state, event)
        sends = isinstance(event, SendAsked) or (isinstance(event, FollowAsked) and has_head)
        if sends and waiting is None:
            sent += 1
            waiting, body, has_head = sent, b"", False
            assert [type(effect) for effect in effects] == [Send]
            assert (state.response, state.failure, state.number) == (None, "", sent)
        elif isinstance(event, CancelAsked) and waiting is not None:
            assert effects == (StopWaiting(waiting),)
            waiting = None
            assert ("not known" in state.failure) is not has_head
        elif not isinstance(event, SendAsked | FollowAsked | CancelAsked) and event.number == waiting:
            match event:
                case HeadArrived():
                    has_head = True
                case ChunkArrived(_, data, _) if has_head:
                    body += data
                case Ended() if has_head:
                    assert effects == (KeepRun(waiting),)
                    assert state.response is not None
                    assert state.response.is_whole
                    waiting = None
                case Failed():
                    assert state.failure == "It was cut."
                    waiting = None
                case _:
                    assert state == before
        else:
            assert (state, effects) == (before, ())
        assert state.sending == waiting
        assert (b"" if state.response is None else state.response.body.data) == body


def answered(status: int, method: str = "POST") -> RunState:
    """A run that was answered."""
    state, _ = step(RunState("greet"), SendAsked(RunRequest(method)))
    state, _ = step(state, HeadArrived(1, HEAD._replace(status=status)))
    return step(state, Ended(1, 0.2))[0]


@cases(
    ("status", "method", "followed"),
    [
        (302, "POST", "GET"),
        (303, "PUT", "GET"),
        (307, "POST", "POST"),
        (308, "DELETE", "DELETE"),
        (301, "HEAD", "HEAD"),
    ],
)
def test_a_redirect_keeps_its_method_where_clients_keep_it(status: int, method: str, followed: str) -> None:
    state, effects = step(answered(status, method), FollowAsked("http://there/", is_same_origin=False))
    there = Redirected(followed, "http://there/", with_body=False, is_same_origin=False)
    assert effects == (Send(2, RunRequest(method), there),)
    assert state.redirected == there
    # Behind another server nothing is for the first one's eyes any more, and a body that was left stays so.
    state, _ = step(state, HeadArrived(2, HEAD._replace(status=307)))
    state, _ = step(state, Ended(2, 0.2))
    _, effects = step(state, FollowAsked("http://here/", is_same_origin=True))
    assert effects == (
        Send(3, RunRequest(method), Redirected(followed, "http://here/", with_body=False, is_same_origin=False)),
    )


@cases(("is_same_origin", "with_body"), [(True, True), (False, False)])
def test_a_body_goes_along_only_to_the_server_it_is_for(is_same_origin: bool, with_body: bool) -> None:
    state, _ = step(answered(307), FollowAsked("http://there/", is_same_origin))
    assert state.redirected == Redirected("POST", "http://there/", with_body, is_same_origin)


def test_a_response_is_whole_only_at_its_end() -> None:
    assert answered(200).response == Response(HEAD, seconds=0.2, is_whole=True)
