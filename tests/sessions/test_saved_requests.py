"""A function's saved requests while they are edited here and elsewhere."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tests.cases import cases
from tui.sessions.http_file import Addresses, parse
from tui.sessions.run_request import RunRequest
from tui.sessions.saved_requests import NEW, Begun, SavedRequests, keeping, opened, removing, used_last

HERE = Addresses("http://localhost:7130")
TWO = "### one\nGET /functions/greet?a=1\n\n### two\nGET /functions/greet?b=1\n"


def test_a_file_opens_at_its_first_request_and_an_empty_one_at_a_new_one() -> None:
    assert opened(TWO, "greet").current.name == "one"
    assert opened("", "greet").current == NEW


def test_what_was_not_edited_writes_nothing() -> None:
    for text in ("", TWO):
        saved = opened(text, "greet")
        assert keeping(saved, saved.current, text, HERE) == (saved, None, saved.current, "")


def test_a_request_that_is_not_in_the_file_is_added_once() -> None:
    saved = SavedRequests(opened(TWO, "greet").file)
    kept = keeping(saved, RunRequest("PUT"), TWO, HERE)
    assert kept.text is not None
    assert kept.text.startswith("@baseUrl = http://localhost:7130\n" + TWO)
    assert kept.saved.place == 2
    again = keeping(kept.saved, RunRequest("PATCH"), kept.text, HERE)
    assert [each.method for each in again.saved.file.requests] == ["GET", "GET", "PATCH"]


@cases(
    ("theirs", "name"),
    [
        ("### new\nGET /functions/greet\n\n" + TWO, "one"),
        (TWO.replace("a=1", "a=2"), "one"),
        ("### two\nGET /functions/greet?b=1\n", "two"),
        ("", ""),
    ],
)
def test_a_changed_file_is_shown_where_nothing_was_edited(theirs: str, name: str) -> None:
    saved = opened(TWO, "greet")
    kept = keeping(saved, saved.current, theirs, HERE)
    assert kept.text is None
    assert kept.saved.file.text == theirs
    assert kept.request.name == name
    assert kept.request == kept.saved.current


def test_a_secret_that_is_typed_is_not_written_and_one_that_stands_there_stays() -> None:
    saved = opened(TWO, "greet")
    typed = (
        ("Authorization", "Bearer abc"),
        ("X-Api-Key", "ik_1"),
        ("cookie", "a=b"),
        ("apikey", "b"),
        ("X-Auth", "c"),
    )
    for name, value in typed:
        kept = keeping(saved, replace(saved.current, headers=((name, value),)), TWO, HERE)
        assert kept.text is None
        assert f"Not kept: {name} holds a secret" in kept.said
    fine = replace(saved.current, headers=(("Authorization", "Basic {{login}}"), ("x-trace", "abc")))
    assert keeping(saved, fine, TWO, HERE).text is not None
    by_hand = TWO.replace("a=1\n", "a=1\nAuthorization: Bearer abc\n")
    kept = keeping(opened(by_hand, "greet"), replace(opened(by_hand, "greet").current, method="PUT"), by_hand, HERE)
    assert kept.text is not None
    assert "Bearer abc" in kept.text


def test_a_second_secret_of_one_name_is_not_written_beside_the_one_that_stands_there() -> None:
    text = TWO.replace("a=1\n", "a=1\napikey: old\n")
    saved = opened(text, "greet")
    both = replace(saved.current, headers=(("apikey", "old"), ("apikey", "topsecret")))
    assert keeping(saved, both, text, HERE).text is None


@cases(
    ("request_", "what"),
    [
        (RunRequest(name="C#"), "name"),
        (RunRequest(path="{{x}}"), "path"),
        (RunRequest(query="a HTTP/1.1"), "query"),
        (RunRequest(body="### a"), "body"),
        (RunRequest(name="C#", body="### a"), "name and body"),
    ],
)
def test_what_the_format_can_not_hold_is_named(request_: RunRequest, what: str) -> None:
    for saved in (opened(TWO, "greet"), opened("", "greet")):
        kept = keeping(saved, request_, saved.file.text, HERE)
        assert kept.text is None
        assert f"can't hold this {what}" in kept.said
        assert ("< ./body" in kept.said) is (what == "body")


def test_a_request_is_removed_where_it_still_stands_as_it_was_seen() -> None:
    saved = opened(TWO, "greet")
    assert removing(saved, TWO).request.name == "two"
    moved = "### new\nGET /functions/greet\n\n" + TWO
    gone = removing(saved, moved)
    assert gone.text is not None
    assert [each.name for each in parse(gone.text, "greet").requests] == ["new", "two"]
    kept = removing(saved, TWO.replace("a=1", "a=2"))
    assert kept.text is None
    assert "Not deleted" in kept.said
    assert removing(SavedRequests(saved.file), TWO).text is None


@given(st.lists(st.sampled_from(["mine", "theirs", "delete", "new", "both"]), max_size=12), st.data())
def test_no_edit_of_anybody_is_lost(steps: list[str], data: st.DataObject) -> None:
    """Both edit queries, here and in the file by hand; whatever was written last by each is in the file then."""
    saved, disk = opened(TWO, "greet"), TWO
    for number, step in enumerate(steps):
        if step in ("theirs", "both"):
            theirs = parse(disk, "greet")
            place = data.draw(st.integers(0, len(theirs.requests)))
            mark = f"theirs={number}"
            if place < len(theirs.requests):
                old = theirs.requests[place].query
                disk = (
                    disk.replace(f"?{old}\n", f"?{mark}\n", 1)
                    if old
                    else disk + f"\n###\nGET /functions/greet?{mark}\n"
                )
            else:
                disk += f"\n###\nGET /functions/greet?{mark}\n"
            assert mark in disk
        if step in ("mine", "both"):
            request = replace(saved.current, query=f"mine={number}")
            before = {each.query for each in parse(disk, "greet").requests} - {saved.current.query}
            kept = keeping(saved, request, disk, HERE)
            assert kept.text is not None
            saved, disk = kept.saved, kept.text
            queries = {each.query for each in parse(disk, "greet").requests}
            assert request.query in queries
            assert before <= queries
        if step == "delete":
            before = {each.query for each in parse(disk, "greet").requests} - {saved.current.query}
            kept = removing(saved, disk)
            saved, disk = kept.saved, disk if kept.text is None else kept.text
            assert before <= {each.query for each in parse(disk, "greet").requests}
        if step == "new":
            saved = SavedRequests(saved.file)


@cases(
    ("sent", "place"),
    [
        (RunRequest("GET", name="b"), 1),
        (RunRequest("PUT", "", "x=1", name="was renamed"), 2),
        (RunRequest("GET", name=""), None),
        (RunRequest("GET", body="[1]"), None),
        (RunRequest("PUT", "", "x=1", (("X-Mine", "1"),)), None),
        (RunRequest("PUT", "", "y=1", name="twice"), 4),
        (RunRequest("PUT", "", "y=3", name="twice"), None),
        (RunRequest("POST", body="[2]"), 6),
        (RunRequest("POST", body="[3]"), None),
        (RunRequest("DELETE", name="none"), None),
    ],
)
def test_the_request_that_was_sent_last_is_found_by_its_name_or_by_what_it_asks(
    sent: RunRequest, place: int | None
) -> None:
    text = "### a\nGET /functions/greet\n### b\nGET /functions/greet\n### c\nPUT /functions/greet?x=1\n"
    text += "### twice\nPUT /functions/greet?y=0\n### twice\nPUT /functions/greet?y=1\n"
    text += "###\nPOST /functions/greet\n\n[1]\n###\nPOST /functions/greet\nX-Api-Key: k\n\n[2]\n"
    assert used_last(opened(text, "greet"), sent) == place


ONE = "### one\nGET /functions/greet?a=1\n"
SENT = RunRequest("GET", name="two")
OTHER = RunRequest("PUT")


@cases(
    ("text", "used", "place", "may_be_sent"),
    [
        ("", None, None, True),
        ("", OTHER, None, True),
        (ONE, None, None, True),
        # Another one was sent last: which one is meant is not known.
        (ONE, OTHER, None, False),
        (TWO, None, None, False),
        (TWO, SENT, 1, True),
        (TWO, OTHER, None, False),
    ],
)
def test_a_request_is_sent_unread_where_it_is_known_which_one(
    text: str, used: RunRequest | None, place: int | None, may_be_sent: bool
) -> None:
    begun = Begun(opened(text, "greet"), used)
    assert (begun.place, begun.may_be_sent) == (place, may_be_sent)
    assert not replace(begun, has_draft=True).may_be_sent
    assert replace(begun, has_draft=True, has_typed=True).may_be_sent
    restored = replace(begun, is_restored=True)
    assert (restored.place, restored.may_be_sent) == (None, True)
    assert replace(begun, was_read=False).may_be_sent == (place is not None)
