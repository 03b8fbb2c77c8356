"""The lines of a `.http` file: where its requests begin, and what each line of one is.

Owns the grammar that editors' REST clients share. Refuses to know what a request means; no line is lost or changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from enum import Enum, auto
from typing import NamedTuple

from tui.sessions.run_request import METHODS


class Part(Enum):
    """What a line of a request is. OTHER is kept and means nothing here."""

    SEPARATOR = auto()
    NAME = auto()
    TIMEOUT = auto()
    EXPECT = auto()
    VARIABLE = auto()
    REQUEST = auto()
    QUERY = auto()
    HEADER = auto()
    GAP = auto()
    BODY = auto()
    OTHER = auto()


class Line(NamedTuple):
    """A line with its end, and what stands in it: a name, a value, a whole line."""

    part: Part
    text: str
    said: str = ""


_LINES = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_META = re.compile(r"\s*(?:#|//)\s*@(name|timeout|expect)(?:[ \t]+|[ \t]*=[ \t]*)(\S.*?)\s*\Z")
_COMMENT = re.compile(r"\s*(?:#|//)")
_VARIABLE = re.compile(r"\s*@([A-Za-z_][\w.-]*)\s*=[ \t]*(.*?)\s*\Z")
_REQUEST = re.compile(rf"\s*(?:({'|'.join(METHODS)})[ \t]+\S|https?://)", re.IGNORECASE)
_QUERY = re.compile(r"\s*[?&]")
_HEADER = re.compile(r"[ \t]*[!#$%&'*+.^_`|~0-9A-Za-z-]+[ \t]*:")
_HANDLER = re.compile(r"(?:>[ \t]*\{%|>[ \t]+\S+\.js\s*\Z|<>[ \t]|>>!?[ \t])")
"""What JetBrains' client puts behind a body: what is done with the answer."""
_METAS = {"name": Part.NAME, "timeout": Part.TIMEOUT, "expect": Part.EXPECT}


def lines_of(text: str) -> list[str]:
    """The lines of a text with their ends, which are those of files: `\\n`, `\\r\\n` and `\\r`."""
    return _LINES.findall(text)


def end_of(line: str) -> str:
    """A line's end; "" for a last line without one."""
    return line[len(line.rstrip("\r\n")) :]


def blocks_of(text: str) -> Iterator[list[str]]:
    """The lines of a text, cut before each line that begins with `###`."""
    block: list[str] = []
    for line in lines_of(text):
        if line.startswith("###") and block:
            yield block
            block = []
        block.append(line)
    if block:
        yield block


def read_lines(lines: Sequence[str]) -> tuple[Line, ...]:
    """What each line of one block is."""
    found: list[Line] = []
    place = 0
    while place < len(lines):
        line = lines[place]
        if place == 0 and line.startswith("###"):
            found.append(Line(Part.SEPARATOR, line, line.strip().strip("#").strip()))
        elif (variable := _VARIABLE.match(line)) is not None:
            found.append(Line(Part.VARIABLE, line, variable.group(1)))
        elif _COMMENT.match(line) is not None or not _REQUEST.match(line):
            found.append(_comment(line))
        else:
            found.append(Line(Part.REQUEST, line, line.strip()))
            return (*found, *_rest(lines, place + 1))
        place += 1
    return tuple(found)


def _rest(lines: Sequence[str], place: int) -> Iterator[Line]:
    """What follows the request line: its query's lines, headers, and behind a blank line the body."""
    may_be_query = True
    for at in range(place, len(lines)):
        line = lines[at]
        if not line.strip():
            yield Line(Part.GAP, line)
            yield from _body(lines[at + 1 :])
            return
        if may_be_query and _QUERY.match(line) is not None:
            yield Line(Part.QUERY, line, line.strip())
        elif _COMMENT.match(line) is not None:
            yield _comment(line)
        else:
            may_be_query = False
            yield Line(Part.HEADER if _HEADER.match(line) is not None else Part.OTHER, line, line.strip())


def _body(lines: Sequence[str]) -> Iterator[Line]:
    """The body, without blank lines around it and without what stands behind it: handlers, and comments of the next."""
    first = next((at for at, line in enumerate(lines) if line.strip()), len(lines))
    end = next((at for at in range(first, len(lines)) if _HANDLER.match(lines[at]) is not None), len(lines))
    # Comments behind a blank line at the end belong to what follows; a body may have lines that look like one.
    last = end
    while last > first and (not lines[last - 1].strip() or _COMMENT.match(lines[last - 1]) is not None):
        last -= 1
    blank = next((at for at in range(last, end) if not lines[at].strip()), end)
    for at, line in enumerate(lines):
        if first <= at < blank and last > first:
            yield Line(Part.BODY, line)
        else:
            yield _comment(line) if at < end else Line(Part.OTHER, line)


def _comment(line: str) -> Line:
    """A comment or a line that means nothing; some comments mean something."""
    meta = _META.match(line)
    return Line(Part.OTHER, line) if meta is None else Line(_METAS[meta.group(1)], line, meta.group(2))


def variable_of(line: Line) -> tuple[str, str]:
    """The name and the value that a line `@name = value` defines."""
    found = _VARIABLE.match(line.text)
    assert found is not None
    return found.group(1), found.group(2)
