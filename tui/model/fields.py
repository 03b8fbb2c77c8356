"""Reading the fields of a value that came from outside: an answer of the API, a file of ours, a settings file.

Owns what each kind of field may hold, both spellings of a name (`updated_at`, `updatedAt`) and the words for what is
wrong. Refuses to know where the value came from, and to guess: what is of the wrong kind is an error. It stands in
`model` because `api` and `store` both read fields and must not know each other.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache

JsonObject = Mapping[str, object]


class InvalidValue(ValueError):
    """A value is not what it must be; the text says why, as the end of a sentence."""


class InvalidField(InvalidValue):
    """A field is missing or of the wrong kind. `name` is empty where `what` as a whole is wrong."""

    def __init__(self, what: str, name: str, expected: str, *, is_missing: bool = False) -> None:
        whose = f"{name} of {what}" if name else what
        super().__init__(f"{what} has no {name}" if is_missing else f"{whose} is not {expected}")
        self.what = what
        self.name = name
        self.expected = expected


class Fields:
    """The fields of an object; `what` names it in sentences. Raises InvalidField for what is no object.

    Names are given in the spelling with underscores; `camelCase` is looked for where that is missing. A field that is
    null counts as missing. Lone surrogates in texts, which no terminal and no encoder takes, are replaced by U+FFFD,
    unless texts are to be `exact`.
    """

    __slots__ = ("_exact", "_values", "what")

    def __init__(self, value: object, what: str, *, exact: bool = False) -> None:
        if not isinstance(value, dict):
            raise InvalidField(what, "", "an object")
        self._values: JsonObject = value
        self._exact = exact
        self.what = what

    def value(self, name: str) -> object:
        """The field as it came; None where it is missing."""
        found = self._values.get(name)
        return self._values.get(_camel_case(name)) if found is None and "_" in name else found

    def has(self, name: str) -> bool:
        """Whether the field is there at all, null included."""
        return name in self._values or _camel_case(name) in self._values

    def names(self) -> tuple[str, ...]:
        """The names of all fields, as they are spelled."""
        return tuple(self._values)

    def optional_text(self, name: str) -> str | None:
        """A text; None where it is missing."""
        value = self.value(name)
        if value is None:
            return None
        if not isinstance(value, str):
            raise InvalidField(self.what, name, "text")
        return value if self._exact else replace_surrogates(value)

    def text(self, name: str) -> str:
        """A text that must be there; it may be empty."""
        value = self.optional_text(name)
        if value is None:
            raise InvalidField(self.what, name, "text", is_missing=True)
        return value

    def flag(self, name: str, usual: bool) -> bool:
        """True or false; `usual` where it is missing."""
        value = self.value(name)
        if value is None:
            return usual
        if not isinstance(value, bool):
            raise InvalidField(self.what, name, "true or false")
        return value

    def whole_number(self, name: str) -> int:
        """A whole number that must be there."""
        value = self.value(name)
        if isinstance(value, bool) or not isinstance(value, int):
            raise InvalidField(self.what, name, "a whole number", is_missing=value is None)
        return value

    def optional_items(self, name: str) -> list[object] | None:
        """A list, its items not looked at; None where it is missing."""
        value = self.value(name)
        if value is not None and not isinstance(value, list):
            raise InvalidField(self.what, name, "a list")
        return value

    def items(self, name: str) -> list[object]:
        """A list that must be there, its items not looked at."""
        value = self.optional_items(name)
        if value is None:
            raise InvalidField(self.what, name, "a list", is_missing=True)
        return value

    def optional_object(self, name: str, what: str) -> Fields | None:
        """The fields of an object within, called `what`; None where it is missing."""
        value = self.value(name)
        return None if value is None else Fields(value, what, exact=self._exact)

    def object(self, name: str, what: str) -> Fields:
        """The fields of an object within that must be there, called `what`."""
        found = self.optional_object(name, what)
        if found is None:
            raise InvalidField(self.what, name, "an object", is_missing=True)
        return found

    def optional_moment(self, name: str) -> datetime | None:
        """A time that may be worded in any way: aware UTC, None for what is missing or no ISO time."""
        return moment(self.value(name))

    def moment(self, name: str) -> datetime:
        """An ISO time with its zone, as aware UTC, that must be there."""
        text = self.text(name)
        found = moment(text)
        if found is None or datetime.fromisoformat(text).tzinfo is None:
            raise InvalidField(self.what, name, "a time with its zone")
        return found


def moment(value: object) -> datetime | None:
    """An ISO time as aware UTC, one without a zone taken as UTC; None for what is not a time."""
    if not isinstance(value, str):
        return None
    try:
        found = datetime.fromisoformat(value)
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def replace_surrogates(text: str) -> str:
    """The text with lone surrogates, which no terminal and no encoder takes, replaced by U+FFFD."""
    if text.isascii():
        return text
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


@cache
def _camel_case(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)
