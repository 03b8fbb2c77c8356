"""Deleting and putting back: the order of the calls, each write sent once, lost answers looked up."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.fake_client import client_of
from tui.errors import ApiError, NotFound, ResponseLost, StorageError, Unauthorised
from tui.flows.deleting import delete_function, keep_version, put_back
from tui.model.fingerprint import fingerprint
from tui.model.function import Function, FunctionList, FunctionSummary, NewFunction, WriteAnswer
from tui.model.history import How
from tui.sessions.deleting import (
    ChangedSince,
    Deleted,
    DeletedBefore,
    NotDeleted,
    NotKept,
    NotKnown,
    NotPutBack,
    PutBack,
    PutBackNotKnown,
    Taken,
)
from tui.store.history import HistoryStore, NewVersion

NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)
GREET = Function(FunctionSummary("greet", "Greet", "active", "id-1", "Says hi", updated_at=NOON), "hi();\n")
MISSING = NotFound(404, "NOT_FOUND", "Function not found")
CUT = ResponseLost("cut")


@dataclass
class Server:
    """Holds one function or none. A write that is to be lost is carried out when so many looks were made."""

    held: Function | None = GREET
    lost: bool = False
    error: ApiError | None = None
    look_error: ApiError | None = None
    carried_out_at: int = 0
    calls: list[str] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)
    late: tuple[()] | tuple[Function | None] = ()
    looks: int = 0

    def _write(self, call: str, held: Function | None) -> None:
        self.calls.append(call)
        if self.error is not None:
            raise self.error
        if self.lost:
            self.late, self.looks = (held,), 0
            if self.carried_out_at == 0:
                self.held = held
            raise CUT
        self.held = held

    def _look(self, call: str) -> None:
        self.calls.append(call)
        self.looks += 1
        if self.late and self.looks == self.carried_out_at:
            self.held = self.late[0]
        if self.look_error is not None and len(self.calls) > 2:
            raise self.look_error

    async def get_function(self, slug: str) -> Function:
        self._look("get")
        if self.held is None:
            raise MISSING
        return self.held

    async def list_functions(self) -> FunctionList:
        self._look("list")
        return FunctionList(() if self.held is None else (self.held.summary,))

    async def delete_function(self, slug: str) -> str:
        self._write("delete", None)
        return ""

    async def create_function(self, new: NewFunction) -> WriteAnswer:
        made = FunctionSummary("greet", new.name, new.status or "active", "id-2", new.description, updated_at=NOON)
        self._write("create", Function(made, new.code))
        return WriteAnswer(True, made)

    async def wait(self, seconds: float) -> None:
        self.waits.append(seconds)

    async def keep(self, function: Function) -> str:
        self.calls.append("keep")
        return ""

    async def keep_nothing(self, function: Function) -> str:
        self.calls.append("keep")
        return "No space left on device"


async def deleted(server: Server, seen: FunctionSummary | None = None) -> object:
    return await delete_function(client_of(server), "greet", server.keep, wait=server.wait, seen=seen)


async def test_it_is_fetched_and_kept_before_it_is_deleted() -> None:
    server = Server()
    assert await deleted(server) == Deleted(GREET)
    assert server.calls == ["get", "keep", "delete"]


async def test_what_can_not_be_kept_is_not_deleted() -> None:
    server = Server()
    outcome = await delete_function(client_of(server), "greet", server.keep_nothing, wait=server.wait)
    assert outcome == NotKept(GREET, "No space left on device")
    assert server.calls == ["get", "keep"]
    assert await delete_function(client_of(server), "greet", None, wait=server.wait) == Deleted(GREET)


async def test_what_was_changed_since_it_was_seen_is_left_alone() -> None:
    server = Server()
    seen = GREET.summary._replace(updated_at=NOON - timedelta(minutes=1))
    assert await deleted(server, seen) == ChangedSince(GREET)
    assert server.calls == ["get"]
    assert await deleted(server, GREET.summary) == Deleted(GREET)


async def test_what_is_not_there_is_not_deleted_again() -> None:
    server = Server(held=None)
    assert await deleted(server) == DeletedBefore()
    assert server.calls == ["get"]


async def test_a_refusal_is_not_looked_up() -> None:
    refused = Unauthorised(401, "", "")
    server = Server(error=refused)
    assert await deleted(server) == NotDeleted(refused)
    assert server.calls == ["get", "keep", "delete"]


@pytest.mark.parametrize(("carried_out_at", "waits"), [(0, []), (1, []), (2, [0.5]), (3, [0.5, 1.5])])
async def test_a_lost_answer_is_looked_up_until_the_list_has_it_no_more(
    carried_out_at: int, waits: list[float]
) -> None:
    server = Server(lost=True, carried_out_at=carried_out_at)
    assert await deleted(server) == Deleted(GREET, looked_up=True)
    assert server.calls.count("delete") == 1
    assert server.waits == waits


async def test_what_is_listed_at_the_end_is_not_deleted() -> None:
    server = Server(lost=True, carried_out_at=9)
    assert await deleted(server) == NotDeleted(CUT, looked_up=True, seconds=2.0)
    assert server.calls == ["get", "keep", "delete", "list", "list", "list"]


async def test_where_nobody_tells_it_is_not_known() -> None:
    down = ResponseLost("down")
    server = Server(lost=True, look_error=down)
    assert await deleted(server) == NotKnown(GREET, CUT, down)
    assert server.calls.count("delete") == 1


async def test_it_is_put_back_as_it_was() -> None:
    server = Server(held=None)
    outcome = await put_back(client_of(server), GREET, wait=server.wait)
    assert isinstance(outcome, PutBack)
    assert outcome.function == server.held
    assert outcome.function.content == GREET.content
    assert server.calls == ["create"]


@pytest.mark.parametrize(("carried_out_at", "waits"), [(0, []), (2, [0.5]), (3, [0.5, 1.5])])
async def test_a_lost_creation_is_looked_up_and_not_sent_again(carried_out_at: int, waits: list[float]) -> None:
    server = Server(held=None, lost=True, carried_out_at=carried_out_at)
    outcome = await put_back(client_of(server), GREET, wait=server.wait)
    assert isinstance(outcome, PutBack)
    assert outcome.looked_up
    assert server.calls.count("create") == 1
    assert server.waits == waits


async def test_a_creation_that_does_not_come_is_told() -> None:
    server = Server(held=None, lost=True, carried_out_at=9)
    assert await put_back(client_of(server), GREET, wait=server.wait) == NotPutBack(CUT, looked_up=True)
    down = ResponseLost("down")
    server = Server(held=None, lost=True, look_error=down, carried_out_at=9)
    assert await put_back(client_of(server), GREET, wait=server.wait) == PutBackNotKnown(CUT, down)
    theirs = Function(GREET.summary, "theirs();\n")
    server = Server(held=theirs, lost=True, carried_out_at=9)
    assert await put_back(client_of(server), GREET, wait=server.wait) == Taken(CUT)


async def test_a_version_is_kept_and_seen_to_be_there(tmp_path: Path) -> None:
    store = HistoryStore(tmp_path)
    assert await keep_version(store, "here", GREET, NOON + timedelta(days=1)) == ""
    assert store.content("here", "greet", fingerprint(GREET.content)) == GREET.content
    assert store.versions("here", "greet")[0].at == NOON
    # It is there already.
    assert await keep_version(store, "here", GREET, NOON) == ""
    assert store.versions("here", "greet")[0].how is How.SEEN


async def test_a_version_that_the_store_does_not_take_is_told(tmp_path: Path) -> None:
    assert await keep_version(HistoryStore(tmp_path, most_bytes=1), "here", GREET, NOON) == "it is too large to be kept"

    class Full(HistoryStore):
        def keep(self, version: NewVersion) -> bool:
            raise StorageError("/x can't be written: No space left", "No space left")

    assert await keep_version(Full(tmp_path), "here", GREET, NOON) == "No space left"
