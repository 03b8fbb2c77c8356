"""What became of a deletion and of putting a function back: what answers, lost ones and looks mean."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tests.cases import cases
from tui.errors import (
    AlreadyExists,
    ApiError,
    Forbidden,
    InvalidResponse,
    NotFound,
    RateLimitExceeded,
    Refused,
    ResponseLost,
    ServerFailed,
    Unauthorised,
    Unreachable,
    UnreachableReason,
)
from tui.model.function import Function, FunctionSummary
from tui.sessions.deleting import (
    Deleted,
    DeletedBefore,
    NotDeleted,
    NotPutBack,
    PutBack,
    PutBackNotKnown,
    Taken,
    after_create,
    after_delete,
    after_fetch,
    after_list,
    after_look,
    changed_since,
    new_again,
    stored,
)

NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)
GREET = Function(FunctionSummary("greet", "Greet", "active", "id-1", "Says hi", updated_at=NOON), "hi();\n")
MISSING = NotFound(404, "NOT_FOUND", "Function not found")
CUT = ResponseLost("cut")
TELLS = [
    Unauthorised(401, "", ""),
    Forbidden(403, "", ""),
    RateLimitExceeded(429, "", "", None),
    Unreachable(UnreachableReason.READ_ONLY, ""),
    Refused(400, "", "", ()),
]
TELLS_NOTHING = [CUT, ServerFailed(502, "", ""), InvalidResponse(200, "text/html", "<p>", "no JSON")]


def listed(**changes: object) -> FunctionSummary:
    return GREET.summary._replace(**changes)  # type: ignore[arg-type]  # forwarded


@cases("error", TELLS)
def test_an_answer_that_says_no_is_the_end_of_it(error: ApiError) -> None:
    assert after_delete(error) == NotDeleted(error)
    assert after_create(error) == NotPutBack(error)


@cases("error", [*TELLS_NOTHING, MISSING])
def test_an_answer_that_tells_nothing_is_looked_up(error: ApiError) -> None:
    assert after_delete(error) is None
    assert after_create(error) is None


def test_a_function_that_can_not_be_fetched_is_not_deleted() -> None:
    assert after_fetch(MISSING) == DeletedBefore()
    assert after_fetch(CUT) == NotDeleted(CUT)


def test_the_list_tells_what_became_of_a_lost_answer() -> None:
    other = listed(slug="other")
    assert after_list(GREET, CUT, [other], 0.5) == Deleted(GREET, looked_up=True)
    assert after_list(GREET, CUT, [other, GREET.summary], 0.5) == NotDeleted(CUT, looked_up=True, seconds=0.5)
    assert after_list(GREET, CUT, [listed(id="id-2")], 0) == Deleted(GREET, looked_up=True, recreated=True)
    assert after_list(GREET, CUT, [listed(id="")], 0) == NotDeleted(CUT, looked_up=True)


def test_a_404_is_somebody_elses_deletion_only_where_the_list_has_it_no_more() -> None:
    assert after_list(GREET, MISSING, [], 0) == DeletedBefore(GREET)
    assert after_list(GREET, MISSING, [GREET.summary], 0) == NotDeleted(MISSING, looked_up=True)


@cases(
    ("seen", "is_changed"),
    [
        (GREET.summary, False),
        (listed(updated_at=None), False),
        (listed(id=""), False),
        (listed(updated_at=NOON - timedelta(seconds=1)), True),
        (listed(id="id-0"), True),
        (listed(status="draft"), True),
    ],
)
def test_what_was_changed_since_it_was_seen(seen: FunctionSummary, is_changed: bool) -> None:
    assert changed_since(seen, GREET) is is_changed


def test_what_is_put_back_is_all_that_people_write() -> None:
    assert new_again(GREET) == ("Greet", "hi();\n", "greet", "Says hi", "active")
    failed = Function(listed(status="error", description=None), "hi();\n")
    assert new_again(failed) == ("Greet", "hi();\n", "greet", "", None)


def test_a_slug_that_is_taken_is_not_put_back() -> None:
    taken = AlreadyExists(409, "", "")
    assert after_create(taken) == Taken(taken)


def test_what_the_server_holds_otherwise_is_named() -> None:
    there = Function(listed(id="id-2", status="draft"), "hi();\n")
    assert stored(GREET, there, is_deployed=True) == PutBack(there, altered=("status",))
    assert stored(GREET, GREET, is_deployed=False) == PutBack(GREET, is_deployed=False)


def test_a_look_tells_what_became_of_a_lost_creation() -> None:
    again = Function(listed(id="id-2", updated_at=NOON + timedelta(hours=1)), "hi();\n")
    assert after_look(GREET, CUT, again) == PutBack(again, looked_up=True)
    assert after_look(GREET, CUT, Function(again.summary, "other();\n")) == Taken(CUT)
    assert after_look(GREET, CUT, MISSING) == NotPutBack(CUT, looked_up=True)
    refused = Unauthorised(401, "", "")
    assert after_look(GREET, CUT, refused) == PutBackNotKnown(CUT, refused)
