"""Somebody else saves at the same moment: the screen says so, asks, and nothing of either is lost."""

from __future__ import annotations

from pathlib import Path

from tests.console_fixture import HELLO, FakeServer, FixtureConsole, RacingServer, press
from tui.app.compare.screen import VersionsScreen
from tui.app.editor.screen import EditorScreen
from tui.app.shell.outcome import OutcomePanel
from tui.app.widgets.code_editor import CodeEditor
from tui.app.widgets.field import Field
from tui.model.function import Function, FunctionChanges
from tui.store.history import HistoryStore

THEIRS = "// theirs\n" + HELLO


def console(folder: Path, server: FakeServer) -> FixtureConsole:
    return FixtureConsole(server, history=HistoryStore(folder / "history"))


def told(app: FixtureConsole) -> str:
    report = editor(app).query_one(OutcomePanel).report
    assert report is not None
    return f"{report.tone.value} {report.headline} {report.next_step}"


def editor(app: FixtureConsole) -> EditorScreen:
    return next(each for each in app.screen_stack if isinstance(each, EditorScreen))


def code(app: FixtureConsole) -> str:
    return editor(app).query_one("#code", CodeEditor).text


def on_server(server: FakeServer) -> Function:
    return next(each for each in server.functions if each.slug == "hello-world")


async def test_a_save_that_overwrote_somebody_elses_says_so_and_theirs_is_kept(tmp_path: Path) -> None:
    server = RacingServer(theirs=FunctionChanges(code=THEIRS))
    app = console(tmp_path, server)
    async with app.run_test(size=(120, 40)) as pilot:
        await press(pilot, "enter", "x", "ctrl+s")
        assert told(app).startswith("?? Saved code and live.")
        assert "At the same moment ada@example.com saved the code too; yours overwrote it." in told(app)
        # The server holds ours and so does the editor: nothing is to be resolved.
        assert isinstance(app.screen, EditorScreen)
        assert editor(app).unsaved == ()
        # The next save, alone, says nothing of it any more.
        await press(pilot, "y", "ctrl+s")
        assert told(app).startswith("ok Saved code and live.")
        assert "ada" not in told(app)


async def test_a_save_that_somebody_overwrote_is_unsaved_again_and_asked_about(tmp_path: Path) -> None:
    server = RacingServer(theirs=FunctionChanges(code=THEIRS), theirs_first=False)
    app = console(tmp_path, server)
    async with app.run_test(size=(120, 40)) as pilot:
        await press(pilot, "enter", "x", "ctrl+s")
        assert told(app).startswith(
            "?? Saved, and overwritten at once: the server holds another code. At the same moment ada@"
        )
        assert editor(app).unsaved == ("code",)
        assert isinstance(app.screen, VersionsScreen)
        base, mine, theirs = app.screen.compared
        assert [each.content.code for each in (base, mine, theirs)] == [HELLO, "x" + HELLO, THEIRS]
        # Left as it is: the next save does not overwrite theirs unseen.
        await press(pilot, "escape", "ctrl+s")
        assert len(server.writes) == 1
        assert isinstance(app.screen, VersionsScreen)
        await press(pilot, "2", "ctrl+s")
        assert on_server(server).code == code(app) == "x" + HELLO


async def test_what_somebody_else_changed_beside_ours_is_no_edit_of_ours(tmp_path: Path) -> None:
    """Without a trail too: the answer holds the function as it is then."""
    server = RacingServer(theirs=FunctionChanges(name="Theirs"), has_trail=False)
    app = console(tmp_path, server)
    async with app.run_test(size=(120, 40)) as pilot:
        await press(pilot, "enter", "x", "ctrl+s")
        assert "somebody changed the name meanwhile" in told(app)
        assert editor(app).unsaved == ()
        assert isinstance(app.screen, VersionsScreen)
        await press(pilot, "escape", "y", "ctrl+s")
        # Their name is not written over by the next save either: it asks first.
        assert on_server(server).summary.name == "Theirs"
        assert isinstance(app.screen, VersionsScreen)
        await press(pilot, "3", "ctrl+s")
        assert on_server(server).summary.name == "Theirs"
        assert on_server(server).code.startswith("xy")


async def test_a_lost_answer_that_is_looked_up_finds_what_somebody_else_changed(tmp_path: Path) -> None:
    server = RacingServer(theirs=FunctionChanges(name="Theirs"), has_trail=False, answer_lost=True)
    app = console(tmp_path, server)
    async with app.run_test(size=(120, 40)) as pilot:
        await press(pilot, "enter", "x", "ctrl+s")
        assert "somebody changed the name meanwhile" in told(app)
        await press(pilot, "3")
        assert editor(app).edited.name == "Theirs"
        assert editor(app).unsaved == ()


async def test_code_that_somebody_else_changed_while_the_name_was_saved_is_asked_about(tmp_path: Path) -> None:
    server = RacingServer(theirs=FunctionChanges(code=THEIRS))
    app = console(tmp_path, server)
    async with app.run_test(size=(120, 40)) as pilot:
        await press(pilot, "enter")
        editor(app).query_one("#name", Field).value = "Ours"
        await press(pilot, "ctrl+s")
        assert isinstance(app.screen, VersionsScreen)
        await press(pilot, "3")
        assert code(app) == THEIRS
        assert editor(app).edited.name == "Ours"
        assert editor(app).unsaved == ()
