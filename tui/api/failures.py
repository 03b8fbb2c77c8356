"""What a failure of httpx says: why there was no connection, and whether the server can have acted.

Owns the names that httpx, ssl and the resolver have for failures. Refuses to know what was asked.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator

from tui.api.addresses import goes_through_proxy
from tui.api.http_library import httpx
from tui.errors import AnswerLost, AnswerNotUnderstood, ApiError, NotReached, NotReachedReason

NO_ADDRESS = "it sends the console on to an address that is none"
"""Why an answer is not understood that leads to a URL that is none."""


def told(error: httpx.TransportError, url: httpx.URL) -> ApiError:
    """The failure of a request to this URL, in the console's words."""
    detail = str(error) or type(error).__name__
    match error:
        case httpx.UnsupportedProtocol():
            return NotReached(NotReachedReason.BAD_ADDRESS, detail)
        case httpx.LocalProtocolError():
            # Found by the library before the first byte: a header or method that HTTP does not allow.
            return NotReached(NotReachedReason.OTHER, detail)
        case httpx.ProxyError():
            return NotReached(NotReachedReason.PROXY, detail)
        case httpx.ConnectError() | httpx.ConnectTimeout() | httpx.PoolTimeout():
            reason = _reason(error)
            by_proxy = goes_through_proxy(url.scheme, url.host)
            if by_proxy and reason not in (NotReachedReason.TLS, NotReachedReason.NOT_TLS):
                return NotReached(NotReachedReason.PROXY, f"{detail} (by way of the proxy the environment names)")
            return NotReached(reason, detail)
        case httpx.TimeoutException():
            return AnswerLost("no answer within the time allowed", timed_out=True)
        case httpx.RemoteProtocolError() if "location header" in detail:
            return AnswerNotUnderstood(0, "", "", NO_ADDRESS)
        case httpx.RemoteProtocolError() if not _was_cut(detail):
            return AnswerNotUnderstood(0, "", "", "it is not HTTP")
        case _:
            return AnswerLost(detail)


# OpenSSL's names for an answer that is no TLS at all.
_NO_TLS = ("WRONG_VERSION_NUMBER", "HTTP_REQUEST", "RECORD_LAYER_FAILURE", "PACKET_LENGTH_TOO_LONG")


def _was_cut(detail: str) -> bool:
    """httpcore and h11 tell an early end from garbage by their words alone."""
    return detail.startswith(("Server disconnected", "peer closed connection"))


def _reason(error: httpx.TransportError) -> NotReachedReason:
    if isinstance(error, httpx.TimeoutException):
        return NotReachedReason.TIMEOUT
    for cause in causes(error):
        match cause:
            case socket.gaierror():
                return NotReachedReason.DNS
            case ssl.SSLError(reason=str() as reason) if reason in _NO_TLS:
                return NotReachedReason.NOT_TLS
            case ssl.SSLError():
                return NotReachedReason.TLS
            case ConnectionRefusedError():
                return NotReachedReason.REFUSED
            case TimeoutError():
                return NotReachedReason.TIMEOUT
            case _:
                continue
    return NotReachedReason.OTHER


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
