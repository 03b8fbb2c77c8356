"""What the connected server's runtime can't run is marked when the keys rest, and not on a key's way."""

from __future__ import annotations

import threading

import pytest
from textual.pilot import Pilot

from tests.console_fixture import FakeServer, FixtureConsole, function, settled, turned, until
from tests.fake_clock import FakeClock
from tui.app.widgets.code_editor import CodeEditor
from tui.editing.problem_marks import said_once
from tui.editing.resting_check import RestingCheck
from tui.errors import Refused
from tui.model.problem import CodeRange, Problem, Refusal, Severity

RUNS = "module.exports = async (request) => new Response('x');\n"
CLOUD = "export default async function (req: Request): Promise<Response> {\n  return new Response('x');\n}\n"


def console_with(code: str, deployment_url: str | None = None) -> tuple[FixtureConsole, FakeClock]:
    clock, functions = FakeClock(), (function("f", "F", "active", 5, code),)
    return FixtureConsole(FakeServer(functions, deployment_url=deployment_url), clock=clock), clock


async def opened(pilot: Pilot[int]) -> CodeEditor:
    await settled(pilot)
    await pilot.press("enter")
    await settled(pilot)
    code = pilot.app.screen.query_one("#code", CodeEditor)
    await until(pilot, lambda: not code.marking.waits_for_check)
    return code


def said(code: CodeEditor) -> list[tuple[int, str]]:
    return [(problem.range.start_line if problem.range else -1, problem.message) for problem in code.problems]


async def test_what_cannot_run_is_marked_when_the_keys_rest_and_f8_walks_it() -> None:
    console, clock = console_with(RUNS)
    async with console.run_test(size=(120, 30)) as pilot:
        code = await opened(pilot)
        assert said(code) == []
        await pilot.press(*"import 'x';", "enter")
        await settled(pilot)
        assert said(code) == []
        await turned(pilot, clock, 0.29)
        assert said(code) == []
        await turned(pilot, clock, 0.31)
        await until(pilot, lambda: not code.marking.waits_for_check)
        assert said(code) == [(0, "A self-hosted server can't run import: use what it gives, createClient.")]
        # Above it and beside it: the mark goes along before the keys rest.
        await pilot.press("ctrl+home", "enter")
        assert [line for line, _ in said(code)] == [1]
        await pilot.press("ctrl+end", "f8")
        assert code.cursor_location == (1, 0)
        await pilot.press("ctrl+k")
        assert said(code) == []


async def test_a_text_edited_meanwhile_is_checked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    console, clock = console_with(RUNS)
    goes_on, checked = threading.Event(), RestingCheck.problems
    async with console.run_test(size=(120, 30)) as pilot:
        code = await opened(pilot)

        def slow(check: RestingCheck, lines: list[str]) -> tuple[Problem, ...]:
            goes_on.wait(20)
            return checked(check, lines)

        monkeypatch.setattr(RestingCheck, "problems", slow)
        await pilot.press("}")
        clock.turn(1)
        await until(pilot, lambda: any(worker.group == "check" for worker in console.workers))
        # The key does not wait for the check, and what that finds is of another text.
        await pilot.press("backspace")
        assert code.text == RUNS
        goes_on.set()
        await settled(pilot)
        assert said(code) == []
        await turned(pilot, clock, 1)
        assert said(code) == []
        assert not code.marking.waits_for_check


async def test_cloud_projects_are_not_told_what_self_hosted_servers_need() -> None:
    console, clock = console_with(CLOUD, "https://there.example")
    async with console.run_test(size=(120, 30)) as pilot:
        code = await opened(pilot)
        assert said(code) == []
        await pilot.press("x", "space", "=", "=")
        await turned(pilot, clock, 1)
        assert len(code.problems) == 1
        # Opened from the last known list, before it was known what runs the functions.
        code.marking.runs_on(self_hosted=True)
        await until(pilot, lambda: not code.marking.waits_for_check and bool(code.problems))
        code.load_text(CLOUD)
        code.marking.warn_while_typing(self_hosted=True)
        await until(pilot, lambda: len(code.problems) > 1)
        console.parts.loader.load()
        await until(pilot, lambda: not code.problems)


async def test_where_the_servers_advice_fails_here_the_form_that_works_stands_beside_it() -> None:
    # Case 22, in the words of a running 2.3.1.
    said_there = (
        'Function source cannot contain Deno.serve(). Use "export default async function(req: Request)" instead;'
        " the router handles serving automatically."
    )
    console, clock = console_with("Deno.serve(() => new Response('x'));\n")
    console.server.write = Refused(400, "INVALID_INPUT", said_there, (Refusal(said_there),))
    async with console.run_test(size=(120, 30)) as pilot:
        code = await opened(pilot)
        assert "write module.exports = async function" in said(code)[0][1]
        await pilot.press("ctrl+end", "/", "/")
        await turned(pilot, clock, 1)
        await until(pilot, lambda: not code.marking.waits_for_check)
        await pilot.press("ctrl+s")
        await until(pilot, lambda: any(each.severity is Severity.ERROR for each in code.problems))
        [error] = code.problems
        assert error.message == (
            "Servers reject Deno.serve: write module.exports = async function (request) { ... }"
            f" The server said: {said_there}"
        )


def problem(message: str, severity: Severity, start: int, pattern: str | None = None) -> Problem:
    return Problem(message, severity, pattern, CodeRange(0, start, 0, start + 5))


def test_what_works_here_is_said_beside_the_servers_advice() -> None:
    error = problem('Use "export default" instead.', Severity.ERROR, 0)
    ours = problem("Write module.exports.", Severity.WARNING, 0)
    general = problem("Servers refuse it.", Severity.WARNING, 0)
    elsewhere = problem("fs", Severity.WARNING, 7, "/fs/")
    both = said_once([error], [ours], [general, elsewhere])
    assert [each.message for each in both] == [
        'Write module.exports. The server said: Use "export default" instead.',
        "fs",
    ]
    assert both[0].severity is Severity.ERROR
    assert said_once([], [ours], [general]) == [ours]
    unended = problem("The code can't be read on from here: C", Severity.WARNING, 0)
    [whole] = said_once([problem("Expected ;", Severity.ERROR, 0)], [unended], [])
    assert whole.message == "The code can't be read on from here: C. The server said: Expected ;"
    some = problem("Servers up to 2.1 reject this.", Severity.WARNING, 0, "/Deno/")
    [one] = said_once([], [ours], [some])
    assert (one.message, one.pattern) == ("Write module.exports. Servers up to 2.1 reject this.", "/Deno/")
    assert said_once([error], [ours], [some])[1:] == []
    assert said_once([error], [], [general]) == [error]
