"""What opens the list, and what the list and its parts are handed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from tui.app.functions.jumps import jump_to
from tui.app.functions.list_loader import ListLoader
from tui.app.functions.screen import FunctionsScreen
from tui.app.shell.jumps import Jump
from tui.app.shell.navigation import Registry
from tui.app.shell.recorder import VersionRecorder
from tui.app.shell.routes import DeleteFunction, OpenFunctions
from tui.app.shell.shared import Shared
from tui.app.shell.stores import Stores
from tui.app.widgets.row_table import RowTable
from tui.model.function import FunctionSummary

if TYPE_CHECKING:
    from tui.app.functions.deleter import Deleter
    from tui.app.functions.pickers import Pickers
    from tui.flows.deleting import KeepVersion


class ListRoutes:
    """Opens the list, and asks there what is asked about a function of it.

    `keep_version` gives what keeps the last version of a function that is deleted.
    """

    def __init__(
        self,
        shared: Shared,
        stores: Stores,
        *,
        loader: ListLoader,
        recorder: VersionRecorder,
        keep_version: Callable[[], KeepVersion | None],
        look_up_delays: Callable[[], tuple[float, ...]],
    ) -> None:
        self._shared = shared
        self._stores = stores
        self._loader = loader
        self._recorder = recorder
        self._keep_version = keep_version
        self._look_up_delays = look_up_delays

    def register(self, registry: Registry) -> None:
        """Open it from now on."""
        registry.register(OpenFunctions, lambda route: self._list)
        registry.register(DeleteFunction, self._delete)

    def make_list(self, preview_delay_seconds: float) -> FunctionsScreen:
        """The list: there is one, and it stands at the bottom of all screens."""
        self._list = FunctionsScreen(
            *self._shared,
            loader=self._loader,
            recorder=self._recorder,
            drafts=self._stores.drafts,
            pickers=self._pickers,
            deleter=self._deleter,
            folder=self._stores.working_folder,
            preview_delay_seconds=preview_delay_seconds,
        )
        return self._list

    @property
    def table(self) -> RowTable[FunctionSummary]:
        """The functions, as the list shows them."""
        return self._list.table

    def open_functions(self) -> list[Jump]:
        """The functions that are open, as places to go to."""
        return [jump_to(editor.edited_summary()) for editor in self._shared.navigator.editors.last_used()]

    def _pickers(self) -> Pickers:
        from tui.app.functions.pickers import Pickers

        return Pickers(*self._shared, drafts=self._stores.drafts, versions=self._stores.history)

    def _deleter(self) -> Deleter:
        from tui.app.functions.deleter import Deleter, Places

        connection, clock, _, prompts = self._shared
        places = Places(self._keep_version(), self._stores.history)
        delays = self._look_up_delays()
        return Deleter(connection, clock, prompts, watcher=self._loader, places=places, look_delays=delays)

    def _delete(self, route: DeleteFunction) -> None:
        if self._shared.navigator.is_at_views:
            self._shared.navigator.go(OpenFunctions())
        if self._list.is_on_top:
            self._list.deleting.ask_about(route.slug)
        else:
            self._shared.prompts.say("Go back to the list: X deletes it there.")
