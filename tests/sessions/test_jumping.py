"""What is found by a few typed letters among many names: its rank, which letters were meant, and how quickly."""

from __future__ import annotations

import time

from hypothesis import example, given
from hypothesis import strategies as st

from tests.cases import cases
from tui.sessions.jumping import Found, How, Name, Names, read_place

SLUGS = ("hello-world", "hello", "say-hello", "othello", "h-e-l", "help-all-of", "sha-letter-low", "health", "world")


def found(typed: str, *titles: str, most: int = 100) -> list[str]:
    names = titles or SLUGS
    return [names[each.place] for each in Names([Name(title) for title in names]).find(typed, most)]


@cases(
    ("typed", "expected"),
    [
        ("hello", ["hello", "hello-world", "say-hello", "othello"]),
        ("HELLO", ["hello", "hello-world", "say-hello", "othello"]),
        ("hw", ["hello-world", "sha-letter-low"]),
        ("hao", ["help-all-of", "sha-letter-low"]),
        ("world hel", ["hello-world"]),
        ("hllwrld", ["hello-world"]),
        ("zz", []),
        ("", []),
        ("   ", []),
    ],
)
def test_the_likeliest_comes_first(typed: str, expected: list[str]) -> None:
    assert found(typed)[: len(expected)] == expected
    if len(expected) < 2:
        assert found(typed) == expected


def test_capitals_begin_words() -> None:
    names = ("forget", "getUser", "userName", "gnu")
    assert found("gu", *names) == ["getUser", "gnu"]
    assert found("user", *names)[0] == "userName"
    assert found("name", *names) == ["userName"]


def test_what_is_said_of_a_name_is_found_by_its_words_before_scattered_letters() -> None:
    names = Names([Name("sad-heated-elf-lol", ""), Name("Suspend", "Go back to the shell; fg returns.")])
    assert [(each.place, each.how) for each in names.find("shell")] == [(1, How.SAID), (0, How.LETTERS)]
    assert Names([Name("a-hello")]).find("hell") == [Found(0, How.WORD_START, (2, 3, 4, 5))]


def test_equally_likely_names_keep_their_order_and_so_many_are_given() -> None:
    names = [f"a{number}" for number in range(9)]
    assert found("a", *names) == names
    assert found("a", *names, most=3) == names[:3]


TITLES = st.lists(st.text(alphabet="abAB-_. é1", max_size=12), max_size=12)
TYPED = st.text(alphabet="abAB-1é ", max_size=5)


def has_in_order(title: str, typed: str) -> bool:
    rest = iter(title.lower())
    return all(letter in rest for letter in "".join(typed.lower().split()))


@given(TITLES, TYPED)
@example(["a-b"], "b a")
def test_what_is_found_holds_what_is_typed_and_nothing_that_does_is_missing(titles: list[str], typed: str) -> None:
    results = Names([Name(title) for title in titles]).find(typed)
    places = [each.place for each in results]
    assert len(set(places)) == len(places)
    words = typed.lower().split()
    for place, title in enumerate(titles):
        holds = has_in_order(title, typed) or all(word in title.lower() for word in words)
        assert (place in places) == (bool(words) and holds)
    assert [each.how for each in results] == sorted(each.how for each in results)


@given(TITLES, TYPED)
def test_marks_are_letters_that_were_typed(titles: list[str], typed: str) -> None:
    for each in Names([Name(title) for title in titles]).find(typed):
        title = titles[each.place]
        assert list(each.marks) == sorted(set(each.marks))
        assert each.marks
        letters = set(typed.lower())
        assert all(title[column].lower() in letters for column in each.marks)
        if len(typed.split()) == 1:
            assert "".join(title[column].lower() for column in each.marks) == typed.lower().strip()


@given(TITLES, TYPED, st.sampled_from("ab-1"))
def test_another_letter_finds_no_more(titles: list[str], typed: str, letter: str) -> None:
    names = Names([Name(title) for title in titles])
    more = {each.place for each in names.find(typed + letter)}
    if typed.split() and not typed.endswith(" "):
        assert more <= {each.place for each in names.find(typed)}


@given(st.text(max_size=30), st.text(max_size=8))
def test_any_text_can_be_named_and_typed(title: str, typed: str) -> None:
    for each in Names([Name(title, title)]).find(typed):
        assert all(0 <= column < len(title) for column in each.marks)


def test_names_made_to_take_long_do_not() -> None:
    names = Names([Name("a-" * 200, "a " * 500), Name("aA" * 200), Name("a" * 5000)] * 50)
    began = time.process_time()
    for typed in ("a" * 100, "a" * 12 + "b", "a " * 50, "aaaaaaab aaaab"):
        names.find(typed)
    assert time.process_time() - began < 20


@cases(
    ("typed", "place"),
    [("1", (0, 0)), ("12:5", (11, 4)), ("12:", (11, 0)), ("99", (19, 0)), ("0", (0, 0)), (" 3 ", (2, 0))],
)
def test_a_line_is_a_number(typed: str, place: tuple[int, int]) -> None:
    assert read_place(typed, 20) == place


@cases("typed", ["", "x", "1:2:3", ":5", "-1", "1:x", "１"])
def test_what_is_no_line_is_told(typed: str) -> None:
    assert read_place(typed, 20) == "Type a line number, or line:column."
