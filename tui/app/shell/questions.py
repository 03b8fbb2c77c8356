"""Questions that must be answered before something is lost, and an outcome shown in full."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Static

from tui.app.shell.commands import Command
from tui.app.shell.dialog_keys import COUNTDOWN, DETAILS, QUESTION
from tui.app.shell.facts import in_columns
from tui.app.shell.notice import Report
from tui.app.shell.screen import LOW_BELOW_ROWS, Band, Dialog
from tui.app.widgets.relative_time import countdown


def frame_rows(screen_rows: int) -> int:
    """What a dialog's border and padding take of its rows."""
    return 2 if screen_rows < LOW_BELOW_ROWS else 4


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer; its number and its first letter choose it."""

    name: str
    title: str


class QuestionScreen(Dialog[str | None]):
    """A question with answers to choose from: arrows and enter, a number, or escape to leave things as they are."""

    COMMANDS_HERE = QUESTION
    DEFAULT_CSS = """
    QuestionScreen { align: center middle; background: transparent; }
    QuestionScreen > Band > Vertical {
        width: 64; max-width: 100%; height: auto; border: solid $accent; background: $panel; padding: 1 2;
    }
    QuestionScreen.-low > Band > Vertical { padding: 0 2; }
    QuestionScreen #told { height: auto; overflow-y: auto; scrollbar-size-vertical: 1; }
    QuestionScreen #question { text-style: bold; }
    QuestionScreen #explanation { color: $muted; margin-bottom: 1; }
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
                yield Static(Content(self._question), id="question")
                yield Static(Content(self._explanation), id="explanation")
            yield Static("", id="choices")

    def on_mount(self) -> None:
        self._show()

    def on_resize(self) -> None:
        # How many rows the answers take is known once they are laid out.
        self.call_after_refresh(self._leave_room)

    def _leave_room(self) -> None:
        """All answers are seen; what is told, which may quote a long text of somebody else's, scrolls before that."""
        rows = self.size.height - frame_rows(self.size.height) - self.query_one("#choices").size.height
        self.query_one("#told").styles.max_height = max(1, rows)

    def _show(self) -> None:
        rows = []
        for number, choice in enumerate(self._choices):
            here = number == self._cursor
            text = f"{'>' if here else ' '} {number + 1}  {choice.title}"
            rows.append(Content.styled(text, "bold $accent" if here else "$foreground"))
        self.query_one("#choices", Static).update(Content("\n").join(rows))

    def act(self, name: str, key: str) -> None:
        last = len(self._choices) - 1
        match name:
            case "up":
                self._cursor = last if self._cursor == 0 else self._cursor - 1
                self._show()
            case "down":
                self._cursor = 0 if self._cursor == last else self._cursor + 1
                self._show()
            case "page_down":
                self.query_one("#told").scroll_page_down(animate=False)
            case "page_up":
                self.query_one("#told").scroll_page_up(animate=False)
            case "choose":
                self.dismiss(self._choices[self._cursor].name)
            case "close":
                self.dismiss(None)
            case "choose_number" if int(key) <= last + 1:
                self.dismiss(self._choices[int(key) - 1].name)


class CountdownScreen(Dialog[str | None]):
    """Something is kept ready until a moment has come: then enter answers `go_on`; escape cancels it at any time."""

    COMMANDS_HERE = COUNTDOWN
    DEFAULT_CSS = """
    CountdownScreen { align: center middle; background: transparent; }
    CountdownScreen > Band > Vertical {
        width: 64; max-width: 100%; height: auto; border: solid $warning; background: $panel; padding: 1 2;
    }
    CountdownScreen.-low > Band > Vertical { padding: 0 2; }
    CountdownScreen #question { text-style: bold; }
    CountdownScreen #explanation { color: $muted; margin-bottom: 1; }
    """

    def __init__(
        self, question: str, explanation: str, moment: datetime, now: Callable[[], datetime], go_on: str = "go on"
    ) -> None:
        super().__init__()
        self._go_on = go_on
        self._question = question
        self._explanation = explanation
        self._moment = moment
        self._now = now
        self._ticking: Timer | None = None

    def compose(self) -> ComposeResult:
        with Band(), Vertical():
            yield Static(Content(self._question), id="question")
            yield Static(Content(self._explanation), id="explanation")
            yield Static("", id="left")

    def on_mount(self) -> None:
        self._show()
        if not self._come:
            self._ticking = self.set_interval(1, self._show)

    @property
    def commands(self) -> Sequence[Command]:
        return [command for command in COUNTDOWN if command.name == "close" or self._come]

    @property
    def _come(self) -> bool:
        return self._now() >= self._moment

    def _show(self) -> None:
        left = self.query_one("#left", Static)
        if self._come:
            left.update(Content.styled("enter saves now, esc goes back to editing.", "bold $success"))
            if self._ticking is not None:
                self._ticking.stop()
                self.update_keys()
        else:
            wait = countdown(self._moment, self._now())
            left.update(Content(f"The next write is free in {wait}; then enter saves. esc goes back to editing."))

    def act(self, name: str, key: str) -> None:
        self.dismiss(self._go_on if name == "save" else None)


class DetailsScreen(Dialog[None]):
    """A report with every line of it, and facts as (label, text), all in full, to scroll through."""

    COMMANDS_HERE = DETAILS
    DEFAULT_CSS = """
    DetailsScreen { align: center middle; background: $background; }
    DetailsScreen > VerticalScroll {
        width: 100%; height: 100%; border: solid $line; background: $panel; padding: 0 1; scrollbar-size-vertical: 1;
        border-title-color: $foreground;
    }
    """

    def __init__(self, report: Report | None, facts: Sequence[tuple[str, str]] = ()) -> None:
        super().__init__()
        self._report = report
        self._facts = facts

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

    def act(self, name: str, key: str) -> None:
        if name == "close":
            self.dismiss(None)
        else:
            scroll(self.query_one(VerticalScroll), name)


def scroll(view: Widget, command: str) -> None:
    """Scroll by a command: line_down, line_up, page_down, page_up, first, last."""
    match command:
        case "line_down":
            view.scroll_relative(y=1, animate=False)
        case "line_up":
            view.scroll_relative(y=-1, animate=False)
        case "page_down":
            view.scroll_page_down(animate=False)
        case "page_up":
            view.scroll_page_up(animate=False)
        case "first":
            view.scroll_home(animate=False)
        case "last":
            view.scroll_end(animate=False)
