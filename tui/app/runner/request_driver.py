"""The request that is edited: shown in its boxes, kept in its file, and made into what is sent.

Owns what is said of keeping. Refuses to decide what is written (`tui.sessions.saved_requests`) and how it is sent.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from dataclasses import replace
from functools import partial

from textual.content import Content

from tui.app.runner.drafting import RequestDrafting
from tui.app.runner.keeping import Picked, RequestKeeper
from tui.app.runner.request_pane import RequestPane
from tui.app.shell.connection import Connection
from tui.app.shell.saved_checks import sources_of
from tui.app.shell.screen import ConsoleScreen
from tui.app.widgets.clock import Clock
from tui.app.widgets.line import Line
from tui.errors import StorageError
from tui.model.invocation import InvocationCall
from tui.model.request_draft import RequestDraft
from tui.model.secret import redacted
from tui.sessions.as_curl import as_curl
from tui.sessions.http_variables import Sources, resolved, without_values
from tui.sessions.request_boxes import boxes_of
from tui.sessions.request_drafts import Offer, draft_of, is_unwritten, offered
from tui.sessions.run_request import RunRequest, changed_on_the_way
from tui.sessions.saved_requests import NEW, Begun, Kept
from tui.store.draft_writer import Make
from tui.store.requests import RequestStore
from tui.terminal.sanitise import printable

_NOT_CHOSEN = "Not sent: which request was sent last is not known. ctrl+r sends this one, ctrl+o picks another."
_LEFT = "A draft of another request was left here: it is shown when this function is run again."
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
        self.drafting = RequestDrafting(screen, clock, None if store is None else store.drafts, self._draft)
        self._server = connection.server_id
        self._warned = False

    @property
    def pane(self) -> RequestPane:
        """The boxes of the request."""
        return self._screen.query_one(RequestPane)

    # What is edited

    async def open(self, last: Awaitable[RunRequest | None], *, send: str = "") -> None:
        """Read the saved requests; what was typed meanwhile is a new one. `send` names a command to run then.

        The request that was edited last is shown, else the one that was sent last: `last`, if it is known. Where there
        are others and it is not known which it was, the command is not run: it might send what nobody chose. A draft
        that an earlier console left goes before all of them, and is never sent unasked.
        """
        # The draft's place is asked for at once: the process may end at any moment.
        said, left = await asyncio.gather(self.keeper.open(), self.drafting.open(self._server, self._slug))
        used = await last
        begun = Begun(self.keeper.saved, used, is_restored=self.keeper.is_restored, was_read=not said)
        if begun.place is not None:
            self.keeper.pick(begun.place)
        if said:
            self._screen.say(printable(said, limit=400))
        offer = self._offered(left)
        # A `?` that was typed is no other request yet, and is not to be lost either.
        has_typed = self.pane.boxes_hold != boxes_of(NEW)
        begun = replace(begun, has_typed=has_typed, has_draft=offer is not None)
        if begun.has_typed:
            self.keeper.pick(None)
            self._show_headline()
        else:
            self._begin_with(offer)
        self.drafting.follow()
        if offer is not None:
            offered_now = _LEFT if begun.has_typed else offer.said
            self._screen.say(printable(" ".join(filter(None, (said, offered_now))), limit=600))
        if send and begun.may_be_sent:
            await self._screen.run_named(send)
        elif send and not said and offer is None:
            self._screen.say(_NOT_CHOSEN)

    def _offered(self, left: RequestDraft | None) -> Offer | None:
        """What is made of a draft that was left; None where there is none, or where the file has it."""
        offer = None if left is None else offered(left, self.keeper.saved)
        if offer is None:
            self.drafting.drop_left()
        return offer

    def _begin_with(self, offer: Offer | None) -> None:
        """Show the request to begin with, and in its boxes what was left of one."""
        if offer is None:
            self.show(self.keeper.saved.current)
            return
        self.show(self.keeper.pick(offer.place))
        self.pane.put(offer.boxes, offer.checks)
        self.drafting.take_over()

    def pick(self, place: int | None) -> None:
        """Edit the saved request of this number from now on, or (None) a new one."""
        self.show(self.keeper.pick(place))
        self._screen.set_focus(self.pane.query_one("#target"))

    def show(self, request: RunRequest) -> None:
        """Edit this request from now on."""
        self.pane.show(request)
        self._warned = False
        self._show_headline()
        self.drafting.follow()

    def edited(self) -> None:
        """The user changed something: what could not be kept may be kept now."""
        self._warned = False
        self.drafting.edited()

    def _draft(self) -> Make[RequestDraft] | None:
        """Makes the draft of what the boxes hold now; None where the file has it."""
        boxes, saved = self.pane.boxes_hold, self.keeper.saved
        if not self._connection.deploys_to_cloud:
            # There is no box for it.
            boxes = boxes._replace(is_direct=saved.current.is_direct)
        if not is_unwritten(boxes, saved):
            return None
        return partial(draft_of, self._server, boxes, saved, self.pane.checks, self._clock.now(), redacted)

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
        self.drafting.follow()

    async def may_leave(self) -> bool:
        """Keep what is edited; whether the screen may be left. What can't be kept is said once."""
        for _ in range(_MOST_KEPT):
            if not self.is_unsaved:
                break
            if await self.keep() is None or not self.keeper.is_kept:
                self._warned = True
                # It may be left now all the same: the draft has it then.
                self.drafting.flush()
                if isinstance(self.pane.request, str):
                    self._screen.say(f"{self.pane.request} (The same key again leaves it as it is.)")
                return False
        return True

    async def may_replace(self) -> bool:
        """Keep what is edited before another request is shown; what can't be kept is said once, and stays that time."""
        if await self.keep() is None:
            return False
        if self.is_unsaved:
            self._warned = True
            return False
        return True

    def keep_now(self) -> list[str]:
        """The process ends: keep what is edited, as a draft where its file takes it not; a sentence where it does not.

        What is no request yet is kept too.
        """
        request, why = self.pane.request, ""
        if isinstance(request, RunRequest) and request != self.keeper.saved.current:
            try:
                why = self.keeper.keep_now(request)
            except StorageError:
                why = "Not kept: its file could not be written."
        match self.drafting.flush():
            case True:
                kept = f"The request that was written for {printable(self._slug, limit=60)} is kept as a draft."
                return [f"{kept} {printable(why, limit=400)}".rstrip()]
            case False:
                return ["The request that was edited could not be written to disk."]
            case None:
                return [f"The request that was edited: {printable(why, limit=400)}"] if why else []

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
