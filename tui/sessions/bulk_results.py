"""What is done with many functions, and how it can end for each of them, as values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from tui.errors import ConsoleError
from tui.model.function import ACTIVE, DRAFT


class Action(Enum):
    """What is done with each function."""

    ACTIVATE = "activate"
    DRAFT = "draft"
    EXPORT = "export"
    DELETE = "delete"
    REPLACE = "replace"

    @property
    def status(self) -> str | None:
        """The status that it sets; None where it sets none."""
        return {Action.ACTIVATE: ACTIVE, Action.DRAFT: DRAFT}.get(self)

    @property
    def writes(self) -> bool:
        """Whether it changes what the server holds, and so draws on the write budget."""
        return self is not Action.EXPORT


@dataclass(frozen=True, slots=True)
class Item:
    """A function to act on. `status` is the server's as it was listed; None: the server has no such function."""

    slug: str
    name: str
    status: str | None


class Ending(Enum):
    """How it ended for one function."""

    DONE = "done"
    ALREADY = "already as wanted, nothing was sent or written"
    PARTLY = "saved, and not deployed"
    FAILED = "failed"
    UNKNOWN = "not known"
    MISSING = "the server has no such function any more"
    CHANGED = "somebody changed it since it was shown, nothing was sent"
    SKIPPED = "left out, as the user wants"
    NOT_TRIED = "not tried"


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one function. The facts stand apart; None is "not known", or that nothing was said of it.

    `saved`: the server holds what was wanted (for an export: the files are there). `deployed`: callers get it, as the
    answer tells. `looked_up`: the answer was lost and a look told. `details` are lines of a build log, or the names of
    files, not yet fit to show.
    """

    ending: Ending
    saved: bool | None = None
    deployed: bool | None = None
    looked_up: bool = False
    error: ConsoleError | None = None
    details: tuple[str, ...] = ()


GOOD = frozenset({Ending.DONE, Ending.ALREADY, Ending.SKIPPED})
"""The endings after which there is nothing left to do for a function."""
