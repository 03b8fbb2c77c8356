"""What the command line of the console itself says: which server, which function, which sandbox."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, NoReturn

from tui import __version__
from tui.errors import UsageError

if TYPE_CHECKING:
    import argparse

DIALECTS = ("documented", "2.1", "2.3", "newest", "cloud")
"""The servers that the sandbox can behave like."""


SLUG_HELP = "open this function at once"


class ConsoleArguments(NamedTuple):
    """What the command line says."""

    slug: str | None = None
    url: str | None = None
    profile: str | None = None
    sandbox: bool = False
    sandbox_dir: Path | None = None
    sandbox_dialect: str | None = None
    read_only: bool = False
    keys: bool = False
    json: bool = False
    mouse: bool | None = None
    title: bool | None = None
    plain: bool | None = None


def read_console_arguments(arguments: Sequence[str]) -> ConsoleArguments:
    """Read the command line. Raises UsageError."""
    if not arguments:
        return ConsoleArguments()
    parser = console_parser()
    parser.epilog = f"{parser.epilog} Commands without a screen: insforge-tui man tells of them."
    parser.add_argument("slug", nargs="?", metavar="SLUG", help=SLUG_HELP)
    given = ConsoleArguments(**vars(parser.parse_args(arguments)))
    if given.json and not given.keys:
        raise UsageError("--json goes with --keys, or with a command (see --help)")
    return given


def console_parser() -> argparse.ArgumentParser:
    """What reads the console's options; the slug is for the caller to add."""
    # Imported when there is something to read: most often there is not, and the first frame waits for it.
    import argparse

    class Parser(argparse.ArgumentParser):
        """One clear line for a bad option, and exit code 2."""

        def error(self, message: str) -> NoReturn:
            raise UsageError(f"{message} (see --help)")

    parser = Parser(
        prog="insforge-tui",
        description="The terminal console for InsForge serverless functions.",
        epilog="The key comes from INSFORGE_API_KEY, a profile, or .insforge/project.json: no option takes one, "
        "because others on this machine can read a command line.",
        allow_abbrev=False,
    )
    parser.add_argument("--url", help="the server's URL")
    parser.add_argument("--profile", metavar="NAME", help="a profile of the configuration file")
    parser.add_argument(
        "--sandbox",
        action="store_true",
        help="start a server of the console's own, with examples",
    )
    parser.add_argument(
        "--sandbox-dir",
        metavar="DIR",
        type=Path,
        help="where the sandbox keeps its functions",
    )
    parser.add_argument(
        "--sandbox-dialect",
        choices=DIALECTS,
        help="the server it behaves like (default: 2.1)",
    )
    parser.add_argument("--read-only", action="store_true", help="send nothing that changes the server")
    parser.add_argument("--keys", action="store_true", help="print the keys as they are set, view by view, and end")
    parser.add_argument("--json", action="store_true", help="with --keys: one JSON object instead of tables")
    parser.add_argument(
        "--mouse",
        action=argparse.BooleanOptionalAction,
        help="ask the terminal for the mouse, or leave it to its own selection (default: not over SSH)",
    )
    parser.add_argument(
        "--title",
        action=argparse.BooleanOptionalAction,
        help="say on the terminal's title what is open (default: not)",
    )
    parser.add_argument(
        "--plain",
        action=argparse.BooleanOptionalAction,
        help="draw for screen readers: no boxes, no bars, the cursor where the focus is",
    )
    parser.add_argument("--version", action="version", version=f"insforge-tui {__version__}")
    return parser
