"""A crash leaves a report without secrets, a draft, and one screenful of words; Textual's names are still there."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from rich.traceback import Traceback
from textual.app import App
from textual.pilot import Pilot

from tests.console_fixture import FakeServer, FixtureConsole, eventually, settled, until
from tui.app.editor.screen import EditorScreen
from tui.app.shell.crash import PRIVATE_NAMES
from tui.app.shell.routes import OpenFunction, OpenRunner, Quit
from tui.app.shell.signals import keep_unsaved
from tui.model.function import Edited
from tui.store.drafts import Draft, DraftStore


@pytest.mark.parametrize("name", PRIVATE_NAMES)
def test_textual_still_has_the_names_this_stands_on(name: str) -> None:
    assert hasattr(App(), name), "Textual changed: look at tui/app/shell/crash.py"


class CrashingConsole(FixtureConsole):
    """A console with a draft store, and a way to crash."""

    def __init__(self, folder: Path, slug: str | None = "hello-world") -> None:
        super().__init__(FakeServer(), slug=slug)
        self.parts.stores.drafts = DraftStore(folder / "drafts")
        self.crash_folder = folder


def _reports(folder: Path) -> list[Path]:
    return list(folder.glob("crash-*.txt"))


async def _opened(pilot: Pilot[int], screens: int) -> None:
    """Wait until so many screens are open."""
    await until(pilot, lambda: len(pilot.app.screen_stack) >= screens)
    await settled(pilot)


async def test_a_crash_keeps_the_draft_and_names_the_report(tmp_path: Path) -> None:
    console = CrashingConsole(tmp_path)

    def crash() -> None:
        raise RuntimeError("nobody thought of this: ik_staged")

    async def typed_and_crashed() -> None:
        async with console.run_test() as pilot:
            await _opened(pilot, 2)
            await pilot.press("x", "y")
            console.call_later(crash)
            await eventually(lambda: console.has_crashed)

    with pytest.raises(RuntimeError, match="nobody thought"):
        await typed_and_crashed()
    assert "hello-world is kept" in console.last_words
    [report] = _reports(tmp_path)
    assert str(report) in console.last_words
    assert "ik_staged" not in report.read_text()
    [draft] = DraftStore(tmp_path / "drafts").all()
    assert draft.edited.code.startswith("xy")


async def test_a_panic_of_textuals_is_a_crash_like_any_other(tmp_path: Path) -> None:
    console = CrashingConsole(tmp_path)

    def failed() -> Traceback:
        try:
            raise OSError("the terminal is strange")
        except OSError:
            return Traceback(show_locals=True)

    async def typed_and_panicked() -> None:
        async with console.run_test() as pilot:
            await _opened(pilot, 2)
            await pilot.press("x", "y")
            console.call_later(console.panic, failed())
            await eventually(lambda: console.has_crashed)

    with pytest.raises(RuntimeError, match="strange"):
        await typed_and_panicked()
    assert "hello-world is kept" in console.last_words
    assert console.return_code == 1
    assert not console._exit_renderables
    [report] = _reports(tmp_path)
    assert "OSError: the terminal is strange in " in report.read_text()


async def test_a_draft_is_offered_and_looked_at_before_it_is_taken(tmp_path: Path) -> None:
    console = CrashingConsole(tmp_path)
    before = console.server.functions[0]
    base = Edited(before.summary.name, before.summary.description or "", before.summary.status, before.code)
    store = DraftStore(tmp_path / "drafts")
    claim = store.claim(console.connection.known_id or "", "hello-world")
    claim.slot.write(
        Draft(console.connection.known_id or "", "hello-world", base, base._replace(code="drafted\n"),
              datetime(2026, 1, 1, tzinfo=UTC))
    )  # fmt: skip
    claim.slot.release()
    async with console.run_test() as pilot:
        await _opened(pilot, 3)
        await pilot.press("2")
        await settled(pilot)
        await pilot.press("escape")
        await settled(pilot)
        await pilot.press("1")
        await settled(pilot)
        screen = console.screen
        assert isinstance(screen, EditorScreen)
        assert screen.edited == base._replace(code="drafted\n")
        assert screen.unsaved == ("code",)


async def test_an_end_while_a_screen_is_coming_is_no_crash(tmp_path: Path) -> None:
    console = CrashingConsole(tmp_path, slug=None)
    async with console.run_test() as pilot:
        await settled(pilot)
        console.exit(0)
        console.parts.navigator.go(OpenFunction(console.server.functions[0].summary))
        await eventually(lambda: not console.is_running)
    assert not console.has_crashed
    assert _reports(tmp_path) == []


async def test_quitting_while_the_runner_is_coming_is_no_crash(tmp_path: Path) -> None:
    console = CrashingConsole(tmp_path, slug=None)
    async with console.run_test() as pilot:
        await settled(pilot)
        console.parts.navigator.go(OpenRunner(console.server.functions[0].summary))
        assert keep_unsaved(console.screen_stack) == []
        console.parts.navigator.go(Quit())
        await eventually(lambda: not console.is_running)
    assert not console.has_crashed


async def test_work_that_comes_back_after_the_end_is_no_crash(tmp_path: Path) -> None:
    console = CrashingConsole(tmp_path)
    came_back: list[str] = []

    async def finds_no_widget() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            came_back.append("widget")
            console.query_one("#gone")

    async def finds_no_screen() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            while console.screen_stack:
                with suppress(asyncio.CancelledError):
                    await asyncio.sleep(0)
            came_back.append("screen")
            assert console.screen is not None

    async with console.run_test() as pilot:
        await settled(pilot)
        console.run_worker(finds_no_widget())
        console.run_worker(finds_no_screen())
        await pilot.pause()
        console.exit(0)
    await eventually(lambda: len(came_back) == 2)
    assert not console.has_crashed
    assert _reports(tmp_path) == []
