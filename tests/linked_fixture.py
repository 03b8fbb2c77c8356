"""A console in a folder that is linked, or may be, with its staged server."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.console_fixture import FUNCTIONS, FakeServer, FixtureConsole
from tests.fake_client import client_of
from tui.api.client import Client
from tui.flows.linked import LinkedFolder
from tui.flows.working_folder import WorkingFolder
from tui.model.function import Function, FunctionSummary
from tui.sessions.linked import State
from tui.store.function_files import FunctionFolder
from tui.store.links import Common, Link, LinkStore

URL = "http://localhost:7130"


class LinkedConsole(FixtureConsole):
    """A console in a folder of its own."""

    def __init__(self, server: FakeServer, folder: Path, *, read_only: bool = False) -> None:
        super().__init__(server, read_only=read_only)
        self.folder = folder / "functions"
        self.folder.mkdir(exist_ok=True)
        self.links = LinkStore(folder / "state")
        self.working = WorkingFolder(self.links, self.folder)
        self.parts.stores.folder = lambda: self.working

    @property
    def file(self) -> Path:
        """The file that tests change."""
        return self.folder / "hello-world.js"

    def linked(self) -> LinkedFolder:
        """The folder, linked."""
        return self.working.open(client_of(self.server), self.working.make_link(URL))

    async def pulled(self) -> LinkedConsole:
        """The folder is linked and holds two functions."""
        linked = self.linked()
        for slug in ("hello-world", "daily-digest"):
            await linked.pull(slug, named=True)
        return self

    def saved_there(self, code: str) -> None:
        """Somebody else saves the function that tests change."""
        found = next(each for each in self.server.functions if each.slug == "hello-world")
        self.server.put(Function(found.summary._replace(updated_at=None), code))


class _Pictured(WorkingFolder):
    """A folder whose path is the same in every picture."""

    def link(self, server: str) -> Link | None:
        return replace_folder(super().link(server))

    def open(self, client: Client, link: Link, look_up_delays: tuple[float, ...] | None = None) -> LinkedFolder:
        there = link._replace(folder=str(self.path.resolve()))
        return LinkedFolder(client, FunctionFolder(self.path), self.links.commons(there), look_up_delays=(0.0,))

    def states(self, server: str, functions: Sequence[FunctionSummary]) -> dict[str, State] | None:
        return WorkingFolder(self.links, self.path).states(server, functions)

    def files(self, server: str) -> object:
        return WorkingFolder(self.links, self.path).files(server)


def replace_folder(link: Link | None) -> Link | None:
    """The link as a picture shows it."""
    return None if link is None else link._replace(folder="/home/ada/shop/functions")


class PicturedConsole(LinkedConsole):
    """Functions in every state."""

    def __init__(self) -> None:
        self._kept = tempfile.TemporaryDirectory()
        super().__init__(FakeServer(), Path(self._kept.name))
        self.working = _Pictured(self.links, self.folder)
        link = Link(str(self.folder.resolve()), URL)
        self.links.keep(link)
        commons = self.links.commons(link)
        for each in FUNCTIONS[:4]:
            commons.keep(each.slug, Common(each.content, each.summary.updated_at))
            (self.folder / f"{each.slug}.js").write_text(each.code)
        (self.folder / "daily-digest.js").write_text("// mine\n" + FUNCTIONS[1].code)
        self.server.put(Function(FUNCTIONS[2].summary._replace(updated_at=None), "// theirs\n" + FUNCTIONS[2].code))
        (self.folder / "stripe-webhook.js").write_text(FUNCTIONS[2].code + "// mine\n")
        (self.folder / "image-resize.js").write_bytes(b"GIF\0")
        (self.folder / "brand-new.ts").write_text("export default 1;\n")


def with_folder() -> FixtureConsole:
    """A linked folder, with functions in every state."""
    return PicturedConsole()
