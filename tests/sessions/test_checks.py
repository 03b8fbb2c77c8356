"""What a saved request expects: read, compared as JSON compares, and told when it is not so."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cases import cases
from tui.model.invocation import ResponseHead
from tui.sessions import checks as module
from tui.sessions.checks import problem_of, results
from tui.sessions.response import KeptBody, Response, body_text

BODY = {"greeting": "Hello", "items": [{"id": 3, "ok": True}], "a b": None, "n": 1.5}


def response(body: bytes = json.dumps(BODY).encode(), status: int = 201, seconds: float = 0.25) -> Response:
    head = ResponseHead(status, (("content-type", "application/json"), ("X-Id", "7")), seconds)
    return Response(head, KeptBody().longer(body), seconds, is_whole=True)


@cases(
    ("check", "found"),
    [
        ("status 201", ""),
        ("status 200", "it is 201"),
        ("status 2xx", ""),
        ("status != 2xx", "it is 201"),
        ("status < 300", ""),
        ("status >= 4XX", "it is 201"),
        ("time < 500ms", ""),
        ("time < 500 ms", ""),
        ("time <= 0.25 s", ""),
        ("time < 100 ms", "it took 250 ms"),
        ('json greeting = "Hello"', ""),
        ('json greeting="Hello"', ""),
        ('json greeting = "Bye"', 'it is "Hello"'),
        ('json greeting contains "ell"', ""),
        ("json items[0].id = 3", ""),
        ("json items[0].id > 3", "it is 3"),
        ("json items[0].ok = true", ""),
        ("json items[0].ok = 1", "it is true"),
        ("json items[1] exists", "there is no such part"),
        ("json items = []", 'it is [{"id": 3, "ok": true}]'),
        ('json $ contains "n"', ""),
        ("json $.n <= 1.5", ""),
        ('json "a b" = null', ""),
        ("header content-type contains JSON", ""),
        ("header x-id = 7", ""),
        ("header x-id = 8", "it is 7"),
        ("header x-none exists", "there is no such header"),
        ("body contains Hello", ""),
        ('body contains "no such words"', "the body does not"),
    ],
)
def test_a_check_passes_or_says_what_was_found(check: str, found: str) -> None:
    path_with_space = '"a b"' in check
    check = check.replace('"a b"', '["a\\u0020b"]') if path_with_space else check
    assert problem_of(check) == ""
    assert results((check,), response()) == ((check, not found, found),)


@cases(
    "check",
    ["", "status", "status ok", "time > 3", "time < soon", "json", "json a", "json a =", "json a = Hello",
     "json a[ = 1", "header", "header x-id is 7", "body", "body is x", "size < 3", "json a exists now"],
)  # fmt: skip
def test_what_is_no_check_fails_and_says_how_one_is_written(check: str) -> None:
    problem = problem_of(check)
    assert problem
    assert results((check,), response()) == ((check, False, problem),)


def test_a_body_that_is_no_json_or_was_cut_is_said_to_be() -> None:
    assert results(("json a = 1",), response(b"<p>"))[0].found == "the body is no JSON"
    cut = response()
    cut = Response(cut.head, KeptBody(cut.body.pieces, cut.body.kept, cut.body.size + 1), 0.1, is_whole=True)
    assert "too long" in results(("json a = 1",), cut)[0].found


_JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-5, 5)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


@given(_JSON, _JSON)
def test_a_part_equals_what_was_written_of_it_and_nothing_else(there: object, other: object) -> None:
    answer = response(json.dumps({"part": there}).encode())
    assert results((f"json part = {json.dumps(there)}",), answer)[0].passed
    same = results((f"json part = {json.dumps(other)}", f"json part != {json.dumps(other)}"), answer)
    assert same[0].passed != same[1].passed
    if json.dumps(there) != json.dumps(other) and isinstance(there, bool | str | None):
        assert not same[0].passed


@given(st.text(max_size=60), st.binary(max_size=60), st.integers(100, 599))
def test_any_words_and_any_answer_give_a_result(check: str, body: bytes, status: int) -> None:
    for words in (check, f"json {check}", f"header {check}", f"status {check}", f"time {check}"):
        (result,) = results((words,), response(body, status))
        assert result.passed == (not result.found)


def test_a_body_is_read_once_however_many_checks_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[Response] = []

    def counted(of: Response) -> str | None:
        read.append(of)
        return body_text(of)

    monkeypatch.setattr(module, "body_text", counted)
    found = results(["json n = 1.5", "json n exists", "body contains Hello", "json a exists", "status 201"], response())
    assert [each.passed for each in found] == [True, True, True, False, True]
    assert len(read) == 1
    assert [each.found for each in results(["json $ exists", "json $ = 1"], response(b"null"))] == ["", "it is null"]
