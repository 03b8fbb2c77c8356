"""The driver of a linked folder: looks at both sides, and pushes, pulls or merges functions one after the other.

Owns what is under way. It decides nothing: `tui.sessions.linked` says who may be written over.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from functools import partial
from typing import Protocol

from tui.app.linked.words import LinkedRow, Said, left_out_words, said_of
from tui.app.shell.connection import Connection
from tui.app.widgets.clock import Clock, wait_for
from tui.errors import ApiError, RateLimitExceeded, StorageError, Unauthorised, Unreachable
from tui.flows.folder_watch import FolderWatch, Telling, Tried
from tui.flows.linked import LinkedFolder
from tui.flows.linked_parts import Done
from tui.flows.working_folder import WorkingFolder
from tui.sessions.edit import outcome as became
from tui.sessions.edit.values import Ended
from tui.sessions.folder_watch import Happened, Say
from tui.store.function_files import slug_of_file
from tui.store.links import Link

Act = Callable[[LinkedFolder, str], Awaitable[Done]]
Work = Callable[[], Coroutine[None, None, None]]


class LinkedView(Protocol):
    """What shows it; `LinkedScreen` is one."""

    def show_rows(self, rows: Sequence[LinkedRow]) -> None: ...

    def show_failure(self, error: ApiError | StorageError | None) -> None: ...

    def show_unlinked(self) -> None: ...

    def run(self, work: Work) -> None: ...

    def say(self, text: str, style: str = ...) -> None: ...


class LinkedDriver:
    """One linked folder. `link` is None until it is known, and where there is none."""

    def __init__(
        self,
        view: LinkedView,
        connection: Connection,
        clock: Clock,
        working: WorkingFolder,
        delays: tuple[float, ...],
    ) -> None:
        self._view = view
        self._connection = connection
        self._clock = clock
        self._working = working
        self._delays = delays
        self._folder: LinkedFolder | None = None
        self.link: Link | None = None
        self.rows: dict[str, LinkedRow] = {}
        self.left_out: dict[str, str] = {}
        """Files that can be no function's, and why."""
        self.is_busy = False
        self.is_watching = False
        self._stops = False

    @property
    def folder(self) -> LinkedFolder | None:
        """The folder, once it is known to be linked."""
        return self._folder

    def look(self, *, links: bool = False) -> None:
        """Look at both sides; `links` links the folder before."""
        if not self.is_busy:
            self.is_busy = True
            self._view.run(partial(self._look, links=links))

    def act(self, slugs: Sequence[str], act: Act) -> None:
        """Do this with each of these functions, one after the other."""
        if not self.is_busy:
            self.is_busy, self._stops = True, False
            self._view.run(partial(self._act_on, slugs, act))

    def watch(self) -> None:
        """Save each function whose file is saved, until that is stopped."""
        if not self.is_busy and self._folder is not None:
            self.is_busy = self.is_watching = True
            self._stops = False
            self._view.run(self._watch)

    def client_changed(self) -> None:
        """Another client is used for the same server."""
        if self._folder is not None:
            self._folder.use(self._connection.api)

    def stop(self) -> None:
        """Begin no further one, and watch no longer."""
        self._stops = True

    async def _watch(self) -> None:
        assert self._folder is not None
        watch = FolderWatch(
            self._folder,
            self._seen,
            now=self._clock.now,
            wait=partial(wait_for, self._clock),
            budget=lambda: self._connection.api.budget,
        )
        try:
            await watch.begin()
            self._show()
            self._view.say("Watching: a file that is saved is saved on the server. w ends it.", "$success")
            await watch.run(lambda: self._stops)
            left = ", ".join(watch.unsaved)
            self._view.say(f"Watching ended. Not saved: {left}." if left else "Watching ended.", "$muted")
        except StorageError as error:
            self._view.show_failure(error)
        self.is_busy = self.is_watching = False
        self._view.show_rows([self.rows[slug] for slug in sorted(self.rows)])

    def _seen(self, telling: Telling) -> None:
        """What the watch tells."""
        match telling:
            case Tried(done=done, is_again=is_again):
                said = said_of(done, self._connection.display_name)
                self._told(done.slug, said._replace(text=f"{said.text}; it is tried again") if is_again else said)
                self._view.run(partial(self._look_at, done.slug))
            case Say(what=Happened.DELETED, slug=slug):
                self._told(slug, Said("", "warning", "its file was deleted; a deletion is never sent"))
            case Say(slug=slug):
                self._told(slug, Said("", "warning", "waits for the write limit"))
            case StorageError():
                self._view.say(f"{telling}. It is tried again.")

    async def _look(self, *, links: bool) -> None:
        server = self._connection.server_id
        try:
            if links:
                await asyncio.to_thread(self._working.make_link, server)
            self.link = await asyncio.to_thread(self._working.link, server)
            if self.link is None:
                self.is_busy = False
                self._view.show_unlinked()
                return
            if self._folder is None:
                self._folder = self._working.open(self._connection.api, self.link, self._delays)
            looked = await self._folder.look()
        except (ApiError, StorageError) as error:
            self.is_busy = False
            self._view.show_failure(error)
            return
        self.is_busy = False
        self.rows = {each.slug: LinkedRow(each.slug, each) for each in looked.compared}
        self.rows |= {slug: LinkedRow(slug, error=error) for slug, error in looked.failed.items()}
        self.left_out = {name: why for name, why in looked.troubles.items() if slug_of_file(name) is None}
        for new, old in looked.renamed.items():
            self.rows[new] = self.rows[new]._replace(said=Said("", "warning", f"probably {old} renamed: a slug stays"))
        self._show()
        if self.left_out:
            self._view.say(left_out_words(self.left_out))

    async def _act_on(self, slugs: Sequence[str], act: Act) -> None:
        assert self._folder is not None
        for number, slug in enumerate(slugs):
            self._told(slug, Said("", "muted", "under way"))
            try:
                done = await act(self._folder, slug)
            except StorageError as error:
                done = Done(slug, error=error)
            self._told(slug, said_of(done, self._connection.display_name))
            await self._look_at(slug)
            left = len(slugs) - number - 1
            if left and (self._stops or _ends_all(done)):
                self._view.say(f"Stopped: {left} more {'was' if left == 1 else 'were'} not tried.")
                break
        self.is_busy = False
        self._show()

    async def _look_at(self, slug: str) -> None:
        """How both sides of a function stand now; what became of it stays said."""
        assert self._folder is not None
        try:
            looked = await self._folder.look((slug,))
        except (ApiError, StorageError):
            return
        found = next((each for each in looked.compared if each.slug == slug), None)
        said = self.rows[slug].said if slug in self.rows else None
        self.rows[slug] = LinkedRow(slug, found, looked.failed.get(slug), said)
        self._show()

    def _told(self, slug: str, said: Said) -> None:
        self.rows[slug] = self.rows.get(slug, LinkedRow(slug))._replace(said=said)
        self._show()

    def _show(self) -> None:
        self._view.show_failure(None)
        self._view.show_rows([self.rows[slug] for slug in sorted(self.rows)])


def _ends_all(done: Done) -> bool:
    """Whether it will be so for the next one too."""
    error = done.error
    if done.final is not None:
        outcome = done.final.outcome if isinstance(done.final, Ended) else None
        if isinstance(outcome, became.RateLimited | became.NotSent | became.NotAllowed):
            return True
        error = None if isinstance(done.final, Ended) else done.final.error
    return isinstance(error, Unauthorised | Unreachable | RateLimitExceeded)
