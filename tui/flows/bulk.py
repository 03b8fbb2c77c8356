"""One function of many: its status set, or its code and facts written to files; each ends as a value.

Owns that a write is sent once and that a lost answer is looked up. Refuses to know what comes before and after: the
order, the pauses and the stop are decided by `tui.sessions.bulk`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Protocol

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
from tui.model.function import Function, FunctionChanges, WriteAnswer
from tui.sessions.bulk import Ending, Result
from tui.store.exports import ExportFolder

Wait = Callable[[float], Awaitable[None]]
"""Waits for so many seconds."""

LOOK_UP_DELAYS = (0.0, 0.5, 1.5)
"""Seconds before each look at a function whose write was not answered: the server may still be at it."""

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
    server: BulkApi, slug: str, status: str, wait: Wait
) -> Result | RateLimitExceeded:  # fmt: skip
    """Send a status, once. A refusal for the rate limit is no result: nothing was done, and it may be sent again."""
    try:
        answer = await server.functions.update(slug, FunctionChanges(status=status))
    except RateLimitExceeded as error:
        return error
    except (Refused, Unauthorised, Forbidden, Unreachable) as error:
        return Result(Ending.FAILED, False, error=error)
    except ApiError as error:
        # A gateway's 404 may be about the method, and a 5xx come after the server did it: the function itself tells.
        return await _looked_up(server, slug, status, error, wait)
    deployment = answer.deployment
    if answer.summary.status != status:
        return Result(Ending.FAILED, False)
    if not answer.success or (deployment is not None and deployment.status == _FAILED):
        return Result(Ending.PARTLY, True, False, details=deployment.build_logs if deployment is not None else ())
    deployed = True if deployment is not None and deployment.status == _DEPLOYED else None
    return Result(Ending.DONE, True, deployed)


async def _looked_up(
    server: BulkApi, slug: str, status: str, lost: ApiError, wait: Wait
) -> Result:  # fmt: skip
    """What looks at the function tell of a write whose answer tells nothing."""
    result = Result(Ending.UNKNOWN, error=lost)
    for seconds in LOOK_UP_DELAYS:
        if seconds:
            await wait(seconds)
        try:
            found = await server.functions.get(slug)
        except NotFound as error:
            return Result(Ending.FAILED, False, looked_up=True, error=error)
        except (Unauthorised, Forbidden) as error:
            return Result(Ending.UNKNOWN, looked_up=True, error=error)
        except ApiError:
            result = Result(Ending.UNKNOWN, looked_up=True, error=lost)
            continue
        if found.summary.status == status:
            return Result(Ending.DONE, True, looked_up=True)
        result = Result(Ending.FAILED, False, looked_up=True, error=lost)
    return result


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
    lines = code.splitlines() or [""]
    if not SyntaxTree(lines, Grammar.JAVASCRIPT).root().has_error:
        return ".js"
    return ".js" if SyntaxTree(lines, Grammar.TYPESCRIPT).root().has_error else ".ts"
