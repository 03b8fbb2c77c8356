"""What of this machine's variables and files could not be used, said below the list."""

from __future__ import annotations

from textual.screen import Screen

from tui.app.functions.words import MOST_NOTICES, with_notice
from tui.app.shell.outcome import OutcomePanel


class Notices:
    """A panel at the end of `#list`, made when there is something to say: the first frame does not wait for it."""

    def __init__(self, screen: Screen[None]) -> None:
        self._screen = screen
        self._panel: OutcomePanel | None = None

    def add(self, notice: str) -> None:
        """Say one more."""
        if self._panel is None:
            self._panel = OutcomePanel("list-notices", most_details=MOST_NOTICES)
            self._screen.query_one("#list").mount(self._panel)
        self._panel.show(with_notice(self._panel.report, notice))

    def clear(self) -> None:
        """Say nothing more of them: the list is fetched anew."""
        if self._panel is not None:
            self._panel.show(None)

    @property
    def said(self) -> tuple[str, ...]:
        """All that is said."""
        report = self._panel.report if self._panel is not None else None
        return () if report is None else (report.headline, *report.details)
