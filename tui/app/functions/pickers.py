"""What there is beside the functions of the list: unsaved drafts, versions, deleted functions."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from tui.app.history.screen import Chosen, HistoryScreen
from tui.app.shell.notice import describe_error
from tui.app.shell.pick import PickScreen
from tui.app.shell.questions import Choice
from tui.app.shell.screen import ConsoleScreen
from tui.app.widgets.relative_time import ago
from tui.errors import ApiError, NotFound, StorageError
from tui.flows.history import Trail
from tui.model.function import DRAFT, FunctionSummary
from tui.store.drafts import Draft
from tui.terminal.sanitise import printable

if TYPE_CHECKING:
    from tui.app.shell.app import Console


def pick_draft(screen: ConsoleScreen, functions: Sequence[FunctionSummary]) -> None:
    """The drafts of this server and what was discarded, to open one; those of deleted functions are there too."""
    console = screen.console
    store, server = console.start.drafts, console.list_name
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

    def title(draft: Draft) -> str:
        deleted = "" if draft.slug in there else "  deleted on the server"
        discarded = "  discarded" if draft.discarded else ""
        return f"{printable(draft.slug, limit=120)}  {ago(draft.written_at, console.now())}{discarded}{deleted}"

    def answered(place: str | None) -> None:
        if place is not None:
            draft = listed[int(place)]
            function = there.get(draft.slug) or FunctionSummary(draft.slug, draft.edited.name, draft.edited.status)
            console.open_function(function, draft if draft.discarded else None)

    choices = [Choice(str(place), title(draft)) for place, draft in enumerate(listed)]
    console.push_screen(PickScreen("Unsaved drafts", f"Choose one to open its function.{others}", choices), answered)


def show_history(screen: ConsoleScreen, function: FunctionSummary) -> None:
    """The versions of a function; the one to restore is opened in the editor."""

    def answered(chosen: Chosen | None) -> None:
        if chosen is not None:
            screen.console.open_function(function, chosen)

    screen.console.push_screen(HistoryScreen(function.slug), answered)


class _Gone(NamedTuple):
    slug: str
    name: str
    at: datetime | None
    has_code: bool = True


async def pick_gone(screen: ConsoleScreen, functions: Sequence[FunctionSummary]) -> None:
    """The functions that this machine or the audit trail remembers and the server no longer has."""
    console = screen.console
    there = {function.slug for function in functions}
    screen.say("Looking for deleted functions.", "$muted")
    kept, kept_failed = await _kept(console)
    told, trail_failed, where = await _told(console, there)
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

    def title(gone: _Gone) -> str:
        when = f"  {ago(gone.at, console.now())}" if gone.at is not None else ""
        name = f"  {printable(gone.name, limit=120)}" if gone.name != gone.slug else ""
        code = "" if gone.has_code else "  no code known"
        return f"{printable(gone.slug, limit=120)}{code}{name}{when}"

    def answered(slug: str | None) -> None:
        if slug is not None:
            show_history(screen, FunctionSummary(slug, found[slug].name, DRAFT))

    listed = sorted(found.values(), key=lambda gone: gone.at.timestamp() if gone.at is not None else 0.0, reverse=True)
    choices = [Choice(gone.slug, title(gone)) for gone in listed]
    explanation = f"Choose one to see its versions.{said}"
    console.push_screen(PickScreen("Deleted functions", explanation, choices), answered)


async def _kept(console: Console) -> tuple[list[_Gone], str]:
    """The functions of which versions are kept here, and a sentence where they can't be had."""
    store = console.start.history
    if store is None:
        return [], ""
    try:
        functions = await asyncio.to_thread(store.functions, console.list_name)
    except StorageError as error:
        return [], f" {error}"
    return [_Gone(*each) for each in functions], ""


async def _told(console: Console, there: set[str]) -> tuple[list[_Gone], str, str]:
    """The functions the newest rows of the trail tell of, a sentence where it can't be read, and how much was read."""
    trail = Trail(console.client)
    try:
        await trail.read_on()
    except NotFound:
        return [], " The server has no audit trail.", ""
    except ApiError as error:
        failed = f" The audit trail can't be read: {describe_error(error, console.server_name).headline}"
        return [], failed, ""
    where = "" if trail.ended else f" in the newest {trail.read} rows of {trail.total or 'the'} of the audit trail"
    told = [_Gone(slug, slug, at, slug in trail.with_code) for slug, at in trail.gone(there).items()]
    return told, "", where
