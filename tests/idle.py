"""Textual made quick for tests: pilots ask the event loop instead of sleeping, and style sheets are parsed once.

Textual's pilot sleeps until the process uses little of the processor: 40 ms a key at the least, and longer where
something else keeps the processor busy. Here the event loop is asked. It is idle when nothing is ready to run and no
screen waits for its next frame; what waits for a server, a thread or a clock goes on waiting.

Each app parses all style sheets anew, several times: a fifth of a short test's work. Here parsed rules are kept, and
so is how many parameters a callback takes.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Hashable, Sized
from types import FunctionType, MethodType
from typing import TYPE_CHECKING, Any, cast
from weakref import WeakKeyDictionary

import textual._callback
import textual.app
import textual.pilot
import textual.screen
import textual.timer
from textual._context import active_app
from textual.css.stylesheet import Stylesheet

if TYPE_CHECKING:
    from textual.app import App
    from textual.css.model import RuleSet
    from textual.css.types import CSSLocation

PRIVATE_NAMES: tuple[tuple[object, str], ...] = (
    (textual.app, "wait_for_idle"),
    (textual.pilot, "wait_for_idle"),
    (textual.app.App, "_press_keys"),
    (textual.app.App, "_check_resize"),
    (textual.app.App(), "_resize_timer"),
    (textual.screen.Screen, "_update_timer"),
    (textual.screen.Screen, "_on_timer_update"),
    (textual._callback, "_count_parameters"),
    (Stylesheet, "_parse_rules"),
    (Stylesheet(), "_variables"),
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


class SharedRules:
    """Parsed style sheets, kept for all apps of this process: the same text and variables are the same rules."""

    def __init__(self) -> None:
        self._parse = Stylesheet._parse_rules
        self._kept: dict[Hashable, list[RuleSet]] = {}

    def parse_rules(
        self,
        sheet: Stylesheet,
        css: str,
        read_from: CSSLocation,
        is_default_rules: bool = False,
        tie_breaker: int = 0,
        scope: str = "",
    ) -> list[RuleSet]:
        """In the place of `Stylesheet._parse_rules`."""
        variables = tuple(sheet._variables.items())
        key = (css, read_from, is_default_rules, tie_breaker, scope, variables)
        if key not in self._kept:
            self._kept[key] = self._parse(sheet, css, read_from, is_default_rules, tie_breaker, scope)
        return self._kept[key]


class KeptCounts:
    """How many parameters a callback has, kept for each function: Textual asks anew for each call that it puts off."""

    def __init__(self) -> None:
        self._count = textual._callback._count_parameters
        self._kept: tuple[WeakKeyDictionary[Callable[..., Any], int], ...] = (WeakKeyDictionary(), WeakKeyDictionary())

    def count(self, func: Callable[..., Any]) -> int:
        """In the place of `_count_parameters`: of a function or, without the first, of a method."""
        is_method = isinstance(func, MethodType)
        function = cast("MethodType", func).__func__ if is_method else func
        if not isinstance(function, FunctionType):
            return self._count(func)
        kept = self._kept[is_method]
        if function not in kept:
            kept[function] = self._count(func)
        return kept[function]


def install() -> None:
    """Make the pilots and style sheets of this process work like this."""
    textual._callback._count_parameters = KeptCounts().count
    for module in (textual.app, textual.pilot):
        module.wait_for_idle = wait_for_idle  # type: ignore[attr-defined]  # not exported
    asyncio.to_thread = _noted
    shared = SharedRules()

    def parse_rules(sheet: Stylesheet, *args: Any, **kwargs: Any) -> list[RuleSet]:
        return shared.parse_rules(sheet, *args, **kwargs)

    Stylesheet._parse_rules = parse_rules  # type: ignore[assignment,method-assign]
