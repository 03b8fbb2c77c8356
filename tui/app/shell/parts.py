"""What the console is made of, as the app needs it: it knows no feature."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Protocol

from textual.screen import Screen

from tui.app.shell.jumps import Jumps
from tui.app.shell.navigation import Navigator
from tui.app.widgets.clock import Clock


class Parts(Protocol):
    """What a console is made of besides itself."""

    @property
    def navigator(self) -> Navigator: ...

    @property
    def jumps(self) -> Jumps:
        """Where the palette can lead."""
        ...

    @property
    def clock(self) -> Clock: ...

    @property
    def is_read_only(self) -> bool:
        """Whether nothing that changes the server is sent."""
        ...

    def ask_before(self, write: Callable[[], Coroutine[object, object, None]]) -> bool:
        """Whether the name of a protected profile is asked for first; `write` runs once it was typed."""
        ...

    def home(self) -> Screen[None]:
        """The screen at the bottom of the stack."""
        ...

    def key_came(self) -> bool:
        """A key or a paste comes; whether it may act."""
        ...

    def begin(self) -> None:
        """The first frame stands: ask the server and the disk."""
        ...

    async def end(self) -> None:
        """Close what is open."""
        ...
