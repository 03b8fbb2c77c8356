"""The values of `{{variables}}`, put into a request at the moment it is sent and kept nowhere.

Owns which variables there are: those of the file, addresses, the environment's, and a few made anew each time. Refuses
to read the environment and the clock: it is handed what they say.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from tui.model.invocation import InvocationCall
from tui.sessions.http_file import API_KEY_VARIABLE, BASE, DEPLOYMENT, Addresses
from tui.sessions.run_request import AuthKind, RunRequest, percent_encoded

_VARIABLE = re.compile(r"\{\{[ \t]*(\$?[A-Za-z_][\w.-]*(?:[ \t]+[\w.%-]+)*)[ \t]*\}\}")
_FROM_ENVIRONMENT = re.compile(r"\$(?:env|processEnv)(?:[ \t]+|\.)([A-Za-z_]\w*)\Z")
_MOST_CHARACTERS = 10_000_000
_DEEPEST = 8
"""So deep may a variable name another one."""
_IN_QUERY = "%/?:@!$&'()*+,;=-._~[]"
"""What stands in a query as it was typed; the rest is percent-encoded."""
_IN_PATH = "%/:@!$&'()*+,;=-._~"
_DOT = re.compile("%2e", re.IGNORECASE)
_TOO_LONG = "Not sent: with the values of its variables this request is longer than 10 MB."
_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+\Z")


_KEY_WITHHELD = "Not sent: the API key goes to its server alone, not to the deployment. Choose another auth."


class Unresolved(Exception):
    """A variable has no value; the message is a sentence."""


@dataclass(frozen=True, slots=True)
class Sources:
    """Where values come from: addresses, the environment, the console's own key, seconds since 1970 and a new UUID.

    `environment` is asked for a variable's value by its name, None where there is none. Where `withholds_key` the
    console's key is put nowhere: the request does not go to the server that the key is for.
    """

    addresses: Addresses
    environment: Callable[[str], str | None] = field(repr=False)
    api_key: str = field(repr=False)
    timestamp: int
    unique: str
    withholds_key: bool = False


class Outgoing(NamedTuple):
    """A call with its values. It may hold secrets: it is sent and forgotten.

    `body_file` is the path of a file whose content is to be the body, as it was written; "" for none.
    """

    call: InvocationCall
    body_file: str = ""


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

    values = _Values({}, sources)

    def filled(text: str) -> str:
        def value(found: re.Match[str]) -> str:
            name = found.group(1)
            if name.startswith("$"):
                return "0"
            written = variables.get(name, found.group(0))
            try:
                made = values.filled(written)
            except Unresolved:
                made = written
            return values.spent(made)

        return _VARIABLE.sub(value, text)

    if len(request.body) > _MOST_CHARACTERS or "{{" not in request.body + request.path:
        return request
    try:
        return replace(request, path=filled(request.path), body=filled(request.body))
    except Unresolved:
        return request


class _Values:
    """The values of one request. Each variable of the file is made once; all together may be so long and no longer."""

    def __init__(self, variables: Mapping[str, str], sources: Sources) -> None:
        self._variables = variables
        self._sources = sources
        self._made: dict[str, str] = {}
        self._left = _MOST_CHARACTERS

    def filled(self, text: str, depth: int = 0) -> str:
        """A text with the values of its variables. Raises Unresolved."""

        def value(found: re.Match[str]) -> str:
            return self.spent(self._value(found.group(1), depth))

        made = _VARIABLE.sub(value, text) if "{{" in text else text
        if len(made) > _MOST_CHARACTERS:
            raise Unresolved(_TOO_LONG)
        return made

    def spent(self, value: str) -> str:
        """The value, which is put in once more. Raises Unresolved where that is too much."""
        self._left -= len(value)
        if self._left < 0:
            raise Unresolved(_TOO_LONG)
        return value

    def _value(self, name: str, depth: int) -> str:
        if depth > _DEEPEST:
            raise Unresolved(f"Not sent: the variable {name} leads to itself.")
        if name in self._variables:
            if name not in self._made:
                self._made[name] = self.filled(self._variables[name], depth + 1)
            return self._made[name]
        return _elsewhere(name, self._sources)


def _elsewhere(name: str, sources: Sources) -> str:
    """The value of a variable that the file does not define. Raises Unresolved."""
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
    value = sources.environment(name)
    if name == API_KEY_VARIABLE and sources.api_key:
        value = sources.api_key
    if value is None:
        raise Unresolved(f"Not sent: the environment has no variable {name}. Set it and start the console again.")
    if sources.withholds_key and sources.api_key and sources.api_key in value:
        raise Unresolved(_KEY_WITHHELD)
    return value


def _resolved(request: RunRequest, variables: Mapping[str, str], sources: Sources) -> Outgoing:
    if request.is_direct:
        if not sources.addresses.deployment:
            raise Unresolved("Not sent: this server names no deployment that could be called directly.")
        if request.auth.kind is AuthKind.API_KEY:
            raise Unresolved(_KEY_WITHHELD)
        sources = replace(sources, withholds_key=True)
    values = _Values(variables, sources)
    path = values.filled(request.path)
    if any(part in (".", "..") for part in _DOT.sub(".", path).split("/")):
        raise Unresolved("Not sent: a path with . or .. would lead to another place than this function's.")
    if path and not path.startswith("/"):
        raise Unresolved("Not sent: the path behind the slug begins with a slash.")
    query = values.filled(request.query)
    file = request.body_file if request.sent_body else ""
    body = "" if file else values.filled(request.sent_body)
    usual = InvocationCall()
    call = InvocationCall(
        request.method,
        percent_encoded(path, _IN_PATH),
        percent_encoded(query, _IN_QUERY),
        tuple(_headers(request, body, values, sources)),
        body.encode("utf-8", "replace"),
        sources.addresses.deployment if request.is_direct else None,
        with_key=request.auth.kind is AuthKind.API_KEY,
        timeout_seconds=request.timeout_seconds or usual.timeout_seconds,
    )
    return Outgoing(call, values.filled(file))


def _headers(request: RunRequest, body: str, values: _Values, sources: Sources) -> Iterator[tuple[str, str]]:
    if request.auth.kind is AuthKind.TOKEN:
        yield "authorization", f"Bearer {_token(request.auth.variable, sources)}"
    if request.content_type and not request.header("content-type"):
        # What is JSON once its variables have their values is sent as JSON.
        yield "content-type", replace(request, body=body or request.body).content_type
    for name, value in request.headers:
        filled = values.filled(value)
        if _NAME.match(name) is None or not all(" " <= each <= "~" or each >= "\xa0" for each in filled):
            raise Unresolved(f"Not sent: the header {name or '(without a name)'} holds what no header can hold.")
        if request.sent_body or name.lower() != "content-type":
            yield name, filled


def _token(variable: str, sources: Sources) -> str:
    if not variable:
        raise Unresolved("Not sent: name the environment's variable that holds the token.")
    token = _from_environment(variable, sources).strip()
    if not token or any(not "!" <= each <= "~" for each in token):
        raise Unresolved(f"Not sent: {variable} holds characters that no token has; was it set whole?")
    return token
