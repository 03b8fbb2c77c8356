"""What of a request that is written goes to a disk, and how it is offered when the console comes back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from tests.cases import cases
from tui.model.request_draft import Boxes, RequestDraft
from tui.sessions.draft_times import LATEST_SECONDS, WRITE_AFTER_SECONDS, Unwritten, typed
from tui.sessions.request_boxes import boxes_of, read_boxes, read_headers
from tui.sessions.request_drafts import TOKEN, draft_of, is_unwritten, offered, without_secrets
from tui.sessions.run_request import Auth, AuthKind, RunRequest
from tui.sessions.saved_requests import NEW, SavedRequests, opened

NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)
TWO = "### one\nGET /functions/greet?a=1\n\n### two\nGET /functions/greet?b=1\nx-token: by-hand\n"
TYPED = boxes_of(NEW)._replace(target="GET ?a=", body="{")


def made(boxes: Boxes, saved: SavedRequests, checks: tuple[str, ...] = ()) -> RequestDraft:
    return draft_of("here", boxes, saved, checks, NOON, lambda text: text.replace("ik_known", "***"))


def test_a_line_that_is_no_header_is_named() -> None:
    assert read_headers("A: b\n\n c :d ") == (("A", "b"), ("c", "d"))
    assert str(read_headers("A: b\nno header")).endswith("this is none: no header")


@cases("separator", ["\x0b", "\x0c", "\x1c", "\x1e", "\x85", "\u2028"])
def test_a_header_ends_where_a_line_of_a_file_does_and_nowhere_else(separator: str) -> None:
    assert read_headers(f"A: b{separator}c\r\nD: e\rF: g") == (("A", f"b{separator}c"), ("D", "e"), ("F", "g"))
    # None of it goes to a disk, nor what stands behind such a sign.
    kept, left_out = without_secrets(
        TYPED._replace(headers=f"Authorization: Bearer one{separator}two\nA: b"), NEW, lambda text: text
    )
    assert ("two" in kept.headers, left_out) == (False, ("Authorization",))


@given(
    st.builds(
        RunRequest,
        st.sampled_from(("GET", "POST")),
        st.sampled_from(("", "/a", "{{path}}")),
        st.sampled_from(("", "a=1?b")),
        st.sampled_from(((), (("X", "a: b"), ("Y", "")))),
        st.sampled_from(("", "{\n\n}")),
        st.sampled_from((Auth(), Auth(AuthKind.API_KEY), Auth(AuthKind.TOKEN, "A_TOKEN"))),
        st.sampled_from((None, 0.25, 90.0)),
        st.booleans(),
        st.sampled_from(("", "a name")),
    )
)
def test_boxes_hold_a_request_and_give_it_back(request: RunRequest) -> None:
    assert read_boxes(boxes_of(request)) == request


@given(st.lists(st.floats(0, 2), max_size=30))
def test_a_draft_is_due_soon_and_never_late(pauses: list[float]) -> None:
    now, waiting = 100.0, typed(None, 100.0)
    for pause in pauses:
        assert waiting.due <= min(waiting.since + LATEST_SECONDS, now + WRITE_AFTER_SECONDS)
        assert waiting.due >= waiting.since + WRITE_AFTER_SECONDS
        now += pause
        waiting = typed(waiting, now)
        assert waiting == Unwritten(100.0, now)


def test_nothing_is_kept_of_what_the_file_has() -> None:
    saved = opened(TWO, "greet")
    assert not is_unwritten(boxes_of(saved.current), saved)
    # Written otherwise, and the same request.
    assert not is_unwritten(boxes_of(saved.current)._replace(target="get   ?a=1"), saved)
    assert is_unwritten(boxes_of(saved.current)._replace(target="GE"), saved)
    assert not is_unwritten(boxes_of(NEW), opened("", "greet"))


def test_no_secret_goes_to_the_disk_but_those_of_the_file() -> None:
    saved = replace(opened(TWO, "greet"), place=1)
    headers = (
        "x-token: by-hand\nAuthorization: Bearer abc\nAuthorization: Bearer {{$env A}}\n"
        "cookie:typed\nbearer abc.def\nX: 1\nhalf"
    )
    boxes = Boxes("GET ?k=ik_known", "a", "", "other token", "eyJ.abc", headers, '{"key": "ik_known"}')
    draft = made(boxes, saved)
    assert draft.boxes.headers == (
        "x-token: by-hand\nAuthorization:\nAuthorization: Bearer {{$env A}}\ncookie:\n\nX: 1\nhalf"
    )
    assert (draft.boxes.target, draft.boxes.body, draft.boxes.token) == ("GET ?k=***", '{"key": "***"}', "")
    assert draft.left_out == ("Authorization", "cookie", TOKEN, "a key")
    offer = offered(draft, saved)
    assert offer is not None
    assert "Left out, as it is secret: Authorization, cookie, the token, a key." in offer.said


@cases(("token", "kept"), [("USER_TOKEN", True), ("$A", True), ("", True), ("deadbeef", False)])
def test_a_token_that_is_no_variables_name_is_left_out(token: str, kept: bool) -> None:
    boxes, left_out = without_secrets(Boxes(token=token), NEW, str)
    assert (boxes.token, left_out) == ((token, ()) if kept else ("", (TOKEN,)))


@given(st.text("aB:=\n \r", max_size=40))
def test_what_is_no_secret_stays_as_it_was_typed(text: str) -> None:
    boxes = Boxes(text, text, text, "none", "", text, text)
    assert without_secrets(boxes, NEW, str) == (boxes, ())


def test_a_draft_goes_on_where_it_was_written() -> None:
    saved = replace(opened(TWO, "greet"), place=1)
    offer = offered(made(TYPED, saved, ("status 200",)), opened(TWO, "greet"))
    assert offer is not None
    assert (offer.place, offer.boxes, offer.checks) == (1, TYPED, ("status 200",))
    assert "was not sent" in offer.said
    assert "changed" not in offer.said


def test_a_draft_takes_the_place_of_nothing_in_a_file_that_was_changed() -> None:
    draft = made(TYPED, opened(TWO, "greet"))
    offer = offered(draft, opened(TWO.replace("a=1", "a=2"), "greet"))
    assert offer is not None
    assert (offer.place, offer.boxes) == (None, TYPED)
    assert "The file was changed since" in offer.said


def test_a_draft_that_its_file_has_by_now_is_not_offered() -> None:
    # Killed between the writing of the file and the removal of the draft.
    draft = made(boxes_of(NEW)._replace(target="GET ?b=1", headers="x-token: by-hand", name="two"), opened("", "greet"))
    assert draft.left_out == ("x-token",)
    assert offered(draft, opened(TWO, "greet")) is not None
    plain = made(boxes_of(NEW)._replace(target="GET ?a=1", headers="", name="one"), opened("", "greet"))
    assert offered(plain, opened(TWO, "greet")) is None
