"""One request out, one whole answer back.

Owns httpx: connections, trust, proxies, time limits and the size limit. What a failure means is told in `failures.py`.
Refuses to know keys, paths and what the body of an answer means.
"""

from __future__ import annotations

import asyncio
import os
import ssl
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import cast

from idna import IDNAError

from tui.api.content_decoder import ContentDecoder, ContentDecodingError
from tui.api.failures import NO_ADDRESS, to_api_error
from tui.api.http_library import httpx
from tui.api.proxies import Proxy, proxy_for
from tui.api.trust import load_trust
from tui.errors import InvalidResponse, ResponseLost, Unreachable, UnreachableReason

ANSWER_LIMIT_BYTES = 32 * 1024 * 1024
"""An answer longer than this, once unpacked, is not read to its end. Fifty thousand functions are half of it."""

_BEGINNING_CHARACTERS = 200
_KEPT_OPEN_SECONDS = 4.0
# A server that sends a byte now and then never trips the limit between two pieces; this many of those end it.
_WAITS_IN_ALL = 4
_TURN_SECONDS = 0.01
# What is read at once is parsed at once, and keys wait meanwhile: of interim answers, which a server may send without
# end, 64 KiB are 150 ms. A TLS record holds as much as this.
_READ_BYTES = 16 * 1024
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds until the console gives up: to connect, between two pieces of an answer, for a write's answer, to send.

    A write may wait for a deployment, so its answer is given longer than a read's.
    """

    connect_seconds: float = 10.0
    read_seconds: float = 60.0
    write_answer_seconds: float = 120.0
    write_seconds: float = 30.0


@dataclass(frozen=True, slots=True)
class Request:
    """A request. `repeatable`: sending it twice would do no harm. `long_timeout`: its answer may take long."""

    method: str
    url: str
    headers: tuple[tuple[bytes, bytes], ...] = ()
    content: bytes | None = None
    repeatable: bool = False
    long_timeout: bool = False

    def __repr__(self) -> str:
        # The headers hold the key, and the content perhaps a password.
        return f"Request({self.method!r}, {self.url!r})"


@dataclass(frozen=True, slots=True)
class Response:
    """A whole answer of any status, and the URL it came from. `headers` has lower-case names."""

    url: str
    status: int
    headers: Mapping[str, str]
    header_list: tuple[tuple[str, str], ...]
    body: bytes


Listener = Callable[[Mapping[str, str]], None]


class Connections:
    """Connections to whichever servers are asked, opened when first needed and usable again after `aclose`.

    `on_notice` gets a sentence for each variable of the environment that could not be used as it stands. Proxies and
    certificates are read by `proxies.py` and `trust.py`; httpx reads no variable.

    Only repeatable requests share connections that are kept open. A kept connection may have been closed by the
    server a moment ago, and a write sent into it would look lost; a fresh one costs a write some milliseconds.
    """

    def __init__(
        self,
        timeouts: Timeouts,
        ca_file: str | None,
        environment: Mapping[str, str] | None = None,
        on_notice: Callable[[str], None] | None = None,
    ) -> None:
        self._timeouts = timeouts
        self._ca_file = ca_file
        self._environment = os.environ if environment is None else environment
        self._on_notice = on_notice
        self._certificate_notices: tuple[str, ...] = ()
        self._clients: dict[tuple[bool, bool, Proxy | None], httpx.AsyncClient] = {}

    async def aclose(self) -> None:
        """Close every connection."""
        clients = tuple(self._clients.values())
        self._clients.clear()
        for client in clients:
            await client.aclose()

    async def send(self, outgoing: Request, *, fresh: bool = False, on_head: Listener | None = None) -> Response:
        """Send a request once. `on_head` gets the answer's headers even when its body then fails.

        Raises Unreachable when the server can't have acted: no connection, or a request that can't be written at all.
        Raises ResponseLost when it may have. A failure while sending counts as that: a server may act on, and answer,
        a request whose last bytes it never takes. Raises InvalidResponse for an answer that is not HTTP, too
        long, or badly compressed. Redirects are not followed.
        """
        timeouts = self._timeouts
        waiting = timeouts.write_answer_seconds if outgoing.long_timeout else timeouts.read_seconds
        try:
            async with (
                asyncio.timeout(self.head_seconds(outgoing, waiting * _WAITS_IN_ALL)),
                self.opened(outgoing, waiting, fresh=fresh) as response,
            ):
                if on_head is not None:
                    on_head(_lower(response.headers))
                return await _whole(response)
        except TimeoutError as error:
            raise ResponseLost("the answer took too long", timed_out=True) from error

    def head_seconds(self, outgoing: Request, waiting_seconds: float) -> float:
        """How long an answer may be waited for, connecting and sending included."""
        timeouts = self._timeouts
        return timeouts.connect_seconds + (timeouts.write_seconds if outgoing.content else 0.0) + waiting_seconds

    @asynccontextmanager
    async def opened(
        self, outgoing: Request, waiting_seconds: float, *, fresh: bool = False
    ) -> AsyncIterator[httpx.Response]:
        """Send a request once and open its answer, whose body is yet to be read; raises as `send` does.

        `waiting_seconds` is how long to wait for the answer and for each of its pieces.
        """
        url = _url(outgoing.url)
        if not outgoing.method.isascii():
            raise Unreachable(UnreachableReason.OTHER, "there is no such method in HTTP")
        proxy, notice = proxy_for(self._environment, url.scheme, url.host, url.port or _PORTS[url.scheme])
        self._mention(notice)
        client = await self._client(url, proxy, keep_open=outgoing.repeatable and not fresh)
        timeouts = self._timeouts
        limits = httpx.Timeout(
            waiting_seconds,
            connect=timeouts.connect_seconds,
            write=timeouts.write_seconds,
            pool=timeouts.connect_seconds,
        )
        try:
            request = client.build_request(
                outgoing.method, url, headers=list(outgoing.headers), content=outgoing.content, timeout=limits
            )
        except (httpx.InvalidURL, ValueError) as error:
            raise Unreachable(UnreachableReason.OTHER, "the request can't be written as HTTP") from error
        try:
            response = await client.send(request, stream=True)
            try:
                yield response
            finally:
                await response.aclose()
        except httpx.TransportError as error:
            raise to_api_error(error, proxy, self._certificate_notices) from error
        except (httpx.InvalidURL, IDNAError) as error:
            # httpx reads the address of a redirect although it is not to follow it: the request was sent by then.
            raise InvalidResponse(0, "", "", NO_ADDRESS) from error
        except UnicodeError as error:
            if proxy is not None:
                detail = f"{proxy.source} names a proxy whose name can't be one"
                raise Unreachable(UnreachableReason.PROXY, detail) from error
            # The system's resolver says this of a name with a part that is empty or too long.
            raise Unreachable(UnreachableReason.BAD_ADDRESS, "there can't be a host of that name") from error

    async def _client(self, url: httpx.URL, proxy: Proxy | None, *, keep_open: bool) -> httpx.AsyncClient:
        is_tls = url.scheme == "https"
        kind = (is_tls, keep_open, proxy)
        if kind not in self._clients:
            needs_trust = is_tls or (proxy is not None and proxy.url.startswith("https:"))
            trust = await self._trust() if needs_trust else None
            if kind not in self._clients:
                self._clients[kind] = _new_client(trust, proxy, keep_open=keep_open)
        return self._clients[kind]

    async def _trust(self) -> ssl.SSLContext:
        # Reading the trust store takes tens of milliseconds: not on the screen's thread.
        trust = await asyncio.to_thread(load_trust, self._environment, self._ca_file)
        self._certificate_notices = trust.notices
        for notice in trust.notices:
            self._mention(notice)
        return trust.context

    def _mention(self, notice: str) -> None:
        if notice and self._on_notice is not None:
            self._on_notice(notice)


def excerpt(body: bytes) -> str:
    """The first characters of a body, as `InvalidResponse` holds them."""
    return body[: 4 * _BEGINNING_CHARACTERS].decode("utf-8", "replace")[:_BEGINNING_CHARACTERS]


def _new_client(trust: ssl.SSLContext | None, proxy: Proxy | None, *, keep_open: bool) -> httpx.AsyncClient:
    import httpcore  # Loaded by httpx, too, with its first client only.

    httpcore.AsyncHTTP11Connection.READ_NUM_BYTES = _READ_BYTES
    login = None if proxy is None or proxy.user is None else (proxy.user, proxy.password)
    return httpx.AsyncClient(
        # Without TLS there is no context: httpx hands on what it gets, and would make one of True or False.
        verify=cast(ssl.SSLContext, trust),
        follow_redirects=False,
        trust_env=False,
        proxy=None if proxy is None else _http_proxy(proxy, login, trust),
        limits=httpx.Limits(max_keepalive_connections=None if keep_open else 0, keepalive_expiry=_KEPT_OPEN_SECONDS),
        # No cookie is kept: a session's cookie would go along with calls that never asked for it.
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),
        headers={"user-agent": "insforge-tui", "accept-encoding": "gzip, deflate"},
    )


def _http_proxy(proxy: Proxy, login: tuple[str, str] | None, trust: ssl.SSLContext | None) -> httpx.Proxy:
    try:
        return httpx.Proxy(proxy.url, auth=login, ssl_context=trust if proxy.url.startswith("https:") else None)
    except (httpx.InvalidURL, ValueError) as error:
        # A name that begins with xn-- and is none. The text is not passed on: nothing of the variable's value is.
        raise Unreachable(UnreachableReason.PROXY, f"{proxy.source} names a proxy whose name can't be one") from error


def _url(text: str) -> httpx.URL:
    try:
        url = httpx.URL(text)
        # A host that begins with xn-- and is no name in another script is found out only when it is asked for.
        usable = url.scheme in ("http", "https") and bool(url.host) and not url.userinfo
    except (httpx.InvalidURL, ValueError) as error:
        raise Unreachable(UnreachableReason.BAD_ADDRESS, "a URL looks like https://host") from error
    if not usable:
        raise Unreachable(UnreachableReason.BAD_ADDRESS, "a URL looks like https://host")
    return url


async def _whole(response: httpx.Response) -> Response:
    body = bytearray()
    headers = response.headers
    try:
        # Not unpacked by httpx, which would make a gigabyte of a few kilobytes in one go.
        unpacker = ContentDecoder(headers.get("content-encoding", ""))
        turn = time.monotonic() + _TURN_SECONDS
        async for piece in response.aiter_raw():
            body += unpacker.unpack(piece, ANSWER_LIMIT_BYTES + 1 - len(body))
            if len(body) > ANSWER_LIMIT_BYTES:
                raise unusable(response, bytes(body[:1000]), f"it is longer than {ANSWER_LIMIT_BYTES // 1048576} MiB")
            if time.monotonic() > turn:
                # A million pieces may lie ready; others want their turn between them.
                await asyncio.sleep(0)
                turn = time.monotonic() + _TURN_SECONDS
        unpacker.finish()
    except ContentDecodingError as error:
        raise unusable(response, b"", str(error)) from error
    return Response(str(response.url), response.status_code, _lower(headers), as_sent(headers), bytes(body))


def unusable(response: httpx.Response, body: bytes, why: str) -> InvalidResponse:
    """The error of a body that can't be used."""
    return InvalidResponse(response.status_code, response.headers.get("content-type", ""), excerpt(body), why)


def as_sent(headers: httpx.Headers) -> tuple[tuple[str, str], ...]:
    """The headers in their order, as they were written."""
    return tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in headers.raw)


def _lower(headers: httpx.Headers) -> Mapping[str, str]:
    return {name.lower(): value for name, value in headers.items()}
