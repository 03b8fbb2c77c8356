"""Two or three versions of a function compared: what would be sent, a conflict, a draft, something from the history."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from tui.app.compare.view import VersionsView
from tui.app.shell.commands import shown_key
from tui.app.shell.dialog_keys import VERSIONS, VERSIONS_HELP
from tui.app.shell.facts import Facts
from tui.app.shell.full_screen import FullScreenCommands
from tui.app.shell.navigation import Navigator
from tui.app.shell.prompts import Prompts
from tui.app.shell.questions import scroll
from tui.app.shell.routes import Compare
from tui.app.shell.screen import Dialog
from tui.editing.differences import lines_with_endings
from tui.terminal.sanitise import printable

_BESIDE_FROM_COLUMNS = 120
"""From this width on versions stand beside each other, all three of a conflict too."""


class VersionsScreen(Dialog[str | None]):
    """The versions compared, and what can be done: a number chooses, escape leaves things as they are.

    Two versions are (old, new), three (base, mine, theirs). On a narrow screen two stand one under the other, and tab
    goes through pairs of the three; a key switches.
    """

    COMMANDS_HERE = VERSIONS
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
        self._shared = FullScreenCommands(navigator, prompts, VERSIONS_HELP, self.in_full)
        self._pair = 0
        # As the user wants it, whatever the width.
        self._wanted_unified: bool | None = None

    def compose(self) -> ComposeResult:
        yield Static(Content(printable(self._headline)), id="headline")
        yield Static(self._fields(), id="fields")
        yield Static("", id="titles")
        yield VersionsView([lines_with_endings(version.content.code) for version in self.compared])
        yield Static("", id="choices")

    def _keys(self, changes: int) -> Content:
        choices = "  ".join(f"{number} {choice.title}" for number, choice in enumerate(self._choices, 1))
        keys = "  ".join(
            f"{shown_key(command.keys[0])} {command.short}"
            for command in VERSIONS
            if command.footer and self._works(command.name, changes)
        )
        return Content.assemble(Content.styled(f"{choices}  " if choices else "", "bold $accent"), keys)

    def in_full(self) -> Facts:
        """What rows may have to cut."""
        facts = [("", printable(self._headline))]
        for title, content in self.compared:
            facts.append(("version", printable(title)))
            facts += [(f"  {name}", printable(getattr(content, name))) for name in ("name", "description", "status")]
        return facts

    def _works(self, name: str, changes: int) -> bool:
        """Whether a key of the footer does something here."""
        if name in ("next", "previous"):
            return changes > 0
        return name != "pair" or self._in_pairs

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
        return self._is_narrow if self._wanted_unified is None else self._wanted_unified

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
        self.query_one("#choices", Static).update(self._keys(view.change_count))
        width = max(1, (self.app.size.width - len(columns) + 1) // len(columns))
        titles = [printable(self.compared[column].title, limit=width - 2) for column in columns]
        shown = Content("│".join(f" {title:<{width - 1}}" for title in titles))
        if self._unified:
            old, new = titles
            shown = Content.assemble(Content.styled(f" - {old}", "$error"), Content.styled(f"  + {new}", "$success"))
        self.query_one("#titles", Static).update(shown)

    def on_resize(self) -> None:
        self._show_titles()

    def act(self, name: str, key: str) -> None:
        if self._shared.act(name):
            return
        view = self.query_one(VersionsView)
        match name:
            case "next":
                view.go_to_change(1)
            case "previous":
                view.go_to_change(-1)
            case "left" | "right":
                view.scroll_sideways(1 if name == "right" else -1)
            case "arrange":
                self._wanted_unified = not self._unified
                self._show_titles()
            case "pair":
                if self._in_pairs:
                    self._pair = (self._pair + 1) % 3
                    self._show_titles()
            case "close":
                self.dismiss(None)
            case "choose":
                if int(key) <= len(self._choices):
                    self.dismiss(self._choices[int(key) - 1].name)
            case _:
                scroll(view, name)
