"""What the command line hands to the console: where to connect, what is kept on this machine, and its settings."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from tui.flows.connect import Missing, Target
from tui.store.drafts import DraftStore
from tui.store.history import HistoryStore
from tui.store.list_cache import ListCache
from tui.store.profiles import Settings
from tui.store.trust import TrustedServers

if TYPE_CHECKING:
    from tui.flows.working_folder import WorkingFolder
    from tui.store.code_cache import CodeCache
    from tui.store.outside_files import OutsideFiles
    from tui.store.requests import RequestStore
    from tui.store.runs import RunStore


class SandboxView(NamedTuple):
    """What the console shows of its own sandbox."""

    dialect: str
    directory: Path


class ConsoleStart(NamedTuple):
    """How the console starts. `resolve` may take long (it may run a command); it is called off the screen's thread.

    `server` is what is known of the server before that: its URL, or a name for the sandbox. Under it `lists` keeps
    the functions last seen there, `drafts` what was typed and not saved, and `history` the versions that were.
    `trusted` names the servers the user confirmed. `notices` are sentences about variables and files of this machine
    that could not be used. In the file `config` settings that are changed here are kept.
    `requests` makes the store of saved requests, and `runs` that of the runs, once they are needed, and
    `codes` that of the functions' code. `outside` makes that of the files that the user's own editor is given. With
    `read_only` nothing that changes a server is sent, whichever it is.
    """

    resolve: Callable[[], Target | Missing]
    slug: str | None = None
    settings: Settings = Settings()
    sandbox: SandboxView | None = None
    server: str | None = None
    lists: ListCache | None = None
    drafts: DraftStore | None = None
    history: HistoryStore | None = None
    trusted: TrustedServers | None = None
    notices: tuple[str, ...] = ()
    config: Path | None = None
    requests: Callable[[], RequestStore] | None = None
    runs: Callable[[], RunStore] | None = None
    codes: Callable[[], CodeCache] | None = None
    read_only: bool = False
    outside: Callable[[], OutsideFiles] | None = None
    folder: Callable[[], WorkingFolder | None] | None = None
    """The folder the console works in, with what it is linked with."""
