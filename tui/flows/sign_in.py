"""Trying a connection before it is believed: a key, or a password that is exchanged for the key that lasts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from tui.errors import ApiError
from tui.model.function import FunctionList
from tui.model.secret import Secret
from tui.model.server import ServerHealth


@dataclass(frozen=True, slots=True)
class KeyCredentials:
    """An API key."""

    key: Secret


@dataclass(frozen=True, slots=True)
class PasswordCredentials:
    """An administrator's user name (or e-mail address) and password."""

    user: str
    password: Secret


Credentials = KeyCredentials | PasswordCredentials


@dataclass(frozen=True, slots=True)
class Connected:
    """It works: the key that lasts, and what the server has."""

    url: str
    key: Secret
    version: str
    function_count: int


@dataclass(frozen=True, slots=True)
class ConnectFailed:
    """It does not work, and why."""

    error: ApiError


class Auth(Protocol):
    """The calls to sign in; `tui.api.auth.AuthApi` has them."""

    async def log_in(self, user: str, password: Secret) -> Secret: ...

    async def fetch_api_key(self, token: Secret) -> Secret: ...


class ListsFunctions(Protocol):
    """The call that lists; `tui.api.functions.FunctionsApi` has it."""

    async def list(self) -> FunctionList: ...


class TellsVersion(Protocol):
    """The call that tells the version; `tui.api.health.HealthApi` has it."""

    async def server(self) -> ServerHealth: ...


class ConnectClient(Protocol):
    """The calls a try needs; `tui.api.client.Client` has them."""

    @property
    def auth(self) -> Auth: ...

    @property
    def functions(self) -> ListsFunctions: ...

    @property
    def health(self) -> TellsVersion: ...

    async def aclose(self) -> None: ...


ClientFactory = Callable[[str, Secret | None], ConnectClient]


async def try_connection(make_client: ClientFactory, url: str, credentials: Credentials) -> Connected | ConnectFailed:
    """Try a URL with credentials; a password is exchanged for the key that lasts."""
    try:
        match credentials:
            case KeyCredentials(key=key):
                pass
            case PasswordCredentials(user=user, password=password):
                key = await _log_in(make_client, url, user, password)
        client = make_client(url, key)
        try:
            found = await client.functions.list()
            version = await _version(client)
        finally:
            await client.aclose()
    except ApiError as error:
        return ConnectFailed(error)
    return Connected(url, key, version, len(found.functions))


async def _log_in(make_client: ClientFactory, url: str, user: str, password: Secret) -> Secret:
    client = make_client(url, None)
    try:
        return await client.auth.fetch_api_key(await client.auth.log_in(user, password))
    finally:
        await client.aclose()


async def _version(client: ConnectClient) -> str:
    try:
        return (await client.health.server()).version
    except ApiError:
        # Not every server has a health call; the version is a nicety.
        return ""
