"""Deleting from the list: what will be lost, the slug that is typed, what became of it, the way back."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from tests.console_fixture import NOW, FakeServer, FixtureConsole, function, idle, press, settled, typed, until
from tests.screen_text import shown_text
from tui.api.logs import log_entry
from tui.app.create.screen import CreateScreen
from tui.app.functions.delete_dialog import DeleteDialog
from tui.app.functions.screen import FunctionsScreen
from tui.app.shell.pick import PickScreen
from tui.app.shell.questions import QuestionScreen
from tui.errors import ApiError, Forbidden, NotFound, RateLimitExceeded, ResponseLost, StorageError, Unauthorised
from tui.flows.connect import Target
from tui.model.function import Function, FunctionChanges, NewFunction, WriteAnswer
from tui.model.history import How
from tui.model.log import LogPage
from tui.model.schedule import Schedule
from tui.model.secret import Secret
from tui.store.history import HistoryStore, NewVersion

GREET = function("greet", "Greet", "active", 2, "hi();\n", "Says hi")
SKETCH = function("sketch", "Sketch", "draft", 9)
OTHER = function("other", "Other", "active", 60)


LOG = ("2026-11-23T11:00:00+00:00", "2026-11-23T11:50:00+00:00")


@dataclass
class DeletingServer(FakeServer):
    """Three functions. `error` is raised by the next write instead of doing it, or, where it is `lost`, once it was."""

    error: ApiError | None = None
    lost: bool = False
    list_fails: ApiError | None = None
    logs: tuple[str, ...] = ()
    sent: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.functions = (GREET, SKETCH, OTHER)

    def _before(self, what: str) -> None:
        self.sent.append(what)
        if self.error is not None and not self.lost:
            error, self.error = self.error, None
            raise error

    def _behind(self) -> None:
        if self.error is not None:
            error, self.error = self.error, None
            self.list_error = self.list_fails
            raise error

    async def delete_function(self, slug: str) -> str:
        self._before(f"delete {slug}")
        said = await super().delete_function(slug)
        self._behind()
        return said

    async def create_function(self, new: NewFunction) -> WriteAnswer:
        self._before(f"create {new.slug}")
        answer = await super().create_function(new)
        self._behind()
        return answer

    async def read_logs(self, source: str, *, limit: int, before: datetime | None = None) -> LogPage:
        if not self.logs:
            return await super().read_logs(source, limit=limit, before=before)
        metadata = {"method": "POST", "path": "/functions/greet", "status": 200, "duration": "5ms"}
        lines = [{"timestamp": at, "eventMessage": at, "body": {"metadata": metadata}} for at in self.logs]
        return LogPage(tuple(log_entry(each, "entry") for each in lines))

    @property
    def slugs(self) -> list[str]:
        return [each.slug for each in self.functions]


def console(server: DeletingServer, folder: Path | None = None) -> FixtureConsole:
    return FixtureConsole(server, history=None if folder is None else HistoryStore(folder))


def reported(app: FixtureConsole) -> str:
    """What stands below the list."""
    report = app.list_screen.deleting.report
    assert report is not None
    return " ".join(filter(None, (report.headline, report.next_step, *report.details)))


async def test_an_active_function_is_deleted_once_its_slug_is_typed(tmp_path: Path) -> None:
    scheduled = (Schedule("nightly", "http://x/functions/greet", "0 3 * * *"), Schedule("other", "http://x/other"))
    server = DeletingServer(scheduled=scheduled, logs=LOG)
    app = console(server, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "X")
        assert isinstance(app.screen, DeleteDialog)
        text = shown_text(app)
        assert "Delete greet?" in text
        assert "active: its callers get errors from then on" in text
        assert "nightly (0 3 * * *): their calls will fail" in text
        assert "last 10m ago, 2 times since 1h ago" in text
        assert "none yet on this machine: the last one is kept first" in text
        assert "enter" not in shown_text(app)
        await press(pilot, typed("gree"), "enter")
        assert "Not deleted: type greet; esc keeps it." in shown_text(app)
        assert server.sent == []
        await press(pilot, "t")
        assert "enter delete esc keep it" in shown_text(app)
        await press(pilot, "enter")
        assert server.sent == ["delete greet"]
        assert server.slugs == ["sketch", "other"]
        assert reported(app) == "Deleted greet. u puts it back, H shows its versions."
        assert HistoryStore(tmp_path).content("http://localhost:7130", "greet", _mark(tmp_path)) == GREET.content
        # The selection is on what stood below it.
        assert app.list_screen.table.item is not None
        assert app.list_screen.table.item.slug == "sketch"
        await press(pilot, "H")
        assert isinstance(app.screen, PickScreen)
        assert "greet" in shown_text(app)


def _mark(folder: Path) -> str:
    (version,) = HistoryStore(folder).versions("http://localhost:7130", "greet")
    assert version.how is How.SEEN
    return version.mark


async def test_one_key_puts_it_back_as_it_was_until_the_list_is_fetched_anew(tmp_path: Path) -> None:
    server = DeletingServer()
    app = console(server, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "X", typed("greet"), "enter")
        # What became of it stays while something else is opened.
        await press(pilot, "enter", "escape")
        assert "Deleted greet." in reported(app)
        await press(pilot, "u")
        assert server.sent == ["delete greet", "create greet"]
        assert server.functions[-1].content == GREET.content
        assert reported(app).startswith(
            "Put greet back. Its status is active; its id and its time of creation are new."
        )
        assert app.list_screen.table.item is not None
        assert app.list_screen.table.item.slug == "greet"
        # Once.
        await press(pilot, "u")
        assert len(server.sent) == 2
        assert "No function was deleted just now: H shows the deleted ones." in shown_text(app)
        await press(pilot, "X", typed("greet"), "enter", "r")
        assert app.list_screen.deleting.report is None
        await press(pilot, "u")
        assert len(server.sent) == 3
        assert "No function was deleted just now" in shown_text(app)


async def test_a_draft_is_asked_for_with_yes_and_no(tmp_path: Path) -> None:
    server = DeletingServer()
    app = console(server, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "down", "X")
        dialog = app.screen
        assert isinstance(dialog, DeleteDialog)
        assert "draft: nobody can call it" in shown_text(app)
        assert "not known: this server keeps no log of calls" in shown_text(app)
        # What is chosen at first keeps it, and enter says what it does.
        assert "enter keep it" in shown_text(app)
        await press(pilot, "space")
        assert "enter delete" in shown_text(app)
        await press(pilot, "space")
        for key in ("enter", "escape", "n"):
            await press(pilot, key)
            assert isinstance(app.screen, FunctionsScreen)
            # What is found out once the dialog is closed is shown nowhere.
            dialog.show(dialog.loss)
            assert not app.screen.query("#loss")
            assert server.sent == []
            await press(pilot, "X")
        await press(pilot, "right", "enter")
        assert server.sent == ["delete sketch"]
        await press(pilot, "u", "X", "y")
        assert server.sent == ["delete sketch", "create sketch", "delete sketch"]


FAILED: tuple[tuple[ApiError, str], ...] = (
    (ResponseLost("cut"), "Not deleted: the connection was cut before an answer came. The list has greet"),
    (Unauthorised(401, "", "no"), "Not deleted: greet is still there. The server does not accept the key"),
    (Forbidden(403, "", "no"), "This key may not do that."),
    (RateLimitExceeded(429, "", "slow", NOW), "The server allows no more writes just now: the next one is"),
)
LOST: tuple[tuple[ApiError, str], ...] = (
    (ResponseLost("cut"), "Deleted greet (the answer was lost; the list has it no more)."),
    (NotFound(404, "", "gone"), "greet was deleted already, by somebody else. u puts it back"),
)
"""What the server answers to a deletion that was not done, and to one that was; and what is said of it."""


async def test_what_becomes_of_it_is_told_as_it_is() -> None:
    server = DeletingServer()
    app = console(server)
    async with app.run_test(size=(80, 24)) as pilot:
        for error, said in FAILED:
            server.error = error
            await press(pilot, "X", typed("greet"), "enter")
            assert said in reported(app)
            assert server.sent.pop() == "delete greet", error
            assert "greet" in server.slugs, error
        server.lost = True
        for error, said in LOST:
            server.error = error
            await press(pilot, "X", typed("greet"), "enter")
            assert said in reported(app)
            assert server.sent.pop() == "delete greet", error
            assert "greet" not in server.slugs, error
            await press(pilot, "u")
            assert server.sent == ["create greet"]
            server.sent.clear()


async def test_where_nobody_tells_it_is_not_known() -> None:
    server = DeletingServer(error=ResponseLost("cut"), lost=True, list_fails=ResponseLost("down"))
    app = console(server)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "X", typed("greet"), "enter")
        assert "Can't tell yet whether greet is deleted" in reported(app)
        await press(pilot, "u")
        assert server.sent == ["delete greet"]


async def test_one_that_somebody_changed_or_deleted_meanwhile_is_not_deleted() -> None:
    server = DeletingServer()
    app = console(server)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await server.update_function("sketch", FunctionChanges(status="active"))
        await press(pilot, "down", "X", "y")
        assert "Not deleted: somebody changed sketch since you looked at it." in reported(app)
        assert "Its status is active now." in reported(app)
        assert server.sent == []
        await until(pilot, lambda: (app.list_screen.listed("sketch") or SKETCH.summary).status == "active")
        server.functions = tuple(each for each in server.functions if each.slug != "greet")
        await press(pilot, "home", "down", "X", typed("greet"), "enter")
        assert "greet was deleted already: the server has no such function." in reported(app)
        assert server.sent == []
        await until(pilot, lambda: app.list_screen.listed("greet") is None)


async def test_what_can_not_be_kept_is_asked_about() -> None:
    class Full(HistoryStore):
        def keep(self, version: NewVersion) -> bool:
            raise StorageError("/x can't be written: No space left on device", "No space left on device")

        def versions(self, server: str, slug: str) -> list[object]:  # type: ignore[override]  # of any kind
            raise StorageError("/x can't be read: No space left on device", "No space left on device")

    server = DeletingServer()
    app = FixtureConsole(server, history=Full(Path("nowhere")))
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "X")
        assert "not known (No space left on device)" in shown_text(app)
        await press(pilot, typed("greet"), "enter")
        assert isinstance(app.screen, QuestionScreen)
        assert server.sent == []
        await press(pilot, "2")
        assert server.sent == ["delete greet"]
        await press(pilot, "u")
        assert server.functions[-1].content == GREET.content


async def test_what_becomes_of_putting_back_is_told_and_a_slug_that_is_taken_again_is_not_overwritten() -> None:
    cases: tuple[tuple[ApiError, bool, str], ...] = (
        (ResponseLost("cut"), False, "Not put back: the connection was cut before an answer came. The server has"),
        (Unauthorised(401, "", "no"), False, "Not put back: greet is not there. The server does not accept"),
        (ResponseLost("cut"), True, "Put greet back (the answer was lost; looked at the function to be sure)."),
    )
    server = DeletingServer()
    app = console(server)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "X", typed("greet"), "enter")
        for number, (server.error, server.lost, said) in enumerate(cases, 1):
            await press(pilot, "u")
            assert said in reported(app)
            assert server.sent.count("create greet") == number
        # Once.
        await press(pilot, "u")
        assert server.slugs.count("greet") == 1
        assert server.sent.count("create greet") == 3
        await press(pilot, "X", typed("greet"), "enter")
        theirs = Function(GREET.summary, "theirs();\n")
        server.functions = (*server.functions, theirs)
        await press(pilot, "u")
        assert "Not put back: the server has another function greet by now." in reported(app)
        assert server.functions[-1] is theirs


HOSTILE = "\x1b[31mred\x1b]0;owned\x07 \u202eexe [bold]x[/]"


async def test_what_somebody_else_wrote_is_shown_inert() -> None:
    server = DeletingServer(scheduled=(Schedule(HOSTILE, f"http://x/functions/{quote(HOSTILE, safe='')}", HOSTILE),))
    app = console(server)
    server.functions = (function(HOSTILE, HOSTILE, "draft", 1, HOSTILE, HOSTILE),)
    async with app.run_test(size=(120, 40)) as pilot:
        await press(pilot, "X")
        assert isinstance(app.screen, DeleteDialog)
        text = shown_text(app)
        assert "[bold]x[/]" in text
        assert not {"\x1b", "\x07", "\u202e"} & set(text)
        server.error = ResponseLost(HOSTILE)
        await press(pilot, "y")
        text = shown_text(app)
        assert "Not deleted" in text
        assert not {"\x1b", "\x07", "\u202e"} & set(text)
        await press(pilot, "D")
        assert isinstance(app.screen, CreateScreen)
        assert not {"\x1b", "\x07", "\u202e"} & set(shown_text(app))


@dataclass
class SlowDeletion(DeletingServer):
    """Deletes once it is let."""

    go_on: asyncio.Event = field(default_factory=asyncio.Event)

    async def delete_function(self, slug: str) -> str:
        await self.go_on.wait()
        return await super().delete_function(slug)


async def test_what_was_deleted_on_one_server_is_not_put_back_on_another() -> None:
    server = SlowDeletion()
    app = FixtureConsole(server)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "down")
        for key in ("X", "y"):
            await pilot.press(key)
            await idle(pilot)
        await app.connection.connect(Target("http://elsewhere:7130", Secret("ik_b"), "typed in", "typed in"))
        server.go_on.set()
        await settled(pilot)
        assert "That was on localhost:7130" in " ".join(shown_text(app).split())
        await press(pilot, "u")
        assert server.sent == ["delete sketch"]


async def test_from_the_editor_it_is_asked_for_in_the_list_and_nothing_unsaved_is_lost() -> None:
    server = DeletingServer()
    app = console(server)
    delete = ("ctrl+p", typed("once you have seen"), "enter")
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "down", "enter", "x", *delete)
        assert "There are unsaved changes: save them, or leave without them" in shown_text(app)
        await press(pilot, "ctrl+z", *delete)
        assert isinstance(app.screen, DeleteDialog)
        assert app.screen.loss.function.slug == "sketch"
        await press(pilot, "y")
        assert server.sent == ["delete sketch"]
        assert app.list_screen.is_on_top
        assert reported(app).startswith("Deleted sketch.")
