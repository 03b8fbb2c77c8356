"""The commands that scroll a page, the same on every screen that has one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from textual.widget import Widget

from tui.app.widgets.command import Command, CommandSet, Run, Scope, shared
from tui.app.widgets.keys import is_typed


def scroll_commands(view: Callable[[Any], Widget], scope: Scope = Scope.MAIN, group: str = "") -> CommandSet:
    """The commands that scroll what `view` finds on a screen. Beside a text box, in BOX, letters are text."""

    def does(act: Callable[[Widget], object]) -> Run:
        return lambda screen, _key: act(view(screen))

    here: tuple[Command, ...] = (
        shared("line_down", "Down", "Scroll a line down.", ("down", "j"), does(_line_down)),
        shared("line_up", "Up", "Scroll a line up.", ("up", "k"), does(_line_up)),
        shared("page_down", "Page down", "Scroll a page down.", ("space", "pagedown"), does(page_down)),
        shared("page_up", "Page up", "Scroll a page up.", ("b", "pageup"), does(page_up)),
        shared("start", "Start", "Go to the start.", ("home", "g"), does(_start)),
        shared("end", "End", "Go to the end.", ("end", "G", "shift+g"), does(_end)),
    )
    here = tuple(each._replace(scope=scope) for each in here)
    if scope is Scope.BOX:
        # Home and end are keys of the box.
        here = tuple(each._replace(keys=tuple(key for key in each.keys if not is_typed(key))) for each in here[:4])
    return CommandSet(tuple(each._replace(id=f"scroll.{each.id}", group=group) for each in here))


def page_commands(prefix: str, paged: type[Widget] | str, down: str, up: str = "Move a page up.") -> CommandSet:
    """The two commands that scroll the part of a dialog that may be too long; letters are text or answers there.

    `down` and `up` are their help.
    """

    def does(act: Callable[[Widget], None]) -> Run:
        return lambda dialog, _key: act(dialog.query_one(paged))

    return CommandSet(
        (
            shared(f"{prefix}.page_down", "Page down", down, ("pagedown",), does(page_down)),
            shared(f"{prefix}.page_up", "Page up", up, ("pageup",), does(page_up)),
        )
    )


def _line_down(view: Widget) -> None:
    view.scroll_relative(y=1, animate=False)


def _line_up(view: Widget) -> None:
    view.scroll_relative(y=-1, animate=False)


def page_down(view: Widget) -> None:
    """Scroll a page down."""
    view.scroll_page_down(animate=False)


def page_up(view: Widget) -> None:
    """Scroll a page up."""
    view.scroll_page_up(animate=False)


def _start(view: Widget) -> None:
    view.scroll_home(animate=False)


def _end(view: Widget) -> None:
    view.scroll_end(animate=False)
