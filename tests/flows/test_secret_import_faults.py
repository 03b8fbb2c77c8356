"""An import against a server that loses requests and answers, refuses and limits: what is told is what it holds."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from enum import Enum, auto
from typing import TYPE_CHECKING, cast

from hypothesis import given, settings
from hypothesis import strategies as st

from tui.errors import ApiError, NotFound, RateLimitExceeded, Refused, ResponseLost, Unauthorised
from tui.flows.secrets import Change, Create, send
from tui.model.problem import Refusal
from tui.model.secret import Secret
from tui.model.stored_secret import StoredSecret
from tui.sessions.secret_import import Answered, Choices, Entry, ImportState, Kind, Send, TimeCame, begin, plan, step
from tui.sessions.secret_results import Ending, Result

if TYPE_CHECKING:
    from tui.api.secrets import SecretsApi

START = datetime(2026, 11, 27, 12, tzinfo=UTC)
LOST = ResponseLost("cut")
REFUSED = Refused(400, "INVALID_INPUT", "no", (Refusal("no"),))
KEYS = ("A", "B", "C", "D", "E")


class Fault(Enum):
    """What befalls a call."""

    NONE = auto()
    REQUEST_LOST = auto()
    ANSWER_LOST = auto()
    REFUSED = auto()
    LIMITED = auto()
    SIGNED_OUT = auto()


class Server:
    """Secrets of a server, by key; an inactive one has no value."""

    def __init__(self, held: dict[str, str | None], faults: Sequence[Fault]) -> None:
        self.held = dict(held)
        self._faults = list(faults)
        self.writes: list[str] = []
        self.lookups = 0

    @property
    def secrets(self) -> SecretsApi:
        return cast("SecretsApi", self)

    async def create(self, key: str, value: Secret, expires_at: datetime | None = None) -> None:
        self._write(key, value)

    async def update(self, key: str, *, value: Secret) -> None:
        self._write(key, value)

    def _write(self, key: str, value: Secret) -> None:
        fault = self._faults.pop(0) if self._faults else Fault.NONE
        if fault is Fault.LIMITED:
            raise RateLimitExceeded(429, "RATE_LIMIT", "wait", next_at=None)
        self.writes.append(key)
        if fault is Fault.SIGNED_OUT:
            raise Unauthorised(401, "AUTH", "no")
        if fault is Fault.REFUSED:
            raise REFUSED
        if fault is not Fault.REQUEST_LOST:
            self.held[key] = value.reveal()
        if fault in (Fault.REQUEST_LOST, Fault.ANSWER_LOST):
            raise LOST

    async def list(self) -> tuple[StoredSecret, ...]:
        self.lookups += 1
        self._read_fault()
        return tuple(StoredSecret(key, value is not None) for key, value in self.held.items())

    async def value(self, key: str) -> Secret:
        self._read_fault()
        found = self.held.get(key)
        if found is None:
            raise NotFound(404, "SECRET_NOT_FOUND", "no")
        return Secret(found)

    def _read_fault(self) -> None:
        if self._faults and self._faults[0] in (Fault.REQUEST_LOST, Fault.ANSWER_LOST):
            self._faults.pop(0)
            raise LOST


async def _no_wait(seconds: float) -> None:
    return


async def _imported(server: Server, entries: Sequence[Entry], known: dict[str, StoredSecret]) -> ImportState:
    current = {key: Secret(value) for key, value in server.held.items() if value is not None}
    state, wanted = begin(plan(entries, known, current, Choices()))
    now = START
    while not state.is_ended:
        if wanted is None:
            assert state.until is not None, "it neither sends nor waits nor ends"
            now = max(now + timedelta(seconds=1), state.until)
            state, wanted = step(state, TimeCame(now))
            continue
        result = await send(server, _write_of(wanted), wait=_no_wait)
        state, wanted = step(state, Answered(wanted.number, result, now))
    return state


async def test_a_lost_creation_is_known_by_its_value_and_the_moment_it_expires() -> None:
    class Expiring(Server):
        async def list(self) -> tuple[StoredSecret, ...]:
            return (StoredSecret("K", expires_at=START + timedelta(microseconds=400)),)

    for expires_at, is_ours in ((START, True), (START + timedelta(seconds=1), False)):
        server = Expiring({}, [Fault.ANSWER_LOST])
        result = await send(server, Create("K", Secret("v"), expires_at), wait=_no_wait)
        assert isinstance(result, Result)
        assert result.looked_up
        assert (result.ending is Ending.DONE) is is_ours


def _write_of(wanted: Send) -> Create | Change:
    item = wanted.item
    assert item.value is not None
    return Create(item.key, item.value) if item.kind in (Kind.NEW, Kind.AGAIN) else Change(item.key, item.value)


_VALUES = st.text(st.sampled_from("ab\n='\"# $é"), min_size=1, max_size=5)
_ENTRIES = st.lists(st.builds(lambda key, value: (key, value), st.sampled_from(KEYS), _VALUES), max_size=8)


@settings(max_examples=150, deadline=None)
@given(
    given_lines=_ENTRIES,
    held=st.dictionaries(st.sampled_from(KEYS), st.none() | _VALUES),
    faults=st.lists(st.sampled_from(Fault), max_size=12),
)
def test_no_value_is_lost_and_nothing_is_told_that_is_not_so(
    given_lines: list[tuple[str, str]], held: dict[str, str | None], faults: list[Fault]
) -> None:
    entries = tuple(Entry(number, key, Secret(value)) for number, (key, value) in enumerate(given_lines, 1))
    known = {key: StoredSecret(key, value is not None) for key, value in held.items()}
    server = Server(held, faults)
    state = asyncio.run(_imported(server, entries, known))
    last = dict(given_lines)
    # The last value of each key that differs from what is there, in the order of the lines.
    assert {item.key: item.value.reveal() for item in state.items if item.value is not None} == {
        key: value for key, value in last.items() if held.get(key) != value
    }
    assert [item.entry.line for item in state.items] == sorted(item.entry.line for item in state.items)
    # Each is sent once, in order; a refusal for the limit sends nothing.
    assert server.writes == [item.key for item in state.items][: len(server.writes)]
    assert len(server.writes) == state.done
    ended_early = any(each is not None and each.ends_all for each in state.results)
    assert ended_early or state.done == len(state.items)
    for item, result in zip(state.items, state.results, strict=True):
        assert item.value is not None
        there = server.held.get(item.key)
        if result is None:
            assert there == held.get(item.key)
        elif result.ending is Ending.DONE:
            assert there == item.value.reveal()
        elif result.ending is Ending.NOT_DONE:
            assert there == held.get(item.key)
        else:
            assert result.looked_up
            assert isinstance(result.error, ApiError)
    # What nobody sent is as it was.
    assert {key: value for key, value in server.held.items() if key not in server.writes} == {
        key: value for key, value in held.items() if key not in server.writes
    }
