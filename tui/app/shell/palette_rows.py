"""What the palette lists for what is typed: commands and places, the symbols of the code below, or a line of it.

Owns which of them is meant and in which order they stand. Refuses to know how rows are painted and what choosing does.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from tui.app.shell.command_reasons import reason_against
from tui.app.shell.jumps import HoldsFunction, Jump, Jumps, function_below
from tui.app.shell.key_order import Owned
from tui.app.shell.screen import ConsoleScreen
from tui.app.widgets.keys import shown_key
from tui.model.problem import CodeRange
from tui.sessions.jumping import MOST_TYPED, Name, Names, read_place
from tui.terminal.sanitise import printable

_MOST_FOUND = 100
SYMBOL, LINE = "@", ":"
_NO_CODE = "No code is open here: @ and : go to places in the editor."
_LOADING = "The function is still loading."


class PaletteRow(NamedTuple):
    """A row: its title, what is said of it, and what choosing it leads to; the columns of the title that were meant."""

    title: str
    about: str
    target: Owned | Jump | CodeRange
    keys: str = ""
    marks: tuple[int, ...] = ()


class PaletteRows:
    """What can be found. `symbols` are those of the code below, once they are known."""

    def __init__(self, below: ConsoleScreen, jumps: Jumps) -> None:
        self._below = below
        self._jumps = jumps
        self._commands = list({each.command: each for each in below.owned if each.command.name != "palette"}.values())
        self._targets: list[Owned | Jump] = []
        self._names = Names(())
        self.symbols: Sequence[PaletteRow] | None = None
        self.why_none = ""
        """Why nothing is found, as a sentence."""

    @property
    def holding(self) -> HoldsFunction | None:
        """The editor below, if it is one."""
        return function_below(self._below)

    def find(self, typed: str) -> list[PaletteRow]:
        """The rows for what is typed, the likeliest first."""
        self.why_none = "Nothing matches."
        if typed.startswith((SYMBOL, LINE)):
            return self._in_code(typed[:1], typed[1 : MOST_TYPED + 1])
        if not typed.strip():
            return [*self._recent(), *map(_row, self._commands)]
        if not self._targets:
            self._targets = [*self._commands, *self._jumps.all()]
            self._names = Names([_name(target) for target in self._targets])
        # Rows are made of what is found alone: there may be ten thousand functions.
        found = self._names.find(typed, _MOST_FOUND)
        return [_row(self._targets[each.place])._replace(marks=each.marks) for each in found]

    def abouts(self) -> list[str]:
        """What is said of each command: the longest says how much room that needs."""
        return [_about(owned) for owned in self._commands]

    def _recent(self) -> list[PaletteRow]:
        holding = self.holding
        here = holding.edited_slug() if holding is not None else ""
        opened = [_row(jump)._replace(about=f"open · {jump.kind}") for jump in self._jumps.opened(here)]
        return [*opened, *(_row(jump)._replace(about=f"recent · {jump.kind}") for jump in self._jumps.recent(here))]

    def _in_code(self, sign: str, typed: str) -> list[PaletteRow]:
        holding = self.holding
        lines = holding.code_lines() if holding is not None else None
        if lines is None:
            self.why_none = _NO_CODE if holding is None else _LOADING
            return []
        if sign == LINE:
            place = read_place(typed, len(lines))
            if isinstance(place, str):
                self.why_none = place
                return []
            return [PaletteRow(f"Line {place[0] + 1}", f"of {len(lines):,}", _point(*place))]
        if self.symbols is None:
            self.why_none = "Reading the code."
            return []
        if not self.symbols:
            self.why_none = "The code declares nothing at its top."
        if not typed.strip():
            return list(self.symbols)
        found = Names([Name(row.title) for row in self.symbols]).find(typed, _MOST_FOUND)
        return [self.symbols[each.place]._replace(marks=each.marks) for each in found]


def _point(line: int, column: int) -> CodeRange:
    return CodeRange(line, column, line, column)


def symbol_rows(lines: Sequence[str]) -> list[PaletteRow]:
    """The symbols of code, in their order. For a thread: a long code takes a while."""
    from tui.editing.symbols import symbols_of

    return [
        PaletteRow(
            printable(symbol.name, limit=200),
            f"{symbol.kind} · line {symbol.place.start_line + 1}",
            _point(symbol.place.start_line, symbol.place.start_column),
        )
        for symbol in symbols_of(lines)
    ]


def _row(target: Owned | Jump) -> PaletteRow:
    if isinstance(target, Jump):
        about = f"{target.kind} · {target.about}" if target.about else target.kind
        return PaletteRow(target.title, about, target)
    command = target.command
    return PaletteRow(command.title, _about(target), target, shown_key(command.keys[0]) if command.keys else "")


def _name(target: Owned | Jump) -> Name:
    """What finds a row. What a command does finds it too; of a place what is said of it."""
    return (
        Name(target.title, target.about)
        if isinstance(target, Jump)
        else Name(target.command.title, target.command.help)
    )


def _about(owned: Owned) -> str:
    reason = reason_against(owned)
    return f"Not now: {reason}" if reason else owned.command.help
