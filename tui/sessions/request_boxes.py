"""A request and what its boxes hold of it: the one is read from the other. Pure."""

from __future__ import annotations

import re

from tui.model.request_draft import Boxes
from tui.sessions.http_file import read_seconds
from tui.sessions.http_lines import lines_of
from tui.sessions.run_request import Auth, AuthKind, RunRequest, read_target

_HEADER = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+[ \t]*:")
_BLANK_AROUND = re.compile(r"\A(?:[ \t]*\n)+|(?:\n[ \t]*)+\Z")
"""Blank lines around a body belong to no request of a `.http` file."""
_VARIABLE_NAME = re.compile(r"[A-Za-z_]\w*\Z")
_MOST_SHOWN = 40


def boxes_of(request: RunRequest) -> Boxes:
    """What the boxes hold of a request."""
    return Boxes(
        f"{request.method} {request.path}" + (f"?{request.query}" if request.query else ""),
        request.name,
        "" if request.timeout_seconds is None else f"{request.timeout_seconds:.9g} s",
        request.auth.kind.value,
        request.auth.variable,
        "\n".join(f"{name}: {value}" for name, value in request.headers),
        request.body,
        request.is_direct,
    )


def read_boxes(boxes: Boxes, checks: tuple[str, ...] = ()) -> RunRequest | str:
    """The request that boxes hold, or a sentence on why it is none. The sentence may name what was typed."""
    target = read_target(boxes.target)
    if isinstance(target, str):
        return target
    headers = read_headers(boxes.headers)
    if isinstance(headers, str):
        return headers
    timeout, written = None, boxes.timeout.strip()
    if written:
        timeout = read_seconds(written)
        if timeout is None:
            return "The timeout is a time up to an hour, as in: 5, 500 ms, 2 m."
    kind = AuthKind(boxes.auth)
    variable = boxes.token.strip().removeprefix("$") if kind is AuthKind.TOKEN else ""
    if kind is AuthKind.TOKEN and _VARIABLE_NAME.match(variable) is None:
        return "Name the environment's variable that holds the token, as in: USER_TOKEN."
    method, path, query = target
    body = _BLANK_AROUND.sub("", boxes.body.replace("\r\n", "\n"))
    name = " ".join(boxes.name.split())
    return RunRequest(
        method, path, query, headers, body, Auth(kind, variable), timeout, boxes.is_direct, name, checks
    )  # fmt: skip


def read_headers(text: str) -> tuple[tuple[str, str], ...] | str:
    """The headers of a text, one a line, or a sentence on the first line that is none."""
    found: list[tuple[str, str]] = []
    # What else counts as a line's end in Python, as U+001E or U+2028, stands in a value.
    for line in (each.strip(" \t\r\n") for each in lines_of(text)):
        if not line:
            continue
        if _HEADER.match(line) is None:
            shown = line if len(line) <= _MOST_SHOWN else f"{line[: _MOST_SHOWN - 1]}…"
            return f"A header is a name, a colon and a value; this is none: {shown}"
        name, _, value = line.partition(":")
        found.append((name.strip(), value.strip(" \t")))
    return tuple(found)
