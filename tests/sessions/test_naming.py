"""Slugs made from names, and why one can't be had."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from tests.cases import cases
from tui.sessions.naming import SlugProblem, can_be_typed, free_slug, slug_of, slug_problem


@cases(
    ("name", "slug"),
    [
        ("Text Reply", "text-reply"),
        ("Shop webhook", "shop-webhook"),
        ("  Two   blanks\there ", "two-blanks-here"),
        ("snake_case-and dash", "snake_case-and-dash"),
        ("Hello, World!", "hello-world"),
        ("Orders & Returns", "orders-returns"),
        ("Ünïcode 🚀 名前", "unicode"),
        ("Crème brûlée", "creme-brulee"),
        ("名前", ""),
        ("", ""),
    ],
)
def test_a_slug_is_made_from_the_name(name: str, slug: str) -> None:
    assert slug_of(name) == slug


@cases(
    ("name", "is_typed"),
    [
        ("production", True),
        ("eu-west 2 (Ada's)", True),
        ("größe", True),
        ("名前", True),
        ("prod 🚀", False),
        ("a\u200bb", False),
        ("a\x1b[2J", False),
        ("a\u00a0b", False),
        ("x" * 61, False),
    ],
)
def test_a_name_is_asked_for_only_where_it_can_be_typed(name: str, is_typed: bool) -> None:
    assert can_be_typed(name) == is_typed


@given(st.text())
def test_what_is_made_can_be_had_or_is_empty(name: str) -> None:
    assert slug_problem(slug_of(name), ()) in (None, SlugProblem.MISSING, SlugProblem.RESERVED)


@given(st.text(alphabet="aZ09_- ", min_size=1).map(str.strip).filter(bool))
def test_names_of_plain_words_are_made_into_slugs_as_servers_do(name: str) -> None:
    assert slug_of(name) == re.sub(r"\s+", "-", name.lower())


@cases(
    ("slug", "problem"),
    [
        ("Greet_2-x", None),
        ("", SlugProblem.MISSING),
        ("two words", SlugProblem.NOT_ALLOWED),
        ("bad!", SlugProblem.NOT_ALLOWED),
        ("grüße", SlugProblem.NOT_ALLOWED),
        ("line\n", SlugProblem.NOT_ALLOWED),
        ("health", SlugProblem.RESERVED),
        ("greet", SlugProblem.TAKEN),
        ("Greet", None),
    ],
)
def test_why_a_slug_can_not_be_had(slug: str, problem: SlugProblem | None) -> None:
    assert slug_problem(slug, {"greet"}) is problem


def test_a_copy_gets_a_slug_that_is_free() -> None:
    assert free_slug("greet", {"greet"}) == "greet-copy"
    assert free_slug("greet", {"greet", "greet-copy", "greet-copy-2"}) == "greet-copy-3"
