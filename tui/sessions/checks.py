"""What a saved request expects of the answer, and whether an answer is so. Pure.

A check is a line of words, as it stands behind `# @expect` in a `.http` file: `status 200`, `status 2xx`,
`time < 500 ms`, `json greeting = "Hello"`, `json items[0].id exists`, `header content-type contains json`,
`body contains Hello`. What can't be read as one fails, and says so.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from tui.sessions.http_file import read_seconds
from tui.sessions.response import Response, body_text

_STATUS = re.compile(r"(?:(=|!=|<=|>=|<|>)\s*)?(\d{3}|[1-5]xx)\Z", re.IGNORECASE)
_TIME = re.compile(r"(<=|<)\s*(.+)\Z")
_JSON = re.compile(r"(?P<path>\S+)\s+(?P<operator>==|=|!=|<=|>=|<|>|contains|exists)(?:\s+(?P<value>.+))?\Z", re.DOTALL)
_WITHOUT_SPACES = re.compile(r"(?P<path>[\w$.\[\]-]+?)(?P<operator>==|=|!=|<=|>=|<|>)(?P<value>.+)\Z", re.DOTALL)
_HEADER = re.compile(
    r"(?P<name>[!#$%&'*+.^_`|~0-9A-Za-z-]+)\s+(?P<operator>=|!=|contains|exists)(?:\s+(?P<value>.+))?\Z"
)
_STEP = re.compile(r"\.?(?:([^.\[\]\"]+)|\[(\d{1,9})\]|\[?(\"(?:[^\"\\]|\\.)*\")\]?)")
_MOST_SHOWN = 80


class CheckResult(NamedTuple):
    """A check as it is written, whether the answer is so, and where it is not, what was found, in words."""

    check: str
    passed: bool
    found: str = ""


@dataclass(frozen=True, slots=True)
class Checked:
    """What became of the checks of a function's saved requests: how many there were, and those that failed.

    `reason` is a sentence on why not all were made; "" where they were.
    """

    total: int
    failed: tuple[CheckResult, ...] = ()
    reason: str = ""

    @property
    def is_bad_news(self) -> bool:
        """Whether the answers were not as expected, or not all of them came."""
        return bool(self.failed or self.reason)


def results(checks: Sequence[str], response: Response) -> tuple[CheckResult, ...]:
    """What each check says of a whole answer, in their order. The body is read once, however many there are."""
    answer = _Answer(response)
    return tuple(_result(check, answer) for check in checks)


class _Answer:
    """An answer whose body is decoded and parsed once, when a check asks for it first."""

    def __init__(self, response: Response) -> None:
        self.response = response

    @cached_property
    def text(self) -> str | None:
        return body_text(self.response)

    @cached_property
    def json(self) -> tuple[object] | None:
        """What the body is as JSON, in a tuple, as it may be null; None where it is no JSON."""
        try:
            return (json.loads(self.text or ""),)
        except (ValueError, RecursionError):
            return None


def problem_of(check: str) -> str:
    """Why a line can't be read as a check, as a sentence; "" where it can."""
    kind, _, rest = check.strip().partition(" ")
    rest = rest.strip()
    match kind.lower():
        case "status":
            return "" if _STATUS.match(rest) else "a status is a number or 2xx, as in: status 200"
        case "time":
            found = _TIME.match(rest)
            readable = found is not None and read_seconds(found[2].strip()) is not None
            return "" if readable else "a time is written as in: time < 500 ms"
        case "json":
            asked = _asked_of_json(rest)
            return asked if isinstance(asked, str) else ""
        case "header":
            found = _HEADER.match(rest)
            return "" if found is not None and _is_complete(found) else "a header is written as in: header x-id exists"
        case "body":
            is_read = rest.lower().startswith("contains ") and bool(rest[9:].strip())
            return "" if is_read else "a body is written as in: body contains Hello"
        case _:
            return "a check begins with status, time, json, header or body"


def _result(check: str, answer: _Answer) -> CheckResult:
    response = answer.response
    problem = problem_of(check)
    if problem:
        return CheckResult(check, False, problem)
    kind, _, rest = check.strip().partition(" ")
    rest = rest.strip()
    match kind.lower():
        case "status":
            found = _status(rest, response.status)
        case "time":
            found = _time(rest, response.seconds)
        case "json":
            found = _json(rest, answer)
        case "header":
            found = _header(rest, response)
        case _:
            wanted = _unquoted(rest[9:].strip())
            found = "" if answer.text is not None and wanted in answer.text else "the body does not"
    return CheckResult(check, not found, found)


def _status(rest: str, status: int) -> str:
    found = _STATUS.match(rest)
    assert found is not None
    operator, wanted = found[1] or "=", found[2].lower()
    if wanted.endswith("xx"):
        first, last = int(wanted[0]) * 100, int(wanted[0]) * 100 + 99
        number = first if operator in ("<", ">=") else last
        is_so = (first <= status <= last) == (operator == "=")
        if operator not in ("=", "!="):
            is_so = _compares(status, operator, number)
    else:
        is_so = _compares(status, operator, int(wanted))
    return "" if is_so else f"it is {status}"


def _time(rest: str, seconds: float) -> str:
    found = _TIME.match(rest)
    assert found is not None
    most = read_seconds(found[2].strip())
    assert most is not None
    is_so = _compares(seconds, found[1], most)
    return "" if is_so else f"it took {seconds * 1000:.0f} ms" if seconds < 1 else f"it took {seconds:.2f} s"


class _Asked(NamedTuple):
    path: tuple[str | int, ...]
    operator: str
    value: object = None


def _asked_of_json(rest: str) -> _Asked | str:
    found = _JSON.match(rest) or _WITHOUT_SPACES.match(rest)
    if found is None or not _is_complete(found):
        return 'json is written as in: json greeting = "Hello"'
    path = _steps(found["path"])
    if path is None:
        return "a part of JSON is named as in: items[0].name"
    if found["operator"] == "exists":
        return _Asked(path, "exists")
    try:
        return _Asked(path, found["operator"], json.loads(found["value"]))
    except (ValueError, RecursionError):
        return f"what is expected is JSON (a text in quotes): {found['value'][:_MOST_SHOWN]}"


def _is_complete(found: re.Match[str]) -> bool:
    return (found["value"] is None) == (found["operator"] == "exists")


def _steps(path: str) -> tuple[str | int, ...] | None:
    """The names and numbers that lead to a part; `$` alone is the whole."""
    rest = path[1:] if path == "$" or path.startswith(("$.", "$[")) else path
    steps: list[str | int] = []
    at = 0
    while at < len(rest):
        found = _STEP.match(rest, at)
        if found is None or found.end() == at:
            return None
        if found[2] is not None:
            steps.append(int(found[2]))
        else:
            try:
                steps.append(found[1] if found[1] is not None else str(json.loads(found[3])))
            except ValueError:
                return None
        at = found.end()
    return tuple(steps)


def _json(rest: str, answer: _Answer) -> str:
    asked = _asked_of_json(rest)
    assert isinstance(asked, _Asked)
    if answer.response.body.is_cut:
        return "the body is too long to be checked"
    if answer.json is None:
        return "the body is no JSON"
    (there,) = answer.json
    for step in asked.path:
        match step, there:
            case str(), dict() if step in there:
                there = there[step]
            case int(), list() if step < len(there):
                there = there[step]
            case _:
                return "there is no such part"
    match asked.operator:
        case "exists":
            is_so = True
        case "contains":
            is_so = _contains(there, asked.value)
        case operator:
            is_so = _compares(there, operator, asked.value)
    return "" if is_so else f"it is {_shown(there)}"


def _header(rest: str, response: Response) -> str:
    found = _HEADER.match(rest)
    assert found is not None
    values = [value for name, value in response.headers if name.lower() == found["name"].lower()]
    if not values:
        return "" if found["operator"] == "!=" else "there is no such header"
    wanted = _unquoted(found["value"] or "")
    match found["operator"]:
        case "exists":
            return ""
        case "contains":
            is_so = any(wanted.lower() in value.lower() for value in values)
        case operator:
            is_so = (wanted in values) == (operator == "=")
    return "" if is_so else f"it is {values[0][:_MOST_SHOWN]}"


def _contains(there: object, value: object) -> bool:
    match there:
        case str():
            return isinstance(value, str) and value in there
        case list():
            return any(_same(each, value) for each in there)
        case dict():
            return isinstance(value, str) and value in there
        case _:
            return False


def _compares(there: object, operator: str, value: object) -> bool:
    if operator in ("=", "=="):
        return _same(there, value)
    if operator == "!=":
        return not _same(there, value)
    match there, value:
        case (bool(), _) | (_, bool()):
            return False
        case (int() | float(), int() | float()):
            return _in_order(there, operator, value)
        case (str(), str()):
            return _in_order(there, operator, value)
        case _:
            return False


def _in_order(there: float | str, operator: str, value: float | str) -> bool:
    if isinstance(there, str) or isinstance(value, str):
        pair = (str(there) > str(value)) - (str(there) < str(value))
    else:
        pair = (there > value) - (there < value)
    return {"<": pair < 0, "<=": pair <= 0, ">": pair > 0, ">=": pair >= 0}[operator]


def _same(there: object, value: object) -> bool:
    """Equal as JSON: true is not 1, and the order of an object's names is no difference."""
    match there, value:
        case (bool(), _) | (_, bool()):
            return there is value
        case (list(), list()):
            return len(there) == len(value) and all(map(_same, there, value))
        case (dict(), dict()):
            return there.keys() == value.keys() and all(_same(there[name], value[name]) for name in there)
        case _:
            return there == value


def _unquoted(text: str) -> str:
    if len(text) >= 2 and text[0] == text[-1] == '"':
        try:
            return str(json.loads(text))
        except ValueError:
            return text[1:-1]
    return text


def _shown(there: object) -> str:
    text = json.dumps(there, ensure_ascii=False)
    return text if len(text) <= _MOST_SHOWN else f"{text[: _MOST_SHOWN - 1]}…"
