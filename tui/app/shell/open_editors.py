"""The editors that are open at once: each keeps its undo, its draft and its outcome while another one is shown.

Owns their screens. One that is kept open is taken off Textual's stack of screens and stays as it is, like the views:
its session goes on, so that a save that is under way ends, is told on the screen that is shown, and stands in its tab.
Escape leaves an editor, as ever; what is opened from an editor comes over it, and escape goes back there; between tabs
one editor is put in the place of another. Which are open and what their tabs say is decided in
`tui.sessions.open_editors`. Refuses to know what an editor is made of.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from textual.app import App
from textual.screen import Screen

from tui.app.shell.listeners import Listeners
from tui.app.shell.notice import Report, Tone
from tui.app.shell.routes import OpenFunction
from tui.app.shell.screen import ConsoleScreen
from tui.model.function import FunctionSummary
from tui.sessions import open_editors as tabs
from tui.terminal.sanitise import printable

_SIGNS = {Tone.GOOD: tabs.Sign.DONE, Tone.BAD: tabs.Sign.LOOK, Tone.CAREFUL: tabs.Sign.LOOK, Tone.BUSY: tabs.Sign.BUSY}
_STYLES = {Tone.GOOD: "$success", Tone.BAD: "$error", Tone.CAREFUL: "$warning"}
_MOST_NAMED = 4
"""So many functions are named in a sentence."""


class Editor(Protocol):
    """A screen that edits a function."""

    def console_screen(self) -> ConsoleScreen: ...

    def edited_slug(self) -> str: ...

    def edited_summary(self) -> FunctionSummary: ...

    @property
    def unsaved(self) -> tuple[str, ...]:
        """The fields that are not saved."""
        ...

    @property
    def keeps_drafts(self) -> bool:
        """Whether there is a place for the draft of what is unsaved."""
        ...

    def take(self, route: OpenFunction) -> str:
        """Go to what a route asks for; why that can't be, as a sentence."""
        ...

    def end_unasked(self, *, keeps: bool) -> None:
        """The console ends: leave, and keep the draft of what is unsaved, or discard it."""


class OpenEditors:
    """The editors of one console."""

    def __init__(self, app: App[int]) -> None:
        self._app = app
        self._editors: dict[int, Editor] = {}
        self._opened = 0
        self._listeners = Listeners[Callable[[], None]]()
        self.state = tabs.OpenEditors()

    def subscribe(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Be told when a tab is another than before; the result ends that."""
        return self._listeners.subscribe(listener)

    def _become(self, state: tabs.OpenEditors) -> None:
        if state != self.state:
            self.state = state
            for listener in self._listeners:
                listener()

    # Which there are

    def opened(self, editor: Editor, slug: str) -> None:
        """One more is opened, over whatever is shown."""
        self._opened += 1
        key = self._opened
        self._editors[key] = editor
        editor.console_screen().when_left.call(lambda: self._left(key))
        self._become(tabs.opened(self.state, key, slug))

    def key_of(self, screen: object) -> int | None:
        """The key of an editor or its screen; None where it is none of them."""
        return next((key for key, each in self._editors.items() if each is screen), None)

    def of_key(self, key: int | None) -> Editor | None:
        """The editor of a key."""
        return None if key is None else self._editors.get(key)

    def of_slug(self, slug: str) -> Editor | None:
        """The editor of a function."""
        return next((each for each in self.last_used() if each.edited_slug() == slug), None)

    def last_used(self) -> list[Editor]:
        """All of them, the one that was used last first."""
        return [self._editors[key] for key in self.state.used]

    @property
    def kept(self) -> list[ConsoleScreen]:
        """Those that are not on the stack of screens, the one that was used last first."""
        stack = self._app.screen_stack
        return [screen for each in self.last_used() if (screen := each.console_screen()) not in stack]

    def is_hidden(self, screen: object) -> bool:
        """Whether this is an editor whose tab is not the one that is shown."""
        key = self.key_of(screen)
        return key is not None and key != self.state.shown

    def named(self) -> str:
        """The slugs of all of them, as a sentence names them."""
        slugs = [printable(each.slug, limit=60) for each in self.state.tabs]
        more = len(slugs) - _MOST_NAMED
        return ", ".join(slugs[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")

    # Showing them

    def why_not(self, editor: Editor) -> str:
        """Why an editor can't be shown now, as a sentence: what was opened from it stands over it."""
        screen = editor.console_screen()
        stack = self._app.screen_stack
        if screen not in stack:
            return ""
        over = stack[stack.index(screen) + 1 :]
        if all(self.key_of(each) is not None for each in over):
            return ""
        return f"{printable(editor.edited_slug(), limit=60)} is open below: esc goes back to it."

    def show(self, editor: Editor) -> None:
        """Show an editor that is open. The one that was shown stays open."""
        app, screen = self._app, editor.console_screen()
        below: Screen[object] = app.screen
        if screen in app.screen_stack:
            while app.screen is not screen:
                self._take_off()
        elif self.key_of(below) is not None:
            self._keep(below)
            app.switch_screen(screen)
        else:
            app.push_screen(screen)
            if isinstance(below, ConsoleScreen):
                below.covered()
        self._become(tabs.shown(self.state, self.key_of(editor)))
        # A question that waited comes when the keys rest: the one that led here was one.
        screen.key_came()

    def keep_open(self) -> None:
        """Go back to where the editors on top were opened, and keep them open."""
        while self.key_of(self._app.screen) is not None:
            self._take_off()
        self._look()

    def _keep(self, screen: Screen[object]) -> None:
        # What is installed is not taken apart when it leaves the stack.
        if not self._app.is_screen_installed(screen):
            self._app.install_screen(screen, f"editor {self.key_of(screen)}")

    def _take_off(self) -> None:
        self._keep(self._app.screen)
        self._app.pop_screen()

    def _look(self) -> None:
        """The screens are others now: which tab is shown follows."""
        found = (self.key_of(screen) for screen in reversed(self._app.screen_stack))
        self._become(tabs.shown(self.state, next((key for key in found if key is not None), None)))

    # Leaving them

    def leave(self, screen: ConsoleScreen, said: str = "", style: str = "$warning") -> None:
        """Leave an editor that is done with, wherever it is: another one that is over it, or shown, stays.

        `said` is said where the user is then.
        """
        was_hidden = self.is_hidden(screen)
        if screen in self._app.screen_stack:
            self._take_away(screen)
        else:
            self._dispose(screen)
        below = self._app.screen
        if was_hidden:
            self.announce(said, style)
        elif said and isinstance(below, ConsoleScreen):
            below.say(said, style)

    def _take_away(self, screen: ConsoleScreen) -> None:
        app = self._app
        over: Screen[object] | None = None
        while app.screen is not screen:
            if self.key_of(app.screen) is None:
                app.screen.dismiss(None)
            else:
                over = over or app.screen
                self._take_off()
        screen.dismiss()
        if over is not None:
            app.push_screen(over)
        self._look()

    def _dispose(self, screen: ConsoleScreen) -> None:
        screen.when_left.came()
        screen.workers.cancel_node(screen)
        self._app.uninstall_screen(screen)
        screen.remove()

    def _left(self, key: int) -> None:
        left = self._editors.pop(key).console_screen()
        self._become(tabs.closed(self.state, key))
        below = [self.key_of(each) for each in self._app.screen_stack if each is not left]
        if self.state.shown is None:
            self._become(tabs.shown(self.state, next((each for each in reversed(below) if each is not None), None)))

    # What their tabs say

    def holds(self, editor: Editor, *, is_unsaved: bool) -> None:
        """What an editor holds may be another than before."""
        key = self.key_of(editor)
        if key is not None:
            self._become(tabs.holds(self.state, key, editor.edited_slug(), is_unsaved=is_unsaved))

    def told(self, editor: Editor, report: Report | None) -> None:
        """This stands in an editor from now on; where its tab is not shown, it is told where the user is."""
        key = self.key_of(editor)
        if key is None:
            return
        self._become(tabs.told(self.state, key, tabs.Sign.NONE if report is None else _SIGNS[report.tone]))
        if report is not None and report.tone is not Tone.BUSY and key != self.state.shown:
            said = f"{printable(editor.edited_slug(), limit=60)}: {report.headline}"
            self.announce(said, _STYLES[report.tone])

    def announce(self, text: str, style: str = "$warning") -> None:
        """Say something of an editor that is not shown, where the user is."""
        on_top = (each for each in reversed(self._app.screen_stack) if isinstance(each, ConsoleScreen))
        screen = next(on_top, None)
        if screen is not None and text:
            screen.announce(text, style)
