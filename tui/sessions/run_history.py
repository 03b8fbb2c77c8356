"""A run made fit to keep, and brought back: secrets left out, the body bounded, two of them as texts to compare.

Refuses to know the disk.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime

from tui.model.function import Edited
from tui.model.invocation import InvocationCall, ResponseHead
from tui.model.kept_run import Headers, KeptRequest, KeptRun
from tui.sessions.json_view import JsonLines
from tui.sessions.response import BodyKind, KeptBody, Response, body_text, kind_of
from tui.sessions.run import RunState
from tui.sessions.run_request import Auth, AuthKind, RunRequest, percent_encoded
from tui.sessions.secret_headers import is_literal_secret, is_secret_header

MOST_KEPT_BYTES = 64 * 1024
"""Of a body so much is kept on disk."""

_COMPARED_LINES = 20_000
_MOST_TEXT = 200_000
_ESCAPED = re.compile(rb"%([0-9A-Fa-f]{2})")
_LEFT_OUT = "(not kept)"
_LONGEST_SECRET = 8192


def kept_run(state: RunState, at: datetime, redact: Callable[[str], str] = str) -> KeptRun | None:
    """The run as it is kept; None where there was no answer. `redact` takes known secrets out of a text."""
    response, request = state.response, state.request
    if response is None:
        return None
    beginning = response.body.data[: MOST_KEPT_BYTES + _LONGEST_SECRET]
    body = redact(beginning.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")
    return KeptRun(
        at,
        KeptRequest(
            request.method,
            redact(request.path),
            redact(request.query),
            _without_secrets(request.headers, redact),
            redact(request.body[: _MOST_TEXT + _LONGEST_SECRET])[:_MOST_TEXT],
            request.auth.kind.value,
            redact(request.auth.variable),
            redact(request.name),
            request.is_direct,
            request.timeout_seconds,
        ),
        response.status,
        _without_secrets(response.headers, redact),
        response.head.seconds,
        response.seconds,
        response.body.size,
        body[:MOST_KEPT_BYTES],
        _address(response.head.url, redact),
        "" if state.redirected is None else state.redirected.method,
    )


def secrets_of(call: InvocationCall) -> tuple[str, ...]:
    """What of a call proves who calls: the values of its headers that do."""
    found: list[str] = []
    for name, value in call.headers:
        if is_secret_header(name):
            found += [value, value.partition(" ")[2]]
    return tuple(each for each in found if each)


def _without_secrets(headers: Headers, redact: Callable[[str], str]) -> Headers:
    """The headers; of those that may prove who calls only values that are the name of a variable."""
    return tuple(
        (redact(name), _LEFT_OUT if is_literal_secret(name, value) else redact(value)) for name, value in headers
    )


def _address(url: str, redact: Callable[[str], str]) -> str:
    """The address that answered, without its query. Variables may have stood in its path, percent-encoded by now."""
    scheme, mark, rest = url.partition("?")[0].partition("://")
    host, slash, path = rest.partition("/")
    decoded = _ESCAPED.sub(lambda found: bytes((int(found.group(1), 16),)), path.encode("utf-8", "replace"))
    plain = decoded.decode("utf-8", "replace")
    without = redact(plain)
    return f"{scheme}{mark}{host}{slash}" + (redact(path) if without == plain else percent_encoded(without, "/*"))


def request_of(run: KeptRun) -> RunRequest:
    """The request of a kept run. Headers that were not kept are left out."""
    kept = run.request
    kinds = {kind.value: kind for kind in AuthKind}
    return RunRequest(
        kept.method,
        kept.path,
        kept.query,
        tuple((name, value) for name, value in kept.headers if value != _LEFT_OUT),
        kept.body,
        Auth(kinds.get(kept.auth, AuthKind.NONE), kept.variable),
        kept.timeout_seconds,
        kept.is_direct,
        kept.name,
    )


def state_of(slug: str, run: KeptRun, number: int) -> RunState:
    """A kept run as it stood when it ended, under a number of its own."""
    body = KeptBody((run.body,) if run.body else (), len(run.body), run.size)
    head = ResponseHead(run.status, run.headers, run.first_seconds, run.url)
    return RunState(slug, request_of(run), number, response=Response(head, body, run.seconds, is_whole=True))


def asked_of(run: KeptRun) -> str:
    """What was asked; where a redirect was followed, what was asked there, and what before."""
    request = run.request
    asked = f"{request.method} {request.path}" + (f"?{request.query}" if request.query else "")
    return asked if not run.redirected else f"{run.redirected} {run.url} (redirected from {asked})"


def as_compared(run: KeptRun) -> Edited:
    """A run as a text to compare: what was asked, then status and type, then the body, JSON indented."""
    state = state_of("", run, 0)
    response, request = state.response, run.request
    assert response is not None
    target = asked_of(run)
    lines = [target, *(f"{name}: {value}" for name, value in request.headers)]
    lines += ["", request.body, ""] if request.body else [""]
    lines += [str(run.status), f"content-type: {response.content_type}", ""]
    return Edited(target, "", str(run.status), "\n".join(lines) + "\n" + _body_as_text(response) + "\n")


def _body_as_text(response: Response) -> str:
    text = body_text(response)
    if text is None:
        return f"({response.body.size} bytes that are no text)"
    if kind_of(response) is BodyKind.JSON:
        lines = JsonLines(text, is_cut=response.body.is_cut)
        lines.read_on(_COMPARED_LINES)
        if lines.error is None:
            return "\n".join(lines.shown(line).text for line in range(lines.line_count))
    return text
