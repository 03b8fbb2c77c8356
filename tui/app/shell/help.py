"""All keys of the screen below, made from the commands' declarations; `/` shows only those that match some words."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static

from tui.app.shell.screen import Dialog
from tui.app.shell.scrolling import scroll_commands
from tui.app.widgets.clock import is_left
from tui.app.widgets.command import Command, CommandDefaults, Footer, Group, Scope, command
from tui.app.widgets.field import Field
from tui.app.widgets.line import Line

_WIDTH = 78
_FRAME = 5
"""Border, padding and scrollbar."""
_KEYS = 22
"""So many cells the keys have."""
_NARROW = 60
"""Below this many columns the keys have only as many cells as the longest of them needs."""
_NARROW_KEYS = 16
_ALL = "All keys here  (/ filters, arrows scroll, esc closes)"
_ALL_NARROW = "All keys here  (/ filters)"
_WHILE_FILTERING = "In the help, while its filter is typed"


def _page(screen: HelpScreen) -> VerticalScroll:
    return screen.query_one(VerticalScroll)


class HelpScreen(Dialog[None]):
    """A page of keys, in groups; escape, q, ? or f1 closes it, `/` filters."""

    DEFAULT_CSS = """
    HelpScreen { align: center middle; background: $background; }
    HelpScreen > Vertical { width: 78; max-width: 100%; height: auto; max-height: 100%; border: solid $accent;
        background: $panel; padding: 0 1; }
    HelpScreen Line { height: 1; color: $accent; text-style: bold; }
    HelpScreen Field { display: none; }
    HelpScreen Field, HelpScreen Field:focus { border: none; height: 1; padding: 0; background: $raised; }
    HelpScreen VerticalScroll { height: auto; scrollbar-size-vertical: 1; margin-top: 1; }
    """

    COMMAND_DEFAULTS = CommandDefaults("help", "In the help", Scope.MAIN)
    is_about_below = True
    # The keys are the page's until its field is asked for.
    AUTO_FOCUS = ""

    def __init__(self, groups: Sequence[Group]) -> None:
        super().__init__()
        self._groups = groups

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Line(_ALL, id="help-title")
            yield Field(placeholder="words, or a key", compact=True, select_on_focus=False)
            with VerticalScroll(can_focus=False):
                yield Static()

    @property
    def _box(self) -> Field:
        return self.query_one(Field)

    @property
    def key_scope(self) -> Scope:
        return Scope.BOX if self.focused is self._box else Scope.MAIN

    def on_resize(self, event: events.Resize) -> None:
        if is_left(self):
            return
        # The title, the field and the margin stand above what scrolls; the frame around it.
        self.query_one(VerticalScroll).styles.max_height = max(3, event.size.height - 5)
        self._show()

    def on_descendant_focus(self) -> None:
        self.update_keys()

    def on_descendant_blur(self) -> None:
        self.update_keys()

    @on(Input.Changed)
    def _show(self) -> None:
        narrow = self.size.width < _NARROW
        keys = _NARROW_KEYS if narrow else _KEYS
        cells = max(10, min(_WIDTH, self.size.width) - _FRAME - keys)
        rows = list(_rows(matching(self._groups, self._box.value), keys, cells))
        self.query_one("#help-title", Line).show(Content(_ALL_NARROW if narrow else _ALL))
        self.query_one(Static).update(Content("\n").join(rows or [Content.styled("No key matches.", "$muted")]))

    @command(
        keys=("slash",), title="Filter", help="Show only the keys that match some words.", footer=Footer("filter", 1)
    )
    def filter(self) -> None:
        """Type words to look for."""
        self._box.display = True
        self.set_focus(self._box)

    scrolls = scroll_commands(_page)

    @command(
        keys=("escape", "q", "question_mark", "f1"),
        title="Close",
        help="Take the filter away, or close the help.",
        footer=Footer("close", 2),
    )
    @command(
        keys=("escape", "f1"),
        title="Take the filter away",
        help="Show all keys again.",
        footer=Footer("all keys", 2),
        group=_WHILE_FILTERING,
        scope=Scope.BOX,
    )
    def close(self) -> None:
        """Take the filter away where there is one, else close the help."""
        box = self._box
        if box.display:
            box.value = ""
            box.display = False
            self.set_focus(None)
        else:
            self.dismiss(None)

    @command(
        keys=("enter",),
        title="Keep the filter",
        help="Keep the filter; other keys scroll again.",
        footer=Footer("keep", 1),
        group=_WHILE_FILTERING,
        scope=Scope.BOX,
    )
    def keep(self) -> None:
        """Keep the filter and scroll what it found."""
        self.set_focus(None)

    filtered_scrolls = scroll_commands(_page, Scope.BOX, _WHILE_FILTERING)


def matching(groups: Sequence[Group], needle: str) -> list[Group]:
    """The groups with those of their commands that all words of the needle are found in, empty groups left out."""
    words = needle.lower().split()

    def is_found(group: Group, command: Command) -> bool:
        text = f"{group.title} {command.title} {command.help} {command.shown_keys}".lower()
        return all(word in text for word in words)

    found = [
        group._replace(commands=tuple(each for each in group.commands if is_found(group, each))) for group in groups
    ]
    return [group for group in found if group.commands]


def _rows(groups: Sequence[Group], key_cells: int, cells: int) -> Iterator[Content]:
    for number, group in enumerate(groups):
        if number:
            yield Content("")
        if group.title:
            yield Content.styled(group.title, "bold $accent")
        for each in group.commands:
            keys = textwrap.wrap(each.shown_keys or each.without_keys, key_cells - 1)
            about = textwrap.wrap(each.help, cells)
            for row in range(max(len(keys), len(about))):
                key = keys[row] if row < len(keys) else ""
                said = about[row] if row < len(about) else ""
                yield Content.assemble(Content.styled(f"{key:<{key_cells}}", "bold"), Content.styled(said, "$muted"))
