"""What request bodies may be, and how the issues with them are worded."""

import pytest

from tui.sandbox.schema import (
    BadJson,
    Invalid,
    NewFunction,
    check_changes,
    check_login,
    check_new_function,
    parse_json,
)


@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        (b'{"a": ', "Unexpected end of JSON input"),
        (b"{", "Unexpected end of JSON input"),
        (b" ", "Unexpected end of JSON input"),
        (b'"text"', """Unexpected token '"', ""text"" is not valid JSON"""),
        (b"{bad", "Expected property name or '}' in JSON at position 1"),
        (b'{"a": 1, b', "Expected double-quoted property name in JSON at position 9"),
        (b"nonsense", "Unexpected token 'n', \"nonsense\" is not valid JSON"),
        (b'{"a": 1, "b": oops, "c": 333333}', "is not valid JSON"),
        (b'{"a": NaN}', "is not valid JSON"),
        (b"[" * 100_000, "Unexpected"),
        (b'{"a": ' + b"9" * 5000 + b"}", "Unexpected"),
        (b"\xff\xfe", "is not valid JSON"),
    ],
)
def test_what_is_not_json_is_refused_in_words(body: bytes, complaint: str) -> None:
    with pytest.raises(BadJson) as caught:
        parse_json(body)
    assert complaint in str(caught.value)


def test_no_body_is_an_empty_object() -> None:
    assert parse_json(b"") == {}


def test_a_new_function_gets_its_defaults() -> None:
    body = {"name": "My  First Function", "code": "x", "description": "", "foo": 1}
    assert check_new_function(body) == NewFunction("My  First Function", "my-first-function", None, "x", "active")


def test_every_issue_of_a_new_function_is_told_in_order() -> None:
    with pytest.raises(Invalid) as caught:
        check_new_function({"slug": "", "description": None, "status": 7})
    assert [(issue["path"], issue["message"]) for issue in caught.value.issues] == [
        (["name"], "Required"),
        (["slug"], "Invalid slug format - must be alphanumeric with hyphens or underscores only"),
        (["description"], "Expected string, received null"),
        (["code"], "Required"),
        (["status"], "Expected 'draft' | 'active', received number"),
    ]


@pytest.mark.parametrize(
    ("value", "received"), [(None, "null"), (True, "boolean"), (1.5, "number"), ([], "array"), ({}, "object")]
)
def test_a_wrong_type_is_named_as_javascript_names_it(value: object, received: str) -> None:
    with pytest.raises(Invalid) as caught:
        check_changes({"name": value}, ("draft", "active"))
    assert caught.value.issues == [
        {
            "code": "invalid_type",
            "expected": "string",
            "received": received,
            "path": ["name"],
            "message": f"Expected string, received {received}",
        }
    ]


def test_a_list_is_no_function() -> None:
    with pytest.raises(Invalid) as caught:
        check_changes([], ("draft",))
    assert caught.value.issues[0]["message"] == "Expected object, received array"


def test_changes_keep_empty_texts_and_drop_unknown_fields() -> None:
    assert check_changes({"name": "", "code": "", "slug": "x"}, ("draft",)) == {"name": "", "code": ""}


def test_half_a_surrogate_pair_becomes_the_replacement_character() -> None:
    assert check_changes({"name": "a\ud83dz\U0001f680"}, ()) == {"name": "a\ufffdz🚀"}


def test_an_email_must_look_like_one() -> None:
    with pytest.raises(Invalid) as caught:
        check_login({"email": "admin", "password": "x"}, ("email", "password"))
    assert caught.value.issues[0]["path"] == ["email"]
    assert check_login({"email": "a@b.cd", "password": "x", "y": 1}, ("email", "password")) == {
        "email": "a@b.cd",
        "password": "x",
    }
