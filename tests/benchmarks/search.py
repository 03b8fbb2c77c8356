"""`python -m tests.benchmarks.search`: a search over 10,000 functions with 100 MB of code, on the real screen.

The code lies on disk as an earlier fetch left it. Prints when the first and all results are there, the longest time for
which the screen could not have taken a key, and what memory it took.
"""

from __future__ import annotations

import argparse
import asyncio
import resource
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from tests.console_fixture import FakeServer, FixtureConsole, idle, until
from tui.app.search.screen import SearchScreen
from tui.app.widgets.clock import SystemClock
from tui.flows.all_code import CodeShelf
from tui.model.function import Function, FunctionSummary
from tui.store.code_cache import CodeCache

_URL = "http://localhost:7130"
_AT = datetime(2026, 11, 27, tzinfo=UTC)
_LINE = "  const row{0} = await client.from('orders').select('id, total').eq('customer', body.id); // {0}\n"
_QUERIES = (
    ("plain, rare", "row7 = await client.from('orders')", ""),
    ("plain, everywhere", "await", ""),
    ("plain, nowhere", "nothing has this", ""),
    ("whole word", "orders", "alt+w"),
    ("regex", r"from\('(\w+)'\)", "alt+r"),
    ("regex, two repeats", r"row9.*select.*eq", ""),
)


class _Busy:
    """The longest time for which the loop took no turn."""

    def __init__(self) -> None:
        self.longest = 0.0

    async def watch(self) -> None:
        while True:
            before = time.monotonic()
            await asyncio.sleep(0.001)
            self.longest = max(self.longest, time.monotonic() - before - 0.001)


class _Server(FakeServer):
    """Answers what lies on disk: a few of the known are fetched all the same."""

    cache: CodeCache

    async def get_function(self, slug: str) -> Function:
        found = await super().get_function(slug)
        return found._replace(code=self.cache.find(_URL, found.summary) or "")


def _functions(number: int, characters: int) -> Iterator[Function]:
    """One after another: all of them in memory would hide what the search takes."""
    lines = max(1, characters // len(_LINE.format(1)))
    for each in range(number):
        summary = FunctionSummary(f"job-{each:05}", f"Job {each}", "active", str(each), updated_at=_AT)
        yield Function(summary, "".join(_LINE.format(each % 100 + line) for line in range(lines)))


async def _measure(number: int, characters: int, folder: Path) -> None:
    cache, functions, total = CodeCache(folder), list[Function](), 0
    begun = time.monotonic()
    for each in _functions(number, characters):
        cache.keep(_URL, each)
        total += len(each.code)
        functions.append(each._replace(code=""))
    print(f"{number:,} functions, {total / 1e6:.0f} MB; kept on disk in {time.monotonic() - begun:.1f} s")
    server = _Server(functions=functions)
    server.cache = cache
    app = FixtureConsole(server, clock=SystemClock())
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    async with app.run_test(size=(80, 24)) as pilot:
        await idle(pilot)
        shelf = CodeShelf(cache, _URL)
        app.parts._shelf = (_URL, shelf)
        busy = _Busy()
        watcher = asyncio.create_task(busy.watch())
        begun = time.monotonic()
        await pilot.press("ctrl+f")
        await until(pilot, lambda: isinstance(app.screen, SearchScreen) and not app.screen.driver.is_fetching)
        print(f"known after {time.monotonic() - begun:.2f} s, busy {1000 * busy.longest:.0f} ms")
        screen = app.screen
        assert isinstance(screen, SearchScreen)
        field = screen.query_one("#text")
        for name, text, key in _QUERIES:
            if key:
                await pilot.press(key)
            busy.longest, begun, first = 0.0, time.monotonic(), 0.0
            field.value = text  # type: ignore[attr-defined]  # a Field
            await asyncio.sleep(0)
            while screen.driver.state.query.text != text or not screen.driver.state.is_ended:
                if not first and screen.table.state.items and screen.driver.state.query.text == text:
                    first = time.monotonic() - begun
                await asyncio.sleep(0.002)
            took = time.monotonic() - begun
            found = screen.driver.state
            if key == "alt+w":
                await pilot.press(key)
            memory = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
            print(
                f"{name:20} first {1000 * (first or took):5.0f} ms  all {took:6.2f} s  "
                f"busy {1000 * busy.longest:4.0f} ms  {found.matches:>9,} matches  {memory:4.0f} MiB more"
            )
        watcher.cancel()


def main() -> None:
    """Read the options and measure."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--functions", type=int, default=10_000)
    parser.add_argument("--characters", type=int, default=10_000, help="of one function's code")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(_measure(options.functions, options.characters, Path(folder)))


if __name__ == "__main__":
    main()
