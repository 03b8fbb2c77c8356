"""However the console ends, what was typed is there again, and the terminal is as it was."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.journeys.test_sandbox_journey import surroundings
from tests.pty_session import TerminalSession
from tests.shared_sandbox import SharedSandbox

TOP = Path(__file__).parents[2]


@contextmanager
def opened(sandbox: SharedSandbox, home: Path, slug: str) -> Iterator[TerminalSession]:
    env = {**surroundings(home), **sandbox.env}
    with TerminalSession([sys.executable, "-m", "tui", slug], env=env, cwd=TOP) as terminal:
        terminal.wait_for(r"no changes|unsaved draft|another console|changed on the server since")
        yield terminal


def _drafts(home: Path) -> list[Path]:
    return list((home / "state" / "insforge-tui" / "drafts").glob("*.json"))


def _wait_for_draft(home: Path, text: str) -> None:
    """Wait until what was typed is on disk; no key comes in between that would bring it there."""
    limit = time.monotonic() + 30
    while not any(text in path.read_text() for path in _drafts(home)):
        assert time.monotonic() < limit, "no draft was written"
        time.sleep(0.02)


def test_a_polite_end_writes_the_last_key_and_restores_the_terminal(
    shared_sandbox: SharedSandbox, tmp_path: Path
) -> None:
    slug = shared_sandbox.create()
    with opened(shared_sandbox, tmp_path, slug) as terminal:
        terminal.type("// kept to the last key")
        os.kill(terminal.pid, signal.SIGTERM)
        assert terminal.wait_end() == 128 + signal.SIGTERM
        left = bytes(terminal.raw)
        assert "Ended by SIGTERM." in left.decode()
        assert f"The unsaved edit of {slug} is kept" in left.decode()
        for restored in (b"\x1b[?1049l", b"\x1b[?25h", b"\x1b[?1000l", b"\x1b[?2004l"):
            assert left.rindex(restored) > 0
    with opened(shared_sandbox, tmp_path, slug) as terminal:
        terminal.wait_to_read("There is an unsaved draft of this function")
        terminal.press("1")
        terminal.wait_for(r"// kept to the last key")
        terminal.wait_for("it is not saved yet")
        terminal.press("ctrl+s")
        terminal.wait_for("Saved code")
        # What was said before the save must not stand beside its outcome.
        terminal.wait_gone("it is not saved yet")
    assert _drafts(tmp_path) == []


def test_a_kill_leaves_a_draft_that_is_settled_with_a_later_save_like_a_conflict(
    shared_sandbox: SharedSandbox, tmp_path: Path
) -> None:
    slug = shared_sandbox.create()
    with opened(shared_sandbox, tmp_path, slug) as terminal:
        terminal.type("// mine ")
        _wait_for_draft(tmp_path, "// mine")
        os.kill(terminal.pid, signal.SIGKILL)
        os.waitpid(terminal.pid, 0)
        terminal.exit_code = -9
    shared_sandbox.save(slug, shared_sandbox.code(slug) + "// theirs\n")
    with opened(shared_sandbox, tmp_path, slug) as terminal:
        terminal.wait_to_read("changed on the server since")
        terminal.press("1")
        terminal.wait_for("theirs, on the server|take theirs")
        terminal.press("3")
        terminal.wait_for("// mine")
        terminal.press("ctrl+s")
        terminal.wait_for("Saved code")
        terminal.press("ctrl+end")
        terminal.wait_for("// theirs")
        assert _drafts(tmp_path) == []
        assert shared_sandbox.code(slug).startswith("// mine")


def test_a_stopped_console_has_its_last_key_on_disk(shared_sandbox: SharedSandbox, tmp_path: Path) -> None:
    with opened(shared_sandbox, tmp_path, shared_sandbox.create()) as terminal:
        terminal.press("ctrl+p")
        terminal.wait_for("find a command")
        terminal.press("escape")
        terminal.wait_gone("find a command")
        terminal.press("// at rest", "ctrl+p", "suspend", "enter")
        terminal.wait_stopped()
        assert [path for path in _drafts(tmp_path) if "// at rest" in path.read_text()]


def test_two_consoles_know_of_each_other_and_the_second_save_sees_the_first(
    shared_sandbox: SharedSandbox, tmp_path: Path
) -> None:
    slug = shared_sandbox.create()
    with opened(shared_sandbox, tmp_path, slug) as first, opened(shared_sandbox, tmp_path, slug) as second:
        second.wait_for("Open in another console too")
        first.type("// first ")
        second.type("// second ")
        first.press("ctrl+s")
        first.wait_for("Saved code")
        second.press("ctrl+s")
        second.wait_to_read("Somebody changed this function")
        second.press("escape")
        second.wait_for("Not saved: somebody changed the code")


def test_leaving_with_unsaved_changes_asks_and_what_is_let_go_leaves_no_draft(
    shared_sandbox: SharedSandbox, tmp_path: Path
) -> None:
    with opened(shared_sandbox, tmp_path, shared_sandbox.create()) as terminal:
        terminal.type("// gone")
        _wait_for_draft(tmp_path, "// gone")
        terminal.press("ctrl+q")
        terminal.wait_to_read("Leave with unsaved changes")
        terminal.press("enter")
        terminal.wait_gone("Leave with unsaved changes")
        terminal.wait_shown("// gone")
        terminal.press("ctrl+q")
        terminal.wait_to_read("Leave with unsaved changes")
        terminal.press("4")
        assert terminal.wait_end() == 0
    assert _drafts(tmp_path) == []


def test_a_draft_of_a_function_that_is_gone_is_listed_and_creates_it_again(
    shared_sandbox: SharedSandbox, tmp_path: Path
) -> None:
    slug = shared_sandbox.create("passing")
    with opened(shared_sandbox, tmp_path, slug) as terminal:
        terminal.type("// outlives it ")
        terminal.wait_for("unsaved: code")
        os.kill(terminal.pid, signal.SIGTERM)
        terminal.wait_end()
    shared_sandbox.delete(slug)
    env = {**surroundings(tmp_path), **shared_sandbox.env}
    with TerminalSession([sys.executable, "-m", "tui"], env=env, cwd=TOP) as terminal:
        terminal.wait_for(r"runtime running")
        terminal.press("d")
        terminal.wait_for("passing .* deleted on the server")
        terminal.press("enter")
        terminal.wait_for("The function was deleted on the server; this is your draft of it")
        terminal.wait_for("// outlives it")
        terminal.press("\x0e")
        terminal.wait_for("Created")
    assert _drafts(tmp_path) == []
