"""The save, told truthfully.

Owns what is sent, the look before it and the look after an answer that tells nothing. Refuses to know how an outcome is
shown, to overwrite what it has not seen, and to send anything twice.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol

from tui.editing.diagnostics import place_refusals
from tui.errors import (
    AlreadyExists,
    AnswerLost,
    AnswerNotUnderstood,
    ApiError,
    Forbidden,
    NotFound,
    NotReached,
    Refused,
    ServerAnswered,
    TooManyWrites,
    Unauthorised,
)
from tui.model.function import (
    ALL_FIELDS,
    Edited,
    Function,
    FunctionChanges,
    NewFunction,
    WriteAnswer,
)
from tui.sessions.edit.outcome import (
    Conflict,
    Gone,
    NotAllowed,
    NothingToSave,
    NotLooked,
    NotSaved,
    NotSent,
    Rejected,
    Saved,
    SaveOutcome,
    SlowDown,
    Taken,
    Unknown,
)
from tui.sessions.edit.rules import (
    changed_since,
    changes_of_new,
    differing_fields,
    lines_of,
    of_others,
    told,
    with_changes,
)


class FunctionsServer(Protocol):
    """The calls a save needs; `tui.api.client.Client` has them."""

    async def get_function(self, slug: str) -> Function: ...

    async def update_function(self, slug: str, changes: FunctionChanges) -> WriteAnswer: ...

    async def create_function(self, new: NewFunction) -> WriteAnswer: ...


ONE_LOOK = (0.0,)


def _nothing(_seen: Function) -> None:
    pass


async def save(
    server: FunctionsServer,
    base: Function,
    changes: FunctionChanges,
    *,
    pauses: Sequence[float] = ONE_LOOK,
    on_sending: Callable[[Function], None] = _nothing,
) -> SaveOutcome:
    """Look whether the function is as it was, send the changes once and find out what became of them.

    `on_sending` is called with what the look saw, just before the changes are sent. Raises nothing of `tui.errors`:
    every failure is an outcome. A cancelled save raises `CancelledError`; if it was being sent, `look_up` tells what
    became of it.
    """
    sent = changes.names()
    if not sent:
        return NothingToSave()
    try:
        found = await server.get_function(base.slug)
    except NotFound as error:
        return Gone(error)
    except (Unauthorised, Forbidden) as error:
        return NotAllowed(error)
    except NotReached as error:
        return NotSent(error)
    except TooManyWrites as error:
        return SlowDown(error)
    except ApiError as error:
        return NotLooked(error)
    if not differing_fields(found, with_changes(base, changes), ALL_FIELDS):
        return NothingToSave(found)
    theirs = changed_since(base, found, changes.status)
    if theirs:
        return Conflict(found, theirs)
    on_sending(found)
    return await _send(server, base, changes, lambda: server.update_function(base.slug, changes), pauses)


async def create_again(
    server: FunctionsServer,
    base: Function,
    edited: Edited,
    *,
    pauses: Sequence[float] = ONE_LOOK,
    on_sending: Callable[[], None] = lambda: None,
) -> SaveOutcome:
    """Create a function that is gone from the server, with the same slug, once; outcomes as of a save."""
    changes = changes_of_new(edited)
    new = NewFunction(edited.name, edited.code, base.slug, edited.description, changes.status)
    on_sending()
    return await _send(server, base, changes, lambda: server.create_function(new), pauses, creating=True)


async def _send(
    server: FunctionsServer,
    base: Function,
    changes: FunctionChanges,
    call: Callable[[], Awaitable[WriteAnswer]],
    pauses: Sequence[float],
    *,
    creating: bool = False,
) -> SaveOutcome:
    wanted = with_changes(base, changes)
    try:
        answer = await call()
    except Refused as error:
        return Rejected(error, place_refusals(error.refusals, lines_of(wanted.code)))
    except (Unauthorised, Forbidden) as error:
        return NotAllowed(error)
    except TooManyWrites as error:
        return SlowDown(error)
    except NotReached as error:
        return NotSent(error)
    except (AnswerLost, AnswerNotUnderstood, ServerAnswered) as error:
        if creating and isinstance(error, AlreadyExists):
            return Taken(error)
        # A gateway's 404 may be about the method, and a 409 about what is under way: the function itself tells.
        return await look_up(server, base, changes, error, pauses=pauses)
    if answer.code is None and changes.code is not None:
        answer = await _with_code(server, base.slug, answer)
    return told(base, changes, wanted, answer)


async def _with_code(server: FunctionsServer, slug: str, answer: WriteAnswer) -> WriteAnswer:
    """The answer with the code that is stored: servers of the documented dialect don't send it along."""
    try:
        return answer._replace(code=(await server.get_function(slug)).code)
    except ApiError:
        return answer


async def look_up(
    server: FunctionsServer,
    base: Function,
    changes: FunctionChanges,
    error: ApiError,
    *,
    pauses: Sequence[float] = ONE_LOOK,
) -> SaveOutcome:
    """Look at the function to learn what an unanswered save did. Reads only; may be repeated freely.

    It looks after each of `pauses` (seconds, at least one), until the function is seen to have changed: a server may
    still be at work on what it was sent.
    """
    sent = changes.names()
    wanted = with_changes(base, changes)
    outcome: SaveOutcome = Unknown(error)
    waited = 0.0
    for pause in pauses:
        await asyncio.sleep(pause)
        waited += pause
        try:
            found = await server.get_function(base.slug)
        except NotFound as gone:
            return Gone(gone)
        except (Unauthorised, Forbidden) as refused:
            return Unknown(error, refused)
        except ApiError as look_error:
            outcome = Unknown(error, look_error)
            continue
        if not differing_fields(found, wanted, sent):
            return Saved(found, sent, looked_up=True, theirs=of_others(found, wanted, sent))
        if differing_fields(found, base, sent):
            return Unknown(error)
        outcome = NotSaved(error, waited)
    return outcome
