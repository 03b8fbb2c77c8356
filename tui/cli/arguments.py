"""What the command line of a command without a screen says."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import NamedTuple, NoReturn

from tui.errors import UsageError
from tui.flows.connect import Options, normalise_url
from tui.model.function import OFFERED_STATUSES


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


class _Parser(argparse.ArgumentParser):
    """One clear line for a bad option, and exit code 2."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message} (see {self.prog} --help)")


def read_arguments(arguments: Sequence[str]) -> SaveArguments:
    """Read what stands behind `insforge-tui`. Raises UsageError, and SystemExit for `--help`."""
    parser = _Parser(prog="insforge-tui", allow_abbrev=False)
    commands = parser.add_subparsers(dest="command", required=True, parser_class=_Parser)
    save = commands.add_parser(
        "save",
        description="Save a file as the code of a function, and say what became of it.",
        epilog="Exit codes: 0 saved, and live where it is active; 3 rejected; 4 saved and not live; 5 not reached, "
        "nothing saved; 6 not known; 7 read-only; 8 no such function; 9 no access; 10 rate limit; 11 conflict.",
        allow_abbrev=False,
    )
    save.add_argument("slug", metavar="SLUG")
    save.add_argument("file", metavar="FILE", help="the code, UTF-8; - is standard input")
    save.add_argument("--name", help="give the function this name too")
    save.add_argument("--description", help="give it this description too")
    save.add_argument("--status", choices=OFFERED_STATUSES, help="set its status too")
    save.add_argument("--wait", action="store_true", help="wait for the rate limit, then send once more")
    _add_common(save)
    given = parser.parse_args(arguments)
    server = Options(normalise_url(given.url) if given.url else None, given.profile)
    return SaveArguments(
        server, given.slug, given.file, given.name, given.description, given.status, given.wait, given.json
    )


def _add_common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--url", help="the server's URL")
    parser.add_argument("--profile", metavar="NAME", help="a profile of the configuration file")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of lines")
