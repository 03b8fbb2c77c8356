"""Values of any type the program declares, made from its annotations: for tests of what holds for all of them.

Of a union or an enum any may come, of a sequence none to two. Values that do not belong together are among them.
"""

from __future__ import annotations

import collections.abc
import dataclasses
import enum
import inspect
import random
import types
import typing
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal, NewType, get_args, get_origin, get_type_hints

_MOMENT = datetime(2026, 11, 26, 12, tzinfo=UTC)
_NUMBERS = (0, 1, 2, 7, 40, 1_000)
_SEQUENCES = (
    collections.abc.Sequence, collections.abc.Iterable, collections.abc.Collection, collections.abc.Iterator,
    list, tuple,
)  # fmt: skip
_SETS = (set, frozenset, collections.abc.Set)
_TABLES = (dict, collections.abc.Mapping)
_MOST_DEEP = 12


class NoSample(Exception):
    """There is no way to make a value of this type."""


class Sampler:
    """Makes values; the same seed makes the same ones.

    `text` makes a text for a place: `Class.field`, or the name of a parameter. `given` has values of types that no
    annotation tells how to make.
    """

    def __init__(self, seed: int, text: Callable[[str], str], given: Mapping[object, object]) -> None:
        self._chance = random.Random(seed)
        self._text = text
        self._given = given
        self._place = ""

    def arguments(self, function: Callable[..., object]) -> tuple[list[object], dict[str, object]]:
        """Arguments for a call of a function, by place and by name. Raises `NoSample`."""
        hints = get_type_hints(function)
        by_place: list[object] = []
        by_name: dict[str, object] = {}
        for name, parameter in inspect.signature(function).parameters.items():
            value = self.value(name, hints[name])
            if parameter.kind is parameter.KEYWORD_ONLY:
                by_name[name] = value
            else:
                by_place.append(value)
        return by_place, by_name

    def value(self, place: str, wanted: object) -> object:
        """A value of a type, as an annotation names it. Raises `NoSample`."""
        return self._at(place, wanted, 0)

    def _at(self, place: str, wanted: object, depth: int) -> object:
        before, self._place = self._place, place
        try:
            return self._of(wanted, depth)
        finally:
            self._place = before

    def _of(self, wanted: object, depth: int) -> object:
        if depth > _MOST_DEEP:
            raise NoSample(wanted)
        origin, parts = get_origin(wanted), get_args(wanted)
        if wanted in self._given:
            return self._given[wanted]
        if origin in (typing.Union, types.UnionType):
            return self._of(self._chance.choice(parts), depth + 1)
        if origin is Literal:
            return self._chance.choice(parts)
        if origin in _SEQUENCES or origin in _SETS:
            return self._several(origin, parts, depth)
        if origin in _TABLES:
            return {self._of(parts[0], depth + 1): self._of(parts[1], depth + 1) for _ in range(self._count())}
        if origin is collections.abc.Callable:
            result = self._of(parts[1], depth + 1)
            return lambda *_, **__: result
        if isinstance(wanted, NewType):
            return self._of(wanted.__supertype__, depth + 1)
        return self._single(wanted, depth)

    def _count(self) -> int:
        return self._chance.randrange(3)

    def _several(self, origin: object, parts: tuple[object, ...], depth: int) -> object:
        if origin is tuple and (len(parts) != 2 or parts[1] is not Ellipsis):
            return tuple(self._of(each, depth + 1) for each in parts)
        values = [self._of(parts[0], depth + 1) for _ in range(self._count())]
        return frozenset(values) if origin in _SETS else tuple(values) if origin is tuple else values

    def _single(self, wanted: object, depth: int) -> object:
        chance = self._chance
        simple: dict[object, Callable[[], object]] = {
            str: lambda: self._text(self._place),
            object: lambda: self._text(self._place),
            bytes: lambda: self._text(self._place).encode("utf-8", "surrogatepass"),
            Path: lambda: Path("/", self._text(self._place)),
            bool: lambda: chance.random() < 0.5,
            int: lambda: chance.choice(_NUMBERS),
            float: lambda: float(chance.choice(_NUMBERS)),
            types.NoneType: lambda: None,
            datetime: lambda: _MOMENT - timedelta(seconds=chance.choice(_NUMBERS)),
            timedelta: lambda: timedelta(seconds=chance.choice(_NUMBERS)),
        }
        if wanted in simple:
            return simple[wanted]()
        if not isinstance(wanted, type):
            raise NoSample(wanted)
        if issubclass(wanted, enum.Enum):
            return chance.choice(list(wanted))
        if issubclass(wanted, Exception):
            return self._made(chance.choice(_concrete(wanted)), depth)
        if dataclasses.is_dataclass(wanted) or hasattr(wanted, "_fields"):
            return self._made(wanted, depth)
        raise NoSample(wanted)

    def _made(self, wanted: type[Any], depth: int) -> object:
        is_record = dataclasses.is_dataclass(wanted) or hasattr(wanted, "_fields")
        hints = get_type_hints(wanted if is_record else wanted.__init__)
        names = inspect.signature(wanted).parameters
        return wanted(**{each: self._at(f"{wanted.__name__}.{each}", hints[each], depth + 1) for each in names})


def _concrete(wanted: type[Exception]) -> list[type[Exception]]:
    """The kinds of an error that nothing is a kind of."""
    below = [each for kind in wanted.__subclasses__() for each in _concrete(kind)]
    return below or [wanted]
