"""What functions print and who calls them can be read in the logs, in the shapes that servers were seen to give."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from tests.api.wire import exchanges
from tests.sandbox.serving import DENO, GREET, needs_deno, serving
from tui.sandbox.calls import Call, Printed, Reply
from tui.sandbox.logbook import BACKEND, MOST_ENTRIES, OUTPUT, Logbook
from tui.sandbox.runtime import Runtime

PRINTS = """module.exports = async () => {
  console.log("one", { a: 1 }); console.error("two\\nthree"); return new Response("x");
};"""
Row = dict[str, object]


class Printing:
    """A runtime whose every function prints and answers."""

    status = "running"

    async def run(self, code: str, call: Call) -> Reply:
        call.printed(Printed("info", "said"))
        return Reply(201, [], b"four")


def form(value: object) -> object:
    """The value with its names and without its contents."""
    if isinstance(value, dict):
        return tuple(sorted((name, form(part)) for name, part in value.items()))
    return type(value).__name__


def rows(said: object) -> list[Row]:
    return list(said["logs"] if isinstance(said, dict) else said if isinstance(said, list) else ())


def captured(path: str) -> Iterator[Row]:
    for exchange in exchanges():
        if exchange.path.startswith(path) and not exchange.body.endswith("…cut"):
            yield from rows(json.loads(exchange.body))


async def page(client: httpx.AsyncClient, source: str, query: str = "") -> list[Row]:
    response = await client.get(f"/api/logs/{source}{query}")
    assert response.status_code == 200
    assert response.json()["total"] == len(response.json()["logs"])
    return rows(response.json())


@needs_deno
@pytest.mark.parametrize("dialect", ["documented", "2.1"])
async def test_what_a_function_prints_is_kept_line_by_line(dialect: str, tmp_path: Path) -> None:
    async with serving(tmp_path, dialect, runtime=Runtime(DENO)) as client:
        await client.post("/api/functions", json={"name": "p", "code": PRINTS, "status": "active"})
        await client.get("/functions/p")
        kept = await page(client, OUTPUT)
    assert [row["eventMessage"] for row in kept[:-1]] == [
        "Listening on http://deno:7133/",
        "one { a: 1 }",
        "two",
        "three",
    ]
    done = json.loads(str(kept[-1]["eventMessage"]))
    assert {**done, "timestamp": "", "duration": ""} == {
        "timestamp": "",
        "level": "info",
        "slug": "p",
        "method": "GET",
        "status": 200,
        "duration": "",
    }
    assert {form(row) for row in kept} <= {form(row) for row in captured("/api/logs/function.logs")}


@pytest.mark.parametrize("dialect", ["2.3", "newest"])
async def test_newer_servers_keep_calls_and_no_output(dialect: str, tmp_path: Path) -> None:
    async with serving(tmp_path, dialect, runtime=Printing()) as client:
        await client.post("/api/functions", json={"name": "p", "code": GREET})
        await client.put("/api/functions/p", json={"name": "q"})
        await client.post("/functions/p", json={}, headers={"user-agent": "Somebody/1"})
        await client.delete("/api/functions/nope")
        await client.delete("/api/functions/p")
        assert await page(client, OUTPUT) == []
        kept = await page(client, BACKEND)
    [call] = [row for row in kept if "Somebody" in str(row["eventMessage"])]
    body = call["body"]
    assert isinstance(body, dict)
    metadata = body["metadata"]
    duration = metadata.pop("duration")
    address = metadata["ip"]
    assert call["eventMessage"] == f"POST /functions/p 201 4 {duration} - {address} - Somebody/1"
    assert metadata == {
        "method": "POST", "path": "/functions/p", "status": 201, "size": 4, "ip": address, "userAgent": "Somebody/1"
    }  # fmt: skip
    said = " ".join(str(row["eventMessage"]) for row in kept)
    for told in ("Function p (p) created by api-key", "DELETE /p 200", "DELETE /api/functions/nope 404", "PUT /p 200"):
        assert told in said
    metadata["duration"] = duration
    assert {form(row) for row in kept} <= {form(row) for row in captured("/api/logs/insforge.logs")}


async def test_a_page_goes_back_from_a_moment_and_the_oldest_comes_first(tmp_path: Path) -> None:
    async with serving(tmp_path, "2.1", runtime=Printing()) as client:
        await client.post("/api/functions", json={"name": "p", "code": GREET})
        for _ in range(3):
            await client.get("/functions/p")
        everything = await page(client, OUTPUT)
        last = await page(client, OUTPUT, "?limit=2")
        assert [row["body"] for row in last] == [row["body"] for row in everything[-2:]]
        # An id is made up for each answer, as on the real servers.
        assert {str(row["id"]) for row in last}.isdisjoint(str(row["id"]) for row in everything)
        moment = str(everything[-1]["timestamp"])
        before = await page(client, OUTPUT, f"?before_timestamp={moment}")
        assert all(str(row["timestamp"])[:23] < moment[:23] for row in before)
        assert await page(client, OUTPUT, "?before_timestamp=never") == []
        assert len(await page(client, OUTPUT, "?limit=abc")) == len(everything)
        assert await page(client, "nope") == []


async def test_the_logs_can_be_searched(tmp_path: Path) -> None:
    async with serving(tmp_path, "2.3", runtime=Printing()) as client:
        await client.post("/api/functions", json={"name": "p", "code": GREET})
        found = await client.get("/api/logs/search?q=CREATED&limit=1")
        assert (found.status_code, found.headers["content-range"]) == (206, "0-0/2")
        assert form(found.json()[0]) in {form(row) for row in captured("/api/logs/search")}
        assert (await client.get("/api/logs/search?q=created&source=function.logs")).json() == []
        assert (await client.get("/api/logs/search")).status_code == 400
        [count] = (await client.get("/api/logs/stats")).json()
        assert (count["source"], count["count"] > 4) == (BACKEND, True)


def test_old_entries_go_first() -> None:
    moment = datetime(2026, 11, 26, tzinfo=UTC)
    ticks = iter(moment + timedelta(milliseconds=number) for number in range(MOST_ENTRIES + 5))
    book = Logbook(lambda: next(ticks))
    for number in range(MOST_ENTRIES + 5):
        book.printed(str(number))
    kept = book.page(OUTPUT, None, None)
    assert (len(kept), kept[0]["eventMessage"]) == (MOST_ENTRIES, "5")
    assert [row["eventMessage"] for row in book.page(OUTPUT, 2, (moment.timestamp() * 1000) + 9)] == ["7", "8"]


async def test_logs_are_for_those_with_a_key(tmp_path: Path) -> None:
    async with serving(tmp_path, "2.3", with_key=False) as client:
        for path in (OUTPUT, BACKEND, "sources", "stats", "search?q=x"):
            assert (await client.get(f"/api/logs/{path}")).status_code == 401
