"""One request out, one answer back: authorisation, timeouts, limits, and every foreign error mapped once.

Owns httpx and what its failures mean. Refuses to know what the calls are about.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

import httpx

from tui.api import dialects
from tui.api.decode import DecodeError, parse
from tui.errors import AnswerLost, AnswerNotUnderstood, NotReached, NotReachedReason, ServerFailed, Unauthorised
from tui.model.secret import Secret
from tui.model.server import WriteBudget

ANSWER_LIMIT_BYTES = 64 * 1024 * 1024
"""An answer longer than this is not read to its end."""

_REDIRECTS_FOLLOWED = 3
_BEGINNING_CHARACTERS = 200


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds until the console gives up: to connect, between two pieces of an answer, and for a write's answer.

    A write may wait for a deployment, so its answer is given longer.
    """

    connect_seconds: float = 10.0
    read_seconds: float = 60.0
    write_answer_seconds: float = 120.0


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer. Header names are lower case."""

    status: int
    headers: Mapping[str, str]
    header_list: tuple[tuple[str, str], ...]
    body: bytes


class Transport:
    """Requests to one server with one key."""

    def __init__(
        self,
        base_url: str,
        key: Secret | None,
        timeouts: Timeouts,
        ca_file: str | None,
        on_budget: Callable[[WriteBudget], None] | None,
    ) -> None:
        self.base_url = _checked(base_url)
        self.budget: WriteBudget | None = None
        self._key = key
        self._timeouts = timeouts
        self._ca_file = ca_file
        self._on_budget = on_budget
        self._http: httpx.AsyncClient | None = None

    async def aclose(self) -> None:
        """Close the connections."""
        if self._http is not None:
            http, self._http = self._http, None
            await http.aclose()

    async def read(self, path: str, *, key: Secret | None = None) -> object:
        """GET a JSON value; asked once more when the connection was cut, which is safe for a read."""
        try:
            answer = await self._get(path, key)
        except AnswerLost as error:
            if error.timed_out:
                raise
            answer = await self._get(path, key)
        return self._value(answer)

    async def write(self, method: str, path: str, body: object = None, *, authorised: bool = True) -> object:
        """Send once and answer the JSON value. Never repeated, whatever happens."""
        content = None if body is None else _json(body)
        headers = {"content-type": "application/json"} if content is not None else {}
        url = self.base_url + path
        answer = await self.send(method, url, headers, content, self._key if authorised else None, write=True)
        return self._value(answer)

    async def _get(self, path: str, key: Secret | None) -> Answer:
        url = self.base_url + path
        for _ in range(_REDIRECTS_FOLLOWED + 1):
            answer = await self.send("GET", url, {}, None, key or self._key, write=False)
            if not 300 <= answer.status < 400 or "location" not in answer.headers:
                return answer
            there = httpx.URL(url).join(answer.headers["location"])
            if not _same_origin(httpx.URL(url), there):
                # The key belongs to this server alone.
                raise _not_understood(answer, f"it sends the console on to {there.scheme}://{there.netloc.decode()}")
            url = str(there)
        raise _not_understood(answer, "it sends the console round in circles")

    async def send(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] | Sequence[tuple[str, str]],
        content: bytes | None,
        key: Secret | None,
        *,
        write: bool,
    ) -> Answer:
        """One request, one whole answer of any status.

        Raises NotReached when nothing was acted on, AnswerLost when the request may have been, AnswerNotUnderstood
        for an answer beyond the limit.
        """
        http = await self._client()
        sent = httpx.Headers(headers)
        if key is not None:
            sent["authorization"] = _bearer(key).decode("ascii")
        if write:
            # A connection kept open may have been closed by the server unseen; the write would then look lost.
            sent["connection"] = "close"
        timeouts = self._timeouts
        waiting = timeouts.write_answer_seconds if write else timeouts.read_seconds
        limits = httpx.Timeout(waiting, connect=timeouts.connect_seconds)
        try:
            request = http.build_request(method, url, headers=sent, content=content, timeout=limits)
            async with asyncio.timeout(timeouts.connect_seconds + waiting * 4):
                response = await http.send(request, stream=True)
                try:
                    body = await _whole_body(response)
                finally:
                    await response.aclose()
        except TimeoutError as error:
            raise AnswerLost("the answer took too long", timed_out=True) from error
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError) as error:
            raise _not_reached(error) from error
        except (httpx.UnsupportedProtocol, httpx.InvalidURL) as error:
            raise NotReached(NotReachedReason.BAD_ADDRESS, str(error)) from error
        except httpx.TimeoutException as error:
            raise AnswerLost("no answer within the time allowed", timed_out=True) from error
        except httpx.DecodingError as error:
            raise AnswerNotUnderstood(0, "", "", "its compression is broken") from error
        except (httpx.TransportError, httpx.StreamError) as error:
            raise AnswerLost(str(error) or type(error).__name__) from error
        return self._answered(response, body, write)

    def _answered(self, response: httpx.Response, body: bytes, write: bool) -> Answer:
        answer = Answer(
            response.status_code,
            {name.lower(): value for name, value in response.headers.items()},
            tuple(response.headers.multi_items()),
            body,
        )
        budget = dialects.write_budget(answer.headers, datetime.now(UTC)) if write else None
        if budget is not None:
            self.budget = budget
            if self._on_budget is not None:
                self._on_budget(budget)
        return answer

    def _value(self, answer: Answer) -> object:
        """The JSON value of a success; anything else is raised."""
        if answer.status >= 400:
            raise self._error(answer)
        if not 200 <= answer.status < 300:
            raise _not_understood(answer, f"HTTP {answer.status} is no answer of this API")
        try:
            return parse(answer.body)
        except DecodeError as error:
            raise _not_understood(answer, str(error)) from error

    def _error(self, answer: Answer) -> Exception:
        try:
            value = parse(answer.body)
        except DecodeError as error:
            if not answer.body.strip() and answer.status >= 500:
                return ServerFailed(answer.status, "", "")
            if answer.status == 401:
                # A proxy's own login page, or a server that answers with a bare status: the key did not do.
                return Unauthorised(answer.status, "", "")
            return _not_understood(answer, str(error))
        if not isinstance(value, dict) or not dialects.is_error_body(value):
            return _not_understood(answer, "it is not an error of this API")
        return dialects.error_from(answer.status, value, answer.headers, datetime.now(UTC))

    async def _client(self) -> httpx.AsyncClient:
        if self._http is None:
            # Building the trust store takes tens of milliseconds: not on the screen's thread.
            context = await asyncio.to_thread(self._trust)
            if self._http is None:
                self._http = httpx.AsyncClient(
                    verify=context,
                    follow_redirects=False,
                    trust_env=not _is_loopback(self.base_url),
                    limits=httpx.Limits(keepalive_expiry=4.0),
                    headers={"accept": "application/json", "user-agent": "insforge-tui"},
                )
        return self._http

    def _trust(self) -> ssl.SSLContext | bool:
        if not self.base_url.startswith("https:"):
            return True if self._ca_file is None else ssl.create_default_context()
        context = httpx.create_ssl_context()
        if self._ca_file is not None:
            try:
                context.load_verify_locations(self._ca_file)
            except (OSError, ssl.SSLError) as error:
                raise NotReached(NotReachedReason.TLS, f"ca_file {self._ca_file} can't be used: {error}") from error
        return context


def _json(body: object) -> bytes:
    import json

    # Not escaped to ASCII: what is sent is what stands in the editor.
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


async def _whole_body(response: httpx.Response) -> bytes:
    body = bytearray()
    async for piece in response.aiter_bytes():
        body += piece
        if len(body) > ANSWER_LIMIT_BYTES:
            beginning = bytes(body[:1000]).decode("utf-8", "replace")[:_BEGINNING_CHARACTERS]
            raise AnswerNotUnderstood(
                response.status_code,
                response.headers.get("content-type", ""),
                beginning,
                f"it is longer than {ANSWER_LIMIT_BYTES // 1024 // 1024} MiB",
            )
    return bytes(body)


def _not_understood(answer: Answer, why: str) -> AnswerNotUnderstood:
    beginning = answer.body[:1000].decode("utf-8", "replace")[:_BEGINNING_CHARACTERS]
    return AnswerNotUnderstood(answer.status, answer.headers.get("content-type", ""), beginning, why)


def not_understood(value: object, why: str) -> AnswerNotUnderstood:
    """An answer that is JSON, and not what the call answers."""
    beginning = _json(value).decode("utf-8", "replace")[:_BEGINNING_CHARACTERS] if value is not None else ""
    return AnswerNotUnderstood(200, "application/json", beginning, why)


def _not_reached(error: httpx.TransportError) -> NotReached:
    detail = str(error) or type(error).__name__
    if isinstance(error, httpx.ConnectTimeout | httpx.PoolTimeout):
        return NotReached(NotReachedReason.TIMEOUT, detail)
    if isinstance(error, httpx.ProxyError):
        return NotReached(NotReachedReason.PROXY, detail)
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, socket.gaierror):
            return NotReached(NotReachedReason.DNS, detail)
        if isinstance(cause, ssl.SSLError):
            return NotReached(NotReachedReason.TLS, detail)
        if isinstance(cause, ConnectionRefusedError):
            return NotReached(NotReachedReason.REFUSED, detail)
        cause = cause.__cause__ or cause.__context__
    # httpx's own layers sometimes keep only the words of the cause.
    words = detail.lower()
    if "name or service" in words or "nodename" in words or "getaddrinfo" in words:
        return NotReached(NotReachedReason.DNS, detail)
    if "all connection attempts failed" in words or "refused" in words:
        return NotReached(NotReachedReason.REFUSED, detail)
    if "ssl" in words or "certificate" in words:
        return NotReached(NotReachedReason.TLS, detail)
    return NotReached(NotReachedReason.OTHER, detail)


def _bearer(key: Secret) -> bytes:
    try:
        value = key.reveal().encode("ascii")
    except UnicodeEncodeError:
        value = b""
    if not value or any(byte < 0x21 or byte > 0x7E for byte in value):
        # `from None`: the error of the encoder would carry the key in its text.
        raise Unauthorised(401, "", "The key holds characters that no key has; was it pasted whole?") from None
    return b"Bearer " + value


def _checked(base_url: str) -> str:
    parts = urlsplit(base_url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username is not None:
        raise NotReached(NotReachedReason.BAD_ADDRESS, "a URL looks like https://host")
    return base_url.rstrip("/")


def _is_loopback(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    return host in ("localhost", "::1") or host.startswith("127.")


def _same_origin(one: httpx.URL, other: httpx.URL) -> bool:
    def port(url: httpx.URL) -> int:
        return url.port or (443 if url.scheme == "https" else 80)

    return (one.scheme, one.host, port(one)) == (other.scheme, other.host, port(other))
