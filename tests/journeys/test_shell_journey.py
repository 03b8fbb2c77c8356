"""In the shell: commands and slugs are completed, `doctor` says what is wrong and no secret, the manual opens."""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path

import pytest

from tests.journeys.test_sandbox_journey import surroundings
from tests.pty_session import TerminalSession
from tests.shared_sandbox import SharedSandbox

TOP = Path(__file__).parents[2]


def prompt(terminal: TerminalSession) -> None:
    """Wait for the shell to ask, on an empty screen: the emulated one has no second screen to come back from.

    So it may ask in the middle of what a program left, between a row's texts.
    """
    terminal.wait_for("%")
    terminal.screen.reset()
    terminal.type("\r")
    terminal.wait_for("^%$")


def test_a_shell_completes_asks_the_doctor_and_opens_the_manual(shared_sandbox: SharedSandbox, tmp_path: Path) -> None:
    bash = shutil.which("bash")
    if bash is None or shutil.which("man") is None:
        pytest.skip("bash or man is not installed")
    slug = shared_sandbox.create("completed-one")
    program = tmp_path / "bin" / "insforge-tui"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nPYTHONPATH={TOP} exec {sys.executable} -m tui "$@"\n')
    program.chmod(0o700)
    env = {
        **surroundings(tmp_path),
        **shared_sandbox.env,
        "PATH": f"{program.parent}:{os.environ['PATH']}",
        "PS1": "% ",
        "MANPAGER": "less -X",
        "LESS": "",
    }
    with TerminalSession([bash, "--norc", "--noprofile", "-i"], env=env, cwd=tmp_path) as terminal:
        terminal.wait_for("^%$")
        terminal.type('eval "$(insforge-tui completion bash)"; insforge-tui\r')
        # The slugs are those that the console saw last.
        terminal.wait_for(r"completed-one +\+ active")
        terminal.press("q")
        prompt(terminal)
        terminal.type("insforge-tui sa\t\t")
        terminal.wait_for("^% insforge-tui save$")
        terminal.type("completed\t")
        terminal.wait_for(f"^% insforge-tui save {slug}")
        terminal.press("ctrl+u")
        prompt(terminal)
        terminal.type("insforge-tui doctor; echo code $?\r")
        terminal.wait_for("^code 0")
        terminal.wait_for(r"^ *ok +Deno|^ *ok +settings: ~/")
        prompt(terminal)
        terminal.type("INSFORGE_API_KEY=ik_wrong_4711 insforge-tui doctor --json > told; echo code $?\r")
        terminal.wait_for("^code 1")
        prompt(terminal)
        terminal.type("insforge-tui man | man -l -\r")
        terminal.wait_for(r"^INSFORGE-TUI\(1\)")
        terminal.press("q")
        terminal.wait_for("%$")
        shown = bytes(terminal.raw).decode("utf-8", "replace")
    told = json.loads((tmp_path / "told").read_text())
    assert (told["ok"], [each["name"] for each in told["findings"] if each["grade"] == "failed"]) == (
        False,
        ["key accepted"],
    )
    assert "4711" not in json.dumps(told)
    assert shared_sandbox.process.api_key not in shown
