"""Starts the sandbox as a process of its own and stops it.

Owns the child's life: its standard input is held open as the sign that somebody still needs it. Refuses to know what
the server does; needs nothing but the standard library, so that importing it costs nothing.
"""

import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

# `-P` keeps the user's working folder off the module path; the folder that holds this package goes last, which is only
# needed when it runs from a checkout that is not installed.
_BOOTSTRAP = (
    "import runpy, sys; sys.path.append(sys.argv.pop(1)); "
    "runpy.run_module('tui.sandbox', run_name='__main__', alter_sys=True)"
)
_PACKAGE_PARENT = Path(__file__).resolve().parents[2]
_STOP_SECONDS = 5.0


class SandboxFailed(RuntimeError):
    """The sandbox could not be started; the text is one line for the user."""


@dataclass
class SandboxProcess:
    """A running sandbox. `runtime` is "running" or "unavailable"; `password` belongs to the user `admin`."""

    url: str
    api_key: str = field(repr=False)
    password: str = field(repr=False)
    dialect: str
    runtime: str
    _child: "subprocess.Popen[bytes]" = field(repr=False)

    @property
    def pid(self) -> int:
        """The process id of the server."""
        return self._child.pid

    def stop(self) -> None:
        """Ends the server and waits until it is gone; doing so twice is harmless."""
        _close_input(self._child)
        _reap(self._child)


def start_sandbox(
    directory: Path,
    dialect: str,
    *,
    type_check: bool = True,
    limit_seconds: float | None = None,
    timeout_seconds: float = 20,
) -> SandboxProcess:
    """Starts a sandbox that keeps its data in `directory` and returns once it accepts connections.

    `limit_seconds` is how long a function may take.
    Raises SandboxFailed when it ends, says something unexpected or stays silent for `timeout_seconds`.
    """
    arguments = ["--dir", os.fspath(directory), "--dialect", dialect]
    if not type_check:
        arguments.append("--no-type-check")
    if limit_seconds is not None:
        arguments += ["--limit-seconds", str(limit_seconds)]
    try:
        complaints: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115  # the `with` below closes it
    except OSError as error:
        raise SandboxFailed(f"there is no folder for a temporary file ({error.strerror}): set TMPDIR to one") from error
    with complaints:
        try:
            child = subprocess.Popen(
                [sys.executable, "-P", "-W", "ignore", "-c", _BOOTSTRAP, os.fspath(_PACKAGE_PARENT), *arguments],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=complaints,
                # What it prints is read as UTF-8, whatever the user's programs are told to print.
                env={**os.environ, "PYTHONIOENCODING": "utf-8"},
                # Its own session: ctrl+c in the console's terminal must not take the server away from an unsaved edit.
                start_new_session=True,
            )
        except OSError as error:
            raise SandboxFailed(f"the sandbox could not be started: {error}") from error
        try:
            line = _read_line(child, timeout_seconds)
            if line is None:
                raise SandboxFailed(f"the sandbox did not become ready in {timeout_seconds:g} seconds")
            return _understand(line, child, complaints)
        except BaseException:
            _close_input(child)
            child.kill()
            _reap(child)
            raise


def _understand(line: bytes, child: "subprocess.Popen[bytes]", complaints: IO[bytes]) -> SandboxProcess:
    if not line:
        child.wait(_STOP_SECONDS)
        raise SandboxFailed(_last_words(complaints, child.returncode))
    try:
        said: object = json.loads(line)
    except ValueError as error:
        raise SandboxFailed("the sandbox answered something that is not its ready line") from error
    if not isinstance(said, dict):
        raise SandboxFailed("the sandbox answered something that is not its ready line")
    values = {name: said.get(name) for name in ("url", "api_key", "password", "dialect", "runtime")}
    texts = {name: value for name, value in values.items() if isinstance(value, str)}
    if len(texts) != len(values):
        raise SandboxFailed("the sandbox's ready line lacks a field")
    return SandboxProcess(**texts, _child=child)


def _read_line(child: "subprocess.Popen[bytes]", timeout_seconds: float) -> bytes | None:
    """The first line the child prints, empty when it ended without one, None when the time is over."""
    found: list[bytes] = []
    output = child.stdout
    assert output is not None
    # A thread, because a pipe cannot be waited for with a time limit in the same way on every system.
    reader = threading.Thread(target=lambda: found.append(output.readline()), daemon=True)
    reader.start()
    reader.join(timeout_seconds)
    return found[0] if found else None


def _last_words(complaints: IO[bytes], code: int | None) -> str:
    complaints.seek(0)
    lines = complaints.read().decode("utf-8", "replace").strip().splitlines()
    if not lines:
        return f"the sandbox ended with code {code} and said nothing"
    # As a program it says who is speaking; here that is known.
    return lines[-1].strip().removeprefix("insforge-tui sandbox: ")


def _close_input(child: "subprocess.Popen[bytes]") -> None:
    if child.stdin is not None and not child.stdin.closed:
        child.stdin.close()


def _reap(child: "subprocess.Popen[bytes]") -> None:
    # First in peace (its input is closed), then less and less so.
    stop_attempts: tuple[Callable[[], None] | None, ...] = (None, child.terminate, child.kill)
    for insist in stop_attempts:
        if insist is not None:
            insist()
        try:
            child.wait(_STOP_SECONDS)
            break
        except subprocess.TimeoutExpired:
            continue
    if child.stdout is not None:
        child.stdout.close()
