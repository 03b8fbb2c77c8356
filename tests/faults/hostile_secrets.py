"""Where foreign text is shown of secrets: keys and expiries, a value that is revealed, lines to import, refusals."""

from __future__ import annotations

from collections.abc import Sequence

from tests.faults.hostile_list import twin_of
from tests.faults.hostile_server import JsonRow, answer
from tests.faults.hostile_stage import Stage
from tests.faults.hostile_strings import hostile_strings, label_twin, lines_twin
from tui.app.secrets.screen import SecretsScreen

_WITHIN = ["RowTable", "#headline", "#value", "#secrets-report", "#filter", "#status", "KeyBar"]


async def _back(stage: Stage) -> None:
    """To the list of functions, whatever is on top."""
    for _ in range(6):
        if len(stage.app.screen_stack) > 1 and not isinstance(stage.app.screen, SecretsScreen):
            await stage.press("escape")
    await stage.press("escape", "1")


def _secret(key: str, expires: str | None = None, *, on: bool = True) -> JsonRow:
    return {"id": key, "key": key, "isActive": on, "isReserved": False, "expiresAt": expires, "updatedAt": expires}


async def listed(stage: Stage, seed: int, count: int) -> None:
    """Keys and expiries nobody would make, in the list and in full; a value that is shown; why there is no list."""
    parts = ("key", "expiry", "value")
    columns = [hostile_strings(seed, f"secret {part}", count, longest=150, surrogates=False) for part in parts]
    for texts in zip(*columns, strict=True):

        async def show(twin: bool, texts: Sequence[str] = texts) -> None:
            key, expires, _ = map(twin_of(twin), texts)
            await _back(stage)
            stage.server.instead["SECRETS"] = answer({"secrets": [_secret(key, expires), _secret(f"Z{key}")]})
            await stage.press("4", "r")

        async def show_value(twin: bool, texts: Sequence[str] = texts) -> None:
            await _back(stage)
            stage.server.instead["SECRETS"] = answer({"secrets": [_secret("A_KEY")]})
            value = twin_of(twin, lines_twin)(texts[2])
            stage.server.instead["SECRET"] = answer({"key": "A_KEY", "value": value})
            await stage.press("4", "r", "v")

        async def show_failure(twin: bool, texts: Sequence[str] = texts) -> None:
            await _back(stage)
            told = {"error": "INTERNAL_ERROR", "message": twin_of(twin, label_twin)(texts[0])}
            stage.server.instead["SECRETS"] = answer(told, 500)
            await stage.press("4", "r")

        await stage.look("secrets: key", [texts[0]], show, _WITHIN, places=("secrets: expiry",), literal=False)
        for key in ("f4", "e", "X"):
            await stage.press(key)
            stage.glance(f"secrets: {key}", texts)
            await stage.press("escape")
        # Not compared with a twin: a value is wrapped where its own words end.
        await show_value(False)
        stage.glance("secrets: value", [texts[2]])
        await stage.look("secrets: failed", [texts[0]], show_failure, _WITHIN, literal=False)
    await _back(stage)
    stage.server.instead.clear()


async def imported(stage: Stage, seed: int, count: int) -> None:
    """Lines that are pasted, as what would be sent."""
    for text in hostile_strings(seed, "import", count, longest=150, surrogates=False):

        async def show(twin: bool, text: str = text) -> None:
            await _back(stage)
            stage.server.instead["SECRETS"] = answer({"secrets": []})
            await stage.press("4", "i")
            await stage.paste(f"{twin_of(twin, lines_twin)(text)}=1")
            await stage.press("enter")

        await show(False)
        stage.glance("import: pasted", [text])
    await _back(stage)
    stage.server.instead.clear()
