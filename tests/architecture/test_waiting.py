"""Tests wait for conditions: one that waits for a duration fails on another machine."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

TESTS = Path(__file__).parents[1]

DRIVES_PROCESSES = ("benchmarks", "faults", "journeys", "terminal", "pty_session.py")
"""Where real programs are driven through a pseudo-terminal, and polled: a nap belongs into a loop there."""

IS_THE_FAULT = {
    "faults/terminals.py": "a terminal that reads nothing for half a second",
    "journeys/test_input_journey.py": "a line that stops in the middle of a sequence",
}
"""Where one nap stands in no loop, and what it is."""

_LOOPS = (ast.While, ast.For, ast.AsyncFor)
_BODIES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


def naps(tree: ast.AST, *, in_loop: bool = False) -> Iterator[tuple[int, bool]]:
    """The lines on which something sleeps or pauses for a number of seconds that is not 0, and whether in a loop."""
    for node in ast.iter_child_nodes(tree):
        inside = isinstance(node, _LOOPS) or (in_loop and not isinstance(node, _BODIES))
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in ("sleep", "pause") and node.args[0].value:
                yield node.lineno, in_loop
        yield from naps(node, in_loop=inside)


def naps_of(source: str) -> Iterator[tuple[int, bool]]:
    """The same of a source, which is only parsed where it has one of the words."""
    return naps(ast.parse(source)) if "sleep(" in source or "pause(" in source else iter(())


def test_no_test_waits_for_a_duration() -> None:
    found: list[str] = []
    unlooped: list[str] = []
    for path in sorted(TESTS.rglob("*.py")):
        name = path.relative_to(TESTS)
        for line, in_loop in naps_of(path.read_text(encoding="utf-8")):
            if name.parts[0] not in DRIVES_PROCESSES:
                found.append(f"{name}:{line}")
            elif not in_loop:
                unlooped.append(name.as_posix())
    assert found == [], "wait for a condition (tests.console_fixture.until), or turn a tests.fake_clock.FakeClock"
    assert sorted(unlooped) == sorted(IS_THE_FAULT), "poll for a condition"


def test_a_nap_would_be_found() -> None:
    source = "await pilot.pause(0.3)\nwhile True:\n    time.sleep(1)\n    sleep(0)\nawait pilot.pause()\n"
    assert sorted(naps(ast.parse(source))) == [(1, False), (3, True)]
    assert list(naps(ast.parse("for x in y:\n    def f():\n        sleep(1)\n"))) == [(3, False)]
