"""A key of the server that was made anew, kept where the old one was."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from tui.errors import StorageError, UsageError
from tui.model.address import same_origin
from tui.model.secret import Secret
from tui.store.profiles import load_settings
from tui.store.settings_edit import save_profile


class Kept(NamedTuple):
    """The profiles that hold the new key now; `failure` says why one of them does not."""

    profiles: tuple[str, ...] = ()
    failure: str = ""


def keep_new_key(config: Path | None, url: str, old: Secret, new: Secret) -> Kept:
    """Write a server's new key into every profile that holds its old one. Raises nothing."""
    if config is None:
        return Kept()
    done: list[str] = []
    try:
        for profile in load_settings(config).profiles:
            if profile.url and profile.key == old and same_origin(profile.url, url):
                save_profile(config, profile.name, profile.url, new)
                done.append(profile.name)
    except (StorageError, UsageError) as error:
        return Kept(tuple(done), str(error))
    return Kept(tuple(done))
