"""Mutate the captured answers of real servers, and see that the console's client always ends in a value or a sentence.

python -m tests.faults.mutations --count 10000 --seed 1
"""

from __future__ import annotations

import argparse
import asyncio
import random
import resource
import sys
import traceback
from collections import Counter
from collections.abc import Awaitable, Callable

from tests.api.replay import Reply, Then, serving
from tests.api.wire import Exchange, exchanges
from tui.api.client import Client, Timeouts
from tui.app.shell.notice import describe_error
from tui.errors import ApiError
from tui.model.function import FunctionChanges, NewFunction
from tui.model.secret import Secret

Call = Callable[[Client], Awaitable[object]]
_TOKENS = (
    b"{", b"}", b"[", b"]", b'"', b",", b":", b"null", b"true", b"-1", b"1e999", b"\xff\xfe", b"\x00", b"\x1b[2J",
    b"\r\n", b"\\ud800", b"[" * 2000, b"A" * 20_000, b'{"a":' * 500, b"NaN", b"\\u0000",
)  # fmt: skip


def call_of(exchange: Exchange) -> Call | None:
    """The client's call that gets this answer."""
    parts = exchange.path.strip("/").split("/")
    match (exchange.method, *parts):
        case ("GET", "api", "health"):
            return lambda client: client.health.server()
        case ("GET", "api", "functions"):
            # The deployment's own health is no exchange of the server's: it gets whatever comes.
            asks: list[Call] = [
                lambda client: client.functions.list(),
                lambda client: client.functions.runtime(),
                lambda client: client.health.deployment(client.base_url),
            ]
            return asks[len(exchange.body) % len(asks)]
        case ("GET", "api", "logs", "functions", "build-logs"):
            return lambda client: client.logs.build_log()
        case ("GET", "api", "logs", _) if "audits?" in exchange.path:
            return lambda client: client.audits.page(limit=3)
        case ("POST", "api", "auth", "admin", "sessions"):
            return lambda client: client.auth.log_in("admin", Secret("wrong"))
        case ("GET", "api", "metadata", "api-key"):
            return lambda client: client.auth.fetch_api_key(Secret("token"))
        case ("GET", "api", "functions", _):
            return lambda client: client.functions.get("greet")
        case ("POST", "api", "functions"):
            return lambda client: client.functions.create(NewFunction("Greet", "1", "greet"))
        case ("PUT", "api", "functions", _):
            return lambda client: client.functions.update("greet", FunctionChanges(code="1"))
        case ("DELETE", "api", "functions", _):
            return lambda client: client.functions.delete("greet")
        case _:
            return None


def mutated(raw: bytes, rng: random.Random) -> bytes:
    """The answer with one to four things wrong with it."""
    data = bytearray(raw)
    for _ in range(rng.randint(1, 4)):
        place = rng.randrange(len(data) + 1)
        match rng.randrange(6):
            case 0:
                del data[place:]
            case 1:
                del data[place : place + rng.randint(1, 40)]
            case 2:
                data[place:place] = rng.choice(_TOKENS)
            case 3 if place < len(data):
                data[place] = rng.randrange(256)
            case 4:
                data[place:place] = data[place : place + rng.randint(1, 200)]
            case _:
                data[place : place + 1] = rng.choice(_TOKENS)
    return bytes(data)


async def measure(count: int, first_seed: int) -> tuple[Counter[str], int]:
    """How the calls ended, and how many ended in something nobody planned for."""
    cases = [(each, call) for each in exchanges() if (call := call_of(each)) is not None and not each.is_cut]
    ends: Counter[str] = Counter()
    crashes = 0
    for seed in range(first_seed, first_seed + count):
        rng = random.Random(seed)
        exchange, call = rng.choice(cases)
        raw = mutated(exchange.reply().raw, rng)
        # The same bytes for every request of the call: reads may be asked twice.
        answer = Reply(raw, Then.CLOSE)
        async with serving(answer, answer, answer) as server:
            timeouts = Timeouts(connect_seconds=2, read_seconds=2, write_answer_seconds=2)
            async with Client(server.url, Secret("ik_x"), timeouts=timeouts) as client:
                try:
                    await call(client)
                    ends["understood"] += 1
                except ApiError as error:
                    report = describe_error(error, "the server")
                    ends[type(error).__name__] += 1
                    if not report.headline or not (report.headline + report.next_step).isprintable():
                        crashes += 1
                        print(f"seed {seed}: no sentence: {report}")
                except Exception:  # noqa: BLE001  # what is counted here is what nobody planned for
                    crashes += 1
                    print(f"seed {seed}: {exchange.name}\n{traceback.format_exc()}", flush=True)
    return ends, crashes


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    ends, crashes = asyncio.run(measure(options.count, options.seed))
    for end, count in ends.most_common():
        print(f"{count:6} {end}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{options.count} answers: {crashes} crashes; at most {peak:.0f} MiB")
    return 1 if crashes else 0


if __name__ == "__main__":
    sys.exit(main())
