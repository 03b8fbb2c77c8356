"""A screen that is left hears nothing any more, while its widgets are taken away one by one and after that."""

from __future__ import annotations

import asyncio

import pytest
from textual.widget import Widget

from tests.console_fixture import FixtureConsole, settled
from tests.fake_clock import FakeClock
from tests.scenes import SCENES, Scene
from tui.app.functions.list_loader import ListLoader
from tui.app.shell.connection import Change
from tui.sessions.live_follow import LookAnew

LEFT = (
    "editor-saved",
    "editor-changed-elsewhere",
    "editor-find",
    "editor-tabs",
    "create",
    "delete",
    "deployment",
    "deleted-functions",
    "history-compared",
    "load-running",
    "logs-one",
    "palette",
    "response-stream",
    "runner-saved",
    "runs",
)
"""Each screen and dialog once, the editor and the runner in each state in which something is told to them."""
_MOST_TURNS, _MORE_TURNS = 100, 10


@pytest.mark.parametrize("scene", [each for each in SCENES if each.name in LEFT], ids=lambda scene: scene.name)
async def test_a_screen_that_is_left_hears_nothing_while_it_is_taken_away(scene: Scene) -> None:
    app = scene.console()
    async with app.run_test(size=(80, 24)) as pilot:
        await scene.walk(pilot)
        while len(app.screen_stack) > 1:
            left = app.screen
            left.dismiss(None)
            more = _MORE_TURNS
            for turn in range(_MOST_TURNS):
                tell_of_everything(app, the_list_too=turn == 0)
                await asyncio.sleep(0)
                more -= not left.is_attached
                if not more:
                    break
            await settled(pilot)
        assert app.screen is app.list_screen
        # Nor does anything listen for it any more.
        listening = [getattr(each, "__self__", None) for each in app.connection._listeners]
        assert [each for each in listening if isinstance(each, Widget) and not each.is_attached] == []


def tell_of_everything(app: FixtureConsole, *, the_list_too: bool) -> None:
    """Everything that may be told to a screen at any time: changes of the connection and of functions, and time.

    The list is never left, and fetches and lays out anew whatever it is told: nine tenths of the work.
    """
    for change in Change:
        for listener in list(app.connection._listeners):
            if the_list_too or not isinstance(getattr(listener, "__self__", None), ListLoader):
                listener(change)
    app.parts.live._perform(LookAnew(frozenset({None}), asks=False))
    assert isinstance(app.parts.clock, FakeClock)
    app.parts.clock.turn(1.0)
