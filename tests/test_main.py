"""The command line: one clear line and exit code 2 for what is wrong, before the screen is taken."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

import pytest

import tui.__main__ as command_line
from tests.pty_session import TerminalSession
from tui import __version__
from tui.app.start import ConsoleStart, SandboxView
from tui.flows.connect import ProfileSigns, Target
from tui.model.secret import Secret
from tui.sandbox import launch

TOP = Path(__file__).parents[1]


class Console:
    """Stands where the screens would: keeps what it was started with."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
        self.starts: list[ConsoleStart] = []
        self.resolves = True
        self.breaks = False
        monkeypatch.setattr(command_line, "_console", lambda: self)
        monkeypatch.setattr(command_line, "_require_terminal", lambda: None)
        monkeypatch.chdir(folder)
        for name in ("INSFORGE_URL", "INSFORGE_API_KEY"):
            monkeypatch.delenv(name, raising=False)
        for name in ("CONFIG", "DATA", "STATE"):
            monkeypatch.setenv(f"XDG_{name}_HOME", str(folder / name.lower()))

    def __call__(self, start: ConsoleStart) -> int:
        self.starts.append(start)
        if self.resolves:
            start.resolve()
        if self.breaks:
            raise RuntimeError("the console broke")
        return 7


@pytest.fixture
def console(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Console:
    return Console(monkeypatch, tmp_path)


class Sandbox:
    """A sandbox that is only counted."""

    url, api_key = "http://127.0.0.1:1", "ik_sandbox"

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.started: list[tuple[Path, str]] = []
        self.stops = 0
        monkeypatch.setattr(launch, "start_sandbox", self._start)

    def _start(self, directory: Path, dialect: str) -> Sandbox:
        self.started.append((directory, dialect))
        return self

    def stop(self) -> None:
        self.stops += 1


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


def test_an_option_says_more_than_the_settings_about_the_terminal(console: Console, tmp_path: Path) -> None:
    (tmp_path / "config" / "insforge-tui").mkdir(parents=True)
    (tmp_path / "config" / "insforge-tui" / "config.toml").write_text("mouse = true\ntitle = true\n", encoding="utf-8")
    for options in ([], ["--no-mouse"], ["--mouse", "--no-title", "--plain"]):
        command_line.main(["--url", "http://localhost:1", *options])
    assert [start.settings.mouse for start in console.starts] == [True, False, True]
    assert [start.settings.plain for start in console.starts] == [False, False, True]
    assert [start.settings.title for start in console.starts] == [True, True, False]


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


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "2>/dev/full", ">/dev/full 2>&1"])
def test_streams_that_are_closed_or_full_are_no_traceback(tmp_path: Path, closed: str) -> None:
    env = {"HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path)}
    command = ["sh", "-c", f"{sys.executable} -m tui {closed}"]
    with TerminalSession(command, env=env, cwd=TOP) as terminal:
        assert terminal.wait_end() == 2
        assert "Traceback" not in terminal.text
        assert ("this is a program for a terminal" in terminal.text) is not ("2>" in closed)


def test_help_that_can_not_be_written_is_told(tmp_path: Path) -> None:
    env = {"HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path), "PYTHONUNBUFFERED": ""}
    with TerminalSession(["sh", "-c", f"{sys.executable} -m tui --help >/dev/full"], env=env, cwd=TOP) as terminal:
        assert terminal.wait_end() == 1
        assert " ".join(terminal.text.split()) == "insforge-tui: it can't go on: No space left on device"


def test_a_terminal_that_can_only_be_read_from_is_written_to_all_the_same(tmp_path: Path) -> None:
    env = {"HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path), "XDG_STATE_HOME": str(tmp_path)}
    with TerminalSession(["sh", "-c", f"exec {sys.executable} -m tui < /dev/tty"], env=env, cwd=TOP) as terminal:
        terminal.wait_to_read("Connect to an InsForge server")
        terminal.press("ctrl+q")
        assert terminal.wait_end() == 0


def test_a_dumb_terminal_is_told(tmp_path: Path) -> None:
    env = {"TERM": "dumb", "HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path)}
    with TerminalSession([sys.executable, "-m", "tui"], env=env, cwd=TOP) as terminal:
        assert terminal.wait_end() == 2
        assert "TERM=dumb" in terminal.text


@pytest.mark.parametrize(
    ("arguments", "directory", "dialect"),
    [
        (["--sandbox"], None, "2.1"),
        (["--sandbox-dir", "there"], Path("there"), "2.1"),
        (["--sandbox-dialect", "documented"], None, "documented"),
    ],
)
def test_the_sandbox_starts_when_asked_for_and_ends_with_the_console(
    console: Console,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    arguments: list[str],
    directory: Path | None,
    dialect: str,
) -> None:
    sandbox = Sandbox(monkeypatch)
    folder = directory or tmp_path / "data" / "insforge-tui" / "sandbox"
    assert command_line.main([*arguments, "greet", "--read-only"]) == 7
    assert (console.starts[0].slug, console.starts[0].read_only) == ("greet", True)
    assert console.starts[0].sandbox == SandboxView(dialect, folder)
    assert sandbox.started == [(folder, dialect)]
    assert sandbox.stops == 1


def test_the_sandbox_ends_when_the_console_breaks(
    console: Console, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sandbox = Sandbox(monkeypatch)
    console.breaks = True
    assert command_line.main(["--sandbox"]) == 1
    assert sandbox.stops == 1
    [report] = (tmp_path / "state").rglob("crash-*.txt")
    said = capsys.readouterr().err
    assert said.endswith(f"The report is in {report}.\n")
    assert "Traceback" not in said
    assert "the console broke" in report.read_text()


def test_an_installation_with_a_part_missing_is_told_and_not_traced(
    console: Console, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def missing() -> NoReturn:
        raise ModuleNotFoundError("No module named 'textual'")

    monkeypatch.setattr(command_line, "_console", missing)
    assert command_line.main(["--url", "http://x"]) == 1
    [report] = (tmp_path / "state").rglob("crash-*.txt")
    said = capsys.readouterr().err
    assert said.count("\n") == 2
    assert str(report) in said
    assert "No module named" in report.read_text()


def test_a_broken_project_file_ends_the_start_only_where_nothing_else_names_a_server(
    console: Console, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / ".insforge" / "project.json"
    path.parent.mkdir()
    path.write_text("{")
    assert command_line.main([]) == 2
    assert f"{path}: not JSON" in capsys.readouterr().err
    monkeypatch.setenv("INSFORGE_URL", "  ")
    assert command_line.main([]) == 2
    monkeypatch.setenv("INSFORGE_URL", "http://x")
    monkeypatch.setenv("XDG_CACHE_HOME", "cache")
    assert command_line.main([]) == 7
    [folder, project] = console.starts[0].notices
    assert folder.startswith("XDG_CACHE_HOME is cache")
    assert project.startswith(f"{path}: not JSON")
    assert project.endswith("The project file is ignored.")


def test_developers_switches_reach_neither_textual_nor_the_start(
    console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEXTUAL_PRESS", "q")
    monkeypatch.setenv("PYTHONASYNCIODEBUG", "1")
    assert command_line.main(["--url", "http://x"]) == 7
    assert "TEXTUAL_PRESS" not in os.environ
    assert "PYTHONASYNCIODEBUG" not in os.environ
    assert "TEXTUAL_PRESS is for developers of Textual: ignored." in console.starts[0].notices


def test_nothing_slow_happens_before_the_console_asks(console: Console, monkeypatch: pytest.MonkeyPatch) -> None:
    console.resolves = False
    sandbox = Sandbox(monkeypatch)
    assert command_line.main(["--sandbox"]) == 7
    assert sandbox.started == []


def test_a_key_command_waits_for_the_console(console: Console, tmp_path: Path) -> None:
    ran = tmp_path / "ran"
    settings = tmp_path / "config" / "insforge-tui" / "config.toml"
    settings.parent.mkdir(parents=True)
    settings.write_text(f"[profiles.a]\nurl = 'https://a.example'\napi_key_command = 'touch {ran}; echo ik_a'\n")
    console.resolves = False
    assert command_line.main([]) == 7
    assert not ran.exists()
    assert not console.starts[0].read_only
    found = console.starts[0].resolve()
    signs = ProfileSigns("a")
    assert found == Target("https://a.example", Secret("ik_a"), "profile a", "command of profile a", profile=signs)
    assert ran.exists()


def test_a_sandbox_that_is_not_installed_is_said(
    console: Console, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command_line, "find_spec", lambda name: None)
    assert command_line.main(["--sandbox"]) == 2
    assert "pip install 'insforge-tui[sandbox]'" in capsys.readouterr().err
    assert console.starts == []
