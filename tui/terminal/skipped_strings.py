"""Answers of terminals that nobody here asked for, and sequences that are too long: where they end.

Nothing of them is kept, so that one which never ends costs no memory. Pure.
"""

from __future__ import annotations

import re

STRING_STARTS = b"]PX^_"
"""The bytes behind an escape that begin OSC, DCS, SOS, PM and APC."""

_ENDS = re.compile(rb"[\x18\x1a\x1b]")
_ENDS_OF_OSC = re.compile(rb"[\x07\x18\x1a\x1b]")
_NOT_IN_SEQUENCE = re.compile(rb"[^ -?]")


class SkippedString:
    """A string that is skipped. `start` is the byte that began it: one of the above, or `[` for a long sequence.

    So many bytes of it are kept as `text`; a longer one is none that is waited for.
    """

    def __init__(self, start: int, kept_bytes: int = 0) -> None:
        self._start = start
        self._kept_bytes = kept_bytes
        self.text = b""

    def skip(self, data: bytes, position: int) -> tuple[int, bool]:
        """Skip from `position`; returns up to where, and whether the string has ended there.

        CAN and SUB end it, and so does an escape, which begins something new unless it is the string's own end. Where
        it has not ended and something is left, that is the escape, whose next byte is missing.
        """
        if self._start == ord("["):
            found = _NOT_IN_SEQUENCE.search(data, position)
            return (len(data), False) if found is None else (found.end() - (not b"@" <= found[0] <= b"~"), True)
        found = (_ENDS_OF_OSC if self._start == ord("]") else _ENDS).search(data, position)
        if self._kept_bytes:
            # One more than fits tells that it does not.
            end = len(data) if found is None else found.start()
            self.text = (self.text + data[position:end])[: self._kept_bytes + 1]
        if found is None:
            return len(data), False
        if found[0] != b"\x1b":
            return found.end(), True
        if found.end() == len(data):
            return found.start(), False
        return (found.end() + 1 if data[found.end()] == ord("\\") else found.start()), True
