"""Where foreign text is shown among the secrets: keys, values, refusals, and lines that are pasted to be imported."""

from __future__ import annotations

from collections.abc import Sequence

from tests.faults.hostile_list import twin_of
from tests.faults.hostile_server import JsonRow, answer
from tests.faults.hostile_stage import Stage
from tests.faults.hostile_strings import hostile_strings, lines_twin
from tui.app.secrets.import_screen import ImportScreen
from tui.app.secrets.screen import SecretsScreen
from tui.app.shell.questions import QuestionScreen

_LIST = ["#secrets", "#headline", "#value", "#status", "KeyBar"]
_PLAN = ["#planned", "#headline", "#import-outcome", "#status", "KeyBar"]
_MOST_SCREENS = 12


async def secrets(stage: Stage, seed: int, count: int) -> None:
    """Keys and values that a server tells, and why it does not delete one."""
    parts = ("key", "value", "message")
    columns = [hostile_strings(seed, f"secret {part}", count, longest=150, surrogates=False) for part in parts]
    for texts in zip(*columns, strict=True):

        async def show(twin: bool, texts: Sequence[str] = texts) -> None:
            key, value, _ = map(twin_of(twin), texts)
            await _to_the_secrets(stage)
            told: JsonRow = {"key": key, "isActive": True, "isReserved": False, "updatedAt": "2026-11-20T12:00:00Z"}
            stage.server.instead["SECRETS"] = answer({"secrets": [told]})
            stage.server.instead["SECRET"] = answer({"key": key, "value": value})
            await stage.press("r")

        await stage.look("secrets: key", texts[:1], show, _LIST, literal=False)
        await stage.press("v")
        stage.glance("secrets: value", texts[1:2])
        await stage.press("v", "f4")
        stage.glance("secrets: in full", texts[:1])
        await stage.press("escape", "e")
        stage.glance("secrets: the form", texts[:1])
        await stage.press("escape")
        stage.server.instead["DELETE"] = answer({"error": "CODE", "message": texts[2], "nextActions": texts[2]}, 400)
        await stage.press("X")
        if isinstance(stage.app.screen, QuestionScreen):
            stage.glance("secrets: asked about", texts[:1])
            await stage.press("2")
            stage.glance("secrets: not deleted", texts)
        refused = answer({"error": "CODE", "message": texts[2]}, 500)
        stage.server.instead["SECRETS"] = refused
        await stage.press("r")
        stage.glance("secrets: can't be had", texts[2:])
    await _home(stage)


async def imported(stage: Stage, seed: int, count: int) -> None:
    """Lines of a file, pasted to be imported, and the path of one that is not there."""
    for text in hostile_strings(seed, "imported", count, longest=150, surrogates=False):

        async def show(twin: bool, text: str = text) -> None:
            shown = twin_of(twin, lines_twin)(text)
            await _to_the_secrets(stage)
            stage.server.instead["SECRETS"] = answer({"secrets": []})
            await stage.press("r", "i")
            await stage.paste(f"{shown}\nKEY={shown}\n{shown}=1\n")
            await stage.press("enter")

        await show(False)
        stage.glance("import: what is planned", [text])
        if isinstance(stage.app.screen, ImportScreen):
            await stage.look("import: lines", [text], show, _PLAN, literal=False)
        await _to_the_secrets(stage)
        await stage.press("i")
        await stage.paste(" ".join(text.split()).replace("=", " "))
        await stage.press("enter")
        stage.glance("import: why a file can't be read", [text])
    await _home(stage)


async def _to_the_secrets(stage: Stage) -> None:
    stage.server.instead.pop("DELETE", None)
    for _ in range(_MOST_SCREENS):
        if isinstance(stage.app.screen, SecretsScreen):
            return
        await stage.press("4" if len(stage.app.screen_stack) == 1 else "escape")
        if isinstance(stage.app.screen, QuestionScreen):
            await stage.press("escape")
    raise AssertionError(f"there is no way to the secrets:\n{chr(10).join(stage.recording.text())}")


async def _home(stage: Stage) -> None:
    await _to_the_secrets(stage)
    await stage.press("1")
    stage.server.instead.clear()
