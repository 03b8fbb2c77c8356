"""The README's key table, made from the commands: `python -m tui.app.key_table` prints it."""

from __future__ import annotations

from collections.abc import Sequence

from tui.app.commands import EDITOR, EVERYWHERE, HISTORY, LIST, VERSIONS, Command, shown_keys


def key_table() -> str:
    """The table in Markdown."""
    parts: list[str] = []
    tables = (
        ("In the list", LIST),
        ("In the editor", EDITOR),
        ("In a history", HISTORY),
        ("Versions beside each other", VERSIONS),
        ("Everywhere", EVERYWHERE),
    )
    for title, commands in tables:
        parts += [f"{title}:", "", "| keys | what |", "|---|---|", *_rows(commands), ""]
    return "\n".join(parts).rstrip()


def _rows(commands: Sequence[Command]) -> list[str]:
    return [f"| {_keys(command)} | {command.about} |" for command in commands]


def _keys(command: Command) -> str:
    keys = shown_keys(command)
    return " ".join(f"`{key}`" for key in keys.split(" ")) if keys else "palette"


if __name__ == "__main__":
    print(key_table())
