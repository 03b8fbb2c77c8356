"""What is known of one function being edited, as one value that never changes.

Owns the state and what is unsaved. Refuses to hold the text: that stays in the editor, which shows it in a `View`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, auto

from tui.editing.merge import conflicts_in
from tui.editing.snapshot import Snapshot
from tui.errors import ApiError, NotFound
from tui.model.function import Edited, Function, FunctionChanges, FunctionSummary, WriteAnswer
from tui.sessions.edit.concurrent_saves import ConcurrentSave
from tui.sessions.edit.outcome import SaveOutcome
from tui.sessions.edit.questions import Prompts, Retry
from tui.sessions.edit.rules import plan_save
from tui.sessions.edit.values import LeftDraft, LiveCheck, Restoring, Told, View

LOOK_UP_DELAYS = (0.0, 0.5, 1.5)
"""Seconds before each look at a function whose save was not answered."""


# Saving


@dataclass(frozen=True, slots=True)
class Work:
    """One save: what it was made from, what it sends, and what the look before it saw (None: not sent after a look).

    `creating`: it creates the function, a deleted one again or a new one.
    """

    base: Function
    changes: FunctionChanges
    creating: bool = False
    seen: Function | None = None


@dataclass(frozen=True, slots=True)
class Looking:
    """The look before a save is asked for."""

    request: int
    work: Work


@dataclass(frozen=True, slots=True)
class Sending:
    """The save is being sent."""

    request: int
    work: Work


@dataclass(frozen=True, slots=True)
class FetchingCode:
    """Saved; the answer does not say which code is stored, so the function is asked for."""

    request: int
    work: Work
    answer: WriteAnswer


@dataclass(frozen=True, slots=True)
class LookingUp:
    """The save was not answered (`error`). `request` is None while the next look waits for `due` (seconds)."""

    work: Work
    error: ApiError
    request: int | None = None
    due: float = 0.0
    looks: int = 0
    waited_seconds: float = 0.0


Saving = Looking | Sending | FetchingCode | LookingUp


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A save of which nobody knows whether it was carried out; it can be looked up again."""

    work: Work
    error: ApiError


@dataclass(frozen=True, slots=True)
class TrailCheck:
    """The audit trail is asked who else saved at the moment of `work`. `found` waits for what the server holds now."""

    request: int
    work: Work
    base_number: int
    asks: bool
    found: ConcurrentSave | None = None


@dataclass(frozen=True, slots=True)
class Fetching:
    """The function is asked for, over what the editor held then."""

    request: int
    revision: int
    base_number: int


@dataclass(frozen=True, slots=True)
class Shown:
    """What is told, until when it stays although it is typed over, and whether it was typed over."""

    told: Told
    readable_until: float = 0.0
    typed_over: bool = False


@dataclass(frozen=True, slots=True)
class Watch:
    """What is known of changes by others while the function is open.

    `stirred`: the server said that something changed, and was not asked what yet. `request` asks it. `found` is what
    differed from the base of number `base_number`; `trail` is the request that asks the audit trail by whom.
    """

    stirred: bool = False
    request: int | None = None
    base_number: int = 0
    found: Function | None = None
    trail: int | None = None


class DraftPlace(Enum):
    """Whether the disk has given a place for the draft."""

    NOT_ASKED = auto()
    ASKED = auto()
    HAD = auto()


@dataclass(frozen=True, slots=True)
class DraftState:
    """The draft on disk. `waiting_since`, `last_change` (seconds) and `changes` are of what is not handed over yet.

    `left` is what was found; `left_decided` that it is known whether it is offered.
    """

    place: DraftPlace = DraftPlace.NOT_ASKED
    left: LeftDraft | None = None
    left_decided: bool = False
    waiting_since: float | None = None
    last_change: float = 0.0
    changes: int = 0


class RunAfter(Enum):
    """What a run waits for: that a save begins and ends, or that all is known of one that has ended."""

    SAVE = auto()
    PROOF = auto()


class LeaveWith(Enum):
    """What is left: the editor, or the console."""

    EDITOR = auto()
    CONSOLE = auto()


@dataclass(frozen=True, slots=True)
class Discarding:
    """The disk is asked to keep aside what is discarded: the draft that was `left`, or the edit, to leave then."""

    left: bool = False
    quits: bool = False


@dataclass(frozen=True, slots=True)
class UndoStep:
    """A replacement that undo takes back: the fields before and after, and, where it changed, what was the base."""

    tag: int
    before: Edited
    after: Edited
    bases: tuple[tuple[int, Function], tuple[int, Function]] | None = None


@dataclass(frozen=True, slots=True)
class EditState:
    """One function being edited.

    `base` is the function as last seen on the server, None before that; `base_number` tells one base from another, and
    `loaded` is its code to compare with. `live` is the check of what was saved last, `reading_log` the number of the
    request for the build log, where the save's answer does not say why its deployment failed. `revision` counts changes
    of the content. `requests`, `tags`, `bases` and `prompts.number` count up: an answer to an older request changes
    nothing. `restoring` is a version, or discarded changes, to put into the editor once it is open. `leave_saved` is to
    leave once this save is through, and `leave_flushed` once the draft is on disk; `run_after` is to run the function
    once it is saved and live. `is_deleted`: the server has no such function; `is_new`: and never had it, so that a save
    creates it. Then `base` holds nothing. `checks_after_save`: what went live is checked with its saved requests.
    """

    slug: str
    summary: FunctionSummary
    base: Function | None = None
    base_number: int = 0
    bases: int = 0
    loaded: Snapshot | None = None
    revision: int = 0
    merged: bool = False
    is_deleted: bool = False
    is_new: bool = False
    missing: NotFound | None = None
    restoring: Restoring | None = None
    requests: int = 0
    fetching: Fetching | None = None
    saving: Saving | None = None
    trails: tuple[TrailCheck, ...] = ()
    meanwhile: ConcurrentSave | None = None
    watch: Watch = field(default_factory=Watch)
    live: LiveCheck | None = None
    reading_log: int | None = None
    sent_here: tuple[FunctionChanges, ...] = ()
    unanswered: Unanswered | None = None
    last_outcome: SaveOutcome | None = None
    shown: Shown | None = None
    draft: DraftState = field(default_factory=DraftState)
    prompts: Prompts = field(default_factory=Prompts)
    tags: int = 0
    undo_steps: tuple[UndoStep, ...] = ()
    after_key: Retry | None = None
    keeps_drafts: bool = True
    checks_after_save: bool = False
    leave_saved: LeaveWith | None = None
    run_after: RunAfter | None = None
    leave_flushed: LeaveWith | None = None
    discarding: Discarding | None = None
    has_left: bool = False
    wake: float | None = None
    look_up_delays: tuple[float, ...] = LOOK_UP_DELAYS


def unsaved_fields(state: EditState, view: View) -> tuple[str, ...]:
    """The fields that differ from what the server is known to hold.

    The code is compared line by line, and lines that did not change are the same objects: no text is put together.
    """
    if state.base is None or state.loaded is None:
        return ()
    fields = plan_save(state.base, view.fields._replace(code=state.base.code)).changes.names()
    return (*fields, "code") if view.code != state.loaded else fields


def conflict_count(state: EditState, view: View) -> int:
    """How many conflicts still stand between marks; marks that no merge made are the user's own text."""
    return len(conflicts_in(view.code.lines)) if state.merged else 0
