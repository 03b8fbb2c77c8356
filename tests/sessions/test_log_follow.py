"""A log followed on a server whose pages are cut anywhere: nothing lost, nothing twice, gaps told."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from tests.cases import cases
from tests.sessions.log_server import START, LogServer, entry
from tui.errors import ApiError, InvalidResponse, NotFound
from tui.model.log import LogEntry, millisecond
from tui.sessions.log_follow import (
    BUSY_SECONDS,
    FAILING_SECONDS,
    IDLE_SECONDS,
    CallAfter,
    Came,
    Failed,
    FollowAsked,
    FollowEvent,
    FollowState,
    Hidden,
    LookNow,
    OlderAsked,
    Read,
    Shown,
    TimeAsked,
    TimeCame,
    step,
)
from tui.sessions.log_rows import Gap, Missing, with_missing


@dataclass
class Follower:
    """Carries out the effects of a followed log on a model server."""

    server: LogServer = field(default_factory=LogServer)
    state: FollowState = field(default_factory=lambda: FollowState("function.logs", limit=4))
    pause: float | None = None
    failing: ApiError | None = None
    held: list[Read] = field(default_factory=list)
    holds: bool = False

    def tell(self, event: FollowEvent) -> None:
        self.state, effects = step(self.state, event)
        for effect in effects:
            match effect:
                case CallAfter(seconds=seconds):
                    self.pause = seconds
                case Read() if self.holds:
                    self.held.append(effect)
                case Read():
                    self.answer(effect)

    def answer(self, read: Read) -> None:
        if self.failing is not None:
            self.tell(Failed(read.number, self.failing))
        else:
            self.tell(Came(read.number, self.server.read(read.limit, read.before)))

    @property
    def messages(self) -> list[str]:
        """What is shown, a gap as the word for it."""
        return [row.missing.value if isinstance(row, Gap) else row.message for row in self.state.log.rows]

    @property
    def entries(self) -> list[LogEntry]:
        return [row for row in self.state.log.rows if isinstance(row, LogEntry)]


def test_what_comes_while_it_is_followed_is_shown_once() -> None:
    one = Follower()
    one.server.log(entry(1, "a"), entry(2, "b"))
    one.tell(Shown())
    one.server.log(entry(3, "c"))
    one.tell(TimeCame())
    one.tell(TimeCame())
    assert one.messages == ["unread", "a", "b", "c"]


def test_a_hundred_lines_of_one_time_over_a_pages_edge_are_neither_lost_nor_doubled() -> None:
    one = Follower()
    one.server.log(*(entry(5, f"line {number}") for number in range(100)), entry(6, "end"))
    one.tell(Shown())
    assert one.messages == ["unread", "line 97", "line 98", "line 99", "end"]
    one.tell(OlderAsked())
    assert one.messages[1:] == [*(f"line {number}" for number in range(100)), "end"]
    one.tell(OlderAsked())
    assert one.messages[0] == "beginning"
    assert len(one.messages) == 102


def test_a_hundred_lines_that_are_alike_stay_a_hundred() -> None:
    one = Follower()
    one.server.log(entry(1, "before"), *(entry(5, "same") for _ in range(100)))
    one.tell(Shown())
    for _ in range(3):
        one.tell(TimeCame())
    assert one.messages.count("same") == 100
    assert one.messages[:2] == ["unread", "before"]


def test_more_lines_of_one_time_that_come_meanwhile_are_found() -> None:
    one = Follower()
    one.server.log(*(entry(5, f"first {number}") for number in range(4)))
    one.tell(Shown())
    one.server.log(*(entry(5, f"then {number}") for number in range(10)))
    one.tell(TimeCame())
    assert Counter(one.messages)["unread"] + Counter(one.messages)["beginning"] == 1
    assert len(one.entries) == 14


def test_a_burst_between_two_looks_is_read_in_pages_and_leaves_no_gap() -> None:
    one = Follower()
    one.server.log(*(entry(number, f"{number}") for number in range(10)))
    one.tell(Shown())
    one.server.log(*(entry(number, f"{number}") for number in range(10, 3_000)))
    one.tell(TimeCame())
    assert one.messages == ["unread", *map(str, range(3_000))]


def test_what_is_too_much_to_read_by_itself_is_a_gap_until_it_is_asked_for() -> None:
    one = Follower(LogServer(most=50))
    one.server.log(entry(0, "old"))
    one.tell(Shown())
    one.server.log(*(entry(number, "x") for number in range(1, 3_000)))
    one.tell(TimeCame())
    assert one.messages[:3] == ["unread", "old", "unread"]
    gap = one.state.log.rows[2]
    assert isinstance(gap, Gap)
    for _ in range(100):
        one.tell(OlderAsked(gap.number))
    assert one.messages == ["unread", "old", *["x"] * 2_999]


def test_a_log_that_was_emptied_says_that_lines_may_be_missing() -> None:
    one = Follower()
    one.server.log(entry(1, "a"), entry(2, "b"))
    one.tell(Shown())
    one.server.entries = []
    one.tell(TimeCame())
    assert one.messages == ["unread", "a", "b"]
    one.server.log(entry(9, "c"))
    one.tell(TimeCame())
    assert one.messages == ["unread", "a", "b", "lost", "c"]
    one.tell(TimeCame())
    assert one.messages == ["unread", "a", "b", "lost", "c"]


def test_a_late_entry_is_put_where_it_belongs() -> None:
    one = Follower()
    one.server.log(entry(1, "a"), entry(5, "e"))
    one.tell(Shown())
    one.server.log(entry(3, "c"))
    one.tell(TimeCame())
    assert one.messages == ["unread", "a", "c", "e"]


def test_a_time_is_gone_to_over_a_gap_that_reading_back_closes() -> None:
    one = Follower()
    one.server.log(*(entry(number * 1_000, f"{number}") for number in range(2_000)))
    one.tell(Shown())
    one.tell(TimeAsked(START + timedelta(seconds=100)))
    messages = one.messages
    assert messages[0] == "unread"
    assert messages[-5:] == ["unread", "1996", "1997", "1998", "1999"]
    assert messages[-6] == "101"
    gap = one.state.log.rows[-5]
    assert isinstance(gap, Gap)
    one.tell(OlderAsked(gap.number))
    one.tell(OlderAsked(gap.number))
    assert one.messages == ["beginning", *map(str, range(2_000))] or one.messages == ["unread", *map(str, range(2_000))]


@cases("is_inclusive", [False, True])
def test_what_is_of_the_very_time_asked_before_is_not_doubled(is_inclusive: bool) -> None:
    one = Follower(LogServer(is_inclusive=is_inclusive))
    one.server.log(entry(1, "a"), entry(2, "b"), entry(2, "b"), entry(3, "c"))
    one.tell(Shown())
    for _ in range(4):
        one.tell(OlderAsked())
        one.tell(TimeCame())
    assert one.messages == ["beginning", "a", "b", "b", "c"]


def test_reading_at_the_top_ends_at_the_beginning_and_asks_no_more() -> None:
    one = Follower()
    one.server.log(*(entry(number, f"{number}") for number in range(30)))
    one.tell(Shown())
    for _ in range(20):
        one.tell(OlderAsked())
    assert one.messages == ["beginning", *map(str, range(30))]
    reads = one.server.reads
    one.tell(OlderAsked())
    assert one.server.reads == reads


def test_a_server_that_gives_no_more_of_one_time_says_that_the_rest_is_lost() -> None:
    one = Follower(LogServer(most=200))
    one.server.log(entry(1, "before"), *(entry(5, f"{number}") for number in range(1_000)), entry(6, "end"))
    one.tell(Shown())
    for _ in range(5):
        one.tell(OlderAsked())
    assert one.messages[:4] == ["beginning", "before", "lost", "800"]


# How often


def test_it_asks_less_and_less_while_nothing_comes_and_at_once_when_somebody_looks() -> None:
    one = Follower()
    one.server.log(entry(1, "a"))
    one.tell(Shown())
    assert one.pause == BUSY_SECONDS
    pauses = []
    for _ in range(12):
        one.tell(TimeCame())
        pauses.append(one.pause)
    assert pauses == sorted(p for p in pauses if p is not None)
    assert pauses[-1] == IDLE_SECONDS
    reads = one.server.reads
    one.tell(LookNow())
    assert one.server.reads == reads + 1
    assert one.pause is not None
    assert one.pause < 2
    one.server.log(entry(2, "b"))
    one.tell(TimeCame())
    assert one.pause == BUSY_SECONDS


def test_what_is_only_there_because_it_is_read_is_no_news() -> None:
    body = '{"metadata":{"path":"/insforge.logs","userAgent":"insforge-tui"}}'
    one = Follower()
    one.server.log(entry(1, "a"))
    one.tell(Shown())
    pauses = []
    for turn in range(12):
        one.server.log(
            entry(10 * turn + 10, "info - Secret check successful", body='{"metadata":{"key":"API_KEY"}}'),
            entry(10 * turn + 11, "GET /insforge.logs 200", body=body),
        )
        one.tell(TimeCame())
        pauses.append(one.pause)
    assert pauses[-1] == IDLE_SECONDS
    assert len(one.entries) == 25
    one.server.log(entry(500, "GET /functions/a 200", body=body.replace("insforge.logs", "functions/a")))
    one.tell(TimeCame())
    assert one.pause == BUSY_SECONDS


def test_it_never_asks_while_it_is_hidden_or_does_not_follow() -> None:
    one = Follower()
    one.tell(Shown())
    one.tell(Hidden())
    assert one.pause is None
    reads = one.server.reads
    one.tell(TimeCame())
    one.tell(LookNow())
    assert one.server.reads == reads
    one.tell(Shown())
    assert one.server.reads == reads + 1
    one.tell(FollowAsked(False))
    assert one.pause is None
    one.tell(TimeCame())
    assert one.server.reads == reads + 1
    one.tell(FollowAsked())
    assert one.server.reads == reads + 2
    assert one.pause is not None


def test_it_asks_a_failing_server_less_and_less_and_goes_on_by_itself() -> None:
    one = Follower(failing=NotFound(404, "", ""))
    one.tell(Shown())
    pauses = [one.pause or 0]
    for _ in range(10):
        one.tell(TimeCame())
        pauses.append(one.pause or 0)
    assert pauses == sorted(pauses)
    assert pauses[-1] == FAILING_SECONDS
    assert one.state.failure is one.failing
    assert not one.state.was_read
    one.failing = None
    one.server.log(entry(1, "a"))
    one.tell(TimeCame())
    assert one.state.failure is None
    assert one.messages == ["unread", "a"]
    assert one.pause == BUSY_SECONDS


def test_an_answer_that_is_too_large_is_asked_for_in_smaller_pages() -> None:
    one = Follower(holds=True)
    one.tell(Shown())
    limits = []
    while one.held:
        read = one.held.pop()
        limits.append(read.limit)
        one.tell(Failed(read.number, InvalidResponse(200, "", "", "it holds more values than any answer")))
        if len(limits) > 20:
            break
    assert limits == sorted(limits, reverse=True)
    assert len(limits) < 20
    assert one.state.failure is not None


def test_an_answer_to_another_read_than_the_last_changes_nothing() -> None:
    one = Follower(holds=True)
    one.tell(Shown())
    before = one.state
    one.tell(Came(77, LogServer([entry(1, "x")]).read(5, None)))
    assert one.state is before


def test_what_is_asked_for_while_a_read_is_on_its_way_waits_for_it_and_is_asked_once() -> None:
    one = Follower()
    one.server.log(*(entry(number, f"{number}") for number in range(30)))
    one.tell(Shown())
    one.holds = True
    one.tell(TimeCame())
    one.tell(OlderAsked())
    one.tell(OlderAsked())
    assert len(one.held) == 1
    one.holds = False
    one.answer(one.held.pop())
    assert one.messages[1] == "0"


# Any order of pages, late entries and restarts


def of_small_pages() -> Follower:
    """Pages so small that few entries fill them."""
    return Follower(state=FollowState("function.logs", limit=4, least_limit=4, older_limit=6))


def test_a_burst_of_lines_that_are_alike_within_a_millisecond_is_found_whole() -> None:
    one = of_small_pages()
    one.server.log(entry(1, "a"), entry(5, "same"))
    one.tell(Shown())
    one.server.log(*(entry(5, "same") for _ in range(10)))
    one.tell(TimeCame())
    one.tell(OlderAsked())
    assert one.messages == ["unread", "a", *["same"] * 11] or one.messages == ["beginning", "a", *["same"] * 11]


def test_more_lines_of_one_millisecond_than_a_page_holds_are_asked_for_in_larger_ones() -> None:
    one = of_small_pages()
    one.server.log(entry(1, "a"), *(entry(5, f"{number}") for number in range(50)), entry(6, "z"))
    one.tell(Shown())
    for _ in range(8):
        one.tell(OlderAsked())
    assert one.messages == ["beginning", "a", *map(str, range(50)), "z"]


class FollowedLog(RuleBasedStateMachine):
    """Whatever is logged, whenever it is looked at: no entry twice, none lost without a gap, all in order."""

    def __init__(self) -> None:
        super().__init__()
        self.one = of_small_pages()
        self.one.tell(Shown())
        self.time, self.newest = 0, 0.0
        self.was_there: Counter[tuple[str, str, str]] = Counter()
        self.late = False
        self.count = 0
        self.has_alike = False
        self.most_at_once = 0
        """So many lines were logged within one millisecond."""
        self.smallest_page = 1_000_000

    def can_be_whole(self) -> bool:
        """Whether all that the server has can be had.

        Of lines that are alike within a millisecond, or that are more than a page that was cut holds, such a page
        can't be told from a whole one.
        """
        was_cut = self.smallest_page < 1_000
        cannot_be_told = was_cut and (self.has_alike or self.most_at_once > self.smallest_page)
        return not self.late and self.one.server.most > 1_000 and not cannot_be_told

    @rule(count=st.integers(1, 12), same=st.booleans(), step=st.sampled_from([0, 1, 1, 3]), sub=st.booleans())
    def log(self, count: int, same: bool, step: int, sub: bool) -> None:
        made = []
        for number in range(count):
            self.time += step
            self.count += 1
            fraction = 0.25 * (number % 4) if sub else 0
            # Of one millisecond the parts come in their order: else they are late.
            self.newest = max(self.newest, self.time + fraction)
            made.append(entry(self.newest, "same" if same else f"line {self.count}"))
        self.one.server.log(*made)
        at_once = Counter(millisecond(each.at) for each in self.one.server.entries)
        self.most_at_once = max(self.most_at_once, *at_once.values())
        self.has_alike |= same and max(Counter(each.key for each in self.one.server.entries).values()) > 1
        self.was_there = Counter(each.key for each in self.one.server.entries) | self.was_there

    @rule(back=st.integers(1, 20), message=st.sampled_from(["late", "same"]))
    def log_late(self, back: int, message: str) -> None:
        self.late = True
        self.one.server.log(entry(max(0, self.time - back), message))
        self.was_there = Counter(each.key for each in self.one.server.entries) | self.was_there

    @rule()
    def restart(self) -> None:
        self.one.server.entries = []
        self.time += 50
        self.has_alike, self.most_at_once, self.smallest_page = False, 0, self.one.server.most

    @rule(most=st.sampled_from([3, 7, 1_000_000]))
    def cut_pages(self, most: int) -> None:
        self.one.server.most = most
        self.smallest_page = min(self.smallest_page, most)

    @rule(inclusive=st.booleans())
    def be_of_another_kind(self, inclusive: bool) -> None:
        self.one.server.is_inclusive = inclusive

    @rule()
    def look(self) -> None:
        self.one.tell(LookNow())

    @rule(place=st.integers(0, 5))
    def read_older(self, place: int) -> None:
        gaps = [row for row in self.one.state.log.rows if isinstance(row, Gap)]
        if gaps:
            self.one.tell(OlderAsked(gaps[place % len(gaps)].number))

    @rule(at=st.integers(0, 60))
    def go_to(self, at: int) -> None:
        self.one.tell(TimeAsked(START + timedelta(milliseconds=at - 1_000)))

    @precondition(lambda self: self.can_be_whole())
    @rule()
    def read_everything(self) -> None:
        """Once all gaps are read, all that the server has is there."""
        self.one.tell(LookNow())
        for _ in range(200):
            unread = [each for each in self.one.state.log.rows if isinstance(each, Gap)]
            open_gaps = [each for each in unread if each.missing is Missing.UNREAD]
            if not open_gaps:
                break
            self.one.tell(OlderAsked(open_gaps[-1].number))
        else:
            raise AssertionError("the gaps never close")
        there = Counter(each.key for each in self.one.server.entries)
        assert not there - Counter(each.key for each in self.one.entries)

    @invariant()
    def nothing_is_doubled(self) -> None:
        assert not Counter(each.key for each in self.one.entries) - self.was_there

    @invariant()
    def all_is_in_order_and_begins_with_a_gap(self) -> None:
        log = self.one.state.log
        times = [each.at for each in self.one.entries]
        assert times == sorted(times)
        assert not log.rows or isinstance(log.rows[0], Gap)
        assert log.rows == tuple(row for run in log.runs for row in (run.front, *run.entries))
        assert log.count == len(times)
        assert log.characters == sum(len(each.message) + len(each.body) for each in self.one.entries)
        numbers = [row.number for row in log.rows if isinstance(row, Gap)]
        assert len(numbers) == len(set(numbers))

    @precondition(lambda self: self.can_be_whole())
    @invariant()
    def nothing_is_lost_within_a_run(self) -> None:
        """Between the entries of a run there is no other of the server's, but for its first millisecond."""
        there = Counter(each.key for each in self.one.server.entries)
        for run in self.one.state.log.runs:
            within = [e for e in self.one.server.entries if run.first < e.at.replace() and e.at <= run.entries[-1].at]
            within = [e for e in within if e.at >= run.first + timedelta(milliseconds=1) and e.at < run.last]
            had = Counter(each.key for each in run.entries)
            assert not Counter(each.key for each in within) & there - had


TestFollowedLog = FollowedLog.TestCase
TestFollowedLog.settings = settings(max_examples=50, stateful_step_count=30, deadline=None)


@given(st.lists(st.tuples(st.integers(0, 5), st.sampled_from("ab")), max_size=40), st.integers(1, 9))
def test_pages_of_any_size_show_all_of_a_log(logged: list[tuple[int, str]], limit: int) -> None:
    one = Follower(state=FollowState("function.logs", limit=limit))
    one.server.log(*(entry(at, message) for at, message in logged))
    one.tell(Shown())
    for _ in range(60):
        one.tell(OlderAsked())
    assert one.entries == one.server.entries


@cases("missing", list(Missing))
def test_only_what_was_not_read_is_asked_for(missing: Missing) -> None:
    one = Follower()
    one.server.log(entry(1, "a"))
    one.tell(Shown())
    reads = one.server.reads
    one.state = replace(one.state, log=with_missing(one.state.log, 1, missing))
    one.tell(OlderAsked())
    assert (one.server.reads > reads) == (missing is Missing.UNREAD)
