"""Deletes a function of the list and puts it back: asks, finds out what will be lost, tells what became of it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from functools import partial
from typing import Protocol

from tui.app.functions.delete_dialog import DeleteDialog
from tui.app.functions.deleting_words import (
    Loss,
    deleting,
    describe_deletion,
    describe_putting_back,
    putting_back,
)
from tui.app.shell.connection import Connection
from tui.app.shell.notice import Report, describe_error
from tui.app.shell.prompts import Prompts
from tui.app.shell.questions import Choice, QuestionScreen
from tui.app.shell.screen import ConsoleScreen
from tui.app.widgets.clock import Clock, wait_for
from tui.errors import ApiError, NotFound, StorageError
from tui.flows.calls import LastCall, last_call
from tui.flows.deleting import KeepVersion, delete_function, put_back
from tui.model.function import Function, FunctionSummary
from tui.model.schedule import Schedule
from tui.sessions.deleting import (
    ChangedSince,
    Deleted,
    DeletedBefore,
    NotKept,
    NotKnown,
    PutBack,
    PutBackNotKnown,
    Taken,
)
from tui.store.history import HistoryStore
from tui.terminal.sanitise import printable

_WITHOUT = "delete"


class ListWatcher(Protocol):
    """Is told what the server holds by now: the list's loader is one."""

    def load(self) -> None: ...

    def function_saved(self, function: Function) -> None: ...

    def function_seen(self, slug: str, function: Function | None) -> None: ...


class Told(Protocol):
    """Takes what is told: a report, and the function that can be put back then."""

    def __call__(self, report: Report, back: Function | None = None) -> None: ...


@dataclass(frozen=True)
class Places:
    """Where versions are kept: `keep` keeps one, `versions` has them. None: nothing is kept."""

    keep: KeepVersion | None = None
    versions: HistoryStore | None = None


class Deleter:
    """Deletes and puts back on the connected server. `look_delays` are the seconds before each look."""

    def __init__(
        self,
        connection: Connection,
        clock: Clock,
        prompts: Prompts,
        *,
        watcher: ListWatcher,
        places: Places,
        look_delays: tuple[float, ...],
    ) -> None:
        self._connection = connection
        self._clock = clock
        self._prompts = prompts
        self._watcher = watcher
        self._places = places
        self._look_delays = look_delays

    # Asking

    def ask(self, screen: ConsoleScreen, function: FunctionSummary, tell: Told) -> None:
        """Ask whether to delete a function, and do it."""
        dialog = DeleteDialog(Loss(function, self._places.versions is not None), self._clock, self._find_out)

        def answered(wanted: bool | None) -> None:
            if wanted:
                seen = dialog.loss.function
                screen.run_worker(self._delete(screen, seen, tell, self._places.keep), group="deleting")

        self._prompts.ask(dialog, answered)

    async def _find_out(self, dialog: DeleteDialog) -> None:
        """Tell the dialog what will be lost, each part as it comes."""
        slug = dialog.loss.function.slug

        async def versions() -> None:
            found = await self._versions(slug)
            dialog.show(replace(dialog.loss, versions=found))

        async def schedules() -> None:
            found = await self._schedules(slug)
            dialog.show(replace(dialog.loss, schedules=found))

        async def called() -> None:
            found = await self._called(slug)
            dialog.show(replace(dialog.loss, called=found))

        await asyncio.gather(versions(), schedules(), called())

    async def _versions(self, slug: str) -> int | str | None:
        store = self._places.versions
        if store is None:
            return None
        try:
            return len(await asyncio.to_thread(store.versions, self._connection.server_id, slug))
        except StorageError as error:
            return f"not known ({printable(error.reason, limit=60)})"

    async def _schedules(self, slug: str) -> tuple[Schedule, ...] | str:
        try:
            found = await self._connection.api.schedules.list()
        except NotFound:
            return "this server tells of no schedules"
        except ApiError as error:
            return describe_error(error, self._connection.display_name).headline
        return tuple(each for each in found if each.slug == slug)

    async def _called(self, slug: str) -> LastCall | str:
        try:
            return await last_call(self._connection.api, slug)
        except NotFound:
            return "this server keeps no log of calls"
        except ApiError as error:
            return describe_error(error, self._connection.display_name).headline

    # Doing

    async def _delete(self, screen: ConsoleScreen, seen: FunctionSummary, tell: Told, keep: KeepVersion | None) -> None:
        slug, server_id, server = seen.slug, self._connection.server_id, self._connection.display_name
        tell(deleting(slug))
        outcome = await delete_function(
            self._connection.api,
            slug,
            keep,
            wait=partial(wait_for, self._clock),
            seen=seen,
            look_delays=self._look_delays,
        )
        if self._connection.server_id != server_id:
            # The list is another server's by now: there is nothing to take back on that one.
            tell(_elsewhere(describe_deletion(outcome, slug, server), server))
            return
        back: Function | None = None
        match outcome:
            case Deleted(function=function):
                back = None if outcome.recreated else function
                self._watcher.function_seen(slug, None)
            case DeletedBefore(function=function_or_none):
                back = function_or_none
                self._watcher.function_seen(slug, None)
            case ChangedSince(now=now):
                self._watcher.function_seen(slug, now)
            case NotKnown():
                self._watcher.load()
            case NotKept(function=function, reason=reason):
                self._ask_without(screen, function.summary, reason, tell)
            case _:
                pass
        tell(describe_deletion(outcome, slug, server), back)

    def _ask_without(self, screen: ConsoleScreen, seen: FunctionSummary, reason: str, tell: Told) -> None:
        """Ask whether to delete what can't be kept here. It comes late: the user may type elsewhere by now."""
        server_id = self._connection.server_id

        def answered(name: str | None) -> None:
            if name == _WITHOUT:
                screen.run_worker(self._delete(screen, seen, tell, None), group="deleting")

        question = f"Delete {printable(seen.slug, limit=60)} without keeping its last version?"
        explanation = (
            f"It can't be kept on this machine ({printable(reason, limit=200)}). Only u puts it back then, until "
            "something else is deleted or this console ends."
        )
        choices = (Choice("keep", "Keep the function"), Choice(_WITHOUT, "Delete it all the same"))
        self._prompts.ask_unasked(
            lambda: self._prompts.ask(QuestionScreen(question, explanation, choices), answered),
            lambda: self._connection.server_id == server_id,
        )

    def put_back(self, screen: ConsoleScreen, function: Function, tell: Told) -> None:
        """Create a deleted function again, as it was."""
        screen.run_worker(self._put_back(function, tell), group="deleting")

    async def _put_back(self, function: Function, tell: Told) -> None:
        server_id, server = self._connection.server_id, self._connection.display_name
        tell(putting_back(function.slug))
        wait = partial(wait_for, self._clock)
        outcome = await put_back(self._connection.api, function, wait=wait, look_delays=self._look_delays)
        if self._connection.server_id != server_id:
            tell(_elsewhere(describe_putting_back(outcome, function.slug, server), server))
            return
        back: Function | None = None
        match outcome:
            case PutBack(function=stored):
                self._watcher.function_saved(stored)
            case Taken():
                self._watcher.load()
            case PutBackNotKnown():
                back = function
                self._watcher.load()
            case _:
                back = function
        tell(describe_putting_back(outcome, function.slug, server), back)


def _elsewhere(report: Report, server: str) -> Report:
    """What became of it on a server that is not the list's any more: no key of the list does anything about it."""
    return report._replace(next_step=f"That was on {server}; the list is another server's by now.")
