"""The folder the console works in, as far as it is linked with the connected server.

Owns what can be said of its functions without asking the server. Refuses to know how that is shown.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tui.flows.linked_parts import Sides, sides_of
from tui.model.function import FunctionSummary
from tui.sessions.linked import Here, State, compare
from tui.store.function_files import FunctionFolder
from tui.store.links import Link, LinkStore, real_folder

if TYPE_CHECKING:
    from tui.api.client import Client
    from tui.flows.linked import LinkedFolder


@dataclass(frozen=True)
class WorkingFolder:
    """A folder, and the links of this user. A server is named as the console names it."""

    links: LinkStore
    path: Path

    def link(self, server: str) -> Link | None:
        """The link of the folder, or of the nearest one above it, with this server. Touches the disk."""
        found = self.links.find(self.path)
        return found if found is not None and found.url == server else None

    def make_link(self, server: str) -> Link:
        """Link the folder itself with this server. Raises StorageError."""
        link = Link(real_folder(self.path), server)
        self.links.keep(link)
        return link

    def open(self, client: Client, link: Link, look_up_delays: tuple[float, ...] | None = None) -> LinkedFolder:
        """The linked folder, with what asks its server."""
        # The list's column needs none of it.
        from tui.flows.linked import LinkedFolder

        files, commons = FunctionFolder(Path(link.folder)), self.links.commons(link)
        if look_up_delays is None:
            return LinkedFolder(client, files, commons)
        return LinkedFolder(client, files, commons, look_up_delays=look_up_delays)

    def files(self, server: str) -> object:
        """What tells that files of the linked folder are others than before: no file is opened for it.

        None where it is not linked. Raises StorageError; touches the disk.
        """
        link = self.link(server)
        return None if link is None else FunctionFolder(Path(link.folder)).scan()

    def states(self, server: str, functions: Sequence[FunctionSummary]) -> dict[str, State] | None:
        """How folder and server stand to each other, as far as the list tells; None where it is not linked.

        A function that is left out would have to be fetched for it. Raises StorageError; touches the disk.
        """
        link = self.link(server)
        if link is None:
            return None
        files, commons = FunctionFolder(Path(link.folder)), self.links.commons(link)
        scan = files.scan()
        found = {each.slug: _state_of(each, sides_of(files, commons, each.slug, scan)) for each in functions}
        return {slug: state for slug, state in found.items() if state is not None}


def working_folder(links: LinkStore) -> WorkingFolder | None:
    """The folder this process was started in; None where it was removed."""
    try:
        return WorkingFolder(links, Path(os.getcwd()))  # noqa: PTH109  # the same, and it says why not
    except OSError:
        return None


def _state_of(listed: FunctionSummary, sides: Sides) -> State | None:
    """What the list and the files tell of a function; None where that is not enough."""
    base = sides.base
    if base is None:
        return State.ONLY_THERE if sides.here is None else None
    if base.updated_at is None:
        return None
    if base.updated_at == listed.updated_at:
        found = compare(listed.slug, base.content, sides.here, base.content)
        return None if found is None else found.state
    if isinstance(sides.here, Here):
        return State.SERVER_AHEAD if sides.is_as_common else State.BOTH_CHANGED
    return State.DELETED_HERE if sides.here is None else State.UNUSABLE
