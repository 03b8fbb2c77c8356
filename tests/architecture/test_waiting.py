"""Tests wait for conditions: one that waits for a duration fails on another machine."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

TESTS = Path(__file__).parents[1]

DRIVES_PROCESSES = ("benchmarks", "faults", "journeys", "terminal", "pty_session.py")
"""Where real programs are driven through a pseudo-terminal, and polled."""


def naps(tree: ast.AST) -> Iterator[int]:
    """The lines on which something sleeps or pauses for a number of seconds that is not 0."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not node.args or not isinstance(node.args[0], ast.Constant):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name in ("sleep", "pause") and node.args[0].value:
            yield node.lineno


def naps_of(source: str) -> Iterator[int]:
    """The same of a source, which is only parsed where it has one of the words."""
    return naps(ast.parse(source)) if "sleep(" in source or "pause(" in source else iter(())


def test_no_test_waits_for_a_duration() -> None:
    found = [
        f"{path.relative_to(TESTS)}:{line}"
        for path in sorted(TESTS.rglob("*.py"))
        if path.relative_to(TESTS).parts[0] not in DRIVES_PROCESSES
        for line in naps_of(path.read_text(encoding="utf-8"))
    ]
    assert found == [], "wait for a condition (tests.console_fixture.until), or turn a tests.fake_clock.FakeClock"


def test_a_nap_would_be_found() -> None:
    assert sorted(naps(ast.parse("await pilot.pause(0.3)\ntime.sleep(1)\nsleep(0)\nawait pilot.pause()\n"))) == [1, 2]
