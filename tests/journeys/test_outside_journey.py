"""The code in real editors on a real terminal: given over and taken back whole, and nothing is lost where one dies."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import time
from pathlib import Path

import pytest

from tests.journeys.test_sandbox_journey import surroundings
from tests.pty_session import TerminalSession
from tests.shared_sandbox import SharedSandbox

TOP = Path(__file__).parents[2]
WRITING = {
    "vim": ("iconst there = 1; ", "\x1b", ":wq\r"),
    "nano": ("const there = 1; ", "\x0f", "\r", "\x18"),
}
"""What is typed in each editor to put a word in front of the code, to save it and to leave."""


@pytest.fixture(params=WRITING)
def editor(request: pytest.FixtureRequest) -> str:
    """A real editor that is installed."""
    name = str(request.param)
    if shutil.which(name) is None:
        pytest.skip(f"{name} is not installed")
    return name


def console(sandbox: SharedSandbox, home: Path, slug: str, editor: str) -> TerminalSession:
    env = {**surroundings(home), **sandbox.env, "VISUAL": "", "EDITOR": editor}
    terminal = TerminalSession([sys.executable, "-m", "tui", slug], env=env, cwd=TOP)
    terminal.wait_for(r"no changes|unsaved draft")
    return terminal


def waiting_editor(folder: Path) -> tuple[str, Path]:
    """An editor that writes a line, tells its number in a file, and stays."""
    program, number = folder / "stays", folder / "number"
    program.write_text(f'#!/bin/sh\necho "// from there" >> "$1"\necho $$ > {number}\nexec sleep 600\n')
    program.chmod(0o700)
    return str(program), number


def number_in(path: Path) -> int:
    limit = time.monotonic() + 30
    while not path.exists() or not path.read_text().strip():
        assert time.monotonic() < limit, "the editor did not start"
        time.sleep(0.02)
    return int(path.read_text())


def test_a_real_editor_has_the_terminal_and_gives_it_back(
    editor: str, shared_sandbox: SharedSandbox, tmp_path: Path
) -> None:
    slug = shared_sandbox.create()
    with console(shared_sandbox, tmp_path, slug, editor) as terminal:
        terminal.press("ctrl+e")
        terminal.wait_for(rf"{slug}\.[jt]s")
        # The terminal is as the shell left it but for what the editor sets itself.
        given = bytes(terminal.raw)
        assert given.rindex(b"\x1b[<u") > given.index(b"\x1b[>29u")
        for typed in WRITING[editor]:
            terminal.wait_still()
            terminal.type(typed)
        terminal.wait_for(rf"Edited in {editor}")
        terminal.wait_shown("const there = 1; ")
        # All of it is the console's again: paste, mouse, the second screen.
        taken = bytes(terminal.raw)[len(given) :]
        for mode in (b"\x1b[?1049h", b"\x1b[?2004h", b"\x1b[?1000h"):
            assert taken.rindex(mode) > taken.rfind(mode[:-1] + b"l")
        terminal.press("ctrl+s")
        terminal.wait_for("Saved code")
    assert "const there = 1; " in shared_sandbox.code(slug)


def test_a_killed_editor_loses_nothing_and_neither_does_a_killed_console(
    shared_sandbox: SharedSandbox, tmp_path: Path
) -> None:
    slug = shared_sandbox.create()
    program, number = waiting_editor(tmp_path)
    with console(shared_sandbox, tmp_path, slug, program) as terminal:
        terminal.press("ctrl+e")
        os.kill(number_in(number), signal.SIGKILL)
        terminal.wait_for("stays was ended by SIGKILL. Edited in stays")
        terminal.press("ctrl+z")
        terminal.wait_for("no changes")
        # The terminal's own keys are the editor's: they end it, and not the console.
        number.unlink()
        terminal.press("ctrl+e")
        number_in(number)
        terminal.press("ctrl+c")
        terminal.wait_for("stays was ended by SIGINT. Edited in stays")
        terminal.press("ctrl+z")
        terminal.wait_for("no changes")
        number.unlink()
        terminal.press("ctrl+e")
        left = number_in(number)
        os.kill(terminal.pid, signal.SIGKILL)
        os.waitpid(terminal.pid, 0)
        terminal.exit_code = -9
        os.kill(left, signal.SIGKILL)
    with console(shared_sandbox, tmp_path, slug, program) as terminal:
        terminal.wait_to_read("There is an unsaved draft of this function")
        terminal.press("1")
        terminal.wait_for("it is not saved yet")
        terminal.press("ctrl+s")
        terminal.wait_for("Saved code")
    assert shared_sandbox.code(slug).endswith("// from there\n")


def test_a_closed_terminal_loses_neither_the_edit_nor_what_the_editor_had(
    editor: str, shared_sandbox: SharedSandbox, tmp_path: Path
) -> None:
    slug = shared_sandbox.create()
    with console(shared_sandbox, tmp_path, slug, editor) as terminal:
        terminal.type("// here ")
        terminal.press("ctrl+e")
        terminal.wait_for(rf"{slug}\.[jt]s")
        terminal.wait_still()
        terminal.type(WRITING[editor][0])
        terminal.wait_for("const there = 1;")
        terminal.hang_up()
        terminal.wait_end()
    with console(shared_sandbox, tmp_path, slug, editor) as terminal:
        terminal.wait_to_read("There is an unsaved draft of this function")
        terminal.press("1")
        terminal.wait_for("// here // one")
        terminal.press("escape")
        terminal.wait_to_read("Leave with unsaved changes")
        terminal.press("2")
        # What was typed there and not saved is in a file of the editor's, which is named.
        terminal.wait_for("was open in your editor when the console ended")
        told = "".join(line.strip() for line in terminal.text.splitlines())
    (folder,) = (tmp_path / "state" / "insforge-tui" / "outside").iterdir()
    left = [each for each in folder.iterdir() if b"const there = 1;" in each.read_bytes()]
    assert left
    assert str(folder) in told
    assert all(each.name in told for each in left)


def test_an_editor_ends_with_the_console_and_what_it_wrote_is_a_draft(
    shared_sandbox: SharedSandbox, tmp_path: Path
) -> None:
    slug = shared_sandbox.create()
    program, number = waiting_editor(tmp_path)
    with console(shared_sandbox, tmp_path, slug, program) as terminal:
        terminal.press("ctrl+e")
        left = number_in(number)
        os.kill(terminal.pid, signal.SIGTERM)
        assert terminal.wait_end() == 128 + signal.SIGTERM
        with pytest.raises(ProcessLookupError):
            os.kill(left, 0)
    with console(shared_sandbox, tmp_path, slug, program) as terminal:
        terminal.wait_for("There is an unsaved draft of this function")
