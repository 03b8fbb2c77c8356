"""The request that is edited: shown in its boxes, kept in its file, and made into what is sent.

Owns what is said of keeping. Refuses to decide what is written (`tui.sessions.saved_requests`) and how it is sent.
"""

from __future__ import annotations

from collections.abc import Awaitable

from textual.content import Content

from tui.app.runner.keeping import Picked, RequestKeeper
from tui.app.runner.request_pane import RequestPane
from tui.app.shell.connection import Connection
from tui.app.shell.saved_checks import sources_of
from tui.app.shell.screen import ConsoleScreen
from tui.app.widgets.clock import Clock
from tui.app.widgets.line import Line
from tui.errors import StorageError
from tui.model.invocation import InvocationCall
from tui.sessions.as_curl import as_curl
from tui.sessions.http_variables import Sources, resolved, without_values
from tui.sessions.run_request import RunRequest, changed_on_the_way
from tui.sessions.saved_requests import NEW, Kept, used_last
from tui.store.requests import RequestStore
from tui.terminal.sanitise import printable

_NOT_CHOSEN = "Not sent: which request was sent last is not known. ctrl+r sends this one, ctrl+o picks another."
_MOST_KEPT = 10
"""So often it is kept before the screen is left: somebody may type on meanwhile."""


class RequestDriver:
    """The request side of the runner's screen."""

    def __init__(
        self,
        screen: ConsoleScreen,
        slug: str,
        connection: Connection,
        clock: Clock,
        store: RequestStore | None,
        picked: Picked | None = None,
    ) -> None:
        self._screen = screen
        self._slug = slug
        self._connection = connection
        self._clock = clock
        self.keeper = RequestKeeper(store, connection, slug, picked)
        self._warned = False

    @property
    def pane(self) -> RequestPane:
        """The boxes of the request."""
        return self._screen.query_one(RequestPane)

    # What is edited

    async def open(self, last: Awaitable[RunRequest | None], *, send: str = "") -> None:
        """Read the saved requests; what was typed meanwhile is a new one. `send` names a command to run then.

        The request that was edited last is shown, else the one that was sent last: `last`, if it is known. Where there
        are others and it is not known which it was, the command is not run: it might send what nobody chose.
        """
        said = await self.keeper.open()
        used = await last
        is_chosen = self.keeper.is_restored
        if not is_chosen:
            place = None if used is None else used_last(self.keeper.saved, used)
            if place is not None:
                self.keeper.pick(place)
            there = len(self.keeper.saved.file.requests)
            is_chosen = place is not None or (not said and (not there or (there == 1 and used is None)))
        if said:
            self._screen.say(printable(said, limit=400))
        if self.pane.request == NEW:
            self.show(self.keeper.saved.current)
        else:
            self.keeper.pick(None)
            self._show_headline()
            is_chosen = True
        if send and is_chosen:
            await self._screen.run_named(send)
        elif send and not said:
            self._screen.say(_NOT_CHOSEN)

    def pick(self, place: int | None) -> None:
        """Edit the saved request of this number from now on, or (None) a new one."""
        self.show(self.keeper.pick(place))
        self._screen.set_focus(self.pane.query_one("#target"))

    def show(self, request: RunRequest) -> None:
        """Edit this request from now on."""
        self.pane.show(request)
        self._warned = False
        self._show_headline()

    def edited(self) -> None:
        """The user changed something: what could not be kept may be kept now."""
        self._warned = False

    def _show_headline(self) -> None:
        saved = self.keeper.saved
        count = len(saved.file.requests)
        words = [f" Run {printable(self._slug, limit=60)}"]
        if saved.place is not None:
            words.append(f"request {saved.place + 1} of {count}")
        elif count:
            words.append(f"a new request, {count} saved")
        if checks := len(saved.current.checks):
            words.append(f"{checks} check{'' if checks == 1 else 's'}")
        if self.keeper.place and count:
            words.append(printable(self.keeper.place, limit=200))
        self._screen.query_one("#headline", Line).show(Content(" · ".join(words)))

    # Keeping

    @property
    def is_unsaved(self) -> bool:
        """Whether the boxes hold something else than the file, as far as it was not said that it can't be kept."""
        return self.pane.request != self.keeper.saved.current and not self._warned

    async def keep(self) -> RunRequest | None:
        """Keep what the boxes hold, and say what there is to say; None, and said, where they hold no request."""
        request = self.pane.request
        if isinstance(request, str):
            self._screen.say(request)
            return None
        before = self.keeper.saved
        kept = await self.keeper.keep(request)
        if self.pane.request != request and kept.text is None and kept.request != request:
            # Typed on meanwhile: that is put beside what the file holds by now when it is kept, not over it.
            self.keeper.saved = before
            return request
        self.show_kept(kept, request)
        return kept.request

    def show_kept(self, kept: Kept, asked: RunRequest) -> None:
        """Say what became of keeping, and show the request where it is another one than the boxes hold.

        `asked` is what they held then: what was typed since stays, and is kept with the next.
        """
        if kept.said:
            style = "$muted" if self.keeper.is_kept else "$warning"
            self._screen.say(printable(kept.said, limit=400), style)
        if kept.request != asked and self.pane.request == asked:
            self.pane.show(kept.request)
        self._show_headline()

    async def may_leave(self) -> bool:
        """Keep what is edited; whether the screen may be left. What can't be kept is said once."""
        for _ in range(_MOST_KEPT):
            if not self.is_unsaved:
                break
            if await self.keep() is None or not self.keeper.is_kept:
                self._warned = True
                return False
        return True

    def keep_now(self) -> list[str]:
        """The process ends: keep what is edited; a sentence where that fails."""
        request = self.pane.request
        if isinstance(request, RunRequest) and request != self.keeper.saved.current:
            try:
                said = self.keeper.keep_now(request)
            except StorageError:
                return ["The request that was edited could not be written to disk."]
            return [f"The request that was edited: {printable(said, limit=400)}"] if said else []
        return []

    # Sending

    def becomes(self, request: RunRequest) -> str:
        """What becomes of a request before the function sees it, as a sentence; "" where nothing does."""
        if request.is_direct or self._connection.deploys_to_cloud:
            return ""
        return changed_on_the_way(without_values(request, self.keeper.saved.variables, self._sources()))

    async def prepare(self, request: RunRequest) -> InvocationCall | str:
        """What a request is sent as, with the values of its variables, or a sentence on why it can't be sent."""
        outgoing = resolved(request, self.keeper.saved.variables, self._sources())
        if isinstance(outgoing, str):
            return printable(outgoing, limit=400)
        try:
            return await self.keeper.with_body(outgoing)
        except StorageError as error:
            return f"Not sent: {printable(str(error), limit=400)}."

    def as_curl(self, request: RunRequest) -> tuple[str, bool]:
        """The request as a curl command, and True; or a sentence on why there is none, and False."""
        path = str(self.keeper.folder / request.body_file) if request.body_file else ""
        return as_curl(request, self._slug, self.keeper.saved.variables, self._sources(), path)

    def _sources(self) -> Sources:
        return sources_of(self._connection, self._clock)
