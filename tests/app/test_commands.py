"""The commands' one declaration, and everything made from it."""

from __future__ import annotations

from pathlib import Path

from textual.widgets import OptionList

from tests.console_fixture import FakeServer, FixtureConsole, settled
from tui.app.key_table import TABLES, key_table
from tui.app.widgets.command import commands_of

README = Path(__file__).parents[2] / "README.md"


def test_the_readme_shows_the_keys_as_they_are() -> None:
    text = README.read_text(encoding="utf-8")
    between = text.split("<!-- keys -->")[1].split("<!-- /keys -->")[0]
    assert between.strip() == key_table(), "put the output of python -m tui.app.key_table there"


EVERY_COMMAND = [command for _, kinds in TABLES for kind in kinds for command in commands_of(kind)]


def test_every_command_says_what_it_is_and_does() -> None:
    assert [each.id for each in EVERY_COMMAND if not (each.title and each.help.endswith("."))] == []


def test_every_footer_word_is_short_and_has_a_key() -> None:
    for command in EVERY_COMMAND:
        if command.footer is not None:
            assert command.keys
            assert 0 < len(command.footer.word) <= 8


def test_a_command_of_one_name_has_the_same_title_wherever_it_is_declared() -> None:
    """The user's keys are given to a name: it must mean one thing."""
    titles: dict[str, str] = {}
    for command in EVERY_COMMAND:
        if command.id not in ("help.close",):
            assert titles.setdefault(command.id, command.title) == command.title


async def test_a_command_that_cannot_run_says_why() -> None:
    console = FixtureConsole(FakeServer())
    async with console.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("v")
        await pilot.pause()
        line = console.screen.query_one("#status")
        assert "needs a terminal of 110 columns" in str(line.render())


def titles(console: FixtureConsole) -> list[str]:
    """What the palette lists."""
    listed = console.screen.query_one(OptionList)
    rows = [str(listed.get_option_at_index(place).prompt) for place in range(listed.option_count)]
    return [row.split("  ")[0] for row in rows]


FOUND = (
    ("start", "Start of the code"),
    ("reld", "Reload"),
    # What a command does finds it too.
    ("shell", "Suspend"),
    ("theme", "Switch light and dark"),
)
"""What is typed into the palette, and the command it lists first."""
