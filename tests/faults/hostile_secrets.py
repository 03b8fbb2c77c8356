"""Where foreign text is shown among the secrets: keys, values, refusals, and lines that are pasted to be imported."""

from __future__ import annotations

from collections.abc import Sequence

from tests.faults.hostile_harness import HostileHarness
from tests.faults.hostile_list import twin_of
from tests.faults.hostile_server import JsonRow, answer
from tests.faults.hostile_strings import hostile_strings, lines_twin
from tui.app.secrets.import_screen import ImportScreen
from tui.app.secrets.screen import SecretsScreen
from tui.app.shell.questions import QuestionScreen

_LIST = ["#secrets", "#headline", "#value", "#status", "KeyBar"]
_PLAN = ["#planned", "#headline", "#import-outcome", "#status", "KeyBar"]
_MOST_SCREENS = 12


async def secrets(harness: HostileHarness, seed: int, count: int) -> None:
    """Keys and values that a server tells, and why it does not delete one."""
    parts = ("key", "value", "message")
    columns = [hostile_strings(seed, f"secret {part}", count, longest=150, surrogates=False) for part in parts]
    for texts in zip(*columns, strict=True):

        async def show(twin: bool, texts: Sequence[str] = texts) -> None:
            key, value, _ = map(twin_of(twin), texts)
            await _to_the_secrets(harness)
            told: JsonRow = {"key": key, "isActive": True, "isReserved": False, "updatedAt": "2026-11-20T12:00:00Z"}
            harness.server.instead["SECRETS"] = answer({"secrets": [told]})
            harness.server.instead["SECRET"] = answer({"key": key, "value": value})
            await harness.press("r")

        await harness.look("secrets: key", texts[:1], show, _LIST, literal=False)
        await harness.press("v")
        harness.glance("secrets: value", texts[1:2])
        await harness.press("v", "f4")
        harness.glance("secrets: in full", texts[:1])
        await harness.press("escape", "e")
        harness.glance("secrets: the form", texts[:1])
        await harness.press("escape")
        harness.server.instead["DELETE"] = answer({"error": "CODE", "message": texts[2], "nextActions": texts[2]}, 400)
        await harness.press("X")
        if isinstance(harness.app.screen, QuestionScreen):
            harness.glance("secrets: asked about", texts[:1])
            await harness.press("2")
            harness.glance("secrets: not deleted", texts)
        refused = answer({"error": "CODE", "message": texts[2]}, 500)
        harness.server.instead["SECRETS"] = refused
        await harness.press("r")
        harness.glance("secrets: can't be had", texts[2:])
    await _home(harness)


async def imported(harness: HostileHarness, seed: int, count: int) -> None:
    """Lines of a file, pasted to be imported, and the path of one that is not there."""
    for text in hostile_strings(seed, "imported", count, longest=150, surrogates=False):

        async def show(twin: bool, text: str = text) -> None:
            shown = twin_of(twin, lines_twin)(text)
            await _to_the_secrets(harness)
            harness.server.instead["SECRETS"] = answer({"secrets": []})
            await harness.press("r", "i")
            await harness.paste(f"{shown}\nKEY={shown}\n{shown}=1\n")
            await harness.press("enter")

        await show(False)
        harness.glance("import: what is planned", [text])
        if isinstance(harness.app.screen, ImportScreen):
            await harness.look("import: lines", [text], show, _PLAN, literal=False)
        await _to_the_secrets(harness)
        await harness.press("i")
        await harness.paste(" ".join(text.split()).replace("=", " "))
        await harness.press("enter")
        harness.glance("import: why a file can't be read", [text])
    await _home(harness)


async def _to_the_secrets(harness: HostileHarness) -> None:
    harness.server.instead.pop("DELETE", None)
    for _ in range(_MOST_SCREENS):
        if isinstance(harness.app.screen, SecretsScreen):
            return
        await harness.press("4" if len(harness.app.screen_stack) == 1 else "escape")
        if isinstance(harness.app.screen, QuestionScreen):
            await harness.press("escape")
    raise AssertionError(f"there is no way to the secrets:\n{chr(10).join(harness.recording.text())}")


async def _home(harness: HostileHarness) -> None:
    await _to_the_secrets(harness)
    await harness.press("1")
    harness.server.instead.clear()
