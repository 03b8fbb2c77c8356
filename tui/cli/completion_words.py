"""The words that a shell asks for while a line is typed: profiles, slugs of the list fetched last, saved requests.

Owns what is given to a shell: names of letters, digits and few signs, as shells read more in a word than a name.
Refuses to ask a server or to run a key command. `insforge-tui completion slugs WORD…` is what the scripts call.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TextIO

from tui.errors import ConsoleError
from tui.flows.connect import Options, normalise_url, resolve_target
from tui.model.secret import Secret
from tui.store.credentials import ProjectFile, find_project_file
from tui.store.list_cache import ListCache
from tui.store.paths import cache_dir, config_file, data_dir, state_dir
from tui.store.profiles import Settings, load_settings

KINDS = ("slugs", "profiles", "requests")
"""What can be asked for."""

_HARMLESS = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*")


def print_words(kind: str, line: Sequence[str], out: TextIO) -> int:
    """Print the words of a kind, one a line; `line` is what was typed so far. What fails prints nothing."""
    try:
        settings = load_settings(config_file())
        words = _words(kind, line, settings)
    except (ConsoleError, OSError):
        # There is nobody to tell: the user is typing.
        return 1
    out.write("".join(f"{word}\n" for word in harmless(words)))
    return 0


def _words(kind: str, line: Sequence[str], settings: Settings) -> list[str]:
    match kind:
        case "profiles":
            return _profiles(settings)
        case "requests":
            return known_requests(line, settings)
        case _:
            return known_slugs(line, settings)


def harmless(words: Iterable[str]) -> list[str]:
    """Those that a shell takes for a word and nothing else, sorted. bash expands what it is given."""
    return sorted(word for word in words if _HARMLESS.fullmatch(word))


def _profiles(settings: Settings) -> list[str]:
    return [profile.name for profile in settings.profiles]


def known_slugs(line: Sequence[str], settings: Settings) -> list[str]:
    """The slugs last seen on the server that this line is about."""
    url = _server(line, settings)
    known = ListCache(cache_dir() / "lists").find(url) if url else None
    return [] if known is None else [function.slug for function in known.functions]


def known_requests(line: Sequence[str], settings: Settings) -> list[str]:
    """The saved requests of the function that this line names."""
    from tui.cli.server import project_folder
    from tui.sessions.http_file import parse
    from tui.store.requests import RequestStore

    url, slugs = _server(line, settings), known_slugs(line, settings)
    slug = next((word for word in line if word in slugs), None)
    if url is None or slug is None:
        return []
    store = RequestStore(data_dir() / "requests", state_dir() / "request-locks", project_folder())
    return [request.name for request in parse(store.read(url, slug), slug).requests]


def _server(line: Sequence[str], settings: Settings) -> str | None:
    url, profile = _option(line, "--url"), _option(line, "--profile")
    options = Options(normalise_url(url) if url else None, profile)
    return resolve_target(options, os.environ, settings, _project(), lambda _command: Secret("")).url


def _option(line: Sequence[str], name: str) -> str | None:
    """What a line says of an option, as `--url X` or `--url=X`."""
    for place, word in enumerate(line):
        if word == name and place + 1 < len(line):
            return line[place + 1]
        if word.startswith(f"{name}="):
            return word.partition("=")[2]
    return None


def _project() -> ProjectFile | None:
    try:
        return find_project_file(Path.cwd())
    except (ConsoleError, OSError):
        return None
