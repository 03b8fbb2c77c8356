"""Trying a connection."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.fake_client import client_of
from tui.errors import NotFound, SignInRejected, Unauthorised
from tui.flows.sign_in import (
    ConnectClient,
    Connected,
    ConnectFailed,
    KeyCredentials,
    PasswordCredentials,
    try_connection,
)
from tui.model.function import FunctionList, FunctionSummary
from tui.model.secret import Secret
from tui.model.server import ServerHealth


@dataclass
class Server:
    """Knows one key, one token and one password."""

    log: list[str] = field(default_factory=list)
    has_health: bool = True

    def client(self, url: str, key: Secret | None) -> ConnectClient:
        return client_of(Client(self, key))


@dataclass
class Client:
    server: Server
    key: Secret | None

    async def log_in(self, user: str, password: Secret) -> Secret:
        if (user, password) != ("admin", Secret("right")):
            raise SignInRejected(401, "AUTH_UNAUTHORIZED", "Invalid admin credentials")
        return Secret("token")

    async def fetch_api_key(self, token: Secret) -> Secret:
        assert token == Secret("token")
        return Secret("ik_lasting")

    async def list_functions(self) -> FunctionList:
        if self.key != Secret("ik_lasting"):
            raise Unauthorised(401, "AUTH_INVALID_API_KEY", "Invalid API key")
        return FunctionList((FunctionSummary("a", "A", "active"),))

    async def server_health(self) -> ServerHealth:
        if not self.server.has_health:
            raise NotFound(404, "NOT_FOUND", "no")
        return ServerHealth("ok", "2.3.1", "")

    async def aclose(self) -> None:
        self.server.log.append("closed")


async def test_a_key_that_works() -> None:
    server = Server()
    found = await try_connection(server.client, "http://x", KeyCredentials(Secret("ik_lasting")))
    assert found == Connected("http://x", Secret("ik_lasting"), "2.3.1", 1)
    assert server.log == ["closed"]


async def test_a_password_is_exchanged_for_the_fetch_api_key() -> None:
    server = Server(has_health=False)
    found = await try_connection(server.client, "http://x", PasswordCredentials("admin", Secret("right")))
    assert found == Connected("http://x", Secret("ik_lasting"), "", 1)
    assert server.log == ["closed", "closed"]


async def test_a_wrong_key_and_a_wrong_password_are_outcomes_of_their_own() -> None:
    wrong_key, wrong_password = KeyCredentials(Secret("ik_wrong")), PasswordCredentials("admin", Secret("wrong"))
    for credentials, kind in ((wrong_key, Unauthorised), (wrong_password, SignInRejected)):
        server = Server()
        found = await try_connection(server.client, "http://x", credentials)
        assert isinstance(found, ConnectFailed)
        assert type(found.error) is kind
        assert server.log == ["closed"]
