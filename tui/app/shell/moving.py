"""The commands that move the selection of a list, the same in every dialog that has one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from tui.app.widgets.command import Command, CommandSet, Footer, Scope, WhyNot
from tui.app.widgets.keys import is_typed

Moves = Mapping[str, Callable[[], None]]
"""What moves a selection: down, up, first, last, page_down, page_up."""


def move_commands(
    moves: Callable[[Any], Moves],
    *,
    typed: bool = True,
    prefix: str = "move",
    noun: str = "",
    where: str = "",
    group: str = "",
    scope: Scope = Scope.ANYWHERE,
    disabled: WhyNot | None = None,
    footers: bool = False,
    also: Mapping[str, tuple[str, ...]] | None = None,
) -> CommandSet:
    """The commands that move what `moves` finds on a screen; if `typed`, letters are keys too.

    Else a text box has the focus: home and end are its own. `noun` is what is selected and `where` in what; `also` are
    more keys, by the name of the move.
    """
    named, of = (f" {noun}" if noun else ""), (f" of {where}" if where else "")

    def made(name: str, title: str, about: str, *keys: str, footer: Footer | None = None) -> Command:
        every = (*keys, *(also or {}).get(name, ()))
        return Command(
            f"{prefix}.{name}",
            every if typed else tuple(key for key in every if not is_typed(key)),
            title,
            about,
            lambda screen, _key: moves(screen)[name](),
            footer if footers else None,
            group,
            scope,
            disabled=disabled,
        )

    here = (
        made("down", f"Next{named}", "Move the selection down.", "down", "j", footer=Footer("next", 3)),
        made("up", f"Previous{named}", "Move the selection up.", "up", "k", footer=Footer("previous", 4)),
        made("first", f"First{named}", f"Go to the top{of}.", "home", "g"),
        made("last", f"Last{named}", f"Go to the end{of}.", "end", "G", "shift+g"),
        made("page_down", "Page down", "Move a page down.", "pagedown"),
        made("page_up", "Page up", "Move a page up.", "pageup"),
    )
    # Beside a text box home and end are the box's.
    return CommandSet(here if typed else (*here[:2], *here[4:]))


def filtered_moves(
    moves: Callable[[Any], Moves], *, prefix: str, noun: str, where: str
) -> tuple[CommandSet, CommandSet]:
    """The commands that move in a list with a filter, and those that do so from the filter's box."""
    move = partial(move_commands, moves, prefix=prefix, noun=noun)
    in_filter = move(group=f"In the filter of {where}", scope=Scope.BOX, typed=False, footers=True)
    return move(group=f"Moving in {where}", scope=Scope.MAIN), in_filter
