"""The exchanges captured from running servers, read from `tests/wire`."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.api.replay import Reply, reply

_OF_THE_CONNECTION = ("connection", "keep-alive", "transfer-encoding")
FOLDER = Path(__file__).parents[1] / "wire"


@dataclass(frozen=True)
class Exchange:
    """One request and its answer. `auth` is how it was signed: key, xkey, jwt, badkey, badjwt or None.

    `sent` is the body as it went out, `sent_headers` are those that were sent beside the usual ones.
    """

    version: str
    name: str
    method: str
    path: str
    auth: str | None
    sent: str | None
    status: int
    headers: Mapping[str, str]
    body: str
    sent_headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """Version and name, by which lists of exchanges name it."""
        return f"{self.version} {self.name}"

    @property
    def is_cut(self) -> bool:
        """Whether the file holds only the beginning of the body."""
        return self.body.endswith("…cut") or (self.body.endswith(" characters)") and "…(" in self.body[-40:])

    @property
    def is_invocation(self) -> bool:
        """Whether a function answered, not the API."""
        return self.path.startswith("/functions/")

    def sent_json(self) -> object:
        """The request's body as JSON, or None for one that is missing, cut or broken."""
        try:
            value: object = json.loads(self.sent or "")
        except ValueError:
            return None
        return value

    def reply(self) -> Reply:
        """The answer, for the replay server."""
        kept = {name: value for name, value in self.headers.items() if name not in _OF_THE_CONNECTION}
        return reply(self.status, self.body, headers=kept, content_type=None)


def exchanges() -> list[Exchange]:
    """Every exchange of every file."""
    found = []
    for file in sorted(FOLDER.glob("*.jsonl")):
        version = file.stem.removeprefix("insforge-")
        for line in file.read_text(encoding="utf-8").splitlines():
            one = json.loads(line)
            request, response = one["request"], one["response"]
            found.append(
                Exchange(
                    version,
                    one["name"],
                    request["method"],
                    request["path"],
                    request["auth"],
                    _sent(request),
                    response["status"],
                    {name.lower(): value for name, value in response["headers"].items()},
                    response["body"],
                    _sent_headers(request),
                )
            )
    return found


def _sent(request: Mapping[str, object]) -> str | None:
    """The body as text. Older captures hold it as it went out, newer ones as a JSON value unless its type is named."""
    body = request["body"]
    if body is None or (isinstance(body, str) and ("type" in request or "headers" in request or body.startswith("{"))):
        return body
    return json.dumps(body)


def _sent_headers(request: Mapping[str, object]) -> Mapping[str, str]:
    headers = request.get("headers")
    found = {str(name).lower(): str(value) for name, value in headers.items()} if isinstance(headers, dict) else {}
    if isinstance(request.get("type"), str):
        found["content-type"] = str(request["type"])
    return found


def each(chosen: Callable[[Exchange], bool] = lambda _: True) -> pytest.MarkDecorator:
    """Runs a test once for each chosen exchange, by the name of `exchange`. Choosing none is an error."""
    found = [one for one in exchanges() if chosen(one)]
    assert found, "no exchange was chosen"
    return pytest.mark.parametrize("exchange", [pytest.param(one, id=one.label) for one in found])
