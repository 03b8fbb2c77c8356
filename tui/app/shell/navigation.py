"""Routes resolved: which screen opens for one, and how the console is left.

Owns where screens come and go. Refuses to know features: they are registered; how the console is left is asked for in
`tui.app.shell.quitting`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol, TypeVar, cast, runtime_checkable

from textual.app import App
from textual.screen import Screen

from tui.app.shell.open_editors import OpenEditors
from tui.app.shell.quitting import Quitting
from tui.app.shell.routes import Back, Quit, Redraw, Route
from tui.app.shell.screen import ConsoleScreen

if TYPE_CHECKING:
    from tui.model.problem import CodeRange

Answer = TypeVar("Answer")
R = TypeVar("R")


@runtime_checkable
class HoldsCode(Protocol):
    """A screen that edits a function: it can show a place of its code, and set it active, unsaved."""

    def show_place(self, place: CodeRange) -> None: ...

    def set_active(self) -> None: ...


class Registry:
    """What opens each kind of route. A feature is imported when its first route is opened."""

    def __init__(self) -> None:
        self._openers: dict[type[object], Callable[[object], object]] = {}

    def register(self, route: type[R], opener: Callable[[R], Screen[Answer] | None]) -> None:
        """Let `opener` make the screen for this kind of route, or do what it asks for and return None."""
        self._openers[route] = cast("Callable[[object], object]", opener)

    def screen_for(self, route: Route[Answer]) -> Screen[Answer | None] | None:
        """The screen for a route; None where it needs none. Raises LookupError for a route that nothing opens."""
        opener = self._openers.get(type(route))
        if opener is None:
            raise LookupError(f"nothing opens {type(route).__name__}")
        return cast("Screen[Answer | None] | None", opener(route))


class Navigator:
    """Goes where a route leads."""

    def __init__(
        self,
        app: App[int],
        registry: Registry,
        *,
        redraw: Callable[[], None],
        end: Callable[[str], None],
        open_unread: Callable[[Callable[[], object]], object] = lambda opens: opens(),
    ) -> None:
        self._app = app
        self._registry = registry
        self._redraw = redraw
        self.editors = OpenEditors(app)
        """The functions that are open."""
        self._quitting = Quitting(app, self.editors, end, open_unread)

    def go(self, route: Route[None] | Back | Quit | Redraw) -> None:
        """Go there now."""
        match route:
            case Back(said=said, style=style, place=place, activates=activates):
                self._app.screen.dismiss()
                below = self._app.screen
                if place is not None and isinstance(below, HoldsCode):
                    below.show_place(place)
                if activates and isinstance(below, HoldsCode):
                    below.set_active()
                if said and isinstance(below, ConsoleScreen):
                    below.say(said, style)
            case Quit():
                self._quitting.go(route)
            case Redraw():
                self._redraw()
            case _:
                self._open(route)

    def _open(self, route: Route[None]) -> None:
        screen = self._registry.screen_for(route)
        below: Screen[object] = self._app.screen
        if screen is None or screen is below:
            return
        editor = self.editors.of_key(self.editors.key_of(screen))
        if editor is not None and screen.is_running:
            self.editors.show(editor)
            return
        if self.is_at_views and isinstance(screen, ConsoleScreen) and screen.view:
            self._switch(screen)
        else:
            self._app.push_screen(screen)
        if isinstance(below, ConsoleScreen):
            below.covered()

    @property
    def is_at_views(self) -> bool:
        """Whether the screen on top is one of the views, which switch among each other."""
        return isinstance(self._app.screen, ConsoleScreen) and bool(self._app.screen.view)

    def _switch(self, view: ConsoleScreen) -> None:
        """Show a view in place of the one on top. Each stays as it is while another one is shown.

        The first one is always there, at the bottom; one other stands over it at most.
        """
        app = self._app
        if view is app.screen_stack[0]:
            app.pop_screen()
            return
        if not app.is_screen_installed(view):
            # What is installed is not taken apart when it leaves the screen.
            app.install_screen(view, view.view)
            self._quitting.views = [*(each for each in self._quitting.views if each.is_running), view]
        if app.screen is app.screen_stack[0]:
            app.push_screen(view)
        else:
            app.switch_screen(view)
