"""What is kept of a body, and what kind of body it is."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cases import cases
from tui.model.invocation import ResponseHead
from tui.sessions import response as module
from tui.sessions.response import BodyKind, KeptBody, Response, body_text, error_of, image_facts, kind_of


def answered(kind: str, body: bytes, status: int = 200, *headers: tuple[str, str]) -> Response:
    own = (("Content-Type", kind),) if kind else ()
    return Response(ResponseHead(status, (*own, *headers), 0.1)).longer(body, 0.2).whole(0.2)


@given(st.lists(st.binary(max_size=9), max_size=12), st.integers(0, 60))
def test_a_body_keeps_its_beginning_and_counts_the_rest(pieces: list[bytes], most: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "MOST_KEPT_BYTES", most)
        patch.setattr(module, "_JOINED_BYTES", 16)
        body, whole = KeptBody(), b"".join(pieces)
        for piece in pieces:
            before, body = body, body.longer(piece)
            assert body.since(before.kept) == body.data[before.kept :]
            assert all(body.since(at) == body.data[at:] for at in range(body.kept + 1))
        assert (body.data, body.kept, body.size) == (whole[:most], len(whole[:most]), len(whole))
        assert body.is_cut is (len(whole) > most)
        assert len(body.pieces) <= 2 * len(whole) // 16 + 1


@cases(
    ("kind", "body", "found"),
    [
        ("application/json; charset=utf-8", b"{}", BodyKind.JSON),
        ("application/problem+json", b"{}", BodyKind.JSON),
        ("", b' [{"a":1}]', BodyKind.JSON),
        ("text/plain;charset=UTF-8", b'{"a":1}', BodyKind.JSON),
        ("application/x-ndjson", b"{}\n{}", BodyKind.TEXT),
        ("text/html", b"<p>", BodyKind.TEXT),
        ("image/svg+xml", b"<svg/>", BodyKind.TEXT),
        ("", b"words", BodyKind.TEXT),
        ("text/event-stream", b"data: 1", BodyKind.EVENTS),
        ("image/png", b"\x89PNG", BodyKind.IMAGE),
        ("application/octet-stream", b"words", BodyKind.BINARY),
        ("", b"\x00\x01", BodyKind.BINARY),
        ("text/plain", b"\xff\xfe", BodyKind.BINARY),
        ("text/plain; charset=nonsense", b"a", BodyKind.BINARY),
        ("text/plain; charset=iso-8859-1", b"\xe4", BodyKind.TEXT),
        ("application/json", b"", BodyKind.EMPTY),
        # A character cut by the end of what was looked at.
        ("text/plain", "ä".encode()[:1], BodyKind.TEXT),
    ],
)
def test_a_body_is_shown_by_its_type_or_else_by_its_bytes(kind: str, body: bytes, found: BodyKind) -> None:
    assert kind_of(answered(kind, body)) is found


def test_text_is_read_in_its_own_encoding() -> None:
    assert body_text(answered("text/plain; charset=iso-8859-1", b"\xe4")) == "ä"
    assert body_text(answered("text/plain", b"a\xff" * 40000)) is None
    assert body_text(answered("application/octet-stream", b"a")) is None


def test_the_words_of_an_error_are_found() -> None:
    assert error_of(answered("application/json", b'{"error":"Function timeout"}', 504)) == "Function timeout"
    assert error_of(answered("application/json", b'{"error":"Function timeout"}', 200)) == ""
    assert error_of(answered("application/json", b'{"error":[1]}', 500)) == ""
    assert error_of(answered("text/html", b"x", 500)) == error_of(answered("", b"\x00", 500)) == ""


def test_a_redirect_leads_somewhere() -> None:
    assert answered("", b"", 302, ("LOCATION", "/a")).redirects_to == "/a"
    assert answered("", b"", 200, ("location", "/a")).redirects_to == answered("", b"", 302).redirects_to == ""


@cases(
    ("data", "facts"),
    [
        (b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" + struct.pack(">II", 640, 480), "PNG 640x480"),
        (b"GIF89a" + struct.pack("<HH", 3, 2), "GIF 3x2"),
        (b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc0\x00\x11\x08" + struct.pack(">HH", 480, 640), "JPEG 640x480"),
        (b"\xff\xd8\xff", "JPEG"),
        (b"RIFF\0\0\0\0WEBPVP8X" + b"\0" * 8 + b"\x7f\x02\x00\xdf\x01\x00", "WebP 640x480"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "WebP"),
        (b"\x89PNG", ""),
        (b"", ""),
    ],
)
def test_the_sides_of_an_image_are_in_its_first_bytes(data: bytes, facts: str) -> None:
    assert image_facts(data) == facts


@given(st.binary(max_size=40))
def test_any_bytes_have_facts_or_none(data: bytes) -> None:
    for beginning in (b"\xff\xd8", b"\x89PNG\r\n\x1a\n", b"RIFF", b"GIF89a", b""):
        image_facts(beginning + data)
