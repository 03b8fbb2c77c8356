"""However the console ends, what was typed is there again, and the terminal is as it was."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.journeys.test_sandbox_journey import surroundings
from tests.pty_session import TerminalSession
from tui.api.client import Client
from tui.model.function import NewFunction
from tui.model.secret import Secret
from tui.sandbox.launch import SandboxProcess, start_sandbox

TOP = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SandboxProcess]:
    started = start_sandbox(tmp_path_factory.mktemp("sandbox"), "2.1", type_check=False)
    yield started
    started.stop()


@contextmanager
def opened(sandbox: SandboxProcess, home: Path, slug: str = "hello-world") -> Iterator[TerminalSession]:
    env = {**surroundings(home), "INSFORGE_URL": sandbox.url, "INSFORGE_API_KEY": sandbox.api_key}
    with TerminalSession([sys.executable, "-m", "tui", slug], env=env, cwd=TOP) as terminal:
        terminal.wait_for(r"no changes|unsaved draft|another console|Drafts are not")
        yield terminal


def _drafts(home: Path) -> list[Path]:
    return list((home / "state" / "insforge-tui" / "drafts").glob("*.json"))


def _wait_for_draft(home: Path, text: str) -> None:
    """Wait until what was typed is on disk; no key comes in between that would bring it there."""
    limit = time.monotonic() + 20
    while not any(text in path.read_text() for path in _drafts(home)):
        assert time.monotonic() < limit, "no draft was written"
        time.sleep(0.02)


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
def test_a_polite_end_writes_the_last_key_and_restores_the_terminal(
    sandbox: SandboxProcess, tmp_path: Path, name: str
) -> None:
    number = getattr(signal, name)
    with opened(sandbox, tmp_path) as terminal:
        terminal.type("// kept to the last key")
        os.kill(terminal.pid, number)
        assert terminal.wait_end() == 128 + number
        left = bytes(terminal.raw)
        assert f"Ended by {name}." in left.decode()
        assert "The unsaved edit of hello-world is kept" in left.decode()
        for restored in (b"\x1b[?1049l", b"\x1b[?25h", b"\x1b[?1000l", b"\x1b[?2004l"):
            assert left.rindex(restored) > 0
    with opened(sandbox, tmp_path) as terminal:
        terminal.wait_to_read("There is an unsaved draft of this function")
        terminal.press("1")
        terminal.wait_for(r"// kept to the last key")
        terminal.wait_for("it is not saved yet")
        terminal.press("ctrl+s")
        terminal.wait_for("Saved code")
        # What was said before the save must not stand beside its outcome.
        terminal.wait_gone("it is not saved yet", seconds=5)


def test_a_kill_leaves_the_draft_that_followed_the_typing(sandbox: SandboxProcess, tmp_path: Path) -> None:
    with opened(sandbox, tmp_path) as terminal:
        terminal.type("// survives")
        _wait_for_draft(tmp_path, "// survives")
        os.kill(terminal.pid, signal.SIGKILL)
        os.waitpid(terminal.pid, 0)
        terminal.exit_code = -9
    with opened(sandbox, tmp_path) as terminal:
        terminal.wait_to_read("There is an unsaved draft of this function")
        terminal.press("1")
        terminal.wait_for(r"// survives")


def test_a_stopped_console_has_its_last_key_on_disk(sandbox: SandboxProcess, tmp_path: Path) -> None:
    with opened(sandbox, tmp_path) as terminal:
        terminal.press("ctrl+p")
        terminal.wait_for("find a command")
        terminal.press("escape")
        terminal.wait_gone("find a command")
        terminal.press("// at rest", "ctrl+p", "suspend", "enter")
        terminal.wait_stopped()
        assert [path for path in _drafts(tmp_path) if "// at rest" in path.read_text()]


def test_a_draft_made_from_an_older_version_is_settled_like_a_conflict(sandbox: SandboxProcess, tmp_path: Path) -> None:
    with opened(sandbox, tmp_path) as terminal:
        terminal.type("// mine\n")
        terminal.wait_for("unsaved: code")
        os.kill(terminal.pid, signal.SIGTERM)
        terminal.wait_end()
    with opened(sandbox, tmp_path / "other") as terminal:
        terminal.press("ctrl+end")
        terminal.type("// theirs")
        terminal.press("ctrl+s")
        terminal.wait_for("Saved code")
        terminal.press("ctrl+q")
        assert terminal.wait_end() == 0
    with opened(sandbox, tmp_path) as terminal:
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


def test_two_consoles_know_of_each_other_and_the_second_save_sees_the_first(
    sandbox: SandboxProcess, tmp_path: Path
) -> None:
    with opened(sandbox, tmp_path, "hello-world") as first, opened(sandbox, tmp_path, "hello-world") as second:
        second.wait_for("Open in another console too")
        first.type("// first ")
        second.type("// second ")
        first.press("ctrl+s")
        first.wait_for("Saved code")
        second.press("ctrl+s")
        second.wait_to_read("Somebody changed this function")
        second.press("escape")
        second.wait_for("Not saved: somebody changed the code")


def test_what_is_let_go_or_saved_leaves_no_draft(sandbox: SandboxProcess, tmp_path: Path) -> None:
    with opened(sandbox, tmp_path) as terminal:
        terminal.type("// gone")
        _wait_for_draft(tmp_path, "// gone")
        terminal.press("ctrl+q")
        terminal.wait_to_read("Leave with unsaved changes")
        terminal.press("4")
        assert terminal.wait_end() == 0
    assert _drafts(tmp_path) == []


def test_a_state_folder_that_cant_be_written_is_said_and_the_edit_is_saved(
    sandbox: SandboxProcess, tmp_path: Path
) -> None:
    (tmp_path / "state").write_text("a file where a folder belongs")
    with opened(sandbox, tmp_path) as terminal:
        terminal.wait_for("Drafts are not kept")
        terminal.type("// saved all the same ")
        terminal.press("ctrl+s")
        terminal.wait_for("Saved code")


def test_a_draft_of_a_function_that_is_gone_is_listed_and_creates_it_again(
    sandbox: SandboxProcess, tmp_path: Path
) -> None:
    async def with_client(act: str) -> None:
        async with Client(sandbox.url, Secret(sandbox.api_key)) as client:
            if act == "create":
                await client.functions.create(NewFunction("Passing", "module.exports = 1;\n", "passing"))
            else:
                await client.functions.delete("passing")

    asyncio.run(with_client("create"))
    with opened(sandbox, tmp_path, "passing") as terminal:
        terminal.type("// outlives it\n")
        terminal.wait_for("unsaved: code")
        os.kill(terminal.pid, signal.SIGTERM)
        terminal.wait_end()
    asyncio.run(with_client("delete"))
    env = {**surroundings(tmp_path), "INSFORGE_URL": sandbox.url, "INSFORGE_API_KEY": sandbox.api_key}
    with TerminalSession([sys.executable, "-m", "tui"], env=env, cwd=TOP) as terminal:
        terminal.wait_for(r"functions  +\S")
        terminal.press("d")
        terminal.wait_for("passing .* deleted on the server")
        terminal.press("enter")
        terminal.wait_for("The function was deleted on the server; this is your draft of it")
        terminal.wait_for("// outlives it")
        terminal.press("\x0e")
        terminal.wait_for("Saved ")
    assert _drafts(tmp_path) == []
