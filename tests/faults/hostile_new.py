"""Where foreign text is shown when a function is created, copied and deleted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

from tests.console_fixture import NOW
from tests.faults.hostile_harness import HostileHarness
from tests.faults.hostile_list import twin_of
from tests.faults.hostile_server import JsonRow, answer, row
from tests.faults.hostile_strings import hostile_strings, label_twin, lines_twin, some_of
from tui.app.create.screen import CreateScreen
from tui.app.functions.delete_dialog import DeleteDialog
from tui.app.shell.questions import QuestionScreen
from tui.app.widgets.choice_list import ChoiceList

_DIALOG = ["VerticalScroll", "Field", "#told", "#why-not", "ChoiceList", "#status", "KeyBar"]
_LIST = ["#body", "#status", "KeyBar"]
_MOST_SCREENS = 12


async def _to_the_list(harness: HostileHarness) -> None:
    for _ in range(_MOST_SCREENS):
        if len(harness.app.screen_stack) == 1:
            return
        await harness.press("escape")
    raise AssertionError(f"there is no way back from this:\n{chr(10).join(harness.recording.text())}")


async def created(harness: HostileHarness, seed: int, count: int) -> None:
    """What is pasted into the boxes of a new function, and a path that no file has."""
    columns = [
        hostile_strings(seed, f"create {part}", count, longest=150) for part in ("name", "slug", "about", "file")
    ]
    for texts in zip(*columns, strict=True):

        async def show(twin: bool, texts: Sequence[str] = texts) -> None:
            of = twin_of(twin, lines_twin)
            await _to_the_list(harness)
            harness.server.functions = [row(1, "echo")]
            await harness.press("r", "n")
            assert isinstance(harness.app.screen, CreateScreen)
            for place, text in zip(("#name", "#slug", "#about", "#file"), map(of, texts), strict=True):
                harness.app.screen.set_focus(harness.input(place))
                await harness.paste(text)

        places = ("pasted: new function's slug", "pasted: new function's description", "pasted: new function's file")
        await harness.look("pasted: new function's name", texts[:1], show, _DIALOG, places=places, literal=False)
        await harness.press("enter")
        harness.glance("create: what is wrong with it", texts)
        if isinstance(harness.app.screen, CreateScreen):
            screen = harness.app.screen
            harness.input("#slug").value = "a-slug"
            harness.input("#name").value = "A name"
            choices = screen.query_one("#beginning", ChoiceList)
            screen.set_focus(choices)
            await harness.press(*["down"] * 12)
            screen.set_focus(harness.input("#file"))
            harness.input("#file").value = ""
            await harness.paste(str(Path("/nowhere") / texts[3]) if "\0" not in texts[3] else texts[3])
            await harness.press("enter")
            harness.glance("create: why a file can't be read", texts[3:])
    await _leave(harness)


async def copied(harness: HostileHarness, seed: int, count: int) -> None:
    """A copy of a function that somebody else named."""
    parts = ("slug", "name", "description")
    columns = [hostile_strings(seed, f"copy {part}", count, longest=150, surrogates=False) for part in parts]
    for texts in zip(*columns, strict=True):

        async def show(twin: bool, texts: Sequence[str] = texts) -> None:
            slug, name, description = (twin_of(twin)(text) for text in texts)
            await _leave(harness)
            harness.server.opened = row(1, f"s{slug}", name=name, description=description, code=description)
            harness.server.functions = [harness.server.opened]
            await harness.press("r", "D")

        places = ("copy: name", "copy: description")
        await harness.look("copy: slug", texts[:1], show, _DIALOG, places=places, literal=False)
        await harness.press("enter")
        harness.glance("copy: opened or refused", texts)
    await _leave(harness)


async def _leave(harness: HostileHarness) -> None:
    """To the list; what is unsaved in an editor is thrown away."""
    for _ in range(_MOST_SCREENS):
        if len(harness.app.screen_stack) == 1:
            return
        await harness.press("escape")
        if isinstance(harness.app.screen, QuestionScreen):
            await harness.press("2")
    raise AssertionError(f"there is no way back from this:\n{chr(10).join(harness.recording.text())}")


async def deleted(harness: HostileHarness, seed: int, count: int) -> None:
    """What is lost with a function, and why it was not deleted."""
    parts = ("slug", "name", "schedule", "message")
    columns = [hostile_strings(seed, f"delete {part}", count, longest=150, surrogates=False) for part in parts]
    for number, texts in enumerate(zip(*columns, strict=True)):
        status = ("draft", "active", texts[1])[number % 3]

        async def show(twin: bool, texts: Sequence[str] = texts, status: str = status) -> None:
            of = twin_of(twin)
            slug, name, schedule, _ = map(of, texts)
            await _to_the_list(harness)
            harness.server.instead.clear()
            harness.server.opened = row(1, f"s{slug}", name=name, status=of(status), code=name)
            harness.server.functions = [harness.server.opened]
            # Encoded: of a URL's line breaks nothing is left, and it would be a schedule of no function here.
            url = f"http://x/functions/{quote(f's{slug}', safe='')}"
            planned: JsonRow = {"id": schedule, "name": schedule, "functionUrl": url}
            planned |= {"cronSchedule": schedule, "isActive": True, "httpMethod": schedule}
            harness.server.instead["SCHEDULES"] = answer([planned])
            at = (NOW - timedelta(minutes=5)).isoformat()
            about = {"method": schedule, "path": f"/functions/s{slug}", "status": schedule}
            line = {"timestamp": at, "eventMessage": schedule, "body": {"metadata": about}}
            harness.server.instead["LOGS"] = answer({"logs": [line], "total": 1})
            await harness.press("r", "X")

        places = ("delete: name", "delete: schedule", "delete: status")
        await harness.look("delete: slug", texts[:1], show, _DIALOG, places=places, literal=False)
        if not isinstance(harness.app.screen, DeleteDialog):
            continue
        for kind, status_code in some_of((("refused", 400), ("not allowed", 403)), number, count):

            async def act(twin: bool, texts: Sequence[str] = texts, status_code: int = status_code) -> None:
                await show(twin, texts, "draft")
                message = twin_of(twin)(texts[3])
                told = {"error": "CODE", "message": message, "nextActions": message}
                harness.server.instead["DELETE"] = answer(told, status_code)
                await harness.press("y")

            await harness.look(f"deletion: {kind}", texts[3:], act, _LIST, literal=False)
            await harness.press("f4")
            harness.glance(f"deletion, in full: {kind}", texts)
    await _to_the_list(harness)
    harness.server.instead.clear()


async def put_back(harness: HostileHarness, seed: int, count: int) -> None:
    """Why a function that was deleted is not put back, and what is said where the answers are lost."""
    parts = ("slug", "name", "message")
    columns = [hostile_strings(seed, f"put back {part}", count, longest=150, surrogates=False) for part in parts]
    refusals = (("refused", 400), ("taken", 409), ("not allowed", 403))
    for number, texts in enumerate(zip(*columns, strict=True)):

        async def deleted(
            twin: bool, texts: Sequence[str] = texts, *, is_lost: bool = False, stays: bool = False
        ) -> None:
            slug, name, message = map(twin_of(twin), texts)
            await _to_the_list(harness)
            harness.server.instead.clear()
            harness.server.opened = row(1, f"s{slug}", name=name, status="draft", code=name)
            harness.server.functions = [harness.server.opened]
            await harness.press("r", "X")
            harness.server.instead["DELETE"] = _broken(message) if is_lost else answer({"message": message})
            if not stays:
                harness.server.functions = []
            if isinstance(harness.app.screen, DeleteDialog):
                await harness.press("y")

        for is_there in some_of((False, True), number, count):

            async def lose(twin: bool, is_there: bool = is_there) -> None:
                await deleted(twin, is_lost=True, stays=is_there)

            what = "it is there" if is_there else "it is gone"
            await harness.look(f"deletion: the answer is lost, {what}", texts[2:], lose, _LIST, literal=False)
        for kind, status in (*some_of(refusals, number, count), ("lost", 0)):
            # What stands around the sentence is as it is around that of a lost deletion: it is not held against a twin.
            await deleted(twin=False)
            harness.glance("deletion: done", texts[:1])
            told = {"error": "ALREADY_EXISTS" if status == 409 else "CODE", "message": texts[2]}
            harness.server.instead["POST"] = answer(told, status) if status else _broken(texts[2])
            await harness.press("u")
            harness.glance(f"put back: {kind}", texts[2:])
            await harness.press("f4")
            harness.glance(f"put back, in full: {kind}", texts)
    await _to_the_list(harness)
    harness.server.instead.clear()


def _broken(text: str) -> bytes:
    """An answer that is none: what it says stands in the error."""
    line = " ".join(text.splitlines()).encode("utf-8", "replace")
    return b"HTTP/1.1 " + line + b"\r\n\r\n"


async def scheduled(harness: HostileHarness, seed: int, count: int) -> None:
    """Schedules whose every text is hostile: in the list, in full, and in the form."""
    parts = ("name", "url", "cron", "header")
    columns = [hostile_strings(seed, f"scheduled {part}", count, longest=150, surrogates=False) for part in parts]
    for texts in zip(*columns, strict=True):

        async def show(twin: bool, texts: Sequence[str] = texts) -> None:
            name, url, cron, header = map(twin_of(twin), texts)
            await harness.press("1")
            await _to_the_list(harness)
            planned: JsonRow = {"id": name, "name": name, "functionUrl": url, "cronSchedule": cron}
            planned |= {"isActive": True, "httpMethod": header, "headers": {header: header}, "body": {"a": header}}
            harness.server.instead["SCHEDULES"] = answer([planned])
            await harness.press("5", "r")

        await harness.look(
            "schedules", texts[:3], show, ["#scheduled", "#schedules-report", "#status", "KeyBar"], literal=False
        )
        for key in ("f4", "e"):
            await harness.press(key)
            harness.glance(f"schedules: {key}", texts)
            await harness.press("escape")
    await harness.press("1")
    await _to_the_list(harness)
    harness.server.instead.clear()


async def schedules_refused(harness: HostileHarness, seed: int, count: int) -> None:
    """Why neither schedules nor calls of a function are known."""
    for message in hostile_strings(seed, "loss", count, longest=150):

        async def show(twin: bool, message: str = message) -> None:
            told = {"error": "CODE", "message": twin_of(twin, label_twin)(message)}
            await _to_the_list(harness)
            harness.server.instead["SCHEDULES"] = harness.server.instead["LOGS"] = answer(told, 400)
            harness.server.functions = [row(1, "echo", status="draft")]
            await harness.press("r", "X")

        await harness.look("delete: why something is not known", [message], show, _DIALOG, literal=False)
    await _to_the_list(harness)
    harness.server.instead.clear()
