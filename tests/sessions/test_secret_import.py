"""What becomes of `KEY=value` lines, and sending them one by one: as values."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tui.errors import RateLimitExceeded, Unauthorised
from tui.flows.env_file import entries_of
from tui.model.secret import Secret
from tui.model.stored_secret import StoredSecret
from tui.sessions.secret_import import (
    Answered,
    Choices,
    ImportState,
    Kind,
    Send,
    StopAsked,
    TimeCame,
    asks_about_newline,
    begin,
    needed_values,
    plan,
    step,
)
from tui.sessions.secret_results import Ending, Result
from tui.sessions.secrets import example_of

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
LINES = """# what the shop needs
NEW="two
lines"
SAME=as it was
CHANGED=other
GONE=back again
lower=x
bad key=1
API_KEY=x
TWICE=first
TWICE=second
NONE
ENDS="with a newline
"
"""
KNOWN = {
    each.key: each
    for each in (
        StoredSecret("SAME"),
        StoredSecret("CHANGED"),
        StoredSecret("GONE", is_active=False),
        StoredSecret("API_KEY", is_reserved=True),
    )
}
CURRENT = {"SAME": Secret("as it was"), "CHANGED": Secret("before")}


def test_what_becomes_of_each_line() -> None:
    entries = entries_of(LINES)
    planned = plan(entries, KNOWN, CURRENT, Choices())
    assert [(each.key, each.kind) for each in planned] == [
        ("NEW", Kind.NEW),
        ("SAME", Kind.SAME),
        ("CHANGED", Kind.CHANGED),
        ("GONE", Kind.AGAIN),
        ("lower", Kind.LOWER_CASE),
        ("bad key", Kind.NO_ENTRY),
        ("API_KEY", Kind.RESERVED),
        ("TWICE", Kind.REPEATED),
        ("TWICE", Kind.NEW),
        ("NONE", Kind.NO_VALUE),
        ("ENDS", Kind.NEW),
    ]
    assert planned[0].value == Secret("two\nlines")
    assert planned[8].value == Secret("second")
    assert needed_values(entries, KNOWN, Choices()) == ("SAME", "CHANGED")
    assert asks_about_newline(planned, Choices()) == ("ENDS",)
    stripped = plan(entries, KNOWN, CURRENT, Choices(upper_case=True, strip_newline=True))
    assert (stripped[4].key, stripped[4].kind) == ("LOWER", Kind.NEW)
    assert stripped[10].value == Secret("with a newline")
    assert "two" not in repr(planned)


def test_each_is_sent_once_in_order_and_a_limit_is_waited_for() -> None:
    state, sent = begin(plan(entries_of("A=1\nB=2\nC=3\n"), {}, {}, Choices()))
    assert is_sent(sent) == "A"
    state, sent = step(state, Answered(0, Result(Ending.DONE), NOW))
    assert is_sent(sent) == "B"
    limited = RateLimitExceeded(429, "RATE_LIMIT", "wait", next_at=NOW + timedelta(seconds=30))
    state, sent = step(state, Answered(1, limited, NOW))
    assert (sent, state.done, state.until is not None) == (None, 1, True)
    state, sent = step(state, TimeCame(NOW + timedelta(seconds=1)))
    assert sent is None
    state, sent = step(state, TimeCame(NOW + timedelta(minutes=10)))
    assert is_sent(sent) == "B"
    state, sent = step(state, StopAsked())
    assert (sent, state.is_ended) == (None, False)
    state, sent = step(state, Answered(1, Result(Ending.DONE), NOW))
    assert (sent, state.is_ended, state.done) == (None, True, 2)


def test_a_refused_key_ends_all_of_it() -> None:
    state, _ = begin(plan(entries_of("A=1\nB=2\n"), {}, {}, Choices()))
    state, sent = step(state, Answered(0, Result(Ending.NOT_DONE, Unauthorised(401, "AUTH", "no")), NOW))
    assert (sent, state.is_ended) == (None, True)
    assert isinstance(state, ImportState)


def is_sent(sent: Send | None) -> str:
    assert sent is not None
    return sent.item.key


def test_an_example_names_what_functions_are_given() -> None:
    secrets = (*KNOWN.values(), StoredSecret("ENDED", expires_at=NOW - timedelta(days=1)))
    assert example_of(secrets, NOW) == "CHANGED=\nSAME=\n"
