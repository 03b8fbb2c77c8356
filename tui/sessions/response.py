"""What a called function answered, as far as it has come: status, headers, times, and as much of the body as is kept.

Owns what is kept and what kind of body it is. Refuses to know sockets and screens.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field, replace
from enum import Enum

from tui.model.invocation import ResponseHead
from tui.sessions.charsets import decoded, is_text_charset
from tui.sessions.run_request import is_json

MOST_KEPT_BYTES = 16 * 1024 * 1024
"""Of a longer body the beginning is kept, and the rest counted."""

REDIRECTS = (301, 302, 303, 307, 308)

_JOINED_BYTES = 64 * 1024
_LOOKED_AT_BYTES = 64 * 1024
_LONGEST_ERROR_BYTES = 200_000
_ANY_FAILURE = "Function execution failed"
"""What a deployment says of whatever a function threw."""
_TEXTUAL = re.compile(
    r"text/|[/+](?:json|x-ndjson|jsonl|javascript|xml|x-www-form-urlencoded|graphql|yaml)", re.IGNORECASE
)
_JSON = re.compile(r"[/+](?:json|x-ndjson|jsonl|x-ndjson)\b", re.IGNORECASE)
_CHARSET = re.compile(r"charset=\"?([\w.:-]+)", re.IGNORECASE)
_NO_TEXT = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


@dataclass(frozen=True, slots=True)
class KeptBody:
    """The beginning of a body, in pieces, and how many bytes of it came in all."""

    pieces: tuple[bytes, ...] = field(default=(), repr=False)
    kept: int = 0
    size: int = 0

    def longer(self, data: bytes) -> KeptBody:
        """The body with these bytes behind it."""
        taken = data[: MOST_KEPT_BYTES - self.kept]
        pieces = self.pieces
        if taken and pieces and len(pieces[-1]) + len(taken) <= _JOINED_BYTES:
            # Small pieces are joined: a stream may come byte by byte.
            pieces = (*pieces[:-1], pieces[-1] + taken)
        elif taken:
            pieces = (*pieces, taken)
        return KeptBody(pieces, self.kept + len(taken), self.size + len(data))

    @property
    def data(self) -> bytes:
        """What is kept, in one."""
        return b"".join(self.pieces)

    @property
    def is_cut(self) -> bool:
        """Whether more came than is kept."""
        return self.size > self.kept

    def since(self, kept: int) -> bytes:
        """What is kept behind the first so many bytes."""
        found: list[bytes] = []
        start = self.kept
        for piece in reversed(self.pieces):
            if start <= kept:
                break
            start -= len(piece)
            found.append(piece[max(0, kept - start) :])
        return b"".join(reversed(found))


class BodyKind(Enum):
    """What a body is, and so how it is shown."""

    EMPTY = "no body"
    JSON = "json"
    TEXT = "text"
    EVENTS = "events"
    IMAGE = "image"
    BINARY = "binary"


@dataclass(frozen=True, slots=True)
class Response:
    """An answer. `seconds` is the time since sending at which its last byte came, so far or (`is_whole`) in all."""

    head: ResponseHead
    body: KeptBody = KeptBody()
    seconds: float = 0.0
    is_whole: bool = False

    @property
    def status(self) -> int:
        """The HTTP status."""
        return self.head.status

    @property
    def headers(self) -> tuple[tuple[str, str], ...]:
        """The headers as the server wrote them."""
        return self.head.headers

    @property
    def content_type(self) -> str:
        """The content type as the server wrote it; "" where it wrote none."""
        return self.head.header("content-type")

    @property
    def redirects_to(self) -> str:
        """Where a redirect leads, as the server wrote it; "" for any other answer."""
        return self.head.header("location") if self.status in REDIRECTS else ""

    @property
    def charset(self) -> str:
        """The encoding of a text."""
        found = _CHARSET.search(self.content_type)
        return found.group(1) if found else "utf-8"

    def longer(self, data: bytes, seconds: float) -> Response:
        """With more of the body."""
        return replace(self, body=self.body.longer(data), seconds=seconds)

    def whole(self, seconds: float) -> Response:
        """At its end."""
        return replace(self, seconds=seconds, is_whole=True)


def kind_of(response: Response) -> BodyKind:
    """What the body is by its type, or where none is said by its first bytes."""
    kind = response.content_type.lower()
    if not response.body.size:
        return BodyKind.EMPTY
    if kind.startswith("text/event-stream"):
        return BodyKind.EVENTS
    if kind.startswith("image/") and "svg" not in kind:
        return BodyKind.IMAGE
    if kind and not _TEXTUAL.search(kind):
        return BodyKind.BINARY
    beginning = response.body.pieces[0][:_LOOKED_AT_BYTES] if response.body.pieces else b""
    if response.charset.lower().replace("-", "") in ("utf8", "ascii", "usascii") and (
        _NO_TEXT.search(beginning) or not _is_utf8(beginning)
    ):
        return BodyKind.BINARY
    if not is_text_charset(response.charset):
        return BodyKind.BINARY
    if _JSON.search(kind) and "ndjson" not in kind:
        return BodyKind.JSON
    looks_like_json = (not kind or kind.startswith("text/plain")) and beginning.lstrip()[:1] in (b"{", b"[")
    return BodyKind.JSON if looks_like_json else BodyKind.TEXT


def _is_utf8(beginning: bytes) -> bool:
    """Whether bytes can be the beginning of a text; a character at their end may be cut."""
    try:
        beginning.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start >= len(beginning) - 3 and error.reason == "unexpected end of data"
    return True


def body_text(response: Response) -> str | None:
    """The kept body as text; None for one that is no text."""
    if kind_of(response) in (BodyKind.IMAGE, BodyKind.BINARY):
        return None
    return decoded(response.body.data, response.charset)


def error_of(response: Response) -> str:
    """The words of a response's `error` field, as runtimes and backends send them; "" where there is none."""
    return _told_text(response, "error")


def thrown_of(response: Response) -> str:
    """What a function threw, in its words; deployments tell it in `message`, beside an `error` that is always the same.

    It is "" where the answer tells nothing.
    """
    error = error_of(response)
    return (_told_text(response, "message") if error == _ANY_FAILURE else "") or error


def _told_text(response: Response, name: str) -> str:
    if response.status < 400 or response.body.size > _LONGEST_ERROR_BYTES:
        return ""
    text = body_text(response)
    if not text or not is_json(text):
        return ""
    told = json.loads(text)
    found = told.get(name) if isinstance(told, dict) else None
    return found if isinstance(found, str) else ""


def image_facts(data: bytes) -> str:
    """The format and the size in pixels of an image, as its first bytes have them: `PNG 640x480`; "" if unknown."""
    if data.startswith(b"\x89PNG\r\n\x1a\n") and len(data) >= 24:
        return f"PNG {int.from_bytes(data[16:20], 'big')}x{int.from_bytes(data[20:24], 'big')}"
    if data[:6] in (b"GIF87a", b"GIF89a") and len(data) >= 10:
        return f"GIF {int.from_bytes(data[6:8], 'little')}x{int.from_bytes(data[8:10], 'little')}"
    if data.startswith(b"\xff\xd8"):
        return _jpeg_facts(data)
    if data[:4] == b"RIFF" and data[8:16] == b"WEBPVP8X" and len(data) >= 30:
        sides = (int.from_bytes(data[at : at + 3], "little") + 1 for at in (24, 27))
        return "WebP {}x{}".format(*sides)
    return "WebP" if data[:4] == b"RIFF" and data[8:12] == b"WEBP" else ""


def _jpeg_facts(data: bytes) -> str:
    """Walk the segments up to the frame's, which has the sides."""
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = (int.from_bytes(data[at + start : at + start + 2], "big") for start in (5, 7))
            return f"JPEG {width}x{height}"
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return "JPEG"
