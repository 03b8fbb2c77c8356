"""Many functions at once: marks, the question, one row a result, the write limit, the stop."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest

from tests.console_fixture import (
    FUNCTIONS,
    NOW,
    FakeHistory,
    FakeServer,
    FixtureConsole,
    function,
    idle,
    not_deployed,
    press,
    press_meanwhile,
    settled,
    turned,
    typed,
    until,
)
from tests.fake_clock import FakeClock
from tests.screen_text import shown_text
from tui.app.bulk.screen import BulkScreen
from tui.app.bulk.words import result_words
from tui.app.functions.screen import FunctionsScreen
from tui.app.shell.connection import Connection
from tui.errors import ApiError, RateLimitExceeded, Refused, ResponseLost, ServerFailed, StorageError, Unauthorised
from tui.model.function import Function, FunctionChanges, FunctionList, WriteAnswer
from tui.model.problem import Refusal
from tui.model.server import WriteBudget
from tui.sessions.bulk_results import Action, Ending, Result
from tui.sessions.key_rest import IGNORE_KEYS_SECONDS, REST_SECONDS, KeyRest
from tui.store.history import HistoryStore


@dataclass
class ManyServer(FakeServer):
    """A server whose writes can be refused by slug, held back, and counted in a window of `limit`."""

    errors: dict[str, ApiError] = field(default_factory=dict)
    limit: int = 0
    opened: float = -1000.0
    hits: int = 0
    clock: FakeClock = field(default_factory=lambda: FakeClock(NOW))
    sent: list[str] = field(default_factory=list)
    held: asyncio.Event | None = None
    lost: Sequence[str] = ()
    lists_held: asyncio.Event | None = None

    async def list_functions(self) -> FunctionList:
        if self.lists_held is not None:
            await self.lists_held.wait()
        return await super().list_functions()

    async def _written(self, slug: str) -> None:
        if self.limit:
            now = self.clock.monotonic()
            if now >= self.opened + 300:
                self.opened, self.hits = now, 0
            self.hits += 1
            resets = NOW + timedelta(seconds=self.opened + 300)
            self.budget = WriteBudget(self.limit, max(0, self.limit - self.hits), resets, 300)
            if self.hits > self.limit:
                raise RateLimitExceeded(429, "", "slow down", resets)
        self.sent.append(slug)
        if self.held is not None:
            await self.held.wait()
        if slug in self.errors:
            raise self.errors[slug]

    async def update_function(self, slug: str, changes: FunctionChanges) -> WriteAnswer:
        await self._written(slug)
        answer = await super().update_function(slug, changes)
        if slug in self.lost:
            raise ResponseLost("cut")
        return answer

    async def delete_function(self, slug: str) -> str:
        await self._written(slug)
        self.functions = tuple(each for each in self.functions if each.slug != slug)
        return "deleted"


def many(number: int, status: str = "draft") -> tuple[Function, ...]:
    return tuple(function(f"job-{each:02d}", f"Job {each}", status, each + 1) for each in range(number))


def statuses(server: FakeServer) -> dict[str, str]:
    return {each.slug: each.summary.status for each in server.functions}


def marked(app: FixtureConsole) -> set[str]:
    return set(app.list_screen.table.state.marked)


def selected(app: FixtureConsole) -> str:
    assert isinstance(app.screen, BulkScreen)
    assert app.screen.table.item is not None
    return app.screen.table.item.slug


def words(app: FixtureConsole) -> str:
    return " ".join(shown_text(app).replace("│", " ").split())


async def test_marks_are_made_by_keys_counted_and_taken_away() -> None:
    app = FixtureConsole(FakeServer())
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "space", "space")
        assert marked(app) == {"hello-world", "daily-digest"}
        assert app.list_screen.table.item is not None
        assert app.list_screen.table.item.slug == "stripe-webhook"
        assert "x 2 marked" in shown_text(app)
        await press(pilot, "slash", "l", "e", "g", "enter", "asterisk")
        assert marked(app) == {"hello-world", "daily-digest", "legacy"}
        assert "x 3 marked, 2 not shown" in shown_text(app)
        await press(pilot, "asterisk")
        assert marked(app) == {"hello-world", "daily-digest"}
        await press(pilot, "escape")
        assert len(marked(app)) == 2
        await press(pilot, "escape")
        assert marked(app) == set()


async def test_all_marked_are_tried_each_row_says_what_became_of_it_and_what_failed_is_tried_again_alone() -> None:
    refused = Refused(400, "INVALID_INPUT", "no", (Refusal("Code contains Deno.run"),))
    server = ManyServer(functions=(*many(3), function("on", "On", "active", 9)), errors={"job-01": refused})
    app = FixtureConsole(server)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "asterisk", "a")
        assert "What to do with the 4 marked functions?" in shown_text(app)
        assert "Set active (1 already)" in shown_text(app)
        await press(pilot, "1")
        assert server.sent == ["job-00", "job-01", "job-02"]
        assert statuses(server) == {"job-00": "active", "job-01": "draft", "job-02": "active", "on": "active"}
        text = shown_text(app)
        assert "Set active: 4 functions" in text
        assert text.count("ok saved: active") == 2
        assert "!! Not saved: Code contains Deno.run" in text
        assert "already active: nothing was sent" in text
        assert "3 of 4 functions set active: 2 set active, 1 already, 1 failed." in words(app)
        # The first that failed is selected.
        assert selected(app) == "job-01"
        await press(pilot, "escape")
        assert isinstance(app.screen, FunctionsScreen)
        # What failed stays marked, and the list is fetched anew.
        assert marked(app) == {"job-01"}
        assert {each.slug: each.status for each in app.list_screen.table.state.items} == statuses(server)
        server.errors = {"job-01": ResponseLost("cut")}
        await press(pilot, "a", "1")
        assert "!! Not saved:" in shown_text(app)
        server.errors = {}
        await press(pilot, "r")
        assert server.sent[3:] == ["job-01", "job-01"]
        assert "1 function: 1 set active." in words(app)
        await press(pilot, "escape")
        assert marked(app) == set()


async def test_without_marks_it_is_about_the_selected_function_and_without_a_list_nothing_is_done() -> None:
    server = ManyServer()
    app = FixtureConsole(server)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "j", "a")
        assert "What to do with daily-digest?" in shown_text(app)
        server.list_error = ResponseLost("cut")
        await press(pilot, "1")
        assert "Nothing was done. r tries again." in words(app)
        assert server.sent == []
        server.list_error = None
        await press(pilot, "r")
        assert server.sent == ["daily-digest"]


async def test_that_they_stay_marked_is_said_of_marked_ones_alone() -> None:
    app = FixtureConsole(ManyServer(functions=many(1), errors={"job-00": ServerFailed(500, "", "no")}))
    async with app.run_test(size=(80, 24)) as pilot:
        for marks in (True, False):
            await press(pilot, *(["asterisk"] if marks else []), "a", "1")
            assert ("They stay marked; r tries them again." in words(app)) is marks
            assert ("r tries it again." in words(app)) is not marks
            await press(pilot, "escape")
            assert marked(app) == ({"job-00"} if marks else set())
            await press(pilot, "escape")


async def test_a_lost_answer_is_looked_up_and_not_sent_again_and_what_is_not_known_or_deployed_is_said() -> None:
    server = ManyServer(functions=many(2), lost=["job-00"])
    app = FixtureConsole(server)
    async with app.run_test(size=(120, 24)) as pilot:
        await press(pilot, "asterisk", "a", "1")
        assert server.sent == ["job-00", "job-01"]
        assert "saved: active (the answer was lost; looked to be sure)" in shown_text(app)
        server.functions, server.lost = many(2), ()
        server.write, server.deployment_url = not_deployed, "https://x.example"
        await press(pilot, "escape", "home", "r", "a", "1")
        assert "!! saved, not deployed: callers get the version before." in shown_text(app)
        await press(pilot, "f4")
        assert "[error] The build failed." in shown_text(app)
        await press(pilot, "escape", "escape")
        server.functions, server.errors, server.get_error = (
            many(2),
            {"job-00": ResponseLost("cut")},
            ResponseLost("cut"),
        )
        await press(pilot, "r", "space", "a", "1")
        assert "?? Whether it is set active is not known." in shown_text(app)
        await press(pilot, "escape")
        assert marked(app) == {"job-00"}


async def test_the_write_limit_is_waited_for_and_nothing_is_refused() -> None:
    server = ManyServer(functions=many(7), limit=3)
    app = FixtureConsole(server, clock=server.clock)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "asterisk", "a", "1")
        assert len(server.sent) == 3
        assert "3 of 7" in shown_text(app)
        assert "Write limit: goes on in 5:00, done at about" in words(app)
        await turned(pilot, server.clock, 1)
        assert "goes on in 4:59" in shown_text(app)
        await turned(pilot, server.clock, 298)
        assert len(server.sent) == 3
        await turned(pilot, server.clock, 1)
        assert len(server.sent) == 6
        await turned(pilot, server.clock, 300)
        assert server.sent == [f"job-{each:02d}" for each in range(7)]
        assert server.hits == 1
        assert "7 functions: 7 set active." in words(app)
        # Nothing wakes the console any more but what the list behind it waits for.
        before = len(server.sent)
        await turned(pilot, server.clock, 600)
        assert len(server.sent) == before


async def test_a_refusal_for_the_limit_is_waited_for_too_and_sent_again() -> None:
    server = ManyServer(functions=many(2), limit=2)
    server.opened, server.hits = 0.0, 1
    app = FixtureConsole(server, clock=server.clock)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "asterisk", "a", "1")
        server.hits += 5
        assert server.sent == ["job-00"]
        await turned(pilot, server.clock, 300)
        assert server.sent == ["job-00", "job-01"]
        assert set(statuses(server).values()) == {"active"}


async def test_escape_stops_behind_the_one_under_way_and_names_what_was_not_tried() -> None:
    server = ManyServer(functions=many(3), held=asyncio.Event())
    app = FixtureConsole(server)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "asterisk", "a")
        await press_meanwhile(pilot, "1")
        await until(pilot, lambda: server.sent == ["job-00"])
        assert "Setting active job-00" in shown_text(app)
        await press_meanwhile(pilot, "enter")
        assert "esc stops it" in shown_text(app)
        await press_meanwhile(pilot, "escape")
        assert "Stops when the server has answered for job-00." in shown_text(app)
        await press_meanwhile(pilot, "escape")
        assert isinstance(app.screen, BulkScreen)
        assert server.held is not None
        server.held.set()
        await settled(pilot)
        assert server.sent == ["job-00"]
        assert "Stopped. 1 of 3 functions set active: 1 set active, 2 not tried." in words(app)
        await press(pilot, "escape")
        assert marked(app) == {"job-01", "job-02"}


async def test_leaving_the_console_asks_first_and_waits_for_the_one_under_way() -> None:
    server = ManyServer(functions=many(2), held=asyncio.Event())
    app = FixtureConsole(server)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "asterisk", "a")
        await press_meanwhile(pilot, "1")
        await until(pilot, lambda: server.sent == ["job-00"])
        await press_meanwhile(pilot, "ctrl+q")
        assert "Stop, and leave the console?" in shown_text(app)
        await press_meanwhile(pilot, "2")
        assert isinstance(app.screen, BulkScreen)
        assert app.screen.keep_unsaved() == [
            "Set active: 2 functions. Ended before all was done: 0 of 2, none set active."
            " Whether job-00 is too is not known."
        ]
        await press_meanwhile(pilot, "ctrl+q", "1")
        assert server.held is not None
        server.held.set()
        await idle(pilot)
    assert app.last_words.endswith("Stopped. 1 of 2 functions set active: 1 set active, 1 not tried.")


async def test_a_key_that_is_not_accepted_ends_it_at_once() -> None:
    server = ManyServer(functions=many(4), errors={"job-01": Unauthorised(401, "", "Invalid API key")})
    app = FixtureConsole(server)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "asterisk", "a", "1")
        assert server.sent == ["job-00", "job-01"]
        assert "The rest was not tried: The server says: Invalid API key." in words(app)


async def test_a_read_only_profile_exports_and_does_nothing_else() -> None:
    app = FixtureConsole(ManyServer(), read_only=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "asterisk", "a")
        text = words(app)
        assert "1 Export to files" in text
        assert "Delete" not in text
        assert "Set active" not in text
        assert "The connection is read-only: nothing is sent" in text


# Deletion


async def test_marked_drafts_are_deleted_after_one_question_and_their_versions_kept(tmp_path: Path) -> None:
    server = ManyServer(functions=many(3))
    history = HistoryStore(tmp_path)
    app = FixtureConsole(server, history=history)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "space", "space", "X")
        text = words(app)
        assert "Delete 2 functions?" in text
        assert "job-00, job-01." in text
        await press(pilot, "2")
        assert server.sent == ["job-00", "job-01"]
        assert [each.slug for each in server.functions] == ["job-02"]
        assert "2 functions: 2 deleted." in words(app)
        assert {each.slug for each in history.functions("http://localhost:7130")} == {"job-00", "job-01"}


async def test_active_ones_are_deleted_once_their_number_or_a_word_was_typed() -> None:
    server = ManyServer(functions=(*many(2), function("on", "On", "active", 9), function("too", "Too", "active", 10)))
    app = FixtureConsole(server)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "space", "space", "space", "a", "4")
        text = words(app)
        assert "job-00, job-01, +on." in text
        assert "The one with a + is active: its callers get errors afterwards." in text
        await press(pilot, "4", "enter")
        assert server.sent == []
        assert "Type 3 or delete." in shown_text(app)
        await press(pilot, "backspace", "3", "enter")
        assert server.sent == ["job-00", "job-01", "on"]
        await press(pilot, "escape", "asterisk", "a", "4", typed("delete"), "enter")
        assert server.sent[3:] == ["too"]


async def test_nothing_is_deleted_without_an_answer_and_what_somebody_deleted_is_told() -> None:
    server = ManyServer(functions=many(2))
    app = FixtureConsole(server)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "asterisk", "a", "4", "enter")
        assert isinstance(app.screen, FunctionsScreen)
        await press(pilot, "a", "4", "escape")
        assert isinstance(app.screen, FunctionsScreen)
        assert server.sent == []
        assert marked(app) == {"job-00", "job-01"}
        server.functions = server.functions[1:]
        await press(pilot, "a", "4")
        assert "Delete 1 function?" in shown_text(app)
        await press(pilot, "2")
        assert server.sent == ["job-01"]
        assert "already deleted" in shown_text(app)


# Export


async def test_functions_are_written_to_files_and_not_replaced_unasked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").write_text("")
    app = FixtureConsole(ManyServer(), history=FakeHistory())
    folder = tmp_path / "out"
    keys = ["ctrl+u", typed("out"), "enter"]
    async with app.run_test(size=(120, 24)) as pilot:
        await press(pilot, "asterisk", "a", "3")
        assert "Export 6 functions to" in shown_text(app)
        await press(pilot, "ctrl+u", typed("file/in"), "enter")
        assert "can't be made: Not a directory." in words(app)
        await press(pilot, *keys)
        assert len(list(folder.iterdir())) == 12
        assert (folder / "hello-world.js").read_text() == FUNCTIONS[0].code
        about = json.loads((folder / "hello-world.json").read_text())
        assert (about["name"], about["status"]) == ("Hello World", "active")
        assert "6 functions: 6 exported." in words(app)
        assert "wrote legacy.js, .json" in shown_text(app)
        (folder / "legacy.js").write_text("mine")
        await press(pilot, "escape")
        assert marked(app) == set()
        await press(pilot, "asterisk", "a", "3", *keys)
        assert "12 files are in" in shown_text(app)
        await press(pilot, "1")
        assert (folder / "legacy.js").read_text() == "mine"
        assert "6 functions: 5 already, 1 left." in words(app)
        await press(pilot, "escape", "asterisk", "a", "3", *keys, "2")
        assert (folder / "legacy.js").read_text() == FUNCTIONS[5].code
        assert "6 functions: 1 exported, 5 already." in words(app)


async def test_nothing_is_begun_twice_or_on_a_server_that_was_connected_meanwhile() -> None:
    server = ManyServer(functions=many(2))
    app = FixtureConsole(server)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "asterisk", "a")
        server.lists_held = asyncio.Event()
        await press_meanwhile(pilot, "1")
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Connection, "server_id", "https://other.example")
            server.lists_held.set()
            await settled(pilot)
        assert server.sent == []
        assert "Nothing was done. Another server is connected now" in words(app)
        # Tried again while the server is still being asked.
        await press(pilot, "escape", "a")
        server.lists_held = asyncio.Event()
        await press_meanwhile(pilot, "1", "r", "r")
        assert "The server is still being asked: esc goes back." in shown_text(app)
        server.lists_held.set()
        await settled(pilot)
        assert server.sent == ["job-00", "job-01"]


@pytest.mark.parametrize("status", ["draft", "active"])
async def test_a_question_that_follows_an_answer_takes_no_key_that_was_on_its_way(status: str) -> None:
    server = ManyServer(functions=many(2, status))
    app = FixtureConsole(server, clock=server.clock)
    async with app.run_test(size=(80, 24)) as pilot:
        app.parts.gate.key_rest = KeyRest()
        await press(pilot, "asterisk", "a")
        server.lists_held = asyncio.Event()
        await press_meanwhile(pilot, "4", "2")
        server.lists_held.set()
        await idle(pilot)
        await press_meanwhile(pilot, "2", "enter")
        assert isinstance(app.screen, BulkScreen)
        await turned(pilot, server.clock, REST_SECONDS)
        assert "Delete 2 functions?" in shown_text(app)
        await press_meanwhile(pilot, "2", "enter")
        assert server.sent == []
        await turned(pilot, server.clock, IGNORE_KEYS_SECONDS + 0.1)
        await press(pilot, "2", *(["enter"] if status == "active" else []))
        assert server.sent == ["job-00", "job-01"]


async def test_nothing_is_asked_once_it_was_left() -> None:
    server = ManyServer(functions=many(2))
    app = FixtureConsole(server, clock=server.clock)
    async with app.run_test(size=(80, 24)) as pilot:
        app.parts.gate.key_rest = KeyRest()
        await press(pilot, "asterisk")
        for key in ("3", "4"):
            await press(pilot, "a")
            await press_meanwhile(pilot, key, "escape")
            await turned(pilot, server.clock, REST_SECONDS)
            assert isinstance(app.screen, FunctionsScreen), key


HOSTILE = ServerFailed(500, "", "\x1b[31mred\x1b]0;owned\x07")


@pytest.mark.parametrize(
    ("action", "result", "deploys", "said"),
    [
        (Action.ACTIVATE, Result(Ending.DONE, True, True), True, "ok saved: active; deployed"),
        (Action.DRAFT, Result(Ending.DONE, True), True, "ok saved: draft; whether that is deployed is not known"),
        (Action.DRAFT, Result(Ending.DONE, True), False, "ok saved: draft"),
        (
            Action.DELETE,
            Result(Ending.DONE, True, looked_up=True),
            False,
            "ok deleted (the answer was lost; looked to be sure)",
        ),
        (
            Action.DELETE,
            Result(Ending.CHANGED, False),
            False,
            "!! Not deleted: somebody changed it meanwhile. Nothing was sent.",
        ),
        (
            Action.ACTIVATE,
            Result(Ending.MISSING, False),
            False,
            "!! Not saved: the server has no such function any more.",
        ),
        (
            Action.ACTIVATE,
            Result(Ending.FAILED, False),
            False,
            "!! Not saved: the server answered with another status.",
        ),
        (
            Action.ACTIVATE,
            Result(Ending.PARTLY, True, False),
            True,
            "!! saved, not deployed: callers get the version before.",
        ),
        (Action.EXPORT, Result(Ending.SKIPPED, False, details=("a.js",)), False, "ok left as it is: a.js is there"),
        (
            Action.EXPORT,
            Result(Ending.FAILED, False, error=StorageError("a.js can't be written: disk full")),
            False,
            "!! Not written: a.js can't be written: disk full.",
        ),
        (Action.DELETE, Result(Ending.NOT_TRIED), False, "-- not tried"),
        (
            Action.DELETE,
            Result(Ending.FAILED, False, looked_up=True, error=ResponseLost("", timed_out=True)),
            False,
            "!! Not deleted: it did not answer in time. It stayed as it was.",
        ),
    ],
)
def test_a_result_is_said_with_what_is_saved_and_deployed(
    action: Action, result: Result, deploys: bool, said: str
) -> None:
    words = result_words(action, result, "it", deploys=deploys)
    assert f"{words.sign} {words.text}" == said


def test_what_a_server_says_is_inert() -> None:
    words = result_words(Action.DRAFT, Result(Ending.FAILED, False, error=HOSTILE), "it", deploys=False)
    assert "\x1b" not in words.text
    assert "\x07" not in words.text
