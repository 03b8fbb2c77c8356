"""What is to be done because of an event, in order, and the step that holds it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from typing import NamedTuple

from tui.editing.snapshot import Snapshot
from tui.model.function import Edited, Function, FunctionChanges, FunctionSummary, NewFunction
from tui.model.history import How
from tui.model.problem import Problem
from tui.sessions.edit.outcome import SaveOutcome
from tui.sessions.edit.questions import Prompt
from tui.sessions.edit.state import EditState
from tui.sessions.edit.values import LeftDraft, LiveCheck, Told

# Effects: the server


@dataclass(frozen=True, slots=True)
class Fetch:
    """Ask for the function, to show it; a fetch that is still under way may be given up. `Looked` answers."""

    request: int


@dataclass(frozen=True, slots=True)
class Look:
    """Ask for the function, for a save or because it changed on the server. `Looked` answers."""

    request: int


@dataclass(frozen=True, slots=True)
class Send:
    """Send these changes, once. `SendAnswered` answers."""

    request: int
    changes: FunctionChanges


@dataclass(frozen=True, slots=True)
class Create:
    """Create the function, once. `SendAnswered` answers."""

    request: int
    new: NewFunction


@dataclass(frozen=True, slots=True)
class GiveUp:
    """Nobody waits for this request any more; the connection may be closed."""

    request: int


@dataclass(frozen=True, slots=True)
class ReadTrail:
    """Read the audit trail back to when the function was as it was `seen`. `TrailRead` answers."""

    request: int
    seen: Function


@dataclass(frozen=True, slots=True)
class CheckLive:
    """Find out whether callers get this function, which was just saved as active. `LiveChecked` answers.

    The list was asked for anew by the `NoteServer` before it.
    """

    request: int
    function: Function


@dataclass(frozen=True, slots=True)
class RunChecks:
    """Send the function's saved requests that expect something, and see whether it is so. `ChecksRan` answers."""

    request: int


@dataclass(frozen=True, slots=True)
class ReadBuildLog:
    """Read the build log of the last deployment. `BuildLogRead` answers."""

    request: int


# Effects: the editor


@dataclass(frozen=True, slots=True)
class Load:
    """Show a function for the first time; undo goes back no further. `code` is its code, to be edited from there."""

    function: Function
    code: Snapshot


@dataclass(frozen=True, slots=True)
class ShowBase:
    """The fields that nobody edits (times, the server's own status) are now these; the content stays."""

    function: Function


@dataclass(frozen=True, slots=True)
class Replace:
    """Show this content as one undo step of this tag, also where nothing of it changes.

    `cursor`: line and column; None leaves it where it is.
    """

    content: Edited
    tag: int
    cursor: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Fill:
    """Put this into the fields; the code stays."""

    fields: Edited


@dataclass(frozen=True, slots=True)
class ReplaceLines:
    """Put `text` where the lines from `first` to `last` are, as an edit like a typed one; `Typed` follows."""

    first: int
    last: int
    text: str


@dataclass(frozen=True, slots=True)
class ShowProblems:
    """These problems are marked; none takes all marks away."""

    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class ShowFieldProblems:
    """These problems of fields are marked, and those of the code stay as they are."""

    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Tell:
    """What stands in the outcome's panel; None empties it."""

    told: Told | None


class Words(Enum):
    """What is said on the status line."""

    NOT_NEW = auto()
    NOT_CREATED = auto()
    NOT_KNOWN_CREATED = auto()
    DELETED_ALREADY = auto()
    UNSAVED_CHANGES = auto()
    SAVE_CREATES = auto()
    SLUG_CHOSEN = auto()
    LOADING = auto()
    SAVE_UNDER_WAY = auto()
    NOT_DELETED = auto()
    NOTHING_UNKNOWN = auto()
    NOTHING_CHANGED = auto()
    NO_CONFLICT = auto()
    NO_CONFLICT_HERE = auto()
    CONFLICTS_LEFT = auto()
    TOOK_THEIRS = auto()
    TOOK_MINE = auto()
    TOOK_MERGE = auto()
    TO_RESOLVE = auto()
    OUT_OF_DATE = auto()
    DRAFT_RESTORED = auto()
    DRAFT_DROPPED = auto()
    DRAFT_STAYS = auto()
    OPEN_ELSEWHERE = auto()
    VERSION_RESTORED = auto()
    NOT_WHILE_SAVING = auto()
    DRAFT_KEPT = auto()
    DRAFT_NOT_WRITTEN = auto()
    DISCARDED = auto()
    DISCARDED_FOR_GOOD = auto()
    NOT_DISCARDED = auto()
    DISCARDED_RESTORED = auto()
    DISCARDED_IS_SAVED = auto()
    NOT_RUN_NOT_SAVED = auto()
    NOT_RUN_NOT_ACTIVE = auto()
    NOT_RUN_NOT_LIVE = auto()
    NOT_RUN_UNKNOWN = auto()
    NOT_RUN_COVERED = auto()


@dataclass(frozen=True, slots=True)
class Say:
    """Say it on the status line; `number`, `name` and `processes` belong to some of the words."""

    words: Words
    number: int = 0
    name: str = ""
    processes: tuple[int, ...] = ()


# Effects: prompts, time, leaving


@dataclass(frozen=True, slots=True)
class Ask:
    """Open this question."""

    prompt: Prompt


@dataclass(frozen=True, slots=True)
class Close:
    """Take this question away unanswered."""

    prompt: int


@dataclass(frozen=True, slots=True)
class WakeAt:
    """Send `TimeCame` at this moment (seconds, as `At.seconds`); it replaces an earlier one."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Run:
    """Run the function: it is saved, and nothing is known that keeps callers from getting it."""

    function: FunctionSummary


@dataclass(frozen=True, slots=True)
class Leave:
    """Leave the editor, or, `quits`, the console, and say where the user is then what became of the changes:

    `words`, or the `outcome` of a save and whether it is `live`.
    """

    quits: bool = False
    words: Words | None = None
    outcome: SaveOutcome | None = None
    live: LiveCheck | None = None


# Effects: the disk and the list


@dataclass(frozen=True, slots=True)
class OpenDraft:
    """Ask the disk for the draft's place. `DraftOpened` answers, also where drafts are not kept."""


@dataclass(frozen=True, slots=True)
class MoveDraft:
    """What the editor holds, made from `base`, is a draft of another slug from now on: once it is on disk there, the
    draft of the slug before goes. `DraftOpened` answers.
    """

    slug: str
    base: Edited


@dataclass(frozen=True, slots=True)
class KeepDraft:
    """Write what the editor holds, made from `base`, to disk soon."""

    base: Edited


@dataclass(frozen=True, slots=True)
class FlushDraft:
    """Write what the editor holds, made from `base`, to disk before anything else happens.

    `answers`: `DraftFlushed` answers.
    """

    base: Edited
    answers: bool = False


@dataclass(frozen=True, slots=True)
class DropDraft:
    """Nothing is unsaved: no draft stays, one that was taken over neither."""


@dataclass(frozen=True, slots=True)
class TakeOverDraft:
    """The editor holds the draft that was left: it may go once ours is on disk. None: nothing is unsaved."""

    base: Edited | None


@dataclass(frozen=True, slots=True)
class DropLeftDraft:
    """The draft that was left is not wanted any more."""


@dataclass(frozen=True, slots=True)
class SetAside:
    """Keep what the editor holds, made from `base`, or the draft that was `left`, as discarded.

    `SetAsideEnded` answers.
    """

    base: Edited
    left: LeftDraft | None = None


@dataclass(frozen=True, slots=True)
class TakeOverDiscarded:
    """The editor holds what was `discarded`: on disk as a draft made from `base`, it is discarded no more."""

    base: Edited
    discarded: LeftDraft


@dataclass(frozen=True, slots=True)
class Remember:
    """Keep this version of the function in the history of this machine."""

    function: Function
    how: How


@dataclass(frozen=True, slots=True)
class NoteServer:
    """The server holds this, or (None) no such function; the list may be out of date. `saved`: by a save of ours."""

    function: Function | None
    saved: bool = False


Effect = (
    Fetch
    | Look
    | Send
    | Create
    | GiveUp
    | ReadTrail
    | CheckLive
    | RunChecks
    | ReadBuildLog
    | Load
    | ShowBase
    | Replace
    | Fill
    | ReplaceLines
    | ShowProblems
    | ShowFieldProblems
    | Tell
    | Say
    | Ask
    | Close
    | WakeAt
    | Run
    | Leave
    | OpenDraft
    | MoveDraft
    | KeepDraft
    | FlushDraft
    | DropDraft
    | TakeOverDraft
    | DropLeftDraft
    | SetAside
    | TakeOverDiscarded
    | Remember
    | NoteServer
)


class Step(NamedTuple):
    """The state after an event, and what is to be done, in order."""

    state: EditState
    effects: tuple[Effect, ...] = ()

    def then(self, go_on: Callable[[EditState], Step]) -> Step:
        """Go on from the state with another part; its effects come behind."""
        state, effects = go_on(self.state)
        return Step(state, self.effects + effects)

    def also(self, *effects: Effect) -> Step:
        """The same with more effects behind."""
        return Step(self.state, self.effects + effects)
