"""What is known of a request before it is sent, held against captured exchanges."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cases import cases
from tui.sessions.run_request import RunRequest, changed_on_the_way, read_target

WIRE = Path(__file__).parents[1] / "wire" / "insforge-2.3.1-more.jsonl"
FORM = (("content-type", "application/x-www-form-urlencoded; charset=utf-8"),)


@cases(
    ("typed", "read"),
    [
        ("POST", ("POST", "", "")),
        ("  get   ?a=1&b= x", ("GET", "", "a=1&b= x")),
        ("POST?a=1", ("POST", "", "a=1")),
        ("put /more/{{id}}?a?b", ("PUT", "/more/{{id}}", "a?b")),
        ("", "Begin with a method: GET, POST, PUT, PATCH, DELETE, HEAD or OPTIONS."),
        ("POST more", "What follows the method is the path behind the slug and the query, as in: POST /more?name=Ada"),
    ],
)
def test_the_line_of_a_request_is_read_or_answered_with_what_is_wrong(typed: str, read: object) -> None:
    assert read_target(typed) == read


@cases(
    ("request_", "name", "reaches"),
    [
        (RunRequest(), "invoke no body", '"body":"{}"'),
        (RunRequest(body="plain words"), "invoke text", '"body":"{}"'),
        (RunRequest(body='"words"'), "invoke json string", "INVALID_INPUT"),
        (RunRequest(body="{bad", headers=(("Content-Type", "application/json"),)), "invoke bad json", "INVALID_INPUT"),
        (RunRequest(body="a=1&b=2", headers=FORM), "invoke form", r'"body":"{"a":"1","b":"2"}"'),
        (RunRequest("GET", "/more"), "invoke sub path", "NOT_FOUND"),
        (RunRequest("OPTIONS"), "invoke OPTIONS", ""),
    ],
)
def test_what_a_backend_makes_of_a_request_is_said_beforehand(request_: RunRequest, name: str, reaches: str) -> None:
    assert changed_on_the_way(request_)
    captured = [json.loads(line) for line in WIRE.read_text(encoding="utf-8").splitlines()]
    assert [reaches in each["response"]["body"].replace("\\", "") for each in captured if each["name"] == name] == [
        True
    ]


@cases(
    "request_",
    [
        RunRequest(body='{"a":1}'),
        RunRequest("PUT", body="[1, 2]"),
        RunRequest("GET", query="a=1"),
        RunRequest("HEAD"),
        RunRequest(body="< ./body.json"),
        RunRequest(body="< ./body.json", headers=(("content-type", "application/json"),)),
    ],
)
def test_what_arrives_as_it_was_sent_needs_no_words(request_: RunRequest) -> None:
    assert changed_on_the_way(request_) == ""
