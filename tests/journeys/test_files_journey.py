"""Functions as files: linked, edited by other programs, pushed, pulled, merged, watched, on the screen and without."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from tests.cli.program import run
from tests.journeys.test_sandbox_journey import surroundings
from tests.pty_session import TerminalSession
from tests.shared_sandbox import CODE, SharedSandbox
from tui.cli.exit_codes import ExitCode

TOP = Path(__file__).parents[2]


def edited(path: Path, change: str) -> None:
    """Another program changes the file in place, as editors do: a new file under the old name."""
    subprocess.run(["sed", "-i", "-e", change, str(path)], check=True)


def select(terminal: TerminalSession, slug: str) -> None:
    """Go to the row of a function, from the first one down."""
    terminal.press("home")
    terminal.wait_for(r"^ *FUNCTION +STATE.*\n> ?")
    while (marked := marked_slug(terminal)) != slug:
        terminal.press("down")
        terminal.wait_gone(rf"^> {marked} ")


def marked_slug(terminal: TerminalSession) -> str:
    """The function whose row the cursor is on."""
    return next(row.split()[1] for row in terminal.text.splitlines() if row.startswith(">"))


def test_functions_are_files_on_the_screen_and_without_one(shared_sandbox: SharedSandbox, tmp_path: Path) -> None:
    slug = shared_sandbox.create("filed")
    folder = tmp_path / "functions"
    folder.mkdir()
    file = folder / f"{slug}.js"
    env = {**surroundings(tmp_path), **shared_sandbox.env, "PYTHONPATH": str(TOP)}
    with TerminalSession([sys.executable, "-m", "tui"], env=env, cwd=folder) as terminal:
        terminal.wait_for(r"^ \d+ functions  ")
        terminal.press("f")
        terminal.wait_to_read("Link")
        terminal.press("1")
        terminal.wait_for("the same")
        select(terminal, slug)
        terminal.press("f")
        terminal.wait_for(r"1 of \d+ the same")
        assert file.read_text() == CODE
        # Changed here: it goes there.
        edited(file, "2s/two/here/")
        terminal.press("r")
        terminal.wait_for("changed here")
        terminal.press("p")
        terminal.wait_for("= same +saved")
        assert "// here\n" in shared_sandbox.code(slug)
        # Both changed: compared, merged in the file, saved.
        shared_sandbox.save(slug, shared_sandbox.code(slug) + "// theirs\n")
        edited(file, "1s/one/mine/")
        terminal.press("r")
        terminal.wait_for("both")
        terminal.press("enter")
        terminal.wait_to_read(r"\+// theirs")
        terminal.press("escape")
        terminal.wait_for("m merge")
        terminal.press("m")
        terminal.wait_for("merged into the file")
        terminal.wait_for("p push")
        terminal.press("p")
        terminal.wait_for("= same +saved")
        assert shared_sandbox.code(slug) == file.read_text()
        assert {"// mine", "// theirs"} < set(file.read_text().splitlines())
        # Watched: what any editor saves is saved there.
        terminal.press("w")
        terminal.wait_for("Watching")
        edited(file, "1s/mine/watched/")
        terminal.wait_until(lambda: shared_sandbox.code(slug).startswith("// watched\n"), "what was saved outside")
        terminal.wait_for("= same +saved")
        terminal.press("w")
        terminal.wait_for("Watching ended")
        terminal.wait_for("w watch")
        terminal.press("escape")
        terminal.wait_for(rf"{slug} +\+ active")
        _exported(terminal, slug, folder)
        terminal.press("q")
        assert terminal.wait_end() == 0
    # Without a screen: the same folder.
    edited(file, "2s/here/pushed/")
    state = {name: value for name, value in surroundings(tmp_path).items() if name.startswith("XDG")}
    assert run(shared_sandbox, folder, "push", slug, **state).returncode == ExitCode.DONE
    assert "// pushed\n" in shared_sandbox.code(slug)
    _watched(shared_sandbox, file, env)


def _exported(terminal: TerminalSession, slug: str, folder: Path) -> None:
    """Written out from the list, to a place that is asked for."""
    terminal.press("a")
    terminal.wait_for("xport")
    terminal.press("3")
    terminal.wait_to_read("Export 1 function to")
    terminal.press("ctrl+u")
    terminal.type("out\r")
    terminal.wait_for("enter open")
    assert (folder / "out" / f"{slug}.js").read_text() == (folder / f"{slug}.js").read_text()
    assert json.loads((folder / "out" / f"{slug}.json").read_text())["status"] == "active"
    terminal.press("escape")
    terminal.wait_for(rf"{slug} +\+ active")


def _watched(sandbox: SharedSandbox, file: Path, env: Mapping[str, str]) -> None:
    """`--watch`: one line for each outcome; a refusal has its place, and makes the exit code."""
    argv = [sys.executable, "-m", "tui", "--watch", str(file.parent)]
    with subprocess.Popen(argv, cwd=file.parent, env={**os.environ, **env}, stdout=subprocess.PIPE, text=True) as watch:
        assert watch.stdout is not None
        lines = iter(watch.stdout)
        next(line for line in lines if line.startswith("Watching "))
        edited(file, "2s/^/  Deno.run(1);/")
        refused = next(line for line in lines if line.startswith(f"{file.name}:"))
        assert refused.startswith(f"{file.name}:2:3: ")
        watch.send_signal(signal.SIGTERM)
        assert watch.wait(60) == ExitCode.REJECTED
