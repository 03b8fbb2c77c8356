"""The draft of a request that is written: beside the typing, offered by the next console, gone once the file has it."""

from __future__ import annotations

from pathlib import Path

from tests.app.scripted import ScriptedServer
from tests.app.test_runner_requests import TWO, HeldStore, file_of, written
from tests.console_fixture import NOW, FixtureConsole, press, press_meanwhile, typed, until
from tests.running import SERVER, console, edited, runner, store_in
from tests.screen_text import shown_text
from tui.model.request_draft import RequestDraft
from tui.sessions.request_boxes import boxes_of
from tui.sessions.request_drafts import draft_of
from tui.sessions.saved_requests import NEW, opened
from tui.store.request_drafts import RequestDrafts
from tui.store.requests import RequestStore

SIZE = (80, 24)


def files(folder: Path) -> list[Path]:
    return sorted((folder / "drafts").glob("*.json"))


def kept(folder: Path) -> list[RequestDraft]:
    return RequestDrafts(folder / "drafts").kept()


def said(app: FixtureConsole) -> str:
    return " ".join(shown_text(app).split())


def left_by_a_console(tmp_path: Path, target: str = "POST ?a=1") -> RequestStore:
    """What a console leaves that was killed: a draft of a new request."""
    store, saved = store_in(tmp_path), opened("", "greet")
    boxes = boxes_of(NEW)._replace(target=target)
    slot = RequestDrafts(tmp_path / "drafts").claim(SERVER, "greet").slot
    slot.write(draft_of(SERVER, boxes, saved, (), NOW, str))
    slot.release()
    return store


async def left_in(tmp_path: Path, *keys: str, text: str = "") -> RequestStore:
    """What a console leaves that was killed behind these keys: the draft, and nothing of them in the file."""
    store = store_in(tmp_path)
    if text:
        written(store, text)
    app = console(ScriptedServer(), store)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "x", *keys)
        await until(pilot, lambda: bool(files(tmp_path)))
    return store


async def test_what_is_typed_is_on_disk_soon_and_the_next_console_goes_on_with_it(tmp_path: Path) -> None:
    store = await left_in(tmp_path, "ctrl+u", *"GE ?a", "f6", typed("half"), text=TWO)
    [draft] = kept(tmp_path)
    assert (draft.boxes.target, draft.boxes.body[:5]) == ("GE ?a", "half{")
    assert file_of(store).read_text() == TWO
    server = ScriptedServer()
    app = console(server, store)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "x")
        assert "This draft was left" in said(app)
        assert runner(app).requests.pane.boxes_hold == draft.boxes
        assert "Begin with a method" in said(app)
        # A box gives back what is kept; and what is sent is kept, and no draft any more.
        await press(pilot, "ctrl+z", "ctrl+r")
        assert [(call.query, call.body[:5]) for _, call in server.called] == [("name=Ada", b"half{")]
        assert files(tmp_path) == []
        assert "half{" in file_of(store).read_text()


async def test_a_draft_is_never_sent_by_itself(tmp_path: Path) -> None:
    store = left_by_a_console(tmp_path)
    server = ScriptedServer()
    app = console(server, store, "active")
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "enter", "alt+enter")
        assert server.called == []
        assert "was not sent" in said(app)
        assert "POST ?a=1" in shown_text(app)
        # Leaving keeps it as any request.
        await press(pilot, "escape")
        assert files(tmp_path) == []
        assert "greet?a=1" in file_of(store).read_text()


async def test_what_is_typed_before_the_draft_is_read_stays_and_so_does_the_draft(tmp_path: Path) -> None:
    left_by_a_console(tmp_path)
    store = HeldStore(tmp_path)
    app = console(ScriptedServer(), store)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot)
        store.free.clear()
        await press_meanwhile(pilot, "x", "ctrl+u", *"PUT ")
        store.free.set()
        await press(pilot)
        assert "A draft of another request was left here" in said(app)
        await until(pilot, lambda: len(files(tmp_path)) == 2)
        assert {each.boxes.target for each in kept(tmp_path)} == {"POST ?a=1", "PUT "}


async def test_the_first_letter_that_is_typed_before_the_requests_are_read_stays(tmp_path: Path) -> None:
    store = HeldStore(tmp_path)
    app = console(ScriptedServer(), store)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot)
        store.free.clear()
        await press_meanwhile(pilot, "x", "?")
        store.free.set()
        await press(pilot, typed("a=1"))
        assert runner(app).requests.pane.boxes_hold.target == "POST ?a=1"


async def test_a_console_that_ends_keeps_what_is_no_request_yet(tmp_path: Path) -> None:
    app = console(ScriptedServer(), store_in(tmp_path))
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "x", "ctrl+u", typed("half"))
        assert files(tmp_path) == []
        assert runner(app).keep_unsaved() == ["The request that was written for greet is kept as a draft."]
        [draft] = kept(tmp_path)
        assert draft.boxes.target == "half"
        # Left all the same: it is said once, and is there the next time.
        await press(pilot, "2", "escape", "escape")
        assert app.screen is app.list_screen
        await press(pilot, "x")
        assert "half2" in shown_text(app)
        await press(pilot, "ctrl+u", typed("POST "))
        await until(pilot, lambda: not files(tmp_path))
        assert edited(app) == NEW


async def test_a_request_that_was_only_looked_at_leaves_no_draft(tmp_path: Path) -> None:
    direct = "### direct\nGET {{deploymentUrl}}/greet\n"
    app = console(ScriptedServer(), written(store_in(tmp_path), direct))
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "x", "tab", "f6")
        assert runner(app).requests.drafting.flush() is None
    assert files(tmp_path) == []


async def test_a_secret_stays_off_the_disk_and_that_is_said(tmp_path: Path) -> None:
    store = await left_in(tmp_path, "tab", "tab", "tab", "tab", "end", "enter", typed("authorization: Bearer abc"))
    assert "abc" not in files(tmp_path)[0].read_text()
    app = console(ScriptedServer(), store)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "x")
        assert "Left out, as it is secret: authorization." in said(app)


async def test_a_torn_draft_is_set_aside_and_a_disk_that_takes_none_is_said(tmp_path: Path) -> None:
    store = left_by_a_console(tmp_path)
    [path] = files(tmp_path)
    path.write_bytes(path.read_bytes()[:-9])
    app = console(ScriptedServer(), store)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "x")
        assert "A draft could not be read and was set aside as" in said(app)
        assert edited(app) == NEW
    assert files(tmp_path) == []
    for each in (tmp_path / "drafts").iterdir():
        each.unlink()
    (tmp_path / "drafts").rmdir()
    (tmp_path / "drafts").write_text("no folder")
    app = console(ScriptedServer(), store)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "x")
        assert "Drafts are not kept (File exists): only this window has the request." in said(app)


async def test_what_is_no_request_says_how_it_is_left(tmp_path: Path) -> None:
    app = console(ScriptedServer(), store_in(tmp_path))
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "x", typed(" path"), "escape")
        assert "(The same key again leaves it as it is.)" in said(app)
        await press(pilot, "escape")
        assert len(app.screen_stack) == 1
        assert len(kept(tmp_path)) == 1
