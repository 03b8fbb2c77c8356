"""What the terminal's title says, where the user asked for one: what is open, whether it is unsaved, which server.

Owns the words. When they are sent, and taken back, is the driver's.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, runtime_checkable

from textual.screen import Screen

from tui.terminal.sanitise import printable

_SUBJECT_CHARACTERS = 60
_SERVER_CHARACTERS = 60


class TerminalTitle:
    """The title as it should be; `show` is called with it when it changes, and with nothing where none is wanted."""

    def __init__(self, show: Callable[[str], None], *, wanted: bool) -> None:
        self._show = show
        self._wanted = wanted
        self._subject = self._server = self._shown = ""

    def about(self, subject: str) -> None:
        """This is open now."""
        self._subject = subject
        self._tell()

    def on_server(self, name: str) -> None:
        """This server is connected."""
        self._server = name
        self._tell()

    def _tell(self) -> None:
        if not self._wanted:
            return
        title = title_of(self._subject, self._server)
        if title != self._shown:
            self._shown = title
            self._show(title)


def title_of(subject: str, server: str) -> str:
    """The title in words. Both may come from elsewhere: nothing in it drives the terminal."""
    about = f": {printable(subject, limit=_SUBJECT_CHARACTERS)}" if subject else ""
    return f"insforge{about}" + (f" – {printable(server, limit=_SERVER_CHARACTERS)}" if server else "")


@runtime_checkable
class HasTitle(Protocol):
    """An app that may say on the terminal's title what is open."""

    title_line: TerminalTitle


@runtime_checkable
class HasSubject(Protocol):
    """A screen that has more to say of what is open than its view's name."""

    @property
    def subject(self) -> str:
        """What is open."""
        ...


def title_line_of(app: object) -> TerminalTitle | None:
    """The title of an app that has one."""
    return app.title_line if isinstance(app, HasTitle) else None


def show_subject(screen: Screen[None], otherwise: str = "") -> None:
    """Say what is open on a screen, if that is the one on top."""
    title = title_line_of(screen.app)
    if title is not None and screen.app.screen is screen:
        title.about(screen.subject if isinstance(screen, HasSubject) else otherwise)
