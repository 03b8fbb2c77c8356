"""What a filter of log lines means while it is typed."""

from __future__ import annotations

import time

from hypothesis import given
from hypothesis import strategies as st

from tests.cases import cases
from tui.sessions.log_filter import ALL, read_filter

LINE = "[echo] TypeError: Cannot read properties of undefined (reading 'id')"


@cases(
    ("text", "matches"),
    [
        ("", True),
        ("   ", True),
        ("typeerror", True),
        ("TypeError", True),
        ("TYPEERROR", False),
        ("echo undefined", True),
        ("echo digest", False),
        ("-digest", True),
        ("-echo", False),
        ("echo -digest", True),
        ("-", True),
        ('"properties of"', True),
        ('"of properties"', False),
        ('"properties of', True),
        ('-"properties of"', False),
        ("/reading '\\w+'/", True),
        ("/reading '\\w+'/ echo", True),
        ("/reading '\\d+'/", False),
        ("-/reading '\\d+'/", True),
        ("/type.rror", True),
        ("/Type.rror/", True),
        ("/TYPE/", False),
        ("/\\S+Error/", True),
        ("/", True),
        ("/a\\/b/", False),
        ("[echo]", True),
        ("(reading", True),
    ],
)
def test_a_line_matches(text: str, matches: bool) -> None:
    assert read_filter(text).matches(LINE) is matches


def test_each_letter_of_a_filter_means_something() -> None:
    whole = "echo /read(ing|y)/ -digest"
    for end in range(len(whole)):
        found = read_filter(whole[:end])
        assert isinstance(found.matches(LINE), bool)
    assert read_filter("").is_empty
    assert read_filter("") == ALL


def test_what_is_no_expression_says_so_and_the_rest_still_counts() -> None:
    found = read_filter("echo /read(ing/")
    assert found.problem.startswith("/read(ing/ is no regular expression: missing )")
    assert found.matches(LINE)
    assert not found.matches("other")


@cases(
    "text",
    [
        *("(a+)+$", "(a*)*b", "((a|b)+c?)*d", "(?:x+y*)+z", "(a+){2,}b", "(a{1,99})+"),
        *(r"(.|\s)*ERROR", "(a|aa)+$", "(?:a|a)*?b", "(a?a)*b", "(a{1,3})+b", "((a|aa)b?)+c", "(a|aa){45}b"),
        *("(a{1,9}){9}b", r"\s*\s*\s*x", ".*.*.*x", ".*a?.*x", "a*(a*b)c", "(?:.*|y).*x", "(a*)a+x", "(a+){9}b"),
        *(r".*\b.*x", r"\w+\d*x", "(?:aa)*(?:aa)*b", "[ab]*[bc]*d"),
    ],
)
def test_what_may_take_for_ever_is_not_tried(text: str) -> None:
    began = time.process_time()
    found = read_filter(f"/{text}/")
    found.matches("a" * 4_000)
    assert "may take for ever" in found.problem
    assert time.process_time() - began < 10


@cases(
    "text",
    [
        *("(ab)+c", "a+b+", "[a-z]+@[a-z]+", "(?i)x.*y", ".*error.*user", r"(\d+\.){3}\d+", r"\d{1,3}(\.\d{1,3}){3}"),
        *(
            r"(GET|POST) \S+",
            "colou?r",
            r"\w+\s*=\s*\d+",
            "(?P<a>x|y)z*",
            "[)|]*x",
            r"a\|b*",
            "^.*$",
            ".{0,40}x.{0,40}y",
        ),
    ],
)
def test_usual_expressions_are(text: str) -> None:
    assert read_filter(f"/{text}/").problem == ""


def test_what_is_found_is_marked_each_stretch_once() -> None:
    assert read_filter("aa /ab/ -b").places("xaabxaax") == [(1, 4), (5, 7)]
    assert read_filter("/x*/").places("axxa") == [(1, 3)]
    assert read_filter("-a").places("aaa") == []


@given(st.text(max_size=30), st.text(max_size=60))
def test_anything_can_be_typed(text: str, line: str) -> None:
    found = read_filter(text)
    found.matches(line)
    places = found.places(line)
    assert all(start < end <= len(line) for start, end in places)
    assert places == sorted(places)
    if places and not any(part.unwanted for part in found.parts) and len(found.parts) == 1:
        assert found.matches(line)
