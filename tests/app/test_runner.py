"""Running a function from the list: what is sent, what is shown, what is said of errors."""

from __future__ import annotations

from tests.app.scripted import ScriptedServer, answered
from tests.console_fixture import settled, until
from tests.running import console, runner
from tests.screen_text import shown_text
from tui.errors import ResponseLost
from tui.model.invocation import InvocationCall

GREETING = b'{"greeting":"Hello \\u001b[31m"}'


async def test_a_request_is_sent_as_typed_and_its_answer_is_shown_inert() -> None:
    server = ScriptedServer(answered(GREETING, headers=(("x-seen", "yes"),)))
    app = console(server)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("x", *"?name=A b", "f6", *'{"a":1}', "ctrl+r")
        await settled(pilot)
        sent = (("Content-Type", "application/json"),)
        assert server.called == [("greet", InvocationCall("POST", "", "name=A%20b", sent, b'{"a":1}'))]
        text = shown_text(app)
        assert f"ok 200 OK · 12 ms · {len(GREETING)} B · application/json" in text
        assert '"greeting": "Hello' in text
        assert "\x1b" not in text
        await pilot.press("f4")
        await settled(pilot)
        assert "x-seen" in shown_text(app)
        await pilot.press("escape", "escape")
        await settled(pilot)
        assert app.screen.__class__.__name__ == "FunctionsScreen"


async def test_what_an_error_means_is_said_with_what_to_do() -> None:
    words = b'{"error":"Function not found or not active"}'
    app = console(ScriptedServer(answered(words, 404, seconds=1.5)))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("x", "enter")
        await settled(pilot)
        assert "!! 404 Not Found · 1.50 s" in shown_text(app)
        said = " ".join(shown_text(app).split())
        assert "It is a draft, and only active functions can be called: f9 activates it." in said


async def test_a_lost_answer_says_that_it_may_have_run() -> None:
    app = console(ScriptedServer((ResponseLost(""),)))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("x", "enter")
        await settled(pilot)
        assert "Whether the function ran is not known." in " ".join(shown_text(app).split())


async def test_escape_stops_waiting_and_then_leaves() -> None:
    server = ScriptedServer(())
    app = console(server)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("x", "enter")
        await until(pilot, lambda: bool(server.called))
        assert "Waiting for the function to answer." in shown_text(app)
        await pilot.press("escape")
        await settled(pilot)
        assert app.screen.__class__.__name__ == "RunnerScreen"
        assert "Cancelled." in shown_text(app)
        await pilot.press("escape")
        await settled(pilot)
        assert app.screen.__class__.__name__ == "FunctionsScreen"


async def test_a_line_that_is_no_request_sends_nothing() -> None:
    server = ScriptedServer()
    app = console(server)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("x", "ctrl+u", "ctrl+r")
        await settled(pilot)
        assert "Begin with a method" in shown_text(app)
        assert server.called == []


async def test_the_body_is_undone_copied_and_pasted_by_keys() -> None:
    app = console(ScriptedServer(answered(GREETING)))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("x", "f6", *"ab", "f7", "ctrl+c", "end", "ctrl+v")
        box = runner(app).requests.pane.body
        assert (box.text, app.clipboard) == ("abab", "ab")
        await pilot.press("f7", "ctrl+x")
        assert box.text == ""
        await pilot.press("ctrl+z")
        assert box.text == "abab"
        await pilot.press("ctrl+y")
        assert box.text == ""
        # What is answered is copied whole, and there is nothing in it to undo.
        await pilot.press("ctrl+r")
        await settled(pilot)
        await pilot.press("f6", "ctrl+z")
        assert "That is for the headers and the body of the request." in shown_text(app)
