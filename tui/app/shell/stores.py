"""What is kept on this machine, as features are handed it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tui.store.drafts import DraftStore
from tui.store.history import HistoryStore

if TYPE_CHECKING:
    from tui.flows.working_folder import WorkingFolder
    from tui.store.outside_files import OutsideFiles
    from tui.store.requests import RequestStore
    from tui.store.runs import RunStore


@dataclass
class Stores:
    """As far as it is kept. What is made by a call is not made before something needs it."""

    drafts: DraftStore | None = None
    history: HistoryStore | None = None
    requests: Callable[[], RequestStore | None] | None = None
    runs: Callable[[], RunStore | None] | None = None
    """Make the stores of saved requests and of runs; not before the first function is run."""
    outside: Callable[[], OutsideFiles | None] | None = None
    """Makes the store of files that the user's own editor is given."""
    folder: Callable[[], WorkingFolder | None] | None = None
    """The folder the console works in."""

    def working_folder(self) -> WorkingFolder | None:
        """The folder the console works in, if it is one."""
        return None if self.folder is None else self.folder()
