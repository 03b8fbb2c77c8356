"""Textual made quick: pilots wait until the loop is idle, apps share what is alike, and nothing is painted unseen."""

from __future__ import annotations

import asyncio
import threading
from types import ModuleType

import pytest
from textual import on
from textual.app import App, ComposeResult
from textual.events import Key
from textual.message import Message
from textual.pilot import Pilot
from textual.screen import ModalScreen
from textual.widgets import Static

from tests import frames, idle, known_styles, quick_textual
from tests.idle import loop_idle, threads_idle
from tests.screen_text import shown_text


@pytest.mark.parametrize("module", [idle, frames, known_styles, quick_textual])
def test_textual_still_has_the_names(module: ModuleType) -> None:
    gone = [name for owner, name in module.PRIVATE_NAMES if not hasattr(owner, name)]
    assert gone == [], f"Textual changed: look at {module.__name__}"


async def test_all_that_follows_is_waited_for_and_no_answer_that_is_held_back() -> None:
    done: list[int] = []
    answer = asyncio.Event()

    async def hop(left: int) -> None:
        done.append(left)
        if left:
            await asyncio.create_task(hop(left - 1))
        else:
            await answer.wait()

    task = asyncio.create_task(hop(9))
    await loop_idle()
    assert done == [*range(9, -1, -1)]
    answer.set()
    await task


async def test_a_thread_is_waited_for() -> None:
    go_on = threading.Event()
    task = asyncio.create_task(asyncio.to_thread(go_on.wait, 20))
    await loop_idle()
    assert not task.done()
    go_on.set()
    await threads_idle()
    await loop_idle()
    assert task.done()


class Slow(App[int]):
    """Takes its time for a key."""

    def __init__(self) -> None:
        super().__init__()
        self.go_on = asyncio.Event()
        self.done = 0

    async def on_key(self) -> None:
        await self.go_on.wait()
        self.done += 1


async def test_a_handler_that_waits_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    app = Slow()

    async def asked(pilot: Pilot[int], seconds: float) -> bool:
        app.go_on.set()
        return await waits(pilot, seconds)

    waits = idle._wait_for_screen
    async with app.run_test() as pilot:
        monkeypatch.setattr(idle, "_wait_for_screen", asked)
        app.post_message(Key("a", "a"))
        await pilot.pause()
        assert app.done == 1


class Coloured(App[int]):
    CSS = "Static { color: $text-error; width: 5; }"

    def compose(self) -> ComposeResult:
        yield Static("x")


async def test_what_changed_is_painted_when_a_key_was_pressed() -> None:
    app = Coloured()
    async with app.run_test() as pilot:
        shown = app.query_one(Static)
        shown.update("abc")
        shown.styles.width = 3
        await pilot.press("a")
        assert shown.size.width == 3


async def test_another_size_of_the_terminal_is_the_screens_when_the_pilot_has_resized_it() -> None:
    app = Coloured()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.resize_terminal(40, 10)
        assert (app.screen.size.width, app.screen.size.height) == (40, 10)


async def test_an_app_of_another_theme_has_the_colours_of_its_own() -> None:
    seen = []
    for theme in ("textual-dark", "textual-light", "textual-dark"):
        app = Coloured()
        app.theme = theme
        async with app.run_test():
            seen.append(app.query_one(Static).styles.color)
    assert seen[0] == seen[2] != seen[1]


class Broken(Static):
    """Can't be painted once it is told so."""

    is_broken = False

    def render(self) -> str:
        if self.is_broken:
            raise ValueError("no frame")
        return "whole"


class Breaking(App[None]):
    def compose(self) -> ComposeResult:
        yield Broken()


class Over(ModalScreen[None]):
    def compose(self) -> ComposeResult:
        yield Broken()


async def test_what_can_not_be_painted_fails_the_test_that_leaves_it_so() -> None:
    with pytest.raises(ValueError, match="no frame"):  # noqa: PT012  # the end of the pilot raises it
        async with Breaking().run_test() as pilot:
            broken = pilot.app.query_one(Broken)
            broken.is_broken = True
            broken.refresh()
            await pilot.pause()


async def test_what_can_not_be_painted_on_a_screen_that_is_left_fails_the_test() -> None:
    with pytest.raises(ValueError, match="no frame"):  # noqa: PT012  # the end of the pilot raises it
        async with Breaking().run_test() as pilot:
            over = Over()
            await pilot.app.push_screen(over)
            await pilot.pause()
            over.query_one(Broken).is_broken = True
            over.query_one(Broken).refresh()
            await pilot.pause()
            over.dismiss()
            await pilot.pause()


async def test_who_looks_sees_what_is_there_now() -> None:
    app = Coloured()
    async with app.run_test() as pilot:
        app.query_one(Static).update("later")
        await pilot.pause()
        assert shown_text(app) == "later"


class Told(Message):
    pass


class Hearing(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self.heard: list[str] = []

    def on_told(self, message: Told) -> None:
        self.heard.append("app")


class HearingMore(Hearing):
    """Its handlers come before those of what it is made of, and may keep them from coming at all."""

    is_all = False

    def on_told(self, message: Told) -> None:
        self.heard.append("more")
        if self.is_all:
            message.prevent_default()

    @on(Told)
    def decorated(self, message: Told) -> None:
        self.heard.append("decorated")


async def test_handlers_are_called_in_the_order_of_the_classes() -> None:
    for kind, is_all, heard in (
        (Hearing, False, ["app"]),
        (HearingMore, False, ["decorated", "more", "app"]),
        (HearingMore, True, ["decorated", "more"]),
        (HearingMore, False, ["decorated", "more", "app"]),
    ):
        app = kind()
        app.is_all = is_all  # type: ignore[attr-defined]  # of the second kind alone
        async with app.run_test() as pilot:
            app.post_message(Told())
            await pilot.pause()
            assert app.heard == heard


def test_parameters_are_counted_as_textual_counts_them() -> None:
    def all_kinds(a: int, /, b: int, *rest: int, c: int = 0, **named: int) -> None:
        pass

    for function in (all_kinds, lambda: None, Coloured, Coloured().compose, print):
        assert quick_textual.count_parameters(function) == quick_textual._count_parameters(function)
