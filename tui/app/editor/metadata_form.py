"""The fields of a function beside or above its code: name, description and status to edit, slug and times to read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from rich.cells import cell_len
from textual import events, on
from textual.app import ComposeResult
from textual.containers import Container
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Static

from tui.app.widgets.command import CommandDefaults, command
from tui.app.widgets.cut_text import in_cells
from tui.app.widgets.field import Field
from tui.app.widgets.line import Line
from tui.app.widgets.own_keys import act_on_own_key
from tui.app.widgets.relative_time import ago, exact
from tui.app.widgets.status_signs import STATUS_SIGNS
from tui.model.function import OFFERED_STATUSES, Edited, FunctionSummary
from tui.model.problem import Problem
from tui.terminal.sanitise import printable

_LABEL_CELLS = 8
"""A sign, the label, and blanks up to where its text begins."""
_STACKED_BELOW_COLUMNS = 58
"""On a narrower screen name and status stand below each other."""
_FACTS_FROM_ROWS = 14
_SLUG_AT_LEAST = 12


class StatusChoice(Widget, can_focus=True):
    """Draft or active, turned by left, right and space. Another status is shown until one of them is chosen."""

    DEFAULT_CSS = """
    StatusChoice { height: 1; width: 1fr; }
    StatusChoice:focus { background: $raised; }
    """

    COMMAND_DEFAULTS = CommandDefaults("status", "On the status")

    class Changed(Message):
        """Another status was chosen."""

    def __init__(self) -> None:
        super().__init__(id="status-choice")
        self._value = ""

    @property
    def value(self) -> str:
        """The status chosen, or the server's own."""
        return self._value

    def set_value(self, value: str) -> None:
        """Show this status, without a message."""
        self._value = value
        self.refresh()

    async def on_key(self, event: events.Key) -> None:
        await act_on_own_key(self, event)

    @command(
        keys=("space", "left", "right", "enter"),
        title="Switch between draft and active",
        help="Switch between draft and active.",
    )
    def turn(self) -> None:
        """Choose the next status."""
        turn = OFFERED_STATUSES.index(self._value) + 1 if self._value in OFFERED_STATUSES else 0
        self.choose(OFFERED_STATUSES[turn % len(OFFERED_STATUSES)])

    def on_click(self, event: events.Click) -> None:
        cell = 0
        for status in OFFERED_STATUSES:
            width = len(status) + 6
            if cell <= event.x < cell + width:
                self.choose(status)
            cell += width

    def choose(self, status: str) -> None:
        """Choose this status, as a key does."""
        if status != self._value:
            self.set_value(status)
            self.post_message(self.Changed())

    def render(self) -> Content:
        parts: list[Content] = []
        colours = {"draft": "$warning", "active": "$success"}
        for status in OFFERED_STATUSES:
            chosen = status == self._value
            style = f"bold {colours[status]}" if chosen else "$muted"
            parts.append(Content.styled(f"({'x' if chosen else ' '}) {status}", style))
        if self._value not in OFFERED_STATUSES:
            other = printable(self._value, limit=20) or "unknown"
            parts.append(Content.styled(f"{STATUS_SIGNS.get(self._value, '?')} {other}", "bold $error"))
        return Content("  ").join(parts)

    @property
    def cells(self) -> int:
        """How wide it is."""
        return self.render().cell_length


class MetadataForm(Container):
    """Rows above the code, or a column beside it. All texts begin in one column, and the rows end in one."""

    DEFAULT_CSS = """
    MetadataForm { height: auto; layout: grid; grid-size: 2; grid-columns: 1fr 29; grid-rows: auto; grid-gutter: 0 1;
        padding: 0 1; background: $background; }
    MetadataForm.-stacked { layout: vertical; }
    MetadataForm .field { layout: horizontal; height: 1; }
    MetadataForm .label { width: 8; height: 1; }
    MetadataForm Input, MetadataForm Input:focus {
        border: none; height: 1; padding: 0; background: $background; width: 1fr;
    }
    MetadataForm Input:focus { background: $raised; }
    MetadataForm #description-field { column-span: 2; }
    MetadataForm #facts { column-span: 2; height: 1; color: $foreground; }
    MetadataForm #field-problems { column-span: 2; display: none; height: auto; }
    """

    class FieldEdited(Message):
        """A field was changed by the user."""

    def __init__(self) -> None:
        super().__init__(id="form")
        self._loading = False
        self._problems: dict[str, str] = {}
        self._shown: tuple[FunctionSummary, datetime] | None = None

    def compose(self) -> ComposeResult:
        with Container(classes="field", id="name-field"):
            yield Line("name", classes="label", id="name-label")
            yield Field(id="name", compact=True, select_on_focus=False)
        with Container(classes="field", id="status-field"):
            yield Line("status", classes="label", id="status-label")
            yield StatusChoice()
        with Container(classes="field", id="description-field"):
            yield Line("about", classes="label", id="description-label")
            yield Field(id="description", compact=True, select_on_focus=False)
        yield Line(id="facts")
        yield Static("", id="field-problems")

    def on_mount(self) -> None:
        # The labels stand behind the column of their marks from the first frame on.
        self.mark_unsaved(())

    # Values

    @property
    def name_text(self) -> str:
        """The name, exactly."""
        return self.query_one("#name", Input).value

    @property
    def description_text(self) -> str:
        """The description, exactly."""
        return self.query_one("#description", Input).value

    @property
    def status_value(self) -> str:
        """The status."""
        return self.query_one(StatusChoice).value

    @property
    def content(self) -> Edited:
        """All fields; there is no code in it."""
        return Edited(self.name_text, self.description_text, self.status_value, "")

    def fill(self, content: Edited) -> None:
        """Put these into the fields, without a message."""
        self.query_one(StatusChoice).set_value(content.status)
        for field, text in (("name", content.name), ("description", content.description)):
            box = self.query_one(f"#{field}", Input)
            with box.prevent(Input.Changed):
                box.value = text
        self._lay_out()

    def forget_edits(self) -> None:
        """What the fields hold is what undo goes back to."""
        for field in self.query(Field):
            field.forget_edits()

    def load(self, summary: FunctionSummary, now: datetime) -> None:
        """Fill the fields."""
        self.fill(Edited(summary.name, summary.description or "", summary.status, ""))
        self.show_summary(summary, now)

    def show_summary(self, summary: FunctionSummary, now: datetime) -> None:
        """Show the facts that can't be edited."""
        beside = self.screen.has_class("-beside")
        slug = printable(summary.slug)
        updated, activated = ago(summary.updated_at, now), ago(summary.deployed_at, now)
        facts = self.query_one("#facts", Line)
        if beside:
            rows = (
                ("slug", slug),
                ("updated", updated),
                ("", exact(summary.updated_at)),
                ("activated", activated),
                ("", exact(summary.deployed_at) if summary.deployed_at else ""),
                ("created", exact(summary.created_at)),
            )
            facts.show(
                Content("\n").join(
                    [Content.assemble(Content.styled(f" {label:<10}", "$muted"), text) for label, text in rows if text]
                )
            )
        else:
            times = cell_len(f"  updated {updated}  activated {activated}")
            room = max(_SLUG_AT_LEAST, self.app.size.width - 2 - _LABEL_CELLS - times)
            facts.show(
                Content.assemble(
                    Content.styled(f" {'slug':<{_LABEL_CELLS - 1}}", "$muted"),
                    slug if cell_len(slug) <= room else in_cells(slug, room),
                    Content.styled("  updated ", "$muted"),
                    updated,
                    Content.styled("  activated ", "$muted"),
                    activated,
                )
            )
        self._shown = (summary, now)

    def age(self, now: datetime) -> None:
        """Time went by: what is said of times is to be true again."""
        if self._shown is not None:
            self.show_summary(self._shown[0], now)

    def on_resize(self) -> None:
        self._lay_out()
        if self._shown is not None:
            self.show_summary(*self._shown)

    def _lay_out(self) -> None:
        """Give the status the room it needs: one that the server alone can set is longer than those to choose from."""
        columns, rows = self.app.size
        stacked = columns < _STACKED_BELOW_COLUMNS and not self.screen.has_class("-beside")
        self.set_class(stacked, "-stacked")
        # On a low screen the code needs the row more; F4 shows the facts.
        self.query_one("#facts").display = not (stacked and rows < _FACTS_FROM_ROWS)
        self.styles.grid_columns = f"1fr {_LABEL_CELLS + self.query_one(StatusChoice).cells}"

    def mark_unsaved(self, fields: Sequence[str]) -> None:
        """Put a star at the labels of these fields."""
        for field, label in (("name", "name"), ("status", "status"), ("description", "about")):
            star = field in fields
            wrong = field in self._problems
            style = "bold $error" if wrong else "$warning" if star else "$muted"
            sign = "!" if wrong else "*" if star else " "
            self.query_one(f"#{field}-label", Line).show(Content.styled(f"{sign}{label}", style))

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Mark the fields a refusal named and say why under them."""
        self._problems = {problem.field: printable(problem.message) for problem in problems if problem.field}
        lines = [Content.styled(f"! {field}: {message}", "$error") for field, message in self._problems.items()]
        panel = self.query_one("#field-problems", Static)
        if lines or panel.display:
            panel.update(Content("\n").join(lines))
            panel.display = bool(lines)
        self.mark_unsaved(())

    def focus_field(self, field: str) -> None:
        """Put the cursor into a field."""
        if field == "status":
            self.screen.set_focus(self.query_one(StatusChoice))
        else:
            self.screen.set_focus(self.query_one("#description" if field == "description" else "#name", Input))

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self.post_message(self.FieldEdited())

    @on(StatusChoice.Changed)
    def _chosen(self, event: StatusChoice.Changed) -> None:
        event.stop()
        self.post_message(self.FieldEdited())
