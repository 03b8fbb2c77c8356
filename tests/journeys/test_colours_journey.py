"""The whole program in terminals with fewer colours: what goes down the line is what was designed for them."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from tests.journeys.test_sandbox_journey import surroundings
from tests.pty_session import TerminalSession
from tests.shared_sandbox import SharedSandbox
from tui.app.widgets.colours import DARK

_COLOUR = re.compile(r"(?:^|;)([34]8;[25];[\d;]+?|[34]\d|9\d|10\d)(?=;|$)")
_SGR = re.compile(rb"\x1b\[([\d;]*)m")


def colours_of(raw: bytes) -> set[str]:
    """Every colour parameter that was sent."""
    parameters = {each.decode() for each in _SGR.findall(raw)}
    return {found for each in parameters for found in _COLOUR.findall(each)}


@pytest.mark.parametrize(
    ("environment", "background", "designed"),
    [
        (
            {"TERM": "xterm-256color"},
            "48;5;234",
            {
                f"{kind};5;{role.palette}"
                for kind, roles in ((38, DARK.inks), (48, DARK.grounds))
                for role in roles.values()
            },
        ),
        (
            {"TERM": "linux"},
            "40",
            {str((30 if role.basic < 8 else 82) + role.basic) for role in DARK.inks.values()}
            | {str(40 + role.basic) for role in DARK.grounds.values()},
        ),
        ({"TERM": "xterm-256color", "NO_COLOR": "1"}, "", set()),
    ],
    ids=["256", "16", "none"],
)
def test_a_terminal_gets_the_colours_designed_for_it(
    shared_sandbox: SharedSandbox, tmp_path: Path, environment: dict[str, str], background: str, designed: set[str]
) -> None:
    env = {**surroundings(tmp_path), **shared_sandbox.env, "COLORTERM": "", **environment}
    argv = [sys.executable, "-m", "tui"]
    with TerminalSession(argv, env=env, cwd=Path(__file__).parents[2]) as terminal:
        terminal.wait_for(r"^ \d+ functions  ")
        terminal.type("/hello-world\r\r")
        terminal.wait_for("no changes")
        terminal.press("\x1b[1;2B")
        terminal.wait_for("2:1 ")
        sent = colours_of(bytes(terminal.raw))
        assert sent <= designed
        assert not background or background in sent
        # The line that was selected is seen as such, the one below it is as before.
        selected, below = terminal.screen.buffer[4][4], terminal.screen.buffer[5][4]
        assert (selected.reverse, selected.bg) != (below.reverse, below.bg)
        terminal.press("ctrl+q")
        assert terminal.wait_end() == 0
