"""A change that a server told of by itself."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto


class Told(Enum):
    """What a server's word is about."""

    READY = auto()
    """It is ready to tell; nothing has changed."""
    FUNCTIONS = auto()
    """A function was created, changed or deleted."""
    SECRETS = auto()
    SCHEDULES = auto()
    OTHER = auto()
    """Something that the console does not show."""


@dataclass(frozen=True, slots=True)
class ServerChange:
    """What changed; `slug` is the function where the server says which."""

    about: Told
    slug: str | None = None
