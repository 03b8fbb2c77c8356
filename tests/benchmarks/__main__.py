"""`python -m tests.benchmarks`: what keys, starts and idling cost, the console beside other programs, in one run.

The console, a bare Textual app (its start only), Textual's stock text area, and vim, nvim, nano and micro where they
are installed, each in a pseudo-terminal, with the same document. Prints one table a size of the terminal.
"""

from __future__ import annotations

import argparse
import asyncio
import compileall
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from tests.benchmarks.measuring import QUIET_SECONDS, Cost, cost_of, idle_bytes, memory_mib, press
from tests.editing.fuzz_lexing import MINIFIED, REGEXES, TEMPLATES
from tests.pty_session import KEYS, TerminalSession
from tui.api.client import Client
from tui.model.function import NewFunction
from tui.model.secret import Secret
from tui.sandbox.launch import start_sandbox
from tui.sandbox.store import FunctionSeed, FunctionStore

_TOP = Path(__file__).parents[2]
_PASTED = "".join(f"const pasted{line} = [{line}, 'and some text'];\r" for line in range(200))
_SHIFT_DOWN = "\x1b[1;2B"
_DOWN = KEYS["down"]


class Press(NamedTuple):
    """What is measured: keys before all of them, the key, how often, what is pressed after each, not measured."""

    before: str
    key: str
    times: int
    after: str = ""
    quiet_seconds: float = QUIET_SECONDS


Measured = Mapping[str, Press]
_BACK = KEYS["backspace"]
_MEGABYTE = "".join(
    f"const pasted{line:05} = [{line:05}, 'and some text that fills the line'];\r" for line in range(16_000)
)
_KEYS: Measured = {
    "type": Press("", "x", 20),
    "backspace": Press("", _BACK, 20),
    "right": Press("", KEYS["right"], 10),
    "quote": Press("", "'", 6, _BACK),
    "backtick": Press("", "`", 6, _BACK),
    "/*": Press("", "/*", 6, _BACK * 2),
    "down": Press("", _DOWN, 10),
    "Enter": Press("", "\r", 6),
    "undo": Press("", KEYS["ctrl+z"], 6),
    "select": Press("", _SHIFT_DOWN, 8),
    "page down": Press(KEYS["right"], "\x1b[6~", 10),
    "page up": Press("", "\x1b[5~", 5),
    "scroll": Press(_DOWN * 45, _DOWN, 10),
    "paste 200": Press("", f"\x1b[200~{_PASTED}\x1b[201~", 3),
    "paste 1 MB": Press("", f"\x1b[200~{_MEGABYTE}\x1b[201~", 1, quiet_seconds=3),
}
_VIM_KEYS: Measured = {
    **_KEYS,
    "undo": Press("\x1b", "u", 6),
    "select": Press("V", "j", 8),
    "page down": Press("\x1bi", "\x1b[6~", 10),
}
_NANO_KEYS: Measured = {**_KEYS, "undo": Press("", "\x1bu", 6)}

_PROGRAMS = ("none", "bare", "stock", "vim", "nvim", "nano", "micro")
"""What the console can be measured beside."""

# In the middle of one line of minified code: how each program is brought there, and how it takes a step back.
_LINE_KEYS = ("type", "backspace", "right", "quote", "backtick", "/*", "Enter", "undo")
_GO_TO = {
    "console": "\x07{line}:{column}\r",
    "vim": "\x1b{column}|i",
    "nvim": "\x1b{column}|i",
    "nano": "\x1f{line},{column}\r",
    "micro": "\x05goto {line}:{column}\r",
}

Row = dict[str, str]


def _edited(terminal: TerminalSession, keys: Measured) -> Row:
    """Press each key of the editor."""
    row: Row = {"idle": f"{idle_bytes(terminal):.0f} B/s"}
    # Into the middle of a screen, where rows above and below are full.
    for _ in range(12):
        press(terminal, _DOWN)
    for name in _KEYS:
        row[name] = _pressed(terminal, keys[name])
        if name == "paste 200":
            row["MiB"] = f"{memory_mib(terminal):.0f}"
    return row


def _pressed(terminal: TerminalSession, measured: Press, patience_seconds: float = 0) -> str:
    """Press one kind of key and undo what it did."""
    if measured.before:
        press(terminal, measured.before)
    results: list[tuple[int, float]] = []
    for _ in range(measured.times):
        results.append(press(terminal, measured.key, measured.quiet_seconds, patience_seconds))
        if measured.after:
            press(terminal, measured.after, patience_seconds=patience_seconds)
    return str(cost_of(results))


def _in_line(terminal: TerminalSession, program: str, keys: Measured, length: int) -> Row:
    """Press keys in the middle of a long line."""
    press(terminal, _GO_TO[program].format(line=1, column=length // 2), 1)
    return {name: _pressed(terminal, keys[name], 3) for name in _LINE_KEYS}


def _opened(argv: Sequence[str], until: str, env: Mapping[str, str], size: tuple[int, int]) -> TerminalSession:
    columns, rows = size
    opened = Path(argv[-1])
    # A killed editor's lock would make the next one ask.
    (opened.parent / f".{opened.name}.swp").unlink(missing_ok=True)
    return TerminalSession(argv, columns=columns, rows=rows, env={"COLORTERM": "truecolor", **env}, cwd=_TOP)


def _console(slug: str, env: Mapping[str, str], size: tuple[int, int]) -> Row:
    row: Row = {}
    argv = [sys.executable, "-m", "tui"]
    with _opened(argv, slug, env, size) as terminal:
        terminal.wait_for(r"functions  +\S", seconds=60)
    # The second start knows the list of the first.
    row["start"] = _start(argv, "hello-world", env, size)
    with _opened(argv, slug, env, size) as terminal:
        terminal.wait_for(r"functions  +\S", seconds=60)
        press(terminal, "")
        # With the preview pane open the code of each function follows when the keys rest.
        row["table down, preview"] = str(cost_of([press(terminal, _DOWN) for _ in range(4)]))
        press(terminal, "v")
        down = [press(terminal, KEYS["up"]) for _ in range(4)]
        press(terminal, "/")
        filtered = [press(terminal, letter) for letter in slug]
        press(terminal, "\r")
        row["table down"], row["filter key"] = str(cost_of(down)), str(cost_of(filtered))
        row["first frame"] = str(cost_of([press(terminal, "\r")]))
        terminal.wait_for("no changes", seconds=60)
        row |= _edited(terminal, _KEYS)
    return row


def _console_line(slug: str, env: Mapping[str, str], size: tuple[int, int], length: int) -> Row:
    """What keys cost in one long line, opened in the console."""
    with _opened([sys.executable, "-m", "tui"], slug, env, size) as terminal:
        terminal.wait_for(r"functions  +\S", seconds=60)
        press(terminal, "/")
        press(terminal, slug)
        press(terminal, "\r")
        press(terminal, "\r")
        terminal.wait_for("no changes", seconds=60)
        return _in_line(terminal, "console", _KEYS, length)


def _others(programs: Sequence[str]) -> Iterator[tuple[str, list[str], Measured, str]]:
    """Those of the editors that are installed: name, start, keys, and what brings it to where text is typed."""
    for name, options, keys, begin in (
        ("vim", ["--clean", "-c", "syntax on", "-c", "set number"], _VIM_KEYS, "i"),
        ("nvim", ["--clean", "-c", "syntax on", "-c", "set number"], _VIM_KEYS, "i"),
        ("nano", ["-l"], _NANO_KEYS, ""),
        ("micro", ["-backup", "false"], _KEYS, ""),
    ):
        if name not in programs:
            continue
        if shutil.which(name):
            yield name, [name, *options], keys, begin
        else:
            print(f"{name} is not installed: left out", file=sys.stderr)


def _lines_of(
    length: int, folder: Path, home: Mapping[str, str], size: tuple[int, int], programs: Sequence[str]
) -> dict[str, Row]:
    """One line of minified code, and some below it, in each program."""
    table: dict[str, Row] = {}
    code = (MINIFIED * (length // len(MINIFIED) + 1))[:length] + "\n" + "let below = 1;\n" * 60
    source = folder / f"line-{length}.ts"
    source.write_text(code, encoding="utf-8")
    sandbox = start_sandbox(folder / f"sandbox-line-{size}-{length}", "2.1", type_check=False)
    try:
        slug = f"line-{length}"
        asyncio.run(_create(sandbox.url, sandbox.api_key, slug, code))
        env = {**home, "INSFORGE_URL": sandbox.url, "INSFORGE_API_KEY": sandbox.api_key}
        table[f"console, line of {length}"] = _console_line(slug, env, size, length)
    finally:
        sandbox.stop()
    for name, argv, keys, begin in _others(programs):
        with _opened([*argv, str(source)], "", home, size) as terminal:
            terminal.wait_for("const deep", seconds=60)
            press(terminal, begin)
            table[f"{name}, line of {length}"] = _in_line(terminal, name, keys, length)
    return table


def _seeds(count: int) -> Iterator[FunctionSeed]:
    now = datetime.now(UTC)
    for number in range(count):
        then = now - timedelta(minutes=number)
        code = "module.exports = async () => new Response('there');\n"
        yield FunctionSeed(
            f"function-{number:05}", f"Function {number}", f"Does {number}", code, "active", then, then, then
        )


def _list(count: int, folder: Path, home: Mapping[str, str], size: tuple[int, int]) -> Row:
    """What keys cost in a list of so many functions."""
    data = folder / f"functions-{size}-{count}"
    FunctionStore(data, _seeds(count)).close()
    sandbox = start_sandbox(data, "2.1", type_check=False)
    try:
        env = {**home, "INSFORGE_URL": sandbox.url, "INSFORGE_API_KEY": sandbox.api_key}
        argv = [sys.executable, "-m", "tui"]
        with _opened(argv, "", env, size) as terminal:
            terminal.wait_for(r"functions  +\S", seconds=60)
            press(terminal, "")
        row: Row = {"start": _start(argv, "function-00000", env, size)}
        with _opened(argv, "", env, size) as terminal:
            terminal.wait_for(r"functions  +\S", seconds=60)
            press(terminal, "")
            press(terminal, "v")
            row["table down"] = str(cost_of([press(terminal, _DOWN) for _ in range(8)]))
            press(terminal, "/")
            row["filter key"] = str(cost_of([press(terminal, letter) for letter in "function-00"]))
            row["idle"] = f"{idle_bytes(terminal):.0f} B/s"
            row["MiB"] = f"{memory_mib(terminal):.0f}"
    finally:
        sandbox.stop()
    return row


def _start(argv: Sequence[str], until: str, env: Mapping[str, str], size: tuple[int, int]) -> str:
    """Seconds until something stands on the screen, the median of five starts."""
    results: list[tuple[int, float]] = []
    for _ in range(5):
        began = time.perf_counter()
        with _opened(argv, until, env, size) as terminal:
            terminal.wait_for(until, seconds=60)
            results.append((len(terminal.raw), (time.perf_counter() - began) * 1000))
    return str(cost_of(results))


def _other(argv: Sequence[str], env: Mapping[str, str], size: tuple[int, int], keys: Measured, before: str) -> Row:
    row: Row = {"start": _start(argv, "const deep", env, size)}
    with _opened(argv, "", env, size) as terminal:
        terminal.wait_for("const deep", seconds=60)
        press(terminal, "")
        row["first frame"] = str(Cost(len(terminal.raw), float("nan"), float("nan"))).split(" B")[0] + " B"
        press(terminal, before)
        row |= _edited(terminal, keys)
    return row


async def _create(url: str, key: str, slug: str, code: str) -> None:
    async with Client(url, Secret(key)) as client:
        await client.functions.create(NewFunction(slug, code, slug))


def _table(
    folder: Path,
    size: tuple[int, int],
    counts: Sequence[int],
    functions: Sequence[int],
    long_lines: Sequence[int],
    programs: Sequence[str],
) -> dict[str, Row]:
    table: dict[str, Row] = {}
    home = {f"XDG_{name}_HOME": str(folder) for name in ("CONFIG", "DATA", "CACHE", "STATE")}
    chunk = TEMPLATES + REGEXES
    if "bare" in programs:
        bare = _start([sys.executable, "-m", "tests.benchmarks.bare"], "hello there", home, size)
        table["bare app"] = {"start": bare}
    for count in functions:
        table[f"list of {count}"] = _list(count, folder, home, size)
    for count in counts:
        code = chunk * (count // chunk.count("\n"))
        source = folder / f"{count}.ts"
        source.write_text(code, encoding="utf-8")
        sandbox = start_sandbox(folder / f"sandbox-{size}-{count}", "2.1", type_check=False)
        try:
            slug = f"lines-{count}"
            asyncio.run(_create(sandbox.url, sandbox.api_key, slug, code))
            env = {**home, "INSFORGE_URL": sandbox.url, "INSFORGE_API_KEY": sandbox.api_key}
            table[f"console {count}"] = _console(slug, env, size)
        finally:
            sandbox.stop()
        if count <= 2000 and "stock" in programs:
            # With 20,000 lines a key takes seconds there.
            stock = [sys.executable, "-m", "tests.benchmarks.stock", str(source)]
            table[f"stock {count}"] = _other(stock, home, size, _KEYS, "")
        for name, argv, keys, begin in _others(programs):
            table[f"{name} {count}"] = _other([*argv, str(source)], home, size, keys, begin)
    for length in long_lines:
        table |= _lines_of(length, folder, home, size, programs)
    return table


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--lines", type=int, action="append")
    parser.add_argument("--functions", type=int, action="append")
    parser.add_argument("--long-line", type=int, action="append", help="characters of a line of minified code")
    parser.add_argument("--program", choices=_PROGRAMS, action="append", help="beside the console; all by default")
    parser.add_argument("--no-lists", action="store_true", help="leave out the lists of functions")
    parser.add_argument("--size", action="append")
    options = parser.parse_args()
    programs = options.program or _PROGRAMS
    # As it is once installed: whoever forbids Python to write bytecode would measure its compiler at each start.
    for room in ("tui", "tests/benchmarks"):
        compileall.compile_dir(_TOP / room, quiet=1)
    names = ["start", "first frame", "table down", "table down, preview", "filter key", *_KEYS, "idle", "MiB"]
    for shown in options.size or ["120x40", "80x24"]:
        columns, rows = (int(part) for part in shown.split("x"))
        with tempfile.TemporaryDirectory() as folder:
            lines = options.lines or [200, 2000, 20000]
            functions = [] if options.no_lists else options.functions or [10, 10000]
            long_lines = options.long_line if options.long_line is not None else [45_000]
            table = _table(Path(folder), (columns, rows), lines, functions, long_lines, programs)
        print(f"\n{shown}: bytes (medians), milliseconds median/95th percentile\n")
        print("| | " + " | ".join(table) + " |")
        print("|---" * (len(table) + 1) + "|")
        for name in names:
            print(f"| {name} | " + " | ".join(row.get(name, "") for row in table.values()) + " |", flush=True)


if __name__ == "__main__":
    main()
