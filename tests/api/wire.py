"""The exchanges captured from running servers, read from `tests/wire`."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.api.replay import Reply, reply

FOLDER = Path(__file__).parents[1] / "wire"


@dataclass(frozen=True)
class Exchange:
    """One request and its answer. `auth` is how it was signed: key, xkey, jwt, badkey, badjwt or None."""

    version: str
    name: str
    method: str
    path: str
    auth: str | None
    sent: str | None
    status: int
    headers: Mapping[str, str]
    body: str

    @property
    def is_cut(self) -> bool:
        """Whether the file holds only the beginning of the body."""
        return self.body.endswith(" characters)") and "…(" in self.body[-40:]

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
        return reply(self.status, self.body, headers=self.headers)


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
                    request["body"],
                    response["status"],
                    response["headers"],
                    response["body"],
                )
            )
    return found


def each(chosen: Callable[[Exchange], bool] = lambda _: True) -> pytest.MarkDecorator:
    """Runs a test once for each chosen exchange, by the name of `exchange`. Choosing none is an error."""
    found = [one for one in exchanges() if chosen(one)]
    assert found, "no exchange was chosen"
    return pytest.mark.parametrize("exchange", [pytest.param(one, id=f"{one.version} {one.name}") for one in found])
