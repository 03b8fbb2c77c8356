"""What arrives between the marks of a paste: what it does on each screen, and what is said of it."""

from __future__ import annotations

from textual import events
from textual.pilot import Pilot

from tests.console_fixture import HELLO, FakeServer, FixtureConsole, arrives, settled
from tui.app.editor.screen import EditorScreen
from tui.app.functions.screen import FunctionsScreen
from tui.app.shell.pasted import said_of
from tui.app.shell.questions import QuestionScreen
from tui.app.shell.status_line import StatusLine
from tui.app.widgets.code_editor import CodeEditor
from tui.app.widgets.field import Field
from tui.terminal.input_events import Burst, Paste


async def opened(pilot: Pilot[int]) -> CodeEditor:
    await settled(pilot)
    await pilot.press("enter")
    await settled(pilot)
    return pilot.app.screen.query_one("#code", CodeEditor)


def screen_type(app: FixtureConsole) -> type[object]:
    return type(app.screen)


def status(app: FixtureConsole) -> str:
    return str(app.screen.query_one(StatusLine).render())


def test_what_is_said_of_a_paste() -> None:
    assert said_of(Paste("abc")) == ""
    assert said_of(Burst("a\rb\rc")) == ""
    assert said_of(Paste("abc", removed=1)) == "Pasted. 1 control character was removed."
    assert said_of(Paste("abc", removed=3)) == "Pasted. 3 control characters were removed."
    large = said_of(Paste("abc", dropped_bytes=92 * 1024 * 1024))
    assert large == "Pasted. It was too large: the last 92.0 MiB are missing."
    assert "the last 1,000 bytes are missing" in said_of(Paste("abc", dropped_bytes=1000))
    assert "check its end" in said_of(Paste("abc", ended=False))


async def test_a_paste_presses_no_key_is_one_edit_of_the_code_and_one_line_of_a_field() -> None:
    app = FixtureConsole(FakeServer())
    async with app.run_test(size=(80, 24)) as pilot:
        code = await opened(pilot)
        await arrives(pilot, b"\x1b[200~AA\x1b\x13BB\r\n\tc\x11\x1b[201~")
        assert code.text == "AABB\n\tc" + HELLO
        assert app.server.writes == []
        assert isinstance(app.screen, EditorScreen)
        assert "Pasted. 3 control characters were removed." in status(app)
        await pilot.press("ctrl+z")
        assert code.text == HELLO
        await pilot.press("f6")
        field = app.focused
        assert isinstance(field, Field)
        await arrives(pilot, b"\x05\x1b[200~ a\x1b\x13\rb\x1b[201~")
        assert field.value.endswith(" a b")
        assert code.text == HELLO
        assert app.server.writes == []
        assert "2 control characters" in status(app)


async def test_a_paste_chooses_nothing() -> None:
    app = FixtureConsole(FakeServer())
    pastes = [f"\x1b[200~{pasted}\x1b[201~" for pasted in ("2", "\r", "1\r2\r3\r", "q", "\x1b\x1b")]
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        for paste in pastes:
            await arrives(pilot, paste)
            assert screen_type(app) is FunctionsScreen, paste
        code = await opened(pilot)
        await pilot.press("x", "ctrl+q")
        await settled(pilot)
        assert screen_type(app) is QuestionScreen
        for paste in pastes:
            await arrives(pilot, paste)
            assert screen_type(app) is QuestionScreen, paste
        assert code.text == "x" + HELLO
        assert app.server.writes == []


BURST = "if (a) {\r    one();\r    if (b) {\r        two();\r    }\r}\r"


async def test_a_burst_into_the_code_is_inserted_as_it_is() -> None:
    app = FixtureConsole(FakeServer())
    async with app.run_test(size=(80, 24)) as pilot:
        code = await opened(pilot)
        for burst in (BURST, "\tx\r\t\ty\r"):
            await arrives(pilot, burst)
            assert code.text == burst.replace("\r", "\n") + HELLO
            await pilot.press("ctrl+z")
            assert code.text == HELLO


async def test_a_burst_elsewhere_is_keys() -> None:
    app = FixtureConsole(FakeServer())
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        # The filter takes the name; enter leaves it, enter opens: by then there are line ends enough for a burst.
        await arrives(pilot, "/hello\r\r// typed ahead\r")
        assert isinstance(app.screen, EditorScreen)


async def test_an_unknown_alt_key_types_nothing() -> None:
    app = FixtureConsole(FakeServer())
    async with app.run_test(size=(80, 24)) as pilot:
        code = await opened(pilot)
        for letter in "zxpgnqy19":
            await arrives(pilot, "\x1b" + letter)
            await pilot.app._post_message(events.Key(f"alt+{letter}", None))
        await settled(pilot)
        assert code.text == HELLO
