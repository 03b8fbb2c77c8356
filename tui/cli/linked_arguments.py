"""What the command lines of a linked folder's commands say: link, status, pull, push, watch."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import NamedTuple

from tui.flows.connect import Options

LINKED_COMMANDS = ("import", "link", "status", "pull", "push", "watch")


class LinkedArguments(NamedTuple):
    """`insforge-tui link|status|watch [FOLDER]`, `pull|push [SLUG…]`, `import PATH…`.

    What a command has no option for is as here.
    """

    command: str
    server: Options
    folder: str = "."
    slugs: tuple[str, ...] = ()
    forgets: bool = False
    merges: bool = False
    overwrites: bool = False
    waits: bool = False
    paths: tuple[str, ...] = ()
    json: bool = False


_CODES = (
    "Exit codes: 0 done; 2 a file or option that can't be used; 3 rejected; 4 saved and not live; 5 not reached; "
    "6 not known; 7 read-only; 8 no such function; 9 no access; 10 rate limit; 11 both sides changed."
)
_DOES = {
    "import": "Save files as functions: one that is missing is created. No folder needs to be linked for it.",
    "link": "Link a folder with the server: from now on each function's file and the server are compared.",
    "status": "Say how a linked folder and its server stand to each other. Nothing is changed.",
    "pull": "Write what is newer on the server into the linked folder. What is newer here stays.",
    "push": "Save what is newer in the linked folder on the server. What is newer there stays; nothing is deleted.",
    "watch": "Save a function each time its file is saved, and say what became of it, until ctrl+c.",
}


def add_linked(make: Callable[[str, str, str], argparse.ArgumentParser]) -> None:
    """Add the commands; `make` makes a parser of a name, what it does, and what its exit codes mean."""
    made = {name: make(name, _DOES[name], _CODES) for name in LINKED_COMMANDS}
    for name in ("link", "status", "watch"):
        made[name].add_argument("folder", metavar="FOLDER", nargs="?", default=".", help="default: this one")
    made["link"].add_argument("--forget", action="store_true", help="link it no longer; no file is touched")
    for name in ("pull", "push"):
        made[name].add_argument("slug", metavar="SLUG", nargs="*", help="these functions; without one, all")
        made[name].add_argument("--folder", default=".", metavar="FOLDER", help="the linked folder (default: this one)")
    made["import"].add_argument("path", metavar="PATH", nargs="+", help="{slug}.js or .ts, or a folder of such files")
    made["import"].add_argument("--wait", action="store_true", help="wait for the rate limit, then send once more")
    made["pull"].add_argument(
        "--merge", action="store_true", help="where both sides changed, write a merge into the file, marks included"
    )
    made["pull"].add_argument("--overwrite", action="store_true", help="write over what is newer here (name a SLUG)")
    made["push"].add_argument("--overwrite", action="store_true", help="save over what is newer there (name a SLUG)")
    made["push"].add_argument("--wait", action="store_true", help="wait for the rate limit, then send once more")


def linked_arguments(given: argparse.Namespace, server: Options) -> LinkedArguments:
    """What was given for one of the commands."""
    return LinkedArguments(
        given.command,
        server,
        getattr(given, "folder", "."),
        tuple(dict.fromkeys(getattr(given, "slug", ()))),
        getattr(given, "forget", False),
        getattr(given, "merge", False),
        getattr(given, "overwrite", False),
        getattr(given, "wait", False),
        tuple(getattr(given, "path", ())),
        given.json,
    )
