"""The commands that take lines out of the logs: to the clipboard, into a file."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from textual.worker import Worker

from tui.app.logs.ask_box import AskBox
from tui.app.logs.page import LogPage, PageCommands
from tui.app.logs.words import as_text, counted_lines, line_of
from tui.app.widgets.command import CommandDefaults, Scope, command
from tui.errors import StorageError
from tui.model.log import LogEntry
from tui.store.files import write_new
from tui.terminal.sanitise import printable

_LINES_A_PIECE = 500


class TakingCommands(PageCommands):
    """Marks lines, copies them, writes them to a file."""

    COMMAND_DEFAULTS = CommandDefaults("logs", "Taking lines out", Scope.MAIN, PageCommands.no_line)

    def __init__(self, page: LogPage, box: AskBox) -> None:
        super().__init__(page)
        self._box = box

    @command(keys=("m",), title="Mark", help="Mark lines from here on as the selection moves, or mark none.")
    def mark(self) -> None:
        """Mark from the selected line on, or take the marks away."""
        lines = self.page.lines
        lines.mark = lines.selected if lines.mark is None else None
        lines.refresh()
        self.page.say("Move to mark more lines; y copies them." if lines.mark is not None else "", "$muted")

    @command(keys=("shift+down",), title="Mark down", help="Mark the line and go down.")
    def mark_down(self) -> None:
        """Mark the line and go down."""
        self._mark_on(1)

    @command(keys=("shift+up",), title="Mark up", help="Mark the line and go up.")
    def mark_up(self) -> None:
        """Mark the line and go up."""
        self._mark_on(-1)

    def _mark_on(self, by: int) -> None:
        lines = self.page.lines
        if lines.mark is None:
            lines.mark = lines.selected
        lines.select(lines.selected + by)
        lines.refresh()

    @command(keys=("y", "ctrl+c"), title="Copy", help="Copy the marked lines, or the selected one.")
    def copy(self) -> None:
        """Copy the marked lines, or the selected one."""
        self.page.console_screen().app.copy_to_clipboard(as_text(self.page.lines.marked).rstrip("\n"))

    @command(keys=("e",), title="Write to a file", help="Write the lines that are shown to a new file.")
    def export(self) -> None:
        """Type the name of a file to write to."""
        name = f"logs-{self.page.slug or 'all'}-{self.page.now().astimezone():%Y%m%d-%H%M%S}.txt"
        self._box.ask("write what is shown to a new file", name, self._named)

    def _named(self, text: str) -> str | None:
        if not text.strip():
            return "A file needs a name."
        lines = self.page.lines
        rows = lines.marked if lines.mark is not None else lines.shown_entries()
        try:
            path = Path(text.strip()).expanduser().absolute()
        except (RuntimeError, ValueError):
            # A user that there is not, or that there can't be.
            return "There is no such home folder."
        screen = self.page.console_screen()
        _worker: Worker[None] = screen.run_worker(partial(self._write, path, rows), group="export", exclusive=True)
        return None

    async def _write(self, path: Path, rows: Sequence[LogEntry]) -> None:
        try:
            await asyncio.to_thread(write_new, path, _pieces(rows))
        except StorageError as error:
            self.page.say(printable(str(error)) + ".")
        else:
            verb = "is" if len(rows) == 1 else "are"
            self.page.say(f"{counted_lines(len(rows))} {verb} in {printable(str(path))}.", "$success")


def _pieces(rows: Sequence[LogEntry]) -> Iterator[bytes]:
    for start in range(0, len(rows), _LINES_A_PIECE):
        yield "".join(map(line_of, rows[start : start + _LINES_A_PIECE])).encode("utf-8", "replace")
