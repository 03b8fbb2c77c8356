"""What a failure of httpx says: why there was no connection, and whether the server can have acted.

Owns the names that httpx, ssl and the resolver have for failures. Refuses to know what was asked.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator, Sequence

from tui.api.http_library import httpx
from tui.api.proxies import Proxy
from tui.errors import ApiError, InvalidResponse, ResponseLost, Unreachable, UnreachableReason

NO_ADDRESS = "it sends the console on to an address that is none"
"""Why an answer is not understood that leads to a URL that is none."""


def to_api_error(error: httpx.TransportError, proxy: Proxy | None, certificates: Sequence[str] = ()) -> ApiError:
    """The failure of a request, in the console's words.

    `proxy` is the one it went through. `certificates` are sentences about variables that name whom to trust and could
    not be used: a server that is not trusted may be one of theirs.
    """
    detail = str(error) or type(error).__name__
    match error:
        case httpx.UnsupportedProtocol():
            return Unreachable(UnreachableReason.BAD_ADDRESS, detail)
        case httpx.LocalProtocolError():
            # Found by the library before the first byte: a header or method that HTTP does not allow.
            return Unreachable(UnreachableReason.OTHER, detail)
        case httpx.ProxyError():
            return Unreachable(UnreachableReason.PROXY, _by_way_of(proxy, detail))
        case httpx.ConnectError() | httpx.ConnectTimeout() | httpx.PoolTimeout():
            reason = _reason(error)
            if proxy is not None and reason not in (UnreachableReason.TLS, UnreachableReason.NOT_TLS):
                return Unreachable(UnreachableReason.PROXY, _by_way_of(proxy, detail))
            return Unreachable(reason, " ".join((detail, *certificates)) if reason is UnreachableReason.TLS else detail)
        case httpx.TimeoutException():
            return ResponseLost("no answer within the time allowed", timed_out=True)
        case httpx.RemoteProtocolError() if "location header" in detail:
            return InvalidResponse(0, "", "", NO_ADDRESS)
        case httpx.RemoteProtocolError() if not _was_cut(detail):
            return InvalidResponse(0, "", "", "it is not HTTP")
        case _:
            return ResponseLost(detail)


def _by_way_of(proxy: Proxy | None, detail: str) -> str:
    """The detail, and which proxy it was about: without its password."""
    return detail if proxy is None else f"{detail} (by way of {proxy.url}, from {proxy.source})"


# OpenSSL's names for an answer that is no TLS at all.
_NO_TLS = ("WRONG_VERSION_NUMBER", "HTTP_REQUEST", "RECORD_LAYER_FAILURE", "PACKET_LENGTH_TOO_LONG")


def _was_cut(detail: str) -> bool:
    """httpcore and h11 tell an early end from garbage by their words alone."""
    return detail.startswith(("Server disconnected", "peer closed connection"))


def _reason(error: httpx.TransportError) -> UnreachableReason:
    if isinstance(error, httpx.TimeoutException):
        return UnreachableReason.TIMEOUT
    for cause in causes(error):
        match cause:
            case socket.gaierror():
                return UnreachableReason.DNS
            case ssl.SSLError(reason=str() as reason) if reason in _NO_TLS:
                return UnreachableReason.NOT_TLS
            case ssl.SSLError():
                return UnreachableReason.TLS
            case ConnectionRefusedError():
                return UnreachableReason.REFUSED
            case TimeoutError():
                return UnreachableReason.TIMEOUT
            case _:
                continue
    return UnreachableReason.OTHER


def causes(error: BaseException) -> Iterator[BaseException]:
    """The error and all that led to it. A host with several addresses fails with a group of causes."""
    waiting, seen = [error], set[int]()
    while waiting:
        current = waiting.pop(0)
        if id(current) in seen:
            continue
        seen.add(id(current))
        yield current
        if isinstance(current, BaseExceptionGroup):
            waiting.extend(current.exceptions)
        waiting.extend(cause for cause in (current.__cause__, current.__context__) if cause is not None)
