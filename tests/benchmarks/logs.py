"""`python -m tests.benchmarks.logs`: what a long log costs: keys, a filter, following, memory, on a line of its own.

A server of this program logs; the console reads it in a pseudo-terminal and is pressed keys from outside.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import threading
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from tests.benchmarks.measuring import cost_of, idle_bytes, memory_mib, press
from tests.pty_session import KEYS, TerminalSession

_TOP = Path(__file__).parents[2]
_WORDS = (
    "greeting",
    "cache miss for key",
    "fetched rows from orders in",
    "TypeError: Cannot read properties of",
    "done",
)


class Log:
    """Lines that are logged, now and before, as a cloud project's server gives them."""

    def __init__(self, count: int) -> None:
        self._begin = datetime.now(UTC) - timedelta(seconds=count // 50)
        self._lock = threading.Lock()
        self.count = count

    def grow(self, count: int) -> None:
        """Log so many lines more."""
        with self._lock:
            self.count += count

    def page(self, limit: int, before: str | None) -> list[dict[str, object]]:
        """The newest lines older than a time, as many as are asked for."""
        end = self.count
        if before is not None:
            end = min(end, round((datetime.fromisoformat(before) - self._begin).total_seconds() * 50))
        return [self._entry(number) for number in range(max(0, end - limit), end)]

    def _entry(self, number: int) -> dict[str, object]:
        at = (self._begin + timedelta(milliseconds=20 * number)).isoformat(timespec="milliseconds")
        words = f"[shop] {_WORDS[number % 5]} {number} {number * 7919 % 1000} ms"
        level = "error" if number % 5 == 3 else "info"
        return {
            "id": f"deno-{number}",
            "timestamp": at.replace("+00:00", "Z"),
            "eventMessage": words,
            "body": {"event_message": words, "metadata": {"level": level, "region": "us-east4"}},
        }


def _server(log: Log) -> ThreadingHTTPServer:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            url = urlsplit(self.path)
            query = {name: values[0] for name, values in parse_qs(url.query).items()}
            answer: object = {"functions": [], "runtime": {"status": "running"}}
            if url.path.startswith("/api/logs/"):
                is_output = url.path.endswith("function.logs")
                lines = log.page(int(query["limit"]), query.get("before_timestamp")) if is_output else []
                answer = {"logs": lines, "total": len(lines)}
            elif url.path != "/api/functions":
                answer = {"status": "ok", "version": "2.3.1", "service": "x"}
            body = json.dumps(answer).encode()
            self.send_response(200)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            return

    return ThreadingHTTPServer(("127.0.0.1", 0), Handler)


def _cpu_seconds(terminal: TerminalSession) -> float:
    fields = Path(f"/proc/{terminal.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / 100


def _measured(count: int, size: tuple[int, int], env: Mapping[str, str], log: Log) -> dict[str, str]:
    columns, rows = size
    row: dict[str, str] = {}
    argv = [sys.executable, "-m", "tui"]
    with TerminalSession(argv, columns=columns, rows=rows, env={"COLORTERM": "truecolor", **env}, cwd=_TOP) as terminal:
        terminal.wait_for("no functions|functions", seconds=60)
        press(terminal, "", 1)
        row["open"] = str(cost_of([press(terminal, "3", 0.9)]))
        terminal.wait_for(r"lines", seconds=60)
        began = time.monotonic()
        reads = 0
        while "log begins here" not in terminal.text and "dropped" not in terminal.text and reads < count // 100:
            # Up to the gap in front of all, which reads on.
            press(terminal, KEYS["home"], 0.05)
            press(terminal, KEYS["up"], 0.05)
            reads += 1
        row["read all"] = f"{time.monotonic() - began:.1f} s with {reads} pages"
        row["MiB"] = f"{memory_mib(terminal):.0f}"
        press(terminal, "", 1)
        row["down"] = str(cost_of([press(terminal, KEYS["down"]) for _ in range(10)]))
        for _ in range(rows):
            press(terminal, KEYS["down"], 0.02)
        row["scroll a line"] = str(cost_of([press(terminal, KEYS["down"]) for _ in range(10)]))
        row["page down"] = str(cost_of([press(terminal, "\x1b[6~") for _ in range(6)]))
        row["end, following"] = str(cost_of([press(terminal, KEYS["end"], 0.9)]))
        press(terminal, "f", 0.9)
        row["idle, paused"] = f"{idle_bytes(terminal):.0f} B/s"
        press(terminal, "/")
        # To the last byte of the key's own rows; what is tried meanwhile ends with the count of what matches.
        row["filter key"] = str(cost_of([press(terminal, letter, 0.6) for letter in "typeerror"]))
        row["filter key, fast"] = str(cost_of([press(terminal, KEYS["backspace"], 0.05) for _ in range(9)]))
        press(terminal, "\x1b", 1)
        press(terminal, "f", 1)
        row |= _following(terminal, log)
        row["MiB, then"] = f"{memory_mib(terminal):.0f}"
    return row


def _following(terminal: TerminalSession, log: Log, seconds: int = 10) -> dict[str, str]:
    """What 200 lines a second cost while they are followed."""
    done = threading.Event()

    def grow() -> None:
        while not done.wait(0.05):
            log.grow(10)

    before, cpu = len(terminal.raw), _cpu_seconds(terminal)
    grower = threading.Thread(target=grow)
    grower.start()
    bytes_a_second = idle_bytes(terminal, seconds)
    key = press(terminal, "w", 0.02)
    done.set()
    grower.join()
    spent = _cpu_seconds(terminal) - cpu
    return {
        "follow 200/s": f"{bytes_a_second:,.0f} B/s, {100 * spent / seconds:.0f}% of a core",
        "a key meanwhile": f"{key[0]} B {key[1]:.1f} ms",
        "sent in all": f"{len(terminal.raw) - before:,} B",
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--lines", type=int, default=100_000)
    parser.add_argument("--size", action="append")
    options = parser.parse_args()
    for shown in options.size or ["80x24", "120x40"]:
        columns, rows = (int(part) for part in shown.split("x"))
        log = Log(options.lines)
        server = _server(log)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with tempfile.TemporaryDirectory() as folder:
            env = {f"XDG_{name}_HOME": folder for name in ("CONFIG", "DATA", "CACHE", "STATE")}
            env |= {"INSFORGE_URL": f"http://127.0.0.1:{server.server_port}", "INSFORGE_API_KEY": "ik_benchmark"}
            measured = _measured(options.lines, (columns, rows), env, log)
        server.shutdown()
        print(f"\n{shown}, {options.lines:,} lines: bytes (medians), milliseconds median/95th percentile\n")
        print("\n".join(f"| {name} | {value} |" for name, value in measured.items()), flush=True)


if __name__ == "__main__":
    main()
