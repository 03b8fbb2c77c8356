"""Versions compared can be read at 80 columns: one under the other, long lines where they differ."""

from __future__ import annotations

import pytest
from rich.style import Style
from textual.pilot import Pilot

from tests.console_fixture import FakeServer, FixtureConsole, settled
from tests.screen_text import shown_rows
from tui.app.compare.view import VersionsView, _first_seen
from tui.app.shell.routes import Compare, Version
from tui.model.function import Edited

LONG = "const url = `https://api.example/v1/customers?limit=100&fields=id,name,email&order=created`; // "
OLD = f"start();\n{LONG}staging\nconst a = 'text';\nend();\n"
NEW = f"start();\n{LONG}production\nconst a = 'text';\nend();\n"
FAR = "\n".join(f"line{number}();" for number in range(60))


def edited(code: str) -> Edited:
    return Edited("F", "", "active", code)


def compared(*codes: str) -> Compare:
    titles = ("before", "after") if len(codes) == 2 else ("base", "mine", "theirs")
    return Compare("Compared.", [Version(*each) for each in zip(titles, map(edited, codes), strict=True)])


async def shown(app: FixtureConsole, pilot: Pilot[int], route: Compare) -> list[str]:
    await settled(pilot)
    app.parts.prompts.ask(route)
    await settled(pilot)
    return rows(app)


def rows(app: FixtureConsole) -> list[str]:
    """The rows of the view, without those behind its end."""
    region = app.screen.query_one(VersionsView).region
    return [text for row in shown_rows(app)[region.y : region.bottom] if (text := row.rstrip())]


def style_at(app: FixtureConsole, y: int, text: str) -> Style:
    """How a part of a row of the view looks."""
    return (
        next(cell.style for cell in app.screen.query_one(VersionsView).render_line(y) if text in cell.text) or Style()
    )


@pytest.mark.parametrize(("column", "first"), [(0, 0), (24, 0), (25, 13), (90, 78)])
def test_a_long_line_begins_where_the_first_difference_can_be_seen(column: int, first: int) -> None:
    assert _first_seen("x" * 100, column, 36) == first
    assert _first_seen("x" * 36, column, 36) == 0


async def test_what_differs_in_long_lines_is_seen_at_80_columns_without_scrolling() -> None:
    app = FixtureConsole(FakeServer())
    async with app.run_test(size=(80, 24)) as pilot:
        found = await shown(app, pilot, compared(OLD, NEW))
        assert [row[:7] for row in found] == ["    1  ", "    2 -", "    2 +", "    3  ", "    4  "]
        assert found[1].endswith("staging")
        assert found[2].endswith("production")
        assert found[1][7] == found[2][7] == "…"
        assert found[3].endswith("const a = 'text';")
        # The changed word is marked, and the code coloured.
        assert style_at(app, 1, "staging").underline
        assert style_at(app, 2, "production").bold
        assert style_at(app, 1, "staging").color != style_at(app, 2, "production").color
        plain, keyword = style_at(app, 3, " a "), style_at(app, 3, "const")
        assert keyword.color != plain.color
        # The beginning of the long lines is a few keys to the left, and no further.
        await pilot.press(*["left"] * 30)
        assert rows(app)[1][7:].startswith("const url")
        await pilot.press(*["right"] * 30)
        assert "const url" not in rows(app)[1]


@pytest.mark.parametrize(("width", "is_unified"), [(80, True), (119, True), (120, False), (160, False)])
async def test_a_key_switches_between_both_layouts(width: int, is_unified: bool) -> None:
    app = FixtureConsole(FakeServer())
    async with app.run_test(size=(width, 24)) as pilot:
        unified = [row.count("│") for row in await shown(app, pilot, compared("a();\n", "b();\n"))] == [0, 0]
        assert unified is is_unified
        await pilot.press("u")
        assert [row.count("│") for row in rows(app)] == ([1] if is_unified else [0, 0])
        await pilot.press("u")
        assert [row.count("│") for row in rows(app)] == ([0, 0] if is_unified else [1])


async def test_of_a_conflict_pairs_are_shown_one_under_the_other() -> None:
    app = FixtureConsole(FakeServer())
    async with app.run_test(size=(80, 24)) as pilot:
        found = await shown(app, pilot, compared("base();\n", "mine();\n", "theirs();\n"))
        assert [row[6:] for row in found] == ["-mine();", "+theirs();"]
        assert "- mine  + theirs" in "\n".join(shown_rows(app))
        await pilot.press("tab")
        assert [row[6:] for row in rows(app)] == ["-base();", "+theirs();"]
        await pilot.press("tab")
        assert [row[6:] for row in rows(app)] == ["-base();", "+mine();"]
        await pilot.resize_terminal(160, 24)
        await settled(pilot)
        assert [row.count("│") for row in rows(app)] == [2]
        await pilot.press("u")
        assert [row[6:] for row in rows(app)] == ["-base();", "+mine();"]


async def test_the_reader_stays_where_he_was_when_the_layout_changes() -> None:
    changed = FAR.replace("line9();", "a();\nb();").replace("line50();", "fifty();")
    app = FixtureConsole(FakeServer())
    async with app.run_test(size=(80, 15)) as pilot:
        await shown(app, pilot, compared(FAR, changed))
        await pilot.press("n")
        assert any("fifty" in row for row in rows(app))
        await pilot.press("u")
        assert any("fifty" in row for row in rows(app))
        await pilot.press("u", "p")
        assert any("b();" in row for row in rows(app))


async def test_an_empty_version_and_wide_characters_are_shown_too() -> None:
    app = FixtureConsole(FakeServer())
    async with app.run_test(size=(80, 24)) as pilot:
        long = "const 名前 = '" + "値" * 60
        found = await shown(app, pilot, compared("", f"{long}a'\n"))
        assert [row[6] for row in found] == ["+"]
        app.screen.dismiss(None)
        found = await shown(app, pilot, compared(f"{long}a'\n", f"{long}b'\n"))
        assert found[0].endswith("a'")
        assert found[1].endswith("b'")
