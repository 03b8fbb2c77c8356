"""What the parts of the runner share: the screen as they see it."""

from __future__ import annotations

from typing import Protocol

from tui.app.runner.keeping import RequestKeeper
from tui.app.runner.request_pane import RequestPane
from tui.sessions.run_request import RunRequest
from tui.sessions.saved_requests import Kept


class RunnerPage(Protocol):
    """The runner's screen."""

    @property
    def keeper(self) -> RequestKeeper: ...

    @property
    def pane(self) -> RequestPane: ...

    async def keep(self) -> RunRequest | None:
        """Keep what the boxes hold, and say what there is to say; None, and said, where they hold no request."""
        ...

    def show_kept(self, kept: Kept, *, always: bool = False) -> None:
        """Say what became of keeping, and show the request where it is another one than the boxes hold."""
        ...

    def show_request(self, request: RunRequest) -> None:
        """Edit this request from now on."""
        ...

    def say(self, text: str, style: str = "$warning") -> None: ...


class PageCommands:
    """Commands of the runner that stand by what they are for."""

    def __init__(self, page: RunnerPage) -> None:
        self.page = page
