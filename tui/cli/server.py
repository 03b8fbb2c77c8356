"""The server a command without a screen talks to: found as the console finds it, but nobody can be asked."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import urlsplit

from tui.errors import StorageError, UsageError
from tui.flows.connect import Missing, Options, Target, resolve_target
from tui.flows.local_stores import trusted_servers
from tui.model.secret import Secret
from tui.store.credentials import ProjectFile, find_project_file, run_key_command
from tui.store.links import Link
from tui.store.paths import config_file
from tui.store.profiles import TimeoutSettings, load_settings
from tui.terminal.sanitise import printable

READ_ONLY = "nothing was sent: the connection is read-only (--read-only, or read_only in the profile)"


def find_target(options: Options) -> Target:
    """The server and the key for it. Raises UsageError where not enough is known, KeyCommandFailed for a command."""
    found = resolve_target(options, os.environ, load_settings(config_file()), _project_file(), run_key_command)
    if isinstance(found, Missing):
        if found.url is None:
            raise UsageError("no server is known: give --url or --profile, or set INSFORGE_URL")
        raise UsageError(f"no key is known for {found.url}: set INSFORGE_API_KEY, or keep one in a profile")
    if found.unconfirmed and not trusted_servers().holds(found.url):
        raise UsageError(
            f"only {found.url_source} names {found.url}, and a folder that came from elsewhere can name any server: "
            "start the console there once and say that the key may go to it, or give --url"
        )
    return found


def find_target_to_change(options: Options) -> Target:
    """The server of a command that may change it: a protected profile is named on the command line for that.

    Raises UsageError where it is not, and as `find_target` does.
    """
    return _named(find_target(options), options)


def _named(found: Target, options: Options) -> Target:
    if found.profile.protected and options.profile != found.profile.name:
        raise UsageError(
            f"profile {found.profile.name} is protected, and nothing was sent: "
            f"say that it is meant, with --profile {found.profile.name}"
        )
    return found


def find_linked_target(options: Options, link: Link, *, changes: bool) -> Target:
    """The server that a folder is linked with. Raises as `find_target`, and UsageError where another one is named.

    `changes`: it may be changed, and a protected profile is named on the command line for that; the link's does not do.
    """
    given = options if options.url or options.profile else Options(None, link.profile, options.read_only)
    settings = load_settings(config_file())
    known = resolve_target(given, os.environ, settings, _project_file(), lambda _command: Secret(""))
    if isinstance(known, Missing) and known.url is None:
        # Nobody names another server for which a key of the environment could be meant.
        given = Options(link.url, None, options.read_only)
    elif known.url != link.url:
        raise UsageError(
            f"{link.folder} is linked with {link.url}, and {known.url_source} names {known.url}: give --url or "
            "--profile for the one it is linked with, or link it again"
        )
    found = find_target(given)
    return _named(found, options) if changes else found


def project_folder() -> Path | None:
    """The folder of the project that this one belongs to, if it belongs to one."""
    file = _project_file()
    return None if file is None else file.path.parent.parent


def _project_file() -> ProjectFile | None:
    try:
        return find_project_file(Path.cwd())
    except OSError:
        # The working folder was removed or can't be entered: then it holds no project.
        return None
    except StorageError as error:
        raise UsageError(str(error)) from error


def server_name(target: Target) -> str:
    """The server as sentences name it, fit to show: its host and port."""
    return printable(urlsplit(target.url).netloc, limit=100)


def settings_timeouts() -> TimeoutSettings:
    """The timeouts of the settings."""
    return load_settings(config_file()).timeouts
