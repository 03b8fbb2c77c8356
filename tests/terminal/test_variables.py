"""Variables that Textual and Rich read: the table of them is whole, and no value of any ends the start."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import rich
import textual

from tests.cases import cases
from tui.terminal.variables import BOUNDED, FOR_DEVELOPERS, KEPT, unusable

pytestmark = pytest.mark.app

ANY_VALUE_DOES = {
    # Compared with a word or two, or read as a number only where they are digits.
    *("COLORTERM", "DATABRICKS_RUNTIME_VERSION", "FORCE_COLOR", "JUPYTER_COLUMNS", "JUPYTER_LINES", "LC_TERMINAL"),
    *("NO_COLOR", "TERM", "TERM_PROGRAM", "TTY_COMPATIBLE", "TTY_INTERACTIVE", "UNICODE_VERSION"),
    # In a browser alone.
    "ROWS",
}
_READ = re.compile(
    r"""(?:environ(?:\.get|\.pop)?|getenv|get_environ|_get_environ_\w+)\s*[\[(]\s*["']([A-Z_]+)["']""", re.DOTALL
)


def names_read(package: Path) -> set[str]:
    """The variables that a package's sources read by name."""
    return {name for path in package.rglob("*.py") for name in _READ.findall(path.read_text(encoding="utf-8"))}


def test_every_variable_of_textual_and_rich_is_in_the_table() -> None:
    """When this fails one of them reads a new variable: say in `tui.terminal.variables` what becomes of it."""
    found = names_read(Path(textual.__file__).parent) | names_read(Path(rich.__file__).parent)
    assert {"TEXTUAL_DRIVER", "TEXTUAL_PRESS", "ESCDELAY", "COLUMNS", "TERM"} <= found
    taken_out = set(unusable(dict.fromkeys(found, "odd"), has_size=True).names)
    assert found - taken_out == (ANY_VALUE_DOES | set(KEPT)) & found


@pytest.mark.parametrize("name", sorted(BOUNDED))
@pytest.mark.parametrize(
    "value", ["abc", "-1", "9" * 400, "1e3", "0x10", "٣", "1\udcff", "99999", "10001", "1 2", "--", "nan", "1.5"]
)
def test_what_is_no_number_within_reason_is_ignored_and_named(name: str, value: str) -> None:
    found = unusable({name: value}, has_size=False)
    assert found.names == (name,)
    [notice] = found.notices
    assert notice.startswith(f"{name} is {value[:40]}")
    assert len(notice) < 120


@cases("name", sorted(BOUNDED))
def test_a_number_within_reason_counts_and_nothing_is_said(name: str) -> None:
    assert unusable({name: "100"}, has_size=False) == ((), ())
    for blank in ("", "  "):
        assert unusable({name: blank}, has_size=False) == ((name,), ())


def test_a_terminal_that_knows_its_size_is_believed() -> None:
    assert unusable({"COLUMNS": "40", "LINES": "10"}, has_size=True) == (("COLUMNS", "LINES"), ())


def test_switches_for_developers_are_ignored_and_named_in_one_sentence() -> None:
    given = {"TEXTUAL": "", "TEXTUAL_PRESS": "x", "TEXTUAL_LOG": "1", "TEXTUAL_ANIMATIONS": "none", "TEXTUAL_X": "1"}
    found = unusable(given, has_size=True)
    assert found.names == ("TEXTUAL", "TEXTUAL_LOG", "TEXTUAL_PRESS")
    assert found.notices == ("TEXTUAL_LOG and TEXTUAL_PRESS are for developers of Textual: ignored.",)
    [notice] = unusable(dict.fromkeys(FOR_DEVELOPERS, "1"), has_size=True).notices
    assert notice.endswith(f" and {len(FOR_DEVELOPERS) - 3} more are for developers of Textual: ignored.")


def test_an_empty_no_color_is_none_and_an_unknown_driver_is_named() -> None:
    assert unusable({"NO_COLOR": ""}, has_size=True).names == ("NO_COLOR",)
    assert unusable({"NO_COLOR": "1", "INSFORGE_TUI_DRIVER": "plain"}, has_size=True) == ((), ())
    [notice] = unusable({"INSFORGE_TUI_DRIVER": "fast"}, has_size=True).notices
    assert notice == "INSFORGE_TUI_DRIVER is fast; only plain is known: ignored."


@cases(
    "value",
    ["", "-1", "9" * 400, "\udcff" + "x" * 9999],
)
def test_variables_that_are_kept_may_hold_anything(value: str) -> None:
    code = """
from textual.app import App
from textual import _xterm_parser, filter, screen
from rich.cells import cell_len
App()
assert cell_len("x") == 1
"""
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, **dict.fromkeys([*ANY_VALUE_DOES, *KEPT], value)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
