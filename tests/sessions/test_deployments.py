"""The last deployment: its log line by line, and which functions it holds back."""

from __future__ import annotations

import json
from datetime import timedelta

from tests.api.wire import exchanges
from tests.cases import cases
from tests.console_fixture import NOW
from tui.api.logs import build_log
from tui.model.function import FunctionSummary
from tui.model.server import BuildLog, BuildLogEntry
from tui.sessions.deployments import FAILED, SUCCEEDED, held_back, lines_of, named_in

CAPTURED = next(one for one in exchanges() if one.label == "head-cloud build logs of a failed deployment")
ERROR = "error: Uncaught (in promise) SyntaxError: x\n    at file:///src/functions/cloud-one.ts:7:7"


def summary(slug: str, seconds: float, status: str = "active") -> FunctionSummary:
    return FunctionSummary(slug, slug, status, updated_at=NOW + timedelta(seconds=seconds))


def log(*messages: str, status: str = FAILED) -> BuildLog:
    return BuildLog("rev-1", status, tuple(BuildLogEntry("error", message) for message in messages), NOW)


def test_the_captured_log_names_the_function_and_its_place() -> None:
    lines = lines_of(build_log(json.loads(CAPTURED.body)))
    assert [line.text for line in lines[:3]] == [
        "Downloaded npm registry metadata",
        "Build finished",
        "Event iterator validation failed",
    ]
    assert [line.is_cause for line in lines] == [False, False, False, True, True]
    assert [(line.slug, line.line) for line in lines[2:]] == [(None, None), ("cloud-one", 7), ("cloud-one", 7)]
    assert named_in(lines, [summary("cloud-one", 0), summary("other", 0)]) == ("cloud-one",)


def test_a_line_without_a_place_has_the_nearest_of_its_entry() -> None:
    stack = "Error: x\n    at file:///src/functions/one.ts:7:7\n\n    at file:///src/functions/two.ts:8:1"
    lines = lines_of(log(stack, "Event iterator validation failed"))
    assert [line.slug for line in lines] == ["one", "one", "one", "two", None]


def test_a_function_that_is_not_there_is_not_named() -> None:
    assert named_in(lines_of(log(ERROR)), [summary("other", 0)]) == ()


def test_nothing_of_a_good_deployment_is_a_cause() -> None:
    assert not any(line.is_cause for line in lines_of(log(ERROR, status=SUCCEEDED)))


@cases(
    ("seconds", "status", "is_held"),
    [
        (-0.05, "active", True),
        (-10, "active", True),
        (-10.001, "active", False),
        (60, "active", True),
        (-3600, "active", False),
        (5, "draft", False),
    ],
)
def test_what_was_saved_for_a_failed_deployment_or_since_is_held_back(
    seconds: float, status: str, is_held: bool
) -> None:
    assert held_back(log(ERROR), [summary("a", seconds, status)]) == (("a",) if is_held else ())


def test_a_good_deployment_holds_nothing_back_nor_does_one_of_an_unknown_time() -> None:
    assert held_back(log(status=SUCCEEDED), [summary("a", 1)]) == ()
    assert held_back(log(ERROR)._replace(created_at=None), [summary("a", 1)]) == ()


def test_a_very_long_log_is_bounded() -> None:
    assert len(lines_of(log("\n".join("x" * 9 for _ in range(9000))))) == 5000
