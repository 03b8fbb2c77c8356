"""The features, put together: which screen opens for which route, and what each of them is handed.

This is the one place that knows all features. A new one is a folder and a line in `_register`; it is imported when its
first route is opened.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from textual.screen import Screen

from tui.app.connect.driver import Connecting
from tui.app.functions.jumps import FunctionJumps, jump_to
from tui.app.functions.list_loader import ListLoader
from tui.app.functions.screen import FunctionsScreen
from tui.app.key_places import KEY_PLACES, kinds_of
from tui.app.key_presets import PRESETS
from tui.app.profiles.routes import ProfileRoutes
from tui.app.shell.app import Console, run_console
from tui.app.shell.background import AppBackground
from tui.app.shell.connection import Connection, MakeClient
from tui.app.shell.jumps import Jump, Jumps
from tui.app.shell.known_secrets import KnownSecrets
from tui.app.shell.live import LiveChanges
from tui.app.shell.navigation import Navigator, Registry
from tui.app.shell.open_editors import Editor
from tui.app.shell.prompts import Prompts
from tui.app.shell.recorder import VersionRecorder
from tui.app.shell.routes import (
    Compare,
    CreateFunction,
    DeleteFunction,
    OpenBulk,
    OpenConnect,
    OpenDeployment,
    OpenFunction,
    OpenFunctions,
    OpenHistory,
    OpenLinked,
    OpenLoad,
    OpenRunner,
    OpenSearch,
)
from tui.app.shell.screen import ConsoleScreen
from tui.app.shell.unasked import Unasked
from tui.app.shell.write_guard import WriteGuard
from tui.app.start import ConsoleStart
from tui.app.view_jumps import ScheduleJumps, secret_jumps
from tui.app.view_routes import ViewRoutes
from tui.app.widgets.clock import Clock, SystemClock
from tui.app.widgets.code_preview import REST_SECONDS
from tui.app.widgets.keymap import problems_of, read_keymap
from tui.model.server_change import Told
from tui.store.drafts import DraftStore
from tui.store.history import HistoryStore
from tui.store.paths import state_dir
from tui.terminal.mouse import wants_mouse

if TYPE_CHECKING:
    from tui.app.bulk.screen import BulkScreen
    from tui.app.compare.screen import VersionsScreen
    from tui.app.create.screen import CreateScreen
    from tui.app.deployment.screen import DeploymentScreen
    from tui.app.editor.driver import EditDriver
    from tui.app.editor.needs import Checker, Timing
    from tui.app.editor.view import EditorView
    from tui.app.functions.deleter import Deleter
    from tui.app.functions.pickers import Pickers
    from tui.app.history.screen import HistoryScreen
    from tui.app.linked.screen import LinkedScreen
    from tui.app.load.screen import LoadScreen
    from tui.app.runner.keeping import Picked
    from tui.app.runner.screen import RunnerScreen
    from tui.app.search.screen import SearchScreen
    from tui.app.widgets.code_check import Check
    from tui.flows.all_code import CodeShelf
    from tui.flows.deleting import KeepVersion
    from tui.flows.working_folder import WorkingFolder
    from tui.model.function import Function, FunctionSummary
    from tui.sessions.edit.values import Restoring
    from tui.sessions.load import LoadHistory
    from tui.store.outside_files import OutsideFiles
    from tui.store.requests import RequestStore
    from tui.store.runs import RunStore


@dataclass
class Stores:
    """What is kept on this machine, as far as it is kept."""

    drafts: DraftStore | None = None
    history: HistoryStore | None = None
    requests: Callable[[], RequestStore | None] | None = None
    runs: Callable[[], RunStore | None] | None = None
    """Make the stores of saved requests and of runs; not before the first function is run."""
    outside: Callable[[], OutsideFiles | None] | None = None
    """Makes the store of files that the user's own editor is given."""
    folder: Callable[[], WorkingFolder | None] | None = None
    """The folder the console works in."""


class Features:
    """The parts of one console. `make_client` stands in for the connection's own in tests."""

    def __init__(
        self,
        console: Console,
        start: ConsoleStart,
        *,
        clock: Clock | None = None,
        make_client: MakeClient | None = None,
    ) -> None:
        self.clock = clock or SystemClock()
        self.stores = Stores(start.drafts, start.history, start.requests, start.runs, start.outside, start.folder)
        self.timing: Timing | None = None
        """How long the editor waits; None: as usual."""
        self.preview_delay_seconds = REST_SECONDS
        self._keymap = start.settings.keymap
        self._picked_requests: Picked = {}
        self.editor_settings = start.settings.editor
        self.checks_after_save = start.settings.check_after_save
        self._loads: dict[tuple[str, str], LoadHistory] = {}
        self._codes = start.codes
        self._shelf: tuple[str, CodeShelf] | None = None
        background = self._background = AppBackground(console)
        self.connection = Connection(
            background,
            known_id=start.server,
            sandbox=start.sandbox.dialect if start.sandbox is not None else "",
            timeouts=start.settings.timeouts,
            make_client=make_client,
            read_only=start.read_only,
        )
        self.connection.notices += start.notices
        registry = Registry()
        self.unasked = Unasked(console, self.clock)
        self.prompts = Prompts(console, registry, self.unasked)
        self.navigator = Navigator(
            console, registry, redraw=console.redraw, end=console.end, open_unread=self.unasked.open_unread
        )
        self.recorder = VersionRecorder(lambda: self.stores.history, self.clock, background, self.prompts.mention)
        self.loader = ListLoader(
            self.connection, self.clock, background, self.navigator, start.lists, self.unasked, start.slug
        )
        self.live = LiveChanges(self.connection, console, self.clock, background)
        self.loader.follow(self.live)
        self.secrets = KnownSecrets(self.connection, background)
        self.live.when_told(Told.SECRETS, self.secrets.changed_on_server)
        self.connecting = Connecting(
            self.connection,
            self.prompts,
            self.navigator,
            background,
            resolve=start.resolve,
            trusted=start.trusted,
            config=start.config,
            held_by=self.navigator.editors.named,
        )
        shared = (self.connection, self.clock, self.navigator, self.prompts)
        self.profiles = ProfileRoutes(start.config, self.connecting.use_profile, *shared, background)
        schedules = ScheduleJumps(self.connection, background)
        self.views = ViewRoutes(
            *shared,
            loader=self.loader,
            live=self.live,
            secrets=self.secrets,
            table=lambda: self._list.table,
            versions=lambda: self.stores.history,
            shelf=self._code_shelf,
            sign_in=self.connecting.sign_in_again,
            schedule_jumps=schedules,
            config=start.config,
        )
        self._write_guard = WriteGuard(self.connection, self.clock, self.prompts, background)
        functions = FunctionJumps(lambda: self._list.table.state.items)
        self.jumps = Jumps(functions.of, self._open_functions)
        """Where the palette can lead. What another feature has is offered here, in a line."""
        self.jumps.offer(functions.all)
        self.jumps.offer(lambda: secret_jumps(self.secrets), self.secrets.want)
        self.jumps.offer(schedules.all, schedules.want)
        self._register(registry)

    def _register(self, registry: Registry) -> None:
        registry.register(OpenFunctions, self._functions)
        registry.register(OpenFunction, self._editor)
        registry.register(OpenHistory, self._history)
        registry.register(Compare, self._compare)
        registry.register(OpenConnect, self._connect)
        self.profiles.register(registry)
        self.views.register(registry)
        registry.register(OpenRunner, self._runner)
        registry.register(OpenLoad, self._load)
        registry.register(OpenBulk, self._bulk)
        registry.register(CreateFunction, self._create)
        registry.register(DeleteFunction, self._delete)
        registry.register(OpenDeployment, self._deployment)
        registry.register(OpenSearch, self._search)
        registry.register(OpenLinked, self._linked)

    # The console's own

    def home(self) -> Screen[None]:
        """The list."""
        self._list = FunctionsScreen(
            self.connection,
            self.clock,
            self.navigator,
            self.prompts,
            loader=self.loader,
            recorder=self.recorder,
            drafts=self.stores.drafts,
            pickers=self._pickers,
            deleter=self._deleter,
            folder=lambda: None if self.stores.folder is None else self.stores.folder(),
            preview_delay_seconds=self.preview_delay_seconds,
        )
        return self._list

    def key_came(self) -> bool:
        """A key or a paste comes; whether it may act, which it may not on what came by itself and was not read."""
        return self.unasked.key_came()

    def begin(self) -> None:
        """The first frame stands: ask the disk and the server."""
        self.loader.begin()
        self.connecting.begin()
        if self._keymap.keys:
            self._background.run(self._check_keys, "keys")

    @property
    def is_read_only(self) -> bool:
        """Whether nothing that changes the server is sent, as its profile has it."""
        return self.connection.target is not None and self.connection.target.read_only

    def ask_before(self, write: Callable[[], Coroutine[object, object, None]]) -> bool:
        """Ask for the name of a protected profile before something is written; whether it is asked for."""
        return self._write_guard.ask_before(write)

    async def _check_keys(self) -> None:
        """Say what can't be of the user's keys. All features have to be known for it: they are loaded in a thread."""

        def problems() -> tuple[str, ...]:
            file = self._keymap
            places = [kinds_of(names) for names in KEY_PLACES]
            return problems_of(file.keys, places, PRESETS[file.preset or "default"], file.where)

        for said in await asyncio.to_thread(problems):
            self.connection.notice(said)

    async def end(self) -> None:
        """Close the connection."""
        await self.connection.close()

    # Features

    def _pickers(self) -> Pickers:
        from tui.app.functions.pickers import Pickers

        return Pickers(
            self.connection,
            self.clock,
            self.navigator,
            self.prompts,
            drafts=self.stores.drafts,
            versions=self.stores.history,
        )

    def _deleter(self) -> Deleter:
        from tui.app.functions.deleter import Deleter, Places

        places = Places(self._keep_version(), self.stores.history)
        return Deleter(
            self.connection,
            self.clock,
            self.prompts,
            watcher=self.loader,
            places=places,
            look_delays=self._look_delays(),
        )

    def _look_delays(self) -> tuple[float, ...]:
        from tui.flows.deleting import LOOK_DELAYS

        return self.timing.look_up_delays if self.timing is not None else LOOK_DELAYS

    def _functions(self, route: OpenFunctions) -> FunctionsScreen:
        return self._list

    def _open_functions(self) -> list[Jump]:
        return [jump_to(editor.edited_summary()) for editor in self.navigator.editors.last_used()]

    def _open_already(self, editor: Editor, route: OpenFunction) -> ConsoleScreen | None:
        """The editor that a function is open in: there is one of each, as there is one draft of each."""
        reason = self.navigator.editors.why_not(editor) or editor.take(route)
        if reason:
            self.prompts.say(reason)
            return None
        return editor.console_screen()

    def _editor(self, route: OpenFunction) -> ConsoleScreen | None:
        editors = self.navigator.editors
        if (there := editors.of_slug(route.summary.slug)) is not None:
            self.jumps.came_to(route.summary.slug)
            return self._open_already(there, route)
        if not self.connection.is_connected or self.connection.is_changing:
            self.loader.open_when_loaded(route)
            return None
        from tui.app.editor.needs import Surroundings
        from tui.app.editor.screen import EditorScreen

        self.jumps.came_to(route.summary.slug)
        files = None if self.stores.outside is None else self.stores.outside()
        around = Surroundings(files, self.editor_settings, self._adviser)
        shared = (self.connection, self.clock, self.prompts, self.navigator, self.secrets)
        screen = EditorScreen(route, self._edit_driver, *shared, around)
        editors.opened(screen, route.summary.slug)
        return screen

    def _edit_driver(self, view: EditorView, summary: FunctionSummary, restoring: Restoring | None) -> EditDriver:
        from tui.app.editor.driver import EditDriver
        from tui.app.editor.needs import Timing

        return EditDriver(
            view,
            summary,
            restoring,
            connection=self.connection,
            clock=self.clock,
            navigator=self.navigator,
            prompts=self.prompts,
            sign_in=self.connecting.sign_in_again,
            drafts=self.stores.drafts,
            versions=self.recorder,
            watcher=self.loader,
            timing=self.timing or Timing(),
            live=self.live,
            checker=self._checker(),
        )

    @cached_property
    def _adviser(self) -> Check | None:
        """What looks at code when the keys rest; None where the user does not want that, or has no Deno."""
        if not self.editor_settings.deno_check:
            return None
        from tui.flows.deno import Deno, find_deno

        program = find_deno()
        if program is None:
            self.connection.notice("deno_check is set, and Deno is not installed: nothing is checked with it.")
        return None if program is None else Deno(program)

    def _checker(self) -> Checker | None:
        """What checks saved requests behind a save; None where the user does not want that."""
        store = self.stores.requests() if self.checks_after_save and self.stores.requests is not None else None
        if store is None:
            return None
        from tui.app.shell.saved_checks import SavedChecks

        return SavedChecks(self.connection, self.clock, store)

    def _history(self, route: OpenHistory) -> HistoryScreen:
        from tui.app.history.screen import HistoryScreen

        return HistoryScreen(
            route,
            self.connection,
            self.clock,
            self.navigator,
            self.prompts,
            versions=self.stores.history,
            live=self.live,
        )

    def _compare(self, route: Compare) -> VersionsScreen:
        from tui.app.compare.screen import VersionsScreen

        return VersionsScreen(route, self.navigator, self.prompts)

    def _runner(self, route: OpenRunner) -> RunnerScreen | None:
        if not self.connection.is_connected:
            return None
        if self.connection.is_changing:
            self.prompts.say("Another server is being connected: nothing is sent before.")
            return None
        from tui.app.runner.screen import RunnerScreen

        requests = None if self.stores.requests is None else self.stores.requests()
        runs = None if self.stores.runs is None else self.stores.runs()
        shared = (self.connection, self.clock, self.navigator, self.prompts)
        return RunnerScreen(route, *shared, requests, runs, self._picked_requests)

    def _load(self, route: OpenLoad) -> LoadScreen | None:
        if not self.connection.is_connected:
            return None
        from tui.app.load.screen import LoadScreen

        return LoadScreen(route, self.connection, self.clock, self.navigator, self.prompts, loads=self._loads)

    def _bulk(self, route: OpenBulk) -> BulkScreen | None:
        if not self.connection.is_connected:
            return None
        from tui.app.bulk.doing import Doing
        from tui.app.bulk.screen import BulkScreen

        keep, delays = self._keep_version(), self._look_delays()
        doing = Doing(route.action, self.connection, self.clock, keep, delays, route.changes)
        return BulkScreen(
            route, self.connection, self.clock, self.navigator, self.prompts, watcher=self.loader, doing=doing
        )

    def _keep_version(self) -> KeepVersion | None:
        """What keeps the last version of a function that is to be deleted; None where nothing is kept."""
        from tui.flows.deleting import keep_version

        store = self.stores.history
        if store is None:
            return None

        async def keep(function: Function) -> str:
            return await keep_version(store, self.connection.server_id, function, self.clock.now())

        return keep

    def _deployment(self, route: OpenDeployment) -> DeploymentScreen | None:
        if not self.connection.is_connected:
            return None
        from tui.app.deployment.screen import DeploymentScreen

        return DeploymentScreen(route, self.connection, self.clock, self.navigator, self.prompts)

    def _create(self, route: CreateFunction) -> CreateScreen:
        from tui.app.create.screen import CreateScreen

        return CreateScreen(route, self.connection)

    def _delete(self, route: DeleteFunction) -> None:
        if self.navigator.is_at_views:
            self.navigator.go(OpenFunctions())
        if self._list.is_on_top:
            self._list.deleting.ask_about(route.slug)
        else:
            self.prompts.say("Go back to the list: X deletes it there.")

    def _search(self, route: OpenSearch) -> SearchScreen | None:
        if not self.connection.is_connected:
            return None
        from tui.app.search.screen import SearchScreen

        return SearchScreen(route, self.connection, self.clock, self.navigator, self.prompts, shelf=self._code_shelf())

    def _linked(self, route: OpenLinked) -> LinkedScreen | None:
        working = None if self.stores.folder is None else self.stores.folder()
        if not self.connection.is_connected or working is None:
            return None
        from tui.app.linked.screen import LinkedScreen

        shared = (self.connection, self.clock, self.navigator, self.prompts)
        return LinkedScreen(working, *shared, look_up_delays=self._look_delays())

    def _code_shelf(self) -> CodeShelf:
        """The code of the connected server's functions, as far as it was fetched."""
        from tui.flows.all_code import CodeShelf

        server = self.connection.server_id
        if self._shelf is None or self._shelf[0] != server:
            self._shelf = server, CodeShelf(None if self._codes is None else self._codes(), server)
        return self._shelf[1]

    def _connect(self, route: OpenConnect) -> None:
        self.connecting.choose()


def console_for(start: ConsoleStart) -> Console:
    """The console of this start."""
    return Console(
        lambda console: Features(console, start),
        theme=start.settings.theme or "",
        keyboard_protocol=start.settings.keyboard_protocol or "",
        theme_file=start.config,
        keymap=read_keymap(start.settings.keymap.keys, PRESETS[start.settings.keymap.preset or "default"]),
        mouse=wants_mouse(os.environ, start.settings.mouse),
        title=start.settings.title,
        plain=start.settings.plain,
    )


def run(start: ConsoleStart) -> int:
    """Run the console until the user leaves; the process's exit code."""
    console = console_for(start)
    console.crash_folder = state_dir()
    return run_console(console)
