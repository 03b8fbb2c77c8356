"""The list of functions: fetched, kept for the next start, and handed to the screen that shows it.

Owns when it is fetched, and the function to open once it is there. Refuses to know how it is shown.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from functools import partial
from typing import NamedTuple

from tui.app.functions.list_calls import ListCalls
from tui.app.functions.list_proofs import ListProofs
from tui.app.functions.list_view import ListView, Live
from tui.app.shell.background import Background
from tui.app.shell.connection import Change, Connection
from tui.app.shell.navigation import Navigator
from tui.app.shell.prompt_gate import PromptGate
from tui.app.shell.routes import OpenFunction
from tui.app.widgets.clock import Clock
from tui.errors import ApiError
from tui.model.function import Function, FunctionList, FunctionSummary
from tui.sessions.liveness import Liveness, ServerProof
from tui.store.list_cache import KnownList, ListCache
from tui.terminal.sanitise import printable


class _First(NamedTuple):
    """The function to open once the list came: a slug, or a row of the list last known; and of which server.

    None: of whichever server will be connected.
    """

    function: OpenFunction | str
    server: str | None


class ListLoader:
    """Fetches the list of the connected server. `open_first` is the slug of a function to open once it came."""

    def __init__(
        self,
        connection: Connection,
        clock: Clock,
        background: Background,
        navigator: Navigator,
        cache: ListCache | None,
        gate: PromptGate,
        open_first: str | None = None,
    ) -> None:
        self._connection = connection
        self._clock = clock
        self._background = background
        self._navigator = navigator
        self.cache = cache
        self._gate = gate
        self._open_first = None if open_first is None else _First(open_first, connection.known_id)
        self._view: ListView | None = None
        self._select = ""
        self._notices_shown = 0
        self._live: Live | None = None
        self._known: tuple[FunctionSummary, ...] = ()
        self._is_stale = self._has_failed = False
        self._asked: object | None = None
        self._calls = ListCalls(connection, clock, background, lambda: self.is_watching)
        self._proofs = ListProofs(connection, background, self._show_proof)
        connection.subscribe(self._changed)

    def attach(self, view: ListView) -> None:
        """Show the list here, beginning with what is known of it."""
        self._view = view
        view.start_over(self.known(self._connection.known_id))

    def begin(self) -> None:
        """The first frame stands: look at the disk, and say what could not be used."""
        if self._view is not None:
            self._view.look_for_drafts()
        self._show_notices()

    def known(self, server_id: str | None) -> KnownList | None:
        """The functions last seen on a server."""
        return self.cache.find(server_id) if self.cache is not None and server_id else None

    def load(self) -> None:
        """Fetch the list and show it."""
        if self._connection.is_connected:
            # What is being found out about the list before this one is no news any more.
            self._proofs.cancel()
            self._calls.forget()
            self._is_stale = False
            asked = self._asked = object()
            self._background.run(partial(self._load, asked), "list", exclusive=True)

    # What others change

    def follow(self, live: Live) -> None:
        """Fetch the list again when something changes on the server."""
        self._live = live
        live.subscribe(self)

    @property
    def is_watching(self) -> bool:
        """Whether the list is on the screen."""
        return self._view is not None and self._view.is_on_top

    def changed_on_server(self, slugs: frozenset[str | None]) -> None:
        """Something changed: fetch the list, once it is seen."""
        if self.is_watching:
            self._load_quietly()
        else:
            self._is_stale = True

    def came_back(self) -> None:
        """The list is on the screen again."""
        if self._live is not None:
            self._live.came_back()
        if self._is_stale:
            self._load_quietly()
        self._calls.count_again()

    def _load_quietly(self) -> None:
        """Fetch the list behind what is shown: nothing is said, and a failure leaves it as it is.

        One that the user waits for is not taken away; it is fetched once more behind that.
        """
        self._is_stale = self._asked is not None
        if self._connection.is_connected and self._asked is None:
            self._background.run(partial(self._load, None), "list", exclusive=True)

    def next_proof(self) -> asyncio.Future[ServerProof]:
        """What the list that is loaded now proves of whether callers get its functions: nobody asks twice for that."""
        return self._proofs.next()

    def open_when_loaded(self, route: OpenFunction) -> None:
        """A row was chosen before its server, or another key for it, is connected: open it as soon as it is."""
        connection = self._connection
        self._open_first = _First(route, connection.server_id if connection.is_connected else connection.known_id)
        if self._view is not None:
            slug = printable(route.summary.slug, limit=60)
            self._view.say(f"{slug} opens when the server has answered.", "$muted")

    def forget_first(self) -> None:
        """The user went elsewhere: nothing is opened any more when the list comes."""
        self._open_first = None

    def function_saved(self, function: Function) -> None:
        """A save changed a function: the list is out of date. One that it does not have yet is selected in it."""
        if self._view is not None and self._view.listed(function.slug) is None:
            self._select = function.slug
        self.load()

    def listed(self, slug: str) -> FunctionSummary | None:
        """The function of this slug as the list has it."""
        return self._view.listed(slug) if self._view is not None else None

    def unmark(self, slugs: frozenset[str]) -> None:
        """What was to be done with these marked functions is done."""
        if self._view is not None:
            self._view.unmark(slugs)

    def function_seen(self, slug: str, function: Function | None) -> None:
        """The server was asked for a function, which may have changed, or be deleted (None), since the list came."""
        listed = self._view.listed(slug) if self._view is not None else None
        if listed != (function.summary if function is not None else None):
            self.load()

    def _changed(self, change: Change) -> None:
        view = self._view
        if view is None:
            return
        match change:
            case Change.CLIENT | Change.SERVER:
                self._proofs.cancel()
                if change is Change.CLIENT:
                    view.show_loading()
                else:
                    if self._open_first is not None and self._open_first.server is not None:
                        self.forget_first()
                    view.start_over(self.known(self._connection.server_id))
                    view.look_for_drafts()
                self.load()
            case Change.REFUSED:
                view.show_unconnected()
            case Change.NOTICE:
                self._show_notices()
            case _:
                pass

    def _show_notices(self) -> None:
        if self._view is not None:
            notices = self._connection.notices
            for notice in notices[self._notices_shown :]:
                self._view.show_notice(notice)
            self._notices_shown = len(notices)

    async def _load(self, asked: object | None) -> None:
        """Fetch the list; `asked` is None where nobody waits for it."""
        try:
            await self._fetch(is_quiet=asked is None)
        finally:
            if asked is not None and asked is self._asked:
                self._asked = None
        if self._is_stale and self.is_watching:
            self._load_quietly()

    async def _fetch(self, *, is_quiet: bool) -> None:
        server_id = self._connection.server_id
        try:
            found = await self._connection.api.functions.list()
        except ApiError as error:
            self._has_failed = self._has_failed or not is_quiet
            if not is_quiet:
                self.forget_first()
            if self._view is not None and not is_quiet:
                self._view.show_failure(error)
            proof = ServerProof(Liveness.UNKNOWN, error=error)
            # What it said of its runtime before is not known any more.
            self._connection.note_liveness(proof)
            self._proofs.proven(proof)
            return
        self._came(found, is_quiet=is_quiet)
        if self.cache is not None:
            known = KnownList(found.functions, self._clock.now())
            await asyncio.to_thread(self.cache.keep, server_id, known)

    def _came(self, found: FunctionList, *, is_quiet: bool) -> None:
        connection = self._connection
        is_changed, self._known = found.functions != self._known, found.functions
        if self._live is not None:
            self._live.begin()
            if is_quiet and is_changed:
                self._live.found_change()
        connection.note_host(found.deployment_url)
        proof = self._proofs.of(found, is_quiet=is_quiet)
        if is_quiet:
            self._calls.count_again()
        is_news = is_changed or self._has_failed or proof != connection.liveness
        if self._view is None or (is_quiet and not is_news):
            return
        self._has_failed = False
        connection.note_liveness(proof)
        self._view.show_list(found, proof)
        if not is_quiet:
            self._calls.count(self._view.show_calls)
        select, self._select = self._select, ""
        if select:
            self._view.select_slug(select)
        if self._open_first is not None:
            self._gate.when_rested(self._open_now)

    def _open_now(self) -> None:
        first, self._open_first = self._open_first, None
        if first is not None and self._view is not None and self._view.may_open:
            self._open(self._view, first.function)

    def _open(self, view: ListView, first: OpenFunction | str) -> None:
        if isinstance(first, str):
            view.open_slug(first)
        elif first.restoring is None and first.line is None:
            view.open_slug(first.summary.slug)
        else:
            self._navigator.go(replace(first, summary=view.listed(first.summary.slug) or first.summary))

    def _show_proof(self, proof: ServerProof) -> None:
        if self._view is not None:
            self._view.show_liveness(proof)
