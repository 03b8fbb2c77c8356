"""`insforge-tui watch [FOLDER]`: each time a function's file is saved, the function is, and what became of it is said.

Ends with ctrl+c or a SIGTERM: what is under way is waited for, what was not saved is said.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import signal
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

from tui.app.shell.notice import describe_error
from tui.cli.exit_codes import ExitCode, of_read
from tui.cli.linked_arguments import LinkedArguments
from tui.cli.linked_words import told_done, told_status, worst
from tui.cli.server import server_name, settings_timeouts
from tui.errors import ApiError, StorageError
from tui.flows.connect import Target
from tui.flows.folder_watch import FolderWatch, Telling, Tried
from tui.flows.linked import LinkedFolder
from tui.flows.linked_parts import Looked
from tui.flows.local_stores import links
from tui.flows.open_client import open_client
from tui.sessions.folder_watch import Happened, Say
from tui.store.function_files import FunctionFolder
from tui.store.links import Link
from tui.terminal.sanitise import printable


class WatchPrinter:
    """Prints what is told, a line (or a JSON object) each, and remembers how each function ended."""

    def __init__(self, out: TextIO, server: str, *, as_json: bool) -> None:
        self._out = out
        self._server = server
        self._json = as_json
        self._codes: dict[str, ExitCode] = {}
        self._again: dict[str, str] = {}

    def begin(self, looked: Looked, link: Link) -> None:
        """Say how both stand to each other, and that it watches."""
        told = told_status(looked, self._server)
        if self._json:
            self._say({"event": "watching", "folder": link.folder, "server": link.url, **told.facts}, ())
        else:
            watching = f"Watching {link.folder}: a file that is saved is saved on {self._server}. ctrl+c ends."
            self._say({}, (*told.lines, printable(watching)))

    def tell(self, telling: Telling) -> None:
        """Say what happened."""
        match telling:
            case Tried(done=done, is_again=is_again):
                told = told_done(done, self._server)
                self._codes[done.slug] = told.exit_code
                lines = told.lines
                words = "\n".join(lines) if is_again else ""
                if is_again and self._again.get(done.slug) == words:
                    # The same as before; it was said that it is tried again.
                    return
                self._again[done.slug] = words
                lines = (*lines, "  It is tried again.") if is_again else lines
                self._say({"event": "saved", "again": is_again, **told.facts}, lines)
            case Say(what=Happened.DELETED, slug=slug):
                said = "its file was deleted; a deletion is never sent: the function stays on the server"
                self._say({"event": "deleted", "slug": slug, "message": said}, (f"{slug}: {said}",))
            case Say(slug=slug, until=until):
                at = "" if until is None else until.astimezone().strftime(" at %H:%M:%S")
                said = f"waits for the write limit; goes on{at}"
                self._say({"event": "waits", "slug": slug, "message": said}, (f"{slug}: {said}",))
            case StorageError():
                self._say({"event": "error", "message": str(telling)}, (f"{telling}. It is tried again.",))

    def fail(self, headline: str) -> None:
        """Say why nothing is watched: the server did not tell what it holds."""
        if self._json:
            self._say({"event": "error", "message": headline}, ())
        else:
            print(printable(headline), file=sys.stderr)

    def end(self, unsaved: tuple[str, ...]) -> ExitCode:
        """Say what was not saved; the exit code of all."""
        for slug in unsaved:
            self._say({"event": "unsaved", "slug": slug}, (f"{slug}: not saved: the file was changed since.",))
        codes = [code for slug, code in self._codes.items() if slug not in unsaved]
        return worst([*codes, *(self._codes.get(slug) or ExitCode.NOT_REACHED for slug in unsaved)])

    def _say(self, facts: dict[str, object], lines: tuple[str, ...]) -> None:
        if self._json:
            print(json.dumps(facts), file=self._out, flush=True)
        else:
            print(*(printable(line, limit=600) for line in lines), sep="\n", file=self._out, flush=True)


def run_watch(arguments: LinkedArguments, link: Link, target: Target, out: TextIO) -> ExitCode:
    """Watch until it is to end; the exit code is that of the function that ended worst."""
    printer = WatchPrinter(out, server_name(target), as_json=arguments.json)
    return asyncio.run(_watched(link, target, printer))


async def _watched(link: Link, target: Target, printer: WatchPrinter) -> ExitCode:
    over = asyncio.Event()

    async def wait(seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(over.wait(), seconds)

    async with open_client(target, settings_timeouts()) as client:
        commons = links().commons(link)
        folder = LinkedFolder(client, FunctionFolder(Path(link.folder)), commons)
        watch = FolderWatch(
            folder, printer.tell, now=lambda: datetime.now(UTC), wait=wait, budget=lambda: client.budget
        )
        # First the stamps: what is saved while the server is asked is seen as saved since.
        await watch.begin()
        try:
            printer.begin(await folder.look(), link)
        except ApiError as error:
            printer.fail(describe_error(error, server_name(target), asked="list").headline)
            return of_read(error)
        with _signals(over.set):
            await watch.run(over.is_set)
    return printer.end(watch.unsaved)


@contextlib.contextmanager
def _signals(end: Callable[[], None]) -> Iterator[None]:
    """The first ctrl+c or SIGTERM ends the watch in peace, another one at once."""
    loop = asyncio.get_running_loop()
    task = asyncio.current_task()
    assert task is not None
    came = False

    def asked() -> None:
        nonlocal came
        if came:
            task.cancel()
        came = True
        end()

    numbers = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
    handled: list[int] = []
    for number in numbers:
        # Where there are none (Windows), ctrl+c ends it at once.
        with contextlib.suppress(NotImplementedError):
            loop.add_signal_handler(number, asked)
            handled.append(number)
    try:
        yield
    finally:
        for number in handled:
            loop.remove_signal_handler(number)


def _now() -> datetime:
    return datetime.now(UTC)
