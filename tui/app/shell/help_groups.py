"""The keys of a screen or of a box, as the user has them, in the groups that the help shows."""

from __future__ import annotations

from collections.abc import Iterable

from textual.dom import DOMNode

from tui.app.widgets.command import Command, Group, grouped
from tui.app.widgets.keymap import keymap_of
from tui.app.widgets.keys import SEQUENCE, is_typed


def help_of(node: DOMNode, *kinds: type) -> tuple[Group, ...]:
    """Every key of these classes, as the user has them, in the groups the help shows."""
    keymap = keymap_of(node)
    return tuple(group for kind in kinds for group in grouped(keymap.commands(kind)))


def without_letters(groups: Iterable[Group]) -> tuple[Group, ...]:
    """The groups without the keys that are text where text is typed."""
    return tuple(group._replace(commands=tuple(map(without_typed, group.commands))) for group in groups)


def without_typed(command: Command) -> Command:
    """A command without the keys, and the sequences begun by keys, that are text where text is typed."""
    return command._replace(keys=tuple(key for key in command.keys if not is_typed(key.split(SEQUENCE)[0])))
