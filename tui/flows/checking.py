"""The checks of a function's saved requests: each one that expects something is sent once, and its answer looked at.

Owns the order, which is the file's. Refuses to know what is expected: `tui.sessions.checks` does.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace
from typing import Protocol

from tui.errors import ApiError, StorageError
from tui.model.invocation import BodyPiece, InvocationCall, InvocationEvent, ResponseEnd, ResponseHead
from tui.model.secret import Secret
from tui.sessions.checks import Checked, CheckResult, results
from tui.sessions.http_file import parse
from tui.sessions.http_variables import Sources, resolved
from tui.sessions.response import Response
from tui.sessions.run_history import secrets_of
from tui.sessions.run_request import RunRequest
from tui.store.requests import RequestStore, read_body

MOST_REQUESTS = 20
"""Of one function so many saved requests are sent after a save."""
_MOST_SECONDS = 60.0


class Calls(Protocol):
    """The call that runs a function; `tui.api.invocations.InvocationsApi` has it."""

    def stream(self, slug: str, call: InvocationCall) -> AsyncGenerator[InvocationEvent, None]: ...


class Server(Protocol):
    """The calls that are made; `tui.api.client.Client` has them."""

    @property
    def invocations(self) -> Calls: ...


async def check_saved(
    server: Server, store: RequestStore, server_id: str, slug: str, sources: Sources
) -> Checked | None:
    """Send the saved requests that expect something, one after the other; None where there is none.

    It ends with the first that has no answer, and says why. Raises nothing of `tui.errors`.
    """
    try:
        file = parse(await asyncio.to_thread(store.read, server_id, slug), slug)
    except StorageError as error:
        return Checked(0, reason=f"the saved requests can't be read: {error}")
    checking = [each for each in file.requests if each.checks]
    requests = checking[:MOST_REQUESTS]
    if not requests:
        return None
    total = sum(len(each.checks) for each in requests)
    failed: list[CheckResult] = []
    for request in requests:
        try:
            answer = await _answer(server, store, server_id, slug, request, dict(file.variables), sources)
        except (ApiError, StorageError, TimeoutError) as error:
            return Checked(total, tuple(failed), f"{_name_of(request)} had no whole answer{_because(error)}")
        if isinstance(answer, str):
            return Checked(total, tuple(failed), f"{_name_of(request)}: {answer}")
        failed += [each for each in await asyncio.to_thread(results, request.checks, answer) if not each.passed]
    left = len(checking) - len(requests)
    reason = f"of {len(checking)} saved requests with checks the last {left} {_were(left)} not sent" if left else ""
    return Checked(total, tuple(failed), reason)


async def _answer(
    server: Server,
    store: RequestStore,
    server_id: str,
    slug: str,
    request: RunRequest,
    variables: dict[str, str],
    sources: Sources,
) -> Response | str:
    """What the function answers to a saved request, or a sentence on why it can't be sent."""
    outgoing = resolved(request, variables, sources)
    if isinstance(outgoing, str):
        return outgoing
    call = outgoing.call
    if outgoing.body_file:
        path = store.path(server_id, slug).parent / outgoing.body_file
        call = replace(call, body=await asyncio.to_thread(read_body, path))
    for secret in secrets_of(call):
        # From now on it is left out of reports.
        Secret(secret)
    response: Response | None = None
    # A stream need not end.
    async with (
        asyncio.timeout(request.timeout_seconds or _MOST_SECONDS),
        aclosing(server.invocations.stream(slug, call)) as events,
    ):
        async for event in events:
            match event:
                case ResponseHead():
                    response = Response(event, seconds=event.seconds)
                case BodyPiece(data=data, seconds=seconds) if response is not None:
                    response = response.longer(data, seconds)
                case ResponseEnd(seconds=seconds) if response is not None:
                    response = response.whole(seconds)
                case _:
                    pass
    return response if response is not None else "there was no answer"


def _name_of(request: RunRequest) -> str:
    return f"the request {request.name}" if request.name else "a saved request"


def _were(number: int) -> str:
    return "was" if number == 1 else "were"


def _because(error: Exception) -> str:
    return f" ({error})" if str(error) else ""
