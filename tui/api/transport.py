"""What every call to one server has in common: its address, the key, redirects, the one retry, and errors mapped once.

Owns the rules of when the key is sent and what is asked twice. Refuses to know httpx and what the calls are about.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import TypeVar
from urllib.parse import SplitResult, urljoin, urlsplit

from tui.api import error_bodies
from tui.api.connections import Connections, Request, Response, Timeouts, excerpt
from tui.api.failures import causes
from tui.api.json_body import JsonValue, encode, parse
from tui.errors import ApiError, InvalidResponse, ResponseLost, Unauthorised, Unreachable, UnreachableReason
from tui.model.address import InvalidAddress, ServerUrl, same_origin
from tui.model.fields import InvalidValue
from tui.model.secret import Secret
from tui.model.server import WriteBudget

_REDIRECTS_FOLLOWED = 3
_ERROR_BODY_BYTES = 64 * 1024
_AT_ONCE_BYTES = 256 * 1024
_REDIRECTS = (301, 302, 303, 307, 308)

Value = TypeVar("Value")
Decode = Callable[[object], Value]


class Transport:
    """Requests to one server. A key that a call names is sent to that server's origin and nowhere else."""

    def __init__(
        self,
        base_url: str,
        timeouts: Timeouts,
        ca_file: str | None,
        on_budget: Callable[[WriteBudget], None] | None,
        on_notice: Callable[[str], None] | None = None,
        *,
        read_only: bool = False,
    ) -> None:
        self._read_only = read_only
        self.base_url = checked_url(base_url)
        self.budget: WriteBudget | None = None
        self.request_budget: WriteBudget | None = None
        self.answered_at: datetime | None = None
        self._on_budget = on_budget
        self._connections = Connections(timeouts, ca_file, on_notice=on_notice)
        self._closed = False

    async def aclose(self) -> None:
        """Close the connections. What is being asked is not asked again: nobody waits for it any more."""
        self._closed = True
        await self._connections.aclose()

    async def read(self, path: str, decode: Decode[Value], *, key: Secret | None) -> Value:
        """GET a value. A connection cut before the answer was whole is tried once more, which is safe for a read."""
        return await _read(await self._whole(path, key), decode)

    async def read_part(self, path: str, decode: Decode[Value], *, key: Secret | None) -> tuple[Value, int | None]:
        """GET part of a list, and of how many the server says it is a part; None where it does not say."""
        answer = await self._whole(path, key)
        return await _read(answer, decode), error_bodies.total_count(answer.headers)

    async def read_elsewhere(self, url: str, decode: Decode[Value]) -> Value:
        """GET a value from an address that is not this server's. The key is not sent and no redirect is followed.

        404 is NotFound whatever its body says: nothing else can be asked there.
        """
        answer = await self._get(Request("GET", url, _headers(None), repeatable=True))
        if answer.status == 404:
            raise error_bodies.error_from(404, _error_body(answer), answer.headers, datetime.now(UTC))
        return await _read(answer, decode)

    @asynccontextmanager
    async def stream(
        self, path: str, content_type: str, *, key: Secret | None, silence_seconds: float
    ) -> AsyncIterator[AsyncGenerator[bytes, None]]:
        """GET an answer that is sent as things happen; its pieces, as they come.

        Raises InvalidResponse for an answer of another type. Between two pieces at most `silence_seconds` may go by:
        then, as for a cut connection, ResponseLost is raised where the pieces are read.
        """
        headers = (
            (b"accept", content_type.encode()),
            (b"cache-control", b"no-cache"),
            # Packed, a change would wait in somebody's buffer.
            (b"accept-encoding", b"identity"),
            *(() if key is None else ((b"authorization", bearer(key)),)),
        )
        outgoing = Request("GET", self.base_url + path, headers, repeatable=True)
        async with self._connections.opened(outgoing, silence_seconds) as response:
            found = {name.lower(): value for name, value in response.headers.items()}
            if response.status_code != 200 or not found.get("content-type", "").startswith(content_type):
                body = b""
                async for piece in response.aiter_raw():
                    body += piece
                    if len(body) > _ERROR_BODY_BYTES:
                        break
                answer = Response(str(response.url), response.status_code, found, (), body[:_ERROR_BODY_BYTES])
                if answer.status >= 400:
                    raise failure(answer)
                raise _not_understood(answer, "it is no stream of changes")

            async def pieces() -> AsyncGenerator[bytes, None]:
                async for piece in response.aiter_raw():
                    yield piece

            yield pieces()

    async def _whole(self, path: str, key: Secret | None) -> Response:
        url = self.base_url + path
        for _ in range(_REDIRECTS_FOLLOWED + 1):
            answer = await self._get(Request("GET", url, _headers(key), repeatable=True))
            self.request_budget = error_bodies.request_budget(answer.headers, datetime.now(UTC))
            self.answered_at = error_bodies.answered_at(answer.headers)
            if answer.status not in _REDIRECTS or "location" not in answer.headers:
                return answer
            url = _followed(answer)
        raise _not_understood(answer, "it sends the console round in circles")

    async def write(
        self,
        method: str,
        path: str,
        decode: Decode[Value],
        body: JsonValue = None,
        *,
        key: Secret | None,
        budgeted: bool = True,
    ) -> Value:
        """Send once and return the value. Never repeated, whatever happens.

        `budgeted` says that this call draws on the functions' write budget, so that its headers tell what is left.
        """
        # Signing in, which goes without a key, changes nothing.
        if key is not None:
            self._require_writable(method)
        content = None if body is None else encode(body)
        headers = _headers(key) if content is None else (*_headers(key), (b"content-type", b"application/json"))
        outgoing = Request(method, self.base_url + path, headers, content, long_timeout=True)
        answer = await self._connections.send(outgoing, on_head=self._note_budget if budgeted else None)
        return await _read(answer, decode)

    async def call(self, outgoing: Request) -> Response:
        """Send a request that is not the API's, and answer whatever comes."""
        self._require_writable(outgoing.method)
        return await self._connections.send(outgoing)

    def for_call(self, outgoing: Request) -> Connections:
        """What a request that is not the API's may be sent by. Raises Unreachable where the connection is read-only."""
        self._require_writable(outgoing.method)
        return self._connections

    def _require_writable(self, method: str) -> None:
        if self._read_only and method not in ("GET", "HEAD", "OPTIONS"):
            raise Unreachable(UnreachableReason.READ_ONLY, f"{method} is not sent on a read-only connection")

    async def _get(self, outgoing: Request) -> Response:
        try:
            return await self._connections.send(outgoing)
        except ResponseLost as error:
            if error.timed_out or self._closed:
                raise
        except Unreachable as error:
            if self._closed or not any(isinstance(cause, ConnectionResetError) for cause in causes(error)):
                raise
        return await self._connections.send(outgoing, fresh=True)

    def _note_budget(self, headers: Mapping[str, str]) -> None:
        budget = error_bodies.write_budget(headers, datetime.now(UTC))
        if budget is not None:
            self.budget = budget
            if self._on_budget is not None:
                self._on_budget(budget)


def checked_url(base_url: str) -> str:
    """A base URL in its one form: no usual port, no slash at its end. Raises Unreachable for what can't be called.

    A URL with a user name or password in it is refused: the address is shown and logged in many places.
    """
    try:
        return str(ServerUrl.parse(base_url.rstrip("?#")))
    except InvalidAddress as error:
        raise Unreachable(UnreachableReason.BAD_ADDRESS, "a server's URL looks like https://host") from error


def _headers(key: Secret | None) -> tuple[tuple[bytes, bytes], ...]:
    # No cache in between may answer the look before a save.
    usual = ((b"accept", b"application/json"), (b"cache-control", b"no-cache"))
    return usual if key is None else (*usual, (b"authorization", bearer(key)))


def bearer(key: Secret) -> bytes:
    """The header's value. Raises Unauthorised with status 0 for a key that can't be one: it is not sent."""
    if not key or any(not "!" <= character <= "~" for character in key.reveal()):
        raise Unauthorised(0, "", "The key holds characters that no key has; was it pasted whole?")
    return b"Bearer " + key.reveal().encode("ascii")


def _followed(answer: Response) -> str:
    """Where a redirect of a read leads. Only the same origin is followed: the key belongs there alone."""
    there = _target(answer)
    if there is not None and same_origin(there.geturl(), answer.url):
        return there.geturl()
    raise _redirected(answer, there)


def _target(answer: Response) -> SplitResult | None:
    try:
        there = urlsplit(urljoin(answer.url, answer.headers["location"]))
        return there if there.hostname and there.port != 0 else None
    except ValueError:
        return None


def _redirected(answer: Response, there: SplitResult | None) -> InvalidResponse:
    here = urlsplit(answer.url)
    if there is None:
        return _not_understood(answer, "it sends the console on to an address that is none")
    to = f"{there.scheme}://{there.netloc.rpartition('@')[2]}"
    if here.scheme == "http" and there.scheme == "https" and there.hostname == here.hostname:
        return _not_understood(answer, f"it wants to be called by {to}; use that as the server's URL")
    if same_origin(there.geturl(), answer.url):
        return _not_understood(answer, f"it sends the console on to {there.path}, which is not followed for a write")
    return _not_understood(answer, f"it sends the console on to {to}, which the key is not for")


async def _read(answer: Response, decode: Decode[Value]) -> Value:
    """`_decoded`, beside the screen where it would hold it up."""
    if len(answer.body) < _AT_ONCE_BYTES:
        return _decoded(answer, decode)
    return await asyncio.to_thread(_decoded, answer, decode)


def _decoded(answer: Response, decode: Decode[Value]) -> Value:
    """The value of a success; anything else is raised."""
    if answer.status >= 400:
        raise failure(answer)
    if answer.status in _REDIRECTS and "location" in answer.headers:
        raise _redirected(answer, _target(answer))
    if not 200 <= answer.status < 300:
        raise _not_understood(answer, f"HTTP {answer.status} is no answer of this API")
    try:
        return decode(None if answer.status == 204 else parse(answer.body))
    except InvalidValue as error:
        raise _not_understood(answer, str(error)) from error


def failure(answer: Response) -> ApiError:
    """The error that an answer with a status of 400 or more means."""
    why = "it is not an error of this API"
    try:
        value = parse(answer.body)
    except InvalidValue as error:
        value, why = None, str(error)
    if isinstance(value, dict) and error_bodies.is_error_body(value):
        return error_bodies.error_from(answer.status, value, answer.headers, datetime.now(UTC))
    # No word of the API's. Some statuses say enough by themselves; the rest may come from anything in between.
    if error_bodies.is_meaningful_without_body(answer.status, is_empty=not answer.body.strip()):
        return error_bodies.error_from(answer.status, {}, answer.headers, datetime.now(UTC))
    return _not_understood(answer, why)


def _error_body(answer: Response) -> Mapping[str, object]:
    """An error's body where it is the API's, and else the beginning of a plain text as its message."""
    try:
        value = parse(answer.body)
    except InvalidValue:
        is_text = answer.headers.get("content-type", "").startswith("text/plain")
        return {"message": excerpt(answer.body).strip()} if is_text else {}
    return value if isinstance(value, dict) and error_bodies.is_error_body(value) else {}


def _not_understood(answer: Response, why: str) -> InvalidResponse:
    return InvalidResponse(answer.status, answer.headers.get("content-type", ""), excerpt(answer.body), why)
