"""The README's key tables, made from the commands: `python -m tui.app.key_table` prints them.

Above the features, as it knows the commands of all of them.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from tui.app.key_places import KEY_TABLES, kinds_of
from tui.app.widgets.command import Command, Group, commands_of, grouped

TABLES: Sequence[tuple[str, Sequence[type]]] = tuple((title, kinds_of(names)) for title, names in KEY_TABLES)
"""What the README shows: titles, and whose commands stand under them."""

_RETITLED = {"In a field": "In a field, here and on every other screen"}


def key_table() -> str:
    """The tables in Markdown, each folded away: together they are longer than all else there is to read."""
    parts: list[str] = []
    for title, kinds in TABLES:
        groups = [group for kind in kinds for group in grouped(commands_of(kind))]
        parts += [f"<details><summary>{title}</summary>", "", "| keys | what |", "|---|---|"]
        parts += [*_rows(title, groups), "", "</details>", ""]
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
    return " ".join(f"`{key}`" for key in keys.split(" ")) if keys else command.without_keys


if __name__ == "__main__":
    print(command_ids() if "--ids" in sys.argv[1:] else key_table())
