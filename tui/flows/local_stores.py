"""Which store keeps what in which folder of this machine. What only some starts need is imported when it is made."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tui.store.paths import cache_dir, data_dir, state_dir
from tui.store.trust import TrustedServers

if TYPE_CHECKING:
    from tui.flows.working_folder import WorkingFolder
    from tui.store.code_cache import CodeCache
    from tui.store.links import LinkStore
    from tui.store.outside_files import OutsideFiles
    from tui.store.requests import RequestStore
    from tui.store.runs import RunStore


def trusted_servers() -> TrustedServers:
    """The servers the user confirmed."""
    return TrustedServers(state_dir() / "trusted.json")


def links() -> LinkStore:
    """The folders of this user that are linked with servers."""
    from tui.store.links import LinkStore

    return LinkStore(state_dir() / "links")


def console_folder() -> WorkingFolder | None:
    """The folder the console works in."""
    from tui.flows.working_folder import working_folder

    return working_folder(links())


def kept_runs() -> RunStore:
    """The runs of functions."""
    from tui.store.runs import RunStore

    return RunStore(state_dir() / "runs")


def fetched_code() -> CodeCache:
    """The code of functions that was fetched."""
    from tui.store.code_cache import CodeCache

    return CodeCache(cache_dir() / "code")


def outside_files() -> OutsideFiles:
    """The files that the user's own editor is given."""
    from tui.store.outside_files import OutsideFiles

    return OutsideFiles(state_dir() / "outside")


def saved_requests(project_folder: Path | None = None) -> RequestStore:
    """The saved requests: in the project's folder where there is one."""
    from tui.store.request_drafts import RequestDrafts
    from tui.store.requests import RequestStore

    drafts = RequestDrafts(state_dir() / "request-drafts")
    return RequestStore(data_dir() / "requests", state_dir() / "request-locks", project_folder, drafts)
