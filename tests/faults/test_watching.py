"""A few edits of a watched folder, cut and refused: folder and server end alike, and no save is told falsely."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from urllib.parse import urlsplit

from tests.faults.failing_proxy import FailingProxy
from tests.faults.watching import edits, watched
from tests.shared_sandbox import SharedSandbox

EDITS = 20
SLUGS = ("watched-one", "watched-two")


def test_a_watched_folder_and_its_server_end_alike(tmp_path: Path, shared_sandbox: SharedSandbox) -> None:
    random = Random(4)
    proxy = FailingProxy(urlsplit(shared_sandbox.process.url).port or 0, random, write_faults=0.5)
    editing = edits(tmp_path / "functions", SLUGS, EDITS, random)
    at, is_whole, is_edited = datetime.now(UTC), True, False

    async def wait(seconds: float) -> None:
        # Between two scans somebody edits, or not; the clock goes faster than that of the wall.
        nonlocal at, is_whole, is_edited
        at += timedelta(seconds=0.3)
        if not is_whole or random.random() < 0.4:
            after = next(editing, "over")
            is_whole, is_edited = after is not None, after == "over"
        await asyncio.sleep(seconds)

    process = shared_sandbox.process
    found = asyncio.run(
        watched(
            process.url,
            process.api_key,
            tmp_path,
            SLUGS,
            proxy,
            wait,
            lambda: is_edited,
            now=lambda: at,
            poll_seconds=0.01,
        )
    )
    assert found.wrong == []
    assert {"limit", "request", "answer"} <= set(proxy.faults), proxy.faults
    assert len(proxy.carried_out) <= EDITS
