"""What there is beside the functions of the list: unsaved drafts, versions, deleted functions."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from tui.app.shell.connection import Connection
from tui.app.shell.facts import Facts
from tui.app.shell.navigation import Navigator
from tui.app.shell.notice import describe_error
from tui.app.shell.pick import PickScreen
from tui.app.shell.prompts import Prompts
from tui.app.shell.questions import DetailsScreen
from tui.app.shell.routes import OpenFunction, OpenHistory
from tui.app.shell.screen import ConsoleScreen
from tui.app.widgets.clock import Clock
from tui.app.widgets.relative_time import ago, exact
from tui.errors import ApiError, NotFound, StorageError
from tui.flows.history import Trail
from tui.model.function import DRAFT, FunctionSummary
from tui.sessions.edit.values import FROM_NOTHING, ChosenVersion, LeftDraft
from tui.sessions.listing import Column, Fixed, Flexible, ListSpec
from tui.store.drafts import Draft, DraftStore
from tui.store.history import HistoryStore
from tui.terminal.sanitise import printable

_AGE_CELLS = 10
_NAME_CELLS = 40
"""Slugs and what is said of them have so much room, or what they need, before ages are left out."""


class _Deleted(NamedTuple):
    slug: str
    name: str
    at: datetime | None
    has_code: bool = True


def draft_list(there: frozenset[str]) -> ListSpec[Draft]:
    """The rows of drafts; `there` are the slugs of the functions that the server has."""

    def state(draft: Draft, now: datetime, cells: int) -> str:
        away = "new, not on the server" if draft.base == FROM_NOTHING else "deleted on the server"
        words = ("discarded" if draft.discarded else "", "" if draft.slug in there else away)
        return "  ".join(word for word in words if word)

    return ListSpec(
        key=lambda draft: f"{draft.slug} {draft.discarded}",
        columns=(
            Column("", Flexible(weight=2), lambda draft, now, cells: printable(draft.slug, limit=120), bar=True),
            Column(
                "",
                Fixed(_AGE_CELLS, drop=1),
                lambda draft, now, cells: ago(draft.written_at, now),
                lambda draft: "muted",
                moment=lambda draft: draft.written_at,
            ),
            Column("", Flexible(), state, lambda draft: "muted"),
        ),
        text_cells=_NAME_CELLS,
    )


def deleted_list() -> ListSpec[_Deleted]:
    """The rows of deleted functions."""
    return ListSpec(
        key=lambda deleted: deleted.slug,
        columns=(
            Column("", Flexible(weight=2), lambda deleted, now, cells: printable(deleted.slug, limit=120), bar=True),
            Column(
                "",
                Flexible(),
                lambda deleted, now, cells: printable(deleted.name, limit=120) if deleted.name != deleted.slug else "",
                lambda deleted: "muted",
                lead=lambda deleted: ("" if deleted.has_code else "no code known  ", "warning"),
            ),
            Column(
                "",
                Fixed(_AGE_CELLS, drop=1),
                lambda deleted, now, cells: ago(deleted.at, now) if deleted.at is not None else "",
                lambda deleted: "muted",
                moment=lambda deleted: deleted.at,
            ),
        ),
        text_cells=_NAME_CELLS,
    )


class Pickers:
    """Dialogs to choose from what is known of functions beside the list."""

    def __init__(
        self,
        connection: Connection,
        clock: Clock,
        navigator: Navigator,
        prompts: Prompts,
        *,
        drafts: DraftStore | None,
        versions: HistoryStore | None,
    ) -> None:
        self._connection = connection
        self._clock = clock
        self._navigator = navigator
        self._prompts = prompts
        self._drafts = drafts
        self._versions = versions

    def pick_draft(self, screen: ConsoleScreen, functions: Sequence[FunctionSummary]) -> None:
        """The drafts of this server and what was discarded, to open one; those of deleted functions are there too."""
        store, server = self._drafts, self._connection.server_id
        try:
            every = store.all() if store is not None else []
        except StorageError as error:
            screen.say(f"The drafts can't be read ({error.reason}).")
            return
        newest = {(draft.slug, draft.discarded): draft for draft in reversed(every) if draft.server == server}
        listed = sorted(newest.values(), key=lambda draft: (not draft.discarded, draft.written_at), reverse=True)
        elsewhere = len({(draft.server, draft.slug) for draft in every if draft.server != server})
        others = f" {elsewhere} of other servers." if elsewhere else ""
        if not listed:
            screen.say(f"There are no unsaved drafts of this server.{others}", "$muted")
            return
        there = {function.slug: function for function in functions}

        def answered(draft: Draft | None) -> None:
            if draft is not None:
                function = there.get(draft.slug) or FunctionSummary(draft.slug, draft.edited.name, draft.edited.status)
                left = LeftDraft(draft.base, draft.edited, draft.written_at, draft.cursor)
                self._navigator.go(OpenFunction(function, restoring=left if draft.discarded else None))

        explanation = f"Choose one to open its function.{others}"
        spec = draft_list(frozenset(there))
        self._prompts.ask(
            PickScreen("Unsaved drafts", explanation, spec, listed, self._clock, self._draft_in_full), answered
        )

    def show_history(self, function: FunctionSummary) -> None:
        """The versions of a function; the one to restore is opened in the editor."""

        def answered(chosen: ChosenVersion | None) -> None:
            if chosen is not None:
                self._navigator.go(OpenFunction(function, restoring=chosen))

        self._prompts.ask(OpenHistory(function.slug), answered)

    async def pick_deleted(self, screen: ConsoleScreen, functions: Sequence[FunctionSummary]) -> None:
        """The functions that this machine or the audit trail remembers and the server no longer has."""
        there = {function.slug for function in functions}
        server_id = self._connection.server_id
        screen.say("Looking for deleted functions.", "$muted")
        kept, kept_failed = await self._kept()
        told, trail_failed, where = await self._told(there)
        if not screen.is_active or self._connection.server_id != server_id:
            # The user went on to something else meanwhile, which has the next key.
            screen.hush()
            return
        # Where both know a function, this machine knows its name and code, and the trail when it was deleted.
        found = {each.slug: each for each in kept if each.slug not in there}
        found |= {each.slug: found[each.slug]._replace(at=each.at) if each.slug in found else each for each in told}
        said = kept_failed + trail_failed
        if not all(each.has_code for each in found.values()):
            said += f" Those without a known code can't be restored: nobody told it{where}."
        if not found:
            screen.say(f"No deleted function is known.{said}", "$muted")
            return
        screen.hush()

        def answered(deleted: _Deleted | None) -> None:
            if deleted is not None:
                self.show_history(FunctionSummary(deleted.slug, deleted.name, DRAFT))

        listed = sorted(
            found.values(), key=lambda deleted: deleted.at.timestamp() if deleted.at is not None else 0.0, reverse=True
        )
        explanation = f"Choose one to see its versions.{said}"
        self._prompts.ask(
            PickScreen("Deleted functions", explanation, deleted_list(), listed, self._clock, self._deleted_in_full),
            answered,
        )

    def _draft_in_full(self, draft: Draft) -> None:
        name, about, status, _ = draft.edited
        kind = "what was discarded" if draft.discarded else "unsaved changes"
        said = (("slug", draft.slug), ("name", name), ("about", about), ("status", status), ("holds", kind))
        self._show_in_full([*said, ("written", exact(draft.written_at))])

    def _deleted_in_full(self, deleted: _Deleted) -> None:
        code = "known" if deleted.has_code else "not known"
        last = "" if deleted.at is None else exact(deleted.at)
        self._show_in_full([("slug", deleted.slug), ("name", deleted.name), ("code", code), ("last change", last)])

    def _show_in_full(self, facts: Facts) -> None:
        self._prompts.ask(DetailsScreen(None, [(label, printable(text, limit=4000)) for label, text in facts]))

    async def _kept(self) -> tuple[list[_Deleted], str]:
        """The functions of which versions are kept here, and a sentence where they can't be had."""
        store = self._versions
        if store is None:
            return [], ""
        try:
            functions = await asyncio.to_thread(store.functions, self._connection.server_id)
        except StorageError as error:
            return [], f" {error}."
        return [_Deleted(*each) for each in functions], ""

    async def _told(self, there: set[str]) -> tuple[list[_Deleted], str, str]:
        """The functions the newest rows of the trail tell of, why it can't be read, and how much of it was read."""
        trail = Trail(lambda: self._connection.api)
        try:
            await trail.read_on()
        except NotFound:
            return [], " The server has no audit trail.", ""
        except ApiError as error:
            failed = f" The audit trail can't be read: {describe_error(error, self._connection.display_name).headline}"
            return [], failed, ""
        where = "" if trail.ended else f" in the newest {trail.read} rows of {trail.total or 'the'} of the audit trail"
        told = [_Deleted(slug, slug, at, slug in trail.with_code) for slug, at in trail.deleted(there).items()]
        return told, "", where
