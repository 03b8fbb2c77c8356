"""How servers say no: their own words and forms, read into refusals and errors.

Owns every form of `shared` knowledge about error bodies: the documented one, 1.x to 2.1, 2.2 on, and cloud projects.
Refuses to know how the body travelled.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from tui.errors import (
    AlreadyExists,
    Forbidden,
    NotFound,
    Refused,
    ServerAnswered,
    ServerFailed,
    TooManyWrites,
    Unauthorised,
)
from tui.model.problem import Refusal
from tui.model.server import WriteBudget


def error_from(status: int, body: Mapping[str, object], headers: Mapping[str, str], now: datetime) -> ServerAnswered:
    """The error an API body with a status of 400 or more means."""
    code, message = _words(body)
    next_actions = _text(body.get("nextActions"))
    match status:
        case 401:
            return Unauthorised(status, code, message, next_actions)
        case 403:
            return Forbidden(status, code, message, next_actions)
        case 404:
            return NotFound(status, code, message, next_actions)
        case 409:
            return AlreadyExists(status, code, message, next_actions)
        case 429:
            return TooManyWrites(status, code, message, next_write(headers, now))
        case 400 | 413 | 415 | 422:
            return Refused(status, code, message, refusals(body), next_actions)
        case _:
            return ServerFailed(status, code, message, next_actions)


def is_error_body(value: object) -> bool:
    """Whether a body looks like this API's word for something that went wrong."""
    return isinstance(value, dict) and (isinstance(value.get("error"), str) or isinstance(value.get("message"), str))


def _words(body: Mapping[str, object]) -> tuple[str, str]:
    """The server's code and sentence. The documented dialect has its sentence in `error` and no code."""
    error, message = _text(body.get("error")), _text(body.get("message"))
    if message and re.fullmatch(r"[A-Z][A-Z0-9_]*", error):
        return error, message
    return "", message if not error else f"{error}. {message}" if message else error


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


# Why a write was refused

_PATTERN = re.compile(r"dangerous patterns?: *(/.+/[a-z]*)\s*$", re.DOTALL)
_TYPE_CHECK = "failed type check"
_PLACE = re.compile(r"^\s*at (?:file://)?(\S*?):(\d+):(\d+)\s*$")
_PLACE_AT_END = re.compile(r"^(.*?)\s+at (?:file://)?(\S*?):(\d+):(\d+)\s*$")
_LINE_COLUMN = re.compile(r" ?\(line (\d+), column (\d+)\)")
_UNDERLINE = re.compile(r"^\s*[~^]+\s*$")
_SUMMARY = re.compile(r"^(Found \d+ errors?\.|error: Type checking failed\.?|Check (file|http)\S*)$")


def refusals(body: Mapping[str, object]) -> tuple[Refusal, ...]:
    """Every reason a refusal gives; at least one."""
    _, message = _words(body)
    pattern = body.get("pattern")
    if isinstance(pattern, str) and pattern:
        return (Refusal(message or "The code matches a pattern this server refuses.", pattern=pattern),)
    found = _schema_issues(message)
    if found:
        return found
    if _TYPE_CHECK in message.split("\n", 1)[0]:
        return _type_errors(message) or (Refusal(message),)
    if _LINE_COLUMN.search(message):
        return _places_in_words(message)
    matched = _PATTERN.search(message)
    if matched:
        return (Refusal(message, pattern=matched[1]),)
    details = _details(body.get("details"))
    return details or (Refusal(message or "The server gave no reason."),)


def _schema_issues(message: str) -> tuple[Refusal, ...]:
    if not message.startswith("["):
        return ()
    try:
        issues = json.loads(message)
    except (ValueError, RecursionError):
        return ()
    return _issues(issues)


def _issues(issues: object) -> tuple[Refusal, ...]:
    if not isinstance(issues, list):
        return ()
    found: list[Refusal] = []
    for issue in issues:
        if not isinstance(issue, dict):
            continue
        path = issue.get("path")
        parts = path if isinstance(path, list) else [path] if isinstance(path, str) else []
        text = _text(issue.get("message")) or _text(issue.get("code")) or "not accepted"
        found.append(Refusal(text, field_path=tuple(str(part) for part in parts)))
    return tuple(found)


def _details(details: object) -> tuple[Refusal, ...]:
    if isinstance(details, str) and details:
        return (Refusal(details),)
    if isinstance(details, list):
        return _issues(details)
    if isinstance(details, dict) and details:
        return tuple(
            Refusal(value if isinstance(value, str) else json.dumps(value), field_path=(str(name),))
            for name, value in details.items()
        )
    return ()


def _type_errors(message: str) -> tuple[Refusal, ...]:
    """What `deno check` printed: blocks of a sentence, the source line with an underline, and `at file:line:column`."""
    found: list[Refusal] = []
    words: list[str] = []
    excerpt: str | None = None
    lines = message.split("\n")[1:]
    for number, line in enumerate(lines):
        place = _PLACE.match(line)
        if place:
            found.append(_type_error(words, place[1], place[2], place[3], excerpt))
            words, excerpt = [], None
            continue
        at_end = _PLACE_AT_END.match(line)
        if at_end and not words:
            found.append(_type_error([at_end[1]], at_end[2], at_end[3], at_end[4], None))
            continue
        if number + 1 < len(lines) and _UNDERLINE.match(lines[number + 1]):
            excerpt = line
        elif line.strip() and not _UNDERLINE.match(line) and not _SUMMARY.match(line.strip()):
            words.append(line.strip())
    return tuple(found)


def _type_error(words: list[str], file: str, line: str, column: str, excerpt: str | None) -> Refusal:
    text = " ".join(words) or "The type check failed here."
    return Refusal(text, file=file.rsplit("/", 1)[-1], line=int(line), column=int(column), excerpt=excerpt)


def _places_in_words(message: str) -> tuple[Refusal, ...]:
    """`... (line 3, column 5) ...`, one a bullet."""
    found: list[Refusal] = []
    for part in message.split("\n"):
        place = _LINE_COLUMN.search(part)
        if place:
            text = _LINE_COLUMN.sub("", part.strip().removeprefix("\u2022").strip())
            found.append(Refusal(text, line=int(place[1]), column=int(place[2])))
    return tuple(found)


# The write budget


def write_budget(headers: Mapping[str, str], now: datetime) -> WriteBudget | None:
    """The budget that `RateLimit-*` headers tell. `X-RateLimit-*` is another limit, of all requests, and not read."""
    limit, remaining, reset = (_number(headers.get(f"ratelimit-{name}")) for name in ("limit", "remaining", "reset"))
    if limit is None or remaining is None or reset is None:
        return None
    window = re.search(r"w=(\d{1,9})", headers.get("ratelimit-policy", ""))
    return WriteBudget(limit, remaining, now + timedelta(seconds=reset), int(window[1]) if window else None)


def next_write(headers: Mapping[str, str], now: datetime) -> datetime | None:
    """When the next write is free, from `Retry-After` (seconds or a date) or `RateLimit-Reset`."""
    after = headers.get("retry-after", "")
    seconds = _number(after)
    if seconds is None and after:
        try:
            when = parsedate_to_datetime(after)
            return when.replace(tzinfo=UTC) if when.tzinfo is None else when.astimezone(UTC)
        except ValueError:
            seconds = None
    if seconds is None:
        seconds = _number(headers.get("ratelimit-reset"))
    return None if seconds is None else now + timedelta(seconds=seconds)


def _number(text: str | None) -> int | None:
    """A count of seconds or writes; None for what is missing or absurd."""
    if text is None or not text.strip().isascii() or not text.strip().isdigit() or len(text.strip()) > 9:
        return None
    return int(text)
