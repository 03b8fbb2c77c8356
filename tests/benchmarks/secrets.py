"""`python -m tests.benchmarks.secrets`: 1,000 secrets, on the screen."""

from __future__ import annotations

import argparse
import asyncio

from tests.benchmarks.view_keys import measure
from tests.console_fixture import FixtureConsole
from tests.secrets_fixture import KeepingServer, secret

_STEPS = (
    ("open", ("4",)),
    ("move", ("j", "j", "k", "pagedown", "pageup", "end", "home")),
    ("filter", ("slash", *"key_04", "enter", "escape")),
    ("sort", ("s", "s", "s", "S")),
    ("reveal and hide", ("v", "v", "j", "v", "v")),
    ("ask again", ("r", "r")),
    ("in full", ("f4", "escape")),
    ("palette", ("ctrl+p", *"key_77", "escape")),
)


def main() -> None:
    """Read the options and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--secrets", type=int, default=1_000)
    keys = [f"KEY_{number:04}_{'FOR_TESTS' if number % 3 else 'X'}" for number in range(parser.parse_args().secrets)]
    server = KeepingServer(
        stored=tuple(secret(key, number, on=number % 11 > 0) for number, key in enumerate(keys)),
        values={key: f"value of {key}" for key in keys},
    )
    asyncio.run(measure(FixtureConsole(server), _STEPS))


if __name__ == "__main__":
    main()
