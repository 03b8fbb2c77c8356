"""Why a command can't run now: its own reason, or that nothing may be changed."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Protocol, runtime_checkable

from textual.dom import DOMNode

from tui.app.shell.key_order import CommandScreen, Owned


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

    async def run() -> None:
        await owned.command.perform(owned.owner, key)

    async def run_if_still_possible() -> None:
        # The name took a while to type: what the command acts on may be another one, or gone.
        screen, reason = owned.owner.screen, reason_against(owned)
        if reason is None:
            await run()
        elif isinstance(screen, CommandScreen):
            screen.say(reason)

    if not (owned.command.writes and asks_before(owned.owner, run_if_still_possible)):
        await run()


def asks_before(node: DOMNode, write: Callable[[], Coroutine[object, object, None]]) -> bool:
    """Ask for the name of a protected profile before this writes; False where nothing is to be asked.

    For what writes without being a command that does: an answer among others, an action of many kinds.
    """
    app = node.app
    return isinstance(app, MayAskFirst) and app.ask_before(write)


def is_named(owned: Owned) -> bool:
    """Whether the footer names a command: it can run now, and would do something."""
    footer = owned.command.footer
    return footer is not None and reason_against(owned) is None and (footer.when is None or footer.when(owned.owner))


def reason_against(owned: Owned) -> str | None:
    """Why a command can't run now, as a sentence; None when it can."""
    app = owned.owner.app
    sends = owned.command.writes or owned.command.prepares
    if sends and isinstance(app, MayBeReadOnly) and app.is_read_only:
        return "The connection is read-only: nothing is sent to the server."
    return owned.command.why_not(owned.owner)
