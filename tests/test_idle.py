"""Textual made quick: pilots wait until the loop has nothing ready, and apps share the rules of their style sheets."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from functools import partial
from inspect import signature
from typing import Any

import pytest
from textual.app import App, ComposeResult
from textual.widgets import Static

from tests.idle import PRIVATE_NAMES, KeptCounts, loop_idle, threads_idle


@pytest.mark.parametrize(("owner", "name"), PRIVATE_NAMES, ids=[name for _, name in PRIVATE_NAMES])
def test_textual_still_has_the_name(owner: object, name: str) -> None:
    assert hasattr(owner, name), "Textual changed: look at tests/idle.py"


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


class Coloured(App[None]):
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


def test_a_callbacks_parameters_are_counted_as_textual_counts_them() -> None:
    counts = KeptCounts()
    # Twice each: the second answer is a kept one.
    every: list[Callable[..., Any]] = [KeptCounts.count, counts.count, len, partial(counts.count, len)]
    for callback in every * 2:
        assert counts.count(callback) == len(signature(callback).parameters)
