"""One function of many: its status set, or its code and facts written to files; each ends as a value.

Owns that a write is sent once and that a lost answer is looked up. Refuses to know what comes before and after: the
order, the pauses and the stop are decided by `tui.sessions.bulk`.
"""

from __future__ import annotations

import asyncio
from typing import Protocol

from tui.editing.source import lines_of_code
from tui.editing.syntax_tree import Grammar, SyntaxTree
from tui.errors import (
    ApiError,
    Forbidden,
    NotFound,
    RateLimitExceeded,
    Refused,
    StorageError,
    Unauthorised,
    Unreachable,
)
from tui.flows.deleting import LOOK_DELAYS, Wait
from tui.model.function import Function, FunctionChanges, WriteAnswer
from tui.sessions.bulk_results import Ending, Result
from tui.sessions.deleting import (
    ChangedSince,
    Deleted,
    DeletedBefore,
    DeleteOutcome,
    NotDeleted,
    NotKept,
    NotKnown,
)
from tui.store.exports import ExportFolder

_DEPLOYED, _FAILED = "success", "failed"


class Functions(Protocol):
    """The calls about functions; `tui.api.functions.FunctionsApi` has them."""

    async def get(self, slug: str) -> Function: ...

    async def update(self, slug: str, changes: FunctionChanges) -> WriteAnswer: ...


class BulkApi(Protocol):
    """Where the calls are found: `tui.api.client.Client`."""

    @property
    def functions(self) -> Functions: ...


async def set_status(
    server: BulkApi, slug: str, status: str, *, wait: Wait, look_delays: tuple[float, ...] = LOOK_DELAYS
) -> Result | RateLimitExceeded:
    """Send a status, once. A refusal for the rate limit is no result: nothing was done, and it may be sent again.

    `look_delays` are the seconds before each look at a function whose write was not answered, at least one.
    """
    try:
        answer = await server.functions.update(slug, FunctionChanges(status=status))
    except RateLimitExceeded as error:
        return error
    except (Refused, Unauthorised, Forbidden, Unreachable) as error:
        return Result(Ending.FAILED, False, error=error)
    except ApiError as error:
        # A gateway's 404 may be about the method, and a 5xx come after the server did it: the function itself tells.
        return await _looked_up(server, slug, status, error, wait, look_delays)
    return written(answer) if answer.summary.status == status else Result(Ending.FAILED, False)


def written(answer: WriteAnswer) -> Result:
    """What became of a write that the server answered: it is stored, and perhaps deployed."""
    deployment = answer.deployment
    if not answer.success or (deployment is not None and deployment.status == _FAILED):
        return Result(Ending.PARTLY, True, False, details=deployment.build_logs if deployment is not None else ())
    deployed = True if deployment is not None and deployment.status == _DEPLOYED else None
    return Result(Ending.DONE, True, deployed)


async def _looked_up(
    server: BulkApi, slug: str, status: str, lost: ApiError, wait: Wait, delays: tuple[float, ...]
) -> Result:
    """What looks at the function tell of a write whose answer tells nothing."""
    result = Result(Ending.UNKNOWN, error=lost)
    for seconds in delays:
        if seconds:
            await wait(seconds)
        try:
            found = await server.functions.get(slug)
        except NotFound as error:
            return Result(Ending.MISSING, False, looked_up=True, error=error)
        except (Unauthorised, Forbidden) as error:
            return Result(Ending.UNKNOWN, looked_up=True, error=error)
        except ApiError:
            result = Result(Ending.UNKNOWN, looked_up=True, error=lost)
            continue
        if found.summary.status == status:
            return Result(Ending.DONE, True, looked_up=True)
        result = Result(Ending.FAILED, False, looked_up=True, error=lost)
    return result


def deletion_result(outcome: DeleteOutcome) -> Result | RateLimitExceeded:
    """What became of a deletion, as the result of one of many. A refusal for the rate limit is none."""
    match outcome:
        case Deleted(looked_up=looked_up):
            return Result(Ending.DONE, True, looked_up=looked_up)
        case DeletedBefore():
            return Result(Ending.ALREADY, True)
        case ChangedSince():
            return Result(Ending.CHANGED, False)
        case NotKept(reason=reason):
            return Result(Ending.FAILED, False, error=StorageError(f"its last version can't be kept here: {reason}"))
        case NotDeleted(error=RateLimitExceeded() as error):
            return error
        case NotDeleted(error=error, looked_up=looked_up):
            return Result(Ending.FAILED, False, looked_up=looked_up, error=error)
        case NotKnown(error=error):
            return Result(Ending.UNKNOWN, looked_up=True, error=error)


async def export(server: BulkApi, slug: str, folder: ExportFolder) -> Result | RateLimitExceeded:
    """Fetch a function and write its files."""
    try:
        function = await server.functions.get(slug)
    except RateLimitExceeded as error:
        return error
    except ApiError as error:
        return Result(Ending.FAILED, False, error=error)
    try:
        done = await asyncio.to_thread(lambda: folder.write(function, suffix_of(function.code)))
    except StorageError as error:
        return Result(Ending.FAILED, False, error=error)
    if done.kept:
        return Result(Ending.SKIPPED, False, details=done.kept)
    return Result(Ending.DONE if done.written else Ending.ALREADY, True, details=done.written)


def suffix_of(code: str) -> str:
    """`.ts` for code that is right as TypeScript alone, else `.js`."""
    lines = lines_of_code(code)
    if not SyntaxTree(lines, Grammar.JAVASCRIPT).root().has_error:
        return ".js"
    return ".js" if SyntaxTree(lines, Grammar.TYPESCRIPT).root().has_error else ".ts"
