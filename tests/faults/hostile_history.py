"""Where foreign text is shown of what was: a function's history, functions that are gone, and why they can't be had.

And the question that is asked before the environment's key goes to the server of a project file.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from tests.faults.hostile_list import chunks, in_a_url, twin_of, url_twin, whole
from tests.faults.hostile_server import JsonRow, answer, row
from tests.faults.hostile_stage import Stage
from tests.faults.hostile_strings import hostile_strings, label_twin, lines_twin
from tests.stage import NOW
from tui.app.compare.view import VersionsView
from tui.app.shell.pick import PickScreen
from tui.app.shell.questions import QuestionScreen
from tui.app.shell.routes import OpenHistory
from tui.app.widgets.row_table import RowTable
from tui.errors import StorageError
from tui.flows.connect import Target, normalise_url
from tui.model.function import Edited, Function, FunctionSummary
from tui.model.history import CREATED, DELETED, UPDATED, How, KeptFunction, KeptVersion
from tui.model.secret import Secret
from tui.store.history import HistoryStore, NewVersion

_VERSIONS = 14
_GONE = 9
_LEAST_ROWS = 8
_CODE = "const now = 1;\n"
_NOW = Edited("n", "d", "active", _CODE)
_HISTORY = ["RowTable", "#past", "#headline", "#said"]
_COMPARED = ["#headline", "#fields", "#titles", "#choices", "VersionsView"]
_EDITOR = ["#name", "#description", "#status-choice", "#facts", "#code", "#status", "#header", "#outcome"]


class _BrokenStore(HistoryStore):
    """A folder that can't be used, for a reason in whoever's words."""

    def __init__(self, stage: Stage, said: str) -> None:
        super().__init__(stage.home / "history")
        self._error = StorageError(said, said)

    def keep(self, version: NewVersion) -> bool:
        raise self._error

    def versions(self, server: str, slug: str) -> list[KeptVersion]:
        raise self._error

    def functions(self, server: str) -> list[KeptFunction]:
        raise self._error


def _told(number: int, slug: str, actor: str, action: str = UPDATED, **changes: str) -> JsonRow:
    """A row of the audit trail; the greater its number the older it is."""
    at = (NOW - timedelta(minutes=number)).isoformat()
    details: JsonRow = {"slug": slug, "changes": changes, **(changes if action == CREATED else {})}
    made: JsonRow = {"id": f"{number} {actor}", "actor": actor, "action": action, "module": "FUNCTIONS"}
    return made | {"details": details, "createdAt": at}


def _forgotten(stage: Stage) -> HistoryStore:
    """A store in which nothing is kept."""
    folder = stage.home / "history"
    shutil.rmtree(folder, ignore_errors=True)
    store = HistoryStore(folder)
    stage.app.parts.stores.history = store
    return store


def _keep(stage: Stage, store: HistoryStore, slug: str, content: Edited, minutes: float) -> None:
    store.keep(NewVersion(stage.app.connection.server_id, slug, content, NOW - timedelta(minutes=minutes), How.SEEN))


async def _back(stage: Stage) -> None:
    """To the list; what is unsaved in an editor is thrown away."""
    while len(stage.app.screen_stack) > 1:
        await stage.press("escape")
        if isinstance(stage.app.screen, QuestionScreen):
            await stage.press("2")


def _see_rows(
    stage: Stage, place: str, kind: type[RowTable[Any] | VersionsView], least: int, texts: Sequence[str]
) -> None:
    """What a dialog is about must be seen, however long the texts around it are."""
    found = stage.app.screen.query(kind)
    if not found:
        stage.report.note(place, f"{kind.__name__} is not there, but {stage.recording.text()}", texts)
        return
    height = found.first().size.height
    if height < least:
        stage.report.note(place, f"{height} rows are left for {kind.__name__}", texts)


async def history(stage: Stage, seed: int, count: int) -> None:
    """Who changed a function and how, and the versions kept here; one compared, restored in the editor and saved."""
    for part in chunks(hostile_strings(seed, "history", count), _VERSIONS):

        async def show(twin: bool, part: Sequence[str] = part) -> None:
            await _back(stage)
            stage.server.instead.clear()
            of, held, kept = twin_of(twin), twin_of(twin, lines_twin), twin_of(twin, label_twin)
            slug = f"s{of(part[-1])}"
            code = "\n".join(held(whole(text)) for text in part)
            stage.server.trail = [
                # An action nobody knows is not listed, whatever it is called.
                *(_told(number, slug, of(text), text) for number, text in enumerate(part[:2], 1)),
                *(
                    _told(number, slug, of(text), name=of(text), status=of(text), code=f"{number}\n{code}")
                    for number, text in enumerate(part, 3)
                ),
                _told(40, slug, of(part[0]), CREATED, name=of(part[0]), status=of(part[-1])),
            ]
            lines = "\n".join(held(text) for text in part)
            content = Edited(kept(part[0]), kept(part[len(part) // 2]), kept(part[-1]), lines)
            _keep(stage, _forgotten(stage), whole(slug), content, 0.5)
            stage.server.opened = row(0, slug, code=_CODE)
            stage.server.functions = [stage.server.opened]
            await stage.press("r", "h")

        places = ("history: code", "history: name, status and action in the trail")
        await stage.look("history: actor", part, show, _HISTORY, places=places)
        stage.glance("history: slug", part[-1:])
        await stage.press("down")
        stage.glance("history: code of the trail", part)

        async def compared(twin: bool, part: Sequence[str] = part) -> None:
            await show(twin, part)
            await stage.press("enter")

        await stage.look("history: compared", part, compared, _COMPARED)
        _see_rows(stage, "history: compared", VersionsView, _LEAST_ROWS, part)

        async def restored(twin: bool, part: Sequence[str] = part) -> None:
            await compared(twin, part)
            await stage.press("1")

        await stage.look("history: restored", part, restored, _EDITOR)
        await stage.press("ctrl+t")
        stage.glance("history: over the editor", part)
        await stage.press("escape", "ctrl+s")
        stage.glance("history: restored and saved", part)


async def slugs(stage: Stage, seed: int, count: int) -> None:
    """A function's slug above its history and above two versions compared, which differ in name and description."""
    columns = [hostile_strings(seed, f"history {part}", count) for part in ("slug", "name", "description")]
    for slug, name, about in zip(*columns, strict=True):

        async def show(twin: bool, texts: tuple[str, str, str] = (slug, name, about)) -> None:
            while len(stage.app.screen_stack) > 1:
                await stage.press("escape")
            slug, name, about = (twin_of(twin)(text) for text in texts)
            stage.server.trail = [_told(1, f"s{slug}", "a", name=f"m{name}", description=f"m{about}", code="x\n")]
            stage.app.parts.prompts.ask(OpenHistory(f"s{whole(slug)}", _NOW))
            await stage.settle()

        await stage.look("history: slug", [slug], show, _HISTORY)

        async def compared(twin: bool, texts: tuple[str, str, str] = (slug, name, about)) -> None:
            await show(twin, texts)
            await stage.press("enter")

        places = ("history compared: name", "history compared: description")
        await stage.look("history compared: slug", [slug], compared, _COMPARED, places=places)
        _see_rows(stage, "history compared: slug", VersionsView, _LEAST_ROWS, [slug])


async def gone(stage: Stage, seed: int, count: int) -> None:
    """Functions that only this machine or only the audit trail remembers, one of them put back into an editor."""
    columns = [hostile_strings(seed, f"gone {part}", count) for part in ("kept", "name", "told")]
    for part in chunks(list(zip(*columns, strict=True)), _GONE):

        async def show(twin: bool, part: Sequence[tuple[str, str, str]] = part) -> None:
            await _back(stage)
            kept, of = twin_of(twin, label_twin), twin_of(twin)
            stage.server.instead["GET"] = answer({"error": "NOT_FOUND", "message": "Function not found"}, 404)
            stage.server.functions = [row(0, "there")]
            stage.server.trail = [
                _told(number, f"t{number}{of(told)}", of(told), DELETED) for number, (_, _, told) in enumerate(part, 20)
            ]
            store = _forgotten(stage)
            for number, (slug, name, _) in enumerate(part):
                content = Edited(kept(name), kept(slug), kept(name), twin_of(twin, lines_twin)(name))
                _keep(stage, store, f"{number}{kept(slug)}", content, number)
            await stage.press("r", "H")

        slugs = [slug for slug, _, _ in part]
        places = ("gone: name", "gone: slug in the trail")
        await stage.look("gone: slug", slugs, show, ["RowTable"], places=places)
        for key, place in (("enter", "history"), ("enter", "nothing to compare with"), ("r", "restored")):
            await stage.press(key)
            # What the key opened asks the server by itself.
            await stage.settle()
            stage.glance(f"gone: {place}", slugs[:1])


async def errors(stage: Stage, seed: int, count: int) -> None:
    """Why versions can't be kept or read, and what is answered instead of the audit trail."""
    reasons, messages = (hostile_strings(seed, f"history error {part}", count) for part in ("store", "trail"))
    told = [_told(1, "gone", "a", DELETED)]
    for number, (reason, message) in enumerate(zip(reasons, messages, strict=True)):

        def begin(twin: bool, reason: str = reason, message: str = message, number: int = number) -> None:
            store = _BrokenStore(stage, twin_of(twin, label_twin)(reason))
            stage.app.parts.stores.history = store
            stage.server.trail = told
            failed = answer({"error": "CODE", "message": twin_of(twin)(message)}, (400, 404, 500)[number % 3])
            stage.server.instead["TRAIL"] = failed

        async def unkept(twin: bool) -> None:
            begin(twin)
            stage.app.parts.recorder.last_failure = ""
            await stage.press("r")
            stage.app.parts.recorder.record(Function(FunctionSummary("s", "n", "active"), ""), How.SEEN, "")

        await stage.look("status line: why versions are not kept", [reason], unkept, ["#status"])

        async def read(twin: bool) -> None:
            begin(twin)
            while len(stage.app.screen_stack) > 1:
                await stage.press("escape")
            stage.app.parts.prompts.ask(OpenHistory("s", _NOW))

        # Whether older rows can be asked for depends on what the server answered.
        around = ["#said", "#keys"]
        await stage.look("history: why it can't be read", [reason], read, around, places=("history: trail's error",))
        await stage.press("escape")

        async def looked_for(twin: bool, number: int = number) -> None:
            begin(twin)
            if number % 2:
                del stage.server.instead["TRAIL"]
            if isinstance(stage.app.screen, PickScreen):
                await stage.press("escape")
            await stage.press("H")

        # How long the scrollbar beside it is depends on how long it is.
        await stage.look("gone: why they can't be listed", [reason], looked_for, ["#status", "#told"])
        if isinstance(stage.app.screen, PickScreen):
            _see_rows(stage, "gone: why they can't be listed", RowTable, 1, [reason])
            await stage.press("escape")


async def confirmation(stage: Stage, seed: int, count: int) -> None:
    """Whether the environment's key may go to a server that only a project file names: its URL, and where it lies."""
    urls, folders = (hostile_strings(seed, f"confirmation {part}", count) for part in ("url", "folder"))
    for url, folder in zip(urls, folders, strict=True):

        async def show(twin: bool, url: str = url, folder: str = folder) -> None:
            while len(stage.app.screen_stack) > 1:
                stage.app.pop_screen()
            there = normalise_url(f"https://h.example/{twin_of(twin, url_twin)(in_a_url(url))}")
            source = f".insforge/project.json in /{twin_of(twin, label_twin)(folder)}"
            stage.app.parts.connecting.confirm(
                Target(there, Secret("ik_x"), source, "INSFORGE_API_KEY", unconfirmed=True)
            )

        within = ["#question", "#explanation"]
        await stage.look("confirmation: folder", [folder], show, within, places=("confirmation: URL",))
        seen = "\n".join(stage.recording.text())
        for choice in ("> 1  No, let me say", "2  Yes, it is my server"):
            if choice not in seen:
                stage.report.note("confirmation: folder", f"{choice!r} is not seen", [url, folder])
