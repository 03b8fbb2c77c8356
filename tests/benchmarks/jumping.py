"""`python -m tests.benchmarks.jumping`: what a key in the palette costs with many functions: the matching alone."""

from __future__ import annotations

import argparse
import time

from tui.sessions.jumping import Name, Names
from tui.terminal.sanitise import printable

_TYPED = ("e", "f", "fu", "fun", "nc", "on 9", "tfn", "t1f", "team-3-function-00042", "zzz", "number 77")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--functions", type=int, default=10_000)
    count = parser.parse_args().functions
    slugs = [f"team-{number % 37}-function-{number:05}" for number in range(count)]
    began = time.perf_counter()
    names = Names([Name(printable(slug, limit=200), f"Function number {place}") for place, slug in enumerate(slugs)])
    print(f"made ready: {1000 * (time.perf_counter() - began):.1f} ms")
    for typed in _TYPED:
        times = []
        for _ in range(5):
            began = time.perf_counter()
            found = names.find(typed)
            times.append(time.perf_counter() - began)
        print(f"{typed:24} {1000 * min(times):5.1f} to {1000 * max(times):5.1f} ms, {len(found)} shown")


if __name__ == "__main__":
    main()
