"""What happens to a session: answers, keys, time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto

from tui.errors import ApiError
from tui.model.function import Function, WriteAnswer
from tui.model.history import AuditRow
from tui.model.problem import Problem
from tui.model.server import BuildLog
from tui.sessions.checks import Checked
from tui.sessions.edit.questions import Answer
from tui.sessions.edit.values import NOTHING, ChosenVersion, LeftDraft, View
from tui.sessions.liveness import LivenessProof


@dataclass(frozen=True, slots=True)
class At:
    """What is so at the moment of an event; the machine never keeps it.

    `seconds` never go back, `now` is aware UTC. `covered` says that the user opened something else over the editor
    (help, a history): prompts wait for it.
    """

    seconds: float
    now: datetime
    view: View = NOTHING
    covered: bool = False


# Events: the answers of the server and the disk, each with the number of the request where it had one


@dataclass(frozen=True, slots=True)
class Looked:
    """A `Fetch` or a `Look` was answered."""

    request: int
    found: Function | ApiError


@dataclass(frozen=True, slots=True)
class ChangedOnServer:
    """The server says that the function, or some function, was changed; by whom it does not say."""


@dataclass(frozen=True, slots=True)
class SendAnswered:
    """A `Send` or a `Create` was answered."""

    request: int
    answer: WriteAnswer | ApiError


@dataclass(frozen=True, slots=True)
class TrailRead:
    """The audit trail was read: rows of this function since the look, the newest first; none where it can't be had."""

    request: int
    rows: tuple[AuditRow, ...]


@dataclass(frozen=True, slots=True)
class LiveChecked:
    """What runs the functions was asked after a save; `failing` is why calls of the saved code would fail."""

    request: int
    proof: LivenessProof
    failing: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class ChecksRan:
    """The checks of the function's saved requests were made; None where none of them expects anything."""

    request: int
    checked: Checked | None


@dataclass(frozen=True, slots=True)
class BuildLogRead:
    """The build log of the last deployment; None where it can't be had."""

    request: int
    log: BuildLog | None


@dataclass(frozen=True, slots=True)
class DraftOpened:
    """The disk gave a place for the draft, or there is none to be had; `left` was found there.

    `others` are the processes of other consoles that have the function open; 0 where the process is unknown.
    """

    left: LeftDraft | None = None
    others: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class DraftFlushed:
    """A `FlushDraft` that `answers` was carried out; whether the disk has the draft."""

    is_kept: bool


@dataclass(frozen=True, slots=True)
class SetAsideEnded:
    """What was to be discarded is kept aside; where that failed, `reason` says why."""

    reason: str = ""


# Events: the user


class Command(Enum):
    """What the user asks for by a key or the palette."""

    SAVE = auto()
    SAVE_AND_RUN = auto()
    CREATE = auto()
    LOOK_UP = auto()
    RELOAD = auto()
    REVERT = auto()
    SIGN_IN = auto()
    CLOSE = auto()
    QUIT = auto()
    QUIT_KEEPING = auto()
    QUIT_DISCARDING = auto()
    TAKE_MINE = auto()
    TAKE_THEIRS = auto()
    TAKE_BOTH = auto()


@dataclass(frozen=True, slots=True)
class Asked:
    """A command. `line` (from 0) is where the cursor stands."""

    command: Command
    line: int = 0


@dataclass(frozen=True, slots=True)
class Typed:
    """The user changed the code or a field, by whatever key; one letter, or one paste, is one of these."""


@dataclass(frozen=True, slots=True)
class KeyCame:
    """A key or a paste came that is not `Typed`; `state.prompts.accepts_key` then says whether it may act."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """A question was answered; None leaves it as it is."""

    prompt: int
    answer: Answer | None


@dataclass(frozen=True, slots=True)
class NotShown:
    """A question could not be shown, as another function is on the screen: it is left unanswered."""

    prompt: int


@dataclass(frozen=True, slots=True)
class VersionChosen:
    """A version is to be put into the editor, unsaved."""

    version: ChosenVersion


@dataclass(frozen=True, slots=True)
class SlugChosen:
    """A new function is to have this slug."""

    slug: str


@dataclass(frozen=True, slots=True)
class Undone:
    """The editor took a `Replace` back, the code of it; `At.view` has the fields as they were before that."""

    tag: int


@dataclass(frozen=True, slots=True)
class Redone:
    """The editor did a `Replace` again."""

    tag: int


@dataclass(frozen=True, slots=True)
class KeyGiven:
    """The server is connected with another key."""


@dataclass(frozen=True, slots=True)
class TimeCame:
    """The moment of the last `WakeAt`, or later."""


@dataclass(frozen=True, slots=True)
class Ending:
    """The process may end or stop at once: a signal, or suspend."""


Event = (
    Looked
    | ChangedOnServer
    | SendAnswered
    | TrailRead
    | LiveChecked
    | ChecksRan
    | BuildLogRead
    | DraftOpened
    | DraftFlushed
    | SetAsideEnded
    | Asked
    | Typed
    | KeyCame
    | Chosen
    | NotShown
    | VersionChosen
    | SlugChosen
    | Undone
    | Redone
    | KeyGiven
    | TimeCame
    | Ending
)
