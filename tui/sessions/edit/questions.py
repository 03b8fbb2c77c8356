"""The questions of a session, as data, and the queue of those that wait.

Owns what is asked and what may be answered. Refuses to know how a question is put into words.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto

from tui.model.function import Edited, Function
from tui.sessions.edit.concurrent_saves import ConcurrentSave
from tui.sessions.edit.outcome import SaveOutcome
from tui.sessions.edit.rules import SavePlan
from tui.sessions.edit.values import LeftDraft
from tui.sessions.key_rest import USUAL_KEY_REST, KeyRest


class Retry(Enum):
    """What goes on once the server accepts the key."""

    SAVE = auto()
    FETCH = auto()


class Answer(Enum):
    """What a question was answered with; None, where one is taken, is a question left as it is (escape)."""

    STAY = auto()
    SAVE = auto()
    CREATE = auto()
    EMPTY = auto()
    THEIRS = auto()
    MINE = auto()
    MERGE = auto()
    GO_ON = auto()
    LOOK = auto()
    DROP = auto()
    RELOAD = auto()
    KEEP_DRAFT = auto()
    DISCARD = auto()
    KEY_GIVEN = auto()
    RETRY = auto()


class Happened(Enum):
    """What became of the save that met somebody else's change."""

    NOT_SENT = auto()
    SAVED = auto()


@dataclass(frozen=True, slots=True)
class ConflictsMarked:
    """Save with so many conflicts still marked? SAVE or STAY. `base_number`: what the plan was made from."""

    count: int
    plan: SavePlan
    base_number: int


@dataclass(frozen=True, slots=True)
class FieldsEmptied:
    """Save and empty these fields? EMPTY or STAY."""

    plan: SavePlan
    base_number: int


@dataclass(frozen=True, slots=True)
class VersionsDiffer:
    """Three versions: THEIRS, MINE or MERGE. `draft`: mine is a draft left on disk; else it is the editor's content.

    `base_number` and `revision` tell whether it is still the question when it is answered. `discarded`: the draft was
    discarded, and is brought back.
    """

    base: Edited
    mine: Edited
    theirs: Function
    happened: Happened
    base_number: int
    revision: int
    draft: LeftDraft | None = None
    discarded: bool = False


@dataclass(frozen=True, slots=True)
class DraftLeft:
    """There is a draft: GO_ON, LOOK or DROP. `changed`: the server's function is not what it was made from."""

    draft: LeftDraft
    changed: bool
    base_number: int


@dataclass(frozen=True, slots=True)
class DraftCompared:
    """The draft beside what the server holds; no answer changes anything."""

    draft: LeftDraft
    there: Edited


@dataclass(frozen=True, slots=True)
class ReloadUnsaved:
    """Fetch the function again over these unsaved fields? RELOAD or STAY."""

    unsaved: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LeaveUnsaved:
    """Leave with these unsaved fields? STAY, KEEP_DRAFT, SAVE (CREATE for a deleted function) or DISCARD.

    `keeps_drafts`: there is a place where drafts are kept. `is_new`: a save creates the function.
    """

    unsaved: tuple[str, ...]
    is_deleted: bool
    quits: bool
    keeps_drafts: bool = True
    is_new: bool = False


@dataclass(frozen=True, slots=True)
class DiscardForGood:
    """Discard what can't be kept to be brought back? STAY or DISCARD."""

    quits: bool


@dataclass(frozen=True, slots=True)
class SignIn:
    """Give a key for this server: KEY_GIVEN. `retry` is what the old one was refused for."""

    retry: Retry | None


@dataclass(frozen=True, slots=True)
class RateLimitWait:
    """The rate limit holds until then (aware UTC): RETRY, which waits for it."""

    until: datetime


Question = (
    ConflictsMarked
    | FieldsEmptied
    | VersionsDiffer
    | DraftLeft
    | DraftCompared
    | ReloadUnsaved
    | LeaveUnsaved
    | DiscardForGood
    | SignIn
    | RateLimitWait
)


@dataclass(frozen=True, slots=True)
class Prompt:
    """A question that is open. `is_unasked`: no key of the user's opened it."""

    number: int
    question: Question
    is_unasked: bool = False


@dataclass(frozen=True, slots=True)
class AboutOutcome:
    """What became of a save asks how to go on."""

    outcome: SaveOutcome | ConcurrentSave


@dataclass(frozen=True, slots=True)
class AboutDraft:
    """A draft was found on disk."""


@dataclass(frozen=True, slots=True)
class AboutDiscarded:
    """Discarded changes are brought back, and the function was changed since."""

    draft: LeftDraft


@dataclass(frozen=True, slots=True)
class AboutKey:
    """The key was refused for a fetch."""


Subject = AboutOutcome | AboutDraft | AboutDiscarded | AboutKey
"""Why a question waits; what is asked is made when it opens, from what is so then."""


@dataclass(frozen=True, slots=True)
class Prompts:
    """The question that is open (at most one) and those that wait for the keys to rest. Times in seconds.

    `unread_since` is when a question opened that keys on their way may not answer, until it accepts keys.
    `accepts_key` says whether the key that came last may act.
    """

    number: int = 0
    open: Prompt | None = None
    waiting: tuple[Subject, ...] = ()
    last_key: float = float("-inf")
    not_before: float = 0.0
    unread_since: float | None = None
    accepts_key: bool = True
    key_rest: KeyRest = USUAL_KEY_REST
