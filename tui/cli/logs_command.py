"""`insforge-tui logs [-f] [SLUG…]`: a log as plain lines, or as one JSON object a line, followed if wanted.

The log's session decides what is read and when, as it does on the screen: nothing is printed twice, and what may be
missing is said.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC
from typing import TextIO

from tui.api.client import Client
from tui.app.logs.painting import shown_message
from tui.app.logs.words import BACKEND, CALLS, OUTPUT, POSTGRES, Channel, empty
from tui.app.shell.notice import Report, describe_error
from tui.cli.arguments import LogsArguments
from tui.cli.exit_codes import ExitCode, of_read
from tui.cli.server import find_target, server_name, settings_timeouts
from tui.errors import ApiError, UsageError
from tui.flows.open_client import open_client
from tui.model.log import LogEntry
from tui.sessions.log_filter import LogFilter, read_filter
from tui.sessions.log_follow import (
    CallAfter,
    Came,
    Failed,
    FollowEffect,
    FollowEvent,
    FollowState,
    Read,
    Shown,
    TimeCame,
    step,
)
from tui.sessions.log_rows import Gap, Missing
from tui.terminal.sanitise import printable

CHANNELS = {"output": OUTPUT, "calls": CALLS, "backend": BACKEND, "postgres": POSTGRES}
"""What `--source` can name."""


class LogPrinter:
    """Prints what is new of a log. `first` is how many lines of those that are there at the start are printed."""

    def __init__(self, arguments: LogsArguments, channel: Channel, out: TextIO) -> None:
        self._slugs = frozenset(arguments.slugs)
        self._filter = _read_filter(arguments.filter)
        self._channel = channel
        self._json = arguments.json
        self._first: int | None = arguments.lines
        self._out = out
        # Kept, so that no other entry comes to have the identity of one that was printed.
        self._known: list[LogEntry] = []
        self._gaps: set[int] = set()

    def show(self, state: FollowState) -> None:
        """Print the entries that were not printed yet; those known stay the same objects."""
        rows = state.log.rows
        entries = [each for each in rows if isinstance(each, LogEntry)]
        printed = {id(each) for each in self._known}
        new = [each for each in entries if id(each) not in printed and self._is_wanted(each)]
        self._known = entries
        first, self._first = self._first, None
        if first is not None:
            new = new[len(new) - min(first, len(new)) :]
        else:
            self._tell_gaps([each for each in rows if isinstance(each, Gap)])
        for entry in new:
            print(self._line(entry), file=self._out, flush=True)

    def _is_wanted(self, entry: LogEntry) -> bool:
        if self._channel.calls_only and not entry.slug:
            return False
        # Some servers do not say which function printed a line: it may be one of these.
        may_be = entry.slug in self._slugs or (not entry.slug and self._channel is OUTPUT)
        return (not self._slugs or may_be) and self._filter.matches(entry.message)

    def _line(self, entry: LogEntry) -> str:
        if self._json:
            told = {"timestamp": entry.timestamp, "level": entry.level, "slug": entry.slug, "message": entry.message}
            return json.dumps(told, ensure_ascii=False)
        at = entry.at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        facts = " ".join(printable(each, limit=80) for each in (entry.level, entry.slug) if each)
        return f"{at} {facts}{': ' if facts else ''}{printable(shown_message(entry, entry.slug))}"

    def _tell_gaps(self, gaps: Sequence[Gap]) -> None:
        """Say once of each place where entries may be missing, but for the log's own beginning."""
        for gap in gaps[1:]:
            if gap.missing is Missing.LOST and gap.number not in self._gaps:
                self._gaps.add(gap.number)
                print("-- lines may be missing here: the server does not give them", file=sys.stderr)


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
    wait: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> ExitCode:
    """Read the log and print it; where it is followed, for ever, and a failure is said and tried again."""
    state, effects = step(FollowState(channel.source), Shown())
    said = ""
    while True:
        event = await _carried_out(client, effects, wait)
        state, effects = step(state, event)
        if state.failure is not None:
            report = describe_error(state.failure, server, asked="log")
            if report.headline != said:
                said = report.headline
                print(printable(said), file=sys.stderr)
            if not arguments.follows:
                return of_read(state.failure)
        elif isinstance(event, Came):
            said = ""
            if state.asked is None:
                printer.show(state)
                if not arguments.follows:
                    _tell_if_empty(state, channel)
                    return ExitCode.DONE


def _tell_if_empty(state: FollowState, channel: Channel) -> None:
    if not state.log.count:
        report: Report = empty(channel, deploys_to_cloud=False)
        print(printable(f"{report.headline} {report.next_step}"), file=sys.stderr)


async def _carried_out(
    client: Client, effects: Sequence[FollowEffect], wait: Callable[[float], Awaitable[None]]
) -> FollowEvent:
    """Do what the session asks for; the event that comes of it."""
    pause: float | None = None
    for effect in effects:
        match effect:
            case CallAfter(seconds=seconds):
                pause = seconds
            case Read() as read:
                try:
                    page = await client.logs.read(read.source, limit=read.limit, before=read.before)
                except ApiError as error:
                    return Failed(read.number, error)
                return Came(read.number, page)
    if pause is None:
        raise AssertionError("the session asks for nothing")
    await wait(pause)
    return TimeCame()


def _read_filter(text: str) -> LogFilter:
    found = read_filter(text)
    if found.problem:
        raise UsageError(f"--filter: {found.problem}")
    return found
