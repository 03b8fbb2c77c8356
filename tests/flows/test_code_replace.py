"""A changed code of one of many: looked at before, kept, sent once, lost answers looked up; on a sandbox too."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.conftest import StartSandbox
from tests.fake_client import client_of
from tests.flows.test_bulk import FAILED, GATEWAY, LIMITED, LOST, NEVER, NOT_FOUND, REFUSED, UNREACHED, Server
from tui.api.client import Client
from tui.errors import ApiError, RateLimitExceeded
from tui.flows.code_replace import replace_code
from tui.model.function import Deployment, Function, FunctionChanges, FunctionSummary, WriteAnswer
from tui.model.secret import Secret
from tui.sandbox.store import FunctionSeed, FunctionStore
from tui.sessions.bulk_results import Ending, Result
from tui.sessions.code_replace import CodeChange

SUMMARY = FunctionSummary("greet", "Greet", "active")
CHANGE = CodeChange("old();\r\n", "new();\r\n", 1)
BEFORE, AFTER, THEIRS = (Function(SUMMARY, code) for code in (CHANGE.before, CHANGE.after, "theirs();"))
SAVED = WriteAnswer(True, SUMMARY, CHANGE.after)


@pytest.mark.parametrize(
    ("looks", "answered", "result", "kept"),
    [
        ([BEFORE], SAVED, Result(Ending.DONE, True), [BEFORE, AFTER]),
        ([BEFORE], SAVED._replace(deployment=Deployment("", "success")), Result(Ending.DONE, True, True),
         [BEFORE, AFTER]),
        ([BEFORE], SAVED._replace(success=False, deployment=FAILED),
         Result(Ending.PARTLY, True, False, details=("why",)), [BEFORE, AFTER]),
        # The documented dialect does not say what is stored.
        ([BEFORE, AFTER], SAVED._replace(code=None), Result(Ending.DONE, True), [BEFORE, AFTER]),
        ([BEFORE], REFUSED, Result(Ending.FAILED, False, error=REFUSED), [BEFORE]),
        ([BEFORE], UNREACHED, Result(Ending.FAILED, False, error=UNREACHED), [BEFORE]),
        ([BEFORE, AFTER], LOST, Result(Ending.DONE, True, looked_up=True), [BEFORE, AFTER]),
        ([BEFORE, BEFORE, LOST, AFTER], GATEWAY, Result(Ending.DONE, True, looked_up=True), [BEFORE, AFTER]),
        ([BEFORE, BEFORE, BEFORE, BEFORE], LOST, Result(Ending.FAILED, False, looked_up=True, error=LOST), [BEFORE]),
        ([BEFORE, THEIRS], LOST, Result(Ending.UNKNOWN, looked_up=True, error=LOST), [BEFORE]),
        ([BEFORE, NEVER], LOST, Result(Ending.UNKNOWN, looked_up=True, error=NEVER), [BEFORE]),
        ([BEFORE], LIMITED, LIMITED, [BEFORE]),
    ],
)  # fmt: skip
async def test_it_is_sent_once_and_ends_as_a_value(
    looks: list[Function | ApiError], answered: WriteAnswer | ApiError, result: object, kept: list[Function]
) -> None:
    server, versions = Server(answered, list(looks)), list[Function]()

    async def keep(function: Function) -> str:
        versions.append(function)
        return ""

    assert await replace_code(client_of(server), "greet", CHANGE, keep, wait=server.wait) == result
    assert server.writes == [FunctionChanges(code=CHANGE.after)]
    assert server.looks == []
    assert versions == kept


@pytest.mark.parametrize(
    ("look", "change", "result"),
    [
        (THEIRS, CHANGE, Result(Ending.CHANGED, False)),
        (AFTER, CHANGE, Result(Ending.ALREADY, True)),
        (NOT_FOUND, CHANGE, Result(Ending.MISSING, False, error=NOT_FOUND)),
        (NEVER, CHANGE, Result(Ending.FAILED, False, error=NEVER)),
        (LIMITED, CHANGE, LIMITED),
    ],
)
async def test_nothing_is_sent_for_a_function_that_is_not_as_it_was_seen(
    look: Function | ApiError, change: CodeChange, result: object
) -> None:
    server = Server(SAVED, [look])
    assert await replace_code(client_of(server), "greet", change, None, wait=server.wait) == result
    assert server.writes == []


async def test_nothing_is_sent_that_empties_a_function_or_can_not_be_undone() -> None:
    server = Server(SAVED, [BEFORE])

    async def no_room(function: Function) -> str:
        return "No space left on device"

    emptied = CodeChange(CHANGE.before, " \n", 1)
    for change, keep in ((emptied, None), (CHANGE, no_room)):
        result = await replace_code(client_of(server), "greet", change, keep, wait=server.wait)
        assert isinstance(result, Result)
        assert (result.ending, result.saved) == (Ending.FAILED, False)
    assert server.writes == []


class Lossy:
    """A server that does what it is told and whose answers to writes do not arrive."""

    def __init__(self, client: Client) -> None:
        self._functions = client.functions

    @property
    def functions(self) -> Lossy:
        return self

    async def get(self, slug: str) -> Function:
        return await self._functions.get(slug)

    async def update(self, slug: str, changes: FunctionChanges) -> WriteAnswer:
        await self._functions.update(slug, changes)
        raise LOST


@pytest.mark.app
@pytest.mark.parametrize("dialect", ["documented", "2.1", "2.3", "newest"])
def test_each_dialect_stores_it_byte_for_byte_and_rejects_what_is_dangerous(
    sandbox: StartSandbox, tmp_path: Path, dialect: str
) -> None:
    now = datetime(2026, 11, 27, tzinfo=UTC)
    FunctionStore(tmp_path / "sandbox", [FunctionSeed("f", "F", "", CHANGE.before, "active", now, now, None)]).close()
    process = sandbox(dialect)

    async def run() -> None:
        async with Client(process.url, Secret(process.api_key)) as client:

            async def save(change: CodeChange) -> Result | RateLimitExceeded:
                return await replace_code(client, "f", change, None, wait=asyncio.sleep)

            saved = await save(CHANGE)
            assert isinstance(saved, Result)
            assert saved.ending is Ending.DONE
            assert (await client.functions.get("f")).code == CHANGE.after
            assert await save(CHANGE) == Result(Ending.ALREADY, True)
            # The answer is lost on its way: the function itself tells.
            lost = CodeChange(CHANGE.after, "newer();\n", 1)
            found = await replace_code(Lossy(client), "f", lost, None, wait=asyncio.sleep)
            assert found == Result(Ending.DONE, True, looked_up=True)
            assert (await client.functions.get("f")).code == lost.after
            rejected = await save(CodeChange(lost.after, "Deno.serve(() => 1);\n", 1))
            assert isinstance(rejected, Result)
            if rejected.ending is Ending.FAILED:
                assert (await client.functions.get("f")).code == lost.after

    asyncio.run(run())
