"""Where foreign text is shown of who did what: the rows of the audit trail, and what they changed."""

from __future__ import annotations

from datetime import timedelta

from tests.console_fixture import NOW
from tests.faults.hostile_harness import HostileHarness
from tests.faults.hostile_list import twin_of
from tests.faults.hostile_server import JsonRow, answer
from tests.faults.hostile_strings import hostile_strings
from tui.app.audit.screen import AuditScreen
from tui.app.shell.screen import Dialog

_WITHIN = ["RowTable", "#headline", "#filter", "#status", "#audit-report"]
_COMPARED = ["#headline", "#fields", "#titles", "#choices", "VersionsView"]


async def _back(harness: HostileHarness) -> None:
    """To the list, without a filter."""
    while isinstance(harness.app.screen, Dialog):
        await harness.press("escape")
    if isinstance(harness.app.screen, AuditScreen):
        await harness.press("escape", "1")


def _row(number: int, action: str, actor: str, details: JsonRow, module: str = "FUNCTIONS") -> JsonRow:
    at = (NOW - timedelta(minutes=number)).isoformat()
    made: JsonRow = {"id": f"{number} {actor}", "actor": actor, "action": action, "module": module}
    return made | {"details": details, "createdAt": at}


async def rows(harness: HostileHarness, seed: int, count: int) -> None:
    """Who, what and to what: people, slugs, keys, actions and modules nobody knows, when a secret expires."""
    columns = [hostile_strings(seed, f"audit {name}", count) for name in ("actor", "slug", "key", "action", "module")]
    for texts in zip(*columns, strict=True):

        async def show(twin: bool, texts: tuple[str, ...] = texts, *keys: str) -> None:
            of = twin_of(twin)
            actor, slug, key, action, module = map(of, texts)
            await _back(harness)
            harness.server.trail = [
                _row(1, "UPDATE_SECRET", "ada", {"key": key, "updates": {"expiresAt": actor}}, "SECRETS"),
                _row(2, "UPDATE_FUNCTION", actor, {"slug": f"s{slug}", "changes": {"name": key, "code": "x"}}),
                _row(3, action, "ada", {"key": "k"}, module),
            ]
            await harness.press("6", "R", *keys)

        async def show_in_full(twin: bool, texts: tuple[str, ...] = texts) -> None:
            await show(twin, texts, "f4")

        async def show_filtered(twin: bool, texts: tuple[str, ...] = texts) -> None:
            await show(twin, texts, "down", "b", "l")

        others = tuple(f"audit: {name}" for name in ("slug", "key", "action", "module"))
        await harness.look("audit: actor", [texts[0]], show, _WITHIN, places=others, literal=False)
        await harness.look("audit, in full: key", [texts[2]], show_in_full, ["VerticalScroll"], literal=False)
        await harness.look("audit, filtered by who and what", [texts[0]], show_filtered, _WITHIN, literal=False)
    await _back(harness)
    for text in columns[0]:

        async def paste(twin: bool, text: str = text) -> None:
            await _back(harness)
            await harness.press("6", "slash")
            await harness.paste(twin_of(twin)(text))

        await harness.look("pasted: filter of the audit trail", [text], paste, _WITHIN, literal=False)
    await _back(harness)


async def changes(harness: HostileHarness, seed: int, count: int) -> None:
    """What a row changed, beside what was before it; and why that can't be had, in the server's words."""
    columns = [hostile_strings(seed, f"audit change {name}", count) for name in ("actor", "name")]
    for texts in zip(*columns, strict=True):

        async def show(twin: bool, texts: tuple[str, ...] = texts) -> None:
            actor, name = map(twin_of(twin), texts)
            await _back(harness)
            harness.server.instead.pop("TRAIL", None)
            whole: JsonRow = {"name": name, "description": name, "status": "active", "code": "1\n"}
            harness.server.trail = [
                _row(1, "UPDATE_FUNCTION", actor, {"slug": "greet", "changes": {"code": "2\n"}}),
                _row(2, "UPDATE_FUNCTION", actor, {"slug": "greet", "changes": whole}),
            ]
            await harness.press("6", "R", "enter")

        async def show_failure(twin: bool, texts: tuple[str, ...] = texts) -> None:
            await _back(harness)
            said = twin_of(twin)(texts[0])
            harness.server.instead["TRAIL"] = answer({"error": "INTERNAL_ERROR", "message": said}, 500)
            await harness.press("6", "R", "enter")

        await harness.look("audit: compared", [texts[0]], show, _COMPARED, places=("audit: name",), literal=False)
        await harness.look("audit: failed", [texts[0]], show_failure, _WITHIN, literal=False)
    harness.server.instead.pop("TRAIL", None)
    await _back(harness)
