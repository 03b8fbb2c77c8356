"""Which keys run which commands: as declared, or as the user wants them.

Owns the user's keys over the declared ones, and what is said of those that can't be. Refuses to read the settings.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol, runtime_checkable

from textual.dom import DOMNode

from tui.app.widgets.command import Command, Scope, commands_of
from tui.app.widgets.keys import read_keys, shown_key


class Keymap:
    """The keys of all commands; `wanted` are those that the user gave, by the command's id, in Textual's names."""

    def __init__(self, wanted: Mapping[str, tuple[str, ...]] | None = None) -> None:
        self._wanted = dict(wanted or {})
        self._commands: dict[type, tuple[Command, ...]] = {}
        self._by_key: dict[type, dict[str, tuple[Command, ...]]] = {}

    def commands(self, owner: type) -> tuple[Command, ...]:
        """The commands of a class with the keys that run them."""
        found = self._commands.get(owner)
        if found is None:
            found = self._commands[owner] = self.applied(commands_of(owner))
        return found

    def by_key(self, owner: type, key: str) -> Sequence[Command]:
        """The commands of a class that a key runs, each in another scope."""
        table = self._by_key.get(owner)
        if table is None:
            table = {}
            for command in self.commands(owner):
                for each in command.keys:
                    table[each] = (*table.get(each, ()), command)
            self._by_key[owner] = table
        return table.get(key, ())

    def in_sentence(self, text: str, owners: Iterable[type]) -> str:
        """A sentence that names keys as they are declared, with the user's keys in their place.

        Keys of one letter stay as they are: they can't be told from words.
        """
        if not self._wanted:
            return text
        others: dict[str, str] = {}
        for owner in owners:
            for declared, now in zip(commands_of(owner), self.commands(owner), strict=True):
                for key in declared.keys:
                    shown = shown_key(key)
                    if key not in now.keys and len(shown) > 1:
                        others.setdefault(shown, shown_key(now.keys[0]) if now.keys else "the palette")
        if not others:
            return text
        names = "|".join(re.escape(name) for name in sorted(others, key=len, reverse=True))
        return re.sub(rf"(?<![\w+])(?:{names})(?![\w+])", lambda found: others[found.group()], text)

    def applied(self, commands: Sequence[Command]) -> tuple[Command, ...]:
        """Commands of one place with the user's keys: a key that was given to one of them is not another's as well."""
        if not self._wanted:
            return tuple(commands)
        given = {(each.scope, key) for each in commands for key in self._wanted.get(each.id, ())}
        return tuple(
            each._replace(
                keys=self._wanted[each.id]
                if each.id in self._wanted
                else tuple(key for key in each.keys if (each.scope, key) not in given)
            )
            for each in commands
        )


DECLARED = Keymap()
"""The keys as they are declared."""


@runtime_checkable
class HasKeymap(Protocol):
    """An app whose user may have keys of their own."""

    keymap: Keymap


def keymap_of(node: DOMNode) -> Keymap:
    """The keys that hold where a widget or a screen is."""
    app = node.app
    return app.keymap if isinstance(app, HasKeymap) else DECLARED


def with_own_keys(node: DOMNode, text: str) -> str:
    """A sentence shown on this widget's screen, with the keys that the user gave to that screen's commands."""
    return keymap_of(node).in_sentence(text, (type(node.screen), type(node.app)))


def read_keymap(settings: Mapping[str, str]) -> Keymap:
    """The user's keys. A command whose setting names no key keeps those it has."""
    read = {name: read_keys(text) for name, text in settings.items()}
    return Keymap({name: keys for name, keys in read.items() if keys is not None})


def problems_of(settings: Mapping[str, str], places: Iterable[Sequence[type]]) -> tuple[str, ...]:
    """A sentence for each setting that names no command or no key, each key that does not act, and each command left
    without one.

    `places` are classes whose commands work at the same time, the one that acts first before the others.
    """
    # Only where there are settings of keys, and then behind the first frame.
    from difflib import get_close_matches

    keymap = read_keymap(settings)
    listed = [tuple(place) for place in places]
    known = {each.id for place in listed for kind in place for each in commands_of(kind)}
    said: dict[str, None] = {}
    for name, text in settings.items():
        if read_keys(text) is None:
            said[f'[keys] "{name}" = "{text}": that is no key. Write ctrl+w, f2, G, or none: "".'] = None
        if name not in known:
            near = get_close_matches(name, known, 1)
            meant = f" Is {near[0]} meant?" if near else ""
            said[f'[keys] "{name}": there is no such command.{meant}'] = None
    for place in listed:
        commands = [command for kind in place for command in keymap.commands(kind)]
        declared = [command for kind in place for command in commands_of(kind)]
        for command, before in zip(commands, declared, strict=True):
            acts = {key: _first(commands, key, command) for key in (*command.keys, *before.keys)}
            lost = {key: each for key, each in acts.items() if each is not None and each.id != command.id}
            if command.id in settings:
                for key in command.keys:
                    if key in lost:
                        both = f"[keys] {shown_key(key)} is {lost[key].id} and {command.id}"
                        said[f"{both}: it runs {lost[key].id} ({lost[key].title})."] = None
            elif lost and len(lost) == len(acts) and any(each.id in settings for each in lost.values()):
                key, now = next(iter(lost.items()))
                said[f"[keys] {shown_key(key)} is {now.id} now: {command.id} ({command.title}) has no key."] = None
    return tuple(said)


def _first(commands: Iterable[Command], key: str, beside: Command) -> Command | None:
    """The command that acts on a key where the keys of another one are live; None when there is none."""
    return next((each for each in commands if key in each.keys and _meet(each, beside)), None)


def _meet(first: Command, second: Command) -> bool:
    """Whether the keys of two commands of one place can work at the same time."""
    return first.scope is second.scope or Scope.ANYWHERE in (first.scope, second.scope)
