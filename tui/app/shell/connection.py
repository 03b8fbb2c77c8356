"""The server the console talks to. A `Connection` outlives a change of key or of server.

Owns the client and what is known of the server. Refuses to ask the user: `tui.app.connect` does.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from enum import Enum, auto
from importlib import import_module
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from tui.app.shell.background import Background
from tui.app.shell.listeners import Listeners
from tui.errors import ApiError, ResponseLost, Unreachable
from tui.flows.connect import Missing, Target
from tui.flows.open_client import open_client
from tui.model.server import WriteBudget
from tui.sessions.liveness import UNDEPLOYED, Liveness, ServerProof
from tui.store.profiles import TimeoutSettings
from tui.terminal.sanitise import printable

if TYPE_CHECKING:
    from tui.api.client import Client


class Change(Enum):
    """What changed about a connection."""

    SERVER = auto()
    """Another server is talked to."""
    CLIENT = auto()
    """Another client is used for the same server: it has another key, or it is the first one."""
    REFUSED = auto()
    """The user would rather not connect now."""
    HOST = auto()
    """It became known whether functions run in the server itself or in a cloud deployment."""
    STATUS = auto()
    """Something else that is shown: the version, how the runtime is, how many writes are left."""
    NOTICE = auto()
    """`notices` has one more."""


Listener = Callable[[Change], None]
MakeClient = Callable[[Target], Awaitable["Client"]]


class Connection:
    """One server at a time.

    `known_id` names the server before it is connected, if it is known; of the console's own sandbox it stays the
    name, as its port is another at every start. `sandbox` is that sandbox's dialect. `make_client` stands in for
    `open_client` in tests.
    """

    def __init__(
        self,
        background: Background,
        *,
        known_id: str | None = None,
        sandbox: str = "",
        timeouts: TimeoutSettings | None = None,
        make_client: MakeClient | None = None,
        read_only: bool = False,
    ) -> None:
        self._background = background
        self.known_id = known_id
        self._sandbox = sandbox
        self._timeouts = timeouts
        self._make_client = make_client or self.open_client
        self._read_only = read_only
        self._client: Client | None = None
        self._next: Target | None = None
        self._listeners = Listeners[Listener]()
        self._deployment_url: str | None = None
        self.target: Target | None = None
        """The server and the key for it; None before the first one is connected."""
        self.version = ""
        """The server's version, empty until it has said."""
        self.liveness = ServerProof(Liveness.UNKNOWN)
        """Whether callers get its functions, as far as was found out."""
        self.lacking: dict[str, str] = {}
        """The views that this server has nothing for, by name, each with a sentence why."""
        self.notices: list[str] = []
        """Sentences about variables of the environment that could not be used as they stand."""

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Be told of changes; the result ends that."""
        return self._listeners.subscribe(listener)

    def _tell(self, change: Change) -> None:
        for listener in self._listeners:
            listener(change)

    # The server

    @property
    def api(self) -> Client:
        """The client of now. Ask for it at each call and keep it nowhere: another key brings another one."""
        if self._client is None:
            raise RuntimeError("no server is connected")
        return self._client

    @property
    def is_connected(self) -> bool:
        """Whether a server has been chosen."""
        return self._client is not None

    @property
    def is_changing(self) -> bool:
        """Whether another server or key was chosen that is not used yet: what is opened now would be of the old one."""
        return self._next is not None

    @property
    def server_id(self) -> str:
        """Under which name things of the connected server are kept on this machine."""
        if self.target is None:
            return ""
        return self.known_id or "" if self._is_sandbox else self.target.url

    @property
    def display_name(self) -> str:
        """The server as sentences name it, fit to show: its host and port, or the sandbox."""
        if self._is_sandbox:
            return "the sandbox"
        return printable(urlsplit(self.target.url).netloc, limit=100) if self.target else "the server"

    @property
    def _is_sandbox(self) -> bool:
        return self.target is not None and self.target.url_source == "--sandbox"

    @property
    def sandbox(self) -> str:
        """The dialect of the console's own sandbox, if that is connected."""
        return self._sandbox if self._is_sandbox else ""

    @property
    def sources(self) -> str:
        """Where URL and key came from."""
        target = self.target
        return f"url: {target.url_source}, key: {target.key_source}" if target else ""

    @property
    def known(self) -> Missing:
        """What a connect screen can be filled with."""
        return (
            Missing()
            if self.target is None
            else Missing(
                self.target.url,
                ca_file=self.target.ca_file,
                read_only=self.target.read_only,
                profile=self.target.profile,
            )
        )

    @property
    def deployment_url(self) -> str | None:
        """Where a cloud deployment runs the functions, as far as is known; None where the server itself does."""
        return self._deployment_url

    @property
    def deploys_to_cloud(self) -> bool:
        """Whether functions run in a cloud deployment, as far as is known, and not in the server's own runtime."""
        return self._deployment_url is not None or self.liveness == UNDEPLOYED

    @property
    def budget(self) -> WriteBudget | None:
        """How many writes are left, as the last answer told."""
        return self._client.budget if self._client is not None else None

    @property
    def request_budget(self) -> WriteBudget | None:
        """How many requests of any kind are left, where the server says."""
        return self._client.request_budget if self._client is not None else None

    # Changes

    def will_connect(self, target: Target) -> None:
        """`connect` is called soon."""
        self._next = target

    async def connect(self, target: Target) -> None:
        """Talk to this server from now on."""
        if self._read_only:
            # Here, and not where a target is made: it holds for a server that is typed in, and for the sandbox.
            target = target._replace(read_only=True)
        self._next = target
        before = self.server_id if self.is_connected else self.known_id
        try:
            client = await self._make_client(target)
            await self.close()
        finally:
            if self._next is target:
                self._next = None
        self._client, self.target = client, target
        self.version, self.liveness, self.lacking = "", ServerProof(Liveness.UNKNOWN), {}
        is_same = self.server_id == before
        if not is_same:
            self._deployment_url = None
        self._tell(Change.CLIENT if is_same else Change.SERVER)
        self._background.run(self._ask_version, "health", exclusive=True)

    async def close(self) -> None:
        """Close what is open."""
        if self._client is not None:
            await self._client.aclose()

    async def client_for(self, target: Target) -> Client:
        """A client of another server, beside the connection's own. Whoever asks for it closes it."""
        return await self._make_client(target)

    async def open_client(self, target: Target) -> Client:
        """A client for a server. httpx is imported here, in a thread: it is not cheap, and the screen stays alive."""

        await asyncio.to_thread(import_module, "tui.api.client")
        return open_client(
            target, self._timeouts, on_budget=lambda _budget: self._tell(Change.STATUS), on_notice=self.notice
        )

    async def _ask_version(self) -> None:
        try:
            self.version = (await self.api.health.server()).version
        except ApiError:
            # Some servers have no health call. The version is a nicety; the list says whether the server is well.
            return
        self._tell(Change.STATUS)

    def refuse(self) -> None:
        """The user would rather not connect now."""
        self._tell(Change.REFUSED)

    def notice(self, text: str) -> None:
        """Something could not be used. Each connection finds it anew; it is told once."""
        if text not in self.notices:
            self.notices.append(text)
            self._tell(Change.NOTICE)

    def note_host(self, deployment_url: str | None) -> None:
        """The server told what runs its functions: a deployment at this URL, or (None) the server itself."""
        self._deployment_url = deployment_url
        self._tell(Change.HOST)

    def note_lacking(self, view: str, why: str) -> None:
        """It was found out that this server has nothing to show in a view, and why; or (an empty `why`) that it has."""
        if self.lacking.get(view, "") != why:
            if why:
                self.lacking[view] = why
            else:
                del self.lacking[view]
            self._tell(Change.STATUS)

    def note_answer(self, error: ApiError | None) -> None:
        """The server was asked for something, and this came of it; None: an answer.

        Of a server that does not answer, what it said of its runtime before is not known any more.
        """
        is_lost = isinstance(error, Unreachable | ResponseLost)
        if is_lost != isinstance(self.liveness.error, Unreachable | ResponseLost) and (
            is_lost or not self.liveness.url
        ):
            self.note_liveness(ServerProof(Liveness.UNKNOWN, error=error if is_lost else None))

    def note_liveness(self, proof: ServerProof) -> None:
        """It was found out whether callers get the functions."""
        self.liveness = proof
        self._tell(Change.STATUS)
