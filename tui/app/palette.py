"""The command palette: every command of the screen below, found by its name or by what it does.

Not Textual's own: that one searches and chooses beside the keys. In a burst of them enter would meet the list of an
earlier search, and what is typed behind it a field that is gone.
"""

from __future__ import annotations

from collections.abc import Sequence

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.fuzzy import Matcher
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from tui.app.commands import Command, shown_key
from tui.app.dialog_keys import PALETTE
from tui.app.screens.base import ConsoleScreen, Dialog
from tui.app.screens.pick import move
from tui.app.widgets.field import Field

_TITLE_CELLS = 32


class PaletteField(Field):
    """Enter chooses at once, before the next key is looked at."""

    async def _on_key(self, event: events.Key) -> None:
        if event.key == "enter" and isinstance(self.screen, Palette):
            event.stop()
            event.prevent_default()
            self.screen.run_command("run", event.key)


class Palette(Dialog[str | None]):
    """Type to find, arrows to select, enter to run, escape to leave; dismissed with the command's name, or None."""

    COMMANDS_HERE = PALETTE

    DEFAULT_CSS = """
    Palette { align: center top; background: $background 60%; }
    Palette > Vertical { width: 100%; height: auto; background: $panel; padding: 0 1; margin: 1 0; }
    Palette Field, Palette Field:focus { border: none; height: 1; padding: 0 1; background: $raised; }
    Palette OptionList {
        height: auto; max-height: 16; border: none; padding: 0; background: $panel;
        text-wrap: nowrap; text-overflow: clip;
    }
    Palette #none { color: $muted; padding: 0 1; display: none; }
    Palette OptionList > .option-list--option-highlighted { background: $raised; color: $accent; text-style: bold; }
    """

    def __init__(self, below: ConsoleScreen) -> None:
        super().__init__()
        self._below = below
        self._listed: list[Command] = []
        self._needle: str | None = None

    def compose(self) -> ComposeResult:
        with Vertical():
            yield PaletteField(placeholder="find a command", compact=True, select_on_focus=False)
            listed = OptionList()
            listed.can_focus = False
            yield listed
            yield Static("No command matches.", id="none")

    def on_mount(self) -> None:
        self.set_focus(self.query_one(PaletteField))
        self._list()

    @on(Input.Changed)
    def _list(self) -> None:
        """Show what is found by the text of now."""
        needle = self.query_one(PaletteField).value
        if needle == self._needle:
            return
        self._needle = needle
        self._listed = found(needle, [each for each in self._below.commands if each.name != "palette"])
        shown = self.query_one(OptionList)
        shown.set_options(Option(self._row(command)) for command in self._listed)
        shown.highlighted = 0 if self._listed else None
        self.query_one("#none").display = not self._listed

    def _row(self, command: Command) -> Content:
        keys = f"  ({shown_key(command.keys[0])})" if command.keys else ""
        title = f"{command.title}{keys}"
        reason = self._below.why_not(command.name)
        about = f"Not now: {reason}" if reason else command.about
        return Content.assemble(f"{title:<{_TITLE_CELLS}} ", Content.styled(about, "$muted not bold"))

    def choose(self) -> None:
        """Run the selected command of those that the text of now finds."""
        self._list()
        place = self.query_one(OptionList).highlighted
        if place is not None:
            self.dismiss(self._listed[place].name)

    @on(OptionList.OptionSelected)
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self._listed[event.option_index].name)

    def act(self, name: str, key: str) -> None:
        match name:
            case "run":
                self.choose()
            case "close":
                self.dismiss(None)
            case _:
                self._list()
                move(self.query_one(OptionList), name)


def found(needle: str, commands: Sequence[Command]) -> list[Command]:
    """The commands that a needle finds, the likeliest first: by title, by what they do, by letters of the title."""
    words = needle.lower().split()
    if not words:
        return list(commands)
    matcher = Matcher(needle)

    def kind(command: Command) -> int:
        if all(word in command.title.lower() for word in words):
            return 0
        said = f" {command.title} {command.about}".lower()
        if all(f" {word}" in said for word in words):
            return 1
        return 2 if matcher.match(command.title) > 0 else 3

    ranked = sorted((kind(command), -matcher.match(command.title), place) for place, command in enumerate(commands))
    return [commands[place] for rank, _, place in ranked if rank < 3]
