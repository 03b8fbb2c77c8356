"""What is sent stands in the body as it stands in the editor, and what comes is read within bounds."""

from __future__ import annotations

import json

import pytest

from tests.cases import cases
from tui.api.json_body import JsonValue, encode, parse
from tui.model.fields import InvalidValue


@cases(
    "value",
    [
        {"key": "A", "isReserved": False, "retries": 3, "ratio": 0.5, "headers": {"x": None}, "tags": ["a", 1]},
        ["a", True],
        "text",
        "half \ud800 ✓",
    ],
)
def test_any_value_is_sent_as_it_is(value: JsonValue) -> None:
    assert json.loads(encode(value)) == value


def test_texts_are_not_escaped_where_they_can_stand_as_they_are() -> None:
    assert encode({"code": "✓\t"}) == '{"code":"✓\\t"}'.encode()


def test_a_number_that_json_does_not_have_is_not_sent() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        encode({"a": float("nan")})


@cases(
    ("body", "said"),
    [
        (b"", "empty"),
        (b"{", "not JSON"),
        (b"\xff", "not UTF-8"),
        (b"[" * 99_999, "nested too deeply"),
        (b"[" + b"1," * 2_000_001, "more values"),
    ],
)
def test_a_body_beyond_reason_is_an_error(body: bytes, said: str) -> None:
    with pytest.raises(InvalidValue, match=said):
        parse(body)
