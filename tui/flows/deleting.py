"""Deleting a function, and putting it back: fetched, kept here, sent once, looked up where the answer tells nothing.

Owns the order of the calls. Refuses to know what an answer means: `tui.sessions.deleting` does.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Protocol

from tui.errors import ApiError, StorageError
from tui.model.fingerprint import fingerprint
from tui.model.function import Function, FunctionList, FunctionSummary, NewFunction, WriteAnswer
from tui.model.history import How
from tui.sessions.deleting import (
    ChangedSince,
    Deleted,
    DeletedBefore,
    DeleteOutcome,
    NotDeleted,
    NotKept,
    NotKnown,
    NotPutBack,
    PutBackNotKnown,
    PutBackOutcome,
    after_create,
    after_delete,
    after_fetch,
    after_list,
    after_look,
    changed_since,
    new_again,
    stored,
)
from tui.store.history import HistoryStore, NewVersion

LOOK_DELAYS = (0.0, 0.5, 1.5)
"""Seconds before each look for a function whose deletion or creation was not answered."""

Wait = Callable[[float], Awaitable[None]]
"""Waits for so many seconds."""


class Functions(Protocol):
    """The calls about functions; `tui.api.functions.FunctionsApi` has them."""

    async def list(self) -> FunctionList: ...

    async def get(self, slug: str) -> Function: ...

    async def create(self, new: NewFunction) -> WriteAnswer: ...

    async def delete(self, slug: str) -> str: ...


class DeletingApi(Protocol):
    """Where a deletion finds its calls: `tui.api.client.Client`."""

    @property
    def functions(self) -> Functions: ...


class KeepVersion(Protocol):
    """Keeps the last version of a function on this machine; returns why it can't, or nothing."""

    async def __call__(self, function: Function) -> str: ...


async def delete_function(
    server: DeletingApi,
    slug: str,
    keep: KeepVersion | None,
    *,
    wait: Wait,
    seen: FunctionSummary | None = None,
    look_delays: tuple[float, ...] = LOOK_DELAYS,
) -> DeleteOutcome:
    """Delete a function, once, after `keep` has its last version; None keeps none. Raises nothing of `tui.errors`.

    A function that was changed since it was `seen` (what the user looked at when deciding) is left alone.
    `look_delays` are the seconds before each look at the list where the answer was lost, at least one.
    """
    try:
        function = await server.functions.get(slug)
    except ApiError as error:
        return after_fetch(error)
    if seen is not None and changed_since(seen, function):
        return ChangedSince(function)
    reason = "" if keep is None else await keep(function)
    if reason:
        return NotKept(function, reason)
    try:
        await server.functions.delete(slug)
    except ApiError as error:
        outcome = after_delete(error)
        return await _looked_up(server, function, error, wait, look_delays) if outcome is None else outcome
    return Deleted(function)


async def _looked_up(
    server: DeletingApi, function: Function, error: ApiError, wait: Wait, delays: tuple[float, ...]
) -> DeleteOutcome:
    outcome: DeleteOutcome = NotDeleted(error)
    waited = 0.0
    for seconds in delays:
        waited += seconds
        if seconds:
            await wait(seconds)
        try:
            listed = await server.functions.list()
        except ApiError as look_error:
            outcome = NotKnown(function, error, look_error)
            continue
        outcome = after_list(function, error, listed.functions, waited)
        # What is still there may be deleted a moment later: the request was on its way.
        if isinstance(outcome, Deleted | DeletedBefore):
            return outcome
    return outcome


async def put_back(
    server: DeletingApi, function: Function, *, wait: Wait, look_delays: tuple[float, ...] = LOOK_DELAYS
) -> PutBackOutcome:
    """Create a deleted function again, once, as it was. Raises nothing of `tui.errors`."""
    try:
        answer = await server.functions.create(new_again(function))
    except ApiError as error:
        outcome = after_create(error)
        return await _looked_for(server, function, error, wait, look_delays) if outcome is None else outcome
    code = function.code if answer.code is None else answer.code
    return stored(function, Function(answer.summary, code), is_deployed=answer.success)


async def _looked_for(
    server: DeletingApi, function: Function, error: ApiError, wait: Wait, delays: tuple[float, ...]
) -> PutBackOutcome:
    outcome: PutBackOutcome = NotPutBack(error)
    for seconds in delays:
        if seconds:
            await wait(seconds)
        found: Function | ApiError
        try:
            found = await server.functions.get(function.slug)
        except ApiError as look_error:
            found = look_error
        outcome = after_look(function, error, found)
        # What is not there yet may be a moment later: the request was on its way.
        if not isinstance(outcome, NotPutBack | PutBackNotKnown):
            return outcome
    return outcome


async def keep_version(store: HistoryStore, server_id: str, function: Function, now: datetime) -> str:
    """Keep a version in the store, and see that it is there; returns why it is not, or nothing. `now`: aware UTC."""
    content, written = function.content, function.summary.updated_at or now
    version = NewVersion(server_id, function.slug, content, written, How.SEEN)

    def kept() -> bool:
        store.keep(version)
        return store.content(server_id, function.slug, fingerprint(content)) is not None

    try:
        return "" if await asyncio.to_thread(kept) else "it is too large to be kept"
    except StorageError as error:
        return error.reason or str(error)
