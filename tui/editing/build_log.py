"""The build log of a deployment: the places it names in a function, and the lines that tell why it failed.

Owns reading a log's rows. Refuses to know how a log is fetched and shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tui.editing.places import lines_in_front, range_at
from tui.model.problem import CodeRange, Problem

_MOST_PROBLEMS = 200
_ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
_LEVEL = re.compile(r"^\[(\w+)\] ?")
_PLACE = re.compile(r"\.[cm]?[jt]sx?:(?P<line>\d{1,7}):(?P<column>\d{1,7})\)?")
_NOT_OF_A_NAME = re.compile(r"[^\w./:\\-]")
_IN_WORDS = re.compile(r" ?\(line (?P<line>\d{1,7}), column (?P<column>\d{1,7})\)")
_FRAME = re.compile(r"^\s*at\s")
_UNDERLINE = re.compile(r"^\s*(?:\|\s*)?(?:~+|\^+)\s*$")
_GUTTER = re.compile(r"^\s*(?:\d+\s)?\|(?: |$)")
_CHATTER = re.compile(
    r"^(?:Found \d+ errors?\.|error: Type checking failed\.?|(?:Check|Download|Initialize) \S+|Stack backtrace:)"
)
_NOT_THE_MESSAGE = re.compile(r"^(?:error: )?(?:Uncaught )?(?:\(in promise\) )?")
_NAMED_ERROR = re.compile(r"\b[A-Z]\w*Error\b|\bTS\d+ \[ERROR\]")
_SAYS_ERROR = re.compile(r"\b(?:error|failed|uncaught)\b", re.IGNORECASE)


class _Row(NamedTuple):
    """A row of a log, and the source line that it quotes, if one is quoted for it."""

    text: str
    level: str
    quote: str | None = None


class _Mention(NamedTuple):
    """A `file:line:column` in a row: from where to where it stands, with what leads to it, and what it says."""

    start: int
    end: int
    file: str
    line: int
    column: int


def problems_in_build_log(logs: Sequence[str], slug: str, lines: Sequence[str]) -> tuple[Problem, ...]:
    """The places in this function that a build log names, each once, in the words of the error that it belongs to.

    `file:line:column` counts from the code as the server deployed it, with its own lines in front; `(line 3, column 5)`
    counts from the code itself.
    """
    names = {f"{slug}.{ending}" for ending in ("ts", "js", "tsx", "jsx", "mts", "mjs")} | {"func.ts"}
    in_front = lines_in_front(lines)
    problems: dict[CodeRange, Problem] = {}
    message, is_placed, is_open = "", False, False
    for row in _rows(logs):
        mentions = _mentions(row.text)
        ours = [one for one in mentions if re.split(r"[/\\]", one.file)[-1] in names]
        in_words = list(_IN_WORDS.finditer(row.text))
        if _is_message(row, has_place=bool(mentions)):
            words = _message(_IN_WORDS.sub("", _without(row.text, mentions)))
            # What is indented below a message and has no place of its own belongs to it.
            goes_on = is_open and row.text[:1].isspace() and not (mentions or in_words)
            message, is_placed = (f"{message} {words}" if goes_on else words), goes_on and is_placed
        is_open = not (mentions or in_words)
        places = [(one.line, one.column, in_front) for one in ours]
        places += [(int(one["line"]), int(one["column"]), 0) for one in in_words]
        for line, column, before in places[:_MOST_PROBLEMS]:
            where = range_at(lines, line, column, excerpt=row.quote, in_front=before)
            if where is None or where in problems or len(problems) == _MOST_PROBLEMS:
                continue
            words = message or "The deployment failed here."
            problems[where] = Problem(f"{words} (called from here)" if is_placed and before else words, range=where)
            is_placed = is_placed or before > 0
    return tuple(sorted(problems.values(), key=lambda problem: _start(problem.range)))


def telling_entries(logs: Sequence[str]) -> tuple[str, ...]:
    """The entries of a build log, those that tell why it failed first: errors with a name or a place, other errors,
    warnings, and last what went well. A stack trace stays behind its error.
    """
    groups: list[list[str]] = []
    for entry in logs:
        if groups and _FRAME.match(_LEVEL.sub("", _ANSI.sub("", entry))):
            groups[-1].append(entry)
        else:
            groups.append([entry])
    return tuple(entry for group in sorted(groups, key=_rank) for entry in group)


def tells_why(logs: Sequence[str]) -> bool:
    """Whether a build log names the error or its place, and not only that something failed."""
    return any(_rank([entry]) == 0 for entry in logs)


def _rank(group: Sequence[str]) -> int:
    text = _ANSI.sub("", "\n".join(group))
    level = _level(text)
    if level == "error" or (not level and _SAYS_ERROR.search(text)):
        return 0 if _NAMED_ERROR.search(text) or _PLACE.search(text) or _IN_WORDS.search(text) else 1
    return 2 if level.startswith("warn") else 3


def _level(text: str) -> str:
    found = _LEVEL.match(text)
    return found[1].lower() if found else ""


def _rows(logs: Sequence[str]) -> Iterator[_Row]:
    """Every row but the quoted source lines, which are given to the row whose place they show."""
    rows: list[_Row] = []
    for entry in logs:
        text = _ANSI.sub("", entry)
        level = _level(text)
        rows += [_Row(_LEVEL.sub("", row), level) for row in text.splitlines() if row.strip()]
    quotes: dict[int, str] = {}
    unread: set[int] = set()
    for number, row in enumerate(rows):
        if number == 0 or not _UNDERLINE.match(row.text):
            continue
        unread |= {number - 1, number}
        below = rows[number + 1].text if number + 1 < len(rows) else ""
        # The place stands below the quotation (a type check) or before it (a parser).
        owner = number + 1 if _FRAME.match(below) and _PLACE.search(below) else number - 2
        quotes.setdefault(owner, _GUTTER.sub("", rows[number - 1].text))
    for number, row in enumerate(rows):
        if number not in unread:
            yield row._replace(quote=quotes.get(number))


def _mentions(text: str) -> list[_Mention]:
    """The places in a row. Read backwards from the line's number: a row of letters without end costs its length."""
    found: list[_Mention] = []
    for place in _PLACE.finditer(text):
        before = text[found[-1].end if found else 0 : place.start()]
        breaks = [one.end() for one in _NOT_OF_A_NAME.finditer(before)]
        start = place.start() - len(before) + (breaks[-1] if breaks else 0)
        stem = text[start : place.start()]
        if not stem or not (stem[-1].isalnum() or stem[-1] in "_-"):
            continue
        file = stem + place[0].partition(":")[0]
        lead = re.search(r"(?:\bat )?\(?$", text[max(0, start - 4) : start])
        start -= len(lead[0]) if lead is not None else 0
        found.append(_Mention(start, place.end(), file, int(place["line"]), int(place["column"])))
    return found


def _without(text: str, mentions: Sequence[_Mention]) -> str:
    parts, done = [], 0
    for one in mentions:
        parts.append(text[done : one.start])
        done = one.end
    return "".join([*parts, text[done:]])


def _is_message(row: _Row, *, has_place: bool) -> bool:
    if _FRAME.match(row.text) or _CHATTER.match(row.text.strip()):
        return False
    return has_place or row.level != "info"


def _message(text: str) -> str:
    return " ".join(_NOT_THE_MESSAGE.sub("", text.strip().lstrip("•*- ")).strip(" :-").split())


def _start(where: CodeRange | None) -> tuple[int, int]:
    return (where.start_line, where.start_column) if where is not None else (0, 0)
