"""A value that must not be shown: keys and passwords."""

from __future__ import annotations

import re

_CREDENTIALS_IN_URL = re.compile(r"(?<=://)[^\s\"']+(?=@)")
_LOOKS_LIKE_ONE = re.compile(r"\bik_\w+|(?<=Bearer )\S+")

_LEAST_CHARACTERS = 4
"""What is shorter can't be told from the words around it: to remove it would take a report apart."""

_known: set[str] = set()


class Secret:
    """Text that hides itself in `repr`, `str`, formats and tracebacks; `reveal()` is the one way to it."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value
        if len(value) >= _LEAST_CHARACTERS:
            _known.add(value)

    def reveal(self) -> str:
        """The text itself. Call it where it goes on the wire or into a 0600 file, nowhere else."""
        return self._value

    def __repr__(self) -> str:
        return "Secret(…)"

    __str__ = __repr__

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._value == self._value

    def __hash__(self) -> int:
        return hash(self._value)

    def __bool__(self) -> bool:
        return bool(self._value)


def redacted(text: str) -> str:
    """The text without the secrets this process has held, as they are or as Python, JSON or a URL writes them.

    Those of three characters and less stay. What looks like a key, and what stands before the host of a URL, goes too.
    """
    import json
    from urllib.parse import quote

    forms = {
        form
        for value in _known
        for form in (value, repr(value)[1:-1], json.dumps(value)[1:-1], quote(value, safe="", errors="replace"))
    }
    # The longest first: one may be the beginning of another.
    for form in sorted(forms, key=len, reverse=True):
        text = text.replace(form, "***")
    return _LOOKS_LIKE_ONE.sub("***", _CREDENTIALS_IN_URL.sub("***", text))
