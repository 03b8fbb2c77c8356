"""A screen that is left hears nothing any more, while its widgets are taken away one by one and after that."""

from __future__ import annotations

import asyncio

import pytest

from tests.fake_clock import FakeClock
from tests.scenes import SCENES, Scene
from tests.stage import StagedConsole, settled
from tui.app.editor.screen import EditorScreen
from tui.app.shell.connection import Change
from tui.app.widgets.code_editor import CodeEditor
from tui.sessions.live_follow import LookAnew

LEFT = (
    "editor-saved",
    "editor-changed-elsewhere",
    "editor-find",
    "editor-tabs",
    "create",
    "delete",
    "deployment",
    "gone",
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
            for _ in range(_MOST_TURNS):
                tell_of_everything(app)
                await asyncio.sleep(0)
                more -= not left.is_attached
                if not more:
                    break
            await settled(pilot)
        assert app.screen is app.list_screen


def tell_of_everything(app: StagedConsole) -> None:
    """Everything that may be told to a screen at any time: changes of the connection and of functions, and time."""
    for change in Change:
        for listener in list(app.connection._listeners):
            listener(change)
    app.parts.live._perform(LookAnew(frozenset({None}), asks=False))
    assert isinstance(app.parts.clock, FakeClock)
    app.parts.clock.turn(1.0)


async def test_who_listens_for_a_screen_is_let_go_when_it_is_left() -> None:
    app = SCENE_EDITOR.console()
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        before = len(app.connection._listeners)
        await SCENE_EDITOR.walk(pilot)
        assert isinstance(app.screen, EditorScreen)
        assert app.screen.query(CodeEditor)
        app.screen.dismiss(None)
        await settled(pilot)
        assert len(app.connection._listeners) == before


SCENE_EDITOR = next(each for each in SCENES if each.name == "editor")
