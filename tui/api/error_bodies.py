"""How servers say no: their own words and forms, read into errors and refusals.

Owns every form of error body: the documented one, 1.x to 2.1, 2.2 on, and cloud projects; and the headers that tell of
the write budget. Refuses to know how the body travelled and where in the code a refusal belongs.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus

from tui.errors import (
    AlreadyExists,
    ErrorResponse,
    Forbidden,
    NotFound,
    RateLimitExceeded,
    Refused,
    ServerFailed,
    Unauthorised,
)
from tui.model.fields import replace_surrogates
from tui.model.problem import Refusal
from tui.model.server import WriteBudget


def error_from(status: int, body: Mapping[str, object], headers: Mapping[str, str], now: datetime) -> ErrorResponse:
    """The error that an API body (or none: `{}`) with a status of 400 or more means."""
    code, message = _words(body)
    message = message or _status_words(status)
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
            return RateLimitExceeded(status, code, message, next_write(headers, now))
        case 400 | 413 | 415 | 422:
            return Refused(status, code, message, refusals(body) or (Refusal(message),), next_actions)
        case _:
            return ServerFailed(status, code, message, next_actions)


def is_error_body(value: Mapping[str, object]) -> bool:
    """Whether a body looks like this API's word for something that went wrong."""
    return any(isinstance(value.get(name), str) for name in ("error", "message"))


def is_meaningful_without_body(status: int, *, is_empty: bool) -> bool:
    """Whether a status can be taken at its word without a body of the API's.

    A proxy's 401, 413 or 429 means what a server's would. Its 404 or 502 page says nothing about the function, and its
    403 may be about anything: a filter that dislikes the code, for one.
    """
    return status in (401, 413, 429) or (is_empty and (status == 403 or status >= 500))


def _words(body: Mapping[str, object]) -> tuple[str, str]:
    """The server's code and sentence. The documented dialect has its sentence in `error` and no code."""
    error, message = _text(body.get("error")), _text(body.get("message"))
    if message and re.fullmatch(r"[A-Z][A-Z0-9_]*", error):
        return error, message
    return "", f"{error}: {message}" if error and message else error or message


def _status_words(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return f"status {status}"


def _text(value: object) -> str:
    return replace_surrogates(value) if isinstance(value, str) else ""


# Why a write was refused

_PATTERN = re.compile(r"dangerous patterns?: *(/.+/[a-z]*)\s*$", re.DOTALL)
_TYPE_CHECK = "failed type check"
_BULLET = re.compile(r"^[ \t]*[•*-][ \t]+", re.MULTILINE)
_LINE_COLUMN = re.compile(r" ?\(line (\d{1,9}), column (\d{1,9})\)")


def refusals(body: Mapping[str, object]) -> tuple[Refusal, ...]:
    """Every reason a refusal gives; none where it gives no more than its sentence."""
    details = tuple(_details(body.get("details")))
    pattern = _text(body.get("pattern"))
    if pattern:
        return (Refusal(_words(body)[1] or "The code matches a pattern that is rejected.", pattern=pattern), *details)
    for sentence in (_text(body.get("message")), _text(body.get("error"))):
        found = _schema_issues(sentence) or _type_errors(sentence) or _bullets(sentence) or _patterns(sentence)
        if found:
            return (*found, *details)
    return details


def _patterns(message: str) -> tuple[Refusal, ...]:
    matched = _PATTERN.search(message)
    # A list of patterns has a comma, a space and the next slash between two; no pattern known has that within.
    return tuple(Refusal(message, pattern=one) for one in re.split(r",\s+(?=/)", matched[1])) if matched else ()


def _schema_issues(message: str) -> tuple[Refusal, ...]:
    if not message.startswith("["):
        return ()
    try:
        issues: object = json.loads(message)
    except (ValueError, RecursionError):
        return ()
    return tuple(_details(issues)) if isinstance(issues, list) else ()


def _details(details: object, path: tuple[str, ...] = ()) -> Iterator[Refusal]:
    """The reasons in `details`: a text, a schema issue, a list of either, or an object with one for each field."""
    if isinstance(details, str) and details:
        yield Refusal(_text(details), field_path=path)
    elif isinstance(details, list):
        for one in details:
            yield from _details(one, path)
    elif isinstance(details, dict) and (isinstance(details.get("message"), str) or "path" in details):
        yield _issue(details, path)
    elif isinstance(details, dict):
        for name, value in details.items():
            if isinstance(value, str | list | dict):
                yield from _details(value, (*path, _text(name)))
            else:
                yield Refusal(json.dumps(value), field_path=(*path, _text(name)))


def _issue(issue: Mapping[str, object], path: tuple[str, ...]) -> Refusal:
    told = issue.get("path")
    parts = told if isinstance(told, list) else () if told is None else (told,)
    return Refusal(
        _text(issue.get("message")) or _text(issue.get("code")) or "not accepted",
        pattern=_text(issue.get("pattern")) or None,
        field_path=(*path, *(replace_surrogates(str(part)) for part in parts)),
    )


def _bullets(message: str) -> tuple[Refusal, ...]:
    """A sentence with places in words, `(line 3, column 5)`; one reason a bullet, or a line where there are none."""
    if not _LINE_COLUMN.search(message):
        return ()
    parts = _BULLET.split(message)[1:] or [line for line in message.split("\n") if _LINE_COLUMN.search(line)]
    return tuple(_placed_in_words(" ".join(part.split())) for part in parts if part.strip())


def _placed_in_words(text: str) -> Refusal:
    place = _LINE_COLUMN.search(text)
    if place is None:
        return Refusal(text)
    return Refusal(_LINE_COLUMN.sub("", text, count=1), line=int(place[1]), column=int(place[2]))


# What `deno check` prints: blocks of a sentence, the source line with an underline, and the place

_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_HEAD = re.compile(r"^(?:TS\d+ \[[A-Z]+\]|error|warning): ")
_PLACE = r"(?:file://)?(?P<file>\S+?):(?P<line>\d{1,9}):(?P<column>\d{1,9})"
_AT_END = re.compile(rf"^(?P<words>.*?)\bat {_PLACE}\s*$")
_AT_START = re.compile(rf"^\s*{_PLACE}(?P<words>(?:\W.*)?)$")
_UNDERLINE = re.compile(r"^\s*(?:\|\s*)?(?:~+|\^+)\s*$")
_GUTTER = re.compile(r"^\s*(?:\d+\s)?\|(?: |$)")
_CHATTER = re.compile(
    r"^(?:Found \d+ errors?\.|error: Type checking failed\.?|(?:Check|Download|Initialize) \S+|Stack backtrace:)$"
)


def _type_errors(message: str) -> tuple[Refusal, ...]:
    """One reason for each diagnostic; what a diagnostic adds about other places stays out."""
    title, _, output = _COLOUR.sub("", message).replace("\r\n", "\n").partition("\n")
    if _TYPE_CHECK not in title:
        return ()
    found: list[Refusal] = []
    words: list[str] = []
    excerpt: str | None = None
    # What follows a diagnostic's place, up to the next head, is about other places or about Deno itself.
    is_placed, is_headed = False, False
    lines = output.split("\n")
    for line, below in zip(lines, [*lines[1:], ""], strict=True):
        if _UNDERLINE.match(line):
            continue
        if _UNDERLINE.match(below):
            # A quoted line of code is never read as anything else, whatever it looks like.
            excerpt = excerpt if is_placed else _GUTTER.sub("", line)
            continue
        if _CHATTER.match(line.strip()) or _HEAD.match(line):
            if is_headed and not is_placed and words:
                found.append(Refusal(" ".join(words), excerpt=excerpt))
            words, excerpt, is_placed, is_headed = [], None, False, bool(_HEAD.match(line))
            if _CHATTER.match(line.strip()):
                is_headed = False
                continue
        if is_placed or _GUTTER.match(line):
            continue
        place = _AT_END.match(line) or (None if is_headed else _AT_START.match(line))
        if place is None:
            words.extend([line.strip()] if line.strip() else [])
            continue
        text = " ".join([*words, place["words"].strip(" :-")]).strip()
        found.append(_placed(text, place, excerpt))
        words, excerpt, is_placed = [], None, is_headed
    if is_headed and not is_placed and words:
        found.append(Refusal(" ".join(words), excerpt=excerpt))
    return tuple(found)


def _placed(text: str, place: re.Match[str], excerpt: str | None) -> Refusal:
    file = place["file"].rsplit("/", 1)[-1]
    text = text or "The type check failed here."
    return Refusal(text, file=file, line=int(place["line"]), column=int(place["column"]), excerpt=excerpt)


# The write budget


_LONGEST_WINDOW_SECONDS = 900.0


def write_budget(headers: Mapping[str, str], now: datetime) -> WriteBudget | None:
    """The budget that `RateLimit-*` headers tell. `X-RateLimit-*` is another limit, of all requests, and not read."""
    limit, remaining, reset = (_number(headers.get(f"ratelimit-{name}")) for name in ("limit", "remaining", "reset"))
    if limit is None or remaining is None or reset is None:
        return None
    window = re.search(r"w=(\d{1,9})", headers.get("ratelimit-policy", ""))
    return WriteBudget(limit, remaining, now + timedelta(seconds=reset), int(window[1]) if window else None)


def request_budget(headers: Mapping[str, str], now: datetime) -> WriteBudget | None:
    """How many requests of any kind are left, as `X-RateLimit-*` headers tell: their reset is a time since 1970."""
    limit, remaining = (_number(headers.get(f"x-ratelimit-{name}")) for name in ("limit", "remaining"))
    reset = headers.get("x-ratelimit-reset", "").strip()
    if limit is None or remaining is None or not (reset.isascii() and reset.isdigit() and len(reset) <= 11):
        return None
    # A clock that is wrong is not to be waited for.
    seconds = min(max(0.0, int(reset) - now.timestamp()), _LONGEST_WINDOW_SECONDS)
    return WriteBudget(limit, remaining, now + timedelta(seconds=seconds))


def next_write(headers: Mapping[str, str], now: datetime) -> datetime | None:
    """When the next write is free (aware UTC), from `Retry-After` (seconds or a date) or `RateLimit-Reset`."""
    after = headers.get("retry-after", "")
    seconds = _number(after)
    if seconds is None and (when := _date(after)) is not None:
        return when
    if seconds is None:
        seconds = _number(headers.get("ratelimit-reset"))
    return None if seconds is None else now + timedelta(seconds=seconds)


def answered_at(headers: Mapping[str, str]) -> datetime | None:
    """When the answer was made by the server's own clock (aware UTC), from `Date`; None where it does not say."""
    return _date(headers.get("date", ""))


def _date(text: str) -> datetime | None:
    """A date of HTTP's, in UTC; None for what is none."""
    try:
        when = parsedate_to_datetime(text)
        return when.replace(tzinfo=UTC) if when.tzinfo is None else when.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _number(text: str | None) -> int | None:
    """A count of seconds or writes; None for what is missing or absurd."""
    text = "" if text is None else text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else None


def total_count(headers: Mapping[str, str]) -> int | None:
    """Of how many rows an answer is a part: the number behind the slash of `Content-Range: 0-9/200`."""
    return _number(headers.get("content-range", "").rpartition("/")[2])
