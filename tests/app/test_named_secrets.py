"""Secrets in the editor: a missing one is marked at its place, known keys are offered while one is typed."""

from __future__ import annotations

from functools import partial

import pytest
from textual.pilot import Pilot

from tests.console_fixture import FixtureConsole, function, press, rested, typed, until
from tests.screen_text import shown_text
from tests.secrets_fixture import KeepingServer
from tui.app.editor.screen import EditorScreen
from tui.app.shell.status_line import StatusLine
from tui.errors import NotFound
from tui.model.stored_secret import StoredSecret

CODE = """\
module.exports = async () => {
  const stripe = Deno.env.get("STRIPE_KEY");
  const missing = Deno.env.get("NEW_KEY"); // Deno.env.get("NOT_THIS")
  const ended = process.env.ENDED;
  const own = Deno.env.get("INSFORGE_BASE_URL");
};
"""


class CountingServer(KeepingServer):
    asked = 0

    async def list_secrets(self) -> tuple[StoredSecret, ...]:
        self.asked += 1
        return await super().list_secrets()


def server_with(code: str, **given: object) -> CountingServer:
    server = CountingServer(**given)  # type: ignore[arg-type]  # forwarded to a dataclass
    server.functions = (function("pays", "Pays", "active", 1, code),)
    return server


async def opened(app: FixtureConsole, pilot: Pilot[int]) -> EditorScreen:
    await press(pilot, "enter")
    await rested(pilot)
    assert isinstance(app.screen, EditorScreen)
    return app.screen


def marked(screen: EditorScreen) -> list[str]:
    """What the marks lie over."""
    lines = screen.code.document.lines
    places = [each.range for each in screen.code.problems]
    return [lines[at.start_line][at.start_column : at.end_column] for at in places if at is not None]


def said(screen: EditorScreen) -> str:
    return screen.query_one(StatusLine).resting


async def test_a_missing_secret_is_marked_created_from_there_and_the_mark_goes() -> None:
    server = server_with(CODE)
    app = FixtureConsole(server)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(app, pilot)
        await until(pilot, lambda: "ENDED" in marked(screen))
        await rested(pilot)
        assert {"NEW_KEY", "ENDED"} <= set(marked(screen))
        assert not {"STRIPE_KEY", "NOT_THIS", "INSFORGE_BASE_URL"} & set(marked(screen))
        await press(pilot, "down", "down")
        await rested(pilot)
        assert "No secret NEW_KEY: alt+e creates it." in shown_text(app)
        await press(pilot, "alt+e")
        assert "New secret" in shown_text(app)
        await press(pilot, typed("its value"), "enter")
        await until(pilot, lambda: "NEW_KEY" not in marked(screen))
        assert server.sent == ["create NEW_KEY"]
        assert "its value" not in shown_text(app)
        await press(pilot, "alt+e")
        assert "Change ENDED" in shown_text(app)
        await press(pilot, "escape")
        assert screen.unsaved == ()
        # Asked when the editor opened, once more as some were missing, and behind the creation.
        assert server.asked == 3


async def test_a_mark_follows_the_typing() -> None:
    app = FixtureConsole(server_with("// nothing\n"))
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(app, pilot)
        assert app.server.asked == 0  # type: ignore[attr-defined]  # a CountingServer
        await press(pilot, typed('Deno.env.get("NEW_KEY");'), "enter")
        await rested(pilot)
        await until(pilot, lambda: "NEW_KEY" in marked(screen))
        await press(pilot, "ctrl+home", "enter")
        assert "NEW_KEY" in marked(screen)
        await press(pilot, *["right"] * 14, "O")
        await rested(pilot)
        assert "ONEW_KEY" in marked(screen)


@pytest.mark.parametrize("server", [server_with(CODE, lacks=True)])
async def test_nothing_is_marked_while_it_is_not_known_which_there_are(server: CountingServer) -> None:
    app = FixtureConsole(server)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(app, pilot)
        await press(pilot, "x")
        await rested(pilot)
        assert isinstance(app.parts.secrets.error, NotFound)
        assert "NEW_KEY" not in marked(screen)
        assert server.asked == 1


async def test_a_known_key_is_offered_and_taken_and_enter_stays_enter() -> None:
    app = FixtureConsole(server_with("// nothing\n"))
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(app, pilot)

        def first_line() -> str:
            return screen.code.document.get_line(0)

        async def first_typed(text: str) -> None:
            await press(pilot, "ctrl+home", "ctrl+k", typed(text))
            await rested(pilot)
            await until(pilot, partial(app.parts.secrets.by_key.__contains__, "STRIPE_KEY"))
            await rested(pilot)

        await first_typed('Deno.env.get("s')
        assert "tab: SMTP_PASSWORD  STRIPE_KEY" in said(screen)
        await press(pilot, "t")
        await rested(pilot)
        assert said(screen).endswith("tab: STRIPE_KEY")
        await press(pilot, "tab")
        # What closed by itself is not doubled, and typing it goes over it.
        assert first_line() == 'Deno.env.get("STRIPE_KEY")'
        assert screen.code.cursor_location == (0, len('Deno.env.get("STRIPE_KEY"'))
        await press(pilot, ")", ";")
        assert first_line() == 'Deno.env.get("STRIPE_KEY");'
        await first_typed('Deno.env.get("st')
        await press(pilot, "enter")
        assert first_line() == 'Deno.env.get("STRIPE_KEY")'
        await first_typed('Deno.env.get("st')
        # Where nothing stands at the right, that key takes it too.
        await press(pilot, "ctrl+k", "r")
        await rested(pilot)
        await press(pilot, "right")
        assert first_line() == 'Deno.env.get("STRIPE_KEY"'
        await first_typed('Deno.env.get("st')
        await press(pilot, "escape")
        assert "STRIPE_KEY" not in said(screen)
        assert app.screen is screen
        await press(pilot, "enter")
        assert first_line() == 'Deno.env.get("st'
        await first_typed("Deno.env.get(st")
        await press(pilot, "enter")
        assert first_line() == "Deno.env.get(st"
        # What was offered is over with the next key, whatever it is.
        await first_typed('Deno.env.get("st')
        await press(pilot, "left", "enter")
        assert first_line() == 'Deno.env.get("s'


async def test_within_quotes_the_rest_of_the_key_is_replaced() -> None:
    app = FixtureConsole(server_with("const a = process.env['STR_OLD'];\n"))
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(app, pilot)
        await press(pilot, *["right"] * 26)
        await until(pilot, lambda: app.parts.secrets.is_known)
        await rested(pilot)
        assert "tab: STRIPE_KEY" in said(screen)
        await press(pilot, "right", "left")
        await rested(pilot)
        await press(pilot, "tab")
        assert screen.code.document.get_line(0) == "const a = process.env['STRIPE_KEY'];"
        assert screen.code.cursor_location == (0, 34)
        await press(pilot, "ctrl+z")
        assert screen.code.document.get_line(0) == "const a = process.env['STR_OLD'];"
