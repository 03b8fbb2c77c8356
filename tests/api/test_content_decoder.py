"""A packed body is unpacked as far as there is room, and a broken one is told."""

from __future__ import annotations

import gzip
import zlib

import pytest

from tests.cases import cases
from tui.api.content_decoder import ContentDecoder, ContentDecodingError

TEXT = b"a function's text " * 1000


def unpacked(coding: str, body: bytes, most: int = 1_000_000) -> bytes:
    """The whole body, taken in small pieces."""
    unpacker = ContentDecoder(coding)
    found = b""
    for start in range(0, len(body), 7):
        found += unpacker.unpack(body[start : start + 7], most - len(found))
    unpacker.finish()
    return found


def bare(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


@cases(
    ("coding", "body"),
    [
        ("", TEXT),
        ("identity", TEXT),
        ("br-of-mars", TEXT),
        ("gzip", gzip.compress(TEXT, mtime=0)),
        ("X-GZip", gzip.compress(TEXT, mtime=0)),
        ("deflate", zlib.compress(TEXT)),
        ("deflate", bare(TEXT)),
        ("gzip", b""),
    ],
)
def test_what_servers_send_is_unpacked(coding: str, body: bytes) -> None:
    assert unpacked(coding, body) == (TEXT if body else b"")


def test_a_bomb_is_unpacked_as_far_as_there_is_room() -> None:
    bomb = gzip.compress(b" " * 50_000_000, mtime=0)
    assert len(bomb) < 100_000
    assert ContentDecoder("gzip").unpack(bomb, 1000) == b" " * 1000


@cases("body", [gzip.compress(TEXT, mtime=0)[:-9], b"not gzip at all", gzip.compress(TEXT, mtime=0)[:40] + b"?" * 40])
def test_a_broken_one_is_told(body: bytes) -> None:
    with pytest.raises(ContentDecodingError, match="broken"):
        unpacked("gzip", body)


def test_one_in_another_is_not_begun() -> None:
    with pytest.raises(ContentDecodingError, match="more than once"):
        ContentDecoder("gzip, gzip")
