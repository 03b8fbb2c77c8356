"""Two or three versions of a function compared: what would be sent, a conflict, a draft, something from the history."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from tui.app.compare.view import VersionsView
from tui.app.shell.facts import Facts
from tui.app.shell.full_screen import VIEW_COMMANDS, FullScreenCommands
from tui.app.shell.key_bar import footer_words
from tui.app.shell.key_order import Owned
from tui.app.shell.navigation import Navigator
from tui.app.shell.prompts import Prompts
from tui.app.shell.routes import Compare
from tui.app.shell.screen import Dialog
from tui.app.shell.scrolling import scroll_commands
from tui.app.widgets.command import CommandDefaults, Footer, command
from tui.app.widgets.keys import DIGITS
from tui.app.widgets.plain import is_plain
from tui.editing.differences import lines_with_endings
from tui.terminal.sanitise import printable

_BESIDE_FROM_COLUMNS = 120
"""From this width on versions stand beside each other, all three of a conflict too."""


class VersionsScreen(Dialog[str | None]):
    """The versions compared, and what can be done: a number chooses, escape leaves things as they are.

    Two versions are (old, new), three (base, mine, theirs). On a narrow screen two stand one under the other, and tab
    goes through pairs of the three; a key switches.
    """

    COMMAND_DEFAULTS = CommandDefaults("versions", "Versions compared")
    DEFAULT_CSS = """
    VersionsScreen { background: $background; layout: vertical; }
    VersionsScreen > #headline { height: auto; background: $panel; padding: 0 1; text-style: bold; }
    VersionsScreen > #fields { height: auto; max-height: 6; padding: 0 1; }
    VersionsScreen > #titles { height: 1; color: $muted; background: $panel; }
    VersionsScreen > VersionsView { height: 1fr; }
    VersionsScreen > #choices { height: auto; background: $panel; padding: 0 1; }
    """

    def __init__(self, route: Compare, navigator: Navigator, prompts: Prompts) -> None:
        super().__init__()
        self._headline = route.headline
        self.compared = route.versions
        self._choices = route.choices
        self.shared = FullScreenCommands(navigator, prompts, self.in_full)
        self._pair = 0
        # As the user wants it, whatever the width.
        self._wanted_unified: bool | None = None

    def compose(self) -> ComposeResult:
        yield Static(Content(printable(self._headline)), id="headline")
        yield Static(self._fields(), id="fields")
        yield Static("", id="titles")
        yield VersionsView([lines_with_endings(version.content.code) for version in self.compared])
        yield Static("", id="choices")

    def _keys(self) -> Content:
        choices = "  ".join(f"{number} {choice.title}" for number, choice in enumerate(self._choices, 1))
        keys = footer_words(self.commands)
        return Content.assemble(Content.styled(f"{choices}  " if choices else "", "bold $accent"), keys)

    def in_full(self) -> Facts:
        """What rows may have to cut."""
        facts = [("", printable(self._headline))]
        for title, content in self.compared:
            facts.append(("version", printable(title)))
            facts += [(f"  {name}", printable(getattr(content, name))) for name in ("name", "description", "status")]
        return facts

    def on_mount(self) -> None:
        view = self.query_one(VersionsView)
        self.set_focus(view)
        self._show_titles()
        if view.change_count:
            self.call_after_refresh(view.go_to_change, 1)

    @property
    def _is_narrow(self) -> bool:
        return self.app.size.width < _BESIDE_FROM_COLUMNS

    @property
    def _unified(self) -> bool:
        return self._is_narrow or is_plain() if self._wanted_unified is None else self._wanted_unified

    @property
    def _in_pairs(self) -> bool:
        return len(self.compared) == 3 and (self._is_narrow or self._unified)

    @property
    def _columns(self) -> tuple[int, ...]:
        if self._in_pairs:
            # First what there is to choose between, then what each of both changed.
            return ((1, 2), (0, 2), (0, 1))[self._pair]
        # What both sides come from stands in the middle.
        return (1, 0, 2) if len(self.compared) == 3 else (0, 1)

    def _fields(self) -> Content:
        rows: list[Content] = []
        for name in ("name", "description", "status"):
            values = [getattr(version.content, name) for version in self.compared]
            if len(set(values)) > 1:
                shown = "  ".join(
                    f"{version.title}: {printable(value, limit=60) or '(empty)'}"
                    for version, value in zip(self.compared, values, strict=True)
                )
                rows.append(Content.assemble(Content.styled(f"{name}  ", "bold $warning"), shown))
        if not rows and len({version.content.code for version in self.compared}) == 1:
            rows.append(Content.styled("There is no difference.", "$muted"))
        return Content("\n").join(rows)

    def _show_titles(self) -> None:
        columns = self._columns
        view = self.query_one(VersionsView)
        view.show_columns(columns, unified=self._unified)
        self.query_one("#choices", Static).update(self._keys())
        width = max(1, (self.app.size.width - len(columns) + 1) // len(columns))
        titles = [printable(self.compared[column].title, limit=width - 2) for column in columns]
        shown = Content("│".join(f" {title:<{width - 1}}" for title in titles))
        if self._unified:
            old, new = titles
            shown = Content.assemble(Content.styled(f" - {old}", "$error"), Content.styled(f"  + {new}", "$success"))
        self.query_one("#titles", Static).update(shown)

    def on_resize(self) -> None:
        self._show_titles()

    # Keys

    def say(self, text: str, style: str = "$warning") -> None:
        self.query_one("#choices", Static).update(Content.styled(text, style))

    async def run_command(self, owned: Owned, key: str) -> None:
        # What was said before belongs to the past.
        self.query_one("#choices", Static).update(self._keys())
        await super().run_command(owned, key)

    def _no_change(self) -> str | None:
        return None if self.query_one(VersionsView).change_count else "There is no difference to go to."

    def _no_pairs(self) -> str | None:
        return None if self._in_pairs else "All versions are shown already."

    def _no_choice(self) -> str | None:
        return None if self._choices else "There is nothing to choose here."

    @command(
        keys=("n", "f8"),
        title="Next change",
        help="Go to the next change.",
        footer=Footer("next", 1),
        disabled=_no_change,
    )
    def next(self) -> None:
        """Go to the next change."""
        self.query_one(VersionsView).go_to_change(1)

    @command(
        keys=("p", "shift+f8", "f20"),
        title="Previous change",
        help="Go to the previous change.",
        footer=Footer("previous", 2),
        disabled=_no_change,
    )
    def previous(self) -> None:
        """Go to the change before."""
        self.query_one(VersionsView).go_to_change(-1)

    @command(
        keys=("tab",),
        title="Next pair",
        help="Of three versions of which two are shown, show the next two.",
        footer=Footer("pair", 3),
        disabled=_no_pairs,
    )
    def pair(self) -> None:
        """Show the next two of three versions."""
        self._pair = (self._pair + 1) % 3
        self._show_titles()

    @command(
        id="layout",
        keys=("u",),
        title="Layout",
        help="Show versions one under the other, or beside each other.",
        footer=Footer("layout", 4),
    )
    def switch_layout(self) -> None:
        """Show versions one under the other, or beside each other."""
        self._wanted_unified = not self._unified
        self._show_titles()

    @command(keys=DIGITS, title="Choose", help="Choose what the last row offers under the number.", disabled=_no_choice)
    def choose(self, key: str) -> None:
        """Choose what stands under a number, where something does."""
        if key.isdecimal() and int(key) <= len(self._choices):
            self.dismiss(self._choices[int(key) - 1].name)

    scrolls = scroll_commands(lambda screen: screen.query_one(VersionsView))

    @command(keys=("left",), title="Left", help="Scroll long lines to the left.")
    def left(self) -> None:
        """Scroll long lines to the left."""
        self.query_one(VersionsView).scroll_sideways(-1)

    @command(keys=("right",), title="Right", help="Scroll long lines to the right.")
    def right(self) -> None:
        """Scroll long lines to the right."""
        self.query_one(VersionsView).scroll_sideways(1)

    view = VIEW_COMMANDS
