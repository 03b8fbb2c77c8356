"""`insforge-tui link|status|pull|push|watch`: a folder of functions beside a server, without a screen."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import TextIO

from tui.app.shell.notice import describe_error
from tui.cli.exit_codes import ExitCode, of_read
from tui.cli.linked_arguments import LinkedArguments
from tui.cli.linked_words import ENDS_ALL, Told, told_done, told_status, worst
from tui.cli.server import READ_ONLY, find_linked_target, find_target, server_name, settings_timeouts
from tui.errors import ApiError, UsageError
from tui.flows.connect import Target
from tui.flows.linked import LinkedFolder
from tui.flows.linked_parts import Done
from tui.flows.local_stores import links
from tui.flows.open_client import open_client
from tui.sessions.linked import Compared, State, is_pulled, is_pushed
from tui.store.function_files import FunctionFolder
from tui.store.links import Link, real_folder
from tui.terminal.sanitise import printable

_Task = tuple[str, Compared | None]
_QUIET = (State.SAME,)


def run_linked(arguments: LinkedArguments, out: TextIO) -> ExitCode:
    """Run one of the commands. Raises UsageError and StorageError, which become one line."""
    if arguments.overwrites and not arguments.slugs:
        raise UsageError("--overwrite needs a SLUG: it is not done for all at once")
    if arguments.command == "import":
        from tui.cli.import_command import run_import

        return run_import(arguments, out)
    if arguments.command == "link":
        return _link(arguments, out)
    link = links().find(Path(arguments.folder))
    if link is None:
        raise UsageError(f"{arguments.folder} is not linked with a server; say: insforge-tui link {arguments.folder}")
    changes = arguments.command in ("push", "watch")
    target = find_linked_target(arguments.server, link, changes=changes and not arguments.server.read_only)
    if target.read_only and changes:
        print(f"insforge-tui: {READ_ONLY}", file=sys.stderr)
        return ExitCode.READ_ONLY
    if arguments.command == "watch":
        from tui.cli.watch_command import run_watch

        return run_watch(arguments, link, target, out)
    return asyncio.run(_asked(arguments, link, target, out))


def _link(arguments: LinkedArguments, out: TextIO) -> ExitCode:
    """Link a folder, and say how both stand to each other."""
    store = links()
    folder = real_folder(Path(arguments.folder))
    if arguments.forgets:
        link = store.find(Path(folder))
        if link is None or link.folder != folder:
            raise UsageError(f"{arguments.folder} is not linked")
        store.forget(link)
        print(printable(f"{folder} is linked with {link.url} no longer; its files stay."), file=out)
        return ExitCode.DONE
    target = find_target(arguments.server)
    link = Link(folder, target.url, arguments.server.profile)
    store.keep(link)
    if not arguments.json:
        print(printable(f"{folder} is linked with {target.url}."), file=out)
    return asyncio.run(_asked(arguments, link, target, out))


async def _asked(arguments: LinkedArguments, link: Link, target: Target, out: TextIO) -> ExitCode:
    server = server_name(target)
    async with open_client(target, settings_timeouts()) as client:
        folder = LinkedFolder(client, FunctionFolder(Path(link.folder)), links().commons(link))
        try:
            if arguments.command in ("link", "status"):
                return _say_status(told_status(await folder.look(), server), link, arguments, out)
            return await act(folder, arguments, server, out)
        except ApiError as error:
            print(printable(describe_error(error, server, asked="list").headline), file=sys.stderr)
            return of_read(error)


def _say_status(told: Told, link: Link, arguments: LinkedArguments, out: TextIO) -> ExitCode:
    if arguments.json:
        print(json.dumps({"folder": link.folder, "server": link.url, **told.facts}), file=out)
    else:
        print(*told.lines, sep="\n", file=out)
    # A link that was made is made, however both stand to each other.
    return ExitCode.DONE if arguments.command == "link" and told.exit_code is ExitCode.CONFLICT else told.exit_code


async def act(folder: LinkedFolder, arguments: LinkedArguments, server: str, out: TextIO) -> ExitCode:
    """Push or pull the functions that are named, or all for which there is something to do. Raises ApiError."""
    pulls = arguments.command == "pull"
    work, codes = await _work(folder, arguments)
    for number, (slug, found) in enumerate(work):
        done = Done(slug, found) if found is not None else await _one(folder, slug, arguments)
        told = told_done(done, server, pulls=pulls)
        if done.found is None or done.found.state not in _QUIET or arguments.slugs or arguments.json or done.final:
            print(json.dumps(told.facts) if arguments.json else "\n".join(told.lines), file=out, flush=True)
        codes.append(told.exit_code)
        left = len(work) - number - 1
        if told.exit_code in ENDS_ALL and left:
            print(f"{left} more {'was' if left == 1 else 'were'} not tried.", file=sys.stderr)
            break
    if not work and not arguments.json:
        print("Nothing to fetch." if pulls else "Nothing to send.", file=out)
    return worst(codes)


async def _one(folder: LinkedFolder, slug: str, arguments: LinkedArguments) -> Done:
    named = bool(arguments.slugs)
    if arguments.command == "push":
        return await folder.push(slug, named=named, overwrites=arguments.overwrites, waits=arguments.waits)
    done = await folder.pull(slug, named=named, overwrites=arguments.overwrites)
    is_forked = done.found is not None and done.found.state is State.BOTH_CHANGED and not done.wrote
    return await folder.merge(slug) if arguments.merges and is_forked and done.error is None else done


async def _work(folder: LinkedFolder, arguments: LinkedArguments) -> tuple[list[_Task], list[ExitCode]]:
    """The functions, each with what is told of it where nothing is to be done; and what went wrong before."""
    if arguments.slugs:
        return [(slug, None) for slug in arguments.slugs], []
    pulls = arguments.command == "pull"
    looked = await folder.look()
    for slug, error in looked.failed.items():
        print(printable(f"{slug}: {describe_error(error, 'the server').headline}"), file=sys.stderr)
    work: list[_Task] = []
    for found in looked.compared:
        if (is_pulled if pulls else is_pushed)(found, named=False) or (pulls and _is_merged(found, arguments)):
            work.append((found.slug, None))
        elif _is_told(found, pulls=pulls):
            work.append((found.slug, found))
    return work, [of_read(error) for error in looked.failed.values()]


def _is_merged(found: Compared, arguments: LinkedArguments) -> bool:
    return arguments.merges and found.state is State.BOTH_CHANGED


def _is_told(found: Compared, *, pulls: bool) -> bool:
    """Whether something is to be said of a function that nothing is done with."""
    one_sided = (State.FOLDER_AHEAD, State.ONLY_HERE) if pulls else (State.SERVER_AHEAD, State.ONLY_THERE)
    return found.state is not State.SAME and found.state not in one_sided
