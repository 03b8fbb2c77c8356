"""What is asked of a function, as a value: everything a saved request holds, and what becomes of it on its way.

Owns the rules of HTTP and of servers that decide what is sent and what arrives. Refuses to know files, sockets and the
values of variables. What servers do to a request on its way is taken from exchanges with running servers
(`tests/wire`, "invoke …").
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")

_WITHOUT_BODY = ("GET", "HEAD", "OPTIONS")
_FILE_BODY = re.compile(r"\s*<[ \t]+(\S[^\r\n]*?)\s*\Z")
_METHOD = re.compile(r"([^\s/?{]*)(.*)", re.DOTALL)
_UNRESERVED = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"
_FORM = "application/x-www-form-urlencoded"


class AuthKind(Enum):
    """What is shown to the function as a proof of who calls."""

    NONE = "none"
    API_KEY = "api key"
    TOKEN = "other token"


class Auth(NamedTuple):
    """The proof that goes along as a bearer token. `variable` is the name of the environment's variable that holds an
    other token: the token itself stands nowhere."""

    kind: AuthKind = AuthKind.NONE
    variable: str = ""


NO_AUTH = Auth()


@dataclass(frozen=True, slots=True)
class RunRequest:
    """What is to be sent, as it is written: `{{variables}}` stand in it unresolved, and no secret does.

    `path` is what follows the slug ("" or "/rest"), `query` what stands behind the question mark, `body` "" for none or
    `< ./file` for a file's content. `timeout_seconds` is how long to wait for an answer, None as long as usual.
    `is_direct` calls a cloud project's deployment itself, not through the backend. `checks` are what the answer is
    expected to be, as they are written (`status 200`).
    """

    method: str = "POST"
    path: str = ""
    query: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    body: str = ""
    auth: Auth = NO_AUTH
    timeout_seconds: float | None = None
    is_direct: bool = False
    name: str = ""
    checks: tuple[str, ...] = ()

    @property
    def content_type(self) -> str:
        """The type the body is sent as: a header's, else JSON where it is JSON, else plain text; "" without a body."""
        if not self.sent_body:
            return ""
        asked = self.header("content-type")
        if asked:
            return asked
        if self.body_file:
            is_json_file = self.body_file.lower().endswith(".json")
            return "application/json" if is_json_file else "application/octet-stream"
        return "application/json" if is_json(self.body) else "text/plain; charset=utf-8"

    @property
    def sent_body(self) -> str:
        """The body that goes along: methods that have none by HTTP's rules send none."""
        return "" if self.method in _WITHOUT_BODY or not self.body.strip() else self.body

    @property
    def body_file(self) -> str:
        """The path of the file whose content is the body, as it is written; "" where the body stands here."""
        found = _FILE_BODY.match(self.body)
        return found.group(1) if found else ""

    def header(self, name: str) -> str:
        """The value of the first header of this name, in any case; "" without one."""
        return next((value for each, value in self.headers if each.lower() == name.lower()), "")


def read_target(text: str) -> tuple[str, str, str] | str:
    """The method, path and query that a line as `POST /more?name=Ada` asks for, or a sentence on why it can't be sent.

    The path is what follows the slug.
    """
    method, rest = _METHOD.match(text.strip()).groups()  # type: ignore[union-attr]  # it matches any text
    path, _, query = rest.strip().partition("?")
    if method.upper() not in METHODS:
        return f"Begin with a method: {', '.join(METHODS[:-1])} or {METHODS[-1]}."
    if path and not path.startswith(("/", "{{")):
        return "What follows the method is the path behind the slug and the query, as in: POST /more?name=Ada"
    return method.upper(), path, query


def changed_on_the_way(request: RunRequest) -> str:
    """What a self-hosted backend makes of this request before the function sees it, as a sentence; "" for nothing."""
    if request.method == "OPTIONS":
        return "OPTIONS never reaches the function: the backend answers it."
    if request.path.strip("/"):
        return "The backend answers 404: it passes on no path behind the slug. Put it into the query."
    if request.method in _WITHOUT_BODY:
        return "" if not request.body.strip() else f"{request.method} has no body: the body stays here."
    if not request.sent_body:
        return "An empty body reaches the function as {}."
    kind = request.content_type.partition(";")[0].strip().lower()
    if kind == _FORM:
        return "A form reaches the function as JSON."
    if kind != "application/json":
        return "This body is no JSON: the function gets {} in its place."
    if request.body_file:
        return ""
    if not is_json(request.body):
        return "The backend answers 400: this body says it is JSON and is not."
    if not isinstance(json.loads(request.body), (dict, list)):
        return "The backend answers 400 to JSON that is neither an object nor an array."
    return ""


def percent_encoded(text: str, kept: str = "") -> str:
    """A text as a URL writes it. Letters, digits, `-._~` and the characters of `kept` stay."""
    stay = _UNRESERVED + kept.encode()
    return "".join(chr(byte) if byte in stay else f"%{byte:02X}" for byte in text.encode("utf-8", "replace"))


def is_json(text: str) -> bool:
    """Whether a text is JSON."""
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True
