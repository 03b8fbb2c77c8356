"""A run that is kept: no secret of it, a bounded body, and enough to show and compare it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from tests.cases import cases
from tui.model.invocation import InvocationCall, ResponseHead
from tui.model.kept_run import KeptRun
from tui.sessions.response import Response
from tui.sessions.run import Redirected, RunState
from tui.sessions.run_history import MOST_KEPT_BYTES, as_compared, asked_of, kept_run, request_of, secrets_of, state_of
from tui.sessions.run_request import Auth, AuthKind, RunRequest

AT = datetime(2026, 11, 27, tzinfo=UTC)
REQUEST = RunRequest(
    "PUT", "/more", "a={{x}}", (("X-Mine", "1"),), '{"a": 1}', Auth(AuthKind.TOKEN, "GREET_TOKEN"), 5.0, True, "mine"
)


def ended(
    body: bytes = b'{"b":[1]}', request: RunRequest = REQUEST, headers: tuple[tuple[str, str], ...] = ()
) -> RunState:
    head = ResponseHead(
        200, (("content-type", "application/json"), *headers), 0.1, "http://here/functions/a?key=s3cret"
    )
    return RunState("a", request, 3, response=Response(head).longer(body, 0.2).whole(0.3))


def kept(state: RunState) -> KeptRun:
    run = kept_run(state, AT, lambda text: text.replace("s3cret", "***"))
    assert run is not None
    return run


def test_a_run_comes_back_as_it_ended() -> None:
    state = ended()
    run = kept(state)
    back = state_of("a", run, 3)
    assert request_of(run) == REQUEST
    assert (back.request, back.number, back.sending) == (REQUEST, 3, None)
    assert back.response is not None
    assert state.response is not None
    assert back.response == state.response.__class__(
        state.response.head._replace(url="http://here/functions/a"), state.response.body, 0.3, is_whole=True
    )


def test_nothing_that_proves_who_calls_is_kept() -> None:
    headers = (
        ("Authorization", "Bearer s3cret"),
        ("Cookie", "session=abcdef"),
        ("X-Api-Key", "abcdef"),
        ("X-Token", "{{$env MINE}}"),
        ("Accept", "*/*"),
        ("X-Auth-Key", "abcdef"),
        ("X-Access-Key", "abcdef"),
        ("x-mine", "s3cret"),
    )
    request = RunRequest(headers=headers, body='{"a": "s3cret"}', query="k=s3cret", path="/s3cret", name="with s3cret")
    run = kept(ended(b'{"you sent": "s3cret"}', request, (("Set-Cookie", "id=abcdef"), ("x-echo", "s3cret"))))
    assert "s3cret" not in repr(run)
    assert "abcdef" not in repr(run)
    assert run.body == b'{"you sent": "***"}'
    # What is only the name of a variable is no secret.
    assert request_of(run).headers == (("X-Token", "{{$env MINE}}"), ("Accept", "*/*"), ("x-mine", "***"))


@cases("path", ["s3c/r t", "s3c%2Fr%20t", "s3c/r%20t", "s3c%2fr%20t"])
def test_a_secret_in_the_address_that_answered_is_not_kept_however_it_is_encoded(path: str) -> None:
    response = Response(ResponseHead(200, (), 0.1, f"http://a@here/functions/a/{path}/b?c"))
    run = kept_run(RunState("a", response=response), AT, lambda text: text.replace("s3c/r t", "***"))
    assert run is not None
    assert run.url == "http://a@here/functions/a/***/b"


def test_the_headers_of_a_call_that_are_secrets_are_known() -> None:
    call = InvocationCall(headers=(("authorization", "Bearer abc"), ("x-api-key", "def"), ("accept", "*/*")))
    assert set(secrets_of(call)) == {"Bearer abc", "abc", "def"}


@given(st.integers(0, 30))
def test_a_secret_at_the_edge_of_what_is_kept_is_not_cut_in_two(behind: int) -> None:
    body = b"a" * (MOST_KEPT_BYTES - behind) + b"s3cret" + b"b" * 100
    run = kept(ended(body))
    assert b"s3c" not in run.body
    assert len(run.body) == MOST_KEPT_BYTES
    assert run.size == len(body)


@given(st.binary(max_size=60))
def test_any_bytes_are_kept_as_they_came(body: bytes) -> None:
    assert kept(ended(body)).body == body


def test_two_runs_are_compared_by_what_was_asked_and_answered() -> None:
    compared = as_compared(kept(ended()))
    assert (compared.name, compared.status) == ("PUT /more?a={{x}}", "200")
    asked = 'PUT /more?a={{x}}\nX-Mine: 1\n\n{"a": 1}\n\n'
    assert compared.code == asked + '200\ncontent-type: application/json\n\n{\n  "b": [\n    1\n  ]\n}\n'
    assert as_compared(kept(ended(b"\0"))).code.endswith("(1 bytes that are no text)\n")
    assert as_compared(kept(ended(b"{oops"))).code.endswith("\n{oops\n")


def test_a_run_without_an_answer_is_not_kept() -> None:
    assert kept_run(RunState("a"), AT) is None


def test_a_run_that_followed_a_redirect_says_what_was_asked_there() -> None:
    state = replace(ended(), redirected=Redirected("GET", "http://here/functions/a", False, True))
    run = kept(state)
    asked = "GET http://here/functions/a (redirected from PUT /more?a={{x}})"
    assert asked_of(run) == asked
    assert as_compared(run).code.startswith(f"{asked}\n")
    # What is written into the boxes is what the user asked.
    assert request_of(run) == REQUEST
    assert asked_of(kept(ended())) == "PUT /more?a={{x}}"
