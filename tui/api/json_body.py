"""The JSON of a body: read within bounds, and written as it stands in the editor."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from tui.model.fields import InvalidValue

JsonValue = str | int | float | bool | None | Sequence["JsonValue"] | Mapping[str, "JsonValue"]
"""What a call may send."""

_MOST_MARKS = 2_000_000
"""Commas and opening brackets in a body, those in code included. Fifty thousand functions need a quarter of it."""


def parse(body: bytes) -> object:
    """The JSON value of a body. Raises InvalidValue for what is not JSON, not UTF-8, or beyond reason."""
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidValue("it is not UTF-8 text") from error
    if not text.strip():
        raise InvalidValue("it is empty")
    if sum(body.count(mark) for mark in (b",", b"[", b"{")) > _MOST_MARKS:
        # Each may become an object of a hundred bytes, and all of them are made before one can be looked at.
        raise InvalidValue("it holds more values than any answer of this API")
    try:
        value: object = json.loads(text)
    except RecursionError as error:
        raise InvalidValue("it is nested too deeply") from error
    except ValueError as error:
        raise InvalidValue("it is not JSON") from error
    return value


def encode(value: JsonValue) -> bytes:
    """The JSON of a value, without spaces. Raises ValueError for a number that JSON does not have (nan, infinity)."""
    # Not escaped to ASCII: what is sent is what stands in the editor.
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError:
        # Half of a surrogate pair has no UTF-8; JSON's own escape carries it as it is.
        return json.dumps(value, separators=(",", ":"), allow_nan=False).encode("ascii")
