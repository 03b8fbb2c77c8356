"""The sandbox's command line: `python -m tui.sandbox --dir DIR --dialect 2.1`.

Owns the options and the wiring; refuses to know what the parts do.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from tui.sandbox.dialect_choice import DIALECT_NAMES

_EXTRA_HINT = "its packages are missing; install them with: pip install 'insforge-tui[sandbox]'"


def main(arguments: Sequence[str] | None = None) -> int:
    """Serves until standard input ends; returns the exit code."""
    options = _parser().parse_args(arguments)
    try:
        import asyncio

        from tui.sandbox.server import fail
        from tui.sandbox.service import StartFailed, run_service
    except ImportError as error:
        print(f"insforge-tui sandbox: {_EXTRA_HINT} ({error.name})", file=sys.stderr)
        return 2
    try:
        asyncio.run(
            run_service(
                options.dir,
                options.dialect,
                port=options.port,
                type_check=not options.no_type_check,
                limit_seconds=options.limit_seconds,
            )
        )
    except StartFailed as error:
        return fail(str(error))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tui.sandbox", description="An InsForge-compatible server.")
    parser.add_argument("--dir", type=Path, required=True, help="the folder that keeps the functions")
    parser.add_argument("--dialect", choices=DIALECT_NAMES, default="2.3", help="the server to resemble")
    parser.add_argument("--port", type=int, default=0, help="the loopback port (default: a free one)")
    parser.add_argument("--no-type-check", action="store_true", help="2.3 and cloud: accept any code")
    parser.add_argument("--limit-seconds", type=float, default=10.0, help="how long a function may take")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
