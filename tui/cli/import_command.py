"""`insforge-tui import PATH…`: files become functions, each with a truthful save; those that are missing are created.

No common version is known of what comes from elsewhere: who imports a file says that the function is to be as it is.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import tempfile
from pathlib import Path
from typing import TextIO

from tui.cli.exit_codes import ExitCode
from tui.cli.linked_arguments import LinkedArguments
from tui.cli.linked_words import ENDS_ALL, Told, told_done, worst
from tui.cli.server import READ_ONLY, find_target_to_change, server_name, settings_timeouts
from tui.errors import StorageError, UsageError
from tui.flows.connect import Target
from tui.flows.linked import LinkedFolder
from tui.flows.open_client import open_client
from tui.store.function_files import CODE_SUFFIXES, FunctionFolder, slug_of_file
from tui.store.links import Commons
from tui.terminal.sanitise import printable

Named = tuple[Path, str]
"""A folder, and the slug of a function in it."""


def run_import(arguments: LinkedArguments, out: TextIO) -> ExitCode:
    """Save files as functions. Raises UsageError for a path or a server that can't be used."""
    named = [each for path in arguments.paths for each in functions_at(Path(path))]
    if not named:
        raise UsageError("there is no function in it: a function's file is {slug}.js or {slug}.ts")
    target = find_target_to_change(arguments.server)
    if target.read_only:
        print(f"insforge-tui: {READ_ONLY}", file=sys.stderr)
        return ExitCode.READ_ONLY
    return asyncio.run(_import(named, arguments, target, out))


def functions_at(path: Path) -> list[Named]:
    """The functions that a path names: a file is one's code, a folder holds some. Raises UsageError."""
    try:
        if path.is_dir():
            scan = FunctionFolder(path).scan()
            for name, why in scan.troubles.items():
                print(printable(f"{name}: left out: {why}"), file=sys.stderr)
            return [(path, slug) for slug in sorted(scan.files)]
    except StorageError as error:
        raise UsageError(str(error)) from error
    inner = path.name if path.stem != "index" else os.path.join(path.parent.name, path.name)  # noqa: PTH118  # a name
    folder = path.parent if path.stem != "index" else path.parent.parent
    slug = slug_of_file(inner)
    if slug is None:
        raise UsageError(f"{path} can't be a function's: its name is {{slug}}{' or {slug}'.join(CODE_SUFFIXES)}")
    if not path.exists():
        raise UsageError(f"{path} is not there")
    return [(folder, slug)]


async def _import(named: list[Named], arguments: LinkedArguments, target: Target, out: TextIO) -> ExitCode:
    codes: list[ExitCode] = []
    # What is learnt of common versions belongs to no link.
    with tempfile.TemporaryDirectory() as nowhere:
        async with open_client(target, settings_timeouts()) as client:
            for number, (path, slug) in enumerate(named):
                folder = LinkedFolder(client, FunctionFolder(path), Commons(Path(nowhere) / str(number)))
                done = await folder.push(slug, named=True, overwrites=True, waits=arguments.waits)
                told: Told = told_done(done, server_name(target))
                print(json.dumps(told.facts) if arguments.json else "\n".join(told.lines), file=out, flush=True)
                codes.append(told.exit_code)
                left = len(named) - number - 1
                if told.exit_code in ENDS_ALL and left:
                    print(f"{left} more {'was' if left == 1 else 'were'} not tried.", file=sys.stderr)
                    break
    return worst(codes)
