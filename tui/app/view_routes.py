"""The views beside the list, put together: each is made when it is first shown, and keeps its place."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from tui.app.functions.list_loader import ListLoader
from tui.app.shell.known_secrets import KnownSecrets
from tui.app.shell.live import LiveChanges
from tui.app.shell.navigation import Registry
from tui.app.shell.routes import (
    EditSecret,
    ImportSecrets,
    OpenAudit,
    OpenCalls,
    OpenLogs,
    OpenSchedules,
    OpenSecrets,
)
from tui.app.shell.shared import Shared
from tui.app.shell.stores import Stores
from tui.app.view_jumps import ScheduleJumps
from tui.app.widgets.row_table import RowTable
from tui.model.function import FunctionSummary
from tui.model.server_change import Told

if TYPE_CHECKING:
    from tui.app.audit.screen import AuditScreen
    from tui.app.calls.screen import CallsScreen
    from tui.app.logs.screen import LogsScreen
    from tui.app.schedules.screen import SchedulesScreen
    from tui.app.secrets.import_screen import ImportScreen
    from tui.app.secrets.rotating import SignIn
    from tui.app.secrets.screen import SecretsScreen
    from tui.app.secrets.secret_dialog import SecretDialog
    from tui.flows.all_code import CodeShelf


class ViewRoutes:
    """Opens the views beside the list. `table` is the list's, `shelf` has the code of all functions."""

    def __init__(
        self,
        shared: Shared,
        stores: Stores,
        *,
        loader: ListLoader,
        live: LiveChanges,
        secrets: KnownSecrets,
        table: Callable[[], RowTable[FunctionSummary]],
        shelf: Callable[[], CodeShelf],
        sign_in: SignIn,
        schedule_jumps: ScheduleJumps,
        config: Path | None,
    ) -> None:
        self._shared = shared
        self._stores = stores
        self._loader = loader
        self._live = live
        self._known_secrets = secrets
        self._table = table
        self._shelf = shelf
        self._sign_in = sign_in
        self._schedule_jumps = schedule_jumps
        self._config = config
        self._calls_view: CallsScreen | None = None
        self._logs_view: LogsScreen | None = None
        self._audit_view: AuditScreen | None = None
        self._schedules_view: SchedulesScreen | None = None
        self._secrets_view: SecretsScreen | None = None

    def register(self, registry: Registry) -> None:
        """Open the routes of the views from now on."""
        connected = self._shared.once_connected
        registry.register(OpenCalls, connected(self._calls))
        registry.register(OpenLogs, connected(self._logs))
        registry.register(OpenAudit, connected(self._audit))
        registry.register(OpenSchedules, connected(self._schedules))
        registry.register(OpenSecrets, connected(self._secrets))
        registry.register(EditSecret, connected(self._edit_secret))
        registry.register(ImportSecrets, connected(self._import_secrets))

    def _calls(self, route: OpenCalls) -> CallsScreen:
        from tui.app.calls.screen import CallsScreen

        if self._calls_view is None:
            self._calls_view = CallsScreen(*self._shared, self._loader.listed)
        return self._calls_view

    def _logs(self, route: OpenLogs) -> LogsScreen:
        from tui.app.logs.screen import LogsScreen
        from tui.app.shell.logged_code import LoggedCode

        is_view = self._shared.navigator.is_at_views
        if is_view and self._logs_view is not None:
            self._logs_view.go_to(route)
            return self._logs_view
        code = LoggedCode(self._shared.connection, self._stores.history)
        screen = LogsScreen(route, *self._shared, code=code, is_view=is_view)
        if is_view:
            self._logs_view = screen
        return screen

    def _audit(self, route: OpenAudit) -> AuditScreen:
        from tui.app.audit.screen import AuditScreen

        if self._audit_view is None:
            kept = self._stores.history
            self._audit_view = AuditScreen(*self._shared, self._loader.listed, versions=kept, live=self._live)
            for about in (Told.SECRETS, Told.SCHEDULES):
                self._live.when_told(about, self._audit_view.driver.look)
        return self._audit_view

    def _schedules(self, route: OpenSchedules) -> SchedulesScreen:
        from tui.app.schedules.screen import SchedulesScreen
        from tui.app.schedules.surroundings import Surroundings

        if self._schedules_view is None:
            known = self._table()
            around = Surroundings(
                self._loader.listed, lambda: known.state.items, lambda: known.state.is_loaded, self._known_secrets
            )
            self._schedules_view = SchedulesScreen(*self._shared, around)
            self._schedule_jumps.shown = self._schedules_view.driver.known
            self._live.when_told(Told.SCHEDULES, self._schedules_view.driver.told)
        self._schedules_view.go_to(route)
        return self._schedules_view

    def _secrets(self, route: OpenSecrets) -> SecretsScreen:
        from tui.app.secrets.screen import SecretsScreen
        from tui.app.secrets.users import SecretUsers

        if self._secrets_view is None:
            users = SecretUsers(
                self._shared.connection,
                self._shared.clock,
                self._known_secrets,
                shelf=self._shelf,
                listed=lambda: self._table().state.items,
            )
            self._secrets_view = SecretsScreen(
                *self._shared, known=self._known_secrets, config=self._config, sign_in=self._sign_in, users=users
            )
        self._secrets_view.go_to(route)
        return self._secrets_view

    def _edit_secret(self, route: EditSecret) -> SecretDialog:
        from tui.app.secrets.secret_dialog import SecretDialog

        return SecretDialog(route, self._shared.connection, self._shared.clock, self._known_secrets)

    def _import_secrets(self, route: ImportSecrets) -> ImportScreen:
        from tui.app.secrets.import_screen import ImportScreen

        return ImportScreen(route, *self._shared, known=self._known_secrets)
