"""What became of the last action, standing inline until the next edit or save."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from tui.app.shell.notice import Report, Tone
from tui.app.widgets.cut_text import content_of, cut_row
from tui.app.widgets.keymap import with_own_keys
from tui.app.widgets.plain import is_plain

_COLOURS = {Tone.GOOD: "$success", Tone.BAD: "$error", Tone.CAREFUL: "$warning", Tone.BUSY: "$accent"}

_FEWEST_ROWS = 2
_MOST_ROWS = 8


@runtime_checkable
class Announces(Protocol):
    """A screen that can say something that no key asked for."""

    def announce(self, text: str) -> None:
        """Say it."""
        ...

    def say(self, text: str) -> None:
        """Say something that stands until the next key, or until it is hushed."""
        ...

    def hush(self) -> None:
        """What was said belongs to the past."""
        ...


class OutcomePanel(Widget):
    """A headline with a sign, the next step, and as many detail lines as there is room for.

    It takes a third of the screen and eight rows at most, in a dialog as many as it needs: there it can be scrolled to.
    What is cut says that F4 shows it.
    """

    DEFAULT_CSS = """
    OutcomePanel { height: auto; background: $panel; color: $foreground; padding: 0 1; display: none; }
    OutcomePanel.-shown { display: block; }
    """

    def __init__(self, id: str = "outcome", most_details: int = 4, *, in_full: bool = False) -> None:
        super().__init__(id=id)
        self._in_full = in_full
        self.report: Report | None = None
        self._most_details = most_details

    @property
    def is_failure(self) -> bool:
        """Whether what is shown is that something went wrong."""
        return self.report is not None and self.report.tone is Tone.BAD

    def show(self, report: Report | None) -> None:
        """Show a report, or nothing."""
        report = None if report is None else report.fit_to_show()
        if report == self.report:
            return
        self.report = report
        self.set_class(report is not None, "-shown")
        self.refresh(layout=True)
        self.call_after_refresh(self._fit)
        if is_plain() and isinstance(self.screen, Announces):
            self._announce(self.screen)

    def _fit(self) -> None:
        """Ask for as many rows as the report needs, where it has others.

        Textual measures a widget once for several requests of a layout between which it was laid out and was not idle:
        a report that quickly follows another would have that one's rows.
        """
        size = self.content_size
        if self.report is not None and size.width and size.height != len(self._lines(size.width)):
            self.refresh(layout=True)

    def show_in_view(self, report: Report | None) -> None:
        """Show a report of a form, which on a low screen stands below what is seen of it.

        What is typed next brings its field back.
        """
        self.show(report)
        if report is not None:
            self.screen.call_after_refresh(self.scroll_visible, animate=False)

    def _announce(self, screen: Announces) -> None:
        """Say the report as a line too; that something goes on is said only as long as it does."""
        said = "" if self.report is None else f"{self.report.headline} {self.report.next_step}".strip()
        if self.report is None:
            screen.hush()
        elif self.report.tone is Tone.BUSY:
            screen.say(said)
        else:
            screen.announce(said)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return max(1, len(self._lines(width)))

    def _lines(self, width: int) -> list[Content]:
        """The rows shown: what is too long goes on under itself, behind the sign."""
        report = self.report
        if report is None:
            return []
        colour = f"bold {_COLOURS[report.tone]}"
        rows = [Content.styled(with_own_keys(self, report.headline), colour)]
        if report.next_step:
            rows.append(Content(with_own_keys(self, report.next_step)))
        shown = report.details if self._in_full else report.details[: self._most_details]
        rows += [Content.styled(detail, "$muted") for detail in shown]
        left = len(report.details) - len(shown)
        if left:
            rows.append(Content.styled(with_own_keys(self, f"and {left} more: f4 shows all"), "$muted"))
        indent = len(report.tone.value) + 1
        width = max(1, width - indent)
        lines = [line for row in rows for line in row.wrap(width)]
        most = max(_FEWEST_ROWS, min(_MOST_ROWS, self.app.size.height // 3))
        if not self._in_full and len(lines) > most:
            lines[most - 1 :] = [cut_row(content_of(lines, most - 1), width)]
        sign = Content.assemble(Content.styled(report.tone.value, colour), " ")
        return [Content.assemble(sign if number == 0 else " " * indent, line) for number, line in enumerate(lines)]

    def render(self) -> Content:
        return Content("\n").join(self._lines(self.content_size.width))
