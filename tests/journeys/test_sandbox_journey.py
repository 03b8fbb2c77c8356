"""The whole program in a terminal on its own sandbox, as a newcomer tries it."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

from tests.pty_session import TerminalSession
from tests.shared_sandbox import SharedSandbox


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


def console(home: Path, *options: str, forked: bool = True) -> TerminalSession:
    """The console in a terminal."""
    argv = [sys.executable, "-m", "tui", *options]
    return TerminalSession(argv, env=surroundings(home), cwd=Path(__file__).parents[2], forked=forked)


def test_refused_fixed_saved_and_still_there(tmp_path: Path) -> None:
    options = ("--sandbox", "--sandbox-dir", str(tmp_path / "sandbox"))
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
        terminal.wait_shown("Rejected by the server: not saved", "1! Deno.run(", "unsaved: code")

        terminal.press("home")
        for _ in range(len('Deno.run("ls");')):
            terminal.press("\x1b[3~")
        terminal.wait_for(r"no changes")
        terminal.type("// kept ")
        terminal.press("ctrl+s")
        terminal.wait_for(r"Saved code.*draft: not live")
        terminal.wait_for(r"no changes")
        terminal.press("ctrl+q")
        assert terminal.wait_end() == 0

    with console(tmp_path, "daily-digest", *options) as terminal:
        terminal.wait_for(r"slug +daily-digest")
        terminal.wait_for(r"// kept ")
        terminal.press("ctrl+q")
        assert terminal.wait_end() == 0


def test_a_dead_port_is_said_and_can_be_tried_again(tmp_path: Path) -> None:
    env = {"INSFORGE_API_KEY": "ik_test"}
    argv = [sys.executable, "-m", "tui", "--url", "http://127.0.0.1:9"]
    with TerminalSession(argv, env={**surroundings(tmp_path), **env}, cwd=Path(__file__).parents[2]) as terminal:
        terminal.wait_for(r"Nothing listens at 127\.0\.0\.1:9")
        terminal.wait_for(r"Press c to connect again, r\s+to\s+try again")
        terminal.press("r")
        terminal.wait_for(r"Nothing listens at 127\.0\.0\.1:9")
        terminal.press("q")
        assert terminal.wait_end() == 0


def test_without_anything_the_connect_screen_asks_and_is_left_by_its_keys(tmp_path: Path) -> None:
    with console(tmp_path) as terminal:
        terminal.wait_to_read(r"Connect to an InsForge server")
        terminal.press("escape")
        terminal.wait_for(r"No server is connected")
        terminal.press("c")
        terminal.wait_for(r"Connect to an InsForge server")
        terminal.press("ctrl+q")
        assert terminal.wait_end() == 0


def test_keys_typed_ahead_and_in_one_burst_have_their_effects_in_order(
    shared_sandbox: SharedSandbox, tmp_path: Path
) -> None:
    slug = shared_sandbox.create("in-order")
    env = {**surroundings(tmp_path), **shared_sandbox.env}
    with TerminalSession([sys.executable, "-m", "tui"], env=env, cwd=Path(__file__).parents[2]) as terminal:
        terminal.wait_for(r"^ \d+ functions  ")
        terminal.type(f"/{slug}\r\r")
        terminal.wait_for(rf"slug +{slug}")
        terminal.wait_for(r"1:1  no changes")
        # f5 asks; 1 keeps editing; what follows belongs to the editor and to the save.
        terminal.type("// one \x1b[15~1two\r\x13")
        terminal.wait_for(r"Saved code")
        terminal.wait_shown("// one two")
        terminal.wait_for(r"2:1  no changes")
        terminal.press("f6")
        terminal.type("\x05 Two\x13")
        terminal.wait_for(r"Saved name")
        terminal.wait_shown(f"Function {slug} Two")
        terminal.wait_for(r"no changes")
        # From the name to the code and its top: two lines, back and to the end of both.
        terminal.press("f6", "ctrl+home", "// three\r// four\r", "up", "up", "end", " first", "down", "end", " second")
        # Into the description and out of it again.
        terminal.press("f6", "tab", "tab", "\x05", "\x15", "Told", "f6", "!")
        terminal.wait_shown("unsaved: description, code", "// three first\n", "// four second!\n")
        terminal.wait_for(r"about +Told$")
        terminal.press("ctrl+s")
        terminal.wait_for(r"Saved description, code|Saved code, description|Saved description and code")
        terminal.press("ctrl+p")
        terminal.wait_for(r"find a command")
        terminal.type("back to the list")
        terminal.wait_for(r"Leave the editor")
        terminal.press("enter")
        terminal.wait_for(rf"Function {slug} Two +{slug}")
        terminal.press("q")
        assert terminal.wait_end() == 0
