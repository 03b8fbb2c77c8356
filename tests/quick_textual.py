"""What Textual works out anew for each app, or for each message, worked out once for all apps of this process.

Of a short test of a console these were a third of the work. Nothing here changes what comes out: the same text and
variables are the same rules, a class has the same handlers for every message of a kind, and a function keeps its
parameters.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from inspect import CO_VARARGS, CO_VARKEYWORDS
from types import FunctionType, MethodType
from typing import TYPE_CHECKING, Any, cast
from weakref import WeakKeyDictionary

import textual._callback
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet
from textual.message import Message
from textual.message_pump import MessagePump

if TYPE_CHECKING:
    from textual.css.types import CSSLocation

PRIVATE_NAMES: tuple[tuple[object, str], ...] = (
    (Stylesheet, "_parse_rules"),
    (Stylesheet(), "_variables"),
    (textual._callback, "_count_parameters"),
    (MessagePump, "_get_dispatch_methods"),
    (Message, "_no_default_action"),
)
"""What this stands on in Textual, as owner and name."""

Handler = Callable[[Message], Any]


class SharedRules:
    """Parsed style sheets, kept for all apps of this process: the same text and variables are the same rules."""

    def __init__(self) -> None:
        self._parse = Stylesheet._parse_rules
        self._kept: dict[Hashable, list[RuleSet]] = {}
        self._numbers: dict[Hashable, int] = {}
        self._of_sheet: WeakKeyDictionary[Stylesheet, tuple[dict[str, str], int]] = WeakKeyDictionary()

    def parse_rules(
        self,
        sheet: Stylesheet,
        css: str,
        read_from: CSSLocation,
        is_default_rules: bool = False,
        tie_breaker: int = 0,
        scope: str = "",
    ) -> list[RuleSet]:
        """In the place of `Stylesheet._parse_rules`."""
        key = (css, read_from, is_default_rules, tie_breaker, scope, self._number(sheet))
        if key not in self._kept:
            self._kept[key] = self._parse(sheet, css, read_from, is_default_rules, tie_breaker, scope)
        return self._kept[key]

    def _number(self, sheet: Stylesheet) -> int:
        """A number for the variables of a sheet, the same for all that have the same: they are hundreds."""
        of, number = self._of_sheet.get(sheet, (None, 0))
        if of is not sheet._variables:
            number = self._numbers.setdefault(tuple(sheet._variables.items()), len(self._numbers))
            self._of_sheet[sheet] = (sheet._variables, number)
        return number


def count_parameters(function: Callable[..., Any]) -> int:
    """In the place of `_count_parameters`: a plain function says it itself."""
    if type(function) is MethodType:
        return count_parameters(function.__func__) - 1
    if type(function) is not FunctionType or function.__dict__.keys() & {"__wrapped__", "__signature__"}:
        return _count_parameters(function)
    code = function.__code__
    rest = bool(code.co_flags & CO_VARARGS) + bool(code.co_flags & CO_VARKEYWORDS)
    return code.co_argcount + code.co_kwonlyargcount + rest


_count_parameters = textual._callback._count_parameters


class KnownHandlers:
    """Which classes of a message pump handle a kind of message, and by which names; found once for each pair."""

    def __init__(self) -> None:
        self._find = MessagePump._get_dispatch_methods
        self._known: dict[tuple[type, type, str], tuple[tuple[type, str], ...] | None] = {}

    def dispatch_methods(self, pump: MessagePump, name: str, message: Message) -> Iterator[tuple[type, Handler]]:
        """In the place of `MessagePump._get_dispatch_methods`."""
        key = (type(pump), type(message), name)
        if key not in self._known:
            self._known[key] = self._names(*key)
        known = self._known[key]
        if known is None:
            yield from cast("Iterator[tuple[type, Handler]]", self._find(pump, name, message))
            return
        for kind, handler in known:
            if message._no_default_action:
                return
            # By its name: a test may have put another one in its place.
            yield kind, kind.__dict__[handler].__get__(pump, kind)

    def _names(self, pump: type, message: type, name: str) -> tuple[tuple[type, str], ...] | None:
        """The names of the handlers; None where one is decorated for this message, which has rules of its own."""
        kinds = set(message.__mro__)
        if any(not kinds.isdisjoint(each.__dict__.get("_decorated_handlers") or ()) for each in pump.__mro__):
            return None
        found = [
            (each, next((one for one in (f"_{name}", name) if each.__dict__.get(one)), "")) for each in pump.__mro__
        ]
        if any(getattr(each.__dict__[one], "_textual_on", None) for each, one in found if one):
            return None
        return tuple((each, one) for each, one in found if one)


def install() -> None:
    """Make the apps of this process work like this."""
    shared, handlers = SharedRules(), KnownHandlers()

    def parse_rules(sheet: Stylesheet, *args: Any, **kwargs: Any) -> list[RuleSet]:
        return shared.parse_rules(sheet, *args, **kwargs)

    def dispatch_methods(pump: MessagePump, name: str, message: Message) -> Iterator[tuple[type, Handler]]:
        return handlers.dispatch_methods(pump, name, message)

    Stylesheet._parse_rules = parse_rules  # type: ignore[assignment,method-assign]  # taken over here
    MessagePump._get_dispatch_methods = dispatch_methods  # type: ignore[assignment,method-assign]  # taken over here
    textual._callback._count_parameters = count_parameters  # type: ignore[assignment]  # the name of its parameter
    # Textual's says the same in Python: it is asked for every rule and widget, and each time a test's audit hook too.
    RuleSet.__hash__ = object.__hash__  # type: ignore[method-assign]  # taken over here
