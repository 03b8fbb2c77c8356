"""What becomes of a text that is copied: whether the terminal is asked to take it (OSC 52), and what is said of it.

Pure. A terminal never answers whether it took a text, so no sentence says that it is on the clipboard.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

MOST_BYTES = 74_994
"""The largest text that is handed over, in bytes of UTF-8.

The widespread bound for OSC 52 (hterm's osc52.sh, vim-oscyank) is 100,000 bytes for the whole sequence: 8 are its head
and its end, and 99,992 characters of base64 hold 74,994 bytes. Terminals drop a longer one without a word.
"""

_HERE_ONLY = "copied inside the console only (ctrl+v pastes it)."


class Copied(NamedTuple):
    """Whether the terminal is to be handed the text, and a sentence about it."""

    is_sent: bool
    said: str


def copied(text: str, environ: Mapping[str, str]) -> Copied:
    """What to do with a text that was copied, which can be encoded as UTF-8, and what to say."""
    term = environ.get("TERM", "")
    if environ.get("STY") and not environ.get("TMUX"):
        return Copied(False, f"GNU screen passes no clipboard on: {_HERE_ONLY}")
    if term == "linux":
        return Copied(False, f"The Linux console has no clipboard: {_HERE_ONLY}")
    size = len(text.encode("utf-8"))
    if size > MOST_BYTES:
        return Copied(
            False, f"Too large for the terminal's clipboard ({size:,} bytes; {MOST_BYTES:,} fit): {_HERE_ONLY}"
        )
    characters = f"{len(text):,} character{'' if len(text) == 1 else 's'}"
    # TMUX does not come along over SSH; TERM does. tmux's default for it is screen or tmux.
    tmux = environ.get("TMUX") or term.startswith(("tmux", "screen"))
    way_on = " In tmux, set-clipboard must be on." if tmux else ""
    return Copied(True, f"{characters} handed to the terminal.{way_on}")
