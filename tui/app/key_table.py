"""The README's key tables, made from the commands: `python -m tui.app.key_table` prints them.

Above the features, as it knows the commands of all of them; the console asks it about the user's own keys.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from tui.app.compare.screen import VersionsScreen
from tui.app.connect.screen import ConnectScreen
from tui.app.editor.find_bar import FindBar
from tui.app.editor.metadata_form import StatusChoice
from tui.app.editor.screen import EditorScreen
from tui.app.functions.screen import FunctionsScreen
from tui.app.history.screen import HistoryScreen
from tui.app.shell.app import Console
from tui.app.shell.help import HelpScreen
from tui.app.shell.palette import Palette
from tui.app.shell.pick import PickScreen
from tui.app.shell.questions import CountdownScreen, DetailsScreen, QuestionScreen
from tui.app.widgets.code_editor import CodeEditor
from tui.app.widgets.command import Command, Group, commands_of, grouped
from tui.app.widgets.field import Field

TABLES: Sequence[tuple[str, Sequence[type]]] = (
    ("In the list", (FunctionsScreen,)),
    ("In the editor", (EditorScreen, CodeEditor)),
    ("In its boxes", (FindBar, Field, StatusChoice)),
    ("In a history", (HistoryScreen,)),
    ("Versions compared", (VersionsScreen,)),
    ("On the connect screen", (ConnectScreen,)),
    (
        "In dialogs",
        (QuestionScreen, PickScreen, Palette, HelpScreen, CountdownScreen, DetailsScreen),
    ),
    ("Everywhere", (Console,)),
)
"""What the README shows: titles, and whose commands stand under them."""

PLACES: Sequence[Sequence[type]] = (
    (FunctionsScreen, Console),
    (FunctionsScreen, Console, Field),
    (EditorScreen, Console, CodeEditor),
    (EditorScreen, Console, Field),
    (FindBar, EditorScreen, Console, Field),
    (EditorScreen, Console, StatusChoice),
    (HistoryScreen,),
    (VersionsScreen,),
    (ConnectScreen, Field),
    (QuestionScreen,),
    (PickScreen,),
    (Palette, Field),
    (HelpScreen, Field),
    (CountdownScreen,),
    (DetailsScreen,),
)
"""Whose commands work at the same time, the one that acts first before the others."""

_RETITLED = {"In a field": "In a field, here and on every other screen"}


def key_table() -> str:
    """The tables in Markdown."""
    parts: list[str] = []
    for title, kinds in TABLES:
        groups = [group for kind in kinds for group in grouped(commands_of(kind))]
        parts += [f"{title}:", "", "| keys | what |", "|---|---|", *_rows(title, groups), ""]
    return "\n".join(parts).rstrip()


def command_ids() -> str:
    """What the settings call the commands, each with its title and its keys."""
    known = {each.id: each for _, kinds in TABLES for kind in kinds for each in reversed(commands_of(kind))}
    width = max(map(len, known))
    return "\n".join(f"{each.id:<{width}}  {each.title} ({each.shown_keys})" for each in sorted(known.values()))


def _rows(title: str, groups: Sequence[Group]) -> list[str]:
    rows: list[str] = []
    for group in groups:
        if group.title != title:
            rows.append(f"| | **{_RETITLED.get(group.title, group.title)}** |")
        rows += [f"| {_keys(command)} | {command.help} |" for command in group.commands]
    return rows


def _keys(command: Command) -> str:
    keys = command.shown_keys
    return " ".join(f"`{key}`" for key in keys.split(" ")) if keys else "palette"


if __name__ == "__main__":
    print(command_ids() if "--ids" in sys.argv[1:] else key_table())
