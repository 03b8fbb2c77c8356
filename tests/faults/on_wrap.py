"""A key made to do something else: how a fault is set off in the real program."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tui.app.editor.screen import EditorScreen
from tui.app.runner.screen import RunnerScreen
from tui.app.widgets.command import Command


def on_wrap(act: Callable[[EditorScreen], object]) -> None:
    """From now on F9 in the editor, which wraps long lines, does this, and nothing else."""
    on_command("editor.wrap", act)


def on_copy(act: Callable[[RunnerScreen], object]) -> None:
    """From now on alt+k in the runner, which copies a request, does this, and nothing else."""
    on_command("runner.copy_as_curl", act)


def on_details(act: Callable[[Any], object]) -> None:
    """From now on F4 in a linked folder does this with its screen, and nothing else."""
    on_command("linked.details", act)


def on_command(id: str, act: Callable[[Any], object]) -> None:
    """From now on the command of this id does this with its owner, and nothing else."""
    perform = Command.perform

    async def instead(command: Command, owner: Any, key: str = "") -> None:
        if command.id == id:
            act(owner)
        else:
            await perform(command, owner, key)

    Command.perform = instead  # type: ignore[assignment,method-assign]  # what is broken here is broken on purpose
