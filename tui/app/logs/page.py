"""The screen of the logs as its commands see it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from tui.app.logs.driver import LogDriver
from tui.app.logs.lines import LogLines
from tui.app.logs.words import Channel
from tui.app.shell.connection import Connection

if TYPE_CHECKING:
    from tui.app.shell.screen import ConsoleScreen


class LogPage(Protocol):
    """What the commands work on; `LogsScreen` is one."""

    connection: Connection
    channel: Channel
    slug: str

    @property
    def lines(self) -> LogLines: ...

    @property
    def driver(self) -> LogDriver: ...

    def console_screen(self) -> ConsoleScreen: ...

    def now(self) -> datetime: ...

    def jump(self, at: datetime) -> None: ...

    def choose(self, channel: Channel, slug: str) -> None: ...

    def show_rest(self) -> None: ...

    def catch_up(self) -> None: ...

    def say(self, text: str, style: str = ...) -> None: ...

    def update_keys(self) -> None: ...


class PageCommands:
    """Commands that work on the lines of a log, and why some can't run now."""

    def __init__(self, page: LogPage) -> None:
        self.page = page

    def has_lines(self) -> bool:
        """Whether anything of the log is known, shown or not."""
        return bool(self.page.driver.state.log.runs)

    def has_failed(self) -> bool:
        """Whether the server did not give the log."""
        return self.page.driver.state.failure is not None

    def no_line(self) -> str | None:
        """Why nothing can be done with the selected line."""
        return None if len(self.page.lines.shown) else "There is no line."
