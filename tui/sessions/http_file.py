"""A function's saved requests as a `.http` file, the format that editors' REST clients share.

Owns reading and editing such a file. What is not understood is kept byte for byte: an edit changes the lines of what
was edited and no others. Refuses to know disks, and the values of variables.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from tui.sessions.http_lines import Line, Part, blocks_of, end_of, read_lines, variable_of
from tui.sessions.http_writing import header_of, with_request
from tui.sessions.run_request import METHODS, NO_AUTH, Auth, AuthKind, RunRequest, percent_encoded

API_KEY_VARIABLE = "INSFORGE_API_KEY"
BASE, DEPLOYMENT = "baseUrl", "deploymentUrl"
"""The variables that hold the server's address and a cloud project's deployment's."""

_BEARER = re.compile(r"Bearer[ \t]+\{\{\s*\$(?:env|processEnv)(?:[ \t]+|\.)([A-Za-z_]\w*)\s*\}\}\Z", re.IGNORECASE)
_URL = re.compile(r"(?P<base>https?://[^/?\s]+|\{\{[^{}]*\}\}|)(?P<rest>/.*|\Z)")
_REQUEST = re.compile(rf"(?:({'|'.join(METHODS)})[ \t]+)?(\S.*?)([ \t]+HTTP/[\d.]+)?\s*\Z", re.IGNORECASE)
_SECONDS = re.compile(r"(\d{1,9}(?:\.\d{1,9})?)[ \t]*(ms|s|m|)\Z")
_UNITS = {"ms": 0.001, "s": 1.0, "": 1.0, "m": 60.0}
_MOST_SECONDS = 3600.0


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of a file, from one `###` to the next. `request` is None where there is none for this function."""

    lines: tuple[Line, ...]
    request: RunRequest | None = None

    @property
    def text(self) -> str:
        """The block as it stands in the file."""
        return "".join(line.text for line in self.lines)


@dataclass(frozen=True, slots=True)
class HttpFile:
    """A file with the requests of one function."""

    slug: str
    blocks: tuple[Block, ...] = ()

    @property
    def text(self) -> str:
        """The file's whole text."""
        return "".join(block.text for block in self.blocks)

    @property
    def requests(self) -> tuple[RunRequest, ...]:
        """The requests of this function, in their order. Those that go elsewhere are kept and not among them."""
        return tuple(block.request for block in self.blocks if block.request is not None)

    @property
    def variables(self) -> Mapping[str, str]:
        """The variables that the file defines, unresolved; of two of one name the last counts."""
        lines = (line for block in self.blocks for line in block.lines)
        return dict(variable_of(line) for line in lines if line.part is Part.VARIABLE)


class Addresses(NamedTuple):
    """Where functions are called: the server's address, and that of a cloud project's deployment ("" for none)."""

    base: str
    deployment: str = ""


def parse(text: str, slug: str) -> HttpFile:
    """Read a file. Any text is one; `parse(text, slug).text` is that text."""
    return HttpFile(slug, tuple(_block(lines, slug) for lines in blocks_of(text)))


def replaced(file: HttpFile, place: int, request: RunRequest, addresses: Addresses) -> HttpFile | None:
    """The file with another request in place of the one of this number; None where it can't be written in this format.

    Only lines of what differs are written anew. An address that the request needs and the file lacks is added on top.
    """
    at = _places(file)[place]
    old = file.blocks[at]
    assert old.request is not None
    lines = with_request(old.lines, old.request, request, _url(file.slug, request), _newline(file))
    blocks = [*file.blocks[:at], Block(tuple(lines)), *file.blocks[at + 1 :]]
    return _checked(_with_addresses(_read_again(file.slug, blocks), request, addresses), place, request)


def added(file: HttpFile, request: RunRequest, addresses: Addresses) -> HttpFile | None:
    """The file with a request more at its end; None where it can't be written in this format."""
    newline = _newline(file)
    text = file.text
    if not text:
        text = f"# Requests of the function {file.slug}: run them here or in an editor's REST client.{newline}"
    elif not end_of(text):
        text += newline
    begun = (f"### {request.name}".rstrip() + newline, f"{request.method} {_url(file.slug, request)}{newline}")
    bare = RunRequest(request.method, request.path, request.query, is_direct=request.is_direct, name=request.name)
    lines = with_request(read_lines(begun), bare, request, _url(file.slug, request), newline)
    text += newline + "".join(line.text for line in lines)
    made = _with_addresses(parse(text, file.slug), request, addresses)
    return _checked(made, len(file.requests), request)


def removed(file: HttpFile, place: int) -> HttpFile:
    """The file without the request of this number. Variables that stand in its block stay."""
    at = _places(file)[place]
    lines = file.blocks[at].lines
    last = max((number for number, line in enumerate(lines) if line.part is Part.VARIABLE), default=-1)
    kept = (Block(lines[: last + 1]),) if last >= 0 else ()
    return _read_again(file.slug, (*file.blocks[:at], *kept, *file.blocks[at + 1 :]))


def merged(base: HttpFile, place: int, request: RunRequest, theirs: HttpFile, addresses: Addresses) -> HttpFile | None:
    """A request edited here, put into a file that was changed elsewhere meanwhile.

    It takes the place of the request it was made from where that still stands there as it was; else it is added under
    a name that says so. Nothing of the other's is lost.
    """
    before = base.requests[place]
    same = [number for number, each in enumerate(theirs.requests) if each == before]
    if same:
        return replaced(theirs, min(same, key=lambda number: abs(number - place)), request, addresses)
    return added(theirs, replace(request, name=f"{request.name} (edited here)".lstrip()), addresses)


# Reading


def _block(lines: Sequence[str], slug: str) -> Block:
    found = read_lines(lines)
    return Block(found, _request(found, slug))


def _request(lines: Sequence[Line], slug: str) -> RunRequest | None:
    """The request that stands in these lines, where one for this function does."""
    by_part: dict[Part, list[Line]] = {}
    for line in lines:
        by_part.setdefault(line.part, []).append(line)
    if Part.REQUEST not in by_part:
        return None
    asked = _REQUEST.match(by_part[Part.REQUEST][0].said)
    target = None if asked is None else _target(asked.group(2), slug)
    if asked is None or target is None:
        return None
    is_direct, path, query = target
    query += "".join(line.said for line in by_part.get(Part.QUERY, ()))
    headers = [header_of(line.said) for line in by_part.get(Part.HEADER, ())]
    auth = NO_AUTH
    place = next((number for number, (name, _) in enumerate(headers) if name.lower() == "authorization"), None)
    if place is not None and (found := _BEARER.match(headers[place][1])) is not None:
        del headers[place]
        variable = found.group(1)
        auth = Auth(AuthKind.API_KEY) if variable == API_KEY_VARIABLE else Auth(AuthKind.TOKEN, variable)
    titles = [line.said for part in (Part.SEPARATOR, Part.NAME) for line in by_part.get(part, ())]
    timeouts = [seconds for line in by_part.get(Part.TIMEOUT, ()) if (seconds := read_seconds(line.said)) is not None]
    body = "\n".join(line.text.rstrip("\r\n") for line in by_part.get(Part.BODY, ()))
    return RunRequest(
        (asked.group(1) or "GET").upper(),
        path,
        query.removeprefix("?"),
        tuple(headers),
        body,
        auth,
        timeouts[-1] if timeouts else None,
        is_direct,
        next(filter(None, titles), ""),
        tuple(line.said for line in by_part.get(Part.EXPECT, ())),
    )


def _target(url: str, slug: str) -> tuple[bool, str, str] | None:
    """Whether a URL is the deployment's, then path and query behind the slug; None where it is another function's."""
    found = _URL.match(url)
    rest = "" if found is None else found.group("rest")
    name = percent_encoded(slug)
    for prefix, is_direct in ((f"/functions/{name}", False), (f"/{name}", True)):
        behind = rest.removeprefix(prefix)
        if behind != rest and (not behind or behind[0] in "/?"):
            path, mark, query = behind.partition("?")
            return is_direct, path, mark + query
    return None


def read_seconds(text: str) -> float | None:
    """The seconds that a text as `5`, `500 ms` or `2 m` says; None for what is none, for 0 and above an hour."""
    found = _SECONDS.match(text.strip())
    seconds = 0.0 if found is None else float(found.group(1)) * _UNITS[found.group(2)]
    return seconds if 0 < seconds <= _MOST_SECONDS else None


# Writing


def _url(slug: str, request: RunRequest) -> str:
    where = f"{{{{{DEPLOYMENT}}}}}" if request.is_direct else f"{{{{{BASE}}}}}/functions"
    return f"{where}/{percent_encoded(slug)}{request.path}" + (f"?{request.query}" if request.query else "")


def _with_addresses(file: HttpFile, request: RunRequest, addresses: Addresses) -> HttpFile:
    """The file with the address that a request's URL names; where the file names it already, it stays as it is."""
    name, value = (DEPLOYMENT, addresses.deployment) if request.is_direct else (BASE, addresses.base)
    is_used = f"{{{{{name}}}}}" in file.text
    if name in file.variables or not value or not is_used:
        return file
    newline = _newline(file)
    # Behind the comments on top: a file may say there what it is about.
    lines = [line.text for line in file.blocks[0].lines]
    first = next((at for at, line in enumerate(lines) if not line.startswith(("#", "//")) or line.startswith("###")), 0)
    lines.insert(first, f"@{name} = {value}{newline}")
    blocks = (Block(tuple(Line(Part.OTHER, text) for text in lines)), *file.blocks[1:])
    return _read_again(file.slug, blocks)


def _newline(file: HttpFile) -> str:
    return next((end for block in file.blocks for line in block.lines if (end := end_of(line.text))), "\n")


def _places(file: HttpFile) -> list[int]:
    return [at for at, block in enumerate(file.blocks) if block.request is not None]


def _read_again(slug: str, blocks: Sequence[Block]) -> HttpFile:
    return parse("".join(block.text for block in blocks), slug)


def _checked(file: HttpFile, place: int, request: RunRequest) -> HttpFile | None:
    """The file, where reading it gives back the request."""
    requests = file.requests
    return file if place < len(requests) and requests[place] == request else None
