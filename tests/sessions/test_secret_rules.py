"""What may be done with a secret, and what is told of a value: as values."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.cases import cases
from tui.model.stored_secret import StoredSecret
from tui.sessions.secrets import (
    Act,
    Hindrance,
    KeyProblem,
    NoMoment,
    ValueFacts,
    expiry_of,
    facts_of_text,
    hindrance,
    key_problem,
)

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)

KNOWN = {
    each.key: each
    for each in (
        StoredSecret("THERE"),
        StoredSecret("DELETED", is_active=False),
        StoredSecret("OURS", is_reserved=True),
        StoredSecret("OURS_DELETED", is_active=False, is_reserved=True),
    )
}

ENDED = StoredSecret("ENDED", expires_at=NOW - timedelta(days=1))


@cases(
    ("secret", "act", "against"),
    [
        (ENDED, Act.READ, Hindrance.IS_EXPIRED),
        *((ENDED, act, None) for act in Act if act not in (Act.READ, Act.CREATE_AGAIN)),
        (ENDED, Act.CREATE_AGAIN, Hindrance.IS_THERE),
        *((KNOWN["THERE"], act, None) for act in Act if act is not Act.CREATE_AGAIN),
        (KNOWN["DELETED"], Act.CREATE_AGAIN, None),
        *((KNOWN["DELETED"], act, Hindrance.IS_DELETED) for act in Act if act is not Act.CREATE_AGAIN),
        (KNOWN["OURS"], Act.READ, None),
        *((KNOWN["OURS"], act, Hindrance.RESERVED) for act in Act if act is not Act.READ),
    ],
)
def test_what_is_expired_can_only_not_be_read_and_what_is_reserved_only_be_read(
    secret: StoredSecret, act: Act, against: Hindrance | None
) -> None:
    assert hindrance(secret, act, NOW) is against


@cases(
    ("key", "problem"),
    [
        ("", KeyProblem.MISSING),
        ("lower", KeyProblem.FORMAT),
        ("NEW", None),
        ("DELETED", None),
        ("THERE", KeyProblem.TAKEN),
        ("OURS", KeyProblem.RESERVED),
        ("OURS_DELETED", KeyProblem.RESERVED),
    ],
)
def test_a_key_is_free_unless_it_is_there_or_reserved(key: str, problem: KeyProblem | None) -> None:
    assert key_problem(key, KNOWN) is problem


@cases(
    ("text", "facts"),
    [
        ("", ValueFacts(0, "", "", 0, False)),
        ("short", ValueFacts(5, "", "", 1, False)),
        ("long enough", ValueFacts(11, "l", "h", 1, False)),
        ("one\n", ValueFacts(4, "", "", 1, True)),
        ("one\ntwo", ValueFacts(7, "", "", 2, False)),
        ("one\rtwo\r", ValueFacts(8, "o", "\r", 1, True)),
    ],
)
def test_of_a_value_its_length_its_lines_and_the_ends_of_a_long_one_are_told(text: str, facts: ValueFacts) -> None:
    assert facts_of_text(text) == facts


@cases(
    ("text", "after"),
    [
        (" NOW ", timedelta()),
        ("5min", timedelta(minutes=5)),
        ("90 m", timedelta(minutes=90)),
        ("12h", timedelta(hours=12)),
        ("30D", timedelta(days=30)),
        ("2w", timedelta(weeks=2)),
        ("1y", timedelta(days=365)),
        ("2026-11-28T12:00:00Z", timedelta(days=1)),
    ],
)
def test_an_expiry_is_so_long_from_now_or_a_moment(text: str, after: timedelta) -> None:
    assert expiry_of(text, NOW) == NOW + after


def test_no_expiry_and_none_that_can_come() -> None:
    assert expiry_of("never", NOW) is expiry_of(" ", NOW) is None
    for text, is_past in (("soon", False), ("2026-11-26", True)):
        with pytest.raises(NoMoment) as found:
            expiry_of(text, NOW)
        assert found.value.is_past is is_past
