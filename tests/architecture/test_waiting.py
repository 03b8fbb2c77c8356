"""Tests wait for conditions: one that waits for a duration fails on another machine."""

from __future__ import annotations

import ast
import re
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

WAITS_FOR_QUIET = {
    "journeys/test_live_journey.py": "that nothing is written is what is looked for",
    "journeys/test_outside_journey.py": "an editor that is not ours tells in no known words that it is ready",
}
"""Journeys in which a terminal's silence is waited for, and why nothing on its screen is."""

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


def looks_once(tree: ast.AST) -> Iterator[int]:
    """The lines of assertions by which something must be in a `.text` now, though it may come with the next frame."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Assert):
            continue
        wanted = node.test
        if isinstance(wanted, ast.Compare) and isinstance(wanted.ops[0], ast.In | ast.Eq):
            looked_at: list[ast.expr] = [wanted.left, *wanted.comparators]
        else:
            looked_at = wanted.args if isinstance(wanted, ast.Call) else []
        if any(isinstance(each, ast.Attribute) and each.attr == "text" for each in looked_at):
            yield node.lineno


def test_what_a_terminal_shows_is_waited_for_and_not_looked_at_once() -> None:
    found: list[str] = []
    quiet: set[str] = set()
    for folder in ("journeys", "faults"):
        for path in sorted((TESTS / folder).rglob("test_*.py")):
            source = path.read_text(encoding="utf-8")
            name = path.relative_to(TESTS).as_posix()
            if "TerminalSession" in source or "running(" in source:
                found += [f"{name}:{line}" for line in looks_once(ast.parse(source))]
            if re.search(r"wait_still\((?!quiet_seconds=0\))", source):
                quiet.add(name)
    assert found == [], "TerminalSession.wait_shown or wait_for"
    assert quiet == set(WAITS_FOR_QUIET), "wait for what the screen shows then"


def test_an_assertion_that_looks_once_would_be_found() -> None:
    lines = (
        'assert "x" in terminal.text',
        'assert "x" not in terminal.text',
        'assert re.search("x", session.text, re.M)',
        "assert terminal.text == before",
        "assert len(text) == 3, terminal.text",
    )
    assert [number for number, line in enumerate(lines) if list(looks_once(ast.parse(line)))] == [0, 2, 3]


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
