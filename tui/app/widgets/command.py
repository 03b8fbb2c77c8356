"""Commands: what a user can do, declared on the method that does it.

Owns the declaration and how the commands of a class are collected from it. Footer, palette, help, the README's key
table and the user's own keys all read what is collected here. Refuses to know any screen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import Enum
from functools import cache
from inspect import isawaitable
from types import FunctionType
from typing import Any, NamedTuple, TypeVar

from tui.app.widgets.keys import shown_keys

WhyNot = Callable[[Any], str | None]
"""Says of the owner of a command why it can't run now, as a sentence; None when it can."""
Named = Callable[[Any], bool]
"""Says of the owner of a command whether the footer names it now."""
Run = Callable[[Any, str], object]
"""Does it: takes the owner and the key that was pressed, which is empty when none was."""
Method = TypeVar("Method", bound=Callable[..., object])


class Scope(Enum):
    """Where the focus must be for a command's keys to be its own."""

    ANYWHERE = "anywhere"
    MAIN = "main"
    """In what the screen is there for: a list, a page, the code."""
    BOX = "box"
    """In the text box of the screen: a filter, a line number."""


class Footer(NamedTuple):
    """The word of a command in the footer, and its place there: 1 is first.

    `when` says of the owner whether the command is named now: one that would do nothing is not, though its key runs it.
    One that can't run is never named.
    """

    word: str
    place: int
    when: Named | None = None


class Command(NamedTuple):
    """One thing a user can do. `keys` are Textual's names, the first is the one shown.

    `id` is what the settings call it: `editor.save`. `writes`: it changes what the server holds.
    `prepares`: it opens what does, which is of no use where nothing may be changed. `in_dialogs`: it is the app's, and
    works in dialogs as well. `is_of_widget`: it is done by the widget that has the focus.
    """

    id: str
    keys: tuple[str, ...]
    title: str
    help: str
    run: Run
    footer: Footer | None = None
    group: str = ""
    scope: Scope = Scope.ANYWHERE
    writes: bool = False
    disabled: WhyNot | None = None
    prepares: bool = False
    in_dialogs: bool = False
    is_of_widget: bool = False

    @property
    def without_keys(self) -> str:
        """What leads to it where it has no keys: the palette has what screens do, and not what widgets do."""
        return "keymap.toml" if self.is_of_widget else "palette"

    @property
    def name(self) -> str:
        """Its name among those of its screen."""
        return self.id.rpartition(".")[2]

    @property
    def shown_keys(self) -> str:
        """All its keys as people write them."""
        return shown_keys(self.keys)

    async def perform(self, owner: object, key: str = "") -> None:
        """Do it, and wait for it where it is something to wait for. `key` is the one that was pressed for it."""
        result = self.run(owner, key)
        if isawaitable(result):
            await result

    def why_not(self, owner: object) -> str | None:
        """Why it can't run now, as a sentence; None when it can."""
        return self.disabled(owner) if self.disabled is not None else None


class Group(NamedTuple):
    """Commands that belong together, under a title, in the help and in the README."""

    title: str
    commands: tuple[Command, ...]


class CommandDefaults(NamedTuple):
    """What the commands of a class have in common, unless they say otherwise. A class keeps it as COMMAND_DEFAULTS."""

    prefix: str = ""
    group: str = ""
    scope: Scope = Scope.ANYWHERE
    disabled: WhyNot | None = None


class CommandSet(NamedTuple):
    """Commands that several classes share. Each keeps it among its attributes, where the commands are to be listed."""

    commands: tuple[Command, ...]


class CommandPart(NamedTuple):
    """The commands of a part of a class, declared on the methods of `kind`; `of` finds the part on the owner.

    A class with many commands keeps those that belong together in a part, and the part among its attributes.
    """

    kind: type
    of: Callable[[Any], object]

    @property
    def commands(self) -> tuple[Command, ...]:
        """The commands, run on the part that an owner has."""
        return tuple(map(self._of_owner, commands_of(self.kind)))

    def _of_owner(self, command: Command) -> Command:
        of, disabled, footer = self.of, command.disabled, command.footer
        return command._replace(
            run=lambda owner, key: command.run(of(owner), key),
            disabled=None if disabled is None else lambda owner: disabled(of(owner)),
            footer=None if footer is None else _of_part(footer, of),
        )


def _of_part(footer: Footer, of: Callable[[Any], object]) -> Footer:
    when = footer.when
    return footer if when is None else footer._replace(when=lambda owner: when(of(owner)))


class _Declared(NamedTuple):
    command: Command
    scope: Scope | None
    has_id: bool


def command(
    *,
    keys: tuple[str, ...] = (),
    title: str,
    help: str,
    id: str = "",
    footer: Footer | None = None,
    group: str = "",
    scope: Scope | None = None,
    writes: bool = False,
    prepares: bool = False,
    in_dialogs: bool = False,
    disabled: WhyNot | None = None,
) -> Callable[[Method], Method]:
    """Declare a command on the method that does it; a method with a parameter is told which key was pressed.

    `id` is the method's name unless it is given; with a dot in it, it stands for itself. A method may be declared more
    than once, with other words and keys in another scope.
    """

    def declare(method: Method) -> Method:
        assert isinstance(method, FunctionType)
        attribute = method.__name__
        takes_key = method.__code__.co_argcount > 1

        def run(owner: Any, key: str) -> object:
            does = getattr(owner, attribute)
            return does(key) if takes_key else does()

        name = id or attribute.lstrip("_")
        where = scope or Scope.ANYWHERE
        made = Command(name, keys, title, help, run, footer, group, where, writes, disabled, prepares, in_dialogs)
        # What stands nearest to the method is declared first, and read last.
        vars(method)["declared_commands"] = [
            _Declared(made, scope, "." in name),
            *vars(method).get("declared_commands", ()),
        ]
        return method

    return declare


def action(name: str, about: str, *keys: str) -> Command:
    """A command that runs an action of Textual's own on the widget: `cursor_left`, `cursor_left(True)`."""
    attribute, selects, _ = name.partition("(True)")

    def run(owner: Any, _key: str) -> object:
        does = getattr(owner, f"action_{attribute}")
        return does(True) if selects else does()

    own = f"{attribute}_selecting" if selects else attribute
    return Command(own, keys, about.removesuffix("."), about, run)


def shared(name: str, title: str, help: str, keys: tuple[str, ...], run: Run) -> Command:
    """A command of a set that several classes share."""
    return Command(name, keys, title, help, run)


def actions(prefix: str, group: str, *commands: Command) -> CommandSet:
    """Actions of a widget, under a title."""
    return CommandSet(
        tuple(each._replace(id=f"{prefix}.{each.id}", group=group, is_of_widget=True) for each in commands)
    )


@cache
def commands_of(owner: type) -> tuple[Command, ...]:
    """The commands of a class in the order of their declarations, those of its bases behind its own."""
    # One command may have other keys and words in another scope.
    found: dict[tuple[str, Scope], Command] = {}
    title = _defaults(owner).group
    for kind in owner.__mro__:
        defaults = _defaults(kind)
        for value in vars(kind).values():
            if isinstance(value, CommandSet | CommandPart):
                declared: Iterable[Command] = value.commands
            elif isinstance(value, FunctionType):
                declared = [_completed(each, defaults) for each in vars(value).get("declared_commands", ())]
            else:
                continue
            for each in declared:
                found.setdefault((each.id, each.scope), each if each.group else each._replace(group=title))
    return tuple(found.values())


def _defaults(kind: type) -> CommandDefaults:
    found: CommandDefaults = getattr(kind, "COMMAND_DEFAULTS", CommandDefaults())
    return found


def _completed(declared: _Declared, defaults: CommandDefaults) -> Command:
    made = declared.command
    return made._replace(
        id=made.id if declared.has_id or not defaults.prefix else f"{defaults.prefix}.{made.id}",
        scope=declared.scope or defaults.scope,
        disabled=made.disabled or defaults.disabled,
    )


def grouped(commands: Iterable[Command]) -> tuple[Group, ...]:
    """The commands under the titles of their groups, in the order in which these first come, those of a box last."""
    groups: dict[str, list[Command]] = {}
    for each in sorted(commands, key=lambda command: command.scope is Scope.BOX):
        groups.setdefault(each.group, []).append(each)
    return tuple(Group(title, tuple(its)) for title, its in groups.items())


def named(commands: Iterable[Command], name: str) -> Command:
    """The command of a name or an id. Raises LookupError when there is none."""
    for each in commands:
        if name in (each.name, each.id):
            return each
    raise LookupError(name)
