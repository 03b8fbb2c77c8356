"""Where foreign text meets the terminal without a pilot: sentences on standard error, and the whole program."""

from __future__ import annotations

import asyncio
import contextlib
import io
import json
import os
import signal
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

import tui.__main__ as command_line
from tests.faults.hostile_list import chunks
from tests.faults.hostile_recording import Report
from tests.faults.hostile_server import HostileServer, row
from tests.faults.hostile_strings import LITERALS, hostile_strings
from tests.faults.output_grammar import BOUNDARY, DRAWN, WRITTEN, unmeant_sequences
from tests.journeys.test_sandbox_journey import surroundings
from tests.pty_session import TerminalSession
from tui.app.features import console_for
from tui.app.shell.app import Console, run_console
from tui.app.start import ConsoleStart
from tui.errors import UsageError
from tui.flows.connect import Missing

TOP = Path(__file__).parents[2]
_LONGEST_NAME = 40
_ROWS = 200
_PAGE = 35
_ONCE = ("\x1b[?1049h", "\x1b[?1049l", "\x1b[?2004h", "\x1b[?2004l", "\x1b[?7l", "\x1b[?7h")
"""Modes that a whole run sets once and takes back once."""


def sentences(seed: int, count: int) -> Report:
    """What options, variables, settings and project files are refused with, and the last words of a crash."""
    report = Report()
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        for place, act in _WAYS_TO_FAIL.items():
            for text in hostile_strings(seed, place, count, longest=120):
                with _alone(Path(folder)), contextlib.redirect_stderr(io.StringIO()) as printed:
                    code = act(text)
                _check_sentence(report, place, text, printed.getvalue(), code)
    return report


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    """An environment of this test's own, and never a console."""

    def no_terminal() -> None:
        raise UsageError("there is no terminal")

    own = {**surroundings(home), "PATH": os.environ["PATH"]}
    with patch.dict(os.environ, own, clear=True), patch.object(command_line, "_require_terminal", no_terminal):
        yield


def _check_sentence(report: Report, place: str, text: str, printed: str, code: int) -> None:
    expected = 2 if place == "last words" else 1
    found = unmeant_sequences(printed.replace("\n", "", expected))
    if not printed.endswith("\n") or not code:
        found.append(f"exit code {code} with {printed!r}")
    # What stands before an @ in a URL may be a password: such a one is not repeated.
    quoted = text in LITERALS and place in _QUOTES and "@" not in text
    if quoted and text not in printed.replace("\\\\", "\\"):
        found.append(f"{text!r} is not shown as it is")
    for each in found:
        report.note(place, each, [text])
    report.shown[place] += 1


def _with_variable(text: str) -> int:
    os.environb[b"INSFORGE_URL"] = b"?" + _bytes(text)
    return command_line.main([])


def _with_settings(content: str) -> int:
    path = Path(os.environ["XDG_CONFIG_HOME"]) / "insforge-tui" / "config.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode("utf-8", "replace"))
    try:
        return command_line.main([])
    finally:
        path.unlink()


def _with_project(content: bytes) -> int:
    path = Path(".insforge/project.json")
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
    try:
        return command_line.main([])
    finally:
        path.unlink()


def _in_a_folder(text: str) -> int:
    name = _bytes(text).replace(b"/", b"")[:_LONGEST_NAME].strip(b".") or b"x"
    os.environb[b"XDG_CONFIG_HOME"] = os.fsencode(Path.cwd()) + b"/" + name
    # A folder where a file should be can't be read.
    Path(os.environ["XDG_CONFIG_HOME"], "insforge-tui", "config.toml").mkdir(parents=True, exist_ok=True)
    return command_line.main([])


def _crashed(text: str) -> int:
    def run(console: Console, **_options: bool) -> None:
        console.crash_folder = Path(text)
        console._fatal_error()
        console._return_code = 1

    with (
        patch.object(Console, "run", run),
        patch.object(Console, "_close_messages_no_wait", lambda _: None),
        patch("tui.app.shell.crash.write_report", lambda folder, _error: folder / "crash.txt"),
        patch("tui.app.shell.app.say_last", lambda _handle, said: sys.stderr.write(said)),
    ):
        return run_console(console_for(ConsoleStart(Missing)))


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape" if text.isascii() else "replace").replace(b"\0", b"")


_WAYS_TO_FAIL: dict[str, Callable[[str], int]] = {
    "argument: option": lambda text: command_line.main([f"--x{text}"]),
    "argument: --url": lambda text: command_line.main(["--url", f"?{text}"]),
    "argument: --profile": lambda text: command_line.main([f"--profile=p{text}"]),
    "argument: dialect": lambda text: command_line.main([f"--sandbox-dialect={text}"]),
    "variable: INSFORGE_URL": _with_variable,
    "settings: what is no TOML": lambda text: _with_settings(f"= {text}"),
    "settings: unknown name": lambda text: _with_settings(
        f"{json.dumps(text.encode('utf-8', 'replace').decode())} = 1"
    ),
    "settings: theme": lambda text: _with_settings(f"theme = {json.dumps(text.encode('utf-8', 'replace').decode())}"),
    "settings: folder's name": _in_a_folder,
    "project: oss_host": lambda text: _with_project(json.dumps({"oss_host": f"?{text}"}).encode()),
    "project: what is no JSON": lambda text: _with_project(f"{{{text}".encode("utf-8", "replace")),
    "last words": _crashed,
}
_QUOTES = ("argument: option", "argument: --url", "argument: --profile", "project: oss_host", "last words")
"""Places whose sentence repeats the text as it is."""


# The whole program in a pseudo-terminal


def whole_program(seed: int, count: int) -> Report:
    """Lists and an editor in a pseudo-terminal, from the first byte to the last, with either driver."""
    report = Report()
    for driver in ("", "plain"):
        for number, names in enumerate(chunks(hostile_strings(seed, f"program {driver}", count), _ROWS)):
            place = f"whole program, {driver or 'own'} driver"
            raw, code = _session(driver, list(names), hostile_strings(seed + number, "code", 20, surrogates=False))
            found = unmeant_sequences(raw, DRAWN, WRITTEN, BOUNDARY)
            found += [f"{raw.count(mode)} times {mode!r}" for mode in _ONCE if raw.count(mode) != 1]
            if code != 128 + signal.SIGTERM:
                found.append(f"it ended with {code}")
            for each in dict.fromkeys(found):
                report.note(place, each, names[:4])
            report.shown[place] += len(names)
    return report


def _session(driver: str, names: list[str], code: list[str]) -> tuple[str, int]:
    with _served() as server, tempfile.TemporaryDirectory() as home:
        server.functions = [
            row(number, f"{number}-{name}", name=f"{number} {name}") for number, name in enumerate(names)
        ]
        server.opened = row(0, f"0-{names[0]}", name=names[-1], description=names[-2], code="\n".join(code))
        env = {**surroundings(Path(home)), "INSFORGE_URL": server.url, "INSFORGE_API_KEY": "ik_x"}
        env |= {"INSFORGE_TUI_DRIVER": driver, "COLUMNS": "120", "LINES": "40"}
        with TerminalSession([sys.executable, "-m", "tui"], columns=120, rows=40, env=env, cwd=TOP) as terminal:
            terminal.wait_for(r"^> 0 ")
            for first in range(0, len(names), _PAGE):
                terminal.press("\x1b[6~")
                terminal.wait_for(rf"^> {min(first + _PAGE, len(names) - 1)} ")
            terminal.press("enter")
            terminal.wait_for("no changes")
            terminal.press("x")
            terminal.wait_for("unsaved: code")
            os.kill(terminal.pid, signal.SIGTERM)
            ended = terminal.wait_end()
        return terminal.raw.decode("utf-8", "backslashreplace"), ended


@contextmanager
def _served() -> Iterator[HostileServer]:
    """A server in a thread of its own: a terminal session waits in this one."""
    server = HostileServer()
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    asyncio.run_coroutine_threadsafe(server.start(), loop).result()
    try:
        yield server
    finally:
        loop.call_soon_threadsafe(server.close)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()


SCENES: dict[str, Callable[[int, int], Report]] = {"standard error": sentences, "whole program": whole_program}
"""By name; each answers what so many strings in each of its places led to."""
