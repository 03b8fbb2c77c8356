"""Which dialects there are.

Owns their names. Refuses to know what they say.
"""

from tui.sandbox.dialect_base import Dialect
from tui.sandbox.dialects import Dialect21, Dialect23, DocumentedDialect
from tui.sandbox.newer_dialects import CloudDialect, NewestDialect

_KINDS = (DocumentedDialect, Dialect21, Dialect23, NewestDialect, CloudDialect)
DIALECT_NAMES = tuple(kind.name for kind in _KINDS)


def dialect_named(name: str) -> Dialect:
    """The dialect of this name, one of DIALECT_NAMES. Raises ValueError."""
    for kind in _KINDS:
        if kind.name == name:
            return kind()
    raise ValueError(f"there is no dialect {name!r}, only {', '.join(DIALECT_NAMES)}")
