"""Why a command can't run now: its own reason, or that nothing may be changed."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from tui.app.shell.key_order import Owned


@runtime_checkable
class MayBeReadOnly(Protocol):
    """An app that may be connected with a profile with which nothing is changed."""

    @property
    def is_read_only(self) -> bool: ...


def reason_against(owned: Owned) -> str | None:
    """Why a command can't run now, as a sentence; None when it can."""
    app = owned.owner.app
    if owned.command.writes and isinstance(app, MayBeReadOnly) and app.is_read_only:
        return "The profile is read-only: nothing is sent to the server."
    return owned.command.why_not(owned.owner)
