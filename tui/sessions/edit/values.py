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
from tui.model.problem import Problem
from tui.sessions.checks import Checked
from tui.sessions.edit.concurrent_saves import ConcurrentSave
from tui.sessions.edit.outcome import SaveOutcome
from tui.sessions.liveness import Liveness, LivenessProof


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


@dataclass(frozen=True, slots=True)
class Beginning:
    """What a new function begins with: it is not on the server, and is not asked for there."""

    content: Edited


Restoring = ChosenVersion | LeftDraft | Beginning
"""What is to be put into the editor once it is open."""

FROM_NOTHING = Edited("", "", "", "")
"""What a draft of a new function was made from."""


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
class LiveCheck:
    """Whether callers get what was saved, asked by `request`; `proof` is None until that is answered.

    `is_deployed`: the save's answer says that it was deployed. `failing` is why calls of this code would fail.
    `checking` is the request that makes the checks of its saved requests, `checked` what became of them.
    """

    request: int
    is_deployed: bool = False
    proof: LivenessProof | None = None
    failing: tuple[Problem, ...] = ()
    checking: int | None = None
    checked: Checked | None = None

    @property
    def is_proven(self) -> bool:
        """Whether callers get just what was saved.

        Where functions are deployed, one that answers may be the version before: only the save's answer tells.
        """
        proof = self.proof
        if proof is None or proof.liveness is not Liveness.LIVE or self.failing:
            return False
        return proof.url is None or self.is_deployed

    @property
    def is_bad_news(self) -> bool:
        """Whether calls are known to fail."""
        proof = self.proof
        return proof is not None and (bool(self.failing) or proof.liveness not in (Liveness.LIVE, Liveness.UNKNOWN))


@dataclass(frozen=True, slots=True)
class Ended:
    """What became of a save, and who else saved at that moment. `live` is there for what is saved as active."""

    outcome: SaveOutcome
    meanwhile: ConcurrentSave | None = None
    live: LiveCheck | None = None


@dataclass(frozen=True, slots=True)
class LoadFailed:
    """The function could not be fetched."""

    error: ApiError


@dataclass(frozen=True, slots=True)
class FetchedNotShown:
    """The function was fetched again, and not shown: the user went on writing."""


@dataclass(frozen=True, slots=True)
class ChangedElsewhere:
    """Somebody else changed these fields on the server since the function was fetched; `actor` as the trail names them.

    The actor is empty until the trail was read, and where it does not say.
    """

    fields: tuple[str, ...]
    actor: str = ""


@dataclass(frozen=True, slots=True)
class DeletedShown:
    """The server has no such function; the editor shows a draft of it, what was `discarded`, or a `version`.

    `is_new`: it never was there, as far as this machine knows.
    """

    version: str = ""
    discarded: bool = False
    is_new: bool = False


Told = Busy | Ended | LoadFailed | FetchedNotShown | ChangedElsewhere | DeletedShown
