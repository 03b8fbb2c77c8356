"""JSON spelled as JavaScript spells it."""

from tui.sandbox.refusal import HttpError, encode_json


def test_json_has_no_spaces_and_no_needless_escapes() -> None:
    assert encode_json({"a": ["é🚀", None, True]}) == '{"a":["é🚀",null,true]}'.encode()


def test_half_a_surrogate_pair_stays_an_escape() -> None:
    assert encode_json("\ud83d") == b'"\\ud83d"'


def test_a_refusal_says_what_it_is_when_printed() -> None:
    assert str(HttpError(404, {"error": "gone"})) == '404: {"error":"gone"}'
