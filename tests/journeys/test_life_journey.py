"""A function's whole life at 80x24 with the keyboard alone, on the sandbox, and its beginning in each other dialect.

Created from a template, saved and run, broken, led to the line by the answer, mended, run with a body, watched in the
calls and logs, copied, deleted and put back.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.journeys.test_sandbox_journey import console
from tests.pty_session import ANSWERED, TerminalSession

KEEPS_CALLS = ("2.3", "newest", "cloud")
KEEPS_OUTPUT = ("documented", "2.1", "cloud")


def _options(folder: Path, dialect: str) -> tuple[str, ...]:
    return ("--sandbox", "--sandbox-dir", str(folder / "sandbox"), "--sandbox-dialect", dialect)


def test_a_function_is_created_run_broken_mended_watched_deleted_and_put_back(tmp_path: Path) -> None:
    # Really started: what is loaded on the way has to be found by itself.
    with console(tmp_path, *_options(tmp_path, "2.1"), forked=False) as terminal:
        terminal.wait_for(r"hello-world +\+ active")
        _create(terminal)
        _save_and_run(terminal)
        _break_and_mend(terminal)
        _run_with_a_body(terminal)
        _watch(terminal, "2.1")
        _copy_delete_and_put_back(terminal)
        terminal.press("q")
        assert terminal.wait_end() == 0


@pytest.mark.parametrize("dialect", ["documented", "2.3", "cloud"])
def test_a_function_is_created_run_and_watched_in_every_dialect(dialect: str, tmp_path: Path) -> None:
    with console(tmp_path, *_options(tmp_path, dialect)) as terminal:
        terminal.wait_for(r"hello-world +\+ active")
        _create(terminal)
        _save_and_run(terminal)
        terminal.press("escape")
        _watch(terminal, dialect)
        terminal.press("q")
        assert terminal.wait_end() == 0


def _create(terminal: TerminalSession) -> None:
    terminal.press("n")
    terminal.wait_for(r"New function")
    terminal.type("Greet")
    terminal.wait_for(r"greet")
    terminal.press("enter")
    terminal.wait_for(r"new, not on the server")


def _save_and_run(terminal: TerminalSession) -> None:
    """alt+enter: saved, live, and run."""
    terminal.press("alt+enter")
    terminal.wait_for(r"Run greet")
    terminal.wait_for(rf"ok 200{ANSWERED}")
    terminal.wait_for(r"Hello!")
    terminal.press("escape")
    terminal.wait_for(r"Created(\.| and live)")


def _break_and_mend(terminal: TerminalSession) -> None:
    """An error that is thrown, its words in the answer, and back."""
    terminal.press("ctrl+home", "down", "down")
    terminal.type("throw new Error('it broke here'); ")
    terminal.press("alt+enter")
    terminal.wait_for(rf"500{ANSWERED}")
    terminal.wait_for(r"it broke here")
    terminal.press("escape")
    terminal.wait_for(r"slug +greet")
    for _ in range(2):
        terminal.press("ctrl+z")
    terminal.wait_gone(r"throw new Error")
    terminal.press("ctrl+s")
    terminal.wait_for(r"Saved code(\.| and live)")


def _run_with_a_body(terminal: TerminalSession) -> None:
    terminal.press("escape")
    terminal.wait_for(r"greet +\+ active")
    terminal.press("x")
    terminal.wait_for(r"Run greet")
    terminal.press("f6")
    terminal.type('{"name": "Ada"}')
    terminal.press("ctrl+r")
    terminal.wait_for(rf"ok 200{ANSWERED}")
    terminal.press("escape")
    terminal.wait_for(r"greet +\+ active")


def _watch(terminal: TerminalSession, dialect: str) -> None:
    """What the dialect keeps is shown; what it does not keep is said."""
    terminal.wait_for(r"greet +\+ active")
    terminal.press("2")
    terminal.wait_for(r"greet +\d" if dialect in KEEPS_CALLS else r"calls")
    terminal.press("3")
    terminal.wait_for(r"Logs: ")
    terminal.press("1")
    terminal.wait_for(r"greet +\+ active")


def _copy_delete_and_put_back(terminal: TerminalSession) -> None:
    terminal.press("D")
    # It comes once the code is here: keys that were on their way are not for it.
    terminal.wait_to_read(r"greet-copy")
    terminal.press("enter")
    terminal.wait_for(r"new, not on the server")
    terminal.press("ctrl+s")
    terminal.wait_for(r"Created")
    terminal.press("escape")
    terminal.wait_for(r"greet-copy +o draft")
    terminal.press("X")
    terminal.wait_for(r"Delete greet-copy\?")
    terminal.press("y")
    terminal.wait_for(r"Deleted greet-copy")
    terminal.press("u")
    terminal.wait_for(r"Put greet-copy back")
