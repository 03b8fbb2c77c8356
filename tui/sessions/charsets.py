"""Bytes as text in the encoding a server names, whatever it names: nothing that is sent can end the console.

Pure. Refuses to know where bytes come from.
"""

from __future__ import annotations

import codecs
import re

_SURROGATE = re.compile("[\ud800-\udfff]")
_WITHOUT_MARK = {"utf-16": "utf-16-le", "utf-32": "utf-32-le"}
"""What is meant where the mark is missing that says which byte of a character comes first."""


def is_text_charset(charset: str) -> bool:
    """Whether bytes can be read as text in an encoding of this name."""
    try:
        "".encode(charset)
        codecs.getincrementaldecoder(charset)("replace").decode(b"a")
    except (LookupError, ValueError):
        return False
    return True


def decoded(data: bytes, charset: str) -> str:
    """Whole bytes as text; what can't be decoded is a replacement character."""
    return Decoder(charset).decode(data, is_last=True)


class Decoder:
    """Takes bytes piece by piece. What its encoding can't go on with is read as UTF-8; it raises nothing."""

    def __init__(self, charset: str) -> None:
        self._decoder = codecs.getincrementaldecoder(charset if is_text_charset(charset) else "utf-8")("replace")
        self._otherwise = _WITHOUT_MARK.get(charset.lower().replace("_", "-"), "utf-8")

    def decode(self, data: bytes, *, is_last: bool = False) -> str:
        """The text of the next bytes; half a character waits for its rest."""
        waiting, _ = self._decoder.getstate()
        try:
            text = self._decoder.decode(data, is_last)
        except ValueError:
            self._decoder = codecs.getincrementaldecoder(self._otherwise)("replace")
            text = self._decoder.decode(waiting + data, is_last)
        # Half a character of UTF-16 can't be written to a terminal or a file.
        return _SURROGATE.sub("\ufffd", text)
