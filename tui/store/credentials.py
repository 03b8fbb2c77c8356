"""Keys from elsewhere: a command's output, and the project file of InsForge's own command-line tool."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import stat
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from tui.errors import KeyCommandFailed, UsageError
from tui.model.fields import Fields, InvalidField
from tui.model.secret import Secret
from tui.store.files import read_text

if TYPE_CHECKING:
    import subprocess


PROJECT_FILE = ".insforge/project.json"
_LABEL = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?")


class ProjectFile(NamedTuple):
    """What `.insforge/project.json` says of its server: `oss_host` and `api_key`.

    A file without `oss_host` that names `appkey` and `region` means the cloud's host for these two. `name` is the
    project's, or that of the branch the folder is switched to.
    """

    path: Path
    url: str | None
    key: Secret | None
    name: str = ""

    @property
    def folder(self) -> Path:
        """The project's folder."""
        return self.path.parent.parent

    @property
    def source(self) -> str:
        """What to call it where sources are shown."""
        return f"{PROJECT_FILE} in {self.folder}"


def find_project_file(start: Path) -> ProjectFile | None:
    """The project file of a folder or the nearest one above it.

    A file that neither the user nor root owns is passed over: in a folder others can write to, it could send the
    user's work to their server. So is one in a folder the user can't enter. Raises UsageError when the file can't be
    understood, StorageError when it can't be read.
    """
    for folder in (start, *start.parents):
        path = folder / ".insforge" / "project.json"
        if _is_trusted_file(path):
            return _read_project(path)
    return None


def _is_trusted_file(path: Path) -> bool:
    try:
        found = path.stat()
    except OSError:
        return False
    return stat.S_ISREG(found.st_mode) and (os.name == "nt" or found.st_uid in (os.getuid(), 0))


def _read_project(path: Path) -> ProjectFile:
    import json

    text = read_text(path) or ""
    if not text.strip("\0 \t\r\n"):
        # As a crash or a full disk leaves it.
        raise UsageError(f"{path}: not JSON (it is empty)")
    try:
        content = json.loads(text)
    except ValueError as error:
        raise UsageError(f"{path}: not JSON ({error})") from error
    except RecursionError as error:
        raise UsageError(f"{path}: not JSON that can be read (it is nested too deeply)") from error
    try:
        fields = Fields(content, "the file", exact=True)
        url, key = fields.optional_text("oss_host") or _cloud_url(fields), fields.optional_text("api_key")
    except InvalidField as error:
        raise UsageError(f"{path}: must hold an object with oss_host and api_key as texts ({error})") from error
    return ProjectFile(path, url or None, Secret(key) if key else None, _text(fields, "project_name"))


def _cloud_url(fields: Fields) -> str | None:
    """Where the cloud has the project of an `appkey` and a `region`."""
    labels = [_text(fields, name) for name in ("appkey", "region")]
    return f"https://{'.'.join(labels)}.insforge.app" if all(map(_LABEL.fullmatch, labels)) else None


def _text(fields: Fields, name: str) -> str:
    """A text that may be missing, or be something else: nothing hangs on it."""
    value = fields.value(name) if fields.has(name) else None
    return value if isinstance(value, str) else ""


def run_key_command(command: str, timeout_seconds: float = 30) -> Secret:
    """Run a shell command that prints the key. Raises KeyCommandFailed; what was printed is in no message."""
    import subprocess

    try:
        # The user's own command from the user's own settings, run as git runs credential helpers. Its own session: a
        # command that asks on the terminal would fight with the console for it; like this it says that it can't.
        process = subprocess.Popen(
            command,
            shell=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
    except (OSError, ValueError) as error:
        raise KeyCommandFailed(f"api_key_command can't be run: {error}: {command}") from error
    with process:
        try:
            printed, complaint = process.communicate(timeout=timeout_seconds)
        except subprocess.TimeoutExpired:
            raise KeyCommandFailed(
                f"api_key_command did not end within {timeout_seconds:g} seconds: {command}"
            ) from None
        finally:
            _end(process)
    if process.returncode != 0:
        said = complaint.decode("utf-8", "replace").strip().splitlines()
        raise KeyCommandFailed(
            f"api_key_command ended with {process.returncode}: {command}" + (f" ({said[-1][:200]})" if said else "")
        )
    key = printed.decode("utf-8", "replace").strip()
    if not key or "\n" in key:
        raise KeyCommandFailed(f"api_key_command must print the key on one line: {command}")
    return Secret(key)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a command that still runs, and what it started: the shell alone would leave its children behind."""
    if process.poll() is not None:
        return
    if os.name == "nt":
        process.kill()
        return
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
