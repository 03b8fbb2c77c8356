"""Changes the program in one small place, many times, and tells each change that no test notices.

    python -m tests.mutants --room sessions --count 60 --seed 1
    python -m tests.mutants --room app --under app/editor --count 40 --seed 1

Mutants are drawn at random over a room, as many of each kind: a comparison turned round, a condition negated, a
constant changed, a statement or a step taken out, another value returned. Each is put into a copy of the checkout. The
test files of its module run first (its own, or the one that `tests.architecture.test_rooms` names), then those of the
room that import the module. A mutant with which they take a minute of the processor's time, or 15 s a file where that
is more, or wait for what never comes, counts as noticed.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import multiprocessing
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from enum import Enum
from functools import cache
from itertools import zip_longest
from pathlib import Path
from queue import SimpleQueue
from typing import NamedTuple

TOP = Path(__file__).parents[1]
TUI = TOP / "tui"

ALSO = {"sessions": ("tests/sessions",), "flows": ("tests/flows", "tests/sessions"), "app": ("tests/app",)}
"""Where the tests are that run second."""

MOST_SECONDS = 60
SECONDS_A_FILE = 15
"""Of the processor's time, for the test files of one group: a minute, or more where there are many."""

STILL_SECONDS = 60.0
STILL_USES = 0.5
"""A run that used no more of the processor than this in so long waits for what never comes, on a slow machine too."""

NOT_RUN = ("tests/sessions/test_edit_session.py::test_a_fault_that_is_put_in_is_found",)
"""Tests of the tests: a mutant makes them pass sooner."""

_OPPOSITES: dict[type[ast.cmpop], ast.cmpop] = {
    ast.Eq: ast.NotEq(), ast.NotEq: ast.Eq(), ast.Lt: ast.LtE(), ast.LtE: ast.Lt(), ast.Gt: ast.GtE(),
    ast.GtE: ast.Gt(), ast.In: ast.NotIn(), ast.NotIn: ast.In(), ast.Is: ast.IsNot(), ast.IsNot: ast.Is(),
}  # fmt: skip


class Mutant(NamedTuple):
    """One change: the text from `start` to `end` (offsets in characters) of a module becomes `text`."""

    path: str
    line: int
    kind: str
    start: int
    end: int
    before: str
    text: str

    def put_into(self, source: str) -> str:
        """The module with the change."""
        return source[: self.start] + self.text + source[self.end :]

    def __str__(self) -> str:
        return f"{self.path}:{self.line} {self.kind}: {_short(self.before)}  ->  {_short(self.text)}"


class Fate(Enum):
    """What became of a mutant."""

    KILLED = "killed"
    TIMED_OUT = "timed out"
    SURVIVED = "survived"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 90 else f"{line[:89]}…"


def mutants_of(source: str, path: str = "") -> Iterator[Mutant]:
    """Every mutant of a module's source."""
    starts = [0]
    for line in source.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    lines = source.splitlines()

    def offset(line: int, column: int) -> int:
        # The tree counts bytes.
        return starts[line - 1] + len(lines[line - 1].encode()[:column].decode())

    for node, kind, text in _changes(ast.parse(source)):
        end_line, end_column = node.end_lineno, node.end_col_offset
        assert end_line is not None
        assert end_column is not None
        start, end = offset(node.lineno, node.col_offset), offset(end_line, end_column)
        yield Mutant(path, node.lineno, kind, start, end, source[start:end], text)


def _changes(tree: ast.Module) -> Iterator[tuple[ast.expr | ast.stmt, str, str]]:
    """What can be changed: the part, the kind of the change, and the text instead of it."""
    for node in _walked(tree):
        match node:
            case ast.Compare(left=left, ops=[op], comparators=[right]) if type(op) in _OPPOSITES:
                flipped = ast.Compare(left, [_OPPOSITES[type(op)]], [right])
                yield node, "comparison", f"({ast.unparse(flipped)})"
            case ast.BoolOp(op=op, values=values):
                other = ast.BoolOp(ast.And() if isinstance(op, ast.Or) else ast.Or(), values)
                yield node, "and/or", f"({ast.unparse(other)})"
            case ast.BinOp(left=left, op=(ast.Add() | ast.Sub()) as op, right=right):
                turned = ast.BinOp(left, ast.Sub() if isinstance(op, ast.Add) else ast.Add(), right)
                yield node, "arithmetic", f"({ast.unparse(turned)})"
            case ast.If(test=test) | ast.IfExp(test=test) | ast.While(test=test):
                yield test, "condition", f"(not ({ast.unparse(test)}))"
            case ast.match_case(guard=ast.expr() as guard):
                yield guard, "condition", f"(not ({ast.unparse(guard)}))"
            case ast.comprehension(ifs=ifs):
                yield from ((each, "condition", f"(not ({ast.unparse(each)}))") for each in ifs)
            case ast.Constant(value=bool() as value):
                yield node, "constant", repr(not value)
            case ast.Constant(value=int() as value):
                yield node, "constant", repr(value + 1)
            case ast.Constant(value=float() as value):
                yield node, "constant", repr(value * 2 + 1)
            case ast.Constant(value=str() as value) if value:
                yield node, "constant", '""'
            case ast.Expr(value=ast.Call() | ast.Await() | ast.Yield()) | ast.AugAssign() | ast.Raise():
                yield node, "statement", "pass"
            case ast.Continue() | ast.Break():
                yield node, "statement", "pass"
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if name in _names(value):
                yield node, "statement", "pass"
            case ast.Return(value=ast.expr() as value) if not isinstance(value, ast.Constant):
                yield value, "return", "None"
            case ast.Call(func=ast.Attribute(value=before, attr="then" | "also" | "_replace")):
                yield node, "step", f"({ast.unparse(before)})"
            case ast.Call(func=ast.Name(id="replace") as func, args=args, keywords=keywords):
                for left_out in keywords:
                    kept = [each for each in keywords if each is not left_out]
                    yield node, "step", ast.unparse(ast.Call(func, args, kept))


def _names(node: ast.AST) -> set[str]:
    return {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}


def _walked(node: ast.AST) -> Iterator[ast.AST]:
    """The parts that run: no annotations, decorators, docstrings, imports, assertions or `TYPE_CHECKING`."""
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns", "decorator_list", "type_params", "bases"):
            continue
        for child in value if isinstance(value, list) else [value]:
            if not isinstance(child, ast.AST) or _is_skipped(child):
                continue
            yield child
            # The parts of a text with values in it have no place of their own before Python 3.12.
            if not isinstance(child, ast.JoinedStr):
                yield from _walked(child)


def _is_skipped(node: ast.AST) -> bool:
    match node:
        case ast.Expr(value=ast.Constant()) | ast.Assert() | ast.Import() | ast.ImportFrom():
            return True
        case ast.If(test=ast.Name(id="TYPE_CHECKING")):
            return True
        case ast.MatchValue() | ast.MatchSingleton():
            return True
        case ast.Assign(targets=[ast.Name(id=name)]):
            return name.startswith("__")
        case _:
            return False


def drawn(mutants: list[Mutant], count: int, seed: int) -> list[Mutant]:
    """So many at random, each kind in turn: most of what could be changed are words."""
    chosen = random.Random(seed)
    kinds: dict[str, list[Mutant]] = {}
    for mutant in chosen.sample(mutants, len(mutants)):
        kinds.setdefault(mutant.kind, []).append(mutant)
    in_turn = [each for row in zip_longest(*kinds.values()) for each in row if each is not None]
    return in_turn[:count]


def mutants_in(room: str, under: str = "") -> list[Mutant]:
    """Every mutant of a room's modules, or of those whose path begins with `under`, in order."""
    found: list[Mutant] = []
    for path in sorted((TUI / room).rglob("*.py")):
        name = path.relative_to(TUI).as_posix()
        if name.startswith(under):
            found += mutants_of(path.read_text(encoding="utf-8"), f"tui/{name}")
    return found


# The tests


@cache
def covering_tests(path: str, room: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The test files of a module, and others of its room that import it."""
    from tests.architecture.test_rooms import TESTED_THROUGH, has_own_test, imports

    module = TOP / path
    name = module.relative_to(TUI).with_suffix("").as_posix()
    near = {TESTED_THROUGH[name]} if name in TESTED_THROUGH else set[str]()
    if has_own_test(module):
        near |= {_named(test) for test in (TOP / "tests" / room).rglob(f"test_{module.stem}.py")}
    dotted = "tui." + name.replace("/", ".")
    far = {
        _named(test)
        for folder in ALSO.get(room, (f"tests/{room}",))
        for test in _tests_in(folder)
        # A session's modules are reached through its machine.
        if room == "sessions" or dotted in imports(test)
    }
    return tuple(sorted(near)), tuple(sorted(far - near))


@cache
def _tests_in(folder: str) -> tuple[Path, ...]:
    return tuple((TOP / folder).rglob("test_*.py"))


def _named(test: Path) -> str:
    return test.relative_to(TOP).as_posix()


class Workshop:
    """A copy of the checkout, into which one mutant at a time is put."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=TOP, capture_output=True, text=True, check=True)
        for name in filter(None, listed.stdout.split("\0")):
            # What lies in the working tree, a deleted file apart.
            if (TOP / name).is_file():
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(TOP / name, folder / name)

    def check(self, groups: Iterable[tuple[str, ...]]) -> None:
        """Run these test files without any mutant. Raises SystemExit where one fails or takes too long."""
        for name in sorted({name for group in groups for name in group}):
            if self._fate((name,)) is not Fate.SURVIVED:
                raise SystemExit(f"without any mutant this does not pass: {name}")

    def fate_of(self, mutant: Mutant, tests: Iterable[tuple[str, ...]]) -> Fate:
        """Put it in, run these groups of test files until one fails, and take it out."""
        path = self._folder / mutant.path
        source = path.read_text(encoding="utf-8")
        try:
            self._write(path, mutant.put_into(source))
            fates = (self._fate(group) for group in tests if group)
            return next((fate for fate in fates if fate is not Fate.SURVIVED), Fate.SURVIVED)
        finally:
            self._write(path, source)

    def _write(self, path: Path, source: str) -> None:
        path.write_text(source, encoding="utf-8")
        # Python tells a compiled module that is out of date by size and whole seconds.
        for compiled in (path.parent / "__pycache__").glob(f"{path.stem}.*"):
            compiled.unlink()

    def _fate(self, group: tuple[str, ...]) -> Fate:
        running = _FORKS.Process(target=_run_tests, args=(str(self._folder), group))
        running.start()
        used = 0.0
        while running.is_alive():
            running.join(STILL_SECONDS)
            before, used = used, processor_seconds(running.pid or 0)
            if running.is_alive() and used - before < STILL_USES:
                running.kill()
                running.join()
                return Fate.TIMED_OUT
        if running.exitcode == -signal.SIGXCPU:
            return Fate.TIMED_OUT
        return Fate.SURVIVED if running.exitcode == 0 else Fate.KILLED


_FORKS = multiprocessing.get_context("forkserver")
_PRELOADED = ["pytest", "hypothesis", "pytest_asyncio", "textual.app", "httpx", "pygments", "syrupy"]
"""Loaded once, not for each run: nearly half the time of a short one."""


def processor_seconds(pid: int) -> float:
    """How long a process has run on processors; what never ends where this system does not tell."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except OSError:
        return float("inf")
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _run_tests(folder: str, group: tuple[str, ...]) -> None:
    """Run test files of a copy of the checkout, in a process of their own."""
    import pytest

    most = max(MOST_SECONDS, SECONDS_A_FILE * len(group))
    resource.setrlimit(resource.RLIMIT_CPU, (most, most + 5))
    os.chdir(folder)
    # This module came with the checkout that was copied; what is tested is the copy.
    for name in [each for each in sys.modules if each.partition(".")[0] in ("tests", "tui")]:
        del sys.modules[name]
    sys.path[:] = [folder, *(path for path in sys.path if path not in ("", str(TOP)))]
    options = ["-x", "-q", "-n", "0", "-p", "no:cacheprovider", *group]
    options += [each for name in NOT_RUN for each in ("--deselect", name)]
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere, contextlib.redirect_stdout(nowhere):
        code = pytest.main(options)
    os._exit(int(code))


def tell(mutants: list[Mutant], room: str, jobs: int, *, checks: bool = True) -> Counter[Fate]:
    """Try each, print those that survive as they are found, and count. `checks`: that all pass without a mutant."""
    fates: Counter[Fate] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        free: SimpleQueue[Workshop] = SimpleQueue()
        for number in range(jobs):
            free.put(Workshop(Path(folder) / str(number)))

        if checks:
            workshop = free.get()
            workshop.check(group for mutant in mutants for group in covering_tests(mutant.path, room))
            free.put(workshop)

        def tried(mutant: Mutant) -> tuple[Mutant, Fate]:
            workshop = free.get()
            try:
                return mutant, workshop.fate_of(mutant, covering_tests(mutant.path, room))
            finally:
                free.put(workshop)

        with ThreadPoolExecutor(jobs) as pool:
            for mutant, fate in pool.map(tried, mutants):
                fates[fate] += 1
                if fate is not Fate.KILLED:
                    print(f"{fate.value}: {mutant}", flush=True)
    return fates


def main() -> int:
    """Draw mutants, try them, print what survived and how many there were of each fate."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--room", default="sessions", choices=sorted(ALSO))
    parser.add_argument("--under", default="", help="only modules whose path begins so, as app/editor")
    parser.add_argument("--count", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=1, help="so many at the same time")
    parser.add_argument("--unchecked", action="store_true", help="it is known that all tests pass without a mutant")
    options = parser.parse_args()
    _FORKS.set_forkserver_preload(_PRELOADED)
    possible = mutants_in(options.room, options.under)
    mutants = drawn(possible, options.count, options.seed)
    begun = time.monotonic()
    fates = tell(mutants, options.room, options.jobs, checks=not options.unchecked)
    counted = ", ".join(f"{count} {fate.value}" for fate, count in fates.items())
    print(f"{len(mutants)} of {len(possible)} mutants in {time.monotonic() - begun:.0f} s: {counted}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
