"""One function of many whose code is changed: looked at, kept, sent once, looked up where the answer tells nothing.

Owns that nothing is sent for a function that is not as it was seen, and never an empty code. Refuses to know the order
and the pauses: `tui.sessions.bulk` decides them.
"""

from __future__ import annotations

from tui.errors import (
    ApiError,
    ConsoleError,
    Forbidden,
    NotFound,
    RateLimitExceeded,
    Refused,
    StorageError,
    Unauthorised,
    Unreachable,
)
from tui.flows.bulk import BulkApi, written
from tui.flows.deleting import LOOK_DELAYS, KeepVersion, Wait
from tui.model.function import Function, FunctionChanges
from tui.sessions.bulk_results import Ending, Result
from tui.sessions.code_replace import CodeChange


async def replace_code(
    server: BulkApi,
    slug: str,
    change: CodeChange,
    keep: KeepVersion | None,
    *,
    wait: Wait,
    look_delays: tuple[float, ...] = LOOK_DELAYS,
) -> Result | RateLimitExceeded:
    """Save a changed code, once, if the server still holds the one it was made from; `keep` has that before.

    A refusal for the rate limit is no result: nothing was done. `look_delays` are the seconds before each look at a
    function whose write was not answered, at least one.
    """
    if change.is_empty:
        return Result(Ending.FAILED, False, error=ConsoleError("the code would be empty. Nothing was sent."))
    try:
        before = await server.functions.get(slug)
    except RateLimitExceeded as error:
        return error
    except NotFound as error:
        return Result(Ending.MISSING, False, error=error)
    except ApiError as error:
        return Result(Ending.FAILED, False, error=error)
    if before.code != change.before:
        return Result(Ending.ALREADY, True) if before.code == change.after else Result(Ending.CHANGED, False)
    reason = "" if keep is None else await keep(before)
    if reason:
        not_kept = StorageError(f"the version before can't be kept here: {reason}")
        return Result(Ending.FAILED, False, error=not_kept)
    result = await _sent(server, slug, change, wait, look_delays)
    if keep is not None and isinstance(result, _Saved):
        # The version before is kept; that this one can't be is no reason to say that it is not saved.
        await keep(result.function)
    return result.result if isinstance(result, _Saved) else result


class _Saved:
    """It is on the server, as this function."""

    def __init__(self, function: Function, result: Result) -> None:
        self.function = function
        self.result = result


async def _sent(
    server: BulkApi, slug: str, change: CodeChange, wait: Wait, delays: tuple[float, ...]
) -> _Saved | Result | RateLimitExceeded:
    try:
        answer = await server.functions.update(slug, FunctionChanges(code=change.after))
    except RateLimitExceeded as error:
        return error
    except (Refused, Unauthorised, Forbidden, Unreachable) as error:
        return Result(Ending.FAILED, False, error=error)
    except ApiError as error:
        # A gateway's 404 may be about the method, and a 5xx come after the server did it: the function itself tells.
        return await _looked_up(server, slug, change, error, wait, delays)
    if answer.code is None or answer.code != change.after:
        # The documented dialect does not say what is stored.
        found = await _looked_up(server, slug, change, None, wait, delays)
        if not isinstance(found, _Saved):
            return found
        return _Saved(found.function, written(answer))
    return _Saved(Function(answer.summary, answer.code), written(answer))


async def _looked_up(
    server: BulkApi, slug: str, change: CodeChange, lost: ApiError | None, wait: Wait, delays: tuple[float, ...]
) -> _Saved | Result:
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
        if found.code == change.after:
            return _Saved(found, Result(Ending.DONE, True, looked_up=lost is not None))
        if found.code != change.before:
            # Somebody saved behind ours, or instead of it.
            return Result(Ending.UNKNOWN, looked_up=True, error=lost)
        result = Result(Ending.FAILED, False, looked_up=True, error=lost)
    return result
