"""What replacing would change, function by function: each can be left out, and nothing is sent before it is seen."""

from __future__ import annotations

from typing import NamedTuple

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.events import Resize
from textual.widgets import Static

from tui.app.search.words import counted
from tui.app.shell.help_groups import help_of
from tui.app.shell.key_bar import KeyBar
from tui.app.shell.moving import move_commands
from tui.app.shell.prompts import Prompts
from tui.app.shell.routes import Compare, Version
from tui.app.shell.screen import Dialog
from tui.app.widgets.clock import Clock
from tui.app.widgets.command import CommandDefaults, Footer, command
from tui.app.widgets.line import Line
from tui.app.widgets.row_table import RowTable
from tui.model.function import Edited
from tui.sessions.code_replace import CodeChange, Plan, changed_lines
from tui.sessions.listing import Column, Fixed, Flexible, ListSpec, ListState, received
from tui.sessions.marks import toggle_mark, toggle_shown
from tui.terminal.sanitise import printable

_ROWS, _ROWS_LOW = 8, 4
"""So many rows there are for changes, of two rows each; on a low screen so many."""
_MOST_COUNTED = 10_000
_MOST_SLUGS = 5


class Row(NamedTuple):
    """A function and what would become of its code."""

    slug: str
    change: CodeChange


CHANGE_LIST: ListSpec[Row] = ListSpec(
    key=lambda row: row.slug,
    columns=(
        Column("FUNCTION", Flexible(20), lambda row, now, cells: printable(row.slug, limit=120), bar=True),
        Column("PLACES", Fixed(8), lambda row, now, cells: f"{row.change.number:>6}"),
    ),
    sign=lambda row: ("", ""),
)


class PreviewScreen(Dialog[frozenset[str] | None]):
    """The changes, all ticked at first; answered with the slugs of those to be saved."""

    COMMAND_DEFAULTS = CommandDefaults("preview", "What is replaced")
    DEFAULT_CSS = """
    PreviewScreen { background: $background; layout: vertical; }
    PreviewScreen > #headline { height: auto; max-height: 4; background: $panel; padding: 0 1; text-style: bold; }
    PreviewScreen > #warning { height: auto; max-height: 4; padding: 0 1; color: $warning; }
    PreviewScreen > RowTable { height: 1fr; }
    PreviewScreen > #changes { height: 9; border-top: solid $line; padding: 0 1; }
    PreviewScreen.-low > #changes { height: 5; }
    PreviewScreen > #said { height: auto; max-height: 2; padding: 0 1; color: $muted; }
    """

    def __init__(self, plan: Plan, text: str, template: str, missing: int, clock: Clock, prompts: Prompts) -> None:
        super().__init__()
        self._plan = plan
        self._text = text
        self._template = template
        self._missing = missing
        self._prompts = prompts
        rows = [Row(slug, change) for slug, change in plan.changes.items()]
        state = received(ListState[Row](), CHANGE_LIST, rows)
        self._table = RowTable(CHANGE_LIST, clock, toggle_shown(state, CHANGE_LIST))

    def compose(self) -> ComposeResult:
        what, by = printable(self._text, limit=60), printable(self._template, limit=60)
        becomes = f'"{what}" becomes "{by}"' if by else f'"{what}" is taken away'
        yield Static(Content(becomes), id="headline")
        yield Static(Content(self._warning()), id="warning")
        yield self._table
        yield Line(id="changes")
        yield Static("", id="said")
        yield KeyBar()

    def _warning(self) -> str:
        said = []
        if self._plan.emptied:
            some = ", ".join(printable(slug, limit=60) for slug in self._plan.emptied[:_MOST_SLUGS])
            said.append(f"Left out, as no code would be left: {some}{'…' if len(self._plan.emptied) > 5 else ''}.")
        if self._plan.is_full:
            said.append("There may be more: they come when these are saved and you replace again.")
        if self._missing:
            said.append(f"{counted(self._missing, 'function')} could not be searched.")
        return " ".join(said)

    def on_mount(self) -> None:
        self.set_focus(self._table)
        self.query_one("#warning").display = bool(self._warning())
        self._show()

    def on_resize(self, event: Resize) -> None:
        self._show()

    @on(RowTable.Moved)
    def _show(self) -> None:
        """Show what the selected function's changes are, and how many functions are to be saved."""
        row, marked = self._table.item, self._table.state.marked
        changed = changed_lines(row.change, _MOST_COUNTED) if row is not None else []
        rows = _ROWS_LOW if self.has_class("-low") else _ROWS
        shown = changed[: rows // 2] if len(changed) <= rows // 2 else changed[: (rows - 1) // 2]
        lines: list[Content] = []
        room = max(1, self.app.size.width - 12)
        for number, before, after in shown:
            same = next((at for at, (old, new) in enumerate(zip(before, after, strict=False)) if old != new), 0)
            left = max(0, same - room // 3) if same > room // 2 else 0
            lines.append(Content.styled(f"{number + 1:>6} - {printable(before[left : left + 300])}", "$error"))
            lines.append(Content.styled(f"{'':>6} + {printable(after[left : left + 300])}", "$success"))
        if len(changed) > len(shown):
            more = counted(len(changed) - len(shown), "more line")
            lines.append(Content.styled(f"{'':>6} … and {more}: enter shows all.", "$muted"))
        self.query_one("#changes", Line).show(Content("\n").join(lines))
        places = sum(row.change.number for row in self._table.state.items if row.slug in marked)
        total = len(self._table.state.items)
        self.say(f"{counted(places, 'place')} in {len(marked):,} of {counted(total, 'function')} ticked.", "$muted")
        for bar in self.query(KeyBar):
            bar.show(self.commands)

    def say(self, text: str, style: str = "$warning") -> None:
        self.query_one("#said", Static).update(Content.styled(text, style))

    def _none_ticked(self) -> str | None:
        return None if self._table.state.marked else "No function is ticked: space ticks one."

    @command(
        keys=("ctrl+s",),
        title="Replace and save",
        help="Save the ticked functions, one after another.",
        footer=Footer("save", 1),
        disabled=_none_ticked,
        writes=True,
    )
    def save(self) -> None:
        """Save what is ticked."""
        self.dismiss(self._table.state.marked)

    @command(keys=("space",), title="Tick", help="Leave the function out, or take it in.", footer=Footer("tick", 2))
    def tick(self) -> None:
        """Leave the selected function out, or take it in, and go to the next."""
        self._table.show(toggle_mark(self._table.state))
        self._table.move(1)
        self._show()

    @command(keys=("asterisk",), title="Tick all", help="Tick all functions, or none.", footer=Footer("all", 4))
    def tick_all(self) -> None:
        """Tick all, or none."""
        self._table.show(toggle_shown(self._table.state, self._table.spec))
        self._show()

    @command(
        keys=("enter",), title="Difference", help="Show the function's whole difference.", footer=Footer("compare", 3)
    )
    def compare(self) -> None:
        """Show the whole difference of the selected function."""
        row = self._table.item
        if row is not None:
            versions = [
                Version(title, Edited("", "", "", code))
                for title, code in (("now", row.change.before), ("replaced", row.change.after))
            ]
            self._prompts.ask(Compare(f"What is replaced in {printable(row.slug, limit=60)}", versions))

    moves = move_commands(lambda screen: screen.query_one(RowTable).moves)

    @on(RowTable.Opened)
    def _clicked(self) -> None:
        self.compare()

    @command(
        id="app.help",
        keys=("f1", "question_mark"),
        title="All keys",
        help="Show every key that works here.",
        footer=Footer("keys", 6),
    )
    def show_help(self) -> None:
        """Show every key that works here."""
        from tui.app.shell.help import HelpScreen

        self._prompts.ask(HelpScreen(help_of(self, type(self))))

    @command(keys=("escape",), title="Back", help="Go back; nothing is sent.", footer=Footer("back", 5))
    def close(self) -> None:
        """Send nothing."""
        self.dismiss(None)
