"""Which rows of an audit trail a line of filter wants, and what of it the server is asked for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tests.cases import cases
from tui.model.history import FUNCTIONS, SECRETS, AuditQuery
from tui.sessions.audit_filter import AuditFilter, deed, read_audit_filter, with_part
from tui.sessions.audit_rows import AuditLine

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
LINE = AuditLine("1", NOW - timedelta(hours=3), "Ada@example.com", "UPDATE_FUNCTION", FUNCTIONS, "greet", ("code",))
KEY = AuditLine("2", NOW - timedelta(hours=1), "api-key", "DELETE_SECRET", SECRETS, "STRIPE_KEY")


def read(text: str) -> AuditFilter:
    return read_audit_filter(text, NOW, UTC)


@cases(
    ("text", "matches"),
    [
        ("", (True, True)),
        ("greet", (True, False)),
        ("changed", (True, False)),
        ("UPDATE_", (True, False)),
        ("-greet", (False, True)),
        ("by:ada", (True, False)),
        ("by:", (True, True)),
        ("by", (False, False)),
        ('by:"ada"', (False, False)),
        ('by:"Ada@example.com"', (True, False)),
        ('by:"Ada@example.com', (True, False)),
        ("-by:ada", (False, True)),
        ("of:stripe", (False, True)),
        ('of:"greet"', (True, False)),
        ("did:code", (True, False)),
        ("did:deleted", (False, True)),
        ("did:del", (False, True)),
        ("did:e", (True, True)),
        ("since:2h", (False, True)),
        ("until:2h", (True, False)),
        ("since:4h until:2h", (True, False)),
        ("since:tomorrow", (True, True)),
        ("since:10:00", (False, True)),
        ("-", (True, True)),
        ('"greet', (True, False)),
        ("SECRETS", (False, True)),
        ("secrets", (False, True)),
        ("Stripe", (False, False)),
        ("/gr.+t/", (True, False)),
        ("-/gr.+t/ of:e", (False, True)),
        ("/^ada@/", (False, False)),
        ("/greet ada@.* changed/", (True, False)),
        ("/(/", (True, True)),
        ("of:/greet", (False, False)),
    ],
)
def test_a_filter_wants_what_it_says(text: str, matches: tuple[bool, bool]) -> None:
    assert (read(text).matches(LINE), read(text).matches(KEY)) == matches


def test_a_time_that_is_none_is_told_and_the_rest_counts() -> None:
    found = read("greet since:soon")
    assert found.problem.startswith("That is no time")
    assert not found.matches(KEY)
    assert read("greet since:2h").problem == ""
    assert read("/(/ greet").problem.startswith("/(/ is no regular expression")


@cases(
    ("text", "module", "query"),
    [
        ("greet by:ada -code", "", AuditQuery()),
        ('by:"ada" since:2h', FUNCTIONS, AuditQuery(FUNCTIONS, "", "ada", NOW - timedelta(hours=2))),
        ('-by:"ada"', "", AuditQuery()),
        ("did:deleted", "", AuditQuery()),
        ("did:deleted", SECRETS, AuditQuery(SECRETS, "DELETE_SECRET")),
        ("did:rotated", SECRETS, AuditQuery(SECRETS)),
        ("did:code", FUNCTIONS, AuditQuery(FUNCTIONS)),
        ("until:1h", "", AuditQuery(until=NOW - timedelta(hours=1))),
    ],
)
def test_the_server_is_asked_for_what_it_can_be_asked_for(text: str, module: str, query: AuditQuery) -> None:
    assert read(text).query(module) == query


NAMES = st.sampled_from(["ada", "Ada", "bob", "api-key", "greet", "a b", ""])
LINES = st.builds(
    AuditLine,
    st.just("1"),
    st.none() | st.integers(0, 5).map(lambda hours: NOW - timedelta(hours=hours)),
    NAMES,
    st.sampled_from(["CREATE", "UPDATE", "DELETE", "GET"]),
    st.sampled_from([FUNCTIONS, SECRETS]),
    NAMES,
).map(lambda line: line._replace(action=f"{line.action}_{line.module.removesuffix('S')}"))
TEXTS = st.lists(
    st.sampled_from(
        [
            "by:ada",
            'by:"ada"',
            '-by:"ada"',
            'of:"greet"',
            "did:deleted",
            "did:read",
            "since:3h",
            "until:2h",
            "a",
            "-b",
            "/a|b/",
        ]
    ),
    max_size=4,
).map(" ".join)


@given(TEXTS, LINES, st.sampled_from(["", FUNCTIONS, SECRETS]))
def test_every_row_that_matches_is_among_those_asked_for(text: str, line: AuditLine, module: str) -> None:
    found = read(text)
    asked = found.query(module)
    if found.matches(line) and line.module == (module or line.module):
        assert asked.action in ("", line.action)
        assert asked.actor in ("", line.actor)
        assert asked.since is None or (line.at is not None and line.at >= asked.since)
        assert asked.until is None or (line.at is not None and line.at <= asked.until)


@given(st.text(max_size=60), LINES)
def test_whatever_is_typed_can_be_read(text: str, line: AuditLine) -> None:
    read(text).matches(line)
    read(text).query(FUNCTIONS)


@given(st.text(min_size=1, max_size=30), TEXTS)
def test_a_name_that_is_put_in_finds_its_row_and_is_taken_out_again(name: str, text: str) -> None:
    once = with_part("", "of", name)
    if once:
        assert read(once).matches(KEY._replace(subject=name))
    if '"' not in name:
        given = " ".join(part for part in text.split() if not part.startswith("of:"))
        there = with_part(given, "of", name)
        assert with_part(there, "of", name) == given
        assert with_part(there, "of", "other").count('of:"') == 1


def test_deeds_are_words() -> None:
    assert deed("ROTATE_API_KEY") == "rotated"
    assert deed("SOMETHING_ELSE") == "something else"
    assert deed("UPDATE") == "update"
