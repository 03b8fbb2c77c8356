"""F9 in the editor made to do something else: how a fault is set off in the real program."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tui.app.editor.screen import EditorScreen
from tui.app.widgets.command import Command


def on_wrap(act: Callable[[EditorScreen], object]) -> None:
    """From now on the command that wraps long lines does this, and nothing else."""
    perform = Command.perform

    async def instead(command: Command, owner: Any, key: str = "") -> None:
        if command.id == "editor.wrap":
            act(owner)
        else:
            await perform(command, owner, key)

    Command.perform = instead  # type: ignore[assignment,method-assign]  # what is broken here is broken on purpose
