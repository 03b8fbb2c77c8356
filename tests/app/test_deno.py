"""Deno as the user's own tool: the code is formatted and looked at with the Deno of this machine."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.console_fixture import FakeServer, FixtureConsole, function, press, settled, until
from tui.app.shell.status_line import StatusLine
from tui.app.widgets.code_editor import CodeEditor
from tui.flows.deno import Deno, find_deno
from tui.store.profiles import EditorSettings

UGLY = "// ü\r\nmodule.exports=async(request)=>{\r\nreturn   new Response('x')}\r\n"
NEAT = '// ü\r\nmodule.exports = async (request) => {\r\n  return new Response("x");\r\n};\r\n'

needs_deno = pytest.mark.skipif(find_deno() is None, reason="Deno is not installed")


def console(code: str) -> FixtureConsole:
    return FixtureConsole(FakeServer(functions=(function("f", "F", "active", 5, code),)))


async def opened(pilot: Pilot[int], *keys: str) -> CodeEditor:
    await press(pilot, "enter", *keys)
    return pilot.app.screen.query_one("#code", CodeEditor)


def said(app: FixtureConsole) -> str:
    return app.screen.query_one(StatusLine).last_said


@needs_deno
async def test_code_is_formatted_as_one_edit_or_its_syntax_error_is_said() -> None:
    app = console(UGLY)
    async with app.run_test(size=(100, 24)) as pilot:
        code = await opened(pilot, "alt+i")
        assert said(app) == "Formatted with deno fmt; ctrl+z undoes it."
        assert code.document.text == NEAT
        await press(pilot, "alt+i")
        assert said(app) == "The code is formatted already."
        await press(pilot, "ctrl+z")
        assert code.document.text == UGLY
        await press(pilot, "x", "space", "alt+i")
        assert said(app).startswith("Formatted")
        await press(pilot, "ctrl+end", *"if (", "alt+i")
        assert said(app).startswith("Not formatted, the code has a syntax error (line 5, column ")


async def test_without_deno_that_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("sys.executable", str(tmp_path / "python"))
    app = console(UGLY)
    app.parts.editors.settings = EditorSettings(deno_check=True)
    async with app.run_test(size=(100, 24)) as pilot:
        await opened(pilot, "alt+i")
        assert said(app).startswith("Deno is not installed")
        assert any("deno_check is set" in each for each in app.connection.notices)


@needs_deno
async def test_what_deno_says_is_marked_once_the_keys_rest_where_the_user_wants_it() -> None:
    app = console("module.exports = async (request) => { await 0; return new Response(request.url); };\n")
    app.parts.editors.settings = EditorSettings(deno_check=True)
    async with app.run_test(size=(100, 24)) as pilot:
        code = await opened(pilot, *"debugger;", "enter")
        await until(pilot, lambda: not code.marking.waits_for_check)
        await settled(pilot)
        assert [problem.message for problem in code.problems] == [
            "Deno: `debugger` statement is not allowed (no-debugger). Remove the `debugger` statement."
        ]


@needs_deno
def test_types_are_checked_and_what_would_have_to_be_fetched_says_nothing(tmp_path: Path) -> None:
    program = find_deno()
    assert program is not None
    deno = Deno(program, {"DENO_DIR": str(tmp_path), "PATH": ""})
    wrong = "export default function (request: Request): Response {\n  return request.nope;\n}"
    (found,) = deno.problems(wrong.split("\n"))
    assert found.message == "Deno: Property 'nope' does not exist on type 'Request' (TS2339)."
    fetched = f'import {{ z }} from "https://example.invalid/mod.ts";\nz();\n{wrong}'
    assert [each.message for each in deno.problems(fetched.split("\n"))] == []
