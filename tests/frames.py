"""Frames that nobody sees are not painted: those of a console under a pilot, a quarter of such a test's work.

A test that looks at the screen paints it for that. Whatever it looks at, each screen is painted as it was when it was
left, and the one on top as the test leaves it: what can't be painted still ends the console with the error.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from weakref import WeakSet

from textual._compositor import Compositor
from textual._context import active_app, visible_screen_stack
from textual.app import App
from textual.screen import Screen

if TYPE_CHECKING:
    from rich.console import RenderableType

PRIVATE_NAMES: tuple[tuple[object, str], ...] = (
    (Compositor, "render_update"),
    (Compositor, "render_strips"),
    (Compositor(), "_dirty_regions"),
    (Screen, "_on_screen_suspend"),
    (Screen, "_compositor_refresh"),
    (App, "_shutdown"),
    (App, "_background_screens"),
    (App, "_handle_exception"),
)
"""What this stands on in Textual, as owner and name."""

_render_update = Compositor.render_update
_LAST_TURNS = 10
"""So often the event loop goes round between the end of a test and that of its console."""

_suspend = Screen._on_screen_suspend
_shutdown: Callable[[App[Any]], Awaitable[None]] = App._shutdown

_owed: WeakSet[Compositor] = WeakSet()
"""Those that something changed of since they were painted."""
_watched: list[object] = []
"""Who wants every frame painted."""
_withheld: WeakSet[App[Any]] = WeakSet()
"""Those with a terminal that are painted only when `send` is called."""


@contextmanager
def every_frame_painted() -> Iterator[None]:
    """Meanwhile frames are painted as for a terminal, for a test of what one costs."""
    _watched.append(None)
    try:
        yield
    finally:
        _watched.pop()


def render_update(
    compositor: Compositor, full: bool = False, screen_stack: list[Screen[Any]] | None = None, simplify: bool = False
) -> RenderableType | None:
    """In the place of the compositor's: without a terminal only a picture is painted, which asks for all."""
    app = active_app.get(None)
    if app in _withheld:
        # What is dirty stays so until it is sent.
        _owed.add(compositor)
        return None
    if full or _watched or app is None or not app.is_headless:
        return _render_update(compositor, full, screen_stack, simplify)
    visible_screen_stack.set(screen_stack or [])
    compositor._dirty_regions.clear()
    _owed.add(compositor)
    return None


def paint(screen: Screen[Any]) -> None:
    """Paint a screen as it is now, unless that was done."""
    if screen._compositor in _owed:
        _owed.discard(screen._compositor)
        visible_screen_stack.set(screen.app._background_screens if screen is screen.app.screen else [])
        try:
            screen._compositor.render_strips()
        except Exception as error:  # noqa: BLE001  # as Textual does with whatever goes wrong in a frame
            screen.app._handle_exception(error)


def withhold(app: App[Any]) -> None:
    """Send this console's frames to its terminal when `send` is called, and not before."""
    _withheld.add(app)


def send(app: App[Any]) -> bool:
    """Send what changed since the last frame; whether anything of it was withheld, which may bring more with it."""
    if app not in _withheld:
        return False
    owed = app.screen._compositor in _owed
    _owed.discard(app.screen._compositor)
    _withheld.discard(app)
    try:
        app.screen._compositor_refresh()
    finally:
        _withheld.add(app)
    return owed


def install() -> None:
    """Make the apps of this process work like this."""

    def suspend(screen: Screen[Any]) -> None:
        if screen not in screen.app.screen_stack:
            paint(screen)
        _suspend(screen)

    async def shut_down(app: App[Any]) -> None:
        # As the program's own end does, before the screens are taken apart; a pilot's does it afterwards.
        # What has not begun yet could not be ended, and would be told as never awaited; what is ended has to end, and
        # may begin something else.
        for _ in range(_LAST_TURNS):
            await asyncio.sleep(0)
            app.workers.cancel_all()
        if app.is_running and app.screen_stack:
            paint(app.screen)
        await _shutdown(app)

    Compositor.render_update = render_update  # type: ignore[assignment,method-assign]  # taken over here
    Screen._on_screen_suspend = suspend  # type: ignore[assignment,method-assign]  # taken over here
    App._shutdown = shut_down  # type: ignore[method-assign,assignment]  # taken over here
