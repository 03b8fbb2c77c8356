"""Textual made quick for tests: pilots ask the event loop instead of sleeping.

Textual's pilot sleeps until the process uses little of the processor: 40 ms a key at the least, and longer where
something else keeps the processor busy. Here the event loop is asked. It is idle when nothing is ready to run and no
screen waits for its next frame; what waits for a server, a thread or a clock goes on waiting.

What else is made quick is in `tests.quick_textual` (worked out once for all apps) and `tests.frames` (not painted).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sized
from typing import TYPE_CHECKING, Any, cast

import textual.app
import textual.pilot
import textual.screen
import textual.timer
from textual._context import active_app
from textual.message_pump import MessagePump
from textual.pilot import Pilot

from tests import frames, known_styles, quick_textual

if TYPE_CHECKING:
    from textual._queue import Queue
    from textual.app import App

PRIVATE_NAMES: tuple[tuple[object, str], ...] = (
    (textual.app, "wait_for_idle"),
    (textual.pilot, "wait_for_idle"),
    (textual.app.App, "_press_keys"),
    (textual.app.App, "_check_resize"),
    (textual.app.App(), "_resize_timer"),
    (textual.app.App(), "_exception"),
    (Pilot, "_wait_for_screen"),
    (MessagePump(), "_message_queue"),
    (MessagePump()._message_queue, "ready_event"),
    (textual.screen.Screen, "_update_timer"),
    (textual.screen.Screen, "_on_timer_update"),
)
"""What this stands on in Textual, as owner and name."""

_QUIET_TURNS = 3
_MOST_TURNS = 100_000
_MOST_FRAMES = 100
"""A screen that paints for ever, as a progress bar does, is not waited for longer."""


async def loop_idle() -> None:
    """Let the event loop run until only this is ready. Raises `TimeoutError` when it never is."""
    ready = cast("Sized", asyncio.get_running_loop()._ready)  # type: ignore[attr-defined]  # asyncio has no other way
    quiet = 0
    for _ in range(_MOST_TURNS):
        await asyncio.sleep(0)
        # A turn of the loop also asks what came from sockets and threads: one quiet turn may be followed by another.
        quiet = 0 if ready else quiet + 1
        if quiet == _QUIET_TURNS:
            return
    raise TimeoutError("the event loop is never idle")


async def wait_for_idle(_min_seconds: float = 0, _max_seconds: float = 1) -> None:
    """Wait until the loop is idle and what changed is painted. Takes the place of Textual's function of this name."""
    await loop_idle()
    app = active_app.get(None)
    for _ in range(_MOST_FRAMES):
        if app is None or not paints(app):
            return
        await loop_idle()


async def send_key(app: App[Any], key: str) -> None:
    """Press a key as a pilot does; who waits then until all is settled need not wait for every widget before."""
    await app._press_keys((key,))


def paints(app: App[Any]) -> bool:
    """Tell of another size, and give the screens that wait for it their next frame; whether there was anything to do.

    Textual has a timer for each.
    """
    if app._resize_timer is not None:
        app._check_resize()
        return True
    waiting = [screen for screen in app.screen_stack if screen._update_timer._active.is_set()]
    for screen in waiting:
        screen._on_timer_update()
    return bool(waiting)


async def wait_for_screen(pilot: Pilot[Any], seconds: float = 30) -> bool:
    """In the place of `Pilot._wait_for_screen`, which sends every widget a message and waits until all have read it.

    That was half the work of a key. Where all wait for a message there is nothing to wait for.
    """
    app = pilot.app
    await loop_idle()
    pumps = [app, *app.screen.walk_children(with_self=True)] if app.screen_stack else []
    if app._exception is None and pumps and all(map(_waits, pumps)):
        return True
    return await _wait_for_screen(pilot, seconds)


def _waits(pump: MessagePump) -> bool:
    """Whether a message pump has nothing to do until it gets another message."""
    queue: Queue[Any] = pump._message_queue
    waiters: Sized = vars(queue.ready_event)["_waiters"]
    return not queue.qsize() and len(waiters) > 0


_wait_for_screen = Pilot._wait_for_screen

_at_work: set[asyncio.Event] = set()
_to_thread = asyncio.to_thread


async def threads_idle() -> bool:
    """Wait until no thread works any more for what waits in the event loop; whether one did."""
    waited = list(_at_work)
    for done in waited:
        await done.wait()
    return bool(waited)


async def _noted(function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
    """In the place of `asyncio.to_thread`: known to be at work meanwhile."""
    done = asyncio.Event()
    _at_work.add(done)
    try:
        return await _to_thread(function, *args, **kwargs)
    finally:
        _at_work.discard(done)
        done.set()


def install() -> None:
    """Make the pilots and apps of this process work like this."""
    for module in (textual.app, textual.pilot):
        module.wait_for_idle = wait_for_idle  # type: ignore[attr-defined]  # not exported
    Pilot._wait_for_screen = wait_for_screen  # type: ignore[assignment,method-assign]  # taken over here
    asyncio.to_thread = _noted
    frames.install()
    quick_textual.install()
    known_styles.install()
