"""Saved requests of a function on the runner's screen: edited, picked, kept in their file, sent with their values."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from tests.app.scripted import ScriptedServer, answered
from tests.console_fixture import eventually, press, press_meanwhile, settled, typed, until
from tests.running import SERVER, console, edited, runner, store_in
from tests.screen_text import shown_text
from tui.model.invocation import InvocationCall
from tui.sessions.http_file import parse
from tui.sessions.run_request import Auth, AuthKind, RunRequest
from tui.store.request_drafts import RequestDrafts
from tui.store.requests import RequestStore

JSON = (("Content-Type", "application/json"),)

TWO = """\
@who = Ada

### first
POST {{baseUrl}}/functions/greet?name={{who}}
Content-Type: application/json

{"a": "{{who}}"}

### second
# kept as it is
GET {{baseUrl}}/functions/greet
Authorization: Bearer {{$env GREET_TOKEN}}
"""


def file_of(store: RequestStore) -> Path:
    return store.path(SERVER, "greet")


def written(store: RequestStore, text: str = TWO) -> RequestStore:
    store.write(SERVER, "greet", text, seen="")
    return store


async def test_what_was_sent_is_kept_in_the_projects_folder_without_the_key(tmp_path: Path) -> None:
    server, store = ScriptedServer(), store_in(tmp_path)
    app = console(server, store)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(
            pilot,
            "x",
            typed("/more?a=1"),
            "tab",
            typed("a name"),
            "tab",
            *"5 s",
            "tab",
            "space",
            "f6",
            "f6",
            typed('{"b":2}'),
        )
        assert not file_of(store).exists()
        await press(pilot, "ctrl+r")
        call = InvocationCall("POST", "/more", "a=1", JSON, b'{"b":2}', with_key=True, timeout_seconds=5)
        assert server.called == [("greet", call)]
        asked = RunRequest("POST", "/more", "a=1", JSON, '{"b":2}', Auth(AuthKind.API_KEY), 5.0, name="a name")
        text = file_of(store).read_text()
        assert parse(text, "greet").requests == (asked,)
        assert "ik_staged" not in text
        assert "Authorization: Bearer {{$env INSFORGE_API_KEY}}" in text
        assert "request 1 of 1 · .insforge/requests/greet.http" in shown_text(app)


async def test_saved_requests_are_picked_and_sent_with_their_values(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server, store = ScriptedServer(), written(store_in(tmp_path))
    app = console(server, store)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "x", "ctrl+r", "ctrl+o", "down", "enter", "ctrl+r")
        assert server.called == [("greet", InvocationCall("POST", "", "name=Ada", JSON, b'{"a": "Ada"}'))]
        assert "the environment has no variable GREET_TOKEN" in shown_text(app)
        monkeypatch.setenv("GREET_TOKEN", "t0ken")
        await press(pilot, "ctrl+r")
        assert server.called[1:] == [
            ("greet", InvocationCall("GET", "", "", (("authorization", "Bearer t0ken"),), b""))
        ]
        assert "t0ken" not in shown_text(app)
    assert file_of(store).read_text() == TWO


async def test_requests_are_made_duplicated_renamed_and_deleted(tmp_path: Path) -> None:
    server, store = ScriptedServer(), written(store_in(tmp_path))
    app = console(server, store)
    async with app.run_test(size=(80, 24)) as pilot:

        def names() -> list[str]:
            return [each.name for each in parse(file_of(store).read_text(), "greet").requests]

        await press(pilot, "x", "alt+c")
        assert names() == ["first", "second", "first (copy)"]
        await press(pilot, "tab", "ctrl+u", typed("third"), "ctrl+n")
        assert names() == ["first", "second", "third"]
        assert edited(app) == RunRequest(headers=JSON)
        await press(pilot, typed("?b=1"), "ctrl+o", "enter")
        assert names() == ["first", "second", "third", ""]
        await press(pilot, "alt+x")
        assert "first is deleted from .insforge/requests/greet.http." in " ".join(shown_text(app).split())
        await press(pilot, "enter")
        assert names() == ["first", "second", "third", ""]
        await press(pilot, "alt+x", "2")
        assert names() == ["second", "third", ""]
        assert "Deleted first" in shown_text(app)
        assert "# kept as it is" in file_of(store).read_text()


async def test_a_new_request_is_thrown_away_only_when_that_was_asked(tmp_path: Path) -> None:
    store = written(store_in(tmp_path))
    app = console(ScriptedServer(), store)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "x", "ctrl+n", typed("?a=1"), "alt+x", "escape")
        assert edited(app) == RunRequest(query="a=1", headers=JSON)
        await press(pilot, "alt+x", "2", "ctrl+n", "alt+x")
        assert runner(app).is_current
    assert file_of(store).read_text() == TWO


async def test_a_file_changed_by_hand_is_shown_anew_or_joined_with_what_was_edited(tmp_path: Path) -> None:
    server, store = ScriptedServer(), written(store_in(tmp_path))
    app = console(server, store)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "x")
        file_of(store).write_text(TWO.replace("?name={{who}}", "?name=Bob"))
        await press(pilot, "ctrl+r")
        assert server.called[-1][1].query == "name=Bob"
        assert "The file was changed" in shown_text(app)
        file_of(store).write_text(TWO.replace("?name={{who}}", "?name=Cid") + "\n### third\nGET /functions/greet\n")
        await press(pilot, typed("&x=1"), "ctrl+r")
        assert server.called[-1][1].query == "name=Bob&x=1"
        queries = [each.query for each in parse(file_of(store).read_text(), "greet").requests]
        assert queries == ["name=Cid", "", "", "name=Bob&x=1"]
        assert "yours is kept beside it" in shown_text(app)


async def test_what_is_edited_is_kept_when_the_screen_or_the_console_is_left(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    app = console(ScriptedServer(), store)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "x", "escape")
        assert not file_of(store).exists()
        await press(pilot, "x", typed("?a=1"), "escape")
        assert "greet?a=1" in file_of(store).read_text()
        await press(pilot, "x", *"2")
        assert runner(app).keep_unsaved() == []
        assert "greet?a=12" in file_of(store).read_text()
        await press(pilot, *"3", "ctrl+q")
    assert "greet?a=123" in file_of(store).read_text()


async def test_a_disk_that_fails_is_said_and_the_request_is_sent_all_the_same(tmp_path: Path) -> None:
    server, store = ScriptedServer(), store_in(tmp_path)
    (tmp_path / ".insforge" / "requests").write_text("no folder")
    app = console(server, store)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "x", typed("?a=1"), "ctrl+r")
        assert len(server.called) == 1
        assert "Not kept:" in shown_text(app)
        await press(pilot, "escape")
        assert runner(app).is_current
        await press(pilot, "escape")
        assert app.screen is app.list_screen


async def test_a_secret_typed_into_a_header_is_sent_and_not_kept(tmp_path: Path) -> None:
    server, store = ScriptedServer(), store_in(tmp_path)
    app = console(server, store)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(
            pilot, "x", "tab", "tab", "tab", "tab", "end", "enter", typed("authorization: Bearer abc"), "ctrl+r"
        )
        assert server.called[0][1].headers == (("authorization", "Bearer abc"),)
        assert "authorization holds a secret" in shown_text(app)
        assert not file_of(store).exists()


async def test_what_can_not_be_kept_gives_way_to_another_request_only_when_that_is_asked_twice(tmp_path: Path) -> None:
    store = written(store_in(tmp_path))
    app = console(ScriptedServer(), store)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "x", "tab", "tab", "tab", "tab", "end", "enter", typed("apikey: topsecret"), "ctrl+n")
        assert "apikey holds a secret" in shown_text(app)
        request = edited(app)
        assert isinstance(request, RunRequest)
        assert request.header("apikey") == "topsecret"
        await press(pilot, "ctrl+n")
        assert edited(app) == RunRequest(headers=JSON)


async def test_a_console_that_ends_says_what_it_could_not_keep(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    app = console(ScriptedServer(), store)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "x", "tab", "tab", "tab", "tab", "end", "enter", typed("apikey: topsecret"))
        [said] = runner(app).keep_unsaved()
        assert "apikey holds a secret" in said
        assert not file_of(store).exists()


async def test_a_body_may_stand_in_a_file(tmp_path: Path) -> None:
    server, store = ScriptedServer(), store_in(tmp_path)
    app = console(server, store)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "x", "f6", typed("< ./body.json"), "ctrl+r")
        assert "body.json can't be read: there is no such file" in " ".join(shown_text(app).split())
        (file_of(store).parent / "body.json").write_bytes(b"[1]")
        await press(pilot, "ctrl+r")
        assert server.called == [("greet", InvocationCall("POST", headers=JSON, body=b"[1]"))]


class HeldStore(RequestStore):
    """A disk that takes as long as it is held."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder / "data", folder / "locks", folder, RequestDrafts(folder / "drafts"))
        self.free = threading.Event()
        self.free.set()
        self.asked = threading.Event()

    def read(self, server: str, slug: str) -> str:
        self.asked.set()
        self.free.wait(20)
        return super().read(server, slug)

    def hold(self) -> None:
        self.free.clear()
        self.asked.clear()


async def test_what_is_typed_while_a_request_is_kept_stays(tmp_path: Path) -> None:
    store_in(tmp_path)
    store = HeldStore(tmp_path)
    written(store)
    app = console(ScriptedServer(), store)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "x", "alt+e")
        store.hold()
        await pilot.press("enter")
        await eventually(store.asked.is_set)
        await press_meanwhile(pilot, *"&x=1")
        store.free.set()
        await settled(pilot)
        request = edited(app)
        assert isinstance(request, RunRequest)
        assert (request.query, request.checks) == ("name={{who}}&x=1", ("status 200",))
        await press(pilot, "escape")
        assert "greet?name={{who}}&x=1" in file_of(store).read_text()


async def test_what_is_typed_while_a_file_changed_by_hand_is_read_overwrites_nothing(tmp_path: Path) -> None:
    store_in(tmp_path)
    store = HeldStore(tmp_path)
    written(store)
    app = console(ScriptedServer(), store)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "x")
        file_of(store).write_text(TWO.replace("?name={{who}}", "?name=Bob"))
        store.hold()
        runner(app).run_worker(runner(app).requests.keep(), group="requests")
        await eventually(store.asked.is_set)
        await press_meanwhile(pilot, *"&x=1")
        store.free.set()
        await press(pilot, "escape")
        queries = [each.query for each in parse(file_of(store).read_text(), "greet").requests]
        assert queries == ["name=Bob", "", "name={{who}}&x=1"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (["ctrl+u", *"SEND"], "Begin with a method"),
        (["tab", "tab", *"2 h"], "The timeout is a time up to an hour"),
        (["tab", "tab", "tab", "left", "tab", *"a b"], "Name the environment's variable"),
        (["tab", "tab", "tab", "tab", "end", "enter", *"no header"], "this is none: no header"),
        (["f6", *"{1}"], "Line 1, column 2: Not JSON: expecting property name"),
    ],
)
async def test_what_is_wrong_with_a_request_is_said_at_it(typed: list[str], said: str) -> None:
    server = ScriptedServer()
    app = console(server)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "x", *typed)
        await until(pilot, lambda: not runner(app).requests.pane.waits_for_rest)
        assert said in " ".join(shown_text(app).split())


async def test_moving_leads_round_through_the_boxes_that_are_to_be_seen() -> None:
    app = console(ScriptedServer(answered(b"{}")))
    async with app.run_test(size=(80, 24)) as pilot:

        def focused() -> str:
            return "" if app.focused is None else app.focused.id or ""

        await press(pilot, "x")
        seen = []
        for key in ("f6", "f6", "tab", "tab", "tab", "tab", "tab"):
            await press(pilot, key)
            seen.append(focused())
        assert seen == ["body", "target", "name", "timeout", "auth", "headers", "body"]
        await press(pilot, "ctrl+r", "f6")
        assert focused() == "answer"
        await press(pilot, "f6", "shift+tab")
        assert focused() == "answer"
