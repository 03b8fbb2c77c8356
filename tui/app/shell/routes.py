"""Where a screen can lead, as data, so that features do not know each other.

A route says what is wanted. What opens it is registered in `tui.app.features`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

if TYPE_CHECKING:
    from datetime import datetime

    # Not loaded before the first frame.
    from tui.app.shell.questions import Choice
    from tui.editing.snapshot import Snapshot
    from tui.model.function import Edited, Function, FunctionSummary
    from tui.model.invocation import InvocationCall
    from tui.model.problem import CodeRange
    from tui.sessions.bulk_results import Action
    from tui.sessions.code_replace import CodeChange
    from tui.sessions.edit.values import Beginning, ChosenVersion, LeftDraft
    from tui.sessions.secret_import import Entry

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Route(Generic[Answer]):
    """Opens a screen. A dialog is answered with an `Answer`, or with None when it is left without one."""


@dataclass(frozen=True)
class OpenFunction(Route[None]):
    """Open a function in the editor, which fetches it: what is known of it may be out of date.

    `restoring` is put into the editor: a version, or changes that were discarded, or what a new function begins with,
    which is not fetched. `line` is where the cursor goes, counted from 0 in `code` (None: in what the editor holds),
    and `said` what is known of it, as a sentence. `outside`: its code is opened in the user's own editor at once.
    """

    summary: FunctionSummary
    line: int | None = None
    code: str | None = None
    said: str = ""
    restoring: ChosenVersion | LeftDraft | Beginning | None = None
    outside: bool = False


@dataclass(frozen=True)
class CreateFunction(Route[OpenFunction]):
    """Ask what a new function is to be; answered with where it is edited. Nothing is sent.

    `taken` are the slugs of the server's functions, as far as its list is known. `copied` is the one to copy.
    """

    taken: frozenset[str] = frozenset()
    is_list_known: bool = True
    copied: Function | None = None


@dataclass(frozen=True)
class DeleteFunction(Route[None]):
    """Ask whether to delete a function, in the list: there it is told what became of it, and it can be put back."""

    slug: str


@dataclass(frozen=True)
class OpenDeployment(Route[OpenFunction]):
    """The last deployment and its build log; answered with the place to go to. `functions` are those that are known."""

    functions: Sequence[FunctionSummary] = ()


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


class OpenConnect(Route[None]):
    """Ask for a server and a key."""


@dataclass(frozen=True)
class OpenProfiles(Route[str]):
    """The profiles of the settings; answered with the name of the one to connect with. Nothing else is changed by it.

    `chooses`: one is chosen for something else than to be connected with, as `why` says.
    """

    chooses: bool = False
    why: str = ""


@dataclass(frozen=True)
class CompareElsewhere(Route[None]):
    """Compare a function with that of another profile's server, and perhaps copy it there."""

    summary: FunctionSummary


class SwitchProfile(Route[None]):
    """Show the profiles of the settings, and connect with the one that is chosen."""


class OpenFunctions(Route[None]):
    """The list of functions, as it was left."""


class OpenCalls(Route[None]):
    """Which functions were called within the last hour, as the view was left."""


@dataclass(frozen=True)
class OpenSchedules(Route[None]):
    """What the server calls by itself, as the view was left; at the schedule of an `id` where one is given."""

    id: str = ""


@dataclass(frozen=True)
class OpenLogs(Route[None]):
    """What the server logged: of one function, or (None) as the view was left; `calls`: its log of calls.

    `at` (aware) is the time to go to; None leaves it where it follows. From a view this is the view of the logs; from
    any other screen it opens over that one.
    """

    slug: str | None = None
    at: datetime | None = None
    calls: bool = False


class OpenAudit(Route[None]):
    """Who did what when, as the view was left."""


@dataclass(frozen=True)
class OpenSecrets(Route[None]):
    """The server's secrets, as the view was left; at the secret of a `key` where one is given."""

    key: str = ""


@dataclass(frozen=True)
class EditSecret(Route[str]):
    """Create a secret (`key` is what is known of its key), or change one; answered with what became of it."""

    key: str = ""
    is_change: bool = False


@dataclass(frozen=True)
class ImportSecrets(Route[None]):
    """Show what becomes of `KEY=value` lines that were read, and send them."""

    entries: tuple[Entry, ...]
    source: str


class HeldCode(NamedTuple):
    """The code of a function as its editor holds it, changed with the editor's next edit.

    `is_unsaved`: the server holds another one. `line` is where the cursor is.
    """

    snapshot: Snapshot
    is_unsaved: bool = False
    line: int = 0


@dataclass(frozen=True)
class OpenRunner(Route[None]):
    """Run a function: send it a request and show what it answers.

    `sends`: the saved request that was sent last, else the first, is sent at once.

    `code` is what the function's editor holds, where that is below.
    """

    summary: FunctionSummary
    sends: bool = False
    code: HeldCode | None = None


@dataclass(frozen=True)
class OpenLoad(Route[None]):
    """Send one request of a function many times. `target` is what is asked, in words; `call` is sent each time."""

    summary: FunctionSummary
    target: str
    call: InvocationCall


@dataclass(frozen=True)
class OpenBulk(Route[None]):
    """Do the same with each of these functions. `are_marked`: they are marked in the list.

    `changes` are those of their code, by slug, where that is what is done.
    """

    action: Action
    functions: tuple[FunctionSummary, ...]
    are_marked: bool = False
    changes: Mapping[str, CodeChange] | None = None


class OpenLinked(Route[None]):
    """The folder the console works in, beside the server it is linked with."""


@dataclass(frozen=True)
class OpenSearch(Route[None]):
    """Look for text in the code of all functions; `functions` are those of the list as it is known."""

    functions: Sequence[FunctionSummary] = ()


@dataclass(frozen=True)
class Back:
    """Leave the screen on top; `said` is shown in the status line of the one below.

    `place` is shown there, where the one below holds code. `activates`: what it edits is to be set active, unsaved.
    """

    said: str = ""
    style: str = "$warning"
    place: CodeRange | None = None
    activates: bool = False


@dataclass(frozen=True)
class Quit:
    """End the console, once every screen lets it; `last_words` are said on the terminal then.

    `goes_on`: one screen has let it, and the next is asked.
    """

    last_words: str = ""
    goes_on: bool = False


@dataclass(frozen=True)
class Redraw:
    """Paint the whole screen again."""
