"""The exception with which any part of the sandbox ends a request, and the JSON the wire is made of.

Owns the spelling of JSON as JavaScript writes it. Refuses to know why something is refused.
"""

import json


def encode_json(value: object) -> bytes:
    """The value as JSON.stringify spells it: no spaces, no escapes but the needed ones."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "backslashreplace")


def compact_json(value: object) -> str:
    """As encode_json, as text."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


class HttpError(Exception):
    """Ends the request with this status, JSON body and extra headers."""

    def __init__(self, status: int, body: dict[str, object], headers: dict[str, str] | None = None) -> None:
        super().__init__(f"{status}: {compact_json(body)}")
        self.status = status
        self.body = body
        self.headers = headers or {}
