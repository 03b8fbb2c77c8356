"""The README's key tables, made from the commands: `python -m tui.app.shell.key_table` prints them."""

from __future__ import annotations

from collections.abc import Sequence

from tui.app.shell.commands import Command, Group, shown_keys
from tui.app.shell.dialog_keys import README_TABLES


def key_table() -> str:
    """The tables in Markdown."""
    parts: list[str] = []
    for title, groups in README_TABLES:
        parts += [f"{title}:", "", "| keys | what |", "|---|---|", *_rows(title, groups), ""]
    return "\n".join(parts).rstrip()


def _rows(title: str, groups: Sequence[Group]) -> list[str]:
    rows: list[str] = []
    for group in groups:
        if group.title != title:
            rows.append(f"| | **{group.title}** |")
        rows += [f"| {_keys(command)} | {command.about} |" for command in group.commands]
    return rows


def _keys(command: Command) -> str:
    keys = shown_keys(command)
    return " ".join(f"`{key}`" for key in keys.split(" ")) if keys else "palette"


if __name__ == "__main__":
    print(key_table())
