"""The least of an InsForge server: one function, kept in memory, answered as a 2.1 server does."""

from __future__ import annotations

import json
from dataclasses import dataclass

_TIME = "2026-11-23T12:00:00.000Z"


@dataclass
class RightAnswers:
    """One function, and how often it was written to."""

    code: str = "module.exports = async () => new Response('hello');\n"
    writes: int = 0

    def answer(self, method: str, path: str, body: bytes) -> bytes:
        """The body of the answer to a request, which is carried out."""
        if method == "PUT":
            self.code = json.loads(body).get("code", self.code)
            self.writes += 1
            return json.dumps({"success": True, "function": self._function()}).encode()
        match path:
            case "/api/health":
                value: object = {"status": "ok", "version": "2.1.0"}
            case "/api/functions":
                value = {"functions": [self._summary()], "runtime": {"status": "running"}}
            case _:
                value = self._function()
        return json.dumps(value).encode()

    def _summary(self) -> dict[str, object]:
        return {
            "id": "1",
            "slug": "hello-world",
            "name": "Hello World",
            "description": "Greets",
            "status": "active",
            "createdAt": _TIME,
            "updatedAt": _TIME,
            "deployedAt": _TIME,
        }

    def _function(self) -> dict[str, object]:
        return {**self._summary(), "code": self.code}
