"""Fields of values that came from outside: both spellings, and a sentence for everything that is of the wrong kind."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from tests.cases import cases
from tui.model.fields import Fields, InvalidField

NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)


@cases("name", ["updated_at", "updatedAt"])
def test_either_spelling_of_a_name_is_read(name: str) -> None:
    assert Fields({name: "2026-11-26T13:00:00+01:00"}, "x").moment("updated_at") == NOON
    assert Fields({name: None, "updated_at": "x"}, "x").text("updated_at") == "x"
    assert Fields({name: 1}, "x").has("updated_at")


def test_what_may_be_missing_is_none_and_null_is_missing() -> None:
    contents: tuple[dict[str, object], ...] = ({}, {"a": None})
    for content in contents:
        fields = Fields(content, "x")
        assert fields.optional_text("a") is None
        assert fields.optional_items("a") is None
        assert fields.optional_object("a", "a") is None
        assert fields.optional_moment("a") is None
        assert fields.flag("a", True) is True


@cases(
    ("value", "read", "said"),
    [
        (5, lambda fields: fields.text("a"), "a of the answer is not text"),
        (None, lambda fields: fields.text("a"), "the answer has no a"),
        ("yes", lambda fields: fields.flag("a", True), "a of the answer is not true or false"),
        (0, lambda fields: fields.flag("a", True), "a of the answer is not true or false"),
        (True, lambda fields: fields.whole_number("a"), "a of the answer is not a whole number"),
        (None, lambda fields: fields.whole_number("a"), "the answer has no a"),
        ({}, lambda fields: fields.items("a"), "a of the answer is not a list"),
        (None, lambda fields: fields.items("a"), "the answer has no a"),
        ([], lambda fields: fields.object("a", "the function"), "the function is not an object"),
        (None, lambda fields: fields.object("a", "the function"), "the answer has no a"),
        ("2026-11-26", lambda fields: fields.moment("a"), "a of the answer is not a time with its zone"),
        ("noon", lambda fields: fields.moment("a"), "a of the answer is not a time with its zone"),
    ],
)
def test_what_is_of_the_wrong_kind_is_said(value: object, read: Callable[[Fields], object], said: str) -> None:
    with pytest.raises(InvalidField) as caught:
        read(Fields({"a": value}, "the answer"))
    assert str(caught.value) == said


def test_what_is_no_object_has_no_fields() -> None:
    values: tuple[object, ...] = ([], "x", None, 5)
    for value in values:
        with pytest.raises(InvalidField, match="function 2 is not an object"):
            Fields(value, "function 2")


def test_a_time_that_may_be_anything_is_never_an_error() -> None:
    for value in (5, "noon", "0001-01-01T00:00:00+14:00"):
        assert Fields({"a": value}, "x").optional_moment("a") is None
    assert Fields({"a": "2026-11-26T12:00:00"}, "x").optional_moment("a") == NOON


def test_half_a_character_is_replaced_unless_texts_are_to_be_exact() -> None:
    content = {"a": "x\ud800", "inner": {"a": "x\ud800"}}
    assert Fields(content, "x").object("inner", "inner").text("a") == "x\ufffd"
    assert Fields(content, "x", exact=True).object("inner", "inner").text("a") == "x\ud800"
