"""The whole program as a command, on a sandbox."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests import forked_start
from tests.shared_sandbox import SharedSandbox


def run(
    sandbox: SharedSandbox, home: Path, *arguments: str, text: str = "", **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run `insforge-tui` in this folder, which is its home too, with the sandbox as its server."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("INSFORGE", "XDG"))}
    env = {**kept, **sandbox.env, "HOME": str(home), "XDG_CONFIG_HOME": str(home), **environment}
    return forked_start.run([sys.executable, "-m", "tui", *arguments], env, home, text)
