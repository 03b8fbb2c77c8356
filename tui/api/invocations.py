"""A function called as its callers do, its answer told piece by piece while it comes.

Owns the address of a function and when the key goes along. Refuses to keep a body: who reads decides how much of it.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Sequence

from tui.api.connections import Request, as_sent, unusable
from tui.api.content_decoder import ContentDecoder, ContentDecodingError
from tui.api.transport import Transport, bearer, checked_url
from tui.errors import ResponseLost, Unreachable, UnreachableReason
from tui.model.address import quoted_slug, same_origin
from tui.model.invocation import BodyPiece, InvocationCall, InvocationEvent, ResponseEnd, ResponseHead
from tui.model.secret import Secret

PIECE_BYTES = 256 * 1024
"""The longest piece of a body that is handed on: a few kilobytes can unpack to gigabytes."""

# These belong to the connection; a function's caller can't set them without breaking it.
_OURS = ("connection", "content-length", "transfer-encoding")
_TURN_SECONDS = 0.01


class InvocationsApi:
    """Calls of the functions of one server. Raises the errors under `tui.errors.ApiError` and no others."""

    def __init__(self, transport: Transport, key: Secret | None) -> None:
        self._transport = transport
        self._key = key

    async def stream(self, slug: str, call: InvocationCall) -> AsyncGenerator[InvocationEvent, None]:
        """Send a call once; yields its head, its body as it comes, and its end.

        Any status is an answer. A redirect is not followed. Cancelling, or closing the generator, closes the
        connection. ResponseLost and InvalidResponse may come after the head: what was yielded before is true.
        """
        outgoing = Request(
            call.method, self._url(slug, call), self._headers(slug, call), call.body or None, call.shares_connections
        )
        connections = self._transport.for_call(outgoing)
        started = time.monotonic()
        try:
            async with (
                asyncio.timeout(connections.head_seconds(outgoing, call.timeout_seconds)) as deadline,
                connections.opened(outgoing, call.timeout_seconds) as response,
            ):
                deadline.reschedule(None)
                headers = as_sent(response.headers)
                yield ResponseHead(response.status_code, headers, time.monotonic() - started, str(response.url))
                turn = time.monotonic() + _TURN_SECONDS
                try:
                    decoder = ContentDecoder(response.headers.get("content-encoding", ""))
                    async for packed in response.aiter_raw():
                        for piece in decoder.pieces(packed, PIECE_BYTES):
                            if piece:
                                yield BodyPiece(piece, time.monotonic() - started)
                            if time.monotonic() > turn:
                                # A million pieces may lie ready; others want their turn between them.
                                await asyncio.sleep(0)
                                turn = time.monotonic() + _TURN_SECONDS
                    decoder.finish()
                except ContentDecodingError as error:
                    raise unusable(response, b"", str(error)) from error
            yield ResponseEnd(time.monotonic() - started)
        except TimeoutError as error:
            raise ResponseLost("no answer within the time allowed", timed_out=True) from error

    def _url(self, slug: str, call: InvocationCall) -> str:
        if call.url is not None:
            return call.url
        prefix = f"{self._transport.base_url}/functions" if call.base is None else checked_url(call.base)
        return f"{prefix}/{quoted_slug(slug)}{call.path}" + (f"?{call.query}" if call.query else "")

    def _headers(self, slug: str, call: InvocationCall) -> tuple[tuple[bytes, bytes], ...]:
        headers = raw_headers(call.headers)
        if not call.with_key or self._key is None:
            return headers
        if not same_origin(self._url(slug, call), self._transport.base_url):
            raise Unreachable(UnreachableReason.OTHER, f"the API key is sent to {self._transport.base_url} alone")
        return (*headers, (b"authorization", bearer(self._key)))


def raw_headers(headers: Sequence[tuple[str, str]]) -> tuple[tuple[bytes, bytes], ...]:
    """Headers as bytes, the connection's own left out. Raises Unreachable for a name that HTTP can't write."""
    try:
        return tuple(
            (name.encode("ascii"), value.encode("utf-8")) for name, value in headers if name.lower() not in _OURS
        )
    except UnicodeEncodeError as error:
        raise Unreachable(UnreachableReason.OTHER, "a header can't be written as HTTP") from error
