"""`python -m tests.benchmarks`: bytes and milliseconds a key, the console beside Textual's stock text area and vim.

Medians over the keys of one session each, all in one run. Milliseconds are from the key to the last byte of the answer.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import select
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.editing.fuzz_lexing import REGEXES, TEMPLATES
from tests.pty_session import KEYS, TerminalSession
from tui.api.client import Client
from tui.model.function import NewFunction
from tui.model.secret import Secret
from tui.sandbox.launch import start_sandbox

_QUIET_SECONDS = 0.2
_TOP = Path(__file__).parents[2]

# What is measured: the key, and how often.
_MEASURED: Mapping[str, tuple[str, int]] = {
    "type": ("x", 10),
    "backspace": (KEYS["backspace"], 10),
    "right": (KEYS["right"], 8),
    "down": (KEYS["down"], 8),
    "enter": ("\r", 5),
    "page down": ("\x1b[6~", 5),
    "page up": ("\x1b[5~", 5),
}


def _measure(terminal: TerminalSession, key: str) -> tuple[int, float]:
    """Press a key; bytes and milliseconds until the last of them."""
    before = len(terminal.raw)
    started = last = time.perf_counter()
    os.write(terminal.fd, key.encode())
    while select.select([terminal.fd], [], [], _QUIET_SECONDS)[0]:
        terminal.raw += os.read(terminal.fd, 1 << 16)
        last = time.perf_counter()
    return len(terminal.raw) - before, (last - started) * 1000


def _session(argv: Sequence[str], env: Mapping[str, str], until: str, size: tuple[int, int]) -> dict[str, str]:
    found: dict[str, str] = {}
    columns, rows = size
    with TerminalSession(argv, columns=columns, rows=rows, env={"COLORTERM": "truecolor", **env}, cwd=_TOP) as terminal:
        terminal.wait_for(until, seconds=120)
        _measure(terminal, "")
        # Into the middle of a screen, where rows above and below are full.
        for _ in range(12):
            _measure(terminal, KEYS["down"])
        if argv[0].endswith("vim"):
            _measure(terminal, "i")
        for name, (key, times) in _MEASURED.items():
            results = [_measure(terminal, key) for _ in range(times)]
            count = statistics.median(number for number, _ in results)
            milliseconds = statistics.median(ms for _, ms in results)
            found[name] = f"{count:,.0f} ({milliseconds:.1f})"
        status = Path(f"/proc/{terminal.pid}/status")
        if status.exists():
            kib = next(line for line in status.read_text().splitlines() if line.startswith("VmRSS")).split()[1]
            found["MiB"] = f"{int(kib) / 1024:.0f}"
    return found


async def _create(url: str, key: str, slug: str, code: str) -> None:
    async with Client(url, Secret(key)) as client:
        await client.create_function(NewFunction(slug, code, slug))


def main() -> None:
    """Measure and print one table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--lines", type=int, action="append")
    parser.add_argument("--size", default="120x40")
    options = parser.parse_args()
    columns, rows = (int(part) for part in options.size.split("x"))
    chunk = TEMPLATES + REGEXES
    table: dict[str, dict[str, str]] = {}
    with tempfile.TemporaryDirectory() as folder:
        home = {"XDG_CONFIG_HOME": folder, "XDG_DATA_HOME": folder}
        sandbox = start_sandbox(Path(folder) / "sandbox", "2.1", type_check=False)
        try:
            for lines in options.lines or [200, 2000, 20000]:
                code = chunk * (lines // chunk.count("\n"))
                source = Path(folder) / f"{lines}.ts"
                source.write_text(code, encoding="utf-8")
                asyncio.run(_create(sandbox.url, sandbox.api_key, f"lines-{lines}", code))
                env = {**home, "INSFORGE_URL": sandbox.url, "INSFORGE_API_KEY": sandbox.api_key}
                argv = [sys.executable, "-m", "tui", f"lines-{lines}"]
                table[f"console {lines}"] = _session(argv, env, r"no changes", (columns, rows))
                if lines <= 2000:
                    argv = [sys.executable, "-m", "tests.benchmarks.stock", str(source)]
                    table[f"stock {lines}"] = _session(argv, home, r"const deep", (columns, rows))
                vim = shutil.which("vim")
                if vim:
                    table[f"vim {lines}"] = _session(
                        [vim, "-u", "NONE", "-N", str(source)], home, "const deep", (columns, rows)
                    )
        finally:
            sandbox.stop()
    names = [*_MEASURED, "MiB"]
    print(f"bytes (ms) a key, medians, {options.size}")
    print("| | " + " | ".join(names) + " |")
    print("|---" * (len(names) + 1) + "|")
    for who, found in table.items():
        print(f"| {who} | " + " | ".join(found.get(name, "") for name in names) + " |")


if __name__ == "__main__":
    main()
