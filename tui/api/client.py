"""The calls of the functions API, one coroutine each. Every dialect is taken as it comes."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import TypeVar
from urllib.parse import quote

from tui.api import decode
from tui.api.decode import DecodeError
from tui.api.transport import Timeouts, Transport, not_understood
from tui.model.function import Function, FunctionChanges, FunctionList, NewFunction, WriteAnswer
from tui.model.secret import Secret
from tui.model.server import Invocation, ServerHealth, WriteBudget

__all__ = ["Client", "Timeouts"]

Value = TypeVar("Value")


class Client:
    """A server and a key. Every call raises the errors under `tui.errors.ApiError` and no others.

    `on_budget` is told whenever a write's answer says how many are left.
    """

    def __init__(
        self,
        base_url: str,
        key: Secret | None,
        *,
        timeouts: Timeouts | None = None,
        ca_file: str | None = None,
        on_budget: Callable[[WriteBudget], None] | None = None,
    ) -> None:
        self._transport = Transport(base_url, key, timeouts or Timeouts(), ca_file, on_budget)

    def __repr__(self) -> str:
        return f"Client({self.base_url!r})"

    @property
    def base_url(self) -> str:
        """The server's URL, without a slash at its end."""
        return self._transport.base_url

    @property
    def budget(self) -> WriteBudget | None:
        """The write budget as last told."""
        return self._transport.budget

    async def aclose(self) -> None:
        """Close the connections."""
        await self._transport.aclose()

    async def health(self) -> ServerHealth:
        """What the server says of itself. Some have no such call."""
        return _decoded(decode.health, await self._transport.read("/api/health"))

    async def list_functions(self) -> FunctionList:
        """Every function, without code."""
        return _decoded(decode.function_list, await self._transport.read("/api/functions"))

    async def get_function(self, slug: str) -> Function:
        """One function with its code."""
        return _decoded(decode.function, await self._transport.read(_path(slug)))

    async def create_function(self, new: NewFunction) -> WriteAnswer:
        """Create a function."""
        fields = {"name": new.name, "slug": new.slug, "description": new.description}
        body = {name: value for name, value in fields.items() if value is not None} | {"code": new.code}
        if new.status is not None:
            body["status"] = new.status
        return _decoded(decode.write_answer, await self._transport.write("POST", "/api/functions", body))

    async def update_function(self, slug: str, changes: FunctionChanges) -> WriteAnswer:
        """Send the fields that are not None, once."""
        body = {name: getattr(changes, name) for name in changes.names()}
        return _decoded(decode.write_answer, await self._transport.write("PUT", _path(slug), body))

    async def delete_function(self, slug: str) -> str:
        """Delete a function; answers the server's sentence."""
        return _decoded(decode.message, await self._transport.write("DELETE", _path(slug)))

    async def invoke_function(
        self,
        slug: str,
        *,
        method: str = "POST",
        headers: Sequence[tuple[str, str]] = (),
        body: bytes = b"",
        deployment_url: str | None = None,
    ) -> Invocation:
        """Call a function as its callers do. Any status is an answer. The key is not sent."""
        base = deployment_url.rstrip("/") if deployment_url else f"{self.base_url}/functions"
        started = time.monotonic()
        url = f"{base}/{_quoted(slug)}"
        answer = await self._transport.send(method, url, headers, body or None, None, write=False)
        return Invocation(answer.status, answer.header_list, answer.body, time.monotonic() - started)

    async def log_in(self, user: str, password: Secret) -> Secret:
        """An administrator's access token, good for minutes. Servers up to 2.1 read `email`, later ones `username`."""
        body = {"username": user, "email": user, "password": password.reveal()}
        value = await self._transport.write("POST", "/api/auth/admin/sessions", body, authorised=False)
        return Secret(_decoded(lambda answer: decode.text_at(answer, "accessToken", "access_token", "token"), value))

    async def lasting_key(self, token: Secret) -> Secret:
        """The API key that lasts, for an administrator's token."""
        value = await self._transport.read("/api/metadata/api-key", key=token)
        return Secret(_decoded(lambda answer: decode.text_at(answer, "apiKey", "api_key"), value))


def _path(slug: str) -> str:
    return f"/api/functions/{_quoted(slug)}"


def _quoted(slug: str) -> str:
    # "." and ".." would be resolved away as path segments; escaped they stay names.
    return quote(slug, safe="").replace(".", "%2E") if slug.strip(".") == "" else quote(slug, safe="")


def _decoded(decoder: Callable[[object], Value], value: object) -> Value:
    try:
        return decoder(value)
    except DecodeError as error:
        raise not_understood(value, str(error)) from error
