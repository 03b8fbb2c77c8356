"""Where the console keeps its files: the XDG folders, or what the platform has for them.

Owns which folder is for what. Refuses to make any: whoever writes the first file into one does, for its owner alone.

| variable | what is done |
|---|---|
| `XDG_CONFIG_HOME`, `XDG_DATA_HOME`, `XDG_STATE_HOME`, `XDG_CACHE_HOME` | no absolute path: ignored and named |
| `HOME` | unset, or no absolute path: the system's list of users is asked; if that has none, it is said |
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

_NAME = "insforge-tui"
_NOWHERE = Path("/nonexistent") / _NAME
"""For a user without a home folder. Not a folder that others can make, such as one in /tmp: it holds keys."""


def config_file() -> Path:
    """The settings, written by hand or by the connect screen."""
    from platformdirs import user_config_path

    return _found(user_config_path) / "config.toml"


def data_dir() -> Path:
    """Data that lasts: the sandbox's database."""
    from platformdirs import user_data_path

    return _found(user_data_path)


def state_dir() -> Path:
    """What a run leaves for the next one: drafts, local history."""
    from platformdirs import user_state_path

    return _found(user_state_path)


def cache_dir() -> Path:
    """What can be fetched again: the last known functions."""
    from platformdirs import user_cache_path

    return _found(user_cache_path)


def _found(folder: Callable[[str], Path]) -> Path:
    try:
        return folder(_NAME)
    except RuntimeError:
        return _NOWHERE


def folder_notices(environment: Mapping[str, str]) -> tuple[str, ...]:
    """A sentence for each variable that names no folder to keep files in. `environment` is this process's own."""
    folders = {
        "XDG_CONFIG_HOME": lambda: config_file().parent,
        "XDG_DATA_HOME": data_dir,
        "XDG_STATE_HOME": state_dir,
        "XDG_CACHE_HOME": cache_dir,
    }
    nowhere = [name for name, folder in folders.items() if folder() == _NOWHERE]
    notices = [
        f"{name} is {environment[name][:80]}, which is no absolute path: {folder()} is used."
        for name, folder in folders.items()
        if _is_relative(environment.get(name, "")) and name not in nowhere
    ]
    home = environment.get("HOME")
    if "XDG_STATE_HOME" in nowhere:
        said = "HOME is not set" if home is None else "HOME is no absolute path"
        notices.append(f"{said}, and this user has no home folder: no drafts are kept. Set HOME.")
    elif "XDG_CONFIG_HOME" in nowhere:
        notices.append("There is no home folder: no settings are read. Set HOME or XDG_CONFIG_HOME.")
    elif home is not None and _is_relative(home):
        notices.append(f"HOME is {home[:80]}, which is no absolute path: ignored.")
    return tuple(notices)


def _is_relative(path: str) -> bool:
    return bool(path) and not Path(path).is_absolute()
