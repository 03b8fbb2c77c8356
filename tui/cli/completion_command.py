"""`insforge-tui completion SHELL`: the script that a shell completes the command line with.

shtab writes it from the parser, once. Commands and options are then the shell's own words: no Python is started for
them, as argcomplete does at each tab. Only slugs and profiles are asked for (`completion_words`), and the console
itself knows nothing of it.
"""

from __future__ import annotations

from typing import TextIO

import shtab

from tui.cli.arguments import CompletionArguments
from tui.cli.exit_codes import ExitCode
from tui.cli.whole_parser import arguments_of, commands_of, whole_parser

_ASKS = "command insforge-tui completion"
_ROOT = "_shtab_insforge_tui"
"""What shtab's names of this program begin with."""


def run_completion(arguments: CompletionArguments, out: TextIO) -> ExitCode:
    """Print the script."""
    print(script(arguments.shell), file=out)
    return ExitCode.DONE


def script(shell: str) -> str:
    """The script for a shell of `SHELLS`."""
    parser = whole_parser()
    words = {
        "slug": _asked("slugs"),
        "profile": _asked("profiles"),
        "request": _asked("requests"),
        "file": shtab.FILE,
        "sandbox_dir": shtab.DIRECTORY,
    }
    for each in (parser, *commands_of(parser).values()):
        for argument in arguments_of(each):
            if argument.dest in words:
                setattr(argument, "complete", words[argument.dest])  # noqa: B010  # shtab's own way to be told
    # The first word may be a slug as well as a command, which argparse has no form for.
    head, tail = _first_word(shell)
    return shtab.complete(parser, shell, preamble=head) + tail


def _asked(kind: str) -> dict[str, str | dict[str, str]]:
    """How each shell asks for words of a kind."""
    name = f"_insforge_tui_{kind}"
    return {
        "bash": name,
        "zsh": name,
        "fish": f"({_ASKS} {kind} (commandline -opc) 2>/dev/null)",
        "preamble": {"bash": _bash_function(kind), "zsh": _zsh_function(kind)},
    }


def _bash_function(kind: str) -> str:
    asked = f'{_ASKS} {kind} "${{COMP_WORDS[@]:1}}" 2>/dev/null'
    return f'_insforge_tui_{kind}() {{\n  compgen -W "$({asked})" -- "$1"\n}}'


def _zsh_function(kind: str) -> str:
    asked = f'${{(f)"$({_ASKS} {kind} ${{words[@]}} 2>/dev/null)"}}'
    return f"_insforge_tui_{kind}() {{\n  local -a found=({asked})\n  compadd -a found\n}}"


def _first_word(shell: str) -> tuple[str, str]:
    """What makes slugs possible as the first word: text for the script's beginning, and for its end."""
    match shell:
        case "bash":
            return f"{_bash_function('slugs')}\n{_ROOT}_pos_0_COMPGEN=_insforge_tui_slugs", ""
        case "zsh":
            return (
                f"{_zsh_function('slugs')}\n"
                f"functions[_insforge_tui_commands]=$functions[{_ROOT}_commands]\n"
                f"{_ROOT}_commands() {{\n  _insforge_tui_commands\n  _insforge_tui_slugs\n}}",
                "",
            )
        case _:
            asked = f"({_ASKS} slugs (commandline -opc) 2>/dev/null)"
            return "", f"complete -c insforge-tui -n '{_ROOT}_using; and test ${_ROOT}_npos -eq 0' -ka \"{asked}\"\n"
