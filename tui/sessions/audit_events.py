"""What can happen to an audit trail that is looked at, and what is to be done for it. Values alone."""

from __future__ import annotations

from dataclasses import dataclass

from tui.errors import ApiError
from tui.model.history import AuditQuery, TrailPage

# Events


@dataclass(frozen=True, slots=True)
class Shown:
    """Somebody looks."""


@dataclass(frozen=True, slots=True)
class Hidden:
    """Nobody looks any more."""


@dataclass(frozen=True, slots=True)
class FollowAsked:
    """What is new is wanted from now on, or (False) not."""

    follow: bool = True


@dataclass(frozen=True, slots=True)
class LookNow:
    """The server told that something changed."""


@dataclass(frozen=True, slots=True)
class TimeCame:
    """The pause is over."""


@dataclass(frozen=True, slots=True)
class OlderAsked:
    """The rows behind those that are known are wanted."""


@dataclass(frozen=True, slots=True)
class Sought:
    """Other rows are wanted from now on."""

    query: AuditQuery


@dataclass(frozen=True, slots=True)
class Anew:
    """The newest rows are wanted as they are now, whatever is known of them."""


@dataclass(frozen=True, slots=True)
class Came:
    """Read `number` was answered."""

    number: int
    page: TrailPage


@dataclass(frozen=True, slots=True)
class Failed:
    """Read `number` failed."""

    number: int
    error: ApiError


AuditEvent = Shown | Hidden | FollowAsked | LookNow | TimeCame | OlderAsked | Sought | Anew | Came | Failed


# Effects


@dataclass(frozen=True, slots=True)
class Read:
    """Ask the server, and answer with `Came` or `Failed`."""

    number: int
    query: AuditQuery
    limit: int
    offset: int


@dataclass(frozen=True, slots=True)
class CallAfter:
    """Answer with `TimeCame` after so many seconds; the one asked for before is off. None: only that."""

    seconds: float | None
