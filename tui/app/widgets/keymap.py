"""Which keys run which commands: as declared, or as the user wants them.

Owns the user's keys over the declared ones, and what is said of those that can't be. Refuses to read the settings.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Protocol, runtime_checkable

from textual.dom import DOMNode

from tui.app.widgets.command import Command, Scope, commands_of
from tui.app.widgets.keys import SEQUENCE, beginnings, is_typed, read_keys, shown_key

OVER_BOX = " box"
"""Behind the name of a command in a preset: the keys that it has while a text box has the focus."""


class Layer:
    """Keys that somebody gave to commands, by the command's id or a pattern of ids such as `*.down`."""

    def __init__(self, wanted: Mapping[str, tuple[str, ...]]) -> None:
        self._exact = {name: keys for name, keys in wanted.items() if not _is_pattern(name)}
        self._patterns = {name: keys for name, keys in wanted.items() if _is_pattern(name)}

    def keys(self, name: str) -> tuple[str, ...] | None:
        """The keys given to a command of this id; of patterns the last one counts. None: nobody gave it any."""
        if name in self._exact:
            return self._exact[name]
        return next((keys for each, keys in reversed(self._patterns.items()) if fnmatchcase(name, each)), None)

    def __bool__(self) -> bool:
        return bool(self._exact or self._patterns)


def _is_pattern(name: str) -> bool:
    return "*" in name or "?" in name


class Keymap:
    """The keys of all commands. Those of earlier layers go before those of later ones, and all before the declared."""

    def __init__(self, *layers: Layer) -> None:
        self._layers = tuple(layer for layer in layers if layer)
        self._commands: dict[type, tuple[Command, ...]] = {}
        self._by_key: dict[type, dict[str, tuple[Command, ...]]] = {}
        self._begun: dict[type, frozenset[str]] = {}

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

    def begins(self, owner: type, keys: str) -> bool:
        """Whether a sequence of keys of a command of this class begins with these."""
        begun = self._begun.get(owner)
        if begun is None:
            begun = frozenset(
                each for command in self.commands(owner) for key in command.keys for each in beginnings(key)
            )
            self._begun[owner] = begun
        return keys in begun

    def in_sentence(self, text: str, owners: Iterable[type]) -> str:
        """A sentence that names keys as they are declared, with the user's keys in their place.

        Keys of one letter stay as they are: they can't be told from words.
        """
        if not self._layers:
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
        return re.sub(rf"(?<![\w+,.])(?:{names})(?![\w+]|,\S)", lambda found: others[found.group()], text)

    def applied(self, commands: Sequence[Command]) -> tuple[Command, ...]:
        """Commands of one place with the keys given to them: a key given to one is not another's declared one too.

        Nor is a key that begins a sequence given to another one.
        """
        if not self._layers:
            return tuple(commands)
        given = [self._given(each) for each in commands]
        best: dict[tuple[Scope, str], int] = {}
        for command, (rank, keys) in zip(commands, given, strict=True):
            for key in (*keys, *(begun for each in keys for begun in beginnings(each))):
                best[command.scope, key] = min(rank, best.get((command.scope, key), rank))
        return tuple(
            command._replace(keys=tuple(key for key in keys if best[command.scope, key] == rank))
            for command, (rank, keys) in zip(commands, given, strict=True)
        )

    def _given(self, command: Command) -> tuple[int, tuple[str, ...]]:
        """The place of the layer that has keys for a command, and these; its declared ones are behind all layers."""
        for rank, layer in enumerate(self._layers):
            keys = layer.keys(f"{command.id}{OVER_BOX}") if command.scope is Scope.BOX else None
            keys = layer.keys(command.id) if keys is None else keys
            if keys is not None:
                return rank, _of_scope(command, keys)
        return len(self._layers), command.keys


def _of_scope(command: Command, keys: tuple[str, ...]) -> tuple[str, ...]:
    """Keys that can act where a command's keys are live: in a box what begins with a character is text."""
    if command.scope is not Scope.BOX:
        return keys
    return tuple(key for key in keys if not is_typed(key.split(SEQUENCE)[0]))


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


def layer_of(settings: Mapping[str, str]) -> Layer:
    """What a file gives to commands, as it is written there. A name whose text names no key counts as not there."""
    read = {name: read_keys(text) for name, text in settings.items()}
    return Layer({name: keys for name, keys in read.items() if keys is not None})


def read_keymap(settings: Mapping[str, str], preset: Mapping[str, str] | None = None) -> Keymap:
    """The user's keys over those of a preset. A command whose setting names no key keeps those it has."""
    return Keymap(layer_of(settings), layer_of(preset or {}))


def problems_of(
    settings: Mapping[str, str],
    places: Iterable[Sequence[type]],
    preset: Mapping[str, str] | None = None,
    where: Callable[[str], str] = lambda _name: "keymap.toml",
) -> tuple[str, ...]:
    """A sentence for each setting that names no command or no key, each key that does not act, and each command left
    without one.

    `places` are classes whose commands work at the same time, the one that acts first before the others. `where` says
    where a name of the settings stands.
    """
    # Only where there are settings of keys, and then behind the first frame.
    from difflib import get_close_matches

    keymap, users = read_keymap(settings, preset), layer_of(settings)
    listed = [tuple(place) for place in places]
    known = {each.id for place in listed for kind in place for each in commands_of(kind)}
    said: dict[str, None] = {}
    for name, text in settings.items():
        if read_keys(text) is None:
            said[f'{where(name)}: "{name}" = "{text}": that is no key. Write ctrl+w, f2, G, or none: "".'] = None
        if _is_pattern(name):
            if not any(fnmatchcase(each, name) for each in known):
                said[f'{where(name)}: "{name}": no command has such a name.'] = None
        elif name not in known:
            near = get_close_matches(name, known, 1)
            meant = f" Is {near[0]} meant?" if near else ""
            said[f'{where(name)}: "{name}": there is no such command.{meant}'] = None
    for place in listed:
        commands = [_where_live(kind, command) for kind in place for command in keymap.commands(kind)]
        declared = [command for kind in place for command in commands_of(kind)]
        acting = _Acting(commands)
        for command, before in zip(commands, declared, strict=True):
            acts = {key: acting.first(key, command) for key in (*command.keys, *before.keys)}
            lost = {key: each for key, each in acts.items() if each is not None and each.id != command.id}
            if users.keys(command.id) is not None:
                for key in command.keys:
                    if key in lost:
                        both = f"{where(command.id)}: {shown_key(key)} is {lost[key].id} and {command.id}"
                        said[f"{both}: it runs {lost[key].id} ({lost[key].title})."] = None
            elif lost and len(lost) == len(acts) and any(users.keys(each.id) is not None for each in lost.values()):
                key, now = next(iter(lost.items()))
                at = where(now.id)
                said[f"{at}: {shown_key(key)} is {now.id} now: {command.id} ({command.title}) has no key."] = None
    return tuple(said)


def without_key(keymap: Keymap, places: Iterable[Sequence[type]]) -> frozenset[tuple[tuple[type, ...], str]]:
    """The commands that no key runs, each with the place where that is so; those without keys of their own aside."""
    found: set[tuple[tuple[type, ...], str]] = set()
    for place in map(tuple, places):
        commands = [_where_live(kind, command) for kind in place for command in keymap.commands(kind)]
        declared = [command for kind in place for command in commands_of(kind)]
        acting = _Acting(commands)
        for command, before in zip(commands, declared, strict=True):
            runs = [acting.first(key, command) for key in command.keys]
            if before.keys and not any(each is not None and each.id == command.id for each in runs):
                found.add((place, command.id))
    return frozenset(found)


def _where_live(kind: type, command: Command) -> Command:
    """A command with the scope in which its keys are live: those of a box are where the box has the focus."""
    scope = getattr(kind, "OWN_SCOPE", None)
    return command if scope is None or command.scope is not Scope.ANYWHERE else command._replace(scope=scope)


class _Acting:
    """Which command of one place acts on a key. A place has a hundred commands, and each is asked about."""

    def __init__(self, commands: Sequence[Command]) -> None:
        self._run: dict[str, list[Command]] = {}
        self._begun: dict[str, list[Command]] = {}
        for command in commands:
            for key in command.keys:
                self._run.setdefault(key, []).append(command)
                for each in beginnings(key):
                    self._begun.setdefault(each, []).append(command)

    def first(self, key: str, beside: Command) -> Command | None:
        """The command that acts on a key where the keys of another one are live; None when there is none.

        A sequence that the key begins is waited for, whatever else the key would run.
        """
        waiting = (*self._begun.get(key, ()), *self._run.get(key, ()))
        return next((each for each in waiting if _meet(each, beside)), None)


def _meet(first: Command, second: Command) -> bool:
    """Whether the keys of two commands of one place can work at the same time."""
    return first.scope is second.scope or Scope.ANYWHERE in (first.scope, second.scope)
