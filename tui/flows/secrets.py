"""Writes of secrets: sent once, looked up where the answer tells nothing; and the rotation of a key.

Owns the order of the calls. Refuses to know when they are made: `tui.sessions` decides.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Protocol

from tui.errors import (
    AlreadyExists,
    ApiError,
    ErrorResponse,
    Forbidden,
    NotFound,
    RateLimitExceeded,
    Refused,
    Unauthorised,
    Unreachable,
)
from tui.model.secret import Secret
from tui.model.stored_secret import StoredSecret
from tui.sessions.secret_results import Ending, Result, Rotated, Rotation

if TYPE_CHECKING:
    from tui.api.secrets import SecretsApi, ServerKey

LOOK_DELAYS = (0.0, 0.5, 1.5)
"""Seconds before each look for what became of a write that was not answered."""
Wait = Callable[[float], Awaitable[None]]
"""Waits for so many seconds."""


class SecretsServer(Protocol):
    """Where the calls are found: `tui.api.client.Client`."""

    @property
    def secrets(self) -> SecretsApi: ...


@dataclass(frozen=True, slots=True)
class Create:
    """Create a secret, or a deleted one again."""

    key: str
    value: Secret
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """Give a secret another value, and, where `sets_expiry`, another expiry (None: none)."""

    key: str
    value: Secret | None = None
    sets_expiry: bool = False
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Delete:
    """Delete a secret."""

    key: str


Write = Create | Change | Delete


async def send(
    server: SecretsServer, write: Write, *, wait: Wait, look_delays: tuple[float, ...] = LOOK_DELAYS
) -> Result | RateLimitExceeded:
    """Send a write, once. A refusal for the rate limit is no result: nothing was done. Raises nothing of `tui.errors`.

    `look_delays` are the seconds before each look where the answer was lost, at least one.
    """
    try:
        await _sent(server, write)
    except RateLimitExceeded as error:
        return error
    except (Refused, Unauthorised, Forbidden, AlreadyExists, Unreachable) as error:
        return Result(Ending.NOT_DONE, error)
    except NotFound as error:
        # The server's own word; a gateway's 404 names nothing of it.
        if error.code:
            return Result(Ending.NOT_DONE, error)
        return await _looked_up(server, write, error, wait, look_delays)
    except ApiError as error:
        return await _looked_up(server, write, error, wait, look_delays)
    return Result(Ending.DONE)


async def _sent(server: SecretsServer, write: Write) -> None:
    match write:
        case Create(key=key, value=value, expires_at=expires_at):
            await server.secrets.create(key, value, expires_at)
        case Change(key=key, value=value, sets_expiry=True, expires_at=expires_at):
            await server.secrets.update(key, value=value, expires_at=expires_at)
        case Change(key=key, value=value):
            await server.secrets.update(key, value=value)
        case Delete(key=key):
            await server.secrets.delete(key)


async def _looked_up(
    server: SecretsServer, write: Write, lost: ApiError, wait: Wait, delays: tuple[float, ...]
) -> Result:
    result = Result(Ending.UNKNOWN, lost, looked_up=True)
    for seconds in delays:
        if seconds:
            await wait(seconds)
        try:
            is_done = await _is_done(server, write)
        except (Unauthorised, Forbidden) as error:
            return Result(Ending.UNKNOWN, error, looked_up=True)
        except ApiError:
            result = Result(Ending.UNKNOWN, lost, looked_up=True)
            continue
        if is_done:
            return Result(Ending.DONE, looked_up=True)
        # What is not there yet may be a moment later: the request was on its way.
        result = Result(Ending.NOT_DONE, lost, looked_up=True)
    return result


async def _is_done(server: SecretsServer, write: Write) -> bool:
    """Whether the server holds what was written. Raises the errors of reads."""
    listed = {each.key: each for each in await server.secrets.list()}
    there = listed.get(write.key)
    match write:
        case Delete():
            return there is None or not there.is_active
        case Create(value=value, expires_at=expires_at):
            return there is not None and there.is_active and await _holds(server, there, value, expires_at, True)
        case Change(value=value, sets_expiry=sets_expiry, expires_at=expires_at):
            return there is not None and await _holds(server, there, value, expires_at, sets_expiry)


async def _holds(
    server: SecretsServer, there: StoredSecret, value: Secret | None, expires_at: datetime | None, sets_expiry: bool
) -> bool:
    if sets_expiry and not _same_moment(there.expires_at, expires_at):
        return False
    if value is None:
        return True
    try:
        return await server.secrets.value(there.key) == value
    except NotFound:
        # Expired, or deleted since: what it holds can't be read.
        return False


def _same_moment(left: datetime | None, right: datetime | None) -> bool:
    if left is None or right is None:
        return left is right
    # Servers keep milliseconds.
    return abs(left - right) < timedelta(milliseconds=1)


async def current_values(server: SecretsServer, keys: tuple[str, ...]) -> tuple[Mapping[str, Secret], ApiError | None]:
    """The values of these secrets, one after the other, as far as they can be read, and what came in between."""
    found: dict[str, Secret] = {}
    for key in keys:
        try:
            found[key] = await server.secrets.value(key)
        except NotFound:
            continue
        except ApiError as error:
            return found, error
    return found, None


@dataclass(frozen=True, slots=True)
class KeyRotation:
    """What became of a rotation, and until when the old key is good, where the server said it."""

    rotated: Rotated
    old_ends_at: datetime | None = None


async def rotate(
    server: SecretsServer,
    which: ServerKey,
    hours: int,
    in_use: Secret,
    *,
    is_api_key: bool,
    wait: Wait,
    look_delays: tuple[float, ...] = LOOK_DELAYS,
) -> KeyRotation:
    """Let the server make a key anew, once. `in_use` is the key that calls are made with. Raises nothing.

    After a lost answer the server is asked for the API key of now: the old one is good for it while its grace lasts.
    """
    try:
        answer = await server.secrets.rotate(which, hours)
    except (NotFound, Refused, Unauthorised, Forbidden, Unreachable, RateLimitExceeded) as error:
        is_lacking = isinstance(error, NotFound) or (isinstance(error, ErrorResponse) and error.status in (405, 501))
        return KeyRotation(Rotated(Rotation.NOT_OFFERED if is_lacking else Rotation.NOT_DONE, error=error))
    except ApiError as error:
        if not is_api_key:
            return KeyRotation(Rotated(Rotation.UNKNOWN, error=error))
        return KeyRotation(await _key_of_now(server, in_use, error, wait, look_delays))
    return KeyRotation(Rotated(Rotation.DONE, answer.key), answer.old_ends_at)


async def _key_of_now(
    server: SecretsServer, in_use: Secret, lost: ApiError, wait: Wait, delays: tuple[float, ...]
) -> Rotated:
    found = Rotated(Rotation.UNKNOWN, error=lost, looked_up=True)
    for seconds in delays:
        if seconds:
            await wait(seconds)
        try:
            key = await server.secrets.api_key()
        except Unauthorised as error:
            return Rotated(Rotation.LOCKED_OUT, error=error, looked_up=True)
        except ApiError:
            continue
        if key != in_use:
            return Rotated(Rotation.DONE, key, looked_up=True)
        found = Rotated(Rotation.NOT_DONE, error=lost, looked_up=True)
    return found
