"""What the command line of a command without a screen says."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import NamedTuple, NoReturn

from tui.cli.linked_arguments import LINKED_COMMANDS, LinkedArguments, add_linked, linked_arguments
from tui.errors import UsageError
from tui.flows.connect import Options, normalise_url
from tui.model.function import OFFERED_STATUSES
from tui.sessions.run_request import METHODS, Auth, AuthKind

SOURCES = ("output", "calls", "backend", "postgres")
"""What functions printed, the calls among the backend's lines, all of those, and the database's."""
SHELLS = ("bash", "zsh", "fish")
MOST_LINES = 200
"""Of what is there at the start: one page."""
MOST_SECONDS = 3600
"""The longest timeout of a run."""


class SaveArguments(NamedTuple):
    """`insforge-tui save SLUG FILE`. None leaves a field as it is; a `file` of "-" is standard input."""

    server: Options
    slug: str
    file: str
    name: str | None
    description: str | None
    status: str | None
    waits: bool
    json: bool


class RunArguments(NamedTuple):
    """`insforge-tui run SLUG`. What is None is taken from the saved `request`, or is as usual.

    `data` is the body's text, `@` and a file's name, or "-" for standard input.
    """

    server: Options
    slug: str
    method: str | None = None
    path: str | None = None
    query: str | None = None
    headers: tuple[tuple[str, str], ...] = ()
    data: str | None = None
    auth: Auth | None = None
    timeout: float | None = None
    is_direct: bool = False
    request: str | None = None
    shows_headers: bool = False
    json: bool = False


class LogsArguments(NamedTuple):
    """`insforge-tui logs [SLUG…]`. `lines` of what is there are printed; `follows` goes on for ever."""

    server: Options
    slugs: tuple[str, ...] = ()
    source: str = "output"
    lines: int = 100
    filter: str = ""
    follows: bool = False
    json: bool = False


class DoctorArguments(NamedTuple):
    """`insforge-tui doctor`."""

    server: Options
    json: bool = False


class _Parser(argparse.ArgumentParser):
    """One clear line for a bad option, and exit code 2."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message} (see {self.prog} --help)")


class CompletionArguments(NamedTuple):
    """`insforge-tui completion SHELL`."""

    shell: str


class ManArguments(NamedTuple):
    """`insforge-tui man`."""


CommandArguments = (
    SaveArguments
    | RunArguments
    | LogsArguments
    | LinkedArguments
    | DoctorArguments
    | CompletionArguments
    | ManArguments
)


def read_arguments(arguments: Sequence[str]) -> CommandArguments:
    """Read what stands behind `insforge-tui`. Raises UsageError, and SystemExit for `--help`."""
    parser = _Parser(prog="insforge-tui", allow_abbrev=False)
    add_commands(parser)
    given = parser.parse_args(arguments)
    if given.command == "completion":
        return CompletionArguments(given.shell)
    if given.command == "man":
        return ManArguments()
    server = Options(normalise_url(given.url) if given.url else None, given.profile, given.read_only)
    if given.command in LINKED_COMMANDS:
        return linked_arguments(given, server)
    match given.command:
        case "save":
            fields = (given.name, given.description, given.status)
            return SaveArguments(server, given.slug, given.file, *fields, given.wait, given.json)
        case "doctor":
            return DoctorArguments(server, given.json)
        case "logs":
            looked_for = (tuple(given.slug), given.source, given.lines, given.filter)
            return LogsArguments(server, *looked_for, given.follow, given.json)
        case _:
            return RunArguments(
                server,
                given.slug,
                given.method,
                given.path,
                given.query,
                tuple(given.header),
                given.data,
                given.auth,
                given.timeout,
                given.direct,
                given.request,
                given.include,
                given.json,
            )


def add_commands(parser: argparse.ArgumentParser) -> None:
    """Give the parser all commands. Completion and the manual page are made from them too."""
    commands = parser.add_subparsers(dest="command", required=True, parser_class=_Parser, metavar="COMMAND")

    def added(name: str, says: str, codes: str) -> argparse.ArgumentParser:
        return commands.add_parser(name, help=says, description=says, epilog=codes, allow_abbrev=False)

    _add_save(added("save", _SAVES, _SAVE_CODES))
    _add_run(added("run", _RUNS, _RUN_CODES))
    _add_logs(added("logs", _LOGS, _LOGS_CODES))

    def linked(name: str, says: str, codes: str) -> argparse.ArgumentParser:
        made = added(name, says, codes)
        _add_common(made)
        return made

    add_linked(linked)
    _add_common(added("doctor", _DOCTORS, _DOCTOR_CODES))
    completion = added("completion", _COMPLETES, _COMPLETION_USE)
    completion.add_argument("shell", metavar="SHELL", choices=SHELLS, help=f"one of {', '.join(SHELLS)}")
    added("man", "Print the manual page, as roff.", "insforge-tui man | man -l - shows it.")


_SAVES = "Save a file as the code of a function, and say what became of it."
_SAVE_CODES = (
    "Exit codes: 0 saved, and live as far as could be found out; 3 rejected; 4 saved and not live; 5 not reached, "
    "nothing saved; 6 not known; 7 read-only; 8 no such function; 9 no access; 10 rate limit; 11 conflict."
)
_RUNS = "Call a function. What it answers goes to standard output, what is known of it to standard error."
_RUN_CODES = (
    "Exit codes: 0 answered below 400; 1 answered 400 or more; 2 not sent, as it can't be; 5 not reached; "
    "6 no whole answer: whether it ran is not known; 7 read-only."
)


_LOGS = "Print what functions wrote, or another log of the server; of these functions, or of all."
_LOGS_CODES = "Exit codes: 0 printed; 5 not reached; 8 the server has no such log; 9 no access. ctrl+c ends following."


_DOCTORS = "Say how everything is that the console needs. No secret is printed, so that it fits into a bug report."
_DOCTOR_CODES = "Exit codes: 0 nothing failed; 1 something failed. A warning is no failure."


_COMPLETES = "Print the completion of commands, options, profiles and known slugs for a shell."
_COMPLETION_USE = (
    'bash: eval "$(insforge-tui completion bash)" in ~/.bashrc; zsh: the same with zsh in ~/.zshrc, below compinit; '
    "fish: insforge-tui completion fish > ~/.config/fish/completions/insforge-tui.fish"
)


def _add_logs(logs: argparse.ArgumentParser) -> None:
    logs.add_argument("slug", metavar="SLUG", nargs="*")
    logs.add_argument("-f", "--follow", action="store_true", help="go on with what comes")
    logs.add_argument("-n", "--lines", type=_count, default=100, metavar="COUNT", help="so many first (default: 100)")
    logs.add_argument("--source", choices=SOURCES, default="output", help="which log (default: output)")
    logs.add_argument(
        "--filter", default="", metavar="TEXT", help="words, /expressions/, and - before what is not to be"
    )
    _add_common(logs)


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) > MOST_LINES:
        raise argparse.ArgumentTypeError(f"{text!r} is no number up to {MOST_LINES}")
    return int(text)


def _add_save(save: argparse.ArgumentParser) -> None:
    save.add_argument("slug", metavar="SLUG")
    save.add_argument("file", metavar="FILE", help="the code, UTF-8; - is standard input")
    save.add_argument("--name", type=_name, help="give the function this name too")
    save.add_argument("--description", help="give it this description too")
    save.add_argument("--status", choices=OFFERED_STATUSES, help="set its status too")
    save.add_argument("--wait", action="store_true", help="wait for the rate limit, then send once more")
    _add_common(save)


def _add_run(run: argparse.ArgumentParser) -> None:
    run.add_argument("slug", metavar="SLUG")
    run.add_argument("-X", "--method", type=str.upper, choices=METHODS, help="default: POST")
    run.add_argument("--path", help="what follows the slug, as in /more")
    run.add_argument("-q", "--query", help="what stands behind the question mark, as in name=Ada")
    run.add_argument("-H", "--header", action="append", type=_header, default=[], metavar="'NAME: VALUE'")
    run.add_argument("-d", "--data", metavar="TEXT", help="the body; @FILE is a file's content, - standard input")
    run.add_argument(
        "--auth",
        type=_auth,
        metavar="none|key|env:NAME",
        help="no proof of who calls (default), the API key, or the token in a variable of the environment",
    )
    run.add_argument("--timeout", type=_seconds, metavar="SECONDS")
    run.add_argument("--direct", action="store_true", help="call a cloud project's deployment, not the backend")
    run.add_argument("--request", metavar="NAME", help="a saved request of the function; other options change it")
    run.add_argument("-i", "--include", action="store_true", help="print the answer's headers too")
    _add_common(run)


def _name(text: str) -> str:
    if not text.strip():
        raise argparse.ArgumentTypeError("a function needs a name")
    return text


def _header(text: str) -> tuple[str, str]:
    name, colon, value = text.partition(":")
    if not colon or not name.strip():
        raise argparse.ArgumentTypeError(f"{text!r} is not NAME: VALUE")
    return name.strip(), value.strip()


def _auth(text: str) -> Auth:
    if text in ("none", "key"):
        return Auth(AuthKind.NONE if text == "none" else AuthKind.API_KEY)
    kind, _, variable = text.partition(":")
    if kind != "env" or not variable:
        raise argparse.ArgumentTypeError(f"{text!r} is none of none, key, env:NAME")
    return Auth(AuthKind.TOKEN, variable)


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= MOST_SECONDS:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of seconds above 0 and up to {MOST_SECONDS}")
    return seconds


def _add_common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--url", help="the server's URL")
    parser.add_argument("--profile", metavar="NAME", help="a profile of the configuration file")
    parser.add_argument("--read-only", action="store_true", help="send nothing that changes the server")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of lines")
