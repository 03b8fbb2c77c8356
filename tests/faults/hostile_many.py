"""Where foreign text is shown when many functions are acted on at once, and in the view of calls."""

from __future__ import annotations

import itertools
from datetime import timedelta

from tests.console_fixture import NOW
from tests.faults.hostile_harness import HostileHarness
from tests.faults.hostile_list import twin_of
from tests.faults.hostile_server import answer, row
from tests.faults.hostile_strings import hostile_strings
from tui.app.bulk.screen import BulkScreen
from tui.app.calls.screen import CallsScreen
from tui.app.shell.screen import Dialog


async def _back(harness: HostileHarness) -> None:
    """To the list, from wherever the string before was shown."""
    while isinstance(harness.app.screen, Dialog | BulkScreen):
        await harness.press("escape")
    if isinstance(harness.app.screen, CallsScreen):
        await harness.press("1")


async def results(harness: HostileHarness, seed: int, count: int) -> None:
    """A slug and what the server says of it, in a row, in the status line and in full."""
    columns = [hostile_strings(seed, f"bulk {column}", count) for column in ("slug", "message")]
    for slug, message in zip(*columns, strict=True):

        async def show(twin: bool, texts: tuple[str, str] = (slug, message), key: str = "") -> None:
            slug, message = (twin_of(twin)(text) for text in texts)
            await _back(harness)
            harness.server.functions = [row(1, f"s{slug}", status="draft")]
            harness.server.instead["PUT"] = answer({"error": "INVALID_INPUT", "message": message}, 400)
            await harness.press("r", "a", "1", *([key] if key else []))

        async def show_in_full(twin: bool, texts: tuple[str, str] = (slug, message)) -> None:
            await show(twin, texts, "f4")

        within, in_full = ["RowTable", "#bulk-outcome", "#status"], ("bulk, in full: refusal",)
        await harness.look("bulk: slug", [slug], show, within, places=("bulk: refusal",))
        await harness.look("bulk, in full: slug", [slug], show_in_full, ["VerticalScroll"], places=in_full)
    await _back(harness)


async def questions(harness: HostileHarness, seed: int, count: int) -> None:
    """Slugs in the question what to do, and in the one whether to delete."""
    for slug in hostile_strings(seed, "bulk question", count):

        async def show(twin: bool, slug: str = slug, *keys: str) -> None:
            await _back(harness)
            harness.server.functions = [row(1, f"s{twin_of(twin)(slug)}"), row(2, "other")]
            await harness.press("r", "escape", "asterisk", "a", *keys)

        async def show_deletion(twin: bool, slug: str = slug) -> None:
            await show(twin, slug, "4")

        within = ["RowTable", "#told", "#choices", "#status", "#preview"]
        await harness.look("bulk: question", [slug], show, within)
        await harness.look(
            "bulk: deletion", [slug], show_deletion, ["RowTable", "#told", "Field", "#why-not", "#status"]
        )
    await _back(harness)


async def calls(harness: HostileHarness, seed: int, count: int) -> None:
    """The method of a call, and the time it took, in full: the rest of a line is numbers and a slug."""
    columns = [hostile_strings(seed, f"calls {column}", count) for column in ("method", "message")]
    shown = itertools.count()
    for method, message in zip(*columns, strict=True):

        async def show(twin: bool, texts: tuple[str, str] = (method, message)) -> None:
            method, message = (twin_of(twin)(text) for text in texts)
            # The last call is told: each is later than the one before.
            at = (NOW - timedelta(seconds=3000) + timedelta(milliseconds=100 * next(shown))).isoformat()
            about = {"method": method, "path": "/functions/echo", "status": 500, "duration": "5ms"}
            await _back(harness)
            line = {"timestamp": at, "eventMessage": message, "body": {"metadata": about}}
            harness.server.instead["GET"] = answer({"logs": [line], "total": 1})
            harness.server.functions = [row(1, "echo")]
            await harness.press("2", "r", "f4")

        await harness.look("calls, in full: method", [method], show, ["VerticalScroll"])
    harness.server.instead.pop("GET", None)
    await _back(harness)
