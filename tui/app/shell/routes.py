"""Where a screen can lead, as data, so that features do not know each other.

A route says what is wanted. What opens it is registered in `tui.app.features`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

if TYPE_CHECKING:
    # Not loaded before the first frame.
    from tui.app.shell.questions import Choice
    from tui.model.function import Edited, FunctionSummary
    from tui.sessions.edit.values import Beginning, ChosenVersion, LeftDraft

Answer = TypeVar("Answer")


class Route(Generic[Answer]):
    """Opens a screen. A dialog is answered with an `Answer`, or with None when it is left without one."""


@dataclass(frozen=True)
class OpenFunction(Route[None]):
    """Open a function in the editor, which fetches it: what is known of it may be out of date.

    `restoring` is put into the editor: a version, or changes that were discarded, or what a new function begins with,
    which is not fetched. `line` is where the cursor goes, counted from 0.
    """

    summary: FunctionSummary
    line: int | None = None
    restoring: ChosenVersion | LeftDraft | Beginning | None = None


@dataclass(frozen=True)
class OpenHistory(Route["ChosenVersion"]):
    """The versions of a function; answered with the one to restore.

    `current` is what the server holds (it is asked when this is None), `held` what an editor holds.
    """

    slug: str
    current: Edited | None = None
    held: Edited | None = None


class Version(NamedTuple):
    """A version and what it is called."""

    title: str
    content: Edited


@dataclass(frozen=True)
class Compare(Route[str]):
    """Two versions (old, new) or three (base, mine, theirs) compared; answered with the name of a choice."""

    headline: str
    versions: Sequence[Version]
    choices: Sequence[Choice] = ()


@dataclass(frozen=True)
class OpenConnect(Route[None]):
    """Ask for a server and a key."""


@dataclass(frozen=True)
class OpenRunner(Route[None]):
    """Run a function: send it a request and show what it answers."""

    summary: FunctionSummary


@dataclass(frozen=True)
class Back:
    """Leave the screen on top; `said` is shown in the status line of the one below."""

    said: str = ""
    style: str = "$warning"


@dataclass(frozen=True)
class Quit:
    """End the console, once every screen lets it; `last_words` are said on the terminal then."""

    last_words: str = ""


@dataclass(frozen=True)
class Redraw:
    """Paint the whole screen again."""
