"""The values of `{{variables}}`, put into a request at the moment it is sent and kept nowhere.

Owns which variables there are: those of the file, addresses, the environment's, and a few made anew each time. Refuses
to read the environment and the clock: it is handed what they say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote

from tui.model.secret import Secret
from tui.sessions.http_file import API_KEY_VARIABLE, BASE, DEPLOYMENT, Addresses
from tui.sessions.run_request import Auth, AuthKind, RunRequest

_VARIABLE = re.compile(r"\{\{[ \t]*(\$?[A-Za-z_][\w.-]*(?:[ \t]+[\w.%-]+)*)[ \t]*\}\}")
_FROM_ENVIRONMENT = re.compile(r"\$(?:env|processEnv)(?:[ \t]+|\.)([A-Za-z_]\w*)\Z")
_MOST_CHARACTERS = 10_000_000
_DEEPEST = 8
"""So deep may a variable name another one."""
_IN_QUERY = "%/?:@!$&'()*+,;=-._~[]"
"""What stands in a query as it was typed; the rest is percent-encoded."""
_IN_PATH = "%/:@!$&'()*+,;=-._~"
_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+\Z")


class Unresolved(Exception):
    """A variable has no value; the message is a sentence."""


@dataclass(frozen=True, slots=True)
class Sources:
    """Where values come from: addresses, the environment, the console's own key, seconds since 1970 and a new UUID."""

    addresses: Addresses
    environment: Mapping[str, str] = field(repr=False)
    api_key: Secret | None
    timestamp: int
    unique: str


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A request with its values. It may hold secrets: it is sent and forgotten, and shows nothing of them.

    `base` is where functions are called that are not called through the backend; path and query are percent-encoded.
    `body_file` is the path of a file that is sent as the body, as it was written.
    """

    method: str
    base: str | None
    path: str
    query: str
    headers: tuple[tuple[str, str], ...] = field(repr=False)
    body: str = field(repr=False)
    body_file: str = ""
    timeout_seconds: float | None = None


def resolved(request: RunRequest, variables: Mapping[str, str], sources: Sources) -> Outgoing | str:
    """The request with the values of its variables, or a sentence on why it can't be sent."""
    try:
        return _resolved(request, variables, sources)
    except Unresolved as error:
        return str(error)


def without_values(request: RunRequest, variables: Mapping[str, str], sources: Sources) -> RunRequest:
    """The request as its values make it, for what is said before it is sent; what has no value stays as it is written.

    Values of the environment are not put in: what is said may be shown.
    """

    def filled(text: str) -> str:
        def value(found: re.Match[str]) -> str:
            name = found.group(1)
            if name.startswith("$"):
                return "0"
            try:
                return fill(variables.get(name, found.group(0)), {}, sources)
            except Unresolved:
                return variables.get(name, found.group(0))

        return _VARIABLE.sub(value, text)

    if len(request.body) > _MOST_CHARACTERS or "{{" not in request.body + request.path:
        return request
    return RunRequest(
        request.method,
        filled(request.path),
        request.query,
        request.headers,
        filled(request.body),
        request.auth,
        request.timeout_seconds,
        request.is_direct,
        request.name,
        request.checks,
    )


def fill(text: str, variables: Mapping[str, str], sources: Sources, depth: int = 0) -> str:
    """A text with the values of its variables. Raises Unresolved."""

    def value(found: re.Match[str]) -> str:
        return _value(found.group(1), variables, sources, depth)

    made = _VARIABLE.sub(value, text) if "{{" in text else text
    if len(made) > _MOST_CHARACTERS:
        raise Unresolved("Not sent: with the values of its variables this request is longer than 10 MB.")
    return made


def _value(name: str, variables: Mapping[str, str], sources: Sources, depth: int) -> str:
    if depth > _DEEPEST:
        raise Unresolved(f"Not sent: the variable {name} leads to itself.")
    if name in variables:
        return fill(variables[name], variables, sources, depth + 1)
    asked = _FROM_ENVIRONMENT.match(name)
    if asked is not None:
        return _from_environment(asked.group(1), sources)
    match name:
        case "$guid" | "$uuid" | "$random.uuid":
            return sources.unique
        case "$timestamp":
            return str(sources.timestamp)
        case _ if name == BASE:
            return sources.addresses.base
        case _ if name == DEPLOYMENT and sources.addresses.deployment:
            return sources.addresses.deployment
        case _:
            raise Unresolved(f"Not sent: {{{{{name}}}}} has no value. Write @{name} = … at the top of the file.")


def _from_environment(name: str, sources: Sources) -> str:
    if name == API_KEY_VARIABLE and sources.api_key is not None:
        return sources.api_key.reveal()
    value = sources.environment.get(name)
    if value is None:
        raise Unresolved(f"Not sent: the environment has no variable {name}. Set it and start the console again.")
    # From now on it is left out of reports.
    return Secret(value).reveal()


def _resolved(request: RunRequest, variables: Mapping[str, str], sources: Sources) -> Outgoing:
    if request.is_direct and not sources.addresses.deployment:
        raise Unresolved("Not sent: this server names no deployment that could be called directly.")
    path = fill(request.path, variables, sources)
    if any(part in (".", "..") for part in path.replace("%2e", ".").replace("%2E", ".").split("/")):
        raise Unresolved("Not sent: a path with . or .. would lead to another place than this function's.")
    if path and not path.startswith("/"):
        raise Unresolved("Not sent: the path behind the slug begins with a slash.")
    query = fill(request.query, variables, sources)
    headers = tuple(_headers(request, variables, sources))
    body, file = request.sent_body, request.body_file
    return Outgoing(
        request.method,
        sources.addresses.deployment if request.is_direct else None,
        quote(path, safe=_IN_PATH, errors="replace"),
        quote(query, safe=_IN_QUERY, errors="replace"),
        headers,
        "" if file and body else fill(body, variables, sources),
        fill(file, variables, sources) if body else "",
        request.timeout_seconds,
    )


def _headers(request: RunRequest, variables: Mapping[str, str], sources: Sources) -> Iterator[tuple[str, str]]:
    token = _token(request.auth, sources)
    if token:
        yield "authorization", f"Bearer {token}"
    given = request
    if request.content_type and not request.header("content-type"):
        body = "" if request.body_file else fill(request.body, variables, sources)
        given = RunRequest(request.method, body=body or request.body)
        yield "content-type", given.content_type
    for name, value in request.headers:
        filled = fill(value, variables, sources)
        if _NAME.match(name) is None or not all(" " <= each <= "~" or "\xa0" <= each <= "\xff" for each in filled):
            raise Unresolved(f"Not sent: the header {name or '(without a name)'} holds what no header can hold.")
        if not (name.lower() == "content-type" and not request.sent_body):
            yield name, filled


def _token(auth: Auth, sources: Sources) -> str:
    match auth.kind:
        case AuthKind.NONE:
            return ""
        case AuthKind.API_KEY:
            token = _from_environment(API_KEY_VARIABLE, sources)
        case AuthKind.TOKEN:
            if not auth.variable:
                raise Unresolved("Not sent: name the environment's variable that holds the token.")
            token = _from_environment(auth.variable, sources).strip()
    if not token or any(not "!" <= each <= "~" for each in token):
        raise Unresolved("Not sent: the token holds characters that no token has; was it set whole?")
    return token
