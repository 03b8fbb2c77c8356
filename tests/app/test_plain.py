"""What a screen reader is given: no boxes, whole rows, the terminal's cursor where the focus is, outcomes as lines."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from textual.pilot import Pilot

from tests.console_fixture import FakeServer, press, settled
from tests.logs_fixture import LoggingServer, called
from tests.terminal.recorded_console import RecordedConsole, Recording
from tui.app.editor.screen import EditorScreen
from tui.app.shell.outcome import OutcomePanel
from tui.app.shell.questions import QuestionScreen
from tui.app.shell.status_line import StatusLine
from tui.app.widgets.blocks import bars, in_words
from tui.app.widgets.plain import draw_plain, is_plain
from tui.model.log import BACKEND_LOGS
from tui.terminal.output import Capabilities

pytestmark = pytest.mark.app

DECORATION = re.compile("[\u2500-\u259f]")


@asynccontextmanager
async def plain(server: FakeServer) -> AsyncIterator[tuple[Pilot[int], Recording]]:
    """A recorded console that draws plain."""
    recording = Recording(80, 24, Capabilities(whole_rows=True), shows_cursor_always=True)
    console = RecordedConsole(server, recording)
    console.is_plain = True
    try:
        async with console.run_test(headless=False, size=(80, 24)) as pilot:
            await settled(pilot)
            yield pilot, recording
            recording.check()
    finally:
        recording.close()
        draw_plain(wanted=False)


def at_cursor(recording: Recording) -> str:
    """What stands from the terminal's cursor on, to the end of its row."""
    recording.drain()
    screen = recording.diffed
    assert screen.cursor_shown
    assert screen.x is not None
    assert screen.y is not None
    return recording.text()[screen.y][screen.x :].strip()


async def test_the_cursor_stands_at_the_selected_row_and_a_changed_row_is_sent_whole() -> None:
    async with plain(FakeServer()) as (pilot, recording):
        # That the list was asked for is over.
        assert "Asking" not in "".join(recording.text())
        first = at_cursor(recording)
        assert first.startswith("> ")
        assert "hello-world" in first
        recording.sent.clear()
        await press(pilot, "down")
        second = at_cursor(recording)
        assert second.startswith("> ")
        assert second != first
        sent = re.sub(r"\x1b\[[\d;?]*[A-Za-z]", "", "".join(recording.sent))
        # Blanks may be moves.
        assert "".join(second.split()) in "".join(sent.split())


async def test_dialogs_have_no_frames_and_the_cursor_is_at_the_answer() -> None:
    async with plain(FakeServer()) as (pilot, recording):
        await press(pilot, "enter", "x", "escape")
        assert isinstance(pilot.app.screen, QuestionScreen)
        assert at_cursor(recording).startswith("> 1")
        await press(pilot, "down")
        assert at_cursor(recording).startswith("> 2")
        assert DECORATION.search("".join(recording.text())) is None
        await press(pilot, "escape", "f4")
        assert DECORATION.search("".join(recording.text())) is None
        assert "In full" in recording.text()[0]
        await press(pilot, "escape", "f1")
        assert sum(not row.isspace() for row in recording.text()) > 15
        assert DECORATION.search("".join(recording.text())) is None


async def test_an_outcome_is_said_as_a_line() -> None:
    async with plain(FakeServer()) as (pilot, recording):
        await press(pilot, "enter", "x", "ctrl+s")
        screen = pilot.app.screen
        assert isinstance(screen, EditorScreen)
        report = screen.query_one("#outcome", OutcomePanel).report
        said = screen.query_one(StatusLine).last_said
        assert report is not None
        assert said.startswith(report.headline)
        assert any(said[:40] in row for row in recording.text()[-6:])


async def test_bars_are_words() -> None:
    server = LoggingServer()
    server.log(*(called(3000 - 30 * number, "hello-world") for number in range(40)), source=BACKEND_LOGS)
    async with plain(server) as (pilot, recording):
        await press(pilot, "2")
        assert re.search("rising|falling|steady", "".join(recording.text()))
        assert DECORATION.search("".join(recording.text())) is None


@pytest.mark.parametrize(
    ("counts", "word"),
    [
        ([], "none"),
        ([0, 0, 0], "none"),
        ([1, 2, 3, 9], "rising"),
        ([9, 3, 2, 1], "falling"),
        ([4, 0, 4], "steady"),
        ([0, 7, 0], "steady"),
    ],
)
def test_how_counts_go_on(counts: list[int], word: str) -> None:
    assert in_words(counts) == word


def test_bars_are_bars_where_nobody_asked_for_words() -> None:
    assert not is_plain()
    assert bars([0, 8]) == " █"
    draw_plain(wanted=True)
    try:
        assert bars([0, 8]) == "rising"
    finally:
        draw_plain(wanted=False)
