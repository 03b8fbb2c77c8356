"""A text that is asked for: what is no answer is said, and the field is seen at every size."""

from __future__ import annotations

from tests.console_fixture import FakeServer, FixtureConsole, at_each_size, press, settled
from tests.screen_text import shown_text
from tui.app.shell.asked_text import AskText


async def test_what_is_no_answer_is_said_until_something_is_typed() -> None:
    app = FixtureConsole(FakeServer())
    answers: list[str | None] = []
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        ask = AskText("Which?", "One of two.", lambda text: "" if text == "ab" else "Type ab.", value="a")
        app.push_screen(ask, answers.append)
        await press(pilot, "enter")
        assert "Type ab." in shown_text(app)
        await press(pilot, "b")
        assert "Type ab." not in shown_text(app)
        await press(pilot, "enter")
        assert answers == ["ab"]
        app.push_screen(AskText("Which?", "", str), answers.append)
        await press(pilot, "x", "escape")
        assert answers == ["ab", None]


async def test_the_field_is_seen_at_every_size_however_much_is_told() -> None:
    app = FixtureConsole(FakeServer())
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        app.push_screen(AskText("Which?", "word " * 600, lambda text: "No.", value="typed"))
        await press(pilot, "enter")
        async for _ in at_each_size(pilot):
            assert "typed" in shown_text(app)
            assert "No." in shown_text(app)
