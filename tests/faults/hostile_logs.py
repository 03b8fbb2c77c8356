"""Where foreign text is shown of what a server logged: the logs and the calls, a deployment, what others change."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import timedelta

from textual.widgets import Input

from tests.console_fixture import NOW
from tests.faults.hostile_harness import HostileHarness
from tests.faults.hostile_list import chunks, twin_of
from tests.faults.hostile_server import JsonRow, answer, row
from tests.faults.hostile_strings import hostile_strings, lines_twin, some_of
from tui.app.logs.screen import LogsScreen
from tui.flows.connect import Target, normalise_url
from tui.model.secret import Secret

_LINES = 8
_SOURCES = 5
_LOG = ["LogLines", "#headline", "#log-report", "#status", "Field"]
_COUNTED = ["RowTable", "#headline", "OutcomePanel", "#status", "Field"]
_DEPLOYMENT = ["RowTable", "#headline", "#where", "OutcomePanel", "#said"]
_MOST_SCREENS = 12


async def _to_the_list(harness: HostileHarness) -> None:
    await harness.press("1")
    for _ in range(_MOST_SCREENS):
        if len(harness.app.screen_stack) == 1:
            return
        await harness.press("escape")
    raise AssertionError(f"there is no way back from this:\n{chr(10).join(harness.recording.text())}")


async def _in_logs(harness: HostileHarness, *keys: str) -> None:
    """Press keys there: a way out of a box or a dialog that did not open led out of it."""
    if not isinstance(harness.app.screen, LogsScreen):
        await harness.press("3")
    await harness.press(*keys)


async def _paste_into_box(harness: HostileHarness, place: str, text: str) -> None:
    for box in harness.app.screen.query("#ask").results(Input):
        box.value = ""
        await harness.paste(text)
        await harness.press("enter")
        harness.glance(place, [text])
        await harness.press("escape")


def _entry(number: int, message: str, **about: object) -> JsonRow:
    """An entry; the greater its number the older it is."""
    at = (NOW - timedelta(seconds=number)).isoformat(timespec="milliseconds")
    level = about.pop("level", "info")
    return {"timestamp": at, "eventMessage": message, "body": {"level": level, "id": str(number), "metadata": about}}


async def logs(harness: HostileHarness, seed: int, count: int) -> None:
    """Messages, levels, slugs and whatever else is logged with them, in each log; one in full; what is looked for."""
    columns = [hostile_strings(seed, f"logs {part}", count, longest=200) for part in ("message", "level", "slug")]
    for part in chunks(list(zip(*columns, strict=True)), _LINES):

        async def show(twin: bool, part: Sequence[tuple[str, str, str]] = part) -> None:
            of = twin_of(twin, lines_twin)
            lines: list[JsonRow] = []
            for number, (message, level, slug) in enumerate(part):
                more = {
                    of(slug)[:60]: of(level),
                    "slug": of(slug),
                    "path": f"/functions/{of(slug)}",
                    "status": of(level),
                }
                said = f"[{of(slug)}] {of(message)}" if number % 2 else of(message)
                lines.append(_entry(number, said, level=of(level), **more))
            harness.server.instead["LOGS"] = answer({"logs": lines[::-1], "total": len(lines)})
            await _to_the_list(harness)
            harness.server.functions = [row(1, "echo")]
            await harness.press("r", "3", "r")

        messages = [message for message, _, _ in part]
        places = ("logs: level", "logs: slug")
        await harness.look("logs: message", messages, show, _LOG, places=places)
        for _ in range(_SOURCES):
            await harness.press("s", "r")
            harness.glance("logs: message, of each log", messages)
        await harness.press("f4")
        harness.glance("logs: in full", messages)
        await harness.press("escape")
        await _in_logs(harness, "w", "up", "home")
        harness.glance("logs: not wrapped", messages)
        await _in_logs(harness, "w", "slash")
        await harness.paste(messages[0])
        harness.glance("pasted: filter of the logs", messages[:1])
        await harness.press("enter", "slash", "escape")
        await _in_logs(harness, "e")
        await _paste_into_box(harness, "pasted: file for the logs", f"/nowhere/{messages[-1]}")
        await _in_logs(harness, "ctrl+g")
        await _paste_into_box(harness, "pasted: time to go to in the logs", messages[0])
    await _to_the_list(harness)
    harness.server.instead.clear()


async def log_errors(harness: HostileHarness, seed: int, count: int) -> None:
    """Why a log, the calls or a deployment can't be had, in the server's words."""
    refusals = (("refused", 400), ("broken", 500), ("not allowed", 403))
    for number, message in enumerate(hostile_strings(seed, "log error", count, longest=120)):
        for at, (key, of_what) in enumerate((("3", "logs"), ("2", "calls"), ("B", "deployment"))):
            for place, status in some_of(refusals, number + at, count):

                async def show(twin: bool, message: str = message, status: int = status, key: str = key) -> None:
                    of = twin_of(twin)
                    told = answer({"error": "CODE", "message": of(message), "nextActions": of(message)}, status)
                    harness.server.instead["LOGS"] = harness.server.instead["BUILD"] = told
                    await _to_the_list(harness)
                    harness.server.functions = [row(1, "echo")]
                    await harness.press("r", key, "r")

                within = [*_LOG, *_COUNTED, *_DEPLOYMENT]
                await harness.look(f"{of_what}: {place}", [message], show, within, literal=False)
    await _to_the_list(harness)
    harness.server.instead.clear()


async def calls(harness: HostileHarness, seed: int, count: int) -> None:
    """Calls in the backend's log: their slugs, paths, methods, agents; and what is looked for among them."""
    columns = [hostile_strings(seed, f"called {part}", count, longest=120) for part in ("slug", "method", "agent")]
    for part in chunks(list(zip(*columns, strict=True)), _LINES):

        async def show(twin: bool, part: Sequence[tuple[str, str, str]] = part) -> None:
            of = twin_of(twin)
            lines = [
                _entry(
                    number,
                    f"{of(method)} /functions/s{of(slug)} 500 5ms - {of(agent)}",
                    method=of(method),
                    path=f"/functions/s{number}/{of(slug)}" if number % 2 else f"/functions/{of(slug)}",
                    status=of(agent) if number % 3 else 500,
                    duration=of(method) if number % 5 == 4 else "5ms",
                    userAgent=of(agent),
                    ip=of(agent),
                )
                for number, (slug, method, agent) in enumerate(part)
            ]
            harness.server.instead["LOGS"] = answer({"logs": lines[::-1], "total": len(lines)})
            await _to_the_list(harness)
            harness.server.functions = [row(1, "s1")]
            await harness.press("r", "2", "r")

        slugs = [slug for slug, _, _ in part]
        places = ("calls: method", "calls: agent")
        await harness.look("calls: slug", slugs, show, _COUNTED, places=places, literal=False)
        await harness.press("f4")
        harness.glance("calls: in full", slugs)
        await harness.press("escape", "slash")
        await harness.paste(slugs[0])
        harness.glance("pasted: filter of the calls", slugs[:1])
        await harness.press("enter", "slash", "escape")
    await _to_the_list(harness)
    harness.server.instead.clear()


async def deployment(harness: HostileHarness, seed: int, count: int) -> None:
    """A cloud project's last deployment: its id, status, address, the lines of its log, and a line that is gone to."""
    parts = ("line", "level", "id", "slug", "host")
    columns = [hostile_strings(seed, f"deployment {part}", count, longest=150) for part in parts]
    statuses = ("failed", "success", "")
    for number, part in enumerate(chunks(list(zip(*columns, strict=True)), _LINES)):
        for status in some_of(statuses, number + len(statuses) - 1, count):

            async def show(twin: bool, part: Sequence[tuple[str, ...]] = part, status: str = status) -> None:
                of = twin_of(twin)
                first = part[0]
                logs: list[object] = [
                    {
                        "level": of(level),
                        "message": f"{of(line)}\n at {of(line)} (file:///src/functions/{of(slug)}.ts:14:7)",
                    }
                    for line, level, _, slug, _ in part
                ]
                logs += [of(line) for line, *_ in part]
                about = {"deploymentId": of(first[2]), "status": status or of(first[1]), "createdAt": NOW.isoformat()}
                harness.server.instead["BUILD"] = answer({**about, "logs": logs})
                harness.server.functions = [row(n, f"s{of(slug)}") for n, (*_, slug, _) in enumerate(part)]
                harness.server.host = f"https://{of(first[4])}.example"
                await _to_the_list(harness)
                await harness.press("r", "B")

            lines = [line for line, *_ in part]
            places = ("deployment: level", "deployment: id", "deployment: slug", "deployment: address")
            await harness.look("deployment: line", lines, show, _DEPLOYMENT, places=places, literal=False)
            await harness.press("f4")
            harness.glance("deployment: in full", lines)
            await harness.press("escape", "home", "enter")
            harness.glance("deployment: gone to a place", lines)
    await _to_the_list(harness)
    harness.server.instead.clear()
    harness.server.host = ""


async def told_changes(harness: HostileHarness, seed: int, count: int) -> None:
    """What a server tells of changes by itself: kinds, names and slugs, of a function that is in the list."""
    for slug in hostile_strings(seed, "told", count):

        async def show(twin: bool, slug: str = slug) -> None:
            of = twin_of(twin)
            told: list[object] = [
                {"type": "ready"},
                {"type": of(slug), "resource": of(slug), "data": of(slug)},
                {"type": "data-update", "resource": of(slug), "data": {"slug": of(slug)}},
                {"type": "data-update", "resource": "functions", "data": {"slug": of(slug)}},
                {"type": "data-update", "resource": "functions", "data": {"slug": f"s{of(slug)}"}},
            ]
            words = "".join(f"event: {json.dumps(of(slug))}\ndata: {json.dumps(each)}\n\n" for each in told)
            harness.server.instead["EVENTS"] = answer(words.encode(), headers={"content-type": "text/event-stream"})
            harness.server.functions = [row(1, f"s{of(slug)}", name=of(slug), status=of(slug))]
            harness.server.opened = harness.server.functions[0]
            target = Target(normalise_url(harness.server.url), Secret("ik_x"), "INSFORGE_URL", "INSFORGE_API_KEY")
            await harness.app.connection.connect(target)

        within = ["RowTable", "#preview", "#status", "#list-report", "#header"]
        await harness.look("told: slug", [slug], show, within)
    harness.server.instead.clear()
