"""Where the palette can lead besides commands: functions and whatever else features offer, and recent places.

Owns the list of what is offered. Refuses to know the features: each offers its
places as values, with a route that opens them, in one line of `tui.app.features`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple, Protocol, runtime_checkable

from textual.app import App
from textual.screen import Screen

from tui.app.shell.navigation import Navigator
from tui.app.shell.routes import OpenFunction, Route
from tui.app.shell.screen import ConsoleScreen

if TYPE_CHECKING:
    from tui.model.problem import CodeRange

_MOST_RECENT = 8
FUNCTION = "function"


class Jump(NamedTuple):
    """A place to go to. `kind` is what it is, in a word; `title` and `about` are fit to show.

    `is_view`: it is shown in one of the views, which can't be opened over another screen.
    """

    kind: str
    title: str
    route: Route[None]
    about: str = ""
    is_view: bool = False


Offer = Callable[[], Sequence[Jump]]
"""Tells what can be gone to now. It is asked at each opening of the palette, and must not take long."""


@runtime_checkable
class HoldsFunction(Protocol):
    """A screen that edits a function."""

    def edited_slug(self) -> str:
        """Its slug."""

    def code_lines(self) -> Sequence[str] | None:
        """The lines of its code; None while it is loading."""

    def show_place(self, place: CodeRange) -> None:
        """Go to a place of the code."""


class Jumps:
    """What is offered. `listed` tells a function's place by its slug, None for one that is not there.

    `opened` are the functions that are open, the one that was used last first.
    """

    def __init__(self, listed: Callable[[str], Jump | None] = lambda slug: None, opened: Offer = lambda: ()) -> None:
        self._listed = listed
        self._opened = opened
        self._offers: list[Offer] = []
        self._wants: list[Callable[[], None]] = []
        self._recent: list[tuple[str, str]] = []

    def offer(self, offer: Offer, want: Callable[[], None] | None = None) -> None:
        """Offer these places from now on. `want` is called when they may be looked for: what is not known is asked."""
        self._offers.append(offer)
        if want is not None:
            self._wants.append(want)

    def want(self) -> None:
        """The palette opens: whoever does not know its places asks for them."""
        for want in self._wants:
            want()

    def all(self) -> list[Jump]:
        """Everything that can be gone to now."""
        return [jump for offer in self._offers for jump in offer()]

    def came_to(self, title: str, kind: str = FUNCTION) -> None:
        """A place was gone to (a function's title is its slug): it is the newest of the recent ones."""
        place = (kind, title)
        self._recent = [place, *(each for each in self._recent if each != place)][: _MOST_RECENT + 1]

    def recent(self, here: str = "") -> list[Jump]:
        """Places that were gone to and are still there, the newest first, without the function that is open here."""
        wanted = [place for place in self._recent if place != (FUNCTION, here)]
        others = [jump for jump in self.all() if jump.kind != FUNCTION] if any(k != FUNCTION for k, _ in wanted) else []
        by_place = {(jump.kind, jump.title): jump for jump in others}
        found = (self._listed(name) if kind == FUNCTION else by_place.get((kind, name)) for kind, name in wanted)
        opened = {jump.title for jump in self._opened()}
        return [jump for jump in found if jump is not None and not (jump.kind == FUNCTION and jump.title in opened)][
            :_MOST_RECENT
        ]

    def opened(self, here: str = "") -> list[Jump]:
        """The functions that are open, the one that was used last first, without the one that is open here."""
        return [jump for jump in self._opened() if jump.title != here]


def go_to(jump: Jump, app: App[int], navigator: Navigator) -> str | None:
    """Go there; why that can't be, as a sentence."""
    screen: Screen[object] = app.screen
    if jump.is_view and not navigator.is_at_views:
        return "esc goes back to where this was opened; then you can jump to it."
    if isinstance(jump.route, OpenFunction):
        here = navigator.editors.of_key(navigator.editors.key_of(screen))
        if here is not None and here.edited_slug() == jump.route.summary.slug:
            return f"{jump.title} is open here."
    navigator.go(jump.route)
    return None


def function_below(screen: ConsoleScreen) -> HoldsFunction | None:
    """The screen as one that edits a function; None where it does not."""
    return screen if isinstance(screen, HoldsFunction) else None
