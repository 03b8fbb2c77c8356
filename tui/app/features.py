"""The features, put together: what opens their screens, and what each of them is handed.

This is the one place that knows all features. A new one is a folder with what opens it, `routes.py`, and a line in
`_register`; its screen is imported when its first route is opened, the editor's a moment after the first frame.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import TYPE_CHECKING

from textual.screen import Screen

from tui.app.bulk import routes as bulk
from tui.app.compare import routes as compare
from tui.app.connect.driver import Connecting
from tui.app.create import routes as create
from tui.app.deployment import routes as deployment
from tui.app.editor.routes import Around, EditorRoutes
from tui.app.functions.jumps import FunctionJumps
from tui.app.functions.list_loader import ListLoader
from tui.app.functions.routes import ListRoutes
from tui.app.history import routes as history
from tui.app.key_places import KEY_PLACES, kinds_of
from tui.app.key_presets import PRESETS
from tui.app.linked import routes as linked
from tui.app.load import routes as load
from tui.app.profiles.routes import ProfileRoutes
from tui.app.runner import routes as runner
from tui.app.search import routes as search
from tui.app.shell.app import Console, run_console
from tui.app.shell.background import AppBackground
from tui.app.shell.connection import Connection, MakeClient
from tui.app.shell.jumps import Jumps
from tui.app.shell.known_secrets import KnownSecrets
from tui.app.shell.live import LiveChanges
from tui.app.shell.navigation import Navigator, Registry
from tui.app.shell.prompt_gate import PromptGate
from tui.app.shell.prompts import Prompts
from tui.app.shell.recorder import VersionRecorder
from tui.app.shell.routes import OpenConnect
from tui.app.shell.shared import Shared
from tui.app.shell.stores import Stores
from tui.app.shell.write_guard import WriteGuard
from tui.app.start import ConsoleStart
from tui.app.view_jumps import ScheduleJumps, secret_jumps
from tui.app.view_routes import ViewRoutes
from tui.app.widgets.clock import Clock, SystemClock
from tui.app.widgets.code_preview import REST_SECONDS
from tui.app.widgets.keymap import problems_of, read_keymap
from tui.model.server_change import Told
from tui.store.paths import state_dir
from tui.terminal.mouse import wants_mouse

if TYPE_CHECKING:
    from tui.app.editor.needs import Timing
    from tui.flows.all_code import CodeShelf
    from tui.flows.deleting import KeepVersion
    from tui.model.function import Function


_LOADED_AHEAD_SECONDS = 0.3
"""So long behind the first frame the editor is loaded: behind the list and what is asked with it."""


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
        self.gate = PromptGate(console, self.clock)
        self.prompts = Prompts(console, registry, self.gate)
        self.navigator = Navigator(
            console, registry, redraw=console.redraw, end=console.end, open_unread=self.gate.open_unread
        )
        self.recorder = VersionRecorder(lambda: self.stores.history, self.clock, background, self.prompts.mention)
        self.loader = ListLoader(
            self.connection, self.clock, background, self.navigator, start.lists, self.gate, start.slug
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
        shared = Shared(self.connection, self.clock, self.navigator, self.prompts)
        self.profiles = ProfileRoutes(start.config, self.connecting.use_profile, shared, background)
        schedules = ScheduleJumps(self.connection, background)
        self.list = ListRoutes(
            shared,
            self.stores,
            loader=self.loader,
            recorder=self.recorder,
            keep_version=self._keep_version,
            look_up_delays=self._look_up_delays,
        )
        self.views = ViewRoutes(
            shared,
            self.stores,
            loader=self.loader,
            live=self.live,
            secrets=self.secrets,
            table=lambda: self.list.table,
            shelf=self._code_shelf,
            sign_in=self.connecting.sign_in_again,
            schedule_jumps=schedules,
            config=start.config,
        )
        self._write_guard = WriteGuard(self.connection, self.clock, self.prompts, background)
        functions = FunctionJumps(lambda: self.list.table.state.items)
        self.jumps = Jumps(functions.of, self.list.open_functions)
        """Where the palette can lead. What another feature has is offered here, in a line."""
        self.jumps.offer(functions.all)
        self.jumps.offer(lambda: secret_jumps(self.secrets), self.secrets.want)
        self.jumps.offer(schedules.all, schedules.want)
        around = Around(
            self.secrets,
            self.live,
            self.recorder,
            self.loader,
            self.jumps,
            self.connecting.sign_in_again,
            self.loader.open_when_loaded,
        )
        self.editors = EditorRoutes(
            shared,
            self.stores,
            around,
            timing=lambda: self.timing,
            settings=start.settings.editor,
            checks_after_save=start.settings.check_after_save,
        )
        self._register(registry, shared)

    def _register(self, registry: Registry, shared: Shared) -> None:
        self.list.register(registry)
        self.editors.register(registry)
        self.profiles.register(registry)
        self.views.register(registry)
        registry.register(OpenConnect, lambda route: self.connecting.choose())
        history.register(registry, shared, self.stores, self.live)
        compare.register(registry, shared)
        runner.register(registry, shared, self.stores)
        load.register(registry, shared)
        bulk.register(
            registry,
            shared,
            watcher=self.loader,
            keep_version=self._keep_version,
            look_up_delays=self._look_up_delays,
        )
        create.register(registry, shared)
        deployment.register(registry, shared, self.stores)
        search.register(registry, shared, self._code_shelf)
        linked.register(registry, shared, self.stores, self._look_up_delays)

    # The console's own

    def home(self) -> Screen[None]:
        """The list."""
        return self.list.make_list(self.preview_delay_seconds)

    def key_came(self) -> bool:
        """A key or a paste comes; whether it may act, which it may not on what came by itself and was not read."""
        return self.gate.key_came()

    def begin(self) -> None:
        """The first frame stands: ask the disk and the server."""
        self.loader.begin()
        self.connecting.begin()
        if self._keymap.keys:
            self._background.run(self._check_keys, "keys")
        self.clock.call_later(_LOADED_AHEAD_SECONDS, lambda: self._background.run(self._load_ahead, "ahead"))

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

    async def _load_ahead(self) -> None:
        """Load what most who see the list open next, while they read it."""
        # What can't be loaded is told by whoever needs it.
        with suppress(ImportError, OSError):
            await asyncio.to_thread(self.editors.load)

    async def end(self) -> None:
        """Close the connection."""
        await self.connection.close()

    # What several features are handed

    def _look_up_delays(self) -> tuple[float, ...]:
        """How long is waited before each look at a function whose change was not answered, in seconds."""
        from tui.flows.deleting import LOOK_DELAYS

        return self.timing.look_up_delays if self.timing is not None else LOOK_DELAYS

    def _keep_version(self) -> KeepVersion | None:
        """What keeps the last version of a function that is to be deleted; None where nothing is kept."""
        from tui.flows.deleting import keep_version

        store = self.stores.history
        if store is None:
            return None

        async def keep(function: Function) -> str:
            return await keep_version(store, self.connection.server_id, function, self.clock.now())

        return keep

    def _code_shelf(self) -> CodeShelf:
        """The code of the connected server's functions, as far as it was fetched."""
        from tui.flows.all_code import CodeShelf

        server = self.connection.server_id
        if self._shelf is None or self._shelf[0] != server:
            self._shelf = server, CodeShelf(None if self._codes is None else self._codes(), server)
        return self._shelf[1]


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
