"""The checks of an answer are made once it is whole, and once for each answer."""

from __future__ import annotations

from collections.abc import Coroutine
from dataclasses import replace

from tui.app.runner.answer_checks import AnswerChecks
from tui.model.invocation import ResponseHead
from tui.sessions.response import KeptBody, Response
from tui.sessions.run import RunState
from tui.sessions.run_request import RunRequest

CHECKED = RunState("greet", RunRequest(checks=("status 200", "body contains b")))


def begun(work: Coroutine[object, object, None]) -> None:
    work.close()
    raise AssertionError("a short answer is checked at once")


def test_nothing_is_said_of_no_answer_and_of_half_of_one() -> None:
    checks = AnswerChecks(begun, lambda: None)
    assert checks.of(CHECKED) == ()
    half = Response(ResponseHead(200, (), 0.1), KeptBody().longer(b"a"))
    assert checks.of(replace(CHECKED, response=half)) == ()
    whole = replace(half, body=half.body.longer(b"b"), is_whole=True)
    made = checks.of(replace(CHECKED, response=whole))
    assert made is not None
    assert [each.passed for each in made] == [True, True]
    assert checks.of(replace(CHECKED, response=whole)) is made
    assert checks.of(replace(CHECKED, response=whole, request=RunRequest())) == ()
