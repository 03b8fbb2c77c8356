"""The command line: one clear line and exit code 2 for what is wrong, before the screen is taken."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.pty_session import TerminalSession
from tui import __version__

TOP = Path(__file__).parents[1]


def run(home: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    env = {"PATH": "/usr/bin:/bin", "HOME": str(home), "XDG_CONFIG_HOME": str(home), **environment}
    return subprocess.run(
        [sys.executable, "-m", "tui", *arguments],
        cwd=TOP,
        env=env,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
        stdin=subprocess.DEVNULL,
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--nonsense"], "unrecognized arguments: --nonsense"),
        (["--api-key", "ik_secret"], "no option takes a key"),
        (["--key=ik_secret"], "no option takes a key"),
        (["--url"], "--url: expected one argument"),
        (["--url", "ftp://x"], "not a URL of a server"),
        (["--url", "https://u:p@x"], "must not hold a user name"),
        (["--profile", "nope"], "no profile 'nope'"),
        (["--sandbox", "--url", "http://x"], "goes with neither"),
        (["--sandbox-dialect", "9.9"], "invalid choice"),
        (["one", "two"], "unrecognized arguments: two"),
        ([], "this is a program for a terminal"),
    ],
)
def test_a_bad_option_is_one_line_and_2(tmp_path: Path, arguments: list[str], said: str) -> None:
    done = run(tmp_path, *arguments)
    assert done.returncode == 2
    assert done.stdout == ""
    assert said in done.stderr
    assert done.stderr.startswith("insforge-tui: ")
    assert done.stderr.count("\n") == 1
    assert "ik_secret" not in done.stderr


def test_a_bad_settings_file_is_one_line_and_2(tmp_path: Path) -> None:
    folder = tmp_path / "insforge-tui"
    folder.mkdir()
    (folder / "config.toml").write_text("colour = 'green'")
    done = run(tmp_path)
    assert done.returncode == 2
    assert "there is no setting colour" in done.stderr
    assert done.stderr.count("\n") == 1


def test_what_a_file_says_neither_drives_the_terminal_nor_fills_two_lines(tmp_path: Path) -> None:
    folder = tmp_path / "insforge-tui"
    folder.mkdir()
    (folder / "config.toml").write_text('"\\u001b[31m\\nx\\u202e" = 1')
    done = run(tmp_path)
    assert done.returncode == 2
    assert "there is no setting ^[[31m^Jx\\u202e" in done.stderr
    assert done.stderr.count("\n") == 1
    assert run(tmp_path, "--\x1b[31m").stderr.startswith("insforge-tui: unrecognized arguments: --^[[31m")


def test_a_removed_working_folder_is_no_project(tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    code = "import os, sys; os.rmdir(os.getcwd()); from tui.__main__ import main; sys.exit(main([]))"
    gone.mkdir()
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=gone,
        env={"PYTHONPATH": str(TOP), "HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert "this is a program for a terminal" in done.stderr
    assert done.stderr.count("\n") == 1


def test_version_and_help_need_no_terminal(tmp_path: Path) -> None:
    version = run(tmp_path, "--version")
    assert (version.returncode, version.stdout.strip()) == (0, f"insforge-tui {__version__}")
    shown = run(tmp_path, "--help")
    assert shown.returncode == 0
    for option in ("SLUG", "--url", "--profile", "--sandbox", "--sandbox-dir", "--sandbox-dialect", "--version"):
        assert option in shown.stdout


def test_a_dumb_terminal_is_told(tmp_path: Path) -> None:
    env = {"TERM": "dumb", "HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path)}
    with TerminalSession([sys.executable, "-m", "tui"], env=env, cwd=TOP) as terminal:
        assert terminal.wait_end() == 2
        assert "TERM=dumb" in terminal.text
