"""Why a command can't run now: its own reason, or that nothing may be changed."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Protocol, runtime_checkable

from tui.app.shell.key_order import Owned


@runtime_checkable
class MayBeReadOnly(Protocol):
    """An app that may be connected in a way in which nothing is changed."""

    @property
    def is_read_only(self) -> bool: ...


@runtime_checkable
class MayAskFirst(Protocol):
    """An app that may be connected with a protected profile, whose name is typed before anything is written."""

    def ask_before(self, write: Callable[[], Coroutine[object, object, None]]) -> bool: ...


async def perform(owned: Owned, key: str) -> None:
    """Run a command; one that writes with a protected profile runs once the user has typed the profile's name."""
    app = owned.owner.app

    async def run() -> None:
        await owned.command.perform(owned.owner, key)

    if not (owned.command.writes and isinstance(app, MayAskFirst) and app.ask_before(run)):
        await run()


def reason_against(owned: Owned) -> str | None:
    """Why a command can't run now, as a sentence; None when it can."""
    app = owned.owner.app
    if owned.command.writes and isinstance(app, MayBeReadOnly) and app.is_read_only:
        return "The connection is read-only: nothing is sent to the server."
    return owned.command.why_not(owned.owner)
