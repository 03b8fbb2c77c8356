"""What stands between the marks of a paste: all of it is text, and none of it a key.

Owns the end mark, also when it comes in parts, and how much is kept. Pure.
"""

from __future__ import annotations

import re

from tui.terminal.input_events import Paste

PASTE_START, PASTE_END = b"\x1b[200~", b"\x1b[201~"
PASTE_LIMIT_BYTES = 8 * 1024 * 1024
"""How much of one paste is kept. A function's code is far smaller; servers take no such body."""

_CONTROLS = bytes((*range(9), 11, 12, *range(14, 32), 127))
_MORE_CONTROLS = re.compile("[\x80-\x9f]")
"""C1, which takes two bytes in UTF-8."""


class PasteBuffer:
    """Collects a paste up to its end mark, or until it is said to have ended."""

    def __init__(self, limit_bytes: int = PASTE_LIMIT_BYTES) -> None:
        self._limit = limit_bytes
        self._kept = bytearray()
        self._dropped = 0
        self._mark_begun = b""

    @property
    def mark_begun(self) -> bytes:
        """The beginning of an end mark, when the paste stops in the middle of one."""
        return self._mark_begun

    def add(self, data: bytes) -> int | None:
        """Take what came; returns how many bytes of it are the paste and its mark, None while that has not come."""
        begun = len(self._mark_begun)
        data = self._mark_begun + data
        end = data.find(PASTE_END)
        if end >= 0:
            self._keep(data[:end])
            self._mark_begun = b""
            return end + len(PASTE_END) - begun
        open_bytes = next((n for n in range(len(PASTE_END) - 1, 0, -1) if data.endswith(PASTE_END[:n])), 0)
        self._mark_begun = data[len(data) - open_bytes :]
        self._keep(data[: len(data) - open_bytes])
        return None

    def _keep(self, data: bytes) -> None:
        room = self._limit - len(self._kept)
        self._kept += data[:room]
        self._dropped += max(0, len(data) - room)

    def finish(self, *, ended: bool) -> Paste:
        """The paste as text. Bytes that are not UTF-8 become U+FFFD; controls but tabs and line ends are taken out."""
        content = self._kept
        if self._dropped and (cut := incomplete_at_end(content)):
            self._dropped += cut
            del content[-cut:]
        # Byte by byte: a list of what stands between them would be many times as large.
        inert = content.translate(None, _CONTROLS)
        text, removed = _MORE_CONTROLS.subn("", inert.decode("utf-8", "replace"))
        return Paste(text, len(content) - len(inert) + removed, self._dropped, ended)


def incomplete_at_end(data: bytes | bytearray) -> int:
    """How many bytes at the end are the beginning of a character in UTF-8 whose rest is missing."""
    for back in range(1, min(3, len(data)) + 1):
        byte = data[-back]
        if byte >= 0xC2:
            needed = 2 if byte < 0xE0 else 3 if byte < 0xF0 else 4 if byte < 0xF5 else 0
            return back if needed > back else 0
        if byte < 0x80:
            return 0
    return 0
