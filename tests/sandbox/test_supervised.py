"""The runtime as one program: stopped on demand, ended by an error that nobody caught, back by itself."""

import json
from pathlib import Path

import pytest

from tests.sandbox.serving import DENO, GREET, needs_deno, serving
from tui.sandbox.calls import Call, Reply, problem
from tui.sandbox.logbook import OUTPUT, Logbook
from tui.sandbox.runtime import Runtime
from tui.sandbox.supervised import Supervised

ASKED = Call("GET", "http://deno:7133/x", [], b"")


class Crashing:
    """A runtime in which code that says `crash` is not caught."""

    status = "running"

    async def run(self, code: str, call: Call) -> Reply:
        return problem(500, "Worker execution error", uncaught=True) if code == "crash" else Reply(200, [], b"fine")


async def test_an_uncaught_error_ends_the_runtime_for_all_until_it_is_back() -> None:
    now = [0.0]
    book = Logbook()
    runtime = Supervised(Crashing(), book, restart_seconds=5, clock=lambda: now[0])
    assert (await runtime.run("x", ASKED)).status == 200
    assert (await runtime.run("crash", ASKED)).status == 500
    assert (runtime.status, (await runtime.run("x", ASKED)).status) == ("unavailable", 502)
    now[0] = 4.9
    assert runtime.status == "unavailable"
    now[0] = 5.0
    assert (await runtime.run("x", ASKED)).status == 200
    assert len(book.page(OUTPUT, None, None)) == 2


async def test_a_runtime_that_was_stopped_stays_so() -> None:
    now = [0.0]
    runtime = Supervised(Crashing(), Logbook(), clock=lambda: now[0])
    runtime.stop()
    now[0] = 1e9
    assert runtime.status == "unavailable"
    runtime.start()
    assert runtime.status == "running"


@pytest.mark.parametrize(
    ("dialect", "reason"),
    [
        ("documented", "Failed to connect to Deno runtime"),
        ("2.1", "request to http://deno:7133/a failed, reason: read ECONNRESET"),
        ("2.3", "request to http://deno:7133/a failed, reason: read ECONNRESET"),
        ("newest", "request to http://deno:7133/a failed, reason: connect ECONNREFUSED deno:7133"),
    ],
)
async def test_tests_can_stop_and_start_it(dialect: str, reason: str, tmp_path: Path) -> None:
    async with serving(tmp_path, dialect, runtime=Crashing()) as client:
        await client.post("/api/functions", json={"name": "a", "code": GREET})
        assert (await client.post("/sandbox/stop-runtime")).json() == {"done": "stop-runtime"}
        called = await client.get("/functions/a")
        assert (called.status_code, called.json()) == (502, {"error": reason})
        # What is not there is not told either: it is the runtime that knows.
        assert (await client.get("/functions/nope")).status_code == 502
        if dialect != "documented":
            assert (await client.get("/api/functions")).json()["runtime"] == {"status": "unavailable"}
        await client.post("/sandbox/start-runtime")
        assert (await client.get("/functions/a")).text == "fine"
        assert (await client.post("/sandbox/nope")).status_code == 404


async def test_a_stranger_can_stop_nothing(tmp_path: Path) -> None:
    async with serving(tmp_path, "2.1", runtime=Crashing(), with_key=False) as client:
        assert (await client.post("/sandbox/stop-runtime")).status_code == 401


@needs_deno
@pytest.mark.parametrize(
    "crash", ["setTimeout(() => { throw new Error('late') }, 1)", "Promise.reject(new Error('late'))"]
)
async def test_a_real_functions_late_error_is_such_a_one_and_its_words_are_in_the_log(crash: str) -> None:
    book = Logbook()
    runtime = Supervised(Runtime(DENO, limit_seconds=20), book)
    code = f"module.exports = async () => {{ {crash}; await new Promise(() => {{}}); }};"
    asked = Call("GET", "http://deno:7133/x", [], b"", printed=lambda printed: book.printed(printed.text))
    reply = await runtime.run(code, asked)
    assert (reply.status, json.loads(reply.body)) == (500, {"error": "Worker execution error"})
    assert runtime.status == "unavailable"
    assert "late" in " ".join(str(row["eventMessage"]) for row in book.page(OUTPUT, None, None))
