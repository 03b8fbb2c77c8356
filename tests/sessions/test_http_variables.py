"""The values of variables, put into a request when it is sent."""

from __future__ import annotations

import tracemalloc
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tests.cases import cases
from tui.model.invocation import InvocationCall
from tui.sessions.http_file import Addresses
from tui.sessions.http_variables import Outgoing, Sources, resolved, without_values
from tui.sessions.run_request import Auth, AuthKind, RunRequest

HERE = Sources(
    Addresses("http://localhost:7130", "https://abc.functions.example"),
    {"TOKEN": "t0ken-of-a-user", "EMPTY": "", "BROKEN": "a\nb", "SAME": "ik_console"}.get,
    "ik_console",
    1234,
    "u-u-i-d",
)
JSON = (("content-type", "application/json"),)


def sent(request: RunRequest, **variables: str) -> InvocationCall:
    outgoing = resolved(request, variables, HERE)
    assert isinstance(outgoing, Outgoing), outgoing
    return outgoing.call


def test_variables_have_values_everywhere() -> None:
    request = RunRequest(
        "POST",
        "/{{a}}",
        "q={{b}}&ä={{ b }}",
        (("x-t", "{{$env TOKEN}}/{{$processEnv TOKEN}}"),),
        '{"a": "{{a}}", "u": "{{$uuid}}", "t": {{$timestamp}}, "e": "{{$env.TOKEN}}", "base": "{{baseUrl}}"}',
    )
    call = sent(request, a="{{b}}", b="x y")
    assert call == InvocationCall(
        "POST",
        "/x%20y",
        "q=x%20y&%C3%A4=x%20y",
        (*JSON, ("x-t", "t0ken-of-a-user/t0ken-of-a-user")),
        b'{"a": "x y", "u": "u-u-i-d", "t": 1234, "e": "t0ken-of-a-user", "base": "http://localhost:7130"}',
    )
    assert "t0ken" not in repr(call)
    assert "ik_" not in repr(HERE)


def test_the_key_goes_along_by_choice_alone() -> None:
    assert not sent(RunRequest()).with_key
    assert sent(RunRequest(auth=Auth(AuthKind.API_KEY))).with_key
    assert sent(RunRequest(auth=Auth(AuthKind.TOKEN, "TOKEN"))).headers == (
        ("authorization", "Bearer t0ken-of-a-user"),
    )
    assert sent(RunRequest(headers=(("x-api-key", "{{$env INSFORGE_API_KEY}}"),))).headers == (
        ("x-api-key", "ik_console"),
    )


@cases(
    ("request_", "said"),
    [
        (RunRequest(query="{{who}}"), "{{who}} has no value"),
        (RunRequest(query="{{loop}}"), "leads to itself"),
        (RunRequest(headers=(("a", "{{$env NOPE}}"),)), "the environment has no variable NOPE"),
        (RunRequest(auth=Auth(AuthKind.TOKEN, "NOPE")), "the environment has no variable NOPE"),
        (RunRequest(auth=Auth(AuthKind.TOKEN, "EMPTY")), "EMPTY holds characters that no token has"),
        (RunRequest(auth=Auth(AuthKind.TOKEN, "BROKEN")), "BROKEN holds characters that no token has"),
        (RunRequest(auth=Auth(AuthKind.TOKEN)), "name the environment's variable"),
        (RunRequest(headers=(("a", "{{$env BROKEN}}"),)), "the header a holds what no header can hold"),
        (RunRequest(headers=(("a b", "1"),)), "the header a b holds"),
        (RunRequest(path="/../api"), "a path with . or .."),
        (RunRequest(path="/%2e%2E/api"), "a path with . or .."),
        (RunRequest(path="{{up}}"), "a path with . or .."),
        (RunRequest(path="{{name}}"), "begins with a slash"),
        (RunRequest(is_direct=True, auth=Auth(AuthKind.API_KEY)), "the API key goes to its server alone"),
        (RunRequest(is_direct=True, query="{{$env INSFORGE_API_KEY}}"), "the API key goes to its server alone"),
        (RunRequest(body="{{$request.body}}"), "has no value"),
    ],
)
def test_what_can_not_be_sent_is_said(request_: RunRequest, said: str) -> None:
    answer = resolved(request_, {"loop": "{{loop}}", "up": "/..", "name": "x"}, HERE)
    assert isinstance(answer, str)
    assert answer.startswith("Not sent: ")
    assert said in answer
    assert "t0ken" not in answer
    assert "ik_" not in answer


def test_a_key_named_by_a_variable_of_the_file_does_not_go_to_a_deployment() -> None:
    request = RunRequest(is_direct=True, headers=(("x", "{{key}}"),))
    for value in ("{{$env INSFORGE_API_KEY}}", "{{$env SAME}}"):
        assert "goes to its server alone" in str(resolved(request, {"key": value}, HERE))


def test_a_deployment_is_called_where_there_is_one() -> None:
    assert sent(RunRequest(is_direct=True)).base == "https://abc.functions.example"
    nowhere = replace(HERE, addresses=Addresses("http://localhost:7130"))
    assert "names no deployment" in str(resolved(RunRequest(is_direct=True), {}, nowhere))


def test_what_a_body_is_sent_as() -> None:
    assert sent(RunRequest(body='{"a": {{n}}}'), n="1").headers == JSON
    assert sent(RunRequest(body="text")).headers == (("content-type", "text/plain; charset=utf-8"),)
    assert sent(RunRequest(headers=JSON)).headers == ()
    assert sent(RunRequest("GET", headers=JSON, body="{}")) == InvocationCall("GET")
    filed = resolved(RunRequest(body="< ./{{n}}.json"), {"n": "a"}, HERE)
    assert filed == Outgoing(InvocationCall(headers=JSON), "./a.json")


def test_what_is_said_beforehand_knows_the_files_variables_and_no_secret() -> None:
    request = RunRequest(body='{"a": {{n}}, "b": "{{$env TOKEN}}", "c": "{{unknown}}"}')
    assert without_values(request, {"n": "1"}, HERE).body == '{"a": 1, "b": "0", "c": "{{unknown}}"}'


class _Counted(dict[str, str]):
    """Variables that count how often they are read."""

    read = 0

    def __getitem__(self, name: str) -> str:
        self.read += 1
        return super().__getitem__(name)


def test_a_variable_that_is_named_often_is_made_once() -> None:
    variables = _Counted(a="", b="{{a}}" * 100, c="{{b}}" * 100, d="{{c}}" * 100)
    assert resolved(RunRequest(body="{{d}}{{d}}"), variables, HERE) == Outgoing(
        InvocationCall(headers=(("content-type", "text/plain; charset=utf-8"),))
    )
    assert variables.read == 4


@cases("request_", [RunRequest(body="{{a}}" * 5_000), RunRequest(query="{{c}}")])
def test_values_that_are_longer_together_than_a_request_may_be_are_not_put_together(request_: RunRequest) -> None:
    """Thousands of times a megabyte would be gigabytes, before the whole could be found to be too long."""
    variables = {"a": "x" * 1_000_000, "b": "{{a}}" * 5_000, "c": "{{b}}" * 5_000}
    tracemalloc.start()
    answer = resolved(request_, variables, HERE)
    assert without_values(request_, variables, HERE) == request_
    assert tracemalloc.get_traced_memory()[1] < 100_000_000
    tracemalloc.stop()
    assert "longer than 10 MB" in str(answer)


@given(st.text(), st.dictionaries(st.sampled_from("abc"), st.text(alphabet="{}$ abc", max_size=10)))
def test_any_text_is_resolved_or_answered_with_a_sentence(text: str, variables: dict[str, str]) -> None:
    request = RunRequest("POST", text, text, (("x", text),), text)
    assert isinstance(resolved(request, variables, HERE), Outgoing | str)
    without_values(request, variables, HERE)
