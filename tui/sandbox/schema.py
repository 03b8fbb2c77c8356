"""Checks request bodies as the servers' schemas do, and words the issues as they do.

Owns the rules for functions and logins and the shape of an issue. Refuses to know how a dialect wraps issues up.
"""

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

Issue = dict[str, object]
_SLUG = re.compile(r"[a-zA-Z0-9_-]+")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_SNIPPET = 10


class BadJson(ValueError):
    """The body is not JSON; the text is what V8 would say."""


class Invalid(Exception):
    """The body breaks the schema; `issues` in the order of the schema's fields."""

    def __init__(self, issues: list[Issue]) -> None:
        super().__init__(issues)
        self.issues = issues


@dataclass(frozen=True)
class NewFunction:
    """A checked POST."""

    name: str
    slug: str
    description: str | None
    code: str
    status: str


def parse_json(body: bytes) -> object:
    """The decoded body; an empty one counts as {}. Raises BadJson."""
    if not body:
        return {}
    text = body.decode("utf-8", "replace")
    try:
        value: object = json.loads(text, parse_constant=_refuse_constant, parse_float=_js_number)
    except json.JSONDecodeError as error:
        if error.msg.startswith("Expecting property name") and error.pos < len(text):
            begun = text[: error.pos].rstrip().endswith("{")
            expected = "property name or '}'" if begun else "double-quoted property name"
            raise BadJson(f"Expected {expected} in JSON at position {error.pos}") from error
        raise BadJson(_like_v8(text, error.pos)) from error
    except (RecursionError, ValueError) as error:
        # Nested too deep, or a number of more digits than Python takes.
        raise BadJson("Unexpected number in JSON at position 0") from error
    if not isinstance(value, dict | list):
        # The servers' body parser only takes objects and arrays, and fails on the first character of anything else.
        raise BadJson(_like_v8(text, len(text) - len(text.lstrip())))
    return value


def _js_number(text: str) -> int | float | None:
    """A number as JavaScript would write it again: 1.0 is 1, and what is too large is null."""
    value = float(text)
    if math.isinf(value):
        return None
    return int(value) if value.is_integer() and abs(value) < 1e21 else value


def _refuse_constant(name: str) -> object:
    raise json.JSONDecodeError(f"{name} is not JSON", name, 0)


def _like_v8(text: str, position: int) -> str:
    if position >= len(text.rstrip()):
        return "Unexpected end of JSON input"
    start, end = max(0, position - _SNIPPET), position + _SNIPPET
    snippet = f"{'...' if start else ''}{text[start:end]}"
    return f"Unexpected token '{text[position]}', \"{snippet}\"{'...' if end < len(text) else ''} is not valid JSON"


def reserved_words(slug: str) -> str:
    """What is said of a slug that the runtime keeps for itself."""
    return f'Reserved slug - "{slug}" is used by the functions runtime and cannot be used as a function slug'


def check_new_function(body: object, reserved: tuple[str, ...] = ()) -> NewFunction:
    """The POST's fields with their defaults. Raises Invalid, also for a slug that is given and reserved."""
    fields = _Fields(body)
    name = fields.text("name", required=True, minimum_message="Name is required")
    slug = fields.slug("slug")
    if slug in reserved:
        fields.issues.append({"code": "custom", "message": reserved_words(slug), "path": ["slug"]})
    description = fields.text("description")
    code = fields.text("code", required=True, minimum_message="String must contain at least 1 character(s)")
    status = fields.choice("status", ("draft", "active"))
    fields.finish()
    assert name is not None
    assert code is not None
    derived = re.sub(r"\s+", "-", name.lower())
    return NewFunction(name, slug or derived, description or None, code, status or "active")


def check_changes(body: object, statuses: tuple[str, ...]) -> dict[str, str]:
    """The PUT's known fields, unknown ones dropped. Raises Invalid."""
    fields = _Fields(body)
    found = {
        "name": fields.text("name"),
        "description": fields.text("description"),
        "code": fields.text("code"),
        "status": fields.choice("status", statuses),
    }
    fields.finish()
    return {name: value for name, value in found.items() if value is not None}


def check_login(body: object, fields_wanted: tuple[str, ...]) -> dict[str, str]:
    """The login's texts; a field named email must look like one. Raises Invalid."""
    fields = _Fields(body)
    found = {name: fields.email(name) if name == "email" else fields.text(name, True) for name in fields_wanted}
    fields.finish()
    return {name: value for name, value in found.items() if value is not None}


class _Fields:
    def __init__(self, body: object) -> None:
        self.issues: list[Issue] = []
        if not isinstance(body, dict):
            raise Invalid([_wrong_type("object", body, [])])
        self.body: Mapping[str, object] = body

    def text(self, name: str, required: bool = False, minimum_message: str | None = None) -> str | None:
        if name not in self.body:
            if required:
                self.issues.append(
                    {
                        "code": "invalid_type",
                        "expected": "string",
                        "received": "undefined",
                        "path": [name],
                        "message": "Required",
                    }
                )
            return None
        value = self.body[name]
        if not isinstance(value, str):
            self.issues.append(_wrong_type("string", value, [name]))
            return None
        if minimum_message is not None and not value:
            self.issues.append(
                {
                    "code": "too_small",
                    "minimum": 1,
                    "type": "string",
                    "inclusive": True,
                    "exact": False,
                    "message": minimum_message,
                    "path": [name],
                }
            )
        return _well_formed(value)

    def slug(self, name: str) -> str | None:
        value = self.text(name)
        if value is not None and not _SLUG.fullmatch(value):
            words = "Invalid slug format - must be alphanumeric with hyphens or underscores only"
            self.issues.append({"validation": "regex", "code": "invalid_string", "message": words, "path": [name]})
        return value

    def email(self, name: str) -> str | None:
        value = self.text(name, required=True)
        if value is not None and not _EMAIL.fullmatch(value):
            self.issues.append(
                {"validation": "email", "code": "invalid_string", "message": "Invalid email", "path": [name]}
            )
        return value

    def choice(self, name: str, options: tuple[str, ...]) -> str | None:
        if name not in self.body:
            return None
        value, expected = self.body[name], " | ".join(f"'{option}'" for option in options)
        if not isinstance(value, str):
            received = _type_name(value)
            message = f"Expected {expected}, received {received}"
            self.issues.append(
                {
                    "expected": expected,
                    "received": received,
                    "code": "invalid_type",
                    "path": [name],
                    "message": message,
                }
            )
            return None
        value = _well_formed(value)
        if value not in options:
            message = f"Invalid enum value. Expected {expected}, received '{value}'"
            self.issues.append(
                {
                    "received": value,
                    "code": "invalid_enum_value",
                    "options": list(options),
                    "path": [name],
                    "message": message,
                }
            )
            return None
        return value

    def finish(self) -> None:
        if self.issues:
            raise Invalid(self.issues)


def _wrong_type(expected: str, value: object, path: list[str]) -> Issue:
    received = _type_name(value)
    message = f"Expected {expected}, received {received}"
    return {"code": "invalid_type", "expected": expected, "received": received, "path": path, "message": message}


def _type_name(value: object) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case int() | float():
            return "number"
        case str():
            return "string"
        case list():
            return "array"
        case _:
            return "object"


def _well_formed(text: str) -> str:
    """Replaces halves of surrogate pairs, which JSON can carry and UTF-8 can't, as Node does."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
