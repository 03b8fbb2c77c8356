"""Where the console keeps its files: the XDG folders, or what the platform has for them."""

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
