"""The app: which server is connected, and what the screens share.

Owns the client, the screens' coming and going and the work that outlives a screen. Refuses to decide: flows do.
"""

from __future__ import annotations

import asyncio
import gc
import os
import sys
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar
from urllib.parse import urlsplit

from textual import events
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.timer import Timer
from textual.worker import Worker

from tui.app.functions.screen import FunctionsScreen
from tui.app.shell.connection import ConnectedApp
from tui.app.shell.crash import Guard
from tui.app.shell.header import ServerStatus
from tui.app.shell.key_order import KeyOrder
from tui.app.shell.live_words import header_words, is_well
from tui.app.shell.malloc import give_back
from tui.app.shell.pasted import said_of
from tui.app.shell.screen import ConsoleScreen, Dialog
from tui.app.widgets.clock import Clock, SystemClock
from tui.app.widgets.colours import designs
from tui.app.widgets.command import CommandDefaults, Footer, command, named
from tui.app.widgets.keymap import problems_of, read_keymap
from tui.app.widgets.keys import shown_key
from tui.app.widgets.theme import DARK, LIGHT
from tui.errors import ApiError, StorageError, UsageError
from tui.flows.connect import ConsoleStart, is_this_machine
from tui.flows.liveness import Liveness, ServerProof, of_runtime, prove_deployment
from tui.model.function import Function, FunctionList, FunctionSummary
from tui.model.history import How
from tui.model.server import WriteBudget
from tui.sessions.edit.questions import USUAL_KEY_REST
from tui.store.list_cache import KnownList
from tui.store.paths import state_dir
from tui.terminal.clipboard import copied
from tui.terminal.driver import DifferenceDriver, choose_driver
from tui.terminal.driver_colours import keep_all_colours
from tui.terminal.driver_input import TextArrived
from tui.terminal.input_delays import mouse_delays_escape
from tui.terminal.input_events import Burst, Paste
from tui.terminal.key_names import keys_of_text
from tui.terminal.outlet import say_last
from tui.terminal.sanitise import printable

if TYPE_CHECKING:
    from tui.app.history.screen import Chosen
    from tui.store.drafts import Draft
    from tui.store.history import HistoryStore, NewVersion


class Console(ConnectedApp, inherit_bindings=False):
    """The console. `start` says where to connect; `clock` tells it the time.

    `look_pauses` are the seconds before each look at a function whose save was not answered, `key_rest` says how long
    keys must rest before a question may come by itself.
    """

    TITLE = "insforge-tui"
    # The palette is a command of ours; Textual's binding would open another one.
    ENABLE_COMMAND_PALETTE = False
    # Keys run commands (`key_order`), but for this one, which a widget may want first.
    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+c", "help_quit", show=False)]
    COMMAND_DEFAULTS = CommandDefaults("app", "Everywhere")

    def __init__(self, start: ConsoleStart, *, clock: Clock | None = None) -> None:
        super().__init__(driver_class=choose_driver(os.environ))
        keep_all_colours(self)
        self.start = start
        self.clock = clock or SystemClock()
        self.now = self.clock.now
        self.colour_designs = designs(os.environ.get("TERM", ""))
        self.keymap, self._key_notices = read_keymap(start.settings.keys)
        self._key_order = KeyOrder(self)
        self.keyboard_protocol = start.settings.keyboard_protocol or "kitty"
        self.look_pauses: Sequence[float] = (0.0, 0.5, 1.5)
        self.key_rest = USUAL_KEY_REST
        self._status = ServerStatus()
        self._health_version = ""
        self._liveness = ServerProof(Liveness.UNKNOWN)
        self._deployment_url: str | None = None
        self._countdown: Timer | None = None
        self._history_failed = ""
        self._notices: set[str] = set()
        self._open_first: tuple[FunctionSummary, Chosen | Draft | None] | None = (
            None if start.slug is None else (FunctionSummary(start.slug, "", ""), None)
        )
        self.register_theme(DARK)
        self.register_theme(LIGHT)
        self.theme = LIGHT.name if start.settings.theme == "light" else DARK.name

    def get_default_screen(self) -> Screen[None]:
        return FunctionsScreen()

    def on_mount(self) -> None:
        # Whatever stands on the terminal then, nothing of it is the console's: Textual draws only what changes.
        self.app_resume_signal.subscribe(self, lambda _: self.redraw())
        # The first frame is painted before anything that costs is loaded or asked.
        self.call_after_refresh(self._begin)

    def _begin(self) -> None:
        # What is loaded by now stays: no later search for garbage, which would be felt as a slow key, looks at it.
        gc.freeze()
        gc.enable()
        # Before the first thread: each has a heap of its own otherwise.
        give_back()
        self.list_screen.look_for_drafts()
        for notice in (*self.start.notices, *self._key_notices):
            self.notice(notice)
        if self.start.settings.keys:
            self.run_worker(self._check_keys(), group="keys")
        self.run_worker(self._connect_at_start(), group="connect", exclusive=True)

    async def _check_keys(self) -> None:
        """Say what can't be of the user's keys. All screens have to be known for it: they are loaded in a thread."""
        from importlib import import_module

        table = await asyncio.to_thread(import_module, "tui.app.key_table")
        for notice in await asyncio.to_thread(problems_of, self.start.settings.keys, table.PLACES):
            self.notice(notice)

    # What the screens ask

    def server_changed(self, *, same: bool) -> None:
        self._health_version = ""
        self.workers.cancel_group(self, "liveness")
        self._liveness = ServerProof(Liveness.UNKNOWN)
        if same:
            self.list_screen.show_loading()
        else:
            self.list_screen.start_over(self.known_list(self.list_name))
        self.show_status()
        self.load_functions()
        self.run_worker(self._ask_health(), group="health", exclusive=True)

    def budget_changed(self, budget: WriteBudget) -> None:
        self.show_status()

    def notice(self, text: str) -> None:
        # Each connection finds it anew; it is said once.
        if text not in self._notices:
            self._notices.add(text)
            self.list_screen.show_notice(text)

    def not_connected(self) -> None:
        self.list_screen.show_unconnected()

    def known_list(self, server: str | None) -> KnownList | None:
        """The functions last seen on a server."""
        return self.start.lists.find(server) if self.start.lists is not None and server else None

    @property
    def self_hosted(self) -> bool:
        """Whether functions run in the server's own runtime (no cloud deployment is configured)."""
        return self._deployment_url is None

    @property
    def list_screen(self) -> FunctionsScreen:
        """The list, which is always at the bottom of the stack."""
        screen = self.screen_stack[0]
        assert isinstance(screen, FunctionsScreen)
        return screen

    def load_functions(self) -> None:
        """Fetch the list and show it."""
        if self._client is not None:
            self.run_worker(self._load_functions(), group="list", exclusive=True)

    async def _load_functions(self) -> None:
        try:
            found = await self.client.list_functions()
        except ApiError as error:
            self.list_screen.show_failure(error)
            return
        self._list_came(found)
        if self.start.lists is not None:
            await asyncio.to_thread(self.start.lists.keep, self.list_name, KnownList(found.functions, self.now()))

    def _list_came(self, found: FunctionList) -> None:
        self._deployment_url = found.deployment_url
        self._tell_editors()
        if not found.deployment_url:
            self._liveness = of_runtime(found.runtime)
        else:
            # The list of a cloud project says that all is well, whatever became of the deployment.
            if self._liveness.url != found.deployment_url:
                self._liveness = ServerProof(Liveness.UNKNOWN, found.deployment_url)
            prove = partial(self._prove_deployment, found.deployment_url)
            _worker: Worker[None] = self.run_worker(prove, group="liveness", exclusive=True)
        self.list_screen.show_list(found, self._liveness)
        self.show_status()
        if self._open_first is not None:
            (function, restoring), self._open_first = self._open_first, None
            if restoring is None:
                self.list_screen.open_slug(function.slug)
            else:
                self.open_function(self.list_screen.listed(function.slug) or function, restoring)

    async def _prove_deployment(self, url: str) -> None:
        """Ask the deployment whether callers get anything there: once after each list."""
        self._liveness = await prove_deployment(self.client, url)
        self.list_screen.show_liveness(self._liveness)
        self.show_status()

    def _tell_editors(self) -> None:
        """An editor may have been opened from the last known list, before it was known what runs the functions."""
        for code in [code for screen in self.screen_stack for code in screen.query("#code")]:
            from tui.app.widgets.code_editor import CodeEditor

            if isinstance(code, CodeEditor):
                code.runs_on(self_hosted=self.self_hosted)

    async def _ask_health(self) -> None:
        try:
            self._health_version = (await self.client.health()).version
        except ApiError:
            # Some servers have no health call. The version is a nicety; the list says whether the server is well.
            return
        self.show_status()

    def open_function(self, function: FunctionSummary, restoring: Chosen | Draft | None = None) -> None:
        """Open a function in the editor, which fetches it: what a preview fetched may be out of date.

        A row of the last known list can be chosen before the server is connected: then it opens as soon as it is.
        `restoring` is a version, or changes that were discarded, to put into the editor.
        """
        if not self.connected:
            self._open_first = function, restoring
            self.list_screen.say(f"{printable(function.slug, limit=60)} opens when the server has answered.", "$muted")
            return
        from tui.app.editor.screen import EditorScreen

        self.push_screen(EditorScreen(function, restoring))
        self.list_screen.rest_preview()

    def function_saved(self, function: Function) -> None:
        """A save changed a function: the list is out of date."""
        self.load_functions()
        self.show_status()

    def function_seen(self, slug: str, function: Function | None) -> None:
        """The server was asked for a function, which may have changed, or be gone (None), since the list came."""
        if self.list_screen.listed(slug) != (function.summary if function is not None else None):
            self.load_functions()

    def remember(self, function: Function, how: How) -> None:
        """Keep a version of a function that was seen or saved."""
        store = self.start.history
        if store is not None:
            from tui.sessions.edit.conflict import as_edited
            from tui.store.history import NewVersion

            at = function.summary.updated_at or self.now()
            version = NewVersion(self.list_name, function.slug, as_edited(function), at, how)
            self.run_worker(self._remembered(store, version), group="history")

    async def _remembered(self, store: HistoryStore, version: NewVersion) -> None:
        try:
            await asyncio.to_thread(store.keep, version)
        except StorageError as error:
            said = f"Versions are not kept ({error.reason})."
            if said != self._history_failed and isinstance(self.screen, ConsoleScreen) and self.screen.mention(said):
                self._history_failed = said

    # Status

    def show_status(self) -> None:
        """Show the server's state in the header of the screen on top."""
        if not self.screen_stack:
            return
        budget = self._client.budget if self._client else None
        now = self.now()
        if budget is not None and budget.resets_at <= now:
            budget = None
        target = self._target
        host = urlsplit(target.url).hostname or "" if target else ""
        status = ServerStatus(
            server=target.url if target else "not connected",
            sandbox=self.start.sandbox.dialect if self.server_name == "the sandbox" and self.start.sandbox else "",
            runtime=header_words(self._liveness),
            is_well=is_well(self._liveness),
            version=self._health_version,
            budget=budget,
            plain_http=bool(target and target.url.startswith("http://") and not is_this_machine(host)),
        )
        self._status = status
        for screen in self.screen_stack:
            if isinstance(screen, ConsoleScreen) and screen.header is not None:
                screen.header.show(status, now)
        self._count_down(budget is not None and budget.remaining == 0)

    def server_facts(self) -> list[tuple[str, str]]:
        """What the header says of the server, and where URL and key came from, in full."""
        status = self._status
        return [
            ("server", printable(status.server)),
            ("from", printable(self.sources)),
            ("runtime", printable(status.runtime)),
            ("version", printable(status.version)),
        ]

    def _count_down(self, wanted: bool) -> None:
        """A clock runs only while a countdown is on the screen."""
        if wanted and self._countdown is None:
            self._countdown = self.set_interval(1, self.show_status)
        elif not wanted and self._countdown is not None:
            self._countdown.stop()
            self._countdown = None

    # Commands that work everywhere

    def action_help_quit(self) -> None:
        """ctrl+c where there is nothing to copy: say how to leave."""
        if isinstance(self.screen, ConsoleScreen):
            keys = named(self.keymap.commands(type(self)), "app.quit").keys
            self.screen.say(f"{shown_key(keys[0])} leaves the console." if keys else "The palette has a way to quit.")

    @command(
        id="help",
        keys=("f1", "question_mark"),
        title="All keys",
        help="Show every key that works here (? is text in the editor).",
        footer=Footer("keys", 8),
    )
    def show_help(self) -> None:
        """Show every key of the screen on top."""
        from tui.app.shell.help import HelpScreen

        screen = self.screen
        if isinstance(screen, ConsoleScreen):
            self.push_screen(HelpScreen(screen.help_groups()))

    @command(
        id="palette",
        keys=("ctrl+p",),
        title="Command palette",
        help="Find a command by its name.",
        footer=Footer("palette", 9),
    )
    async def show_palette(self) -> None:
        """Find a command of the screen on top by its name, and run it."""
        from tui.app.shell.palette import Palette

        screen = self.screen
        if not isinstance(screen, ConsoleScreen):
            return

        async def run(name: str | None) -> None:
            if name is not None:
                await screen.run_named(name)

        # What is typed right behind the key that opens it is for its field.
        await self.push_screen(Palette(screen), run)

    async def _text_arrived(self, what: Paste | Burst) -> None:
        """A paste is one edit of what has the focus; so is a burst in a text of several lines, and keys elsewhere."""
        if isinstance(what, Burst) and not getattr(self.focused, "takes_bursts", False):
            for key in keys_of_text(what.text):
                await self.on_event(events.Key(*key))
            return
        await self.on_event(events.Paste(what.text))
        said = said_of(what)
        if said and getattr(self.focused, "wants_terminal_cursor", False) and isinstance(self.screen, ConsoleScreen):
            self.screen.announce(said)

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, TextArrived):
            if self.screen_stack:
                await self._text_arrived(event.what)
            return
        if isinstance(event, events.Key | events.Paste) and not event.is_forwarded and not self._may_act():
            return
        if isinstance(event, events.Key) and not event.is_forwarded and self.screen_stack:
            # The terminal has the focus, whatever it said last.
            self.app_focus = True
            await self._key_order.act(event, super().on_event)
        else:
            await super().on_event(event)

    def _may_act(self) -> bool:
        """Whether a key may act; every screen is told of it."""
        told = [screen.key_came() for screen in self.screen_stack if isinstance(screen, ConsoleScreen)]
        return all(told)

    @property
    def has_terminal_cursor(self) -> bool:
        """Whether the terminal's own cursor stands where text is edited; then none is painted."""
        return isinstance(self._driver, DifferenceDriver)

    def on_resize(self) -> None:
        if isinstance(self._driver, DifferenceDriver):
            self._driver.forget(resized=True)

    @command(
        id="theme", title="Switch light and dark", help="Change between the light and the dark theme, and keep it."
    )
    def switch_theme(self) -> None:
        """Change between the light and the dark theme."""
        self.theme = DARK.name if self.theme == LIGHT.name else LIGHT.name
        self.run_worker(self._keep_theme("light" if self.theme == LIGHT.name else "dark"), group="theme")

    async def _keep_theme(self, theme: str) -> None:
        from tui.store.profiles import save_theme

        path = self.start.config
        if path is None:
            return
        try:
            await asyncio.to_thread(save_theme, path, theme)
        except (StorageError, UsageError) as error:
            if isinstance(self.screen, ConsoleScreen):
                self.screen.say(f"The {theme} theme is not kept for the next start: {error}")

    @command(keys=("ctrl+l",), title="Redraw", help="Paint the whole screen again.")
    def redraw(self) -> None:
        """Paint the whole screen again."""
        if isinstance(self._driver, DifferenceDriver):
            self._driver.forget()
        self.refresh(repaint=True, layout=True)

    @command(id="suspend", title="Suspend", help="Go back to the shell; fg returns (ctrl+z in the list).")
    def suspend_to_shell(self) -> None:
        """Stop the process until the shell resumes it."""
        # While it is stopped no draft follows, and whoever never comes back to it may end it at once.
        self.before_the_end()
        self.action_suspend_process()

    @command(
        id="quit",
        keys=("ctrl+q",),
        title="Quit",
        help="Leave the console; unsaved changes are asked about.",
        footer=Footer("quit", 10),
    )
    def leave(self) -> None:
        """End the console; an editor with unsaved changes asks first."""
        from tui.app.editor.screen import EditorScreen

        editor = next((screen for screen in self.screen_stack if isinstance(screen, EditorScreen)), None)
        if editor is None:
            self.exit(0)
        else:
            editor.quit()

    def copy_to_clipboard(self, text: str) -> None:
        """Keep a text for pasting here, hand it to the terminal where that can take it, and say which it was."""
        if not text:
            # A cut of nothing must not empty the clipboard.
            return
        # A draft may hold half a character, which has no UTF-8: the terminal gets a sign in its place.
        encodable = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        is_sent, said = copied(encodable, os.environ)
        if is_sent:
            super().copy_to_clipboard(encodable)
        self._clipboard = text
        if isinstance(self.screen, ConsoleScreen | Dialog):
            self.screen.say(said, "$muted" if is_sent else "$warning")

    async def on_unmount(self) -> None:
        if self._client is not None:
            await self._client.aclose()


def run_console(start: ConsoleStart) -> int:
    """Run the console until the user leaves; answers the process's exit code."""
    console = Console(start)
    console.crash_folder = state_dir()
    answered: int | None = None
    with Guard(console) as guard:
        answered = console.run(mouse=not mouse_delays_escape(os.environ))
    if console.last_words:
        # The folder they name comes from the environment. After a dropped line there is nobody to tell.
        words = printable(console.last_words, newlines=True)
        say_last(sys.__stderr__.fileno() if sys.__stderr__ else 2, words + "\n")
    return 1 if guard.failed else console.return_code or answered or 0
