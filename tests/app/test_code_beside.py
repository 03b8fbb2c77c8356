"""On a wide terminal the runner shows the editor's code beside the request, and marks in it the line that failed."""

from __future__ import annotations

from tests.app.scripted import ScriptedServer, answered
from tests.console_fixture import FixtureConsole, function, press, typed
from tests.running import console, runner
from tests.screen_text import shown_text
from tui.app.editor.screen import EditorScreen
from tui.app.runner.code_beside import CodeBeside
from tui.app.widgets.code_editor import CodeEditor
from tui.model.problem import Problem

BROKEN = 'module.exports = async (request) => {\n  const n = 1;\n  throw new Error("kaboom");\n};\n'


def broken() -> FixtureConsole:
    server = ScriptedServer(answered(b'{"error":"kaboom"}', 500))
    app = console(server, status="active")
    server.functions = (function("greet", "Greet", "active", 1, BROKEN),)
    return app


def beside(app: FixtureConsole) -> CodeEditor | None:
    """The code beside the request, where it is seen."""
    found = runner(app).query(CodeBeside)
    return found.first().query_one(CodeEditor) if found and found.first().display else None


async def test_the_code_is_the_editors_and_the_line_that_failed_is_found_in_it() -> None:
    app = broken()
    async with app.run_test(size=(120, 40)) as pilot:
        await press(pilot, "enter", typed("// mine"), "enter", "ctrl+r")
        code = beside(app)
        assert code is not None
        assert code.text == f"// mine\n{BROKEN}"
        assert "not saved: the saved code is run" in shown_text(app)
        await press(pilot, "ctrl+r")
        # The third line of what ran is the fourth here.
        assert "Line 4 may be it: f8 goes there." in shown_text(app)
        (marked,) = (each for each in code.problems if each.message == "The call failed here: kaboom")
        assert isinstance(marked, Problem)
        assert marked.range is not None
        assert marked.range.start_line == 3
        # It can be gone to, read, and not be changed.
        await press(pilot, "f6", "f6", "f6")
        assert app.focused is code
        await press(pilot, "x")
        assert code.text == f"// mine\n{BROKEN}"
        await press(pilot, "f8")
        assert isinstance(app.screen, EditorScreen)
        assert app.screen.code.cursor_location[0] == 3
        assert "The call failed here: kaboom" in shown_text(app)
        # A line that was changed since is not said to have failed.
        await press(pilot, "end", typed(" // mended"), "ctrl+home", "ctrl+r", "ctrl+r")
        code = beside(app)
        assert code is not None
        assert [each for each in code.problems if "kaboom" in each.message] == []
        await press(pilot, "f8")
        assert isinstance(app.screen, EditorScreen)
        assert app.screen.code.cursor_location[0] == 3
        assert "This line was changed or removed since it was run." in shown_text(app)


async def test_without_the_room_or_an_editor_there_is_none() -> None:
    app = broken()
    async with app.run_test(size=(119, 24)) as pilot:
        await press(pilot, "enter", "ctrl+r")
        assert beside(app) is None
        await pilot.resize_terminal(120, 24)
        await press(pilot)
        assert beside(app) is not None
        await press(pilot, "escape", "escape", "x")
        assert beside(app) is None
