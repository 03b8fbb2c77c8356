"""The saved requests of one function, read from and written to their file off the screen's thread.

Owns the file as it was seen last. Refuses to decide what is written: `tui.sessions.saved_requests` does.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from tui.app.shell.connection import Connection
from tui.app.shell.saved_checks import addresses_of
from tui.errors import StorageError
from tui.model.invocation import InvocationCall
from tui.sessions.http_file import Addresses
from tui.sessions.http_variables import Outgoing
from tui.sessions.run_request import RunRequest
from tui.sessions.saved_requests import Kept, SavedRequests, keeping, opened, removing
from tui.store.requests import RequestStore, read_body

_MOST_TRIES = 10
"""So often another program may write the file between reading and writing it here."""

_ALWAYS_WRITTEN = "Not kept: something else keeps on writing the file."

Picked = dict[tuple[str, str], RunRequest]
"""The request that was edited last, by the server and the slug of its function."""
Plan = Callable[[SavedRequests, str], Kept]
"""What is to be done with the requests and the text that their file holds by now."""


class RequestKeeper:
    """Keeps requests of a function; without a store, as long as the screen is open.

    `picked` is what was edited last of each function: that one is edited again when its requests are opened anew.
    """

    def __init__(
        self, store: RequestStore | None, connection: Connection, slug: str, picked: Picked | None = None
    ) -> None:
        self._store = store
        self._connection = connection
        self._slug = slug
        self._server = connection.server_id
        self._lock = asyncio.Lock()
        self.saved = opened("", slug)
        self._picked: Picked = {} if picked is None else picked
        self.is_kept = True
        """Whether what was to be kept last is in the file."""
        self.is_restored = False
        """Whether the request that was edited last is edited again."""

    @property
    def addresses(self) -> Addresses:
        """Where functions are called at the connected server."""
        return addresses_of(self._connection)

    @property
    def place(self) -> str:
        """What to call the file; "" where nothing is kept."""
        return "" if self._store is None else self._store.name(self._server, self._slug)

    @property
    def folder(self) -> Path:
        """Where the paths of bodies in files begin."""
        return Path.cwd() if self._store is None else self._store.path(self._server, self._slug).parent

    async def open(self) -> str:
        """Read the file for the first time; returns a sentence where that failed."""
        if self._store is None:
            return ""
        async with self._lock:
            try:
                text = await asyncio.to_thread(self._store.read, self._server, self._slug)
            except StorageError as error:
                return f"The saved requests can't be read: {error}."
        self.saved = opened(text, self._slug)
        last = self._picked.get((self._server, self._slug))
        if last is not None and last in self.saved.file.requests:
            self.saved = SavedRequests(self.saved.file, self.saved.file.requests.index(last))
            self.is_restored = True
        return ""

    def note_picked(self) -> None:
        """The request that is edited now is the one to begin with next time."""
        self._picked[self._server, self._slug] = self.saved.current

    async def keep(self, request: RunRequest) -> Kept:
        """Keep this as the request that is edited."""
        return await self._do(lambda saved, text: keeping(saved, request, text, self.addresses), request)

    async def remove(self, request: RunRequest) -> Kept:
        """Remove the request that is edited; `request` is what its boxes hold."""
        return await self._do(removing, request)

    def keep_now(self, request: RunRequest) -> str:
        """Keep this at once: the process ends. Returns a sentence where it is not kept. Raises StorageError."""
        kept = self._tried(lambda saved, text: keeping(saved, request, text, self.addresses))
        if kept is None:
            return _ALWAYS_WRITTEN
        self.saved = kept.saved
        return "" if kept.request == kept.saved.current else kept.said

    async def with_body(self, outgoing: Outgoing) -> InvocationCall:
        """The call with the content of the file that its body stands in. Raises StorageError."""
        if not outgoing.body_file:
            return outgoing.call
        return replace(outgoing.call, body=await asyncio.to_thread(read_body, self.folder / outgoing.body_file))

    def pick(self, place: int | None) -> RunRequest:
        """Edit the request of this number from now on, or (None) a new one."""
        self.saved = SavedRequests(self.saved.file, place)
        self.note_picked()
        return self.saved.current

    async def _do(self, plan: Plan, request: RunRequest) -> Kept:
        async with self._lock:
            try:
                kept = await asyncio.to_thread(self._tried, plan)
            except StorageError as error:
                self.is_kept = False
                return Kept(self.saved, None, request, f"Not kept: {error}.")
            if kept is None:
                self.is_kept = False
                return Kept(self.saved, None, request, _ALWAYS_WRITTEN)
            self.saved = kept.saved
            self.note_picked()
            self.is_kept = kept.request == kept.saved.current
            return kept

    def _tried(self, plan: Plan) -> Kept | None:
        """Plan with what the file holds, and write; again where it was changed in between, None where it always is."""
        store = self._store
        if store is None:
            return plan(self.saved, self.saved.file.text)
        text = store.read(self._server, self._slug)
        for _ in range(_MOST_TRIES):
            kept = plan(self.saved, text)
            changed = None if kept.text is None else store.write(self._server, self._slug, kept.text, seen=text)
            if changed is None:
                return kept
            text = changed.text
        return None
