"""What opens the profiles: their list, a switch, a function compared with another server's."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from tui.app.shell.background import Background
from tui.app.shell.navigation import Registry
from tui.app.shell.routes import CompareElsewhere, OpenProfiles, SwitchProfile
from tui.app.shell.shared import Shared

if TYPE_CHECKING:
    from tui.app.profiles.keeper import ProfileKeeper
    from tui.app.profiles.screen import ProfilesScreen


class ProfileRoutes:
    """Opens what has to do with profiles; `use` connects with the one of a name, of the file `config`."""

    def __init__(self, config: Path | None, use: Callable[[str], None], shared: Shared, background: Background) -> None:
        self.config = config
        self._use = use
        self._shared = shared
        self._background = background

    def register(self, registry: Registry) -> None:
        """Open the routes of profiles from now on."""
        registry.register(OpenProfiles, self._open)
        registry.register(SwitchProfile, self._switch)
        registry.register(CompareElsewhere, self._compare_elsewhere)

    def _keeper(self) -> ProfileKeeper | None:
        if self.config is None:
            self._shared.prompts.say("There is no settings file: profiles can't be kept.")
            return None
        from tui.app.profiles.keeper import ProfileKeeper

        return ProfileKeeper(self.config, self._shared.connection)

    def _open(self, route: OpenProfiles) -> ProfilesScreen | None:
        keeper = self._keeper()
        if keeper is None:
            return None
        from tui.app.profiles.screen import ProfilesScreen

        return ProfilesScreen(route, keeper, *self._shared)

    def _switch(self, route: SwitchProfile) -> None:
        if self._keeper() is None:
            return

        def chosen(name: str | None) -> None:
            if name is not None:
                self._use(name)

        self._shared.prompts.ask(OpenProfiles(), chosen)

    def _compare_elsewhere(self, route: CompareElsewhere) -> None:
        keeper = self._keeper()
        if keeper is None:
            return
        from tui.app.profiles.elsewhere import Elsewhere

        Elsewhere(keeper, self._shared, self._background).begin(route)
