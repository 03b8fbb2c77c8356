"""Where to connect with a profile of the settings, or with the project of the working folder, as the files are now.

Refuses to decide: `tui.flows.connect` does, and lets a key go to no server but its own.
"""

from __future__ import annotations

from pathlib import Path

from tui.flows.connect import Missing, Target, target_of_profile, target_of_project
from tui.store.credentials import PROJECT_FILE, ProjectFile, find_project_file, run_key_command
from tui.store.profiles import Settings, load_settings


def target_named(name: str, config: Path | None) -> Target | Missing:
    """The server of a profile with its own key; `PROJECT_FILE` is the working folder's project.

    Raises UsageError or StorageError for files that can't be understood or read, KeyUnavailable for a key command.
    """
    settings = load_settings(config) if config is not None else Settings()
    project = project_here(settings) if name == PROJECT_FILE else None
    return target_of_profile(name, settings, run_key_command) if project is None else target_of_project(project)


def project_here(settings: Settings) -> ProjectFile | None:
    """The project of the working folder; none that names no server, nor one whose name a profile has taken."""
    if any(profile.name == PROJECT_FILE for profile in settings.profiles):
        return None
    try:
        folder = Path.cwd()
    except OSError:
        # It was removed or can't be entered.
        return None
    project = find_project_file(folder)
    return project if project is not None and project.url else None
