"""`insforge-tui logs [-f] [SLUG…]`: a log as plain lines, or as one JSON object a line, followed if wanted.

The log's session decides what is read and when, as it does on the screen: nothing is printed twice, and what may be
missing is said.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable, Sequence
from contextlib import aclosing
from datetime import UTC
from typing import TextIO

from tui.api.client import Client
from tui.app.logs.painting import shown_message
from tui.app.logs.words import BACKEND, CALLS, OUTPUT, POSTGRES, Channel, empty
from tui.app.shell.notice import describe_error
from tui.cli.arguments import MOST_LINES, LogsArguments
from tui.cli.exit_codes import ExitCode, of_read
from tui.cli.server import find_target, server_name, settings_timeouts
from tui.errors import ApiError, UsageError
from tui.flows.log_follow import follow_log
from tui.flows.open_client import open_client
from tui.model.log import LogEntry
from tui.sessions.log_filter import LogFilter, read_filter
from tui.sessions.log_rows import Gap, Row
from tui.terminal.sanitise import printable

CHANNELS = {"output": OUTPUT, "calls": CALLS, "backend": BACKEND, "postgres": POSTGRES}
"""What `--source` can name."""


class LogPrinter:
    """Prints rows of a log; of those that are there at the start `first` lines at most."""

    def __init__(self, arguments: LogsArguments, channel: Channel, out: TextIO) -> None:
        self._slugs = frozenset(arguments.slugs)
        self._filter = _read_filter(arguments.filter)
        self._channel = channel
        self._json = arguments.json
        self._first: int | None = arguments.lines
        self._out = out

    def show(self, rows: Sequence[Row]) -> None:
        """Print what came."""
        wanted = [row for row in rows if isinstance(row, Gap) or self._is_wanted(row)]
        first, self._first = self._first, None
        for row in wanted if first is None else wanted[len(wanted) - min(first, len(wanted)) :]:
            if isinstance(row, Gap):
                print("-- lines may be missing here: the server does not give them", file=sys.stderr)
            else:
                print(self._line(row), file=self._out, flush=True)

    def _is_wanted(self, entry: LogEntry) -> bool:
        if self._channel.calls_only and not entry.slug:
            return False
        # Some servers do not say which function printed a line: it may be one of these.
        may_be = entry.slug in self._slugs or (not entry.slug and self._channel is OUTPUT)
        return (not self._slugs or may_be) and self._filter.matches(entry.message)

    def _line(self, entry: LogEntry) -> str:
        if self._json:
            told = {"timestamp": entry.timestamp, "level": entry.level, "slug": entry.slug, "message": entry.message}
            return json.dumps(told)
        at = entry.at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        facts = " ".join(printable(each, limit=80) for each in (entry.level, entry.slug) if each)
        return f"{at} {facts}{': ' if facts else ''}{printable(shown_message(entry, entry.slug))}"


def run_logs(arguments: LogsArguments, out: TextIO) -> ExitCode:
    """Print a log. Raises UsageError for a filter or a server that can't be used."""
    target = find_target(arguments.server)
    channel = CHANNELS[arguments.source]
    printer = LogPrinter(arguments, channel, out)

    async def followed() -> ExitCode:
        async with open_client(target, settings_timeouts()) as client:
            return await follow(client, arguments, channel, printer, server_name(target))

    return asyncio.run(followed())


async def follow(
    client: Client,
    arguments: LogsArguments,
    channel: Channel,
    printer: LogPrinter,
    server: str,
    wait: Callable[[float], Awaitable[object]] = asyncio.sleep,
) -> ExitCode:
    """Read the log and print it; where it is followed, for ever, and a failure is said once and tried again."""
    said = ""

    def failed(error: ApiError) -> bool:
        nonlocal said
        headline = describe_error(error, server, asked="log").headline
        if headline != said:
            said = headline
            print(printable(said), file=sys.stderr)
        return arguments.follows

    following = follow_log(client, channel.source, last=MOST_LINES, sleep=wait, on_failure=failed)
    async with aclosing(following) as batches:
        try:
            async for rows in batches:
                said = ""
                printer.show(rows)
                if not arguments.follows:
                    if not rows:
                        report = empty(channel, deploys_to_cloud=await _deploys(client))
                        print(printable(f"{report.headline} {report.next_step}"), file=sys.stderr)
                    break
        except ApiError as error:
            return of_read(error)
    return ExitCode.DONE


async def _deploys(client: Client) -> bool:
    """Whether functions run in a cloud deployment, as far as the server tells."""
    try:
        return (await client.functions.list()).deployment_url is not None
    except ApiError:
        return False


def _read_filter(text: str) -> LogFilter:
    found = read_filter(text)
    if found.problem:
        raise UsageError(f"--filter: {found.problem}")
    return found
