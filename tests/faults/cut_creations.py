"""Cut the connection at every byte of what creates, changes, deletes and puts back: is told what the server has?

    python -m tests.faults.cut_creations [--every 1] [--only delete]

Functions, secrets and schedules; `tests.faults.cuts` has saves of functions, and runs. The console's own session and
flows over real sockets, through the proxy of `tests.faults.cuts` in front of the sandbox, which is asked behind each
cut.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from tests.faults.cuts import CuttingProxy, conclude
from tests.sessions.driven import Driven
from tests.sessions.served import asked
from tui.api.client import Client
from tui.errors import NotFound
from tui.flows import schedules, secrets
from tui.flows.deleting import delete_function, put_back
from tui.model.function import Edited, Function, FunctionSummary, NewFunction
from tui.model.schedule import Schedule, ScheduleChanges
from tui.model.secret import Secret
from tui.sandbox.launch import SandboxProcess, start_sandbox
from tui.sessions.deleting import Deleted, NotDeleted, NotKnown, NotPutBack, PutBack, PutBackNotKnown
from tui.sessions.edit.events import Command, DraftOpened
from tui.sessions.edit.outcome import NotSaved, NotSent, Saved, Unknown
from tui.sessions.edit.values import Beginning
from tui.sessions.secret_results import Ending, Result

_SLUG, _CODE = "cut", "module.exports = () => new Response('cut');\n"
_DELAYS = (0.0, 0.1, 0.4)
_MOST_CASES = 100
"""A sandbox answers one address only so often in a quarter of an hour, as the real servers do."""
_WANTED = Function(FunctionSummary(_SLUG, "Cut", "draft", description=""), _CODE)

_KEY, _VALUE, _OLD_VALUE = "CUT", Secret("a value that is cut"), Secret("as it was")
_TIMES = ScheduleChanges("Cut", "http://127.0.0.1:9/functions/cut", "0 3 1 1 *", method="POST")

Act = Callable[[Client], Awaitable[object]]
Verdict = Callable[[object, Client], Awaitable[str]]
"""Whether an outcome is what the server holds: its name, behind WRONG where it is not."""


async def _create(client: Client) -> object:
    session = Driven(loaded=False, restoring=Beginning(_WANTED.content), base=_WANTED, delays=_DELAYS)
    session.happen(DraftOpened())
    return (await asked(session, Command.SAVE, client, asyncio.sleep)).outcome


async def _delete(client: Client) -> object:
    return await delete_function(client, _SLUG, None, wait=asyncio.sleep, look_delays=_DELAYS)


async def _put_back(client: Client) -> object:
    return await put_back(client, _WANTED, wait=asyncio.sleep, look_delays=_DELAYS)


async def _no_function(direct: Client) -> None:
    with suppress(NotFound):
        await direct.functions.delete(_SLUG)


async def _function(direct: Client) -> None:
    await _no_function(direct)
    await direct.functions.create(NewFunction("Cut", _CODE, _SLUG, "", "draft"))


async def _about_function(outcome: object, direct: Client) -> str:
    there: Edited | None = None
    with suppress(NotFound):
        there = (await direct.functions.get(_SLUG)).content
    return verdict(outcome, there)


def verdict(outcome: object, there: Edited | None) -> str:
    """What was told, and whether the server says the same."""
    name = type(outcome).__name__
    match outcome:
        case Saved() | PutBack():
            return name if there == _WANTED.content else f"WRONG: {name}"
        case NotDeleted():
            return name if there is not None else f"WRONG: {name}"
        case NotSaved() | NotSent() | NotPutBack() | Deleted():
            return name if there is None else f"WRONG: {name}"
        case Unknown() | NotKnown() | PutBackNotKnown():
            return name
        case _:
            return f"WRONG: {name}"


# Secrets and schedules


async def _no_secret(direct: Client) -> None:
    with suppress(NotFound):
        await direct.secrets.delete(_KEY)


def _secret(value: Secret) -> Callable[[Client], Awaitable[None]]:
    """Makes the server ready with a secret of this value."""

    async def prepare(direct: Client) -> None:
        await _no_secret(direct)
        await direct.secrets.create(_KEY, value)

    return prepare


async def _has_secret(direct: Client) -> bool:
    """Whether it is there with its value, and not with the one before."""
    try:
        return (await direct.secrets.value(_KEY)).reveal() == _VALUE.reveal()
    except NotFound:
        return False


def _sent(write: secrets.Write) -> Act:
    """Sends what changes the secret."""
    return lambda client: secrets.send(client, write, wait=asyncio.sleep, look_delays=_DELAYS)


async def _no_schedules(direct: Client) -> None:
    for each in await _schedules(direct):
        await direct.schedules.delete(each.id)


async def _schedule(direct: Client) -> None:
    await _no_schedules(direct)
    await direct.schedules.create(_TIMES)


async def _create_schedule(client: Client) -> object:
    return await schedules.create_schedule(client, _TIMES, frozenset())


async def _delete_schedule(client: Client) -> object:
    [there] = await _schedules(client)
    return await schedules.delete_schedule(client, there.id)


def _compared(is_there: Callable[[Client], Awaitable[bool]], *, is_made: bool) -> Verdict:
    """Whether it is there as told, where `is_made` says that it was to be made, and not to be deleted."""

    async def compare(outcome: object, direct: Client) -> str:
        there = await is_there(direct)
        match outcome:
            case schedules.Carried() | Result(ending=Ending.DONE):
                name, is_right = "done", there is is_made
            case schedules.NotCarried() | Result(ending=Ending.NOT_DONE):
                name, is_right = "not done", there is not is_made
            case schedules.CarriedUnknown() | Result(ending=Ending.UNKNOWN):
                name, is_right = "not known", True
            case _:
                name, is_right = type(outcome).__name__, False
        looked = ", looked up" if isinstance(outcome, Result) and outcome.looked_up else ""
        return f"{'' if is_right else 'WRONG: '}{name}{looked}"

    return compare


async def _has_schedule(direct: Client) -> bool:
    return bool(await _schedules(direct))


async def _schedules(client: Client) -> list[Schedule]:
    return [each for each in await client.schedules.list() if each.name == _TIMES.name]


class Kind(NamedTuple):
    """What is done: how its request begins, how the server is made ready, the act, and whether what it told is so."""

    begins: bytes
    prepare: Callable[[Client], Awaitable[None]]
    act: Act
    verdict: Verdict


KINDS: dict[str, Kind] = {
    "create": Kind(b"POST /api/functions", _no_function, _create, _about_function),
    "delete": Kind(b"DELETE ", _function, _delete, _about_function),
    "put back": Kind(b"POST /api/functions", _no_function, _put_back, _about_function),
    "create a secret": Kind(
        b"POST /api/secrets", _no_secret, _sent(secrets.Create(_KEY, _VALUE)), _compared(_has_secret, is_made=True)
    ),
    "change a secret": Kind(
        b"PUT ", _secret(_OLD_VALUE), _sent(secrets.Change(_KEY, _VALUE)), _compared(_has_secret, is_made=True)
    ),
    "delete a secret": Kind(
        b"DELETE ", _secret(_VALUE), _sent(secrets.Delete(_KEY)), _compared(_has_secret, is_made=False)
    ),
    "create a schedule": Kind(
        b"POST /api/schedules", _no_schedules, _create_schedule, _compared(_has_schedule, is_made=True)
    ),
    "delete a schedule": Kind(b"DELETE ", _schedule, _delete_schedule, _compared(_has_schedule, is_made=False)),
}


async def measure(
    sandbox: SandboxProcess, kind: str, cases: Sequence[tuple[str, int]], told: Counter[str]
) -> tuple[int, dict[str, int]]:
    """Note the outcome of each cut; answers how many sent a second write, and the bytes that came through at last."""
    begins, prepare, act, judge = KINDS[kind]
    proxy = CuttingProxy(urlsplit(sandbox.url).port or 0, begins)
    port = await proxy.start()
    twice = 0
    async with Client(sandbox.url, Secret(sandbox.api_key)) as direct:
        for side, after in cases:
            await prepare(direct)
            proxy.cut(side, after)
            async with Client(f"http://127.0.0.1:{port}", Secret(sandbox.api_key)) as client:
                outcome = await act(client)
            said = await judge(outcome, direct)
            if said.startswith("WRONG"):
                print(f"{kind}, {side} cut after {after}: {said}", flush=True)
            told[f"{kind}, {side or 'uncut'}: {said}"] += 1
            twice += proxy.sent > 1
    return twice, dict(proxy.passed)


def in_a_sandbox(kind: str, cases: Sequence[tuple[str, int]], told: Counter[str]) -> tuple[int, dict[str, int]]:
    """`measure` with a sandbox of its own."""
    with tempfile.TemporaryDirectory() as folder:
        sandbox = start_sandbox(Path(folder), "2.1", type_check=False)
        try:
            return asyncio.run(measure(sandbox, kind, cases, told))
        finally:
            sandbox.stop()


def run(kind: str, every: int, told: Counter[str]) -> tuple[int, int]:
    """Cut one kind of write at every so many bytes; answers how many cuts there were and how many were sent twice."""
    twice, whole = in_a_sandbox(kind, [("", 0)], told)
    cases = [(side, after) for side in ("request", "answer") for after in range(1, whole[side] + 1, every)]
    for first in range(0, len(cases), _MOST_CASES):
        twice += in_a_sandbox(kind, cases[first : first + _MOST_CASES], told)[0]
    return len(cases), twice


def main() -> int:
    """Read the options, cut, print what was told; 1 if something is wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--only", choices=tuple(KINDS))
    options = parser.parse_args()
    told: Counter[str] = Counter()
    cuts = twice = 0
    for kind in (options.only,) if options.only else KINDS:
        done = run(kind, options.every, told)
        cuts, twice = cuts + done[0], twice + done[1]
    return conclude(told, cuts, twice)


if __name__ == "__main__":
    sys.exit(main())
