"""What becomes of a text that is copied: how the terminal is asked to take it (OSC 52), and what is said of it.

Pure. A terminal never answers whether it took a text, so no sentence says that it is on the clipboard.

tmux takes a text for itself where `set-clipboard` is on, and passes it to the terminal around it, wrapped in a DCS,
where `allow-passthrough` is: it is asked both ways. GNU screen only passes on what is wrapped, in short pieces.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

MOST_BYTES = 74_994
"""The largest text that is handed over, in bytes of UTF-8.

The widespread bound for OSC 52 (hterm's osc52.sh, vim-oscyank) is 100,000 bytes for the whole sequence: 8 are its head
and its end, and 99,992 characters of base64 hold 74,994 bytes. Terminals drop a longer one without a word.
"""

_SCREEN_PIECE = 250
"""GNU screen passes on strings of up to 256 bytes in its oldest versions that are about."""

_HERE_ONLY = "copied inside the console only (ctrl+v pastes it)."


class Copied(NamedTuple):
    """What the terminal is sent, nothing where it can't be handed the text, and a sentence about it."""

    sequence: str
    said: str


def copied(text: str, environ: Mapping[str, str]) -> Copied:
    """What to do with a text that was copied, which can be encoded as UTF-8, and what to say."""
    term = environ.get("TERM", "")
    if term == "linux":
        return Copied("", f"The Linux console has no clipboard: {_HERE_ONLY}")
    # Not before the first frame: nothing is copied then.
    from base64 import b64encode

    size = len(text.encode("utf-8"))
    if size > MOST_BYTES:
        return Copied("", f"Too large for the terminal's clipboard ({size:,} bytes; {MOST_BYTES:,} fit): {_HERE_ONLY}")
    characters = f"{len(text):,} character{'' if len(text) == 1 else 's'}"
    whole = f"\x1b]52;c;{b64encode(text.encode('utf-8')).decode()}\x07"
    # TMUX and STY do not come along over SSH; TERM does. tmux's default for it is screen or tmux, GNU screen's is
    # screen or screen.xterm-256color: of screen alone it is not known which of them reads what is wrapped.
    if environ.get("TMUX") or term.startswith("tmux"):
        sequence, way_on = whole + _through_tmux(whole), " In tmux, set-clipboard or allow-passthrough must be on."
    elif environ.get("STY") or term.startswith("screen."):
        sequence, way_on = _through_screen(whole), ""
    else:
        sequence, way_on = whole, " In tmux, set-clipboard must be on." if term.startswith("screen") else ""
    return Copied(sequence, f"{characters} handed to the terminal.{way_on}")


def _through_tmux(sequence: str) -> str:
    doubled = sequence.replace("\x1b", "\x1b\x1b")
    return f"\x1bPtmux;{doubled}\x1b\\"


def _through_screen(sequence: str) -> str:
    pieces = (sequence[at : at + _SCREEN_PIECE] for at in range(0, len(sequence), _SCREEN_PIECE))
    return "".join(f"\x1bP{piece}\x1b\\" for piece in pieces)
