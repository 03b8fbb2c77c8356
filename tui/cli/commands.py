"""Commands without a screen, by the word that begins them. Each is imported when it is asked for."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from tui.cli.completion_words import KINDS


def run_command(arguments: Sequence[str]) -> int:
    """Run what the command line says; returns the exit code. Raises what `tui.__main__` puts into one line."""
    if arguments[0] == "completion" and len(arguments) > 1 and arguments[1] in KINDS:
        # A shell asks, in the middle of a line: it must not be kept waiting for the rest of the program.
        from tui.cli.completion_words import print_words

        return print_words(arguments[1], arguments[2:], sys.stdout)
    from tui.cli.arguments import (
        CompletionArguments,
        DoctorArguments,
        LogsArguments,
        ManArguments,
        SaveArguments,
        read_arguments,
    )
    from tui.cli.linked_arguments import LinkedArguments

    given = read_arguments(arguments)
    if isinstance(given, SaveArguments):
        from tui.cli.save_command import run_save

        return run_save(given, sys.stdout)
    if isinstance(given, LogsArguments):
        from tui.cli.logs_command import run_logs

        return run_logs(given, sys.stdout)
    if isinstance(given, LinkedArguments):
        from tui.cli.linked_commands import run_linked

        return run_linked(given, sys.stdout)
    if isinstance(given, DoctorArguments):
        from tui.cli.doctor_command import run_doctor

        return run_doctor(given, sys.stdout)
    if isinstance(given, CompletionArguments):
        from tui.cli.completion_command import run_completion

        return run_completion(given, sys.stdout)
    if isinstance(given, ManArguments):
        from tui.cli.man_page import run_man

        return run_man(sys.stdout)
    from tui.cli.run_command import run_run

    return run_run(given, sys.stdout)
