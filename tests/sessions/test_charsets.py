"""Bytes in whatever encoding a server names are text, or are known to be none; nothing is raised."""

from __future__ import annotations

from encodings.aliases import aliases

from hypothesis import given
from hypothesis import strategies as st

from tests.cases import cases
from tui.model.invocation import ResponseHead
from tui.sessions.charsets import Decoder, decoded, is_text_charset
from tui.sessions.response import BodyKind, Response, body_text, kind_of
from tui.sessions.text_lines import TextLines

ODD = ("utf-16", "utf_32", "UTF-16", "idna", "punycode", "utf-7", "undefined", "hex", "rot13", "nonsense", "a\0b")


@given(st.sampled_from([*ODD, *sorted(set(aliases.values()))]), st.lists(st.binary(max_size=20), max_size=4))
def test_nothing_that_is_sent_raises(charset: str, pieces: list[bytes]) -> None:
    kind = f"text/plain; charset={charset}"
    response = Response(ResponseHead(200, (("Content-Type", kind),), 0.1)).longer(b"".join(pieces), 0.2).whole(0.2)
    lines = TextLines(response.charset)
    for piece in pieces:
        lines.take(piece)
    lines.take(b"", is_last=True)
    lines.source.encode()
    text = body_text(response)
    assert (text is None) is (kind_of(response) is BodyKind.BINARY)
    (text or "").encode()


@cases(("charset", "order"), [("utf-16", "utf-16-le"), ("UTF_32", "utf-32-le")])
def test_without_a_byte_order_mark_the_low_byte_comes_first(charset: str, order: str) -> None:
    decoder = Decoder(charset)
    assert "".join(decoder.decode(bytes([byte])) for byte in "hällo".encode(order)) == "hällo"
    assert decoded("hällo".encode(charset), charset) == "hällo"


def test_half_a_character_is_replaced() -> None:
    assert decoded(b"+2AA-", "utf-7") == "\ufffd"


@cases("charset", ["idna", "undefined", "hex", "rot13", "nonsense"])
def test_what_is_no_encoding_of_texts_is_known(charset: str) -> None:
    assert not is_text_charset(charset)
