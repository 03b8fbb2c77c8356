"""The real console, its real client and driver, with both streams watched: what is hostile is shown and looked at.

Owns what counts as a finding. Refuses to know which places there are.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from textual import events
from textual.geometry import Region
from textual.keys import _character_to_key
from textual.pilot import Pilot
from textual.screen import ModalScreen
from textual.widgets import Input
from textual.worker import WorkerCancelled, WorkerFailed

from tests import frames
from tests.console_fixture import FakeServer
from tests.faults.hostile_recording import Report, Watched
from tests.faults.hostile_server import HostileServer
from tests.faults.hostile_strings import LITERALS
from tests.faults.output_grammar import unfit_text
from tests.terminal.recorded_console import RecordedConsole
from tests.terminal.strict_terminal import Cell
from tui.errors import ApiError
from tui.flows.connect import Missing, Target
from tui.model.secret import Secret
from tui.store.drafts import DraftStore
from tui.store.list_cache import ListCache
from tui.terminal.output import Capabilities

if TYPE_CHECKING:
    from tui.api.client import Client

_QUIET_ROUNDS = 2
_MOST_LOOKS = 8
_META_OF_OURS = frozenset({"offset", "option"})
_SCROLLBARS = frozenset({"grab", "scroll_up", "scroll_down"})
"""What Textual's scrollbars hold under `@mouse.down`."""

Show = Callable[[bool], Awaitable[None]]
"""Brings a place onto the screen: with its hostile strings (False), or with their harmless twins (True)."""


class Frame(NamedTuple):
    """What stands around a place, and how the screen is laid out."""

    layout: tuple[tuple[str, tuple[int, ...]], ...]
    cells: tuple[tuple[Cell | None, ...], ...]

    def differences(self, wanted: Frame) -> list[str]:
        """What is not as it stands around a harmless text."""
        if self.layout != wanted.layout:
            return ["the screen is laid out differently than with a harmless text"]
        for y, (row, other) in enumerate(zip(self.cells, wanted.cells, strict=True)):
            if row == other:
                continue
            for x, (seen, there) in enumerate(zip(row, other, strict=True)):
                if seen != there and seen is not None and there is not None:
                    return [f"row {y}, column {x}, outside the place: {seen} instead of {there}"]
        return []


class WatchedConsole(RecordedConsole):
    """The console on a server over a socket, its folders in `home`."""

    def __init__(self, recording: Watched, target: Target | Missing, home: Path) -> None:
        super().__init__(FakeServer(), recording, target=target)
        self.broken: ApiError | None = None
        self.parts.stores.drafts = DraftStore(home / "drafts")
        self.parts.loader.cache = ListCache(home / "lists")

    async def make_client(self, target: Target) -> Client:
        # What no loopback server can bring about is staged: a name that is not found, a certificate that is wrong.
        if self.broken is not None:
            self.server.list_error = self.broken
            return await super().make_client(target)
        return await self.connection.open_client(target)

    @property
    def watched(self) -> Watched:
        """What is noted of the streams."""
        assert isinstance(self.recording, Watched)
        return self.recording


class HostileHarness:
    """A console that runs; what is found out about it goes into `report`."""

    def __init__(
        self, app: WatchedConsole, pilot: Pilot[int], server: HostileServer, home: Path, report: Report
    ) -> None:
        self.app, self.pilot, self.server, self.home, self.report = app, pilot, server, home, report
        self.recording = app.watched
        self._frames: dict[tuple[str, int, tuple[object, ...]], Frame] = {}
        self._held_against: set[tuple[str, int]] = set()

    # Walking

    async def settle(self) -> None:
        """Wait until nothing is under way and all is painted.

        Textual's own pause looks at the clock of the processor, 20 ms at least each time; here there is much to show.
        """
        quiet, screen = 0, self.app.screen
        while quiet < _QUIET_ROUNDS:
            # What was handed over from outside arrives a turn of the loop later.
            await asyncio.sleep(0)
            workers = list(self.app.workers)
            # What a worker ends with may begin another.
            quiet = 0 if workers or self.app.screen is not screen else quiet + 1
            screen = self.app.screen
            for worker in workers:
                with suppress(WorkerCancelled, WorkerFailed):
                    await worker.wait()
            await self.pilot._wait_for_screen()
            if self.app._exception is not None:
                raise self.app._exception
            self.app.screen._on_timer_update()
        if self.recording.begun:
            return
        async with asyncio.timeout(10):
            while not self.recording.painted:
                await self.pilot.pause()

    async def press(self, *keys: str) -> None:
        """Press keys, and wait for what they do."""
        for key in keys:
            single = len(key) == 1
            self.app.driver.process_message(
                events.Key(_character_to_key(key) if single else key, key if single else None)
            )
            await self.settle()

    async def paste(self, text: str) -> None:
        """Paste a text, as the terminal hands it over."""
        self.app.driver.process_message(events.Paste(text))
        await self.settle()

    async def type(self, text: str) -> None:
        """Type what is text to the terminal's reader."""
        for character in text:
            if character.isprintable():
                self.app.driver.process_message(events.Key(_character_to_key(character), character))
        await self.settle()

    def input(self, selector: str) -> Input:
        """A field of the screen on top."""
        return self.app.screen.query_one(selector, Input)

    # Looking

    async def look(
        self,
        place: str,
        texts: Sequence[str],
        show: Show,
        within: Sequence[str],
        *,
        literal: bool = True,
        places: Sequence[str] = (),
    ) -> None:
        """Show hostile texts in a place, `within` these widgets, and note whatever else comes of it.

        `places` names the places that hold as many other strings at the same time.
        """
        if (place, len(texts)) not in self._held_against:
            # With the twins first, the hostile strings are shown last: what is looked at next is theirs.
            self._held_against.add((place, len(texts)))
            await show(True)
            await self.settle()
            frame = self._frame(within)
            self._frames[place, len(texts), frame.layout] = frame
        await show(False)
        await self.settle()
        self._check_streams(place, texts)
        found = await self._around(place, texts, show, within, literal)
        for _ in range(_MOST_LOOKS):
            if not found:
                break
            # It may not have come to rest yet, nor what it is held against when that was looked at.
            self._frames.clear()
            await show(False)
            await self.pilot.pause(0.1)
            await self.settle()
            found = await self._around(place, texts, show, within, literal)
        for each in found:
            self.report.note(place, each, texts)
        for each in (place, *places):
            self.report.shown[each] += len(texts)

    def glance(self, place: str, texts: Sequence[str]) -> None:
        """Look at what is on the screen already."""
        self._check_streams(place, texts)
        self.report.shown[place] += len(texts)

    def _check_streams(self, place: str, texts: Sequence[str]) -> None:
        frames.send(self.app)
        for each in [*self.recording.take_findings(), *self._segments()]:
            self.report.note(place, each, texts)

    async def _around(
        self, place: str, texts: Sequence[str], show: Show, within: Sequence[str], literal: bool
    ) -> list[str]:
        """What is wrong with the words and with what stands around them."""
        found: list[str] = []
        frames.send(self.app)
        if literal:
            screen = "".join("".join(self.recording.text()).split())
            short = [text for text in texts if text in LITERALS]
            found += [f"{text!r} is not shown as it is" for text in short if "".join(text.split()) not in screen]
        frame = self._frame(within)
        key = (place, len(texts), frame.layout)
        if key not in self._frames:
            await show(True)
            await self.settle()
            self._frames[key] = self._frame(within)
            # What is looked at next is what was hostile.
            await show(False)
            await self.settle()
        return found + frame.differences(self._frames[key])

    def _segments(self) -> list[str]:
        """What is wrong with the pieces of text the screen is made of, before they become bytes.

        A colour is a sequence that the console sends too: in the streams nobody could tell whose it was.
        """
        found: list[str] = []
        for strip in self.app.screen._compositor.render_strips():
            for text, style, control in strip:
                meta = _foreign_meta(style.meta) if style is not None else {}
                if control or meta or (style is not None and style.link):
                    found.append(f"a link or an action in {text!r}: {meta or control or style}")
                if wrong := unfit_text(text):
                    found.append(f"the screen: {wrong}")
        return list(dict.fromkeys(found))

    def _frame(self, within: Sequence[str]) -> Frame:
        frames.send(self.app)
        screen = self.app.screen
        shown = [each for each in screen.query("*") if each.display and each.region]
        places = {each for selector in within for each in screen.query(selector) if each.display}
        # How a place is laid out within itself is its own affair.
        around = [each for each in shown if places.isdisjoint(each.ancestors_with_self)]
        layout = tuple((type(each).__name__, tuple(each.region)) for each in around)
        # Below a dialog stands a screen with texts of its own.
        parts = [each.region for each in screen.children if each.display and each.region]
        inside = Region.from_union(parts) if isinstance(screen, ModalScreen) and parts else screen.region
        hidden = [screen.region.intersection(each.region) for each in places]
        rows: list[tuple[Cell | None, ...]] = []
        for y, row in enumerate(self.recording.diffed.rows):
            cells: list[Cell | None] = [None] * len(row)
            if inside.y <= y < inside.bottom:
                cells[inside.x : inside.right] = row[inside.x : inside.right]
            for place in (each for each in hidden if each.y <= y < each.bottom):
                cells[place.x : place.right] = [None] * place.width
            rows.append(tuple(cells))
        return Frame(layout, tuple(rows))


def _foreign_meta(meta: Mapping[str, object]) -> dict[str, object]:
    """What a style would do when it is clicked, that no widget of Textual's put there."""
    return {name: value for name, value in meta.items() if name not in _META_OF_OURS and value not in _SCROLLBARS}


@asynccontextmanager
async def staged(
    home: Path, report: Report, *, size: tuple[int, int] = (120, 40), target: Target | Missing | None = None
) -> AsyncIterator[HostileHarness]:
    """A console on a server, connected unless a `target` says otherwise."""
    server = HostileServer()
    await server.start()
    recording = Watched(*size, Capabilities())
    here = target or Target(server.url, Secret("ik_x"), "INSFORGE_URL", "INSFORGE_API_KEY")
    app = WatchedConsole(recording, here, home)
    try:
        async with app.run_test(headless=False, size=size) as pilot:
            harness = HostileHarness(app, pilot, server, home, report)
            await harness.settle()
            recording.begun = True
            # Under pytest a frame is painted for each look; by hand, as they come.
            frames.withhold(app)
            yield harness
    finally:
        recording.close()
        server.close()
