"""Compressed bodies, unpacked no further than there is room: a few kilobytes can stand for gigabytes."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

_GZIP, _ZLIB, _RAW = 31, 15, -15
_WINDOWS = {"gzip": _GZIP, "x-gzip": _GZIP, "deflate": _ZLIB}


class ContentDecodingError(ValueError):
    """The body can't be unpacked; the text says why."""


class ContentDecoder:
    """Takes a body piece by piece. `coding` is the Content-Encoding header; what is unknown is taken as it comes.

    Raises ContentDecodingError for a body that is packed more than once, and from its methods for a broken one.
    """

    def __init__(self, coding: str) -> None:
        windows = [_WINDOWS[name] for part in coding.split(",") if (name := part.strip().lower()) in _WINDOWS]
        if len(windows) > 1:
            raise ContentDecodingError("it is compressed more than once")
        self._window = windows[0] if windows else None
        self._engine = None if self._window is None else zlib.decompressobj(self._window)
        self._begun = False

    def unpack(self, piece: bytes, most: int) -> bytes:
        """The next bytes of the body, at most so many; what would be more than that is dropped."""
        if self._engine is None:
            return piece[:most]
        if not piece:
            return b""
        first, self._begun = not self._begun, True
        try:
            return self._engine.decompress(piece, most)
        except zlib.error as error:
            if not first or self._window != _ZLIB:
                raise ContentDecodingError("its compression is broken") from error
        # Some servers mean the bare stream when they say deflate.
        self._window, self._engine = _RAW, zlib.decompressobj(_RAW)
        return self.unpack(piece, most)

    def pieces(self, piece: bytes, most: int) -> Iterator[bytes]:
        """The next bytes of the body, all of them, in pieces of at most so many."""
        unpacked = self.unpack(piece, most) if self._engine is not None else b""
        if self._engine is None:
            for start in range(0, len(piece), most):
                yield piece[start : start + most]
            return
        yield unpacked
        while tail := self._engine.unconsumed_tail:
            yield self.unpack(tail, most)

    def finish(self) -> None:
        """The body is at its end."""
        if self._engine is not None and self._begun and not self._engine.eof:
            raise ContentDecodingError("its compression is broken")
