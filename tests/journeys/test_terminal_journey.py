"""What a terminal is asked for and given: copies, mouse, light and dark, title, large pastes; and plain, in LANG=C."""

from __future__ import annotations

import re
import sys
from base64 import b64encode
from collections.abc import Mapping
from pathlib import Path

from tests.journeys.test_colours_journey import colours_of
from tests.journeys.test_sandbox_journey import surroundings
from tests.pty_session import TerminalSession
from tests.shared_sandbox import CODE, SharedSandbox

TOP = Path(__file__).parents[2]
MEGABYTE = 1 << 20


def console(
    sandbox: SharedSandbox, home: Path, environment: Mapping[str, str], slug: str, *options: str
) -> TerminalSession:
    env = {**surroundings(home), **sandbox.env, "COLORTERM": "", **environment}
    return TerminalSession([sys.executable, "-m", "tui", slug, *options], env=env, cwd=TOP)


def pasted(terminal: TerminalSession, text: str) -> None:
    """Paste as a terminal does; what the console draws meanwhile is read."""
    marked = f"\x1b[200~{text}\x1b[201~"
    for start in range(0, len(marked), 4000):
        terminal.type(marked[start : start + 4000])
        terminal.wait_still(quiet_seconds=0)


def test_what_a_terminal_of_today_is_asked_for(shared_sandbox: SharedSandbox, tmp_path: Path) -> None:
    slug = shared_sandbox.create()
    with console(shared_sandbox, tmp_path, {"TMUX": "/tmp/tmux,1,0"}, slug, "--title") as terminal:
        terminal.wait_for("no changes")
        # Asked what its background is, it says that it is light.
        assert b"\x1b]11;?" in terminal.raw
        dark = terminal.screen.buffer[10][10].bg
        terminal.type("\x1b]11;rgb:ffff/ffff/ffff\x1b\\")
        terminal.press("ctrl+l")
        terminal.wait_until(lambda: terminal.screen.buffer[10][10].bg != dark, "a light background")
        assert re.search(rb"\x1b\][02];[^\x07\x1b]*" + slug.encode(), terminal.raw)
        # Copied: to tmux itself, and through it to the terminal around it.
        terminal.press("shift+end", "ctrl+c")
        terminal.wait_for("6 characters handed to the terminal")
        copy = b"]52;c;" + b64encode(b"// one") + b"\x07"
        assert b"\x1b" + copy in terminal.raw
        assert b"\x1bPtmux;\x1b\x1b" + copy in terminal.raw
        # The mouse is the terminal's, and the console's again.
        for wanted, said in ((b"\x1b[?1000l", "The mouse is the terminal's"), (b"\x1b[?1000h", "The mouse is the con")):
            before = len(terminal.raw)
            terminal.press("alt+p")
            terminal.wait_for(said)
            assert wanted in terminal.raw[before:]
        # A megabyte is one edit.
        line = "const filler = 'some text that is about as long as a line of code is'; \n"
        lines = MEGABYTE // len(line)
        terminal.press("ctrl+home")
        pasted(terminal, line * lines)
        terminal.wait_for(rf"^ *{lines + 1}:1 ")
        terminal.press("ctrl+z")
        terminal.wait_for("no changes")
        terminal.press("ctrl+q")
        assert terminal.wait_end() == 0


def test_plain_and_in_a_terminal_of_sixteen_colours(shared_sandbox: SharedSandbox, tmp_path: Path) -> None:
    slug = shared_sandbox.create()
    environment = {"TERM": "linux", "LANG": "C", "LC_ALL": "C"}
    with console(shared_sandbox, tmp_path, environment, slug, "--plain") as terminal:
        terminal.wait_for("no changes")
        terminal.type("// é ")
        terminal.press("ctrl+s")
        terminal.wait_for("^.*Saved code")
        terminal.press("ctrl+p")
        terminal.wait_for("find a command")
        terminal.press("escape")
        terminal.wait_gone("find a command")
        # The outcome is said once more as a line.
        terminal.wait_for(r"^ ok Saved code.*\n(.*\n)?(^ *\n)*^ Saved code")
        terminal.press("f4")
        terminal.wait_for("In full")
        terminal.press("escape")
        terminal.wait_gone("In full")
        terminal.press("ctrl+q")
        assert terminal.wait_end() == 0
    drawn = bytes(terminal.raw).decode()
    assert re.findall("[\u2500-\u259f]", drawn) == []
    assert colours_of(bytes(terminal.raw)) <= {str(base + each) for base in (30, 40, 90, 100) for each in range(8)}
    assert shared_sandbox.code(slug) == f"// é {CODE}"
