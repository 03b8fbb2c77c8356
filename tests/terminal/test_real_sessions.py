"""The console's own screens: the diffed stream shows what Textual's shows, on a terminal that assumes nothing."""

from __future__ import annotations

import asyncio

import pytest
from textual import events
from textual.widgets import Input

from tests.cases import cases
from tests.console_fixture import FakeServer
from tests.terminal.real_sessions import HOSTILE_PASTES, TOURS, session
from tests.terminal.recorded_console import RecordedConsole, Recording
from tui.terminal.output import Capabilities

pytestmark = pytest.mark.app


@cases("half", range(2))
def test_random_sessions_give_equal_screens(half: int) -> None:
    seeds = range(half * len(TOURS) // 2, (half + 1) * len(TOURS) // 2)
    # pyte is asked as well in one session of each half: the strict terminal might err.
    seen = [session(seed, steps=4, second_opinion=seed == seeds[0]) for seed in seeds]
    assert set().union(*seen) >= SCREENS_OF_HALF[half]


SCREENS_OF_HALF = (
    {"EditorScreen", "HelpScreen", "Palette", "ConnectScreen"},
    {"EditorScreen", "QuestionScreen", "DetailsScreen", "FindBar"},
)


def test_what_is_pasted_into_the_palette_can_not_drive_the_terminal() -> None:
    async def run() -> None:
        recording = Recording(80, 24, Capabilities())
        try:
            async with RecordedConsole(FakeServer(), recording).run_test(headless=False) as pilot:
                await pilot.press("ctrl+p")
                await pilot.pause()
                await pilot.app.on_event(events.Paste(HOSTILE_PASTES[0]))
                await pilot.pause()
                assert pilot.app.screen.query_one(Input).value
                assert "\x1b[2J" not in "".join(recording.sent)
        finally:
            recording.close()

    asyncio.run(run())
