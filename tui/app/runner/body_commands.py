"""The commands that fold, scroll and search the lines of a response."""

from __future__ import annotations

from collections.abc import Callable

from tui.app.runner.body_view import BodyView
from tui.app.widgets.command import CommandDefaults, Footer, Scope, command
from tui.app.widgets.keys import DIGITS
from tui.sessions.json_view import JsonLines
from tui.terminal.sanitise import printable

IN_A_RESPONSE = "In a response"
Say = Callable[[str, str], None]


class BodyCommands:
    """Folds and finds. `say` says something with a style; `open_box` asks what to find."""

    COMMAND_DEFAULTS = CommandDefaults("response", IN_A_RESPONSE, Scope.MAIN)

    def __init__(self, body: Callable[[], BodyView], say: Say, open_box: Callable[[str], None]) -> None:
        self._body = body
        self._say = say
        self._open_box = open_box
        self.needle = ""

    def _no_folds(self) -> str | None:
        return None if isinstance(self._body().lines, JsonLines) else "Only JSON can be folded."

    @command(keys=("left",), title="Fold", help="Fold the object or array at the cursor.", disabled=_no_folds)
    def fold(self) -> None:
        """Fold what is at the cursor."""
        self._body().fold()

    @command(keys=("right",), title="Unfold", help="Unfold what is folded at the cursor.", disabled=_no_folds)
    def unfold(self) -> None:
        """Unfold what is at the cursor."""
        self._body().unfold()

    @command(
        keys=("enter", "space"),
        title="Fold or unfold",
        help="Fold the object or array at the cursor, or unfold it.",
        footer=Footer("fold", 1),
        disabled=_no_folds,
    )
    def toggle(self) -> None:
        """Fold or unfold what is at the cursor."""
        self._body().toggle()

    @command(keys=DIGITS, title="Fold to a level", help="Fold all that stands so deep.", disabled=_no_folds)
    def fold_level(self, key: str) -> None:
        """Fold all that stands so deep."""
        if key.isdecimal():
            self._body().fold_level(int(key))

    @command(keys=("0",), title="Unfold all", help="Unfold all of the response.", disabled=_no_folds)
    def unfold_all(self) -> None:
        """Unfold all."""
        self._body().fold_level(0)

    @command(keys=("shift+left",), title="Left", help="Scroll long lines to the left.")
    def left(self) -> None:
        """Scroll long lines to the left."""
        self._body().scroll_sideways(-1)

    @command(keys=("shift+right",), title="Right", help="Scroll long lines to the right.")
    def right(self) -> None:
        """Scroll long lines to the right."""
        self._body().scroll_sideways(1)

    @command(keys=("slash", "ctrl+f"), title="Find", help="Find text in the response.", footer=Footer("find", 2))
    def find(self) -> None:
        """Ask what to find."""
        self._open_box(self.needle)

    def found(self, needle: str, *, backwards: bool = False, stays: bool = False) -> None:
        """Go to the next match, or the one before, and say which it is; "" takes all marks away."""
        self.needle = needle
        found = self._body().search(needle, backwards=backwards, stays=stays)
        if found is not None:
            self._say(f"{found.number:,} of {found.total:,}", "$muted")
        elif needle:
            self._say(f"Not found: {printable(needle, limit=60)}", "$warning")

    def _nothing_to_find(self) -> str | None:
        return None if self.needle else "Nothing to find yet: / asks for it."

    @command(keys=("n",), title="Next match", help="Go to the next match.", disabled=_nothing_to_find)
    def next_match(self) -> None:
        """Go to the next match."""
        self.found(self.needle)

    @command(keys=("N", "shift+n"), title="Previous match", help="Go to the match before.", disabled=_nothing_to_find)
    def previous_match(self) -> None:
        """Go to the match before."""
        self.found(self.needle, backwards=True)
