"""The whole program in a terminal on its own sandbox, as a newcomer tries it."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.pty_session import TerminalSession

needs_deno = pytest.mark.skipif(
    shutil.which("deno", path=str(Path(sys.executable).parent)) is None and shutil.which("deno") is None,
    reason="the 2.3 dialect refuses by a type check, which needs Deno",
)


def surroundings(home: Path) -> Mapping[str, str]:
    """An environment with nothing of the user's own in it."""
    return {
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / "config"),
        "XDG_DATA_HOME": str(home / "data"),
        "XDG_STATE_HOME": str(home / "state"),
        "XDG_CACHE_HOME": str(home / "cache"),
        "INSFORGE_URL": "",
        "INSFORGE_API_KEY": "",
        "COLORTERM": "truecolor",
    }


def console(home: Path, *options: str, columns: int = 80, rows: int = 24) -> TerminalSession:
    """The console in a terminal."""
    argv = [sys.executable, "-m", "tui", *options]
    return TerminalSession(argv, columns=columns, rows=rows, env=surroundings(home), cwd=Path(__file__).parents[2])


@pytest.mark.parametrize("dialect", ["documented", "2.1", pytest.param("2.3", marks=needs_deno)])
def test_refused_fixed_saved_and_still_there(tmp_path: Path, dialect: str) -> None:
    options = ("--sandbox", "--sandbox-dir", str(tmp_path / "sandbox"), "--sandbox-dialect", dialect)
    with console(tmp_path, *options) as terminal:
        terminal.wait_for(r"hello-world +\+ active")
        terminal.press("/")
        terminal.type("digest")
        terminal.wait_gone(r"hello-world")
        terminal.press("enter", "enter")
        terminal.wait_for(r"slug +daily-digest")
        terminal.wait_for(r"1:1  no changes")

        terminal.type('Deno.run("ls");')
        terminal.wait_for(r"\* unsaved: code")
        terminal.press("ctrl+s")
        refused = terminal.wait_for(r"Rejected by the server: not saved", seconds=60)
        assert r"1! Deno.run(" in refused
        assert "unsaved: code" in refused

        terminal.press("home")
        for _ in range(len('Deno.run("ls");')):
            terminal.press("\x1b[3~")
        terminal.wait_for(r"no changes")
        terminal.type("// kept ")
        terminal.press("ctrl+s")
        terminal.wait_for(r"Saved code.*draft: not live", seconds=60)
        terminal.wait_for(r"no changes")
        terminal.press("ctrl+q")
        assert terminal.wait_end() == 0

    with console(tmp_path, "daily-digest", *options) as terminal:
        terminal.wait_for(r"slug +daily-digest")
        terminal.wait_for(r"// kept ")
        terminal.press("ctrl+q")
        assert terminal.wait_end() == 0


def test_leaving_with_unsaved_changes_asks_and_keeps_them(tmp_path: Path) -> None:
    with console(tmp_path, "--sandbox", "--sandbox-dir", str(tmp_path / "sandbox")) as terminal:
        terminal.wait_for(r"hello-world +\+ active")
        terminal.press("enter")
        terminal.wait_for(r"1:1  no changes")
        terminal.type("xyz")
        terminal.wait_for(r"unsaved: code")
        terminal.press("ctrl+q")
        terminal.wait_to_read(r"Leave with unsaved changes\?")
        terminal.press("enter")
        terminal.wait_gone(r"Leave with unsaved changes\?")
        assert "xyz" in terminal.text
        terminal.press("ctrl+q")
        terminal.wait_to_read(r"Leave with unsaved changes\?")
        terminal.press("4")
        assert terminal.wait_end() == 0


def test_a_dead_port_is_said_and_can_be_tried_again(tmp_path: Path) -> None:
    env = {"INSFORGE_API_KEY": "ik_test"}
    argv = [sys.executable, "-m", "tui", "--url", "http://127.0.0.1:9"]
    with TerminalSession(argv, env={**surroundings(tmp_path), **env}, cwd=Path(__file__).parents[2]) as terminal:
        terminal.wait_for(r"Nothing listens at 127\.0\.0\.1:9")
        terminal.wait_for(r"Press c to connect anew, r to\s+try again")
        terminal.press("r")
        terminal.wait_for(r"Nothing listens at 127\.0\.0\.1:9")
        terminal.press("q")
        assert terminal.wait_end() == 0


def test_without_anything_the_connect_screen_asks(tmp_path: Path) -> None:
    with TerminalSession(
        [sys.executable, "-m", "tui"], env=surroundings(tmp_path), cwd=Path(__file__).parents[2]
    ) as terminal:
        terminal.wait_for(r"Connect to an InsForge server")
        terminal.press("escape")
        terminal.wait_for(r"No server is connected")
        terminal.press("q")
        assert terminal.wait_end() == 0


def test_keys_typed_ahead_of_a_dialogs_answer_reach_the_screen_below(tmp_path: Path) -> None:
    with console(tmp_path, "--sandbox", "--sandbox-dir", str(tmp_path / "sandbox")) as terminal:
        terminal.wait_for(r"hello-world +\+ active")
        terminal.type("/inspector\r\r")
        terminal.wait_for(r"1:1  no changes")
        # f5 asks; 1 keeps editing; what follows belongs to the editor and to the save.
        terminal.type("// one \x1b[15~1two \x13")
        terminal.wait_for(r"Saved code and live")
        assert "// one two" in terminal.text


def test_keys_typed_in_one_burst_have_their_effects_in_order(tmp_path: Path) -> None:
    with console(tmp_path, "--sandbox", "--sandbox-dir", str(tmp_path / "sandbox")) as terminal:
        terminal.wait_for(r"hello-world +\+ active")
        terminal.type("/inspector\r\r")
        terminal.wait_for(r"slug +request-inspector")
        terminal.wait_for(r"1:1  no changes")
        terminal.type("// first\r\x13")
        terminal.wait_for(r"Saved code and live")
        terminal.wait_for(r"2:1  no changes")
        terminal.press("f6")
        terminal.type("\x05 Two\x13")
        terminal.wait_for(r"Saved name and live")
        assert "Request inspector Two" in terminal.text
        terminal.wait_for(r"no changes")
        terminal.press("ctrl+p")
        terminal.wait_for(r"find a command")
        terminal.type("back to the list")
        terminal.wait_for(r"Leave the editor")
        terminal.press("enter")
        terminal.wait_for(r"Request inspector Two +request-inspector")
        terminal.press("q")
        assert terminal.wait_end() == 0


def test_moves_of_the_cursor_keep_their_place_in_a_burst(tmp_path: Path) -> None:
    with console(tmp_path, "--sandbox", "--sandbox-dir", str(tmp_path / "sandbox")) as terminal:
        terminal.wait_for(r"hello-world +\+ active")
        terminal.type("/inspector\r\r")
        terminal.wait_for(r"1:1  no changes")
        # Two lines down and to the end; then into the description and out of it again.
        terminal.press("// one\r// two\r", "up", "up", "end", " first", "down", "end", " second")
        terminal.press("f6", "tab", "tab", "\x05", "\x15", "Told", "f6", "!")
        terminal.wait_for(r"unsaved: description, code")
        assert "// one first\n" in terminal.text
        assert "// two second!\n" in terminal.text
        assert re.search(r"about +Told$", terminal.text, re.MULTILINE)
        terminal.press("ctrl+q", "2")


def test_the_connect_screen_is_left_by_its_own_key(tmp_path: Path) -> None:
    with TerminalSession(
        [sys.executable, "-m", "tui"], env=surroundings(tmp_path), cwd=Path(__file__).parents[2]
    ) as terminal:
        terminal.wait_for(r"Connect to an InsForge server")
        terminal.press("ctrl+q")
        assert terminal.wait_end() == 0
