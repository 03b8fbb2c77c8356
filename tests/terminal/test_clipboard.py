"""What is said of a copied text is what was done, and no more."""

from __future__ import annotations

from base64 import b64decode

from tests.cases import cases
from tui.terminal.clipboard import MOST_BYTES, copied
from tui.terminal.control_text import leaves_screen


def handed_over(sequence: str) -> str:
    """The text in a sequence, as the terminal gets it behind what it goes through."""
    assert leaves_screen(sequence)
    plain = sequence.split("\x1bPtmux;", 1)[0] if "\x1bPtmux;" in sequence else sequence
    if plain != sequence:
        wrapped = sequence.removeprefix(plain)
        assert wrapped == "\x1bPtmux;" + plain.replace("\x1b", "\x1b\x1b") + "\x1b\\"
    elif sequence.startswith("\x1bP"):
        pieces = sequence.split("\x1b\\")
        assert pieces.pop() == ""
        assert all(piece.startswith("\x1bP") and len(piece) < 256 for piece in pieces)
        plain = "".join(piece.removeprefix("\x1bP") for piece in pieces)
    assert plain.startswith("\x1b]52;c;")
    assert plain.endswith("\x07")
    return b64decode(plain[7:-1]).decode()


@cases(
    ("text", "environ", "said"),
    [
        ("x" * 84, {"TERM": "xterm-256color"}, "84 characters handed to the terminal."),
        ("é", {}, "1 character handed to the terminal."),
        ("ab", {"TMUX": "/tmp/tmux-0/default,1,0"}, "2 characters handed to the terminal. In tmux, set-clipboard or"),
        # Over SSH only TERM tells of the tmux on the other side.
        ("ab", {"TERM": "screen-256color"}, "2 characters handed to the terminal. In tmux, set-clipboard"),
        ("ab", {"TERM": "tmux-256color"}, "2 characters handed to the terminal. In tmux, set-clipboard or"),
        ("x" * 2000, {"STY": "1.pts", "TERM": "screen"}, "2,000 characters handed to the terminal."),
        ("é" * 2000, {"TERM": "screen.xterm-256color"}, "2,000 characters handed to the terminal."),
        ("x" * MOST_BYTES, {}, "74,994 characters handed to the terminal."),
    ],
)
def test_a_text_is_handed_over_and_that_is_all_that_is_said(text: str, environ: dict[str, str], said: str) -> None:
    outcome = copied(text, environ)
    assert handed_over(outcome.sequence) == text
    assert outcome.said.startswith(said)


@cases(
    ("text", "environ", "why"),
    [
        ("x" * (MOST_BYTES + 1), {}, "Too large for the terminal's clipboard (74,995 bytes; 74,994 fit)"),
        # Bytes count, not characters.
        ("é" * 40_000, {"TMUX": "x"}, "Too large for the terminal's clipboard (80,000 bytes; 74,994 fit)"),
        ("x", {"TERM": "linux"}, "The Linux console has no clipboard"),
    ],
)
def test_a_text_that_can_not_be_handed_over_stays_here(text: str, environ: dict[str, str], why: str) -> None:
    outcome = copied(text, environ)
    assert outcome.sequence == ""
    assert outcome.said == f"{why}: copied inside the console only (ctrl+v pastes it)."
