"""The profiles in the settings file: read, changed, tried. Knows files and servers, and no screen."""

from __future__ import annotations

import asyncio
from pathlib import Path
from urllib.parse import urlsplit

from tui.app.profiles.rows import Row
from tui.app.shell.connection import Connection
from tui.app.shell.notice import describe_error
from tui.errors import ApiError, ConsoleError
from tui.flows.connect import Missing, Target
from tui.flows.named_target import project_here, target_named
from tui.model.address import same_origin
from tui.store.credentials import PROJECT_FILE
from tui.store.profiles import COLOURS, Profile, Settings, load_settings
from tui.store.settings_edit import delete_profile, rename_profile, set_default_profile, set_in_profile
from tui.terminal.sanitise import printable


def _host(profile: Profile) -> str:
    """A profile's server as sentences name it, fit to show."""
    return printable(urlsplit(profile.url or "").netloc, limit=100) or "the server"


class ProfileKeeper:
    """The profiles of the file `config`. What fails raises `ConsoleError` with a sentence."""

    def __init__(self, config: Path, connection: Connection) -> None:
        self._config = config
        self._connection = connection
        self.project_problem = ""
        """Why the project of the working folder can't be told, as a sentence."""
        self._tested: dict[str, tuple[str, bool]] = {}

    def rows(self) -> list[Row]:
        """The profiles as the file has them now, in its order."""
        settings = load_settings(self._config)
        return [*(self._row(profile, settings) for profile in settings.profiles), *self._project_row(settings)]

    def _project_row(self, settings: Settings) -> tuple[Row, ...]:
        """That of the project that the working folder is linked to; none where a profile has its name."""
        self.project_problem = ""
        try:
            project = project_here(settings)
        except ConsoleError as error:
            self.project_problem = str(error)
            return ()
        if project is None:
            return ()
        profile = Profile(PROJECT_FILE, project.url, project.key)
        target = self._connection.target
        is_connected = target is not None and target.url_source == project.source
        return (Row(profile, False, is_connected, self._tested.get(PROJECT_FILE), project.name),)

    def _row(self, profile: Profile, settings: Settings) -> Row:
        target = self._connection.target
        is_connected = (
            target is not None
            and target.profile.name == profile.name
            and bool(profile.url)
            and same_origin(profile.url or "", target.url)
        )
        return Row(profile, profile.name == settings.default_profile, is_connected, self._tested.get(profile.name))

    def rename(self, name: str, new_name: str) -> None:
        """Give a profile another name."""
        rename_profile(self._config, name, new_name)

    def delete(self, name: str) -> None:
        """Remove a profile with its key."""
        delete_profile(self._config, name)

    def make_default(self, name: str) -> None:
        """Use a profile where nothing else says."""
        set_default_profile(self._config, name)

    def turn_read_only(self, profile: Profile) -> None:
        """Let nothing be changed with a profile any more, or again."""
        set_in_profile(self._config, profile.name, "read_only", not profile.read_only)

    def turn_protected(self, profile: Profile) -> None:
        """Let a profile's name be typed before anything is written, or no longer."""
        set_in_profile(self._config, profile.name, "protected", not profile.protected)

    def next_colour(self, profile: Profile) -> str:
        """Give a profile the next colour, or none behind the last; the one it has then."""
        every = ("", *COLOURS)
        colour = every[(every.index(profile.colour or "") + 1) % len(every)]
        set_in_profile(self._config, profile.name, "colour", colour or None)
        return colour or "no colour"

    async def test(self, profile: Profile) -> None:
        """Ask the server of a profile for its functions, with the profile's own key, and keep what came of it."""
        self._tested[profile.name] = await self._test(profile)

    async def _test(self, profile: Profile) -> tuple[str, bool]:
        try:
            target = await asyncio.to_thread(self.target, profile.name)
            if isinstance(target, Missing):
                return "no key of its own", False
            client = await self._connection.client_for(target)
            try:
                count = len((await client.functions.list()).functions)
            finally:
                await client.aclose()
        except ApiError as error:
            return describe_error(error, _host(profile)).headline, False
        except ConsoleError as error:
            return str(error), False
        return f"reached: {count} function" + ("s" if count != 1 else ""), True

    def target(self, name: str) -> Target | Missing:
        """The server of a profile and its own key, as the file has them now."""
        return target_named(name, self._config)
