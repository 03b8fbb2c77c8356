"""Answers that come late, behind questions and saves: nothing is overwritten unseen, and nothing false is said."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from textual.pilot import Pilot

from tests.console_fixture import (
    FUNCTIONS,
    HELLO,
    NOW,
    FakeHistory,
    FakeServer,
    FixtureConsole,
    RacingServer,
    idle,
    press,
    press_meanwhile,
    reason_not_to,
    settled,
    turned,
    typed,
    until,
)
from tests.fake_clock import FakeClock
from tui.app.compare.screen import VersionsScreen
from tui.app.editor.needs import Timing
from tui.app.editor.screen import EditorScreen
from tui.app.shell.outcome import OutcomePanel
from tui.app.shell.questions import QuestionScreen
from tui.app.widgets.code_editor import CodeEditor
from tui.app.widgets.field import Field
from tui.app.widgets.row_table import RowTable
from tui.errors import RateLimitExceeded, Refused
from tui.model.function import Edited, Function, FunctionChanges, NewFunction, WriteAnswer
from tui.model.history import OF_FUNCTIONS, UPDATED, AuditQuery, AuditRow, TrailPage
from tui.model.problem import Refusal
from tui.sessions.edit.conflict import as_edited
from tui.sessions.edit.values import ChosenVersion
from tui.sessions.key_rest import KeyRest
from tui.store.draft_slots import Claim
from tui.store.drafts import Draft, DraftStore

THEIRS = "// ada\n" + HELLO


@dataclass
class SlowServer(RacingServer):
    """Holds back one look at a function, or at the trail; then it tells what was so when it was asked."""

    look: asyncio.Event | None = None
    trail_look: asyncio.Event | None = None

    async def get_function(self, slug: str) -> Function:
        found = await super().get_function(slug)
        gate, self.look = self.look, None
        if gate is not None:
            await gate.wait()
        return found

    async def audit_trail(self, *, limit: int, offset: int = 0, asked: AuditQuery = OF_FUNCTIONS) -> TrailPage:
        gate, self.trail_look = self.trail_look, None
        if gate is not None:
            await gate.wait()
        return await super().audit_trail(limit=limit, offset=offset, asked=asked)


async def opened(pilot: Pilot[int], *keys: str) -> EditorScreen:
    await settled(pilot)
    await pilot.press("enter")
    await settled(pilot)
    await press_meanwhile(pilot, *keys)
    screen = pilot.app.screen
    assert isinstance(screen, EditorScreen)
    return screen


def ada_saves(server: FakeServer) -> None:
    base = server.functions[0]
    server.put(Function(base.summary._replace(updated_at=NOW), THEIRS))


def told(editor: EditorScreen) -> str:
    report = editor.query_one(OutcomePanel).report
    return "" if report is None else f"{report.headline} {report.next_step}"


def code(editor: EditorScreen) -> str:
    return editor.query_one("#code", CodeEditor).text


def asked(app: FixtureConsole) -> bool:
    """Whether a question stands on the screen."""
    return isinstance(app.screen, QuestionScreen)


async def test_what_was_planned_before_a_reload_is_not_sent_after_it() -> None:
    server = SlowServer()
    app = FixtureConsole(server)
    async with app.run_test(size=(120, 40)) as pilot:
        editor = await opened(pilot, "m")
        editor.query_one("#name", Field).value = ""
        ada_saves(server)
        gate = server.look = asyncio.Event()
        # The answer to f5 comes behind the question about the empty name.
        await press_meanwhile(pilot, "f5", "2", "ctrl+s")
        assert isinstance(app.screen, QuestionScreen)
        gate.set()
        await settled(pilot)
        await press_meanwhile(pilot, "2")
        assert server.writes == []
        assert server.functions[0].code == THEIRS


async def test_an_answer_from_before_a_save_does_not_undo_it() -> None:
    server = SlowServer()
    app = FixtureConsole(server)
    async with app.run_test(size=(120, 40)) as pilot:
        editor = await opened(pilot, "m")
        gate = server.look = asyncio.Event()
        await press_meanwhile(pilot, "f5", "2", "ctrl+s")
        await until(pilot, lambda: told(editor).startswith("Saved code and live."))
        gate.set()
        await settled(pilot)
        assert (code(editor), editor.unsaved) == ("m" + HELLO, ())
        assert told(editor).startswith("Saved code and live.")


async def test_a_reload_taken_back_is_compared_again() -> None:
    app = FixtureConsole(FakeServer())
    async with app.run_test(size=(120, 40)) as pilot:
        editor = await opened(pilot, "m")
        ada_saves(app.server)
        await press_meanwhile(pilot, "f5", "2")
        assert (code(editor), editor.unsaved) == (THEIRS, ())
        await press_meanwhile(pilot, "ctrl+z", "ctrl+s")
        assert isinstance(app.screen, VersionsScreen)
        assert app.server.writes == []
        # Done again, it is what the server holds.
        await press_meanwhile(pilot, "escape", "ctrl+y")
        assert (code(editor), editor.unsaved) == (THEIRS, ())


async def test_a_draft_is_offered_beside_what_the_server_holds_by_then(tmp_path: Path) -> None:
    store = DraftStore(tmp_path)
    clock = FakeClock()
    app = FixtureConsole(FakeServer(), clock=clock)
    app.parts.stores.drafts = store
    app.parts.timing = Timing((0.0,), KeyRest(0.3, 0))
    base = as_edited(FUNCTIONS[0])
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        place = store.claim(app.connection.server_id, "hello-world").slot
        place.write(Draft(app.connection.server_id, "hello-world", base, base._replace(code="DRAFT"), NOW))
        place.release()
        await pilot.press("enter")
        await settled(pilot)
        ada_saves(app.server)
        # Before the keys have rested, so before the offer.
        await pilot.press("f5")
        await settled(pilot)
        assert not asked(app)
        await turned(pilot, clock, 0.3)
        question = app.screen
        assert isinstance(question, QuestionScreen)
        assert "changed on the server since" in question._explanation
        await press_meanwhile(pilot, "1")
        assert isinstance(app.screen, VersionsScreen)


async def test_two_saves_of_ones_own_are_nobody_elses() -> None:
    server = SlowServer()
    app = FixtureConsole(server)
    async with app.run_test(size=(120, 40)) as pilot:
        editor = await opened(pilot)
        gate = server.trail_look = asyncio.Event()
        await press_meanwhile(pilot, "a", "ctrl+s", "b", "ctrl+s")
        assert len(server.writes) == 2
        gate.set()
        await settled(pilot)
        assert told(editor).startswith("Saved code and live.")
        assert "same moment" not in told(editor)
        assert app.screen is editor
        assert editor.unsaved == ()


@dataclass
class RefusingToCreate(FakeServer):
    """Has no such function any more and creates none, for the reason given, until that is taken away."""

    why: Refused | RateLimitExceeded | None = None

    async def create_function(self, new: NewFunction) -> WriteAnswer:
        if self.why is not None:
            raise self.why
        return await super().create_function(new)


async def test_a_create_that_was_refused_is_asked_for_again_and_one_write_too_many_finished_as_a_create() -> None:
    server = RefusingToCreate(why=Refused(400, "INVALID_INPUT", "no", (Refusal("no"),)))
    app = FixtureConsole(server)
    async with app.run_test(size=(120, 40)) as pilot:
        editor = await opened(pilot, "m")
        server.functions = server.functions[1:]
        await press_meanwhile(pilot, "ctrl+s", "ctrl+n")
        assert told(editor).startswith("Rejected by the server")
        assert reason_not_to(editor, "create") is None
        server.why = RateLimitExceeded(429, "TOO_MANY_REQUESTS", "wait", NOW - timedelta(seconds=1))
        await press_meanwhile(pilot, "ctrl+n")
        server.why = None
        await press_meanwhile(pilot, "enter")
        assert told(editor).startswith("Created")
        assert server.functions[-1].slug == "hello-world"


class SlowStore(DraftStore):
    """A disk that gives the place of a draft when it is let."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.go_on = threading.Event()

    def claim(self, server: str, slug: str, *, fresh: bool = False) -> Claim[Draft]:
        self.go_on.wait(20)
        return super().claim(server, slug, fresh=fresh)


async def test_the_draft_of_a_function_that_is_gone_is_found_though_it_was_fetched_twice(tmp_path: Path) -> None:
    store = DraftStore(tmp_path)
    app = FixtureConsole(FakeServer())
    slow = SlowStore(tmp_path)
    app.parts.stores.drafts = slow
    base = as_edited(FUNCTIONS[0])
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        place = store.claim(app.connection.server_id, "hello-world").slot
        place.write(Draft(app.connection.server_id, "hello-world", base, base._replace(code="DRAFT"), NOW))
        place.release()
        app.server.functions = app.server.functions[1:]
        await pilot.press("enter")
        await idle(pilot)
        await pilot.press("f5")
        editor = app.screen
        assert isinstance(editor, EditorScreen)
        slow.go_on.set()
        await until(pilot, lambda: code(editor) == "DRAFT")
        await settled(pilot)
        assert "this is your draft of it" in told(editor)


class SlowHistory(FakeHistory):
    """A disk that gives a version when it is let."""

    def __init__(self, *versions: tuple[str, float, Edited]) -> None:
        super().__init__(*versions)
        self.go_on = threading.Event()

    def content(self, server: str, slug: str, mark: str) -> Edited | None:
        self.go_on.wait(20)
        return super().content(server, slug, mark)


async def test_comparing_with_the_version_before_while_the_trail_arrives(tmp_path: Path) -> None:
    now = as_edited(FUNCTIONS[0])
    at = FUNCTIONS[0].summary.updated_at
    server = SlowServer(trail=(AuditRow("1", at, "ada", UPDATED, "hello-world", FunctionChanges(code=HELLO)),))
    history = SlowHistory(("hello-world", 2, now), ("hello-world", 60, now._replace(code="old\n")))
    app = FixtureConsole(server, history=history)
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        gate = server.trail_look = asyncio.Event()
        await pilot.press("h", "p")
        await idle(pilot)
        gate.set()
        await idle(pilot)
        history.go_on.set()
        await until(pilot, lambda: isinstance(app.screen, VersionsScreen))
        screen = app.screen
        assert isinstance(screen, VersionsScreen)
        assert [each.content.code for each in screen.compared] == ["old\n", HELLO]


async def test_the_selection_stays_on_what_was_opened_out_of_a_filter() -> None:
    app = FixtureConsole(FakeServer())
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "slash", typed("legacy"), "enter", "enter", "escape", "escape")
        selected = app.list_screen.query_one(RowTable).item
        assert selected is not None
        assert selected.slug == "legacy"


async def test_leaving_from_a_drafts_differences_asks_one_question(tmp_path: Path) -> None:
    store = DraftStore(tmp_path)
    app = FixtureConsole(FakeServer())
    app.parts.stores.drafts = store
    base = as_edited(FUNCTIONS[0])
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        place = store.claim(app.connection.server_id, "hello-world").slot
        place.write(Draft(app.connection.server_id, "hello-world", base, base._replace(code="DRAFT"), NOW))
        place.release()
        await pilot.press("enter")
        await settled(pilot)
        editor = app.screen_stack[1]
        assert isinstance(editor, EditorScreen)
        editor.query_one("#name", Field).value = "Changed"
        # The draft beside what the server holds.
        await press_meanwhile(pilot, "2")
        assert isinstance(app.screen, VersionsScreen)
        await press_meanwhile(pilot, "ctrl+q")
        question: object = app.screen
        assert isinstance(question, QuestionScreen)
        assert question._question == "Leave with unsaved changes?"
        assert [type(each) for each in app.screen_stack[-2:]] == [EditorScreen, QuestionScreen]


async def test_redo_does_not_bring_back_fields_from_before_another_edit() -> None:
    app = FixtureConsole(FakeServer())
    async with app.run_test(size=(120, 40)) as pilot:
        editor = await opened(pilot, "a")
        editor.versions.restore(ChosenVersion(editor.edited._replace(name="Old name", status="draft"), "the old one"))
        await press_meanwhile(pilot, "ctrl+z", "b", "ctrl+z", "ctrl+y")
        assert editor.edited == as_edited(FUNCTIONS[0])._replace(code="ab" + HELLO)
