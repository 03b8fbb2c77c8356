"""The command palette: every command of the screen below, found by its name or by what it does.

Not Textual's own: that one searches and chooses beside the keys. In a burst of them enter would meet the list of an
earlier search, and what is typed behind it a field that is gone.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.fuzzy import Matcher
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from tui.app.shell.key_order import Owned
from tui.app.shell.moving import Moves, move_commands
from tui.app.shell.screen import ConsoleScreen, Dialog, reason_against
from tui.app.widgets.command import Command, CommandDefaults, Footer, command
from tui.app.widgets.field import Field
from tui.app.widgets.keys import shown_key
from tui.app.widgets.line import Line

_TITLE_CELLS = 32
_MOST_ROWS = 16
_BESIDE_FROM_COLUMNS = 60
"""From this width on a row has room for what its command does."""


def moves_of(listed: OptionList) -> Moves:
    """What moves the selection of a list.

    Not by the list's own bindings: those act only after the key has gone all the way up, and the next key, which acts
    on the selection, would overtake it.
    """

    def early(act: Callable[[], None]) -> Callable[[], None]:
        def run() -> None:
            # Textual's list looks for lines it has not laid out yet when a page key comes early.
            with contextlib.suppress(LookupError):
                act()

        return run

    return {
        "down": listed.action_cursor_down,
        "up": listed.action_cursor_up,
        "page_down": early(listed.action_page_down),
        "page_up": early(listed.action_page_up),
    }


def _moves(palette: Palette) -> Moves:
    # What the text of now finds: word of its last letter may still be on its way.
    palette.search()
    return moves_of(palette.query_one(OptionList))


class Palette(Dialog[str | None]):
    """Type to find, arrows to select, enter to run, escape to leave; dismissed with the command's id, or None.

    What the selected command does stands in full below the list where its row has no room for it.
    """

    COMMAND_DEFAULTS = CommandDefaults("palette", "In the command palette")

    DEFAULT_CSS = """
    Palette { align: center top; background: transparent; }
    Palette > Vertical { width: 100%; height: auto; background: $panel; padding: 0 1; margin: 1 0; }
    Palette Field, Palette Field:focus { border: none; height: 1; padding: 0 1; background: $raised; }
    Palette OptionList {
        height: auto; border: none; padding: 0; background: $panel; scrollbar-size-vertical: 1;
        text-wrap: nowrap; text-overflow: ellipsis;
    }
    Palette #about { color: $muted; }
    Palette OptionList > .option-list--option-highlighted {
        background: $cursor-row; color: $foreground; text-style: bold;
    }
    Palette #none { color: $muted; padding: 0 1; display: none; }
    """

    def __init__(self, below: ConsoleScreen) -> None:
        super().__init__()
        self._below = below
        self._listed: list[Owned] = []
        self._needle: str | None = None
        self._narrow = False

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Field(placeholder="find a command", compact=True, select_on_focus=False)
            listed = OptionList()
            listed.can_focus = False
            yield listed
            yield Line(id="about")
            yield Static("No command matches.", id="none")

    def on_mount(self) -> None:
        self.set_focus(self.query_one(Field))
        self.search()

    def on_resize(self, event: events.Resize) -> None:
        self._narrow = event.size.width < _BESIDE_FROM_COLUMNS
        cells = self._cells
        # As many rows as the longest needs, so that nothing moves with the selection.
        rows = max(len(Content(self._about(each)).wrap(cells)) for each in self._below.owned)
        self.query_one("#about").styles.height = rows
        self.query_one(OptionList).styles.max_height = max(1, min(_MOST_ROWS, event.size.height - rows - 3))
        self._needle = None
        self.search()

    @property
    def _cells(self) -> int:
        """How wide a row is, the list's scrollbar left out."""
        return max(1, self.app.size.width - 4)

    @on(OptionList.OptionHighlighted)
    def _show_about(self) -> None:
        place = self.query_one(OptionList).highlighted
        owned = self._listed[place] if place is not None and place < len(self._listed) else None
        about = self._about(owned) if owned is not None else ""
        cut = self._narrow or len(about) + _TITLE_CELLS + 1 > self._cells
        rows = Content(about if cut else "").wrap(self._cells)
        self.query_one("#about", Line).show(Content("\n").join(rows))

    @on(Input.Changed)
    def search(self) -> None:
        """Show what is found by the text of now."""
        needle = self.query_one(Field).value
        if needle == self._needle:
            return
        self._needle = needle
        listed = {each.command: each for each in self._below.owned if each.command.name != "palette"}
        self._listed = [listed[command] for command in found(needle, list(listed))]
        shown = self.query_one(OptionList)
        shown.set_options(Option(self._row(owned)) for owned in self._listed)
        shown.highlighted = 0 if self._listed else None
        self._show_about()
        self.query_one("#none").display = not self._listed
        # In its place: with both, the page would be higher than a low terminal.
        self.query_one("#about").display = bool(self._listed)

    def _row(self, owned: Owned) -> Content:
        command = owned.command
        keys = f"  ({shown_key(command.keys[0])})" if command.keys else ""
        title = f"{command.title}{keys}"
        if self._narrow:
            return Content(title)
        return Content.assemble(f"{title:<{_TITLE_CELLS}} ", Content.styled(self._about(owned), "$muted not bold"))

    def _about(self, owned: Owned) -> str:
        reason = reason_against(owned)
        return f"Not now: {reason}" if reason else owned.command.help

    @command(keys=("enter",), title="Run", help="Run the selected command.", footer=Footer("run", 1))
    def choose(self) -> None:
        """Run the selected command of those that the text of now finds."""
        self.search()
        place = self.query_one(OptionList).highlighted
        if place is not None:
            self.dismiss(self._listed[place].command.id)

    moves = move_commands(_moves, typed=False)

    @command(keys=("escape", "ctrl+p"), title="Close", help="Run nothing.", footer=Footer("close", 2))
    def close(self) -> None:
        """Run nothing."""
        self.dismiss(None)

    @on(OptionList.OptionSelected)
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self._listed[event.option_index].command.id)


def found(needle: str, commands: Sequence[Command]) -> list[Command]:
    """The commands that a needle finds, the likeliest first: by title, by what they do, by letters of the title."""
    words = needle.lower().split()
    if not words:
        return list(commands)
    matcher = Matcher(needle)

    def kind(command: Command) -> int:
        if all(word in command.title.lower() for word in words):
            return 0
        said = f" {command.title} {command.help}".lower()
        if all(f" {word}" in said for word in words):
            return 1
        return 2 if matcher.match(command.title) > 0 else 3

    ranked = sorted((kind(command), -matcher.match(command.title), place) for place, command in enumerate(commands))
    return [commands[place] for rank, _, place in ranked if rank < 3]
