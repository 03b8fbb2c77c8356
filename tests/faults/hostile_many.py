"""Where foreign text is shown when many functions are acted on at once, and in the view of calls."""

from __future__ import annotations

from datetime import timedelta

from tests.faults.hostile_list import twin_of
from tests.faults.hostile_server import answer, row
from tests.faults.hostile_stage import Stage
from tests.faults.hostile_strings import hostile_strings
from tests.stage import NOW
from tui.app.bulk.screen import BulkScreen
from tui.app.calls.screen import CallsScreen
from tui.app.shell.screen import Dialog


async def _back(stage: Stage) -> None:
    """To the list, from wherever the string before was shown."""
    while isinstance(stage.app.screen, Dialog | BulkScreen):
        await stage.press("escape")
    if isinstance(stage.app.screen, CallsScreen):
        await stage.press("1")


async def results(stage: Stage, seed: int, count: int) -> None:
    """A slug and what the server says of it, in a row, in the status line and in full."""
    columns = [hostile_strings(seed, f"bulk {column}", count) for column in ("slug", "message")]
    for slug, message in zip(*columns, strict=True):

        async def show(twin: bool, texts: tuple[str, str] = (slug, message), key: str = "") -> None:
            slug, message = (twin_of(twin)(text) for text in texts)
            await _back(stage)
            stage.server.functions = [row(1, f"s{slug}", status="draft")]
            stage.server.instead["PUT"] = answer({"error": "INVALID_INPUT", "message": message}, 400)
            await stage.press("r", "a", "1", *([key] if key else []))

        async def show_in_full(twin: bool, texts: tuple[str, str] = (slug, message)) -> None:
            await show(twin, texts, "f4")

        within, in_full = ["RowTable", "#bulk-outcome", "#status"], ("bulk, in full: refusal",)
        await stage.look("bulk: slug", [slug], show, within, places=("bulk: refusal",))
        await stage.look("bulk, in full: slug", [slug], show_in_full, ["VerticalScroll"], places=in_full)
    await _back(stage)


async def questions(stage: Stage, seed: int, count: int) -> None:
    """Slugs in the question what to do, and in the one whether to delete."""
    for slug in hostile_strings(seed, "bulk question", count):

        async def show(twin: bool, slug: str = slug, *keys: str) -> None:
            await _back(stage)
            stage.server.functions = [row(1, f"s{twin_of(twin)(slug)}"), row(2, "other")]
            await stage.press("r", "escape", "asterisk", "a", *keys)

        async def show_deletion(twin: bool, slug: str = slug) -> None:
            await show(twin, slug, "4")

        within = ["RowTable", "#told", "#choices", "#status", "#preview"]
        await stage.look("bulk: question", [slug], show, within)
        await stage.look("bulk: deletion", [slug], show_deletion, ["RowTable", "#told", "Field", "#why-not", "#status"])
    await _back(stage)


async def calls(stage: Stage, seed: int, count: int) -> None:
    """The method of a call, and the time it took, in full: the rest of a line is numbers and a slug."""
    columns = [hostile_strings(seed, f"calls {column}", count) for column in ("method", "message")]
    for number, (method, message) in enumerate(zip(*columns, strict=True)):

        async def show(twin: bool, texts: tuple[str, str, int] = (method, message, number)) -> None:
            method, message = (twin_of(twin)(text) for text in texts[:2])
            at = (NOW - timedelta(seconds=1800 - texts[2] / 2 - twin / 4)).isoformat()
            about = {"method": method, "path": "/functions/echo", "status": 500, "duration": "5ms"}
            await _back(stage)
            line = {"timestamp": at, "eventMessage": message, "body": {"metadata": about}}
            stage.server.instead["GET"] = answer({"logs": [line], "total": 1})
            stage.server.functions = [row(1, "echo")]
            await stage.press("2", "r", "f4")

        await stage.look("calls, in full: method", [method], show, ["VerticalScroll"])
    stage.server.instead.pop("GET", None)
    await _back(stage)
