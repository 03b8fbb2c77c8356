"""The calls of the functions API, one coroutine each. Every dialect is taken as it comes.

Owns paths and the fields that are sent. Refuses to know HTTP's troubles and how an answer is read.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Self
from urllib.parse import quote

from tui.api import decode
from tui.api.connections import Outgoing, Timeouts
from tui.api.transport import Transport, checked_url
from tui.errors import NotReached, NotReachedReason, SignInRejected, Unauthorised
from tui.model.function import Function, FunctionChanges, FunctionList, NewFunction, WriteAnswer
from tui.model.history import TrailPage
from tui.model.secret import Secret
from tui.model.server import BuildLog, DeploymentHealth, Invocation, RuntimeState, ServerHealth, WriteBudget

__all__ = ["Client", "Timeouts"]

# These belong to the connection; a function's caller can't set them without breaking it.
_OURS = ("connection", "content-length", "transfer-encoding")


class Client:
    """A server and a key. Every call raises the errors under `tui.errors.ApiError` and no others.

    The key goes to `base_url`'s origin alone. Reads are tried once more when a connection was cut, writes never.
    `on_budget` is told whenever a write's answer says how many are left, `on_notice` each time a variable of the
    environment (a proxy's, a certificate's) can't be used as it stands. With `read_only` a call that would change
    something raises NotReached and is not sent; signing in is. The constructor raises NotReached for a URL that can't
    be called.
    """

    def __init__(
        self,
        base_url: str,
        key: Secret | None,
        *,
        timeouts: Timeouts | None = None,
        ca_file: str | None = None,
        on_budget: Callable[[WriteBudget], None] | None = None,
        on_notice: Callable[[str], None] | None = None,
        read_only: bool = False,
    ) -> None:
        self._transport = Transport(
            base_url, timeouts or Timeouts(), ca_file, on_budget, on_notice, read_only=read_only
        )
        self._key = key

    def __repr__(self) -> str:
        return f"Client({self.base_url!r})"

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    @property
    def base_url(self) -> str:
        """The server's URL, without a slash at its end."""
        return self._transport.base_url

    @property
    def budget(self) -> WriteBudget | None:
        """The write budget as last told by an answer to a write of functions, a refused one included."""
        return self._transport.budget

    async def aclose(self) -> None:
        """Close the connections."""
        await self._transport.aclose()

    async def health(self) -> ServerHealth:
        """What the server says of itself; asked without the key. Some have no such call."""
        return await self._transport.read("/api/health", decode.health, key=None)

    async def list_functions(self) -> FunctionList:
        """Every function, without code."""
        return await self._transport.read("/api/functions", decode.function_list, key=self._key)

    async def runtime_state(self) -> RuntimeState:
        """What runs the functions, asked anew. Only the list tells, so a long one costs its whole length."""
        return await self._transport.read("/api/functions", decode.runtime_state, key=self._key)

    async def deployment_health(self, deployment_url: str) -> DeploymentHealth:
        """What answers at a cloud project's deployment; asked without the key.

        NotFound means that nothing is deployed there. Whatever else fails is raised as for any read.
        """
        return await self._transport.read_elsewhere(f"{checked_url(deployment_url)}/health", decode.deployment_health)

    async def build_log(self) -> BuildLog:
        """The build log of the last deployment; NotFound where there is none, as on self-hosted servers."""
        return await self._transport.read("/api/logs/functions/build-logs", decode.build_log, key=self._key)

    async def get_function(self, slug: str) -> Function:
        """One function with its code. One that comes without it raises AnswerNotUnderstood."""
        return await self._transport.read(_path(slug), decode.function, key=self._key)

    async def create_function(self, new: NewFunction) -> WriteAnswer:
        """Create a function. AnswerNotUnderstood with a 2xx status means that it may exist now."""
        body = {"name": new.name, "code": new.code}
        optional = {"slug": new.slug, "description": new.description, "status": new.status}
        body |= {name: value for name, value in optional.items() if value is not None}
        return await self._transport.write("POST", "/api/functions", decode.write_answer, body, key=self._key)

    async def update_function(self, slug: str, changes: FunctionChanges) -> WriteAnswer:
        """Send the fields that are not None, once. AnswerNotUnderstood with a 2xx status means: perhaps carried out."""
        fields = {
            "name": changes.name,
            "code": changes.code,
            "description": changes.description,
            "status": changes.status,
        }
        body = {name: value for name, value in fields.items() if value is not None}
        return await self._transport.write("PUT", _path(slug), decode.write_answer, body, key=self._key)

    async def delete_function(self, slug: str) -> str:
        """Delete a function; answers the server's sentence, or nothing where it says none."""
        return await self._transport.write("DELETE", _path(slug), decode.message, key=self._key)

    async def invoke_function(
        self,
        slug: str,
        *,
        method: str = "POST",
        query: str = "",
        headers: Sequence[tuple[str, str]] = (),
        body: bytes = b"",
        base: str | None = None,
    ) -> Invocation:
        """Call a function as its callers do, at `{base}/{slug}` or the server's own `/functions/{slug}`.

        `query` is what stands behind the question mark, percent-encoded already.

        Any status is an answer, a redirect included. The console's key is never sent, and nothing is sent twice.
        """
        prefix = f"{self.base_url}/functions" if base is None else checked_url(base)
        url = f"{prefix}/{_quoted(slug)}" + (f"?{query}" if query else "")
        outgoing = Outgoing(method, url, _raw(headers), body or None)
        started = time.monotonic()
        answer = await self._transport.call(outgoing)
        return Invocation(answer.status, answer.header_list, answer.body, time.monotonic() - started)

    async def audit_trail(self, *, limit: int, offset: int = 0) -> TrailPage:
        """Changes to functions as the server noted them, the newest first, from the row `offset` on.

        A server without such a trail raises NotFound.
        """
        path = f"/api/logs/audits?limit={limit}&offset={offset}&module=FUNCTIONS"
        rows, total = await self._transport.read_part(path, decode.audit_rows, key=self._key)
        return TrailPage(rows, total)

    async def log_in(self, user: str, password: Secret) -> Secret:
        """An administrator's access token, good for minutes. Servers up to 2.1 read `email`, later ones `username`.

        A wrong name or password raises SignInRejected.
        """
        body = {"username": user, "email": user, "password": password.reveal()}
        try:
            return await self._transport.write(
                "POST", "/api/auth/admin/sessions", decode.access_token, body, key=None, budgeted=False
            )
        except Unauthorised as error:
            raise SignInRejected(error.status, error.code, error.message, error.next_actions) from error

    async def lasting_key(self, token: Secret) -> Secret:
        """The API key that lasts, for an administrator's token."""
        return await self._transport.read("/api/metadata/api-key", decode.api_key, key=token)


def _path(slug: str) -> str:
    return f"/api/functions/{_quoted(slug)}"


def _quoted(slug: str) -> str:
    quoted = quote(slug, safe="", errors="replace")
    # "." and ".." would be resolved away as path segments; escaped they stay names.
    return quoted if slug.strip(".") else quoted.replace(".", "%2E")


def _raw(headers: Sequence[tuple[str, str]]) -> tuple[tuple[bytes, bytes], ...]:
    try:
        return tuple(
            (name.encode("ascii"), value.encode("utf-8")) for name, value in headers if name.lower() not in _OURS
        )
    except UnicodeEncodeError as error:
        raise NotReached(NotReachedReason.OTHER, "a header can't be written as HTTP") from error
