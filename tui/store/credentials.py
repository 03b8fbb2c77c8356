"""Keys from elsewhere: a command's output, and the project file of InsForge's own command-line tool."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tui.errors import CommandFailed, UsageError
from tui.model.secret import Secret
from tui.store.files import read_text


@dataclass(frozen=True, slots=True)
class ProjectFile:
    """What `.insforge/project.json` says: `oss_host` and `api_key`."""

    path: Path
    url: str | None
    key: Secret | None

    @property
    def source(self) -> str:
        """What to call it where sources are shown."""
        return f".insforge/project.json in {self.path.parent.parent}"


def find_project_file(start: Path) -> ProjectFile | None:
    """The project file of a folder or the nearest one above it.

    A file that neither the user nor root owns is passed over: in a folder others can write to, it could send the
    user's work to their server. Raises UsageError when the file can't be understood.
    """
    for folder in (start, *start.parents):
        path = folder / ".insforge" / "project.json"
        if path.is_file() and _is_trusted(path):
            return _read_project(path)
    return None


def _is_trusted(path: Path) -> bool:
    return os.name == "nt" or path.stat().st_uid in (os.getuid(), 0)


def _read_project(path: Path) -> ProjectFile:
    try:
        content = json.loads(read_text(path) or "")
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{path}: not JSON ({error})") from error
    if not isinstance(content, dict):
        raise UsageError(f"{path}: must hold an object with oss_host and api_key")
    url, key = content.get("oss_host"), content.get("api_key")
    if not isinstance(url, str | None) or not isinstance(key, str | None):
        raise UsageError(f"{path}: oss_host and api_key must be text")
    return ProjectFile(path, url or None, Secret(key) if key else None)


def run_key_command(command: str, timeout_seconds: float = 30) -> Secret:
    """Run a shell command that prints the key. Raises CommandFailed; what was printed is in no message."""
    try:
        # The user's own command from the user's own settings, run as git runs credential helpers.
        done = subprocess.run(
            command,
            shell=True,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=timeout_seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise CommandFailed(f"api_key_command did not end within {timeout_seconds:g} seconds: {command}") from None
    except OSError as error:
        raise CommandFailed(f"api_key_command can't be run: {error.strerror}: {command}") from error
    if done.returncode != 0:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise CommandFailed(
            f"api_key_command ended with {done.returncode}: {command}" + (f" ({said[-1][:200]})" if said else "")
        )
    key = done.stdout.decode("utf-8", "replace").strip()
    if not key or "\n" in key:
        raise CommandFailed(f"api_key_command must print the key on one line: {command}")
    return Secret(key)
