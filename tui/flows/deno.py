"""Deno as the user's own tool: formats and checks code, where it is installed. It fetches nothing and runs nothing.

Owns where it is, its environment and its bounds. Refuses to read what it says: `tui.editing.deno_output` does.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from tui.editing.deno_output import SyntaxTrouble, check_problems, lint_problems, syntax_trouble
from tui.flows.bulk import suffix_of
from tui.model.problem import Problem

_SECONDS = 10.0
_MOST_CHARACTERS = 1 << 20
_HANDED_ON = ("PATH", "HOME", "DENO_DIR", "XDG_CACHE_HOME", "LANG", "LC_ALL", "TMPDIR", "SystemRoot", "LOCALAPPDATA")
_NOWHERE = "http://127.0.0.1:9"
"""A proxy that is none: what would be fetched in spite of all options is not."""

_CHECK = ("check", "--no-config", "--no-lock", "--cached-only", "--node-modules-dir=none", "--quiet")


def find_deno(environment: Mapping[str, str] = os.environ) -> Path | None:
    """The user's own Deno on the path, or the one of the package `deno` beside this Python; None without one."""
    found = shutil.which("deno", path=environment.get("PATH"))
    if found is not None:
        return Path(found)
    beside = Path(sys.executable).with_name("deno.exe" if os.name == "nt" else "deno")
    return beside if os.access(beside, os.X_OK) else None


class Formatted(NamedTuple):
    """The code as Deno formats it, lines ending in line feeds."""

    text: str


class NotFormatted(NamedTuple):
    """Why it was not formatted: the code can't be parsed, or else Deno's own trouble in words."""

    trouble: SyntaxTrouble | None = None
    reason: str = ""


class Deno:
    """One Deno. Each method blocks for up to ten seconds: for threads."""

    def __init__(self, program: Path, environment: Mapping[str, str] = os.environ) -> None:
        self._program = program
        self._environment = {
            **{name: environment[name] for name in _HANDED_ON if name in environment},
            **{"DENO_NO_UPDATE_CHECK": "1", "DENO_NO_PROMPT": "1", "NO_COLOR": "1"},
            **dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"), _NOWHERE),
        }

    def format(self, code: str) -> Formatted | NotFormatted:
        """Format code; the settings of a `deno.json` of the working folder hold."""
        if len(code) > _MOST_CHARACTERS:
            return NotFormatted(reason="it is longer than a million characters")
        try:
            done = self._run(("fmt", f"--ext={suffix_of(code)[1:]}", "-"), code)
        except subprocess.TimeoutExpired:
            return NotFormatted(reason=f"deno fmt took longer than {_SECONDS:.0f} seconds")
        except OSError as error:
            return NotFormatted(reason=error.strerror or str(error))
        if done.returncode == 0:
            return Formatted(done.stdout.decode("utf-8", "replace"))
        said = done.stderr.decode("utf-8", "replace")
        trouble = syntax_trouble(said)
        return NotFormatted(trouble, "" if trouble is not None else said.strip().partition("\n")[0][:200])

    def problems(self, lines: Sequence[str]) -> tuple[Problem, ...]:
        """What lint and, of TypeScript, the type check have to say; nothing where Deno can't say it in time."""
        code = "\n".join(lines)
        if len(code) > _MOST_CHARACTERS or not code.strip():
            return ()
        suffix = suffix_of(code)
        with contextlib.suppress(OSError, subprocess.SubprocessError):
            linted = self._run(("lint", "--json", "--no-config", f"--ext={suffix[1:]}", "-"), code)
            found = lint_problems(linted.stdout, lines)
            return (*found, *self._checked(code, lines)) if suffix == ".ts" else found
        return ()

    def _checked(self, code: str, lines: Sequence[str]) -> tuple[Problem, ...]:
        # It takes no standard input; the folder is the user's alone.
        with tempfile.TemporaryDirectory(prefix="insforge-tui-") as folder:
            file = Path(folder) / "function.ts"
            file.write_bytes(code.encode("utf-8", "replace"))
            done = self._run((*_CHECK, file.name), "", folder)
        return check_problems(done.stderr.decode("utf-8", "replace"), lines)

    def _run(
        self, arguments: Sequence[str], text: str, folder: str | None = None
    ) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [self._program, *arguments],
            input=text.encode("utf-8", "replace"),
            capture_output=True,
            timeout=_SECONDS,
            env=self._environment,
            cwd=folder,
            check=False,
        )
