"""A request as a `curl` command for a POSIX shell, with the names of variables in place of secrets. Pure.

Owns how texts are quoted. Refuses to know the values of the environment: none is asked for.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from tui.sessions.http_file import API_KEY_VARIABLE
from tui.sessions.http_variables import Outgoing, Sources, resolved
from tui.sessions.run_request import RunRequest, percent_encoded

_MARK = "Zq7vARzq7"
"""Around the name of a variable until the command is put together: letters and digits go through every encoding."""
_MARKED = re.compile(rf"{_MARK}(\w+?){_MARK}")
_PLAIN = re.compile(r"[A-Za-z0-9 :/._,;=?&%+@-]*\Z")
_BARE = re.compile(r"[A-Za-z0-9@%+:,./_-]+\Z")
_GLOBBED = re.compile(r"[\[\]{}]")


def as_curl(
    request: RunRequest, slug: str, variables: Mapping[str, str], sources: Sources, body_path: str = ""
) -> tuple[str, bool]:
    """The command, and True; or a sentence on why there is none, and False.

    Values that come from the environment, the API key among them, stand as `$NAME`. `body_path` is where the file is
    whose content is the body, in place of the path as it is written.
    """
    hidden = replace(sources, environment=lambda name: f"{_MARK}{name}{_MARK}", api_key="")
    outgoing = resolved(request, variables, hidden)
    if isinstance(outgoing, str):
        return outgoing.replace("Not sent", "Not copied"), False
    call = outgoing.call
    base = f"{sources.addresses.base}/functions" if call.base is None else call.base.rstrip("/")
    url = f"{base}/{percent_encoded(slug)}{call.path}" + (f"?{call.query}" if call.query else "")
    words = ["curl -i"]
    if call.method == "HEAD":
        words = ["curl -I"]
    elif not (call.method == "GET" or (call.method == "POST" and request.sent_body)):
        words.append(f"-X {call.method}")
    if request.timeout_seconds is not None:
        words.append(f"-m {request.timeout_seconds:.9g}")
    if _GLOBBED.search(url):
        words.append("-g")
    parts = [" ".join([*words, _quoted(url)])]
    if call.with_key:
        parts.append(f"-H {_quoted(f'Authorization: Bearer {_MARK}{API_KEY_VARIABLE}{_MARK}')}")
    # A header without a value is written with a semicolon: with a colon it would be taken away.
    parts += [f"-H {_quoted(f'{name}: {value}' if value.strip() else f'{name};')}" for name, value in call.headers]
    body = _body(outgoing, body_path)
    if body:
        parts.append(body)
    if "\0" in "".join(parts):
        return "Not copied: a command line can't hold the character NUL.", False
    return " \\\n  ".join(parts), True


def _body(outgoing: Outgoing, path: str) -> str:
    if outgoing.body_file:
        return f"--data-binary {_quoted(f'@{path or outgoing.body_file}')}"
    text = outgoing.call.body.decode("utf-8", "replace")
    # Raw: a body that begins with @ is no file's name.
    return f"--data-raw {_quoted(text)}" if text else ""


def quote(text: str) -> str:
    """A text as one word of a shell, just as it is."""
    return text if _BARE.match(text) else "'" + text.replace("'", "'\"'\"'") + "'"


def _quoted(text: str) -> str:
    """A text as one word of a shell; the variables that are marked in it are the shell's."""
    if not _MARKED.search(text):
        return quote(text)
    if _PLAIN.match(_MARKED.sub("", text)):
        return '"' + _MARKED.sub(lambda found: _variable(found, text), text) + '"'
    pieces: list[str] = []
    at = 0
    for found in _MARKED.finditer(text):
        if found.start() > at:
            pieces.append(quote(text[at : found.start()]))
        pieces.append(f'"${{{found[1]}}}"')
        at = found.end()
    if at < len(text):
        pieces.append(quote(text[at:]))
    return "".join(pieces)


def _variable(found: re.Match[str], text: str) -> str:
    """A variable between double quotes; in braces where a letter behind it would be taken for a part of its name."""
    behind = text[found.end() : found.end() + 1]
    return f"${{{found[1]}}}" if behind.isalnum() or behind == "_" else f"${found[1]}"
