"""What is said of a paste that is not exactly what the terminal sent. Pure."""

from __future__ import annotations

from tui.terminal.input_events import Burst, Paste

_MEBIBYTE = 1024 * 1024


def said_of(what: Paste | Burst) -> str:
    """A sentence or two for the status line; empty when nothing was changed, and for a burst."""
    if isinstance(what, Burst):
        return ""
    parts: list[str] = []
    if what.removed:
        parts.append(
            "1 control character was removed."
            if what.removed == 1
            else f"{what.removed:,} control characters were removed."
        )
    if what.dropped_bytes:
        parts.append(f"It was too large: the last {_size(what.dropped_bytes)} are missing.")
    if not what.ended:
        parts.append("The terminal did not say where the paste ends: check its end.")
    return " ".join(["Pasted.", *parts]) if parts else ""


def _size(count: int) -> str:
    return f"{count / _MEBIBYTE:,.1f} MiB" if count >= _MEBIBYTE else f"{count:,} bytes"
