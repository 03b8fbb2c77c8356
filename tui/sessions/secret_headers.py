"""Which headers prove who calls, for all that is written to a disk or shown.

Owns the names. Refuses to know where headers are kept: a file that is committed and a run's history ask the same.
"""

from __future__ import annotations

import re

_NAME = re.compile(
    r"(?:authorization|credentials?|cookie2?|token|secret|passw(?:or)?d|signature|session(?:-?id)?"
    r"|(?:api|auth|access|private)-?key|(?<![a-z])auth)(?![a-z])"
)
_VARIABLE = re.compile(r"\{\{[^{}]*\}\}")
_SCHEME = re.compile(r"(?:bearer|basic|token)\b", re.IGNORECASE)


def is_secret_header(name: str) -> bool:
    """Whether a header of this name proves who calls, or may be used to."""
    return _NAME.search(name.lower().replace("_", "-")) is not None


def is_literal_secret(name: str, value: str) -> bool:
    """Whether a header brings a secret along as it is written: one that is named by its variable is none."""
    return is_secret_header(name) and bool(_SCHEME.sub("", _VARIABLE.sub("", value)).strip())


def starts_with_scheme(text: str) -> bool:
    """Whether a text begins as the value of an `Authorization` does."""
    return _SCHEME.match(text) is not None
