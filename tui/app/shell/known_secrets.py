"""The secrets of the connected server, without values, as far as they are known: for the view and for the editor.

Owns when the list is asked for. Refuses to hold a value, and to know what is shown of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tui.app.shell.background import Background
from tui.app.shell.connection import Change, Connection
from tui.app.shell.listeners import Listeners
from tui.errors import ApiError
from tui.model.stored_secret import StoredSecret

_GROUP = "secrets"


class KnownSecrets:
    """What the server listed last. `used_by` are the functions that name each key; None while that is not known."""

    def __init__(self, connection: Connection, background: Background) -> None:
        self._connection = connection
        self._background = background
        self._listeners = Listeners[Callable[[], None]]()
        self._asks_again = False
        self.secrets: tuple[StoredSecret, ...] = ()
        self.is_known = False
        self.is_asking = False
        self.error: ApiError | None = None
        self.used_by: Mapping[str, tuple[str, ...]] | None = None
        connection.subscribe(self._connection_changed)

    def subscribe(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Be told when something else is known; the result ends that."""
        return self._listeners.subscribe(listener)

    @property
    def by_key(self) -> dict[str, StoredSecret]:
        """The secrets, by their keys."""
        return {each.key: each for each in self.secrets}

    def want(self) -> None:
        """Somebody needs them: ask where they are not known."""
        if not self.is_known and not self.is_asking and self.error is None:
            self.load()

    def load(self) -> None:
        """Ask for the list; while it is being asked for, once more behind that."""
        if not self._connection.is_connected:
            return
        if self.is_asking:
            self._asks_again = True
            return
        self.is_asking = True
        self._background.run(self._load, _GROUP)
        self._tell()

    def take(self, secrets: tuple[StoredSecret, ...]) -> None:
        """Somebody else asked the connected server for its list."""
        self.secrets, self.is_known, self.error = secrets, True, None
        self._tell()

    def changed_on_server(self) -> None:
        """The server told that secrets were changed: ask again, where anybody has asked."""
        if self.is_known or self.error is not None:
            self.load()

    def set_users(self, used_by: Mapping[str, tuple[str, ...]] | None) -> None:
        """It became known which functions name which keys."""
        if used_by != self.used_by:
            self.used_by = used_by
            self._tell()

    async def _load(self) -> None:
        self._asks_again = False
        server = self._connection.server_id
        try:
            found = await self._connection.api.secrets.list()
        except ApiError as error:
            self._connection.note_answer(error)
            if server == self._connection.server_id:
                self.error = error
        else:
            self._connection.note_answer(None)
            if server == self._connection.server_id:
                self.secrets, self.is_known, self.error = found, True, None
        self.is_asking = False
        self._tell()
        if self._asks_again or server != self._connection.server_id:
            self.load()

    def _connection_changed(self, change: Change) -> None:
        if change not in (Change.SERVER, Change.CLIENT):
            return
        was_wanted = self.is_known or self.error is not None
        if change is Change.SERVER:
            self.secrets, self.is_known, self.used_by = (), False, None
        self.error = None
        if was_wanted:
            self.load()
        self._tell()

    def _tell(self) -> None:
        for listener in self._listeners:
            listener()
