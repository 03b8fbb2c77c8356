"""Where the console keeps its files: the XDG folders, or what the platform has for them.

Owns which folder is for what. Refuses to make any: whoever writes the first file into one does, for its owner alone.
"""

from __future__ import annotations

from pathlib import Path

_NAME = "insforge-tui"


def config_file() -> Path:
    """The settings, written by hand or by the connect screen."""
    from platformdirs import user_config_path

    return user_config_path(_NAME) / "config.toml"


def data_dir() -> Path:
    """Data that lasts: the sandbox's database."""
    from platformdirs import user_data_path

    return user_data_path(_NAME)


def state_dir() -> Path:
    """What a run leaves for the next one: drafts, local history."""
    from platformdirs import user_state_path

    return user_state_path(_NAME)


def cache_dir() -> Path:
    """What can be fetched again: the last known functions."""
    from platformdirs import user_cache_path

    return user_cache_path(_NAME)
