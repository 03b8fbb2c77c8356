"""The keys that scroll go the way they say, on every page that has them, and so do those of a history's code."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from textual.containers import VerticalScroll
from textual.widget import Widget

from tests.console_fixture import FUNCTIONS, NOW, FakeServer, FixtureConsole, function, press, settled
from tui.app.compare.view import VersionsView
from tui.app.shell.help import HelpScreen
from tui.app.shell.notice import Report, Tone
from tui.app.shell.questions import DetailsScreen
from tui.app.shell.routes import Compare, Version
from tui.app.shell.scrolling import scroll_commands
from tui.app.widgets.code_editor import CodeEditor
from tui.app.widgets.command import Scope, commands_of, grouped
from tui.model.function import Edited
from tui.model.history import How
from tui.sessions.edit.conflict import as_edited
from tui.store.history import HistoryStore, NewVersion

LINES = "".join(f"line({number});\n" for number in range(200))
OLD = as_edited(FUNCTIONS[0])._replace(code=LINES)
NEW = OLD._replace(code=LINES.replace("line", "call"))


def page(app: FixtureConsole) -> Widget:
    """What scrolls on the screen on top."""
    found = [each for kind in (VersionsView, VerticalScroll) for each in app.screen.query(kind)]
    return found[0]


@pytest.mark.parametrize(
    "dialog",
    [
        lambda: HelpScreen(grouped(commands_of(CodeEditor))),
        lambda: DetailsScreen(Report(Tone.BAD, "No.", details=tuple(map(str, range(99))))),
        lambda: Compare("Two", (Version("a", OLD), Version("b", NEW))),
    ],
    ids=["help", "details", "versions"],
)
async def test_each_key_goes_its_way(dialog: Callable[[], HelpScreen | DetailsScreen | Compare]) -> None:
    app = FixtureConsole(FakeServer())
    async with app.run_test(size=(80, 16)) as pilot:
        await settled(pilot)
        shown = dialog()
        if isinstance(shown, Compare):
            app.parts.prompts.ask(shown)
        else:
            app.parts.prompts.ask(shown)
        await settled(pilot)
        here = page(app)
        end, rows = here.max_scroll_y, here.size.height
        assert end > rows

        async def after(*keys: str) -> float:
            await pilot.press(*keys)
            await settled(pilot)
            return here.scroll_offset.y

        assert await after("g") == 0
        assert [await after(key) for key in ("j", "down", "k", "up")] == [1, 2, 1, 0]
        assert await after("space") > 2
        down = here.scroll_offset.y
        assert await after("pagedown") > down
        assert await after("b") == down
        assert await after("pageup") == 0
        assert [await after(key) for key in ("G", "home", "end", "g")] == [end, 0, end, 0]


async def test_the_code_of_a_version_is_paged_down_and_up(tmp_path: Path) -> None:
    store = HistoryStore(tmp_path)
    store.keep(NewVersion("http://localhost:7130", "f", Edited("F", "", "active", LINES), NOW, How.SEEN))
    app = FixtureConsole(FakeServer(functions=(function("f", "F", "active", 1, LINES),)), history=store)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "h")
        code = app.screen.query_one("#past-code", CodeEditor)
        tops = []
        for key in ("space", "space", "b", "b"):
            await press(pilot, key)
            tops.append(code.scroll_offset.y)
        assert 0 < tops[0] < tops[1]
        assert tops[2:] == [tops[0], 0]


def test_beside_a_text_box_no_letter_scrolls() -> None:
    keys = [key for each in scroll_commands(lambda _: Widget(), Scope.BOX).commands for key in each.keys]
    assert keys == ["down", "up", "pagedown", "pageup"]
