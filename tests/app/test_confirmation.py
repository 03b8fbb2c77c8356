"""A key of the environment goes to a server that only a folder names when the user has said so, and not before."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from textual.widgets import Input

from tests.console_fixture import FUNCTIONS, FakeServer, FixtureConsole, press, press_meanwhile, settled, turned
from tests.fake_clock import FakeClock
from tui.app.connect.screen import ConnectScreen
from tui.app.functions.screen import FunctionsScreen
from tui.app.shell.help import HelpScreen
from tui.app.shell.questions import QuestionScreen
from tui.app.widgets.row_table import RowTable
from tui.errors import UsageError
from tui.flows.connect import Missing, Target
from tui.model.secret import Secret
from tui.sessions.key_rest import COVERED_SECONDS, IGNORE_KEYS_SECONDS, REST_SECONDS, KeyRest
from tui.store.trust import TrustedServers

if TYPE_CHECKING:
    from tui.api.client import Client

STRANGER = Target(
    "https://project.example", Secret("ik_env"), ".insforge/project.json in /p", "INSFORGE_API_KEY", unconfirmed=True
)


class AskingConsole(FixtureConsole):
    """Counts the clients it makes: none may be made before the answer. It knows where to connect once it is let."""

    def __init__(self, trusted: TrustedServers | None, target: Target | Missing = STRANGER) -> None:
        self.may_resolve = threading.Event()
        self.may_resolve.set()
        super().__init__(FakeServer(), target=target, clock=(clock := FakeClock()))
        self.hands = clock
        self.parts.connecting.trusted = trusted
        self.asked: list[str] = []

    def found(self, here: Target | Missing) -> Target | Missing:
        assert self.may_resolve.wait(20)
        return here

    async def make_client(self, target: Target) -> Client:
        self.asked.append(target.url)
        return await super().make_client(target)


async def test_nothing_is_sent_before_a_yes_and_a_yes_is_remembered(tmp_path: Path) -> None:
    trusted = TrustedServers(tmp_path / "trusted.json")
    app = AskingConsole(trusted)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert isinstance(app.screen, QuestionScreen)
        assert app.asked == []
        await press(pilot, "2")
        assert app.asked == [STRANGER.url]
        assert len(app.list_screen.query_one(RowTable).state.shown) == len(FUNCTIONS)
    again = AskingConsole(trusted)
    async with again.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert isinstance(again.screen, FunctionsScreen)
        assert again.asked == [STRANGER.url]


@pytest.mark.parametrize("key", ["enter", "escape"])
async def test_a_no_asks_where_to_connect(tmp_path: Path, key: str) -> None:
    trusted = TrustedServers(tmp_path / "trusted.json")
    app = AskingConsole(trusted)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, key)
        assert isinstance(app.screen, ConnectScreen)
        assert app.asked == []
    assert not trusted.holds(STRANGER.url)


def slow(target: Target | Missing = STRANGER) -> AskingConsole:
    """A console whose keys take time, and that does not know yet where to connect."""
    app = AskingConsole(None, target)
    app.parts.gate.key_rest = KeyRest()
    app.may_resolve.clear()
    return app


def shown(app: FixtureConsole) -> object:
    """The screen on top by now."""
    return app.screen


async def test_keys_that_were_on_their_way_confirm_nothing() -> None:
    app = slow()
    async with app.run_test(size=(80, 24)) as pilot:
        await press_meanwhile(pilot, "j")
        app.may_resolve.set()
        await settled(pilot)
        # It comes when the keys rest.
        assert isinstance(app.screen, FunctionsScreen)
        await turned(pilot, app.hands, REST_SECONDS / 2)
        await press(pilot, "j")
        await turned(pilot, app.hands, REST_SECONDS - 0.01)
        assert isinstance(app.screen, FunctionsScreen)
        await turned(pilot, app.hands, 0.02)
        assert isinstance(shown(app), QuestionScreen)
        # Nobody can have read it yet.
        await press(pilot, "j", "enter", "2")
        assert isinstance(shown(app), QuestionScreen)
        assert app.asked == []
        await turned(pilot, app.hands, IGNORE_KEYS_SECONDS)
        await press(pilot, "2")
        assert app.asked == [STRANGER.url]


async def test_what_is_asked_by_itself_waits_for_what_the_user_opened() -> None:
    app = slow()
    async with app.run_test(size=(80, 24)) as pilot:
        await press_meanwhile(pilot, "f1")
        app.may_resolve.set()
        await settled(pilot)
        await turned(pilot, app.hands, REST_SECONDS)
        assert isinstance(shown(app), HelpScreen)
        await press(pilot, "escape")
        await turned(pilot, app.hands, REST_SECONDS + COVERED_SECONDS)
        await turned(pilot, app.hands, REST_SECONDS + COVERED_SECONDS)
        assert isinstance(shown(app), QuestionScreen)


async def test_who_connected_meanwhile_is_not_asked() -> None:
    app = slow()
    async with app.run_test(size=(80, 24)) as pilot:
        await press_meanwhile(pilot, "j")
        app.may_resolve.set()
        await settled(pilot)
        await app.connection.connect(STRANGER._replace(url="https://own.example"))
        await turned(pilot, app.hands, REST_SECONDS)
        assert isinstance(app.screen, FunctionsScreen)


@pytest.mark.parametrize("fails", [False, True])
async def test_the_connect_screen_that_comes_by_itself_takes_no_key_that_was_on_its_way(*, fails: bool) -> None:
    class Failing(AskingConsole):
        def found(self, here: Target | Missing) -> Target | Missing:
            super().found(here)
            raise UsageError("no such profile")

    app = (Failing if fails else AskingConsole)(None, Missing())
    app.parts.gate.key_rest = KeyRest()
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        screen = app.screen
        assert isinstance(screen, ConnectScreen)
        await press(pilot, "j", "escape")
        assert app.screen is screen
        assert screen.query_one("#url", Input).value == ""
        await turned(pilot, app.hands, IGNORE_KEYS_SECONDS)
        await press(pilot, "h")
        assert screen.query_one("#url", Input).value == "h"
        await press(pilot, "escape")
        assert isinstance(app.screen, FunctionsScreen)
