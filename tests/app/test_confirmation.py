"""A key of the environment goes to a server that only a folder names when the user has said so, and not before."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.stage import FUNCTIONS, StagedConsole, StagedServer, press, settled
from tui.app.connect.screen import ConnectScreen
from tui.app.functions.screen import FunctionsScreen
from tui.app.shell.questions import QuestionScreen
from tui.app.widgets.row_table import RowTable
from tui.flows.connect import Target
from tui.model.secret import Secret
from tui.store.trust import TrustedServers

if TYPE_CHECKING:
    from tui.api.client import Client

STRANGER = Target(
    "https://project.example", Secret("ik_env"), ".insforge/project.json in /p", "INSFORGE_API_KEY", unconfirmed=True
)


class AskingConsole(StagedConsole):
    """Counts the clients it makes: none may be made before the answer."""

    def __init__(self, trusted: TrustedServers | None) -> None:
        super().__init__(StagedServer(), target=STRANGER)
        self.parts.connecting.trusted = trusted
        self.asked: list[str] = []

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


@pytest.mark.parametrize("key", ["1", "enter", "escape"])
async def test_a_no_asks_where_to_connect(tmp_path: Path, key: str) -> None:
    trusted = TrustedServers(tmp_path / "trusted.json")
    app = AskingConsole(trusted)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, key)
        assert isinstance(app.screen, ConnectScreen)
        assert app.asked == []
    assert not trusted.holds(STRANGER.url)
