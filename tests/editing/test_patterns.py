"""JavaScript's regular expressions in Python's notation."""

from __future__ import annotations

import re

from tests.cases import cases
from tui.editing.patterns import KNOWN_PATTERNS, translate_js_regex, words_for


@cases(
    ("notation", "text"),
    [
        (r"/Deno\.run/i", "deno.RUN"),
        (r"/require\(['\"]fs['\"]\)/i", "require('fs')"),
        (r"/a\/b/", "a/b"),
        (r"/(?<year>\d{4})-\k<year>/", "2026-2026"),
        (r"/\u{1F680}/u", "\U0001f680"),
        (r"/[\w.]+@x/", "a.b@x"),
        (r"/\cJ/", "\n"),
        (r"/[[]/", "["),
        (r"/(?<=Deno)\.serve/", ".serve"),
    ],
)
def test_what_javascript_matches_is_matched(notation: str, text: str) -> None:
    pattern = translate_js_regex(notation)
    assert pattern is not None
    found = pattern.search("Deno.serve" if "<=" in notation else text)
    assert found is not None
    assert found[0] == text


@cases(
    "notation",
    [
        "",
        "Deno.run",
        "/a",
        "/(/",
        "/[]/",
        "/\\p{L}/u",
        "/a/q",
        "/(a+)+$/",
        "/(?:x|y*)*/",
        "/" + "a" * 600 + "/",
        "/\\/",
    ],
)
def test_what_cannot_be_translated_or_could_hang_is_none(notation: str) -> None:
    assert translate_js_regex(notation) is None


def test_digits_are_ascii_as_in_javascript() -> None:
    pattern = translate_js_regex(r"/\d/")
    assert pattern is not None
    assert pattern.search("٣") is None


def test_known_patterns_have_words_and_translate() -> None:
    for known in KNOWN_PATTERNS:
        assert isinstance(translate_js_regex(known.pattern), re.Pattern)
        assert words_for(known.pattern) == known.words
    assert "rejects" in words_for("/other/")
