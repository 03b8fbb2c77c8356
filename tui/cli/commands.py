"""Commands without a screen, by the word that begins them."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from tui.cli.arguments import LogsArguments, SaveArguments, read_arguments
from tui.cli.linked_arguments import LinkedArguments
from tui.cli.linked_commands import run_linked
from tui.cli.logs_command import run_logs
from tui.cli.run_command import run_run
from tui.cli.save_command import run_save


def run_command(arguments: Sequence[str]) -> int:
    """Run what the command line says; returns the exit code. Raises what `tui.__main__` puts into one line."""
    given = read_arguments(arguments)
    if isinstance(given, SaveArguments):
        return run_save(given, sys.stdout)
    if isinstance(given, LogsArguments):
        return run_logs(given, sys.stdout)
    if isinstance(given, LinkedArguments):
        return run_linked(given, sys.stdout)
    return run_run(given, sys.stdout)
