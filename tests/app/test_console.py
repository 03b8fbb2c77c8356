"""The console as a whole: what its header says of the connection, and what is loaded when."""

from __future__ import annotations

import pytest

from tests.console_fixture import FakeServer, FixtureConsole, settled
from tests.fake_clock import FakeClock
from tui.app.editor.routes import EditorRoutes
from tui.app.shell.header import StatusHeader
from tui.flows.connect import Target
from tui.model.secret import Secret


@pytest.mark.parametrize(
    ("url", "warns"),
    [
        ("http://127.0.0.1:7130", False),
        ("http://app.localhost:7130", False),
        ("http://127.example:7130", True),
        ("https://127.example", False),
    ],
)
async def test_a_connection_that_others_can_read_is_told_as_one(url: str, warns: bool) -> None:
    console = FixtureConsole(FakeServer(), target=Target(url, Secret("ik_staged"), "--url", "INSFORGE_API_KEY"))
    async with console.run_test() as pilot:
        await settled(pilot)
        header = console.screen.query_one(StatusHeader)
        assert ("not encrypted" in str(header.render())) is warns


async def test_an_editor_is_loaded_once_and_a_while_behind_the_first_frame(monkeypatch: pytest.MonkeyPatch) -> None:
    loaded: list[str] = []
    load = EditorRoutes.load

    def load_and_tell() -> None:
        load()
        loaded.append("the editor")

    monkeypatch.setattr(EditorRoutes, "load", staticmethod(load_and_tell))
    clock = FakeClock()
    console = FixtureConsole(FakeServer(), clock=clock)
    async with console.run_test() as pilot:
        await settled(pilot)
        assert loaded == []
        for _ in range(3):
            clock.turn(1)
            await settled(pilot)
        assert loaded == ["the editor"]
