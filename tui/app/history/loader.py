"""What is known of a function's versions: on this machine's disk, from the server, and from its audit trail.

Owns the reading and what could not be read, in words. Refuses to know how it is shown.
"""

from __future__ import annotations

import asyncio

from tui.app.shell.connection import Connection
from tui.app.shell.notice import describe_error
from tui.errors import ApiError, NotFound, StorageError
from tui.flows.history import Trail
from tui.model.function import Edited
from tui.model.history import DELETED, KeptVersion
from tui.sessions.edit.conflict import as_edited
from tui.sessions.versions import PastVersion, one_history, source_of, told_by_trail, with_changes
from tui.store.history import HistoryStore

_MOST_ROWS_UNASKED = 2000
"""So much of the trail is read by itself for what a deleted function held."""
_UNKNOWN = "The code of this version is not known: the audit trail tells only what was sent."
_WAS_DELETED = "This row tells that the function was deleted."


class VersionLoader:
    """Reads the versions of one function. `current` is what the server holds, None until it is known or if it has none.

    `failed` are sentences about what could not be read. The events are set once the server was asked for the function,
    and once as much of the trail was read as is needed to say what a deleted function was.
    """

    def __init__(
        self, slug: str, connection: Connection, store: HistoryStore | None, current: Edited | None = None
    ) -> None:
        self._slug = slug
        self._connection = connection
        self._store = store
        self._kept: list[KeptVersion] = []
        self._last_known: Edited | None = None
        self._trail: Trail | None = None
        self._trail_failed = self._is_reading = False
        self.current = current
        self.is_deleted = False
        self.failed = ""
        self.was_asked = asyncio.Event()
        self.read_enough = asyncio.Event()

    async def find_kept(self) -> None:
        """Find the versions kept on this machine."""
        if self._store is not None:
            try:
                self._kept = await asyncio.to_thread(self._store.versions, self._connection.server_id, self._slug)
            except StorageError as error:
                self.failed = f"{error}. "

    async def look_again(self) -> None:
        """The function may have changed on the server: what it holds, and the newest rows of the trail."""
        if not self.was_asked.is_set():
            return
        try:
            self.current = as_edited(await self._connection.api.functions.get(self._slug))
            self.is_deleted = False
            if self._trail is not None:
                await self._trail.read_newest()
        except NotFound:
            # No function of that name, or no trail: what is shown of it stays.
            return
        except ApiError:
            return
        await self.find_kept()

    async def find_current(self) -> None:
        """Ask the server what it holds."""
        if self.current is None:
            try:
                self.current = as_edited(await self._connection.api.functions.get(self._slug))
            except ApiError as error:
                self.is_deleted = isinstance(error, NotFound)
                if not self.is_deleted:
                    self.failed += f"{describe_error(error, self._connection.display_name).headline} "
                if self._kept:
                    found = await self.content(one_history(self._kept[:1], ())[0])
                    self._last_known = found if isinstance(found, Edited) else None
        self.was_asked.set()
        self._trail = Trail(lambda: self._connection.api, self._slug)

    @property
    def wants_more(self) -> bool:
        """Whether older rows of the trail may tell what a deleted function held, which nothing else does."""
        trail = self._trail
        if trail is None or not self.is_deleted or trail.ended or self._trail_failed:
            return False
        return trail.read < _MOST_ROWS_UNASKED and any(version.may_be_told for version in self.versions)

    @property
    def can_read_on(self) -> bool:
        """Whether the trail can be read now: it is there, and no page of it is on its way."""
        return self._trail is not None and not self._is_reading

    @property
    def has_ended(self) -> bool:
        """Whether there are no older rows."""
        return self._trail is not None and self._trail.ended

    async def read_on(self) -> str:
        """Read the trail further back; what became of it, in words."""
        trail = self._trail
        if trail is None:
            return ""
        self._is_reading = True
        self._trail_failed = False
        try:
            await trail.read_on()
        except NotFound:
            trail.ended = True
            said = "This server has no audit trail: only what was kept on this machine is listed."
        except ApiError as error:
            self._trail_failed = True
            said = f"The audit trail can't be read: {describe_error(error, self._connection.display_name).headline}"
        else:
            rest = "all of it" if trail.ended else f"{trail.read} of {trail.total or 'its'} rows; o reads on"
            said = f"The audit trail was read, {rest}."
        finally:
            self._is_reading = False
        nothing = "" if self._kept or trail.rows else "No version of it is known. "
        return f"{self.failed}{nothing}{said}"

    @property
    def versions(self) -> list[PastVersion]:
        """What is known by now, the newest first."""
        trail = self._trail
        told = told_by_trail(trail.rows if trail is not None else [], self.current, self._last_known)
        return one_history(self._kept, told, trail.read_back_to if trail is not None else None)

    async def content(self, version: PastVersion) -> Edited | str:
        """What a version holds, from the disk where it must be; or why it can't be had, in words."""
        version, changes = source_of(version)
        found = version.content
        if found is None and version.kept_at is not None and self._store is not None:
            try:
                found = await asyncio.to_thread(
                    self._store.content, self._connection.server_id, self._slug, version.mark
                )
            except StorageError as error:
                return str(error)
        if found is None:
            return _WAS_DELETED if version.action == DELETED else _UNKNOWN
        return with_changes(found, changes)
