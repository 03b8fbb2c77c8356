"""Plain values that a session takes in and gives out: what the editor holds, the moment, what is told.

Owns their words. Refuses to know what is decided by them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from typing import NamedTuple

from tui.editing.snapshot import Snapshot
from tui.errors import ApiError
from tui.model.function import Edited
from tui.sessions.edit.concurrent_saves import ConcurrentSave
from tui.sessions.edit.outcome import SaveOutcome


class View(NamedTuple):
    """What the editor holds at a moment: the fields (their `code` is empty) and the code.

    Free to take; the lists of `code` are the document's own and wrong after the next edit.
    """

    fields: Edited
    code: Snapshot

    @property
    def edited(self) -> Edited:
        """All of it, the code as one text: not for every key."""
        return self.fields._replace(code=self.code.text)


NOTHING = View(Edited("", "", "", ""), Snapshot([""], [""]))


@dataclass(frozen=True, slots=True)
class LeftDraft:
    """A draft that an earlier console left on disk, or changes that were discarded. `cursor`: line and column."""

    base: Edited
    edited: Edited
    written_at: datetime
    cursor: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class ChosenVersion:
    """A version to put into the editor, and how it is called."""

    content: Edited
    name: str


# What is told


class BusyWith(Enum):
    """What the user waits for."""

    FETCHING = auto()
    SAVING = auto()
    CREATING = auto()
    LOOKING_UP = auto()
    STOPPED_WAITING = auto()


@dataclass(frozen=True, slots=True)
class Busy:
    """Something is under way; `fields` are those being saved."""

    what: BusyWith
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ended:
    """What became of a save, and who else saved at that moment."""

    outcome: SaveOutcome
    meanwhile: ConcurrentSave | None = None


@dataclass(frozen=True, slots=True)
class LoadFailed:
    """The function could not be fetched."""

    error: ApiError


@dataclass(frozen=True, slots=True)
class FetchedNotShown:
    """The function was fetched again, and not shown: the user went on writing."""


@dataclass(frozen=True, slots=True)
class DeletedShown:
    """The server has no such function; the editor shows a draft of it, what was `discarded`, or a `version`."""

    version: str = ""
    discarded: bool = False


Told = Busy | Ended | LoadFailed | FetchedNotShown | DeletedShown
