"""The form of a schedule read: what would be sent, or what is missing. Pure; what is shown is fit to show."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import NamedTuple
from urllib.parse import quote, urlsplit

from tui.app.schedules.words import both_times
from tui.model.function import ACTIVE, FunctionSummary
from tui.model.schedule import Headers, ScheduleChanges
from tui.sessions.cron import CronProblem, cron_words, read_cron
from tui.sessions.schedules import placeholder_problems
from tui.terminal.sanitise import printable

_FEWEST_NAME = 3
_SLUG = re.compile(r"[A-Za-z0-9_-]+")
_HEADER = re.compile(r"([!#$%&'*+.^_`|~0-9A-Za-z-]+):\s*(.*)")


class Typed(NamedTuple):
    """What stands in the fields."""

    name: str
    cron: str
    target: str
    method: str
    headers: tuple[str, ...]
    body: str


class FormRead(NamedTuple):
    """What would be sent, and what to say before; or (a text) why nothing can be, and the field it is about."""

    wanted: ScheduleChanges | str
    field: str = ""
    warnings: tuple[str, ...] = ()


def read_form(typed: Typed, base: str, secrets: Iterable[str] | None = None) -> FormRead:
    """What the fields say. `base` is where functions are called, `secrets` the keys there are (None: unknown)."""
    name, cron = typed.name.strip(), " ".join(typed.cron.split())
    times, url = read_cron(cron), url_of(typed.target, base)
    if len(name) < _FEWEST_NAME:
        return FormRead(f"A name has at least {_FEWEST_NAME} characters.", "name")
    if isinstance(times, CronProblem):
        return FormRead(times.sentence, "cron")
    if not url:
        return FormRead("What is called? A function's slug, or a whole URL such as https://host/path.", "target")
    headers: list[tuple[str, str]] = []
    for number, text in enumerate(typed.headers):
        if not text.strip():
            continue
        found = _HEADER.fullmatch(text.strip())
        if found is None:
            return FormRead("A header is a name, a colon and a value.", f"header-{number}")
        headers.append((found[1], found[2]))
    problem = _body_problem(typed.body)
    if problem:
        return FormRead(problem, "body")
    given: Headers = tuple(headers)
    body = typed.body.strip() or None
    wanted = ScheduleChanges(name, url, cron, None, typed.method, given, body)
    return FormRead(wanted, warnings=tuple(map(_shown, placeholder_problems(given, secrets))))


def _shown(text: str) -> str:
    return printable(text, limit=300)


def _body_problem(text: str) -> str:
    if not text.strip():
        return ""
    try:
        value: object = json.loads(text)
    except (ValueError, RecursionError):
        return "The body is no JSON."
    return "" if isinstance(value, dict) else 'The body is a JSON object, such as {"a": 1}.'


def url_of(target: str, base: str) -> str:
    """The URL that is called: made for a slug, else as it stands; empty for what is neither."""
    text = target.strip()
    if _SLUG.fullmatch(text):
        return f"{base}/functions/{quote(text, safe='')}"
    try:
        parts = urlsplit(text)
    except ValueError:
        return ""
    return text if parts.scheme in ("http", "https") and parts.netloc else ""


def about_times(cron: str, now: datetime) -> str:
    """The times in words and the next five runs, or why they are none."""
    if not cron.strip():
        return "minute hour day month weekday, in UTC; or N seconds (1 to 59), where the server takes them"
    times = read_cron(cron)
    if isinstance(times, CronProblem):
        return times.sentence
    words = printable(cron_words(cron), limit=200)
    return "\n".join((f"{words} (UTC)", *(both_times(at) for at in times.next_runs(now))))


def about_target(target: str, base: str, listed: Callable[[str], FunctionSummary | None]) -> str:
    """What is called: the URL made for a slug, and what is the matter with the function."""
    text = target.strip()
    if not _SLUG.fullmatch(text):
        return "" if url_of(target, base) or not text else "Neither a slug nor a URL."
    function = listed(text)
    shown = printable(url_of(target, base), limit=200)
    if function is None:
        return f"{shown}: there is no such function in the list, calls would fail."
    return shown if function.status == ACTIVE else f"{shown}: it is {printable(function.status, limit=20)}, not active."
