"""An audit trail that is followed and paged back: what is asked for when, and that no row is left out."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tests.cases import cases
from tui.errors import InvalidResponse, NotFound, ResponseLost
from tui.model.function import FunctionChanges
from tui.model.history import FUNCTIONS, SECRETS, UPDATED, AuditQuery, AuditRow, TrailPage
from tui.sessions.audit import (
    MOST_ROWS,
    ROWS_A_PAGE,
    SLOWEST_SECONDS,
    AuditState,
    step,
)
from tui.sessions.audit_events import (
    Anew,
    AuditEvent,
    CallAfter,
    Came,
    Failed,
    FollowAsked,
    Hidden,
    LookNow,
    OlderAsked,
    Read,
    Shown,
    Sought,
    TimeCame,
)
from tui.sessions.audit_rows import line_of

NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)


def row(number: int) -> AuditRow:
    at = NOON + timedelta(seconds=number)
    return AuditRow(f"row {number}", at, "ada", UPDATED, "greet", FunctionChanges(code="x" * 1000))


class Trail:
    """A server's trail, and the state of who reads it."""

    def __init__(self, rows: int = 0, *, tells_total: bool = True) -> None:
        self.rows = [row(number) for number in reversed(range(rows))]
        self.tells_total = tells_total
        self.state = AuditState()
        self.reads: list[Read] = []
        self.asked: list[Read] = []
        self.pause: float | None = None

    def add(self, count: int = 1) -> None:
        for _ in range(count):
            self.rows.insert(0, row(int(self.rows[0].id.split()[1]) + 1 if self.rows else 0))

    def tell(self, event: AuditEvent) -> None:
        self.state, effects = step(self.state, event)
        for effect in effects:
            match effect:
                case Read():
                    self.reads.append(effect)
                case CallAfter(seconds=seconds):
                    self.pause = seconds

    def page(self, read: Read) -> TrailPage:
        found = self.rows[read.offset : read.offset + read.limit]
        return TrailPage(tuple(found), len(self.rows) if self.tells_total else None)

    def answer(self) -> None:
        """Answer all that is asked, and what is asked for it."""
        while self.reads:
            read = self.reads.pop(0)
            self.asked.append(read)
            self.tell(Came(read.number, self.page(read)))

    def do(self, *events: AuditEvent) -> None:
        for event in events:
            self.tell(event)
            self.answer()

    @property
    def known(self) -> list[str]:
        return [line.id for line in self.state.rows]

    @property
    def ids(self) -> list[str]:
        return [each.id for each in self.rows]


def test_the_newest_page_is_read_and_older_ones_when_they_are_wanted() -> None:
    trail = Trail(50)
    trail.do(Shown())
    assert trail.known == trail.ids[:ROWS_A_PAGE]
    assert (trail.state.total, trail.state.has_older) == (50, True)
    trail.do(OlderAsked(), OlderAsked(), OlderAsked(), OlderAsked())
    assert trail.known == trail.ids
    assert [(read.limit, read.offset) for read in trail.asked] == [(20, 0), (21, 19), (21, 39)]
    assert trail.state.has_ended


def test_no_code_is_kept() -> None:
    line = line_of(row(1))
    assert line.fields == ("code",)
    assert "xxx" not in repr(line)
    secret = AuditRow("1", NOON, "a" * 5000, "UPDATE_SECRET", "", module=SECRETS, target="K", told=(("x", "y" * 999),))
    assert len(repr(line_of(secret))) < 2000
    # What it is about: the secret, and of a function's row the function.
    assert (line_of(secret).subject, line.subject) == ("K", row(1).slug)


def test_news_are_asked_for_without_a_row_and_only_what_came_is_read() -> None:
    trail = Trail(30)
    trail.do(Shown())
    trail.asked.clear()
    trail.do(TimeCame())
    [count] = trail.asked
    assert (count.limit, trail.page(count).rows) == (1, ())
    pause = trail.pause
    trail.do(TimeCame())
    assert pause is not None
    assert trail.pause is not None
    assert trail.pause > pause
    for _ in range(20):
        trail.do(TimeCame())
    assert trail.pause == SLOWEST_SECONDS
    trail.add(2)
    trail.asked.clear()
    trail.do(TimeCame())
    assert [(read.limit, read.offset) for read in trail.asked][1:] == [(3, 0)]
    assert trail.known == trail.ids[: ROWS_A_PAGE + 2]
    assert trail.pause < SLOWEST_SECONDS


def test_a_server_that_tells_no_total_is_followed_by_its_newest_page() -> None:
    trail = Trail(30, tells_total=False)
    trail.do(Shown(), OlderAsked())
    assert (trail.known, trail.state.has_ended) == (trail.ids, True)
    trail.add(3)
    trail.do(TimeCame())
    assert trail.known == trail.ids


def test_nothing_is_asked_while_nobody_looks_or_follows() -> None:
    trail = Trail(3)
    trail.do(Shown(), Hidden())
    assert trail.pause is None
    trail.asked.clear()
    trail.do(TimeCame(), LookNow())
    assert trail.asked == []
    trail.do(Shown(), FollowAsked(False))
    assert trail.pause is None
    trail.asked.clear()
    trail.do(TimeCame())
    assert trail.asked == []
    trail.add()
    trail.do(LookNow())
    assert trail.known == trail.ids
    assert trail.pause is None


def test_rows_that_came_while_it_was_paged_back_are_not_left_out() -> None:
    trail = Trail(45)
    trail.do(Shown())
    trail.add(3)
    trail.do(OlderAsked())
    assert trail.known == trail.ids[: len(trail.known)]
    trail.do(OlderAsked(), OlderAsked())
    assert trail.known == trail.ids


def test_a_trail_that_was_cleared_is_read_anew() -> None:
    trail = Trail(45)
    trail.do(Shown(), OlderAsked())
    del trail.rows[10:]
    trail.do(TimeCame())
    assert (trail.known, trail.state.has_ended) == (trail.ids, True)


def test_other_rows_are_asked_for_anew_and_those_known_stay_until_they_come() -> None:
    trail = Trail(30)
    trail.do(Shown())
    trail.tell(OlderAsked())
    [late] = trail.reads
    trail.tell(Sought(AuditQuery(FUNCTIONS)))
    assert len(trail.known) == ROWS_A_PAGE
    trail.tell(Came(late.number, trail.page(late)))
    assert len(trail.known) == ROWS_A_PAGE
    trail.reads.remove(late)
    trail.answer()
    assert trail.asked[-1].query == AuditQuery(FUNCTIONS)
    assert trail.known == trail.ids[:ROWS_A_PAGE]
    trail.do(Sought(AuditQuery(FUNCTIONS)))
    assert len(trail.asked) == 2


def test_rows_are_read_anew_where_that_is_asked_for() -> None:
    trail = Trail(30)
    trail.do(Shown(), OlderAsked())
    # As many as before, but others.
    trail.add(5)
    del trail.rows[-5:]
    trail.do(LookNow())
    assert trail.known[0] != trail.ids[0]
    trail.do(Anew())
    assert trail.known == trail.ids[:ROWS_A_PAGE]


def test_pages_too_large_for_an_answer_are_asked_for_in_smaller_ones() -> None:
    trail = Trail(30)
    trail.tell(Shown())
    limits = []
    while trail.reads:
        read = trail.reads.pop(0)
        limits.append(read.limit)
        trail.tell(Failed(read.number, InvalidResponse(206, "", "", "too large")))
    assert limits == [20, 5, 1]
    assert isinstance(trail.state.failure, InvalidResponse)
    assert trail.reads == []


def test_a_failure_is_told_and_asked_again_ever_later_but_not_where_there_is_no_trail() -> None:
    trail = Trail(3)
    pauses = []
    trail.tell(Shown())
    for _ in range(6):
        read = trail.reads.pop()
        trail.tell(Failed(read.number, ResponseLost("cut")))
        pauses.append(trail.pause)
        trail.tell(TimeCame())
    assert pauses == [10, 20, 40, 60, 60, 60]
    read = trail.reads.pop()
    trail.tell(Failed(read.number, NotFound(404, "NOT_FOUND", "no such endpoint")))
    assert (trail.pause, trail.state.is_lacking) == (None, True)
    trail.tell(TimeCame())
    assert trail.reads == []
    trail.do(LookNow())
    assert (trail.known, trail.state.is_lacking) == (trail.ids, False)


def test_so_many_rows_are_kept_and_no_more() -> None:
    trail = Trail(MOST_ROWS + 100)
    trail.do(Shown())
    trail.state = replace(trail.state, limit=1000)
    for _ in range(8):
        trail.do(OlderAsked())
    assert trail.known == trail.ids[:MOST_ROWS]
    assert trail.state.is_full
    asked = len(trail.asked)
    trail.do(OlderAsked())
    assert len(trail.asked) == asked
    trail.add()
    trail.do(TimeCame())
    assert trail.known == trail.ids[:MOST_ROWS]


ACTS = st.sampled_from(["add", "burst", "clear", "look", "time", "older", "hide", "show", "follow", "lose"])


@given(st.lists(ACTS, max_size=40), st.integers(0, 60), st.booleans())
def test_whatever_happens_no_row_is_left_out_or_twice(acts: list[str], rows: int, tells: bool) -> None:
    trail = Trail(rows, tells_total=tells)
    trail.tell(Shown())
    cleared = False
    for act in acts:
        match act:
            case "add":
                trail.add()
            case "burst":
                trail.add(25)
            case "clear":
                # As the servers do: the oldest go.
                del trail.rows[len(trail.rows) // 2 :]
                cleared = True
            case "lose" if trail.reads:
                trail.tell(Failed(trail.reads.pop(0).number, ResponseLost("cut")))
            case "look" | "time" | "older" | "hide" | "show" | "follow":
                events: dict[str, AuditEvent] = {
                    "look": LookNow(), "time": TimeCame(), "older": OlderAsked(), "hide": Hidden(), "show": Shown(),
                    "follow": FollowAsked(not trail.state.is_following),
                }  # fmt: skip
                trail.tell(events[act])
        # One answer at a time: others come while it is on its way.
        if trail.reads and act != "lose":
            read = trail.reads.pop(0)
            trail.tell(Came(read.number, trail.page(read)))
        assert len(trail.reads) <= 1
        known = trail.known
        assert len(set(known)) == len(known)
        numbers = [int(each.split()[1]) for each in known]
        assert numbers == list(range(numbers[0], numbers[0] - len(numbers), -1)) if numbers else True
    # In the end the newest rows are found, and then all.
    trail.answer()
    trail.do(Shown(), LookNow(), LookNow())
    # Where as many rows were cleared as came, the count alone tells nothing: reading anew (R) does.
    assert trail.known[:1] == trail.ids[:1] or not tells or cleared
    trail.do(Anew())
    assert trail.known[:1] == trail.ids[:1]
    for _ in range(200):
        trail.do(OlderAsked())
    if tells and not cleared:
        assert trail.known == trail.ids


@cases("total", [None, 0])
def test_an_empty_trail_has_ended(total: int | None) -> None:
    state, effects = step(AuditState(), Shown())
    [read] = [effect for effect in effects if isinstance(effect, Read)]
    state, _ = step(state, Came(read.number, TrailPage((), total)))
    assert (state.was_read, state.has_ended, state.has_older) == (True, True, False)
