"""`python -m tests.benchmarks.responses`: what a large response and a load cost on the line.

The console in a pseudo-terminal, on a server that answers a long JSON body: the time to the first screen, keys that
fold, search and scroll, and a load of 1,000 calls, 20 at once. Bytes and milliseconds as in `measuring.py`.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.api.replay import Received, Reply, reply, serving
from tests.benchmarks.measuring import cost_of, idle_bytes, memory_mib, press
from tests.pty_session import KEYS, TerminalSession

_TOP = Path(__file__).parents[2]
_RECORD = {"name": "Ada Lovelace", "email": "ada@example.com", "tags": ["a", "b"], "nested": {"x": 1.5, "ok": True}}
_PATIENCE_SECONDS = 2.0


def body_of(size: int) -> bytes:
    """A JSON object of about so many bytes, as functions answer it: on one line."""
    count = max(1, size // len(json.dumps({"id": 1000, **_RECORD}, separators=(",", ":"))))
    return json.dumps({"items": [{"id": each, **_RECORD} for each in range(count)]}, separators=(",", ":")).encode()


def _summary(slug: str) -> dict[str, object]:
    now = "2026-11-27T00:00:00Z"
    return {"id": slug, "slug": slug, "name": slug, "status": "active", "createdAt": now, "updatedAt": now}


async def _serve(body: bytes) -> None:
    """A server with two functions: `big` answers the body, `small` a few bytes. Prints its URL."""
    whole, small = reply(200, body), reply(200, {"ok": True})
    listed = reply(200, {"functions": [_summary("big"), _summary("small")], "runtime": {"status": "running"}})

    def route(received: Received) -> Reply:
        if received.target.startswith("/functions/"):
            return whole if received.target.startswith("/functions/big") else small
        if received.target == "/api/functions":
            return listed
        if received.target.startswith("/api/functions/"):
            return reply(200, {**_summary("big"), "code": "module.exports = async () => new Response('there');\n"})
        return reply(404, {"error": "NOT_FOUND", "message": "There is no such thing."})

    async with serving(route=route) as server:
        print(server.url, flush=True)
        await asyncio.Event().wait()


@contextmanager
def _served(size: int) -> Iterator[str]:
    """The URL of a server that runs beside."""
    argv = [sys.executable, "-m", "tests.benchmarks.responses", "--serve", "--bytes", str(size)]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, text=True, cwd=_TOP) as process:
        try:
            assert process.stdout is not None
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


def _opened(url: str, folder: str, size: tuple[int, int], slug: str) -> TerminalSession:
    home = {f"XDG_{name}_HOME": folder for name in ("CONFIG", "DATA", "CACHE", "STATE")}
    env = {"COLORTERM": "truecolor", **home, "INSFORGE_URL": url, "INSFORGE_API_KEY": "ik_benchmark"}
    argv = [sys.executable, "-m", "tui"]
    terminal = TerminalSession(argv, columns=size[0], rows=size[1], env=env, cwd=_TOP)
    terminal.wait_for("small", seconds=60)
    press(terminal, "/", patience_seconds=_PATIENCE_SECONDS)
    press(terminal, slug, patience_seconds=_PATIENCE_SECONDS)
    press(terminal, "\r", patience_seconds=_PATIENCE_SECONDS)
    press(terminal, "x", 1, _PATIENCE_SECONDS)
    return terminal


def _response(url: str, folder: str, size: tuple[int, int]) -> dict[str, str]:
    row: dict[str, str] = {}
    with _opened(url, folder, size, "big") as terminal:
        before, began = len(terminal.raw), time.perf_counter()
        terminal.press("ctrl+r")
        terminal.wait_for(r'"items": \[', seconds=60)
        row["first screen"] = f"{len(terminal.raw) - before:,} B {(time.perf_counter() - began) * 1000:.0f} ms"
        press(terminal, KEYS["f6"])
        press(terminal, KEYS["f6"])
        # While the rest is read in beside the screen.
        row["down, meanwhile"] = str(cost_of([press(terminal, KEYS["down"]) for _ in range(4)]))
        press(terminal, "", 3)
        row["down"] = str(cost_of([press(terminal, KEYS["down"]) for _ in range(10)]))
        row["page down"] = str(cost_of([press(terminal, "\x1b[6~") for _ in range(10)]))
        row["fold"] = str(cost_of([press(terminal, key) for _ in range(5) for key in (KEYS["left"], KEYS["right"])]))
        row["fold to level"] = str(cost_of([press(terminal, key) for _ in range(4) for key in "340"]))
        press(terminal, "/")
        row["search, a key"] = str(cost_of([press(terminal, letter) for letter in "lovelace"]))
        press(terminal, "\r")
        row["next match"] = str(cost_of([press(terminal, "n") for _ in range(10)]))
        row["end"] = str(cost_of([press(terminal, key) for _ in range(4) for key in "Gg"]))
        row["idle"] = f"{idle_bytes(terminal):.0f} B/s"
        row["MiB"] = f"{memory_mib(terminal):.0f}"
    return row


def _load(url: str, folder: str, size: tuple[int, int]) -> dict[str, str]:
    with _opened(url, folder, size, "small") as terminal:
        press(terminal, "\x1bl", 1, _PATIENCE_SECONDS)
        press(terminal, "1000\t20", patience_seconds=_PATIENCE_SECONDS)
        before, began = len(terminal.raw), time.perf_counter()
        terminal.press("ctrl+r")
        terminal.wait_for("Over: 1,000 of 1,000", seconds=120)
        took = time.perf_counter() - began
        row = {"load": f"{len(terminal.raw) - before:,} B {took:.1f} s, {1000 / took:.0f} calls/s"}
        press(terminal, KEYS["ctrl+r"], 0.1)
        row["a key under load"] = str(cost_of([press(terminal, "\t", 0.05) for _ in range(8)]))
        terminal.wait_for("before", seconds=120)
        terminal.wait_for("Over: 1,000 of 1,000", seconds=120)
        row["idle"] = f"{idle_bytes(terminal):.0f} B/s"
    return row


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--bytes", type=int, default=10_000_000, help="how long the body is")
    parser.add_argument("--size", action="append")
    parser.add_argument("--serve", action="store_true", help="be the server")
    options = parser.parse_args()
    if options.serve:
        asyncio.run(_serve(body_of(options.bytes)))
    for shown in options.size or ["120x40", "80x24"]:
        columns, rows = (int(part) for part in shown.split("x"))
        with tempfile.TemporaryDirectory() as folder, _served(options.bytes) as url:
            found = {**_response(url, folder, (columns, rows)), **_load(url, folder, (columns, rows))}
        print(f"{shown}, {options.bytes:,} bytes of JSON")
        for name, cost in found.items():
            print(f"  {name:<18} {cost}")


if __name__ == "__main__":
    main()
