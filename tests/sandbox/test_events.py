"""The stream of changes tells what the captured one told, and ends when it has to."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import httpx
import pytest

from tests.conftest import StartSandbox
from tests.sandbox.serving import GREET, serving

CAPTURED = (Path(__file__).parents[1] / "wire" / "events.txt").read_text(encoding="utf-8")


async def test_a_creation_a_change_and_a_deletion_are_told_as_captured(sandbox: StartSandbox) -> None:
    process = await asyncio.to_thread(sandbox, "2.3")
    headers = {"authorization": f"Bearer {process.api_key}"}
    told: list[str] = []
    async with (
        httpx.AsyncClient(base_url=process.url, headers=headers) as listener,
        httpx.AsyncClient(base_url=process.url, headers=headers) as writer,
        listener.stream("GET", "/api/dashboard/events") as stream,
    ):
        assert (stream.status_code, stream.headers["content-type"]) == (200, "text/event-stream")
        assert stream.headers["cache-control"] == "no-cache, no-transform"
        lines = (line async for line in stream.aiter_lines() if line)
        told.append(await anext(lines))
        for method, path, body in (
            ("POST", "", {"name": "sse", "code": GREET}),
            ("PUT", "/sse", {"name": "other"}),
            ("DELETE", "/sse", None),
        ):
            assert (await writer.request(method, f"/api/functions{path}", json=body)).is_success
            told.append(await anext(lines))
        assert told == re.findall(r"^data: .*$", CAPTURED, re.MULTILINE)
        # Refused writes change nothing; the stream ends when it is dropped, and with the server.
        await writer.put("/api/functions/nope", json={"name": "x"})
        await writer.post("/sandbox/drop-events")
        assert [line async for line in lines] == []
        async with listener.stream("GET", "/api/dashboard/events") as again:
            ended = asyncio.ensure_future(again.aread())
            await asyncio.to_thread(process.stop)
            assert await ended == b'data: {"type":"ready"}\n\n'


@pytest.mark.parametrize("dialect", ["documented", "2.1"])
async def test_older_servers_do_not_tell(dialect: str, tmp_path: Path) -> None:
    async with serving(tmp_path, dialect) as client:
        assert (await client.get("/api/dashboard/events")).status_code == 404


async def test_a_stranger_is_told_nothing(tmp_path: Path) -> None:
    async with serving(tmp_path, "2.3", with_key=False) as client:
        assert (await client.get("/api/dashboard/events")).status_code == 401
