"""What error answers mean: 404s told apart by how the server has the function, and errors led to their place."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from tests.cases import cases
from tui.model.invocation import ResponseHead
from tui.model.problem import CodeRange, ErrorPlace
from tui.sessions.response import KeptBody, Response
from tui.sessions.run_errors import Circumstances, Standing, can_be_activated, is_asked_about, meaning, standing_of

WIRE = Path(__file__).parents[1] / "wire"
HERE = ErrorPlace(CodeRange(6, 0, 6, 3), True)


def response(status: int, body: str = "", kind: str = "application/json") -> Response:
    head = ResponseHead(status, (("content-type", kind),), 0.1)
    return Response(head, KeptBody().longer(body.encode()), 0.1, is_whole=True)


def failed(words: str, status: int = 500) -> Response:
    return response(status, json.dumps({"error": words}))


NOT_ACTIVE = failed("Function not found or not active", 404)


@cases(
    ("answer", "known", "said"),
    [
        (NOT_ACTIVE, Circumstances(standing=Standing.DRAFT), "f9 activates it"),
        (NOT_ACTIVE, Circumstances(standing=Standing.MISSING), "was deleted"),
        (NOT_ACTIVE, Circumstances(standing=Standing.MISSING, was_there=False), "never had"),
        (NOT_ACTIVE, Circumstances(standing=Standing.ACTIVE), "active by now"),
        (NOT_ACTIVE, Circumstances(standing=Standing.OTHER), "neither active nor draft"),
        (NOT_ACTIVE, Circumstances(standing=Standing.NOT_KNOWN), "could not be asked"),
        (NOT_ACTIVE, Circumstances(has_path=True), "no path behind the slug"),
        (response(404, "nothing here"), Circumstances(standing=Standing.ACTIVE), "the function's own answer"),
        (response(404, "404: DEPLOYMENT_NOT_FOUND"), Circumstances(True, True, standing=Standing.ACTIVE), "nothing is"),
        (failed("Function not found", 404), Circumstances(True, standing=Standing.ACTIVE), "does not serve it"),
        (failed("Cannot use import statement outside a module"), Circumstances(), "can't run import and export"),
        (failed("Unexpected token 'export'"), Circumstances(place=HERE), "It is in line 7: f8 goes there."),
        (failed("kaboom"), Circumstances(place=replace(HERE, is_sure=False)), "Line 7 may be it"),
        (failed("response.text is not a function"), Circumstances(), "no Response"),
        (failed("Worker execution error"), Circumstances(), "nothing catches"),
        (failed("request to http://deno:7133/x failed, reason: x", 502), Circumstances(), "is not running"),
        (failed("Failed to connect to Deno runtime", 502), Circumstances(answered_before=True), "for all functions"),
        (failed("request to https://x failed", 502), Circumstances(True), "did not reach the deployment"),
        (response(502, "mine"), Circumstances(), "The function itself"),
        (failed("Function timeout", 504), Circumstances(), "time limit"),
        (response(504, "<html>"), Circumstances(), "proxy"),
        (response(508), Circumstances(), "508 is a loop"),
        (response(200, "{}"), Circumstances(), ""),
    ],
)
def test_each_error_is_told_from_the_others(answer: Response, known: Circumstances, said: str) -> None:
    assert said in meaning(answer, known)
    assert bool(said) == bool(meaning(answer, known))


def test_only_a_draft_is_offered_to_be_activated() -> None:
    assert [each for each in Standing if can_be_activated(NOT_ACTIVE, Circumstances(standing=each))] == [Standing.DRAFT]
    assert [standing_of(each) for each in ("active", "draft", "error")] == [
        Standing.ACTIVE,
        Standing.DRAFT,
        Standing.OTHER,
    ]


def test_every_error_that_a_runtime_was_seen_to_answer_means_something() -> None:
    silent = set()
    for file in WIRE.glob("*.jsonl"):
        for each in map(json.loads, file.read_text().splitlines()):
            status = each["response"]["status"]
            path = each["request"]["path"]
            if each["name"].startswith("invoke") and path.startswith("/functions/") and status in (404, 502, 504):
                body = each["response"]["body"]
                kind = "application/json" if body.startswith("{") else "text/plain"
                known = Circumstances(standing=Standing.ACTIVE, deploys_to_cloud="cloud" in file.name)
                if not meaning(response(status, body, kind), known):
                    silent.add((file.name, each["name"]))
    assert silent == set()


@given(st.integers(100, 999), st.text(max_size=80), st.sampled_from(Standing), st.booleans(), st.booleans())
def test_any_answer_has_a_meaning_or_none_and_errors_alone_are_asked_about(
    status: int, body: str, standing: Standing, cloud: bool, direct: bool
) -> None:
    answer = response(status, body)
    known = Circumstances(cloud, direct, standing=standing)
    assert not meaning(answer, known) or status >= 400
    assert not is_asked_about(answer) or status >= 400
