"""Where foreign text is shown of what was: a function's history, functions that are gone, and why they can't be had.

And the question that is asked before the environment's key goes to the server of a project file.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from tests.console_fixture import NOW
from tests.faults.hostile_harness import HostileHarness
from tests.faults.hostile_list import chunks, in_a_url, twin_of, url_twin, whole
from tests.faults.hostile_server import JsonRow, answer, row
from tests.faults.hostile_strings import hostile_strings, label_twin, lines_twin
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

    def __init__(self, harness: HostileHarness, said: str) -> None:
        super().__init__(harness.home / "history")
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


def _forgotten(harness: HostileHarness) -> HistoryStore:
    """A store in which nothing is kept."""
    folder = harness.home / "history"
    shutil.rmtree(folder, ignore_errors=True)
    store = HistoryStore(folder)
    harness.app.parts.stores.history = store
    return store


def _keep(harness: HostileHarness, store: HistoryStore, slug: str, content: Edited, minutes: float) -> None:
    store.keep(NewVersion(harness.app.connection.server_id, slug, content, NOW - timedelta(minutes=minutes), How.SEEN))


async def _back(harness: HostileHarness) -> None:
    """To the list; what is unsaved in an editor is thrown away."""
    while len(harness.app.screen_stack) > 1:
        await harness.press("escape")
        if isinstance(harness.app.screen, QuestionScreen):
            await harness.press("2")


def _see_rows(
    harness: HostileHarness, place: str, kind: type[RowTable[Any] | VersionsView], least: int, texts: Sequence[str]
) -> None:
    """What a dialog is about must be seen, however long the texts around it are."""
    found = harness.app.screen.query(kind)
    if not found:
        harness.report.note(place, f"{kind.__name__} is not there, but {harness.recording.text()}", texts)
        return
    height = found.first().size.height
    if height < least:
        harness.report.note(place, f"{height} rows are left for {kind.__name__}", texts)


async def history(harness: HostileHarness, seed: int, count: int) -> None:
    """Who changed a function and how, and the versions kept here; one compared, restored in the editor and saved."""
    for part in chunks(hostile_strings(seed, "history", count), _VERSIONS):

        async def show(twin: bool, part: Sequence[str] = part) -> None:
            await _back(harness)
            harness.server.instead.clear()
            of, held, kept = twin_of(twin), twin_of(twin, lines_twin), twin_of(twin, label_twin)
            slug = f"s{of(part[-1])}"
            code = "\n".join(held(whole(text)) for text in part)
            harness.server.trail = [
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
            _keep(harness, _forgotten(harness), whole(slug), content, 0.5)
            harness.server.opened = row(0, slug, code=_CODE)
            harness.server.functions = [harness.server.opened]
            await harness.press("r", "h")

        places = ("history: code", "history: name, status and action in the trail")
        await harness.look("history: actor", part, show, _HISTORY, places=places)
        harness.glance("history: slug", part[-1:])
        await harness.press("down")
        harness.glance("history: code of the trail", part)

        async def compared(twin: bool, part: Sequence[str] = part) -> None:
            await show(twin, part)
            await harness.press("enter")

        await harness.look("history: compared", part, compared, _COMPARED)
        _see_rows(harness, "history: compared", VersionsView, _LEAST_ROWS, part)

        async def restored(twin: bool, part: Sequence[str] = part) -> None:
            await compared(twin, part)
            await harness.press("1")

        await harness.look("history: restored", part, restored, _EDITOR)
        await harness.press("ctrl+t")
        harness.glance("history: over the editor", part)
        await harness.press("escape", "ctrl+s")
        harness.glance("history: restored and saved", part)


async def slugs(harness: HostileHarness, seed: int, count: int) -> None:
    """A function's slug above its history and above two versions compared, which differ in name and description."""
    columns = [hostile_strings(seed, f"history {part}", count) for part in ("slug", "name", "description")]
    for slug, name, about in zip(*columns, strict=True):

        async def show(twin: bool, texts: tuple[str, str, str] = (slug, name, about)) -> None:
            while len(harness.app.screen_stack) > 1:
                await harness.press("escape")
            slug, name, about = (twin_of(twin)(text) for text in texts)
            harness.server.trail = [_told(1, f"s{slug}", "a", name=f"m{name}", description=f"m{about}", code="x\n")]
            harness.app.parts.prompts.ask(OpenHistory(f"s{whole(slug)}", _NOW))
            await harness.settle()

        await harness.look("history: slug", [slug], show, _HISTORY)

        async def compared(twin: bool, texts: tuple[str, str, str] = (slug, name, about)) -> None:
            await show(twin, texts)
            await harness.press("enter")

        places = ("history compared: name", "history compared: description")
        await harness.look("history compared: slug", [slug], compared, _COMPARED, places=places)
        _see_rows(harness, "history compared: slug", VersionsView, _LEAST_ROWS, [slug])


async def gone(harness: HostileHarness, seed: int, count: int) -> None:
    """Functions that only this machine or only the audit trail remembers, one of them put back into an editor."""
    columns = [hostile_strings(seed, f"gone {part}", count) for part in ("kept", "name", "told")]
    for part in chunks(list(zip(*columns, strict=True)), _GONE):

        async def show(twin: bool, part: Sequence[tuple[str, str, str]] = part) -> None:
            await _back(harness)
            kept, of = twin_of(twin, label_twin), twin_of(twin)
            harness.server.instead["GET"] = answer({"error": "NOT_FOUND", "message": "Function not found"}, 404)
            harness.server.functions = [row(0, "there")]
            harness.server.trail = [
                _told(number, f"t{number}{of(told)}", of(told), DELETED) for number, (_, _, told) in enumerate(part, 20)
            ]
            store = _forgotten(harness)
            for number, (slug, name, _) in enumerate(part):
                content = Edited(kept(name), kept(slug), kept(name), twin_of(twin, lines_twin)(name))
                _keep(harness, store, f"{number}{kept(slug)}", content, number)
            await harness.press("r", "H")

        slugs = [slug for slug, _, _ in part]
        places = ("gone: name", "gone: slug in the trail")
        await harness.look("gone: slug", slugs, show, ["RowTable"], places=places)
        for key, place in (("enter", "history"), ("enter", "nothing to compare with"), ("r", "restored")):
            await harness.press(key)
            # What the key opened asks the server by itself.
            await harness.settle()
            harness.glance(f"gone: {place}", slugs[:1])


async def errors(harness: HostileHarness, seed: int, count: int) -> None:
    """Why versions can't be kept or read, and what is answered instead of the audit trail."""
    reasons, messages = (hostile_strings(seed, f"history error {part}", count) for part in ("store", "trail"))
    told = [_told(1, "gone", "a", DELETED)]
    for number, (reason, message) in enumerate(zip(reasons, messages, strict=True)):

        def begin(twin: bool, reason: str = reason, message: str = message, number: int = number) -> None:
            store = _BrokenStore(harness, twin_of(twin, label_twin)(reason))
            harness.app.parts.stores.history = store
            harness.server.trail = told
            failed = answer({"error": "CODE", "message": twin_of(twin)(message)}, (400, 404, 500)[number % 3])
            harness.server.instead["TRAIL"] = failed

        async def unkept(twin: bool) -> None:
            begin(twin)
            harness.app.parts.recorder.last_failure = ""
            await harness.press("r")
            harness.app.parts.recorder.record(Function(FunctionSummary("s", "n", "active"), ""), How.SEEN, "")

        await harness.look("status line: why versions are not kept", [reason], unkept, ["#status"])

        async def read(twin: bool) -> None:
            begin(twin)
            while len(harness.app.screen_stack) > 1:
                await harness.press("escape")
            harness.app.parts.prompts.ask(OpenHistory("s", _NOW))

        # Whether older rows can be asked for depends on what the server answered.
        around = ["#said", "#keys"]
        await harness.look("history: why it can't be read", [reason], read, around, places=("history: trail's error",))
        await harness.press("escape")

        async def looked_for(twin: bool, number: int = number) -> None:
            begin(twin)
            if number % 2:
                del harness.server.instead["TRAIL"]
            if isinstance(harness.app.screen, PickScreen):
                await harness.press("escape")
            await harness.press("H")

        # How long the scrollbar beside it is depends on how long it is.
        await harness.look("gone: why they can't be listed", [reason], looked_for, ["#status", "#told"])
        if isinstance(harness.app.screen, PickScreen):
            _see_rows(harness, "gone: why they can't be listed", RowTable, 1, [reason])
            await harness.press("escape")


async def confirmation(harness: HostileHarness, seed: int, count: int) -> None:
    """Whether the environment's key may go to a server that only a project file names: its URL, and where it lies."""
    urls, folders = (hostile_strings(seed, f"confirmation {part}", count) for part in ("url", "folder"))
    for url, folder in zip(urls, folders, strict=True):

        async def show(twin: bool, url: str = url, folder: str = folder) -> None:
            while len(harness.app.screen_stack) > 1:
                harness.app.pop_screen()
            there = normalise_url(f"https://h.example/{twin_of(twin, url_twin)(in_a_url(url))}")
            source = f".insforge/project.json in /{twin_of(twin, label_twin)(folder)}"
            harness.app.parts.connecting.confirm(
                Target(there, Secret("ik_x"), source, "INSFORGE_API_KEY", unconfirmed=True)
            )

        within = ["#question", "#explanation"]
        await harness.look("confirmation: folder", [folder], show, within, places=("confirmation: URL",))
        seen = "\n".join(harness.recording.text())
        for choice in ("> 1  No, let me say", "2  Yes, it is my server"):
            if choice not in seen:
                harness.report.note("confirmation: folder", f"{choice!r} is not seen", [url, folder])
