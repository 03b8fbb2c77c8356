"""Nothing is cut that can't be read elsewhere: the screens as a user reads them, at four sizes."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from textual.pilot import Pilot

from tests.app.scripted import ScriptedServer, answered
from tests.console_fixture import (
    FUNCTIONS,
    HELLO,
    SIZES,
    FakeServer,
    FixtureConsole,
    at_each_size,
    function,
    press,
    settled,
    typed,
)
from tests.scenes import refused_types
from tests.screen_text import shown_rows, shown_text
from tests.secrets_fixture import KeepingServer
from tui.app.shell.questions import DetailsScreen
from tui.app.shell.screen import ConsoleScreen
from tui.app.shell.status_line import StatusLine
from tui.app.widgets.code_editor import CodeEditor
from tui.errors import Unauthorised

SLUG = "a-function-with-a-very-long-slug-that-somebody-made-from-a-whole-sentence"
NAME = "A function with a very long name that somebody typed for everybody to read"
LONG = function(SLUG, NAME, "active", 1, "\n".join(f"line{number}();" for number in range(300)), about="about " * 40)
SENTENCE = "Not found: " + " ".join(f"word{number}" for number in range(30)) + " and its end."


def without_breaks(text: str) -> str:
    """The text without what a scrolled box adds to it: line ends, borders, a scrollbar."""
    return re.sub(r"[\s│▁▂▃▄▅▆▇█]", "", text)


def status_rows(app: FixtureConsole) -> int:
    return app.screen.query_one(StatusLine).size.height


async def read_through(pilot: Pilot[int]) -> str:
    """All that can be read by scrolling down row by row."""
    rows = shown_rows(pilot.app)
    seen = without_breaks(" ".join(rows))
    while True:
        before = rows
        await pilot.press("down")
        rows = shown_rows(pilot.app)
        if rows == before:
            return seen
        # Only the last row is new.
        seen += without_breaks(rows[-2])


async def test_a_long_message_is_whole_or_says_which_key_shows_it() -> None:
    app = FixtureConsole(FakeServer())
    async with app.run_test(size=SIZES[0]) as pilot:
        await press(pilot, "enter")
        async for _size in at_each_size(pilot):
            assert isinstance(app.screen, ConsoleScreen)
            app.screen.say(SENTENCE)
            await settled(pilot)
            if SENTENCE not in shown_text(app):
                assert "f4" in shown_text(app)
                await press(pilot, "f4")
                assert without_breaks(SENTENCE) in await read_through(pilot)
                await press(pilot, "escape")
            # The next key gives the rows back to the code.
            await press(pilot, "right")
            assert status_rows(app) == 1


async def test_a_message_leaves_the_line_of_the_cursor_in_view() -> None:
    app = FixtureConsole(FakeServer(functions=(LONG,)))
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "enter", "pagedown", "pagedown")
        code = app.screen.query_one(CodeEditor)
        assert isinstance(app.screen, ConsoleScreen)
        app.screen.say(SENTENCE)
        await settled(pilot)
        assert status_rows(app) > 1
        assert any(f"line{code.cursor_location[0]}();" in row for row in shown_rows(app))


@pytest.mark.parametrize(("keys", "sizes"), [((), SIZES), (("enter",), SIZES[:1])], ids=["list", "editor"])
async def test_f4_shows_a_function_and_its_server_in_full(
    keys: tuple[str, ...], sizes: tuple[tuple[int, int], ...]
) -> None:
    app = FixtureConsole(FakeServer(functions=(LONG,)))
    async with app.run_test(size=SIZES[0]) as pilot:
        await press(pilot, *keys)
        for size in sizes:
            await pilot.resize_terminal(*size)
            await press(pilot, "f4")
            assert isinstance(app.screen, DetailsScreen)
            seen = await read_through(pilot)
            for text in (SLUG, "everybody to read", "http://localhost:7130", "INSFORGE_API_KEY"):
                assert without_breaks(text) in seen
            await press(pilot, "escape")


async def test_what_a_row_of_the_list_cuts_ends_in_an_ellipsis() -> None:
    app = FixtureConsole(FakeServer(functions=(LONG, *FUNCTIONS)))
    async with app.run_test(size=SIZES[0]) as pilot:
        async for size in at_each_size(pilot):
            assert "…" in next(row for row in shown_rows(app) if row.startswith("> A function"))
            if size[0] >= 80:
                assert SLUG[:40] in shown_rows(app)[-2]


async def test_no_column_vanishes_without_a_word() -> None:
    app = FixtureConsole(FakeServer())
    async with app.run_test(size=SIZES[0]) as pilot:
        async for _size in at_each_size(pilot):
            for _ in range(2):
                text = shown_text(app)
                named = text.partition("no room: ")[2].partition(" url")[0]
                for title in ("STATUS", "UPDATED", "ACTIVATED"):
                    assert title in shown_rows(app)[1] or title in named or "f4 shows all" in text
                await press(pilot, "t")


async def test_beside_a_preview_names_and_slugs_are_whole_and_all_columns_are_there() -> None:
    app = FixtureConsole(FakeServer())
    async with app.run_test(size=(120, 40)) as pilot:
        await press(pilot)
        for exact_times in (False, True):
            rows = shown_rows(app)
            for title in ("NAME", "SLUG", "STATUS", "UPDATED", "ACTIVATED"):
                assert title in rows[1]
            for each in FUNCTIONS:
                assert any(each.summary.name in row and f"{each.slug} " in row for row in rows)
            assert "module.exports" in shown_text(app)
            # Where there is no room for the seconds, another year is not taken for this one.
            assert ("2025-10-19" in shown_text(app)) is exact_times
            await press(pilot, "t")


async def test_the_preview_scrolls_and_in_the_filter_a_blank_is_a_blank() -> None:
    app = FixtureConsole(FakeServer(functions=(LONG,)))
    async with app.run_test(size=(120, 40)) as pilot:
        await press(pilot)
        assert "J page" in shown_rows(app)[-1]
        assert "line0();" in shown_text(app)
        await press(pilot, "J")
        assert "line0();" not in shown_text(app)
        assert "line45();" in shown_text(app)
        await press(pilot, "K")
        assert "line0();" in shown_text(app)
        # Where no code is shown, the keys say so.
        await press(pilot, "v", "J")
        assert "No code is shown beside the list." in shown_text(app)
        assert "J page" not in shown_rows(app)[-1]
        # In the filter a blank is a blank.
        await press(pilot, "slash", "o", "space", "w")
        assert "o w" in shown_rows(app)[1]


async def test_the_palette_tells_in_full_what_the_selected_command_does() -> None:
    app = FixtureConsole(FakeServer(functions=(function("hello", "Hello", "active", 1, HELLO),)))
    async with app.run_test(size=SIZES[0]) as pilot:
        async for _size in at_each_size(pilot):
            await press(pilot, "ctrl+p", typed("drafts"))
            assert "Show the unsaved drafts on this machine, discarded changes too." in shown_text(app)
            await press(pilot, "escape")


@pytest.mark.parametrize("keys", [("h",), ("enter", "x", "f12")], ids=["history", "changes"])
async def test_views_show_in_full_what_their_rows_cut(keys: tuple[str, ...]) -> None:
    app = FixtureConsole(FakeServer(functions=(LONG,)))
    async with app.run_test(size=SIZES[0]) as pilot:
        await press(pilot, *keys)
        for size in (SIZES[0], SIZES[-1]):
            await pilot.resize_terminal(*size)
            await press(pilot, "f4")
            assert isinstance(app.screen, DetailsScreen)
            text = await read_through(pilot)
            assert without_breaks(SLUG if keys == ("h",) else NAME) in text
            await press(pilot, "escape")
            assert not isinstance(app.screen, DetailsScreen)


KEY = "A_KEY_THAT_SOMEBODY_MADE_FROM_A_WHOLE_SENTENCE_ABOUT_WHAT_IT_IS_FOR"


def answering() -> FixtureConsole:
    """A function of a long slug that answers."""
    server = ScriptedServer(answered(b"{}"))
    server.functions = (LONG,)
    return FixtureConsole(server)


@pytest.mark.parametrize(
    ("console", "keys", "texts"),
    [
        (answering, ("x", "ctrl+r", "ctrl+t", "f4"), (SLUG,)),
        # In full at once: it is to be typed.
        (answering, ("X",), (f"Delete {SLUG}?",)),
        (
            lambda: FixtureConsole(KeepingServer()),
            ("4", "i", *KEY.lower(), "equals_sign", "x", "enter", "f4"),
            (KEY.lower(), "lower case: u sends it in upper case", "1 character"),
        ),
    ],
    ids=["runs", "delete", "import"],
)
async def test_what_a_low_and_narrow_screen_cuts_is_shown_in_full(
    console: Callable[[], FixtureConsole], keys: tuple[str, ...], texts: tuple[str, ...]
) -> None:
    app = console()
    async with app.run_test(size=(60, 20)) as pilot:
        await press(pilot, *keys)
        seen = without_breaks(" ".join(shown_rows(app)))
        assert [text for text in texts if without_breaks(text) not in seen] == []


async def test_a_long_outcome_is_whole_or_says_which_key_shows_it() -> None:
    server = FakeServer(list_error=Unauthorised(401, "AUTH", SENTENCE, "Check the API key is valid."))
    app = FixtureConsole(server)
    async with app.run_test(size=SIZES[0]) as pilot:
        async for _size in at_each_size(pilot):
            assert "!! localhost:7130 does not accept" in shown_text(app)
            if without_breaks("Press c to connect again, r to try again.") not in without_breaks(shown_text(app)):
                assert "f4 shows all" in shown_text(app)
            await press(pilot, "f4")
            seen = await read_through(pilot)
            for text in ("its end.", "Press c to connect again, r to try again."):
                assert without_breaks(text) in seen
            await press(pilot, "escape")


async def test_what_a_save_met_is_whole_or_says_which_key_shows_it() -> None:
    app = FixtureConsole(FakeServer(write=refused_types()))
    async with app.run_test(size=SIZES[0]) as pilot:
        await press(pilot, "enter", "x", "ctrl+s")
        async for _size in at_each_size(pilot):
            assert "!! Rejected by the server" in shown_text(app)
            panel = [row for row in shown_rows(app) if row.startswith("    ") or row.startswith(" !! ")]
            if "does not exist on type 'Console'." not in " ".join(" ".join(panel).split()):
                assert panel[-1].strip().endswith("f4 shows all")
            # The line with the problem is seen beside it.
            assert any(row.startswith("5!") for row in shown_rows(app))
