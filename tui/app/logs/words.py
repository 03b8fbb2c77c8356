"""The logs in words: which there are, what is said where one is empty or can't be read, and lines as text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import NamedTuple

from textual.content import Content

from tui.app.logs.painting import uncoloured
from tui.app.shell.facts import Facts
from tui.app.shell.notice import Report, Tone, describe_error, way_on
from tui.errors import ApiError, NotFound
from tui.model.log import BACKEND_LOGS, FUNCTION_LOGS, POSTGRES_LOGS, LogEntry
from tui.sessions.log_follow import FollowState
from tui.terminal.sanitise import printable


class Channel(NamedTuple):
    """What can be looked at: a source, and whether only its lines about calls of functions are meant.

    `hides_reading`: without the lines that are there because the log is read.
    """

    title: str
    source: str
    calls_only: bool = False
    hides_reading: bool = False


OUTPUT = Channel("function output", FUNCTION_LOGS)
CALLS = Channel("calls", BACKEND_LOGS, calls_only=True)
BACKEND = Channel("backend", BACKEND_LOGS, hides_reading=True)
EVERYTHING = Channel("backend and its being read", BACKEND_LOGS)
POSTGRES = Channel("postgres", POSTGRES_LOGS)
CHANNELS = (OUTPUT, CALLS, BACKEND, EVERYTHING, POSTGRES)

NO_OUTPUT = Report(
    Tone.CAREFUL,
    "This server has no output of functions: the newest self-hosted ones keep none.",
    "See it where the server runs: docker logs -f insforge-deno. Here are the calls, from the backend's log.",
)
"""Said once of a server, when the calls take the place of what functions printed."""

_VERSION = re.compile(r"(\d{1,4})\.(\d{1,4})")
_FIRST_WITHOUT_OUTPUT = (2, 3)

_EMPTY = {
    OUTPUT: ("No function has printed anything that this server keeps.", "What one prints appears here by itself."),
    CALLS: ("No call is in the backend's log.", "Calls appear here by themselves; x in the list makes one."),
    EVERYTHING: ("The backend's log is empty.", "Some servers write it to a service of their own."),
    BACKEND: ("The backend's log is empty.", "Some servers write it to a service of their own."),
    POSTGRES: ("This server keeps no log of postgres, or it is empty.", "docker logs insforge-postgres may have it."),
}


def may_keep_no_output(version: str) -> bool:
    """Whether a self-hosted server of this version is one of those that keep no output; one that says none may be."""
    found = _VERSION.match(version)
    return found is None or (int(found[1]), int(found[2])) >= _FIRST_WITHOUT_OUTPUT


def asking(server: str) -> Report:
    """The log was asked for, and nothing is known of it yet."""
    return Report(Tone.BUSY, f"Asking {server} for its log.")


def empty(channel: Channel, *, deploys_to_cloud: bool) -> Report:
    """The server answered that there is nothing."""
    headline, next_step = _EMPTY[channel]
    if channel is OUTPUT and not deploys_to_cloud:
        next_step = "The newest self-hosted servers keep none: docker logs -f insforge-deno, where the server runs."
    return Report(Tone.CAREFUL, headline, next_step)


def headline(channel: Channel, slug: str, state: FollowState, filter_text: str) -> Content:
    """What is looked at, and whether it is followed."""
    of = f" of {printable(slug, limit=60)}" if slug else ""
    if state.failure is not None:
        how, style = "not read", "$error"
    elif state.is_following:
        how, style = "following", "$accent"
    else:
        how, style = "paused: f follows", "$warning"
    told = [Content.styled(f" Logs: {channel.title}{of}", "bold"), Content.styled(how, style)]
    if filter_text.strip():
        told.append(Content.styled(f"filter: {printable(filter_text, limit=60)}", "$muted"))
    return Content("  ").join(told)


def told_instead(
    state: FollowState, channel: Channel, server: str, deploys_to_cloud: bool, standing: Report | None = None
) -> Report | None:
    """What is said where lines are missing; `standing` is said before what follows from the state of the log."""
    has_lines = bool(state.log.runs)
    if state.failure is not None:
        return failed(state.failure, server, channel, is_shown=has_lines)
    if standing is not None:
        return standing
    if not state.was_read:
        return asking(server)
    return None if has_lines else empty(channel, deploys_to_cloud=deploys_to_cloud)


def failed(error: ApiError, server: str, channel: Channel, *, is_shown: bool) -> Report:
    """The log could not be read; `is_shown`: lines from before are still there."""
    if isinstance(error, NotFound):
        report = Report(Tone.BAD, f"{server} has no such log ({channel.source}).", "s shows another one.")
    else:
        report = describe_error(error, server, asked="log")
    kept = " The lines above are from before." if is_shown else ""
    again = "It is asked again by itself, ever less often; r asks now."
    return Report(
        report.tone, report.headline, f"{report.next_step} {way_on(error, again)}{kept}".strip(), report.details
    )


def entry_facts(entry: LogEntry) -> Facts:
    """All that a line and what was logged with it say."""
    return [
        ("time", printable(entry.timestamp)),
        ("local", entry.at.astimezone().strftime("%Y-%m-%d %H:%M:%S.%f")),
        ("level", printable(entry.level)),
        ("function", printable(entry.slug)),
        *(("message" if not number else " ", printable(line)) for number, line in enumerate(lines_of(entry))),
        *((printable(name, limit=40), printable(str(value), limit=1_000)) for name, value in entry.metadata.items()),
    ]


def lines_of(entry: LogEntry) -> list[str]:
    """The lines of a message, without a terminal's colours."""
    return uncoloured(entry.message).rstrip("\n").split("\n")[:2_000]


def counted_lines(number: int) -> str:
    """So many lines."""
    return f"{number:,} line{'' if number == 1 else 's'}"


def as_text(entries: Iterable[LogEntry]) -> str:
    """Entries as lines of text: time, level, message; without anything that would act on a terminal."""
    return "".join(line_of(entry) for entry in entries)


def line_of(entry: LogEntry) -> str:
    """An entry as it stands in a file."""
    message = "\n    ".join(printable(line) for line in lines_of(entry))
    return f"{printable(entry.timestamp)} {entry.level or '-'} {message}\n"


def told_time(at: datetime, *, is_utc: bool) -> str:
    """A time with its day, as the status line says it."""
    return at.astimezone(UTC).strftime("%d %b %H:%M:%SZ") if is_utc else at.astimezone().strftime("%d %b %H:%M:%S")
