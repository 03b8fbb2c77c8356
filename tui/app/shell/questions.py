"""Questions that must be answered before something is lost, and an outcome shown in full."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tui.app.shell.command_reasons import MayBeReadOnly, asks_before
from tui.app.shell.facts import as_text, in_columns
from tui.app.shell.notice import Report
from tui.app.shell.screen import LOW_BELOW_ROWS, Band, Dialog
from tui.app.shell.scrolling import page_commands, scroll_commands
from tui.app.widgets.clock import Clock, call_widget_later
from tui.app.widgets.command import CommandDefaults, Footer, command
from tui.app.widgets.keys import DIGITS
from tui.app.widgets.plain import put_cursor
from tui.app.widgets.relative_time import countdown
from tui.terminal.sanitise import printable


def frame_rows(screen_rows: int) -> int:
    """What a dialog's border and padding take of its rows."""
    return 2 if screen_rows < LOW_BELOW_ROWS else 4


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer; its number chooses it. One that `writes` sends something that changes the server."""

    name: str
    title: str
    writes: bool = False


class QuestionScreen(Dialog[str | None]):
    """A question with answers to choose from: arrows and enter, a number, or escape to leave things as they are."""

    COMMAND_DEFAULTS = CommandDefaults("question", "In a question")
    DEFAULT_CSS = """
    QuestionScreen > Band > Vertical { width: 64; }
    QuestionScreen.-thin #told { scrollbar-size-vertical: 0; }
    QuestionScreen #explanation { margin-bottom: 1; }
    """

    def __init__(self, question: str, explanation: str, choices: Sequence[Choice]) -> None:
        super().__init__()
        self._question = question
        self._explanation = explanation
        self._choices = choices
        self._cursor = 0

    def compose(self) -> ComposeResult:
        with Band(), Vertical():
            with Vertical(id="told"):
                yield Static(Content(printable(self._question, newlines=True)), id="question")
                yield Static(Content(printable(self._explanation, newlines=True)), id="explanation")
            yield Static("", id="choices")

    def on_mount(self) -> None:
        if isinstance(self.app, MayBeReadOnly) and self.app.is_read_only:
            self._choices = [each for each in self._choices if not each.writes]
        self._show()

    def on_resize(self) -> None:
        # How many rows the answers take is known once they are laid out.
        self.call_after_refresh(self._leave_room)

    def _leave_room(self) -> None:
        """All answers are seen; what is told, which may quote a long text of somebody else's, scrolls before that."""
        rows = self.size.height - frame_rows(self.size.height) - self.query_one("#choices").size.height
        self.query_one("#told").styles.max_height = max(1, rows)
        self._put_cursor()
        self.refresh()

    def _show(self) -> None:
        rows = []
        for number, choice in enumerate(self._choices):
            here = number == self._cursor
            text = f"{'>' if here else ' '} {number + 1}  {printable(choice.title)}"
            rows.append(Content.styled(text, "bold $accent" if here else "$foreground"))
        self.query_one("#choices", Static).update(Content("\n").join(rows))
        self._put_cursor()

    def _put_cursor(self) -> None:
        put_cursor(self.query_one("#choices"), self._cursor)

    @command(keys=("enter",), title="Choose", help="Give the selected answer.", footer=Footer("choose", 1))
    def choose(self) -> None:
        """Give the selected answer."""
        self._give(self._choices[self._cursor])

    def _give(self, choice: Choice) -> None:
        async def give() -> None:
            self.dismiss(choice.name)

        if not (choice.writes and asks_before(self, give)):
            self.dismiss(choice.name)

    @command(keys=DIGITS, title="Choose by number", help="Give the answer of that number.")
    def choose_number(self, key: str) -> None:
        """Give the answer of a number, where there is one."""
        if key.isdecimal() and int(key) <= len(self._choices):
            self._give(self._choices[int(key) - 1])

    @command(keys=("down", "j", "tab"), title="Next", help="Move the selection down.", footer=Footer("next", 2))
    def down(self) -> None:
        """Select the next answer, behind the last one the first."""
        self._select(self._cursor + 1)

    @command(keys=("up", "k", "shift+tab"), title="Previous", help="Move the selection up.")
    def up(self) -> None:
        """Select the answer before, before the first one the last."""
        self._select(self._cursor - 1)

    def _select(self, place: int) -> None:
        self._cursor = place % len(self._choices)
        self._show()

    PAGING = page_commands("question", "#told", "Scroll a long explanation.", "Scroll a long explanation back.")

    @command(keys=("escape",), title="Close", help="Leave things as they are.", footer=Footer("close", 3))
    def close(self) -> None:
        """Give no answer."""
        self.dismiss(None)


class CountdownScreen(Dialog[str | None]):
    """Something is kept ready until a moment has come: then enter answers `go_on`; escape cancels it at any time."""

    COMMAND_DEFAULTS = CommandDefaults("countdown", "While a save waits for the rate limit")
    DEFAULT_CSS = """
    CountdownScreen > Band > Vertical { width: 64; border: solid $warning; }
    CountdownScreen #explanation { margin-bottom: 1; }
    """

    def __init__(self, question: str, explanation: str, moment: datetime, clock: Clock, go_on: str = "go on") -> None:
        super().__init__()
        self._go_on = go_on
        self._question = question
        self._explanation = explanation
        self._moment = moment
        self._clock = clock

    def compose(self) -> ComposeResult:
        with Band(), Vertical():
            yield Static(Content(printable(self._question, newlines=True)), id="question")
            yield Static(Content(printable(self._explanation, newlines=True)), id="explanation")
            yield Static("", id="left")

    def on_mount(self) -> None:
        self._show()

    @property
    def _come(self) -> bool:
        return self._clock.now() >= self._moment

    def _show(self) -> None:
        """Show what is left, each second until nothing is."""
        left = self.query_one("#left", Static)
        if self._come:
            left.update(Content.styled("enter saves now, esc goes back to editing.", "bold $success"))
            self.update_keys()
        else:
            wait = countdown(self._moment, self._clock.now())
            left.update(Content(f"The next write is free in {wait}; then enter saves. esc goes back to editing."))
            call_widget_later(self, self._clock, 1, self._show)

    def _too_early(self) -> str | None:
        # How long is left stands there already.
        return None if self._come else "The next write is not free yet."

    @command(
        keys=("enter",),
        title="Save",
        help="Save, once the wait is over.",
        footer=Footer("save", 1),
        writes=True,
        disabled=_too_early,
    )
    def save(self) -> None:
        """Go on with the save."""
        self.dismiss(self._go_on)

    @command(keys=("escape",), title="Close", help="Go back to editing.", footer=Footer("back", 2))
    def close(self) -> None:
        """Go back to editing."""
        self.dismiss(None)


class DetailsScreen(Dialog[None]):
    """A report with every line of it, and facts as (label, text), all in full, to scroll through."""

    COMMAND_DEFAULTS = CommandDefaults("details", "In what f4 shows in full")
    is_about_below = True
    DEFAULT_CSS = """
    DetailsScreen { align: center middle; background: $background; }
    DetailsScreen > VerticalScroll {
        width: 100%; height: 100%; border: solid $line; background: $panel; padding: 0 1; scrollbar-size-vertical: 1;
        border-title-color: $foreground;
    }
    """

    def __init__(self, report: Report | None, facts: Sequence[tuple[str, str]] = ()) -> None:
        super().__init__()
        self._report = None if report is None else report.fit_to_show()
        self._facts = [(printable(label), printable(text, newlines=True)) for label, text in facts]

    def compose(self) -> ComposeResult:
        lines: list[Content] = []
        report = self._report
        if report is not None:
            lines.append(Content.styled(f"{report.tone.value} {report.headline}", "bold"))
            if report.next_step:
                lines.append(Content(report.next_step))
            lines.append(Content(""))
            lines += [Content(detail) for detail in report.details]
            if report.details and self._facts:
                lines.append(Content(""))
        lines += [
            Content.assemble(Content.styled(f"{label}  ", "$muted"), text) for label, text in in_columns(self._facts)
        ]
        with VerticalScroll():
            yield Static(Content("\n").join(lines))

    def on_mount(self) -> None:
        box = self.query_one(VerticalScroll)
        # The keys are this screen's: the box's own would scroll a second time.
        box.can_focus = False
        box.border_title = "In full  (esc closes)"

    scrolls = scroll_commands(lambda screen: screen.query_one(VerticalScroll))

    @command(keys=("y",), title="Copy", help="Copy this page.", footer=Footer("copy", 2))
    def copy(self) -> None:
        """Copy the whole page."""
        report = self._report
        told = () if report is None else (report.headline, report.next_step, *report.details)
        lines = [*(str(each) for each in told if each), as_text(self._facts)]
        self.app.copy_to_clipboard("\n".join(filter(None, lines)))

    def say(self, text: str, style: str = "$muted") -> None:
        """Say something in the frame."""
        self.query_one(VerticalScroll).border_subtitle = Content(printable(text, limit=200))

    @command(keys=("escape", "q", "f4", "enter"), title="Close", help="Close this page.", footer=Footer("close", 1))
    def close(self) -> None:
        """Close this page."""
        self.dismiss(None)
