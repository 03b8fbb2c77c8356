"""Gives the terminal to another program, and takes it back whole when that ends.

Owns that keys and signals of the terminal are the other program's meanwhile. Refuses to know what it is run for.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator, Sequence

from textual.app import App, SuspendNotSupported

from tui.app.shell.crash import GuardedApp
from tui.terminal.child import run_child


async def run_on_terminal(app: App[object], words: Sequence[str], said: str = "") -> int:
    """Run a program on the terminal; its exit code, or the number of its signal as a negative one.

    The console goes on meanwhile, and draws nothing; `said` stands on the terminal instead. Raises OSError for a
    program that can't be started.
    """
    try:
        # Left by an exception (the console ends) the terminal is not taken back, so none but that may pass.
        with _signals_are_its_own(app), app.suspend():
            if said and sys.__stderr__ is not None:
                print(said, file=sys.__stderr__, flush=True)
            result = await _code_or_error(words)
    except SuspendNotSupported:
        # There is no terminal to give away.
        return await run_child(words, on_terminal=False)
    if isinstance(result, OSError):
        raise result
    return result


async def _code_or_error(words: Sequence[str]) -> int | OSError:
    try:
        return await run_child(words)
    except OSError as error:
        return error


@contextlib.contextmanager
def _signals_are_its_own(app: App[object]) -> Iterator[None]:
    """ctrl+c goes to every program on the terminal: it is not meant for the console."""
    if isinstance(app, GuardedApp):
        app.is_given_away = True
    yield
    if isinstance(app, GuardedApp):
        app.is_given_away = False
