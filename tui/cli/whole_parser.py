"""The whole command line as one parser: what completion and the manual page are made from.

The one place that knows argparse's own names for what a parser holds.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from typing import cast

from tui.cli.arguments import add_commands
from tui.cli.console_arguments import console_parser


def whole_parser() -> argparse.ArgumentParser:
    """The console's options and all commands. The slug that a console opens is left out: a command may stand there."""
    parser = console_parser()
    add_commands(parser)
    return parser


def arguments_of(parser: argparse.ArgumentParser) -> list[argparse.Action]:
    """The options and positional arguments, commands left out."""
    return [each for each in parser._actions if not isinstance(each, argparse._SubParsersAction)]


def commands_of(parser: argparse.ArgumentParser) -> Mapping[str, argparse.ArgumentParser]:
    """The parsers of the commands, by name."""
    found: dict[str, argparse.ArgumentParser] = {}
    for each in parser._actions:
        if isinstance(each, argparse._SubParsersAction):
            found.update(cast("Mapping[str, argparse.ArgumentParser]", each.choices))
    return found
