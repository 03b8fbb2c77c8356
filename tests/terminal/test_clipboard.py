"""What is said of a copied text is what was done, and no more."""

from __future__ import annotations

import pytest

from tui.terminal.clipboard import MOST_BYTES, copied


@pytest.mark.parametrize(
    ("text", "environ", "said"),
    [
        ("x" * 84, {"TERM": "xterm-256color"}, "84 characters handed to the terminal."),
        ("é", {}, "1 character handed to the terminal."),
        ("ab", {"TMUX": "/tmp/tmux-0/default,1,0"}, "2 characters handed to the terminal. In tmux, set-clipboard"),
        # Over SSH only TERM tells of the tmux on the other side.
        ("ab", {"TERM": "screen-256color"}, "2 characters handed to the terminal. In tmux, set-clipboard"),
        ("x" * MOST_BYTES, {}, "74,994 characters handed to the terminal."),
    ],
)
def test_a_text_is_handed_over_and_that_is_all_that_is_said(text: str, environ: dict[str, str], said: str) -> None:
    outcome = copied(text, environ)
    assert outcome.is_sent
    assert outcome.said.startswith(said)


@pytest.mark.parametrize(
    ("text", "environ", "why"),
    [
        ("x" * (MOST_BYTES + 1), {}, "Too large for the terminal's clipboard (74,995 bytes; 74,994 fit)"),
        # Bytes count, not characters.
        ("é" * 40_000, {"TMUX": "x"}, "Too large for the terminal's clipboard (80,000 bytes; 74,994 fit)"),
        ("x", {"STY": "1.pts", "TERM": "screen"}, "GNU screen passes no clipboard on"),
        ("x", {"TERM": "linux"}, "The Linux console has no clipboard"),
    ],
)
def test_a_text_that_can_not_be_handed_over_stays_here(text: str, environ: dict[str, str], why: str) -> None:
    outcome = copied(text, environ)
    assert not outcome.is_sent
    assert outcome.said == f"{why}: copied inside the console only (ctrl+v pastes it)."
