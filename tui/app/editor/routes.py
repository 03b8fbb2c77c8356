"""What opens a function for editing, and what the editor and its driver are handed."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

from tui.app.shell.jumps import Jumps
from tui.app.shell.known_secrets import KnownSecrets
from tui.app.shell.live import LiveChanges
from tui.app.shell.navigation import Registry
from tui.app.shell.open_editors import Editor
from tui.app.shell.recorder import VersionRecorder
from tui.app.shell.routes import OpenFunction
from tui.app.shell.screen import ConsoleScreen
from tui.app.shell.shared import Shared
from tui.app.shell.stores import Stores
from tui.store.profiles import EditorSettings

if TYPE_CHECKING:
    from tui.app.editor.driver import EditDriver
    from tui.app.editor.needs import Checker, FunctionWatcher, SignIn, Timing
    from tui.app.editor.view import EditorView
    from tui.app.widgets.code_check import Check
    from tui.model.function import FunctionSummary
    from tui.sessions.edit.values import Restoring


class Around(NamedTuple):
    """What else an editor deals with. `open_when_loaded` opens a function once its server is there."""

    secrets: KnownSecrets
    live: LiveChanges
    recorder: VersionRecorder
    watcher: FunctionWatcher
    jumps: Jumps
    sign_in: SignIn
    open_when_loaded: Callable[[OpenFunction], None]


class EditorRoutes:
    """Opens functions. `timing` tells how long the editor waits, None: as usual."""

    def __init__(
        self,
        shared: Shared,
        stores: Stores,
        around: Around,
        *,
        timing: Callable[[], Timing | None],
        settings: EditorSettings,
        checks_after_save: bool,
    ) -> None:
        self._shared = shared
        self._stores = stores
        self._around = around
        self._timing = timing
        self.settings = settings
        self.checks_after_save = checks_after_save

    @staticmethod
    def load() -> None:
        """Load what an editor is made of, which takes as long as all else of a first opening. In any thread."""
        for module in ("driver", "needs", "screen"):
            import_module(f"tui.app.editor.{module}")

    def register(self, registry: Registry) -> None:
        """Open functions from now on."""
        registry.register(OpenFunction, self._open)

    def _open(self, route: OpenFunction) -> ConsoleScreen | None:
        connection, clock, navigator, prompts = self._shared
        around = self._around
        if (there := navigator.editors.of_slug(route.summary.slug)) is not None:
            around.jumps.came_to(route.summary.slug)
            return self._open_already(there, route)
        if not connection.is_connected or connection.is_changing:
            around.open_when_loaded(route)
            return None
        from tui.app.editor.needs import Surroundings
        from tui.app.editor.screen import EditorScreen

        around.jumps.came_to(route.summary.slug)
        files = None if self._stores.outside is None else self._stores.outside()
        machine = Surroundings(files, self.settings, self._adviser)
        shared = (connection, clock, prompts, navigator, around.secrets)
        screen = EditorScreen(route, self._driver, *shared, machine)
        navigator.editors.opened(screen, route.summary.slug)
        return screen

    def _open_already(self, editor: Editor, route: OpenFunction) -> ConsoleScreen | None:
        """The editor that a function is open in: there is one of each, as there is one draft of each."""
        reason = self._shared.navigator.editors.why_not(editor) or editor.take(route)
        if reason:
            self._shared.prompts.say(reason)
            return None
        return editor.console_screen()

    def _driver(self, view: EditorView, summary: FunctionSummary, restoring: Restoring | None) -> EditDriver:
        from tui.app.editor.driver import EditDriver
        from tui.app.editor.needs import Collaborators, Timing

        around, timing = self._around, self._timing() or Timing()
        others = Collaborators(around.watcher, around.recorder, around.live, around.sign_in, self._checker())
        return EditDriver(view, summary, restoring, self._shared, others, drafts=self._stores.drafts, timing=timing)

    @cached_property
    def _adviser(self) -> Check | None:
        """What looks at code when the keys rest; None where the user does not want that, or has no Deno."""
        if not self.settings.deno_check:
            return None
        from tui.flows.deno import Deno, find_deno

        program = find_deno()
        if program is None:
            said = "deno_check is set, and Deno is not installed: nothing is checked with it."
            self._shared.connection.notice(said)
        return None if program is None else Deno(program)

    def _checker(self) -> Checker | None:
        """What checks saved requests behind a save; None where the user does not want that."""
        requests = self._stores.requests
        store = requests() if self.checks_after_save and requests is not None else None
        if store is None:
            return None
        from tui.app.shell.saved_checks import SavedChecks

        return SavedChecks(self._shared.connection, self._shared.clock, store)
