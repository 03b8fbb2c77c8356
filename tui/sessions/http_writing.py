"""One request of a `.http` file written anew: only the lines of what differs, all others stay as they are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from tui.sessions.http_lines import Line, Part, end_of
from tui.sessions.run_request import AuthKind, RunRequest

_WORDS = re.compile(r"(?P<method>[A-Za-z]+[ \t]+)?(?P<url>\S.*?)(?P<version>[ \t]+HTTP/[\d.]+)?\s*\Z")
_IN_HEAD = (Part.REQUEST, Part.QUERY, Part.HEADER)


def header_of(text: str) -> tuple[str, str]:
    """The name and the value of a header's line."""
    name, _, value = text.partition(":")
    return name.strip(), value.strip()


def with_request(lines: Sequence[Line], old: RunRequest, new: RunRequest, url: str, newline: str) -> list[Line]:
    """The lines of a block whose request was `old`, with what makes it `new`; `url` is how the new one's is written."""
    made = list(lines)
    if (old.method, old.path, old.query, old.is_direct) != (new.method, new.path, new.query, new.is_direct):
        made = _with_target(made, old, new, url)
    if (old.headers, old.auth) != (new.headers, new.auth):
        made = _with_headers(made, old, new, newline)
    if old.timeout_seconds != new.timeout_seconds:
        timeout = [] if new.timeout_seconds is None else [f"{new.timeout_seconds:.9g}"]
        made = _with_metas(made, Part.TIMEOUT, "timeout", timeout, newline)
    if old.checks != new.checks:
        made = _with_metas(made, Part.EXPECT, "expect", new.checks, newline)
    if old.name != new.name:
        made = _with_name(made, new.name, newline)
    if old.body != new.body:
        made = _with_body(made, new.body, newline)
    # A line that was the last one may have none behind it that ends it.
    return [line if end_of(line.text) or line is made[-1] else _ended(line, newline) for line in made]


def _ended(line: Line, newline: str) -> Line:
    return line._replace(text=line.text + newline)


def _with_target(lines: Sequence[Line], old: RunRequest, new: RunRequest, url: str) -> list[Line]:
    made: list[Line] = []
    for line in lines:
        if line.part is Part.REQUEST:
            found = _WORDS.match(line.said)
            assert found is not None
            if old.is_direct == new.is_direct:
                url = _same_base(found.group("url"), old, url, new)
            text = f"{new.method} {url}{found.group('version') or ''}"
            made.append(Line(Part.REQUEST, text + end_of(line.text), text))
        elif line.part is not Part.QUERY:
            made.append(line)
    return made


def _same_base(written: str, old: RunRequest, url: str, new: RunRequest) -> str:
    """The new URL behind the address that the old one was written with: a name of the user's for the server, say."""
    before = written.partition("?")[0]
    base = before[: len(before) - len(old.path)] if old.path else before
    return base + new.path + (f"?{new.query}" if new.query else "") if base else url


def _with_headers(lines: Sequence[Line], old: RunRequest, new: RunRequest, newline: str) -> list[Line]:
    places = [at for at, line in enumerate(lines) if line.part is Part.HEADER]
    before = [header_of(lines[at].said) for at in places]
    after = list(new.headers)
    if new.auth.kind is not AuthKind.NONE:
        # Where it stood, or first: it is what a reader looks for.
        stood = _auth_place(before) if old.auth.kind is not AuthKind.NONE else 0
        value = before[stood][1] if old.auth == new.auth else f"Bearer {{{{$env {_variable(new)}}}}}"
        name = before[stood][0] if old.auth.kind is not AuthKind.NONE else "Authorization"
        after.insert(min(stood, len(after)), (name, value))
    end = next((at for at, line in enumerate(lines) if line.part in (Part.GAP, Part.BODY)), len(lines))
    last = max(at for at, line in enumerate(lines[:end]) if line.part in _IN_HEAD)
    put: dict[int, list[Line]] = {}
    gone: set[int] = set()
    for kind, first, to, new_first, new_to in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        gone |= {places[number] for number in range(first, to)}
        where = places[first] if first < len(places) else last + 1
        put.setdefault(where, []).extend(_header(*each, newline) for each in after[new_first:new_to])
    made: list[Line] = []
    for at in range(len(lines) + 1):
        made += put.get(at, ())
        if at < len(lines) and at not in gone:
            made.append(lines[at])
    return made


def _auth_place(headers: Sequence[tuple[str, str]]) -> int:
    return next(at for at, (name, _) in enumerate(headers) if name.lower() == "authorization")


def _variable(request: RunRequest) -> str:
    return "INSFORGE_API_KEY" if request.auth.kind is AuthKind.API_KEY else request.auth.variable


def _header(name: str, value: str, newline: str) -> Line:
    text = f"{name}: {value}".rstrip()
    return Line(Part.HEADER, text + newline, text)


def _with_metas(lines: Sequence[Line], part: Part, word: str, values: Sequence[str], newline: str) -> list[Line]:
    """The comments `# @word value`: where the first of them stood, else before the request line."""
    places = [at for at, line in enumerate(lines) if line.part is part]
    where = places[0] if places else next(at for at, line in enumerate(lines) if line.part is Part.REQUEST)
    put = [Line(part, f"# @{word} {value}{newline}", value) for value in values]
    return [*lines[:where], *put, *(line for line in lines[where:] if line.part is not part)]


def _with_name(lines: Sequence[Line], name: str, newline: str) -> list[Line]:
    named = next((line.part for line in lines if line.said and line.part in (Part.SEPARATOR, Part.NAME)), None)
    has_separator = any(line.part is Part.SEPARATOR for line in lines)
    if named is Part.NAME or not has_separator:
        return _with_metas(lines, Part.NAME, "name", [name] if name else [], newline)
    made = list(_titled(lines, name))
    return [line for line in made if line.part is not Part.NAME] if not name else made


def _titled(lines: Sequence[Line], name: str) -> Iterator[Line]:
    for line in lines:
        if line.part is Part.SEPARATOR:
            yield Line(Part.SEPARATOR, f"### {name}".rstrip() + end_of(line.text), name)
        else:
            yield line


def _with_body(lines: Sequence[Line], body: str, newline: str) -> list[Line]:
    put = [Line(Part.BODY, each + newline) for each in body.split("\n")] if body else []
    places = [at for at, line in enumerate(lines) if line.part is Part.BODY]
    if places:
        return [*lines[: places[0]], *put, *lines[places[-1] + 1 :]]
    gap = next((at for at, line in enumerate(lines) if line.part is Part.GAP), None)
    if gap is not None:
        # Blank lines that stood between this request and the next one stay between them.
        return [*lines[: gap + 1], *put, *([Line(Part.OTHER, newline)] if put else []), *lines[gap + 1 :]]
    return [*lines, Line(Part.GAP, newline), *put] if put else list(lines)
