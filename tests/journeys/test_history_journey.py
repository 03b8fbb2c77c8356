"""The history through the whole program: versions come back in a later run, and a deleted function is put back."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.journeys.test_sandbox_journey import surroundings
from tests.pty_session import TerminalSession
from tests.shared_sandbox import SharedSandbox

TOP = Path(__file__).parents[2]


def console(sandbox: SharedSandbox, home: Path, *arguments: str) -> TerminalSession:
    env = {**surroundings(home), **sandbox.env}
    return TerminalSession([sys.executable, "-m", "tui", *arguments], env=env, cwd=TOP)


def test_an_old_version_is_restored_and_a_deleted_function_put_back(
    shared_sandbox: SharedSandbox, tmp_path: Path
) -> None:
    slug = shared_sandbox.create("put-back")
    before = shared_sandbox.code(slug)
    with console(shared_sandbox, tmp_path, slug) as terminal:
        terminal.wait_for("no changes")
        terminal.type("// first ")
        terminal.press("ctrl+s")
        terminal.wait_for("Saved code")
        terminal.press("ctrl+q")
        terminal.wait_end()
    with console(shared_sandbox, tmp_path, slug) as terminal:
        terminal.wait_for("no changes")
        terminal.press("ctrl+t")
        terminal.wait_for("audit trail was read")
        terminal.press("down", "r")
        terminal.wait_for("unsaved; undo")
        terminal.press("ctrl+s")
        terminal.wait_for("Saved code")
        assert shared_sandbox.code(slug) == before
        shared_sandbox.delete(slug)
        terminal.press("escape")
        # The list may have been fetched anew by then.
        terminal.wait_for(r"^ \d+ functions  ")
        terminal.press("r")
        terminal.wait_gone(rf"{slug} +\+ active")
        terminal.press("H")
        while "being fetched" in terminal.wait_for(rf"{slug}|being fetched"):
            terminal.press("escape")
            terminal.wait_for(r"^ \d+ functions  ")
            terminal.press("H")
        terminal.wait_for(slug)
        terminal.press("enter")
        terminal.wait_for(f"History of {slug}")
        terminal.wait_for("audit trail was read")
        terminal.press("r")
        terminal.wait_for("creates the function again")
        terminal.press("ctrl+n")
        terminal.wait_for("Created")
        assert shared_sandbox.code(slug) == before
