"""The console behind a line of 2 KB a second and 300 ms: frames that were not sent yet are replaced, never queued.

The line is the tests' own: a pipe that holds 4 KB (what has gone into it can't be called back), emptied at the line's
pace. What ends on the screen must be what a fast line shows, and what was sent must not grow with the keys.
"""

from __future__ import annotations

import asyncio
import os
import select
import threading
import time

import pytest
from textual import events

from tests.console_fixture import HELLO, FakeServer, function, settled
from tests.terminal.recorded_console import RecordedConsole, Recording
from tui.app.widgets.code_editor import CodeEditor
from tui.terminal.output import Capabilities

pytestmark = pytest.mark.app

BYTES_PER_SECOND = 2000
DELAY_SECONDS = 0.3
PIPE_BYTES = 4096
FRAME_BYTES = 6000
"""More than the largest frame here."""

LINES = "".join(f"const value{line} = call({line} * {line % 7}, 'text {line % 13}');\n" for line in range(2000))
KEYS = ("pagedown", "pagedown", "pageup", "down") * 20


class SlowRecording(Recording):
    """A recording whose line is emptied at the pace of a slow one, by a thread, while the console goes on."""

    ended = False

    def start(self) -> None:
        """From now on the line is slow."""
        self.reader = threading.Thread(target=self._carry)
        self.reader.start()

    def _carry(self) -> None:
        time.sleep(DELAY_SECONDS)
        step = BYTES_PER_SECOND // 50
        while not self.ended or self.line._busy or select.select([self._reader], [], [], 0)[0]:
            if select.select([self._reader], [], [], 0.05)[0]:
                self.sent.append(os.read(self._reader, step).decode("latin-1"))
                time.sleep(step / BYTES_PER_SECOND)

    def finish(self) -> int:
        """Wait until all has come; answers how many bytes."""
        self.ended = True
        self.reader.join()
        data = "".join(self.sent).encode("latin-1")
        self.diffed.feed(data.decode())
        return len(data)


def test_what_is_sent_does_not_grow_with_the_keys_and_ends_right() -> None:
    async def run() -> None:
        recording = SlowRecording(120, 40, Capabilities(), slow=True)
        server = FakeServer(functions=(function("long", "Long", "active", 3, LINES + HELLO),))
        app = RecordedConsole(server, recording)
        async with app.run_test(headless=False, size=(120, 40)) as pilot:
            await settled(pilot)
            await pilot.press("enter")
            await settled(pilot)
            assert isinstance(app.focused, CodeEditor)
            recording.drain()
            recording.sent.clear()
            writes = recording.writes
            recording.start()
            began = time.monotonic()
            for key in KEYS:
                app.driver.process_message(events.Key(key, None))
                # Each has its frame, however slow the machine is.
                await pilot.pause()
            took = time.monotonic() - began
            frames = recording.writes - writes
            sent = await asyncio.to_thread(recording.finish)
            recording.check()
            # Each of so many frames would have cost a thousand bytes and more.
            assert frames > len(KEYS) / 2
            # What fills the pipe, a frame that was begun, the newest one, and what the line has carried meanwhile.
            assert sent < PIPE_BYTES + 2 * FRAME_BYTES + took * BYTES_PER_SECOND
            assert sent < frames * 300
            recording.close()

    asyncio.run(run())
