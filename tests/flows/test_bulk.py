"""One of many: its status sent once, lost answers looked up, its files written; on real sandboxes too."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.cases import cases
from tests.conftest import StartSandbox
from tests.fake_client import client_of
from tui.api.client import Client
from tui.errors import (
    ApiError,
    Forbidden,
    NotFound,
    RateLimitExceeded,
    Refused,
    ResponseLost,
    ServerFailed,
    StorageError,
    Unauthorised,
    Unreachable,
    UnreachableReason,
)
from tui.flows.bulk import deletion_result, export, set_status, suffix_of
from tui.flows.deleting import delete_function
from tui.model.function import Deployment, Function, FunctionChanges, FunctionSummary, WriteAnswer
from tui.model.problem import Refusal
from tui.model.secret import Secret
from tui.sandbox.store import FunctionSeed, FunctionStore
from tui.sessions.bulk import Limited, Phase, Tried, Try, begin, step
from tui.sessions.bulk_results import Action, Ending, Item, Result
from tui.sessions.deleting import ChangedSince, Deleted, DeletedBefore, NotDeleted, NotKept, NotKnown
from tui.store.exports import ExportFolder

LOST = ResponseLost("cut")
DRAFT = Function(FunctionSummary("greet", "Greet", "draft"), "new();\n")
ACTIVE = Function(DRAFT.summary._replace(status="active"), DRAFT.code)


@dataclass
class Server:
    """Answers a write with `answer`, and the looks in turn."""

    answer: WriteAnswer | ApiError
    looks: list[Function | ApiError] = field(default_factory=list)
    writes: list[FunctionChanges] = field(default_factory=list)
    waited: list[float] = field(default_factory=list)

    async def update_function(self, slug: str, changes: FunctionChanges) -> WriteAnswer:
        self.writes.append(changes)
        if isinstance(self.answer, ApiError):
            raise self.answer
        return self.answer

    async def get_function(self, slug: str) -> Function:
        found = self.looks.pop(0)
        if isinstance(found, ApiError):
            raise found
        return found

    async def wait(self, seconds: float) -> None:
        self.waited.append(seconds)

    async def activate(self) -> object:
        found = await set_status(client_of(self), "greet", "active", wait=self.wait)
        assert self.writes == [FunctionChanges(status="active")]
        return found


def answer(status: str = "active", deployment: Deployment | None = None, *, success: bool = True) -> WriteAnswer:
    return WriteAnswer(success, DRAFT.summary._replace(status=status), None, deployment)


FAILED = Deployment("", "failed", None, ("why",))
REFUSED = Refused(400, "", "no", (Refusal("no"),))
GATEWAY = ServerFailed(504, "", "")
LIMITED = RateLimitExceeded(429, "", "", None)
NOT_FOUND, KEY, NEVER = NotFound(404, "", ""), Unauthorised(401, "", ""), Forbidden(403, "", "")
UNREACHED = Unreachable(UnreachableReason.REFUSED, "")


@pytest.mark.parametrize(
    ("answered", "looks", "result"),
    [
        (answer(), [], Result(Ending.DONE, True)),
        (answer(deployment=Deployment("", "success")), [], Result(Ending.DONE, True, True)),
        (answer(deployment=FAILED), [], Result(Ending.PARTLY, True, False, details=("why",))),
        (answer(success=False), [], Result(Ending.PARTLY, True, False)),
        (answer("error"), [], Result(Ending.FAILED, False)),
        (REFUSED, [], Result(Ending.FAILED, False, error=REFUSED)),
        (UNREACHED, [], Result(Ending.FAILED, False, error=UNREACHED)),
        (NEVER, [], Result(Ending.FAILED, False, error=NEVER)),
        (LOST, [ACTIVE], Result(Ending.DONE, True, looked_up=True)),
        (LOST, [DRAFT, LOST, ACTIVE], Result(Ending.DONE, True, looked_up=True)),
        (GATEWAY, [DRAFT, DRAFT, DRAFT], Result(Ending.FAILED, False, looked_up=True, error=GATEWAY)),
        (LOST, [DRAFT, DRAFT, UNREACHED], Result(Ending.UNKNOWN, looked_up=True, error=LOST)),
        (LOST, [NOT_FOUND], Result(Ending.MISSING, False, looked_up=True, error=NOT_FOUND)),
        (NOT_FOUND, [ACTIVE], Result(Ending.DONE, True, looked_up=True)),
        (LOST, [KEY], Result(Ending.UNKNOWN, looked_up=True, error=KEY)),
        (LIMITED, [], LIMITED),
    ],
)  # fmt: skip
async def test_a_status_is_sent_once_and_ends_as_a_value(
    answered: WriteAnswer | ApiError, looks: list[Function | ApiError], result: object
) -> None:
    server = Server(answered, list(looks))
    assert await server.activate() == result
    assert server.looks == []
    assert server.waited == [0.5, 1.5][: max(0, len(looks) - 1)]


@cases(
    ("outcome", "result"),
    [
        (Deleted(DRAFT, looked_up=True), Result(Ending.DONE, True, looked_up=True)),
        (DeletedBefore(), Result(Ending.ALREADY, True)),
        (ChangedSince(DRAFT), Result(Ending.CHANGED, False)),
        (NotDeleted(LIMITED), LIMITED),
        (NotDeleted(UNREACHED), Result(Ending.FAILED, False, error=UNREACHED)),
        (NotKnown(DRAFT, LOST, UNREACHED), Result(Ending.UNKNOWN, looked_up=True, error=LOST)),
    ],
)
def test_a_deletion_is_a_result(outcome: object, result: object) -> None:
    assert deletion_result(outcome) == result  # type: ignore[arg-type]  # each of the parameters is one


def test_a_version_that_can_t_be_kept_is_a_failure_of_the_disk() -> None:
    result = deletion_result(NotKept(DRAFT, "No space left on device"))
    assert isinstance(result, Result)
    assert isinstance(result.error, StorageError)
    assert "No space left" in str(result.error)


async def test_an_export_ends_as_a_value_too(tmp_path: Path) -> None:
    folder = ExportFolder(tmp_path)
    server = client_of(Server(answer(), [DRAFT, DRAFT, Function(DRAFT.summary, "other();"), LIMITED, NEVER]))
    done = await export(server, "greet", folder)
    assert done == Result(Ending.DONE, True, details=("greet.js", "greet.json"))
    assert await export(server, "greet", folder) == Result(Ending.ALREADY, True)
    assert await export(server, "greet", folder) == Result(Ending.SKIPPED, False, details=("greet.js",))
    assert await export(server, "greet", folder) == LIMITED
    assert await export(server, "greet", folder) == Result(Ending.FAILED, False, error=NEVER)
    failed = await export(client_of(Server(answer(), [DRAFT])), "greet", ExportFolder(tmp_path / "none"))
    assert isinstance(failed, Result)
    assert isinstance(failed.error, StorageError)


@cases(
    ("code", "suffix"),
    [("module.exports = 1;\r\n", ".js"), ("", ".js"), ("const a: number = 1;", ".ts"), ("const = : {", ".js")],
)
def test_code_is_typescript_where_it_is_that_alone(code: str, suffix: str) -> None:
    assert suffix_of(code) == suffix


# On real sandboxes


def seeds(number: int) -> list[FunctionSeed]:
    at = datetime(2026, 11, 27, 12, tzinfo=UTC)
    return [
        FunctionSeed(f"job-{each:02d}", f"Job {each}", "", "module.exports = 1;\n", "draft", at, at, None)
        for each in range(number)
    ]


Do = Callable[[str], Coroutine[None, None, Result | RateLimitExceeded]]


async def _work(client: Client, action: Action, do: Do, *, knows: bool = True) -> tuple[Phase, int, int]:
    """Do it as the screen does until it ends or waits: the phase, how many were done, how many tries were refused."""
    items = [Item(each.slug, each.name, each.status) for each in (await client.functions.list()).functions]
    now = datetime.now(UTC)
    state, effects = begin(action, items, now, client.budget if knows else None)
    refused = 0
    while effects and isinstance(effect := effects[0], Try):
        result, now = await do(effect.item.slug), datetime.now(UTC)
        if isinstance(result, RateLimitExceeded):
            refused += 1
            state, effects = step(state, Limited(effect.number, result.next_at, now, client.budget))
        else:
            state, effects = step(state, Tried(effect.number, result, now, client.budget))
    return state.phase, state.done, refused


async def _wait(seconds: float) -> None:
    raise AssertionError("an answer was lost")


@pytest.mark.app
@pytest.mark.parametrize("dialect", ["documented", "2.1", "2.3"])
def test_each_dialect_sets_exports_and_deletes(sandbox: StartSandbox, tmp_path: Path, dialect: str) -> None:
    FunctionStore(tmp_path / "sandbox", seeds(3)).close()
    process = sandbox(dialect)

    async def run() -> None:
        async with Client(process.url, Secret(process.api_key)) as client:
            done = (Phase.ENDED, 3, 0)
            assert await _work(client, Action.ACTIVATE, lambda s: set_status(client, s, "active", wait=_wait)) == done
            assert {each.status for each in (await client.functions.list()).functions} == {"active"}
            assert await _work(client, Action.EXPORT, lambda s: export(client, s, ExportFolder(tmp_path))) == done
            assert (tmp_path / "job-02.js").read_text() == "module.exports = 1;\n"

            async def delete(slug: str) -> Result | RateLimitExceeded:
                return deletion_result(await delete_function(client, slug, None, wait=_wait))

            assert await _work(client, Action.DELETE, delete) == done
            assert (await client.functions.list()).functions == ()

    asyncio.run(run())


@pytest.mark.app
def test_the_real_write_limit_is_kept_and_a_refusal_of_it_is_waited_for(sandbox: StartSandbox, tmp_path: Path) -> None:
    FunctionStore(tmp_path / "sandbox", seeds(20)).close()
    process = sandbox("2.3")

    async def run() -> None:
        async with Client(process.url, Secret(process.api_key)) as client:

            async def activate(slug: str) -> Result | RateLimitExceeded:
                return await set_status(client, slug, "active", wait=_wait)

            assert await _work(client, Action.ACTIVATE, activate) == (Phase.WAITING, 15, 0)
            # Who does not know of it is refused once, and waits then.
            assert await _work(client, Action.ACTIVATE, activate, knows=False) == (Phase.WAITING, 15, 1)
            listed = (await client.functions.list()).functions
            assert sum(each.status == "active" for each in listed) == 15

    asyncio.run(run())
