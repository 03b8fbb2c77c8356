"""Three functions open at once: tabs, a save in the background, what quitting says, and all drafts after kill -9."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from tests.journeys.test_sandbox_journey import surroundings
from tests.pty_session import TerminalSession
from tests.shared_sandbox import SharedSandbox

TOP = Path(__file__).parents[2]


def console(sandbox: SharedSandbox, home: Path) -> TerminalSession:
    env = {**surroundings(home), **sandbox.env}
    terminal = TerminalSession([sys.executable, "-m", "tui"], env=env, cwd=TOP)
    terminal.wait_for(r"^ \d+ functions  ")
    return terminal


def wait_kept(terminal: TerminalSession, home: Path, text: bytes) -> None:
    """Wait until a draft on disk has this text."""
    drafts = home / "state" / "insforge-tui" / "drafts"
    terminal.wait_until(
        lambda: any(text in each.read_bytes() for each in drafts.rglob("*") if each.is_file()), "a draft on disk"
    )


def test_three_are_open_each_with_its_own_edit_and_none_is_lost(shared_sandbox: SharedSandbox, tmp_path: Path) -> None:
    slugs = [shared_sandbox.create(f"tab-{number}") for number in (1, 2, 3)]
    with console(shared_sandbox, tmp_path) as terminal:
        for number, slug in enumerate(slugs, start=1):
            terminal.press("/")
            terminal.type(f"{slug}\r")
            terminal.wait_for(rf"> ?[*o]?Function {slug}")
            terminal.press("enter")
            terminal.wait_for(rf"slug +{slug}")
            terminal.wait_for("no changes")
            terminal.type(f"// edit {number} ")
            terminal.wait_for("unsaved: code")
            if number < 3:
                terminal.press("alt+0")
                terminal.wait_for(f"{slug} stays open")
        terminal.wait_for(r"1 tab-1\* +2 tab-2\* +3 tab-3\*")
        # Saved in the background, while another is typed into: each keeps its own text.
        terminal.press("alt+1")
        terminal.wait_for(r"slug +tab-1")
        terminal.press("ctrl+s", "alt+2")
        terminal.wait_for(r"slug +tab-2")
        terminal.type("typed meanwhile ")
        terminal.wait_for(r"1 tab-1[+]? +2 tab-2\*")
        terminal.wait_for("// edit 2 typed meanwhile // one")
        terminal.wait_for(r"1 tab-1\+ ")
        # Undo is each one's own.
        terminal.press("alt+3")
        terminal.wait_for("// edit 3 // one")
        terminal.press("ctrl+z")
        terminal.wait_for(r"3 tab-3$")
        terminal.press("ctrl+y")
        terminal.wait_for("unsaved: code")
        terminal.press("ctrl+q")
        terminal.wait_to_read(r"Leave with unsaved changes in 2 functions\?")
        terminal.wait_shown("Not saved yet: tab-3 (code), tab-2 (code).")
        terminal.press("escape")
        terminal.wait_gone("Leave with unsaved changes")
        wait_kept(terminal, tmp_path, b"// edit 3")
        # No key in between, and no signal that could be heard.
        os.kill(terminal.pid, signal.SIGKILL)
        os.waitpid(terminal.pid, 0)
        terminal.exit_code = -9
    assert shared_sandbox.code("tab-1").startswith("// edit 1 // one")
    with console(shared_sandbox, tmp_path) as terminal:
        terminal.wait_for(r"\* 2 unsaved drafts")
        terminal.press("d")
        terminal.wait_for("Unsaved drafts")
        terminal.wait_for(r"> tab-3 .*\n.* tab-2 ")
        terminal.press("down", "enter")
        terminal.wait_to_read("There is an unsaved draft of this function")
        terminal.press("1")
        terminal.wait_for("// edit 2 typed meanwhile // one")
