"""The commands that move the selection of a list, the same in every dialog that has one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tui.app.widgets.command import Command, CommandSet, Run, shared
from tui.app.widgets.keys import is_typed

Moves = Mapping[str, Callable[[], None]]
"""What moves a selection: down, up, first, last, page_down, page_up."""


def move_commands(moves: Callable[[Any], Moves], *, typed: bool = True) -> CommandSet:
    """The commands that move what `moves` finds on a screen; letters are keys if `typed`."""

    def does(name: str) -> Run:
        return lambda screen, _key: moves(screen)[name]()

    here: tuple[Command, ...] = (
        shared("down", "Next", "Move the selection down.", ("down", "j"), does("down")),
        shared("up", "Previous", "Move the selection up.", ("up", "k"), does("up")),
        shared("first", "First", "Go to the top.", ("home", "g"), does("first")),
        shared("last", "Last", "Go to the end.", ("end", "G", "shift+g"), does("last")),
        shared("page_down", "Page down", "Move a page down.", ("pagedown",), does("page_down")),
        shared("page_up", "Page up", "Move a page up.", ("pageup",), does("page_up")),
    )
    if not typed:
        # Beside a text box home and end are the box's.
        here = tuple(
            each._replace(keys=tuple(key for key in each.keys if not is_typed(key)))
            for each in here
            if each.id not in ("first", "last")
        )
    return CommandSet(tuple(each._replace(id=f"move.{each.id}") for each in here))
