"""Where foreign text is shown of who did what: the rows of the audit trail, and what they changed."""

from __future__ import annotations

from datetime import timedelta

from tests.faults.hostile_list import twin_of
from tests.faults.hostile_server import JsonRow, answer
from tests.faults.hostile_stage import Stage
from tests.faults.hostile_strings import hostile_strings
from tests.stage import NOW
from tui.app.audit.screen import AuditScreen
from tui.app.shell.screen import Dialog

_WITHIN = ["RowTable", "#headline", "#filter", "#status", "#audit-report"]
_COMPARED = ["#headline", "#fields", "#titles", "#choices", "VersionsView"]


async def _back(stage: Stage) -> None:
    """To the list, without a filter."""
    while isinstance(stage.app.screen, Dialog):
        await stage.press("escape")
    if isinstance(stage.app.screen, AuditScreen):
        await stage.press("escape", "1")


def _row(number: int, action: str, actor: str, details: JsonRow, module: str = "FUNCTIONS") -> JsonRow:
    at = (NOW - timedelta(minutes=number)).isoformat()
    made: JsonRow = {"id": f"{number} {actor}", "actor": actor, "action": action, "module": module}
    return made | {"details": details, "createdAt": at}


async def rows(stage: Stage, seed: int, count: int) -> None:
    """Who, what and to what: people, slugs, keys, actions and modules nobody knows, when a secret expires."""
    columns = [hostile_strings(seed, f"audit {name}", count) for name in ("actor", "slug", "key", "action", "module")]
    for texts in zip(*columns, strict=True):

        async def show(twin: bool, texts: tuple[str, ...] = texts, *keys: str) -> None:
            of = twin_of(twin)
            actor, slug, key, action, module = map(of, texts)
            await _back(stage)
            stage.server.trail = [
                _row(1, "UPDATE_SECRET", "ada", {"key": key, "updates": {"expiresAt": actor}}, "SECRETS"),
                _row(2, "UPDATE_FUNCTION", actor, {"slug": f"s{slug}", "changes": {"name": key, "code": "x"}}),
                _row(3, action, "ada", {"key": "k"}, module),
            ]
            await stage.press("6", "R", *keys)

        async def show_in_full(twin: bool, texts: tuple[str, ...] = texts) -> None:
            await show(twin, texts, "f4")

        async def show_filtered(twin: bool, texts: tuple[str, ...] = texts) -> None:
            await show(twin, texts, "down", "b", "l")

        others = tuple(f"audit: {name}" for name in ("slug", "key", "action", "module"))
        await stage.look("audit: actor", [texts[0]], show, _WITHIN, places=others, literal=False)
        await stage.look("audit, in full: key", [texts[2]], show_in_full, ["VerticalScroll"], literal=False)
        await stage.look("audit, filtered by who and what", [texts[0]], show_filtered, _WITHIN, literal=False)
    await _back(stage)
    for text in columns[0]:

        async def paste(twin: bool, text: str = text) -> None:
            await _back(stage)
            await stage.press("6", "slash")
            await stage.paste(twin_of(twin)(text))

        await stage.look("pasted: filter of the audit trail", [text], paste, _WITHIN, literal=False)
    await _back(stage)


async def changes(stage: Stage, seed: int, count: int) -> None:
    """What a row changed, beside what was before it; and why that can't be had, in the server's words."""
    columns = [hostile_strings(seed, f"audit change {name}", count) for name in ("actor", "name")]
    for texts in zip(*columns, strict=True):

        async def show(twin: bool, texts: tuple[str, ...] = texts) -> None:
            actor, name = map(twin_of(twin), texts)
            await _back(stage)
            stage.server.instead.pop("TRAIL", None)
            whole: JsonRow = {"name": name, "description": name, "status": "active", "code": "1\n"}
            stage.server.trail = [
                _row(1, "UPDATE_FUNCTION", actor, {"slug": "greet", "changes": {"code": "2\n"}}),
                _row(2, "UPDATE_FUNCTION", actor, {"slug": "greet", "changes": whole}),
            ]
            await stage.press("6", "R", "enter")

        async def show_failure(twin: bool, texts: tuple[str, ...] = texts) -> None:
            await _back(stage)
            said = twin_of(twin)(texts[0])
            stage.server.instead["TRAIL"] = answer({"error": "INTERNAL_ERROR", "message": said}, 500)
            await stage.press("6", "R", "enter")

        await stage.look("audit: compared", [texts[0]], show, _COMPARED, places=("audit: name",), literal=False)
        await stage.look("audit: failed", [texts[0]], show_failure, _WITHIN, literal=False)
    stage.server.instead.pop("TRAIL", None)
    await _back(stage)
