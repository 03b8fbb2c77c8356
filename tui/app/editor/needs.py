"""What the driver of an edit session is handed, as it sees it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from tui.app.shell.live import Watching
from tui.app.shell.prompts import OpenPrompt
from tui.app.widgets.code_check import Check
from tui.model.function import Function
from tui.model.history import How
from tui.sessions.checks import Checked
from tui.sessions.key_rest import USUAL_KEY_REST, KeyRest
from tui.sessions.liveness import ServerProof
from tui.store.outside_files import OutsideFiles
from tui.store.profiles import EditorSettings


class Versions(Protocol):
    """Takes the versions of functions that were seen or saved."""

    def record(self, function: Function, how: How, server_id: str) -> None: ...


class FunctionWatcher(Protocol):
    """Is told how functions are on the server by now: the list is one.

    `next_proof` is what the list that is loaded because of that proves of whether callers get its functions.
    """

    def function_saved(self, function: Function) -> None: ...

    def function_seen(self, slug: str, function: Function | None) -> None: ...

    def next_proof(self) -> Awaitable[ServerProof]: ...


class Live(Protocol):
    """Tells what others change on the server; the result of `subscribe` ends that."""

    def subscribe(self, watching: Watching) -> Callable[[], None]: ...


class Checker(Protocol):
    """Makes the checks of a function's saved requests; None where none of them expects anything."""

    async def __call__(self, slug: str) -> Checked | None: ...


class SignIn(Protocol):
    """Asks for another key. `answered` is told whether one was given; `then` is called once it is used."""

    def __call__(
        self, *, is_refused: bool, answered: Callable[[bool], None], then: Callable[[], None]
    ) -> OpenPrompt | None: ...


class Collaborators(NamedTuple):
    """What else an edit session asks and tells: the list, the history, other users, a key, a function's checks."""

    watcher: FunctionWatcher
    versions: Versions
    live: Live
    sign_in: SignIn
    checker: Checker | None = None


@dataclass
class Timing:
    """`look_up_delays` are the seconds before each look at a function whose save was not answered; `key_rest` is how
    long keys must rest before a question may come by itself.
    """

    look_up_delays: tuple[float, ...] = (0.0, 0.5, 1.5)
    key_rest: KeyRest = USUAL_KEY_REST


class Surroundings(NamedTuple):
    """What the editor has of the user's machine.

    `files` go to another editor, `settings` say how typing is helped, `adviser` looks at the code when the keys rest.
    """

    files: OutsideFiles | None = None
    settings: EditorSettings = EditorSettings()
    adviser: Check | None = None
