"""The calls of an hour for a column: pages put together, and nothing where it is not known."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from tests.conftest import StartSandbox
from tests.fake_client import client_of
from tui.api.client import Client
from tui.api.logs import log_entry
from tui.errors import ApiError, NotFound, ResponseLost
from tui.flows.calls import LastCall, count_calls, last_call
from tui.model.function import NewFunction
from tui.model.log import BACKEND_LOGS, LogEntry, LogPage
from tui.model.secret import Secret

NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)


def line(seconds: float, slug: str = "echo", status: int = 200) -> LogEntry:
    at = (NOON - timedelta(seconds=seconds)).isoformat()
    metadata = {"method": "POST", "path": f"/functions/{slug}", "status": status, "duration": "5ms", "at": at}
    return log_entry({"timestamp": at, "eventMessage": at, "body": {"metadata": metadata}}, "entry")


class Server:
    """Has these lines, or answers with an error."""

    def __init__(self, lines: list[LogEntry], error: ApiError | None = None) -> None:
        self.lines = lines
        self.error = error
        self.reads: list[datetime | None] = []

    async def read_logs(self, source: str, *, limit: int, before: datetime | None = None) -> LogPage:
        assert source == BACKEND_LOGS
        self.reads.append(before)
        if self.error is not None:
            raise self.error
        return LogPage(tuple([each for each in self.lines if before is None or each.at < before][-limit:]))


async def counts(server: Server) -> dict[str, tuple[int, int]] | None:
    found = await count_calls(client_of(server), NOON)
    return None if found is None else {slug: (each.calls, each.errors) for slug, each in found.items()}


async def test_pages_are_read_back_to_the_hour_and_no_further() -> None:
    lines = [line(2 * (3500 - number), "echo" if number % 2 else "other", 500 if number % 7 == 0 else 200)
             for number in range(3500)]  # fmt: skip
    server = Server(lines)
    within = [each for each in lines if each.at > NOON - timedelta(hours=1)]
    errors = sum(each.metadata["status"] == 500 for each in within)
    found = await counts(server)
    assert found is not None
    assert sum(calls for calls, _ in found.values()) == len(within)
    assert sum(each for _, each in found.values()) == errors
    assert len(server.reads) == 2


@pytest.mark.parametrize("error", [NotFound(404, "LOG_NOT_FOUND", "no"), ResponseLost("cut")])
async def test_a_server_without_it_is_not_known(error: ApiError) -> None:
    assert await counts(Server([], error)) is None


async def test_an_empty_log_and_one_that_is_too_long_are_not_known() -> None:
    assert await counts(Server([])) is None
    server = Server([line(1800 - number / 10) for number in range(8000)])
    assert await counts(server) is None
    assert len(server.reads) == 5


async def test_a_short_log_is_known_whole() -> None:
    assert await counts(Server([line(5000), line(60), line(1, "other", 404)])) == {"echo": (1, 0), "other": (1, 1)}


@pytest.mark.app
def test_the_calls_of_a_running_server_are_counted(sandbox: StartSandbox) -> None:
    process = sandbox("2.3")

    async def run() -> None:
        async with Client(process.url, Secret(process.api_key)) as client:
            code = "module.exports = async () => new Response('hi');\n"
            await client.functions.create(NewFunction("Counted", code, "counted", None, "active"))
            for method in ("GET", "POST", "POST"):
                await client.functions.invoke("counted", method=method)
            await client.functions.invoke("nobody")
            found = await count_calls(client, datetime.now(UTC))
            assert found is not None
            assert found["counted"].calls == 3
            assert found["counted"].last.method == "POST"
            assert found["nobody"].last.status == 404

    asyncio.run(run())


async def test_when_a_function_was_called_last() -> None:
    server = Server([line(90, "other"), line(60), line(30), line(10, "other")])
    at, since = NOON - timedelta(seconds=30), NOON - timedelta(seconds=90)
    assert await last_call(client_of(server), "echo") == LastCall(at, 2, since)
    assert await last_call(client_of(server), "never") == LastCall(None, 0, since)
    assert await last_call(client_of(Server([])), "echo") == LastCall(None, 0, None)
    with pytest.raises(NotFound):
        await last_call(client_of(Server([], NotFound(404, "", "no log"))), "echo")
