"""Functions run, and can do no harm while they do."""

import asyncio
import contextlib
import json
import os
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tests.sandbox.serving import DENO, needs_deno
from tui.sandbox.calls import Call, Printed, Reply, StreamBroken
from tui.sandbox.deno import find_deno
from tui.sandbox.runtime import Runtime

QUICK = 20.0
THROWS = """export default async (request: Request) => {
  throw new Error("kaboom");
};"""
ASKED = Call("GET", "http://deno:7133/x?a=b", [("x-one", "1")], b"")


def returning(expression: str) -> str:
    return f"module.exports = async (request) => new Response({expression});"


async def run(code: str, call: Call = ASKED, limit_seconds: float = QUICK) -> Reply:
    return await Runtime(DENO, limit_seconds=limit_seconds).run(code, call)


def error(reply: Reply) -> object:
    return json.loads(reply.body)["error"]


@needs_deno
async def test_the_request_arrives_and_the_reply_comes_back_byte_for_byte() -> None:
    body = bytes(range(256)) * 1000
    code = """module.exports = async (request) => new Response(await request.arrayBuffer(), {
      status: 207,
      headers: [["x-was", `${request.method} ${request.url} ${request.headers.get("x-one")}`],
                ["set-cookie", "a=1"], ["set-cookie", "b=2"], ["content-type", "a/b"]],
    });"""
    reply = await run(code, Call("POST", "http://deno:7133/x?a=b", [("x-one", "1")], body))
    assert (reply.status, reply.body) == (207, body)
    assert sorted(reply.headers) == [
        ("content-type", "a/b"),
        ("set-cookie", "a=1"),
        ("set-cookie", "b=2"),
        ("x-was", "POST http://deno:7133/x?a=b 1"),
    ]


@needs_deno
@pytest.mark.parametrize(
    ("code", "status", "message"),
    [
        ("module.exports = async () => { throw new TypeError('kaboom'); };", 500, "kaboom"),
        ("throw new Error('at once')", 500, "at once"),
        ("module.exports = () => { throw Object.assign(new Error('tea'), { status: 418 }); };", 418, "tea"),
        ("module.exports = () => { throw 'text'; };", 500, "Unknown error"),
        ("module.exports = () => { throw null; };", 500, "Worker execution error"),
        ("module.exports = () => {};", 500, "Cannot read properties of undefined (reading 'status')"),
        ("module.exports = async ( => {", 500, "Unexpected token '=>'"),
        ("export default () => new Response('x');", 500, "Unexpected token 'export'"),
        ("const x = require('x');", 500, "require is not defined"),
        ("exports.x = 1;", 500, "No function exported. Expected: module.exports = async function(req) { ... }"),
        ("module.exports = async () => { Promise.reject(new Error('x')); await new Promise((r) => setTimeout(r, 50)); "
         "return new Response('x'); };", 500, "Worker execution error"),
    ],
)  # fmt: skip
async def test_what_goes_wrong_in_a_function_is_told_as_the_real_runtime_tells_it(
    code: str, status: int, message: str
) -> None:
    reply = await run(code)
    assert (reply.status, error(reply)) == (status, message)


@needs_deno
async def test_a_thrown_response_is_the_reply() -> None:
    reply = await run("module.exports = () => { throw new Response('no', { status: 403 }); };")
    assert (reply.status, reply.body) == (403, b"no")


ATTEMPTS = (
    "await Deno.readTextFile('/etc/hostname')",
    "await Deno.writeTextFile('{file}', 'x')",
    "new Deno.Command('ls')",
    "Deno.run('ls')",
    "(await import('node:fs')).readFileSync('/etc/hostname')",
    "(await import('node:fs')).writeFileSync('{file}', 'x')",
    "(await import('node:child_process')).execSync('touch {file}')",
    "(await import('node:os')).hostname()",
    "await new Promise((_, no) => import('node:net').then((n) => n.connect({port}, '127.0.0.1').on('error', no)))",
    "await fetch('http://127.0.0.1:{port}/')",
    "await import('http://127.0.0.1:{port}/x.js')",
    "await import('npm:left-pad')",
    "await import('file:///etc/hostname', {{ with: {{ type: 'text' }} }})",
    "process.kill(process.ppid, 9)",
    "localStorage.setItem('a', 'b')",
    "await caches.open('a')",
)


@needs_deno
async def test_a_function_gets_nowhere(tmp_path: Path) -> None:
    """One function tries all: each start of one takes a twentieth of a second of the processor."""
    touched = asyncio.Event()

    async def knock(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        touched.set()
        writer.close()

    listener = await asyncio.start_server(knock, "127.0.0.1", 0)
    async with listener:
        port = listener.sockets[0].getsockname()[1]
        tries = [each.format(file=tmp_path / "made", port=port) for each in ATTEMPTS]
        each_caught = "".join(
            f"try {{ {words}; through.push({json.dumps(words)}); }} catch {{ failed += 1; }}\n" for words in tries
        )
        reply = await run(
            f"module.exports = async () => {{ let failed = 0; const through = [];\n{each_caught}"
            "return Response.json([through, failed]); };"
        )
    assert json.loads(reply.body) == [[], len(ATTEMPTS)]
    assert not touched.is_set()
    assert not (tmp_path / "made").exists()


@needs_deno
async def test_nothing_is_fetched_from_where_deno_lets_anybody_import() -> None:
    reply = await run("module.exports = async () => { await import('https://deno.land/x.ts'); };")
    assert "--no-remote" in str(error(reply))


@needs_deno
async def test_a_worker_of_the_function_has_no_permissions_either() -> None:
    inner = "try { self.postMessage(Deno.readTextFileSync('/etc/hostname')) } catch (e) { self.postMessage(e.name) }"
    code = f"""module.exports = () => new Promise((resolve) => {{
      const source = "data:text/javascript," + encodeURIComponent({json.dumps(inner)});
      const worker = new Worker(source, {{ type: "module" }});
      worker.onmessage = ({{ data }}) => resolve(new Response(data));
    }});"""
    assert (await run(code)).body == b"NotCapable"


@needs_deno
async def test_nothing_of_this_environment_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INSFORGE_API_KEY", "ik_secret")
    expression = "JSON.stringify([process.env, Deno.env.get('INSFORGE_API_KEY'), Object.keys(globalThis.Deno)])"
    reply = await run(returning(expression))
    assert json.loads(reply.body) == [{"NODE_ENV": "production"}, None, ["env"]]


@needs_deno
@pytest.mark.parametrize("code", ["for (;;);", "module.exports = () => new Promise(() => {});"])
async def test_what_does_not_end_is_ended(code: str) -> None:
    reply = await run(code, limit_seconds=0.4)
    assert (reply.status, error(reply)) == (504, "Function timeout")


@needs_deno
@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("for (;;) process.stdout.write('x'.repeat(1e5));", "Function output is larger than 10485760 bytes"),
        (returning("new Uint8Array(11e6)"), "Function output is larger than 10485760 bytes"),
        ("const all = []; for (;;) all.push(new Array(1e6).fill(all.length));", "Worker execution error"),
    ],
)
async def test_what_takes_too_much_is_ended(code: str, message: str) -> None:
    reply = await run(code)
    assert (reply.status, error(reply)) == (500, message)


@needs_deno
@pytest.mark.parametrize(
    "mischief",
    [
        "process.stdout.write('junk\\n'); console.log('more'); console.dir({}); console.table([[1]])",
        "JSON.stringify = () => '{}'; TextEncoder.prototype.encode = () => new Uint8Array(3)",
        "Uint8Array.prototype.set = () => {}; Response.prototype.constructor = null; globalThis.JSON = null",
        "process.on('exit', () => { for (;;); })",
        "setInterval(() => process.stdout.write('tick'), 0)",
    ],
)
async def test_the_reply_is_read_whatever_else_is_written(mischief: str) -> None:
    reply = await run(f"module.exports = async () => {{ {mischief}; return new Response('fine'); }};")
    assert (reply.status, reply.body) == (200, b"fine")


@needs_deno
async def test_leaving_early_is_an_error_and_not_an_answer() -> None:
    reply = await run("module.exports = () => process.reallyExit(0);")
    assert reply.status == 500


@needs_deno
async def test_a_cancelled_run_leaves_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[asyncio.subprocess.Process] = []
    start = asyncio.create_subprocess_exec

    async def remembered(*arguments: object, **options: object) -> asyncio.subprocess.Process:
        process: asyncio.subprocess.Process = await start(*arguments, **options)  # type: ignore[arg-type]  # as it came
        started.append(process)
        began.set()
        return process

    began = asyncio.Event()
    monkeypatch.setattr(asyncio, "create_subprocess_exec", remembered)
    task = asyncio.ensure_future(run("for (;;);"))
    await began.wait()
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
    with pytest.raises(ProcessLookupError):
        os.kill(started[0].pid, 0)


@needs_deno
async def test_an_answer_in_pieces_comes_as_it_is_made_where_streams_pass() -> None:
    code = """module.exports = async () => {
      let next;
      return new Response(new ReadableStream({
        start(controller) { controller.enqueue(new TextEncoder().encode("one\\n")); next = controller; },
        pull(controller) { return new Promise((done) => setTimeout(() => {
          controller.enqueue(new TextEncoder().encode("two\\n")); controller.close(); done(); }, 60)); },
      }), { headers: { "content-type": "text/event-stream" } });
    };"""
    whole = await run(code)
    assert (whole.body, whole.more) == (b"one\ntwo\n", None)
    begun = await run(code, replace(ASKED, streams=True))
    assert (begun.status, begun.body, dict(begun.headers)["content-type"]) == (200, b"", "text/event-stream")
    assert begun.more is not None
    assert [piece async for piece in begun.more] == [b"one\n", b"two\n"]
    # What is there at once has a length.
    at_once = await run(returning("'x'"), replace(ASKED, streams=True))
    assert (at_once.body, at_once.more) == (b"x", None)


@needs_deno
@pytest.mark.parametrize("end", ["never", "throw"])
async def test_a_stream_that_is_not_finished_is_broken(end: str) -> None:
    rest = "throw new Error('x')" if end == "throw" else "return new Promise(() => {})"
    code = f"""module.exports = async () => new Response(new ReadableStream({{
      async pull(controller) {{
        if (this.begun) {{ await new Promise((done) => setTimeout(done, 60)); {rest}; }}
        this.begun = true;
        controller.enqueue(new TextEncoder().encode("one"));
      }},
    }}));"""
    begun = await run(code, replace(ASKED, streams=True), limit_seconds=2.0)
    assert begun.more is not None
    assert await anext(begun.more) == b"one"
    with pytest.raises(StreamBroken):
        await anext(begun.more)


@needs_deno
async def test_who_stops_reading_a_stream_ends_its_function() -> None:
    code = """module.exports = async () => new Response(new ReadableStream({
      async pull(controller) {
        await new Promise((done) => setTimeout(done, 30));
        controller.enqueue(new TextEncoder().encode("tick"));
      },
    }));"""
    runtime = Runtime(DENO, limit_seconds=60)
    begun = await runtime.run(code, replace(ASKED, streams=True))
    assert begun.more is not None
    assert await anext(begun.more) == b"tick"
    [process] = runtime._running
    await begun.more.aclose()
    assert process.returncode is not None


@needs_deno
async def test_what_is_printed_is_handed_on_with_its_level() -> None:
    heard: list[Printed] = []
    code = """module.exports = async () => {
      console.log("a %s", 1, { b: [2] }); console.debug("d"); console.warn("w"); console.error(new Error("e").message);
      console.group("g"); console.info("in\\ngroup"); console.table([[1]]);
      return new Response("x");
    };"""
    assert (await run(code, replace(ASKED, printed=heard.append))).body == b"x"
    assert heard[:6] == [
        Printed("info", "a 1 { b: [ 2 ] }"),
        Printed("debug", "d"),
        Printed("warning", "w"),
        Printed("error", "e"),
        Printed("info", "g"),
        Printed("info", "  in\n  group"),
    ]
    assert "│" in heard[6].text


@needs_deno
async def test_a_module_is_called_as_the_cloud_calls_it() -> None:
    code = "// Function: greet\nexport default async (request: Request) => new Response(Deno.env.get('A'));"
    call = replace(ASKED, slug="greet", as_module=True, secrets={"A": "secret"})
    assert (await run(code, call)).body == b"secret"
    heard: list[Printed] = []
    thrown = await run(f"// Function: greet\n{THROWS}", replace(call, printed=heard.append))
    assert (thrown.status, json.loads(thrown.body)) == (
        500,
        {"error": "Function execution failed", "message": "kaboom"},
    )
    assert heard[0].text.startswith("Function error: Error: kaboom\n    at ")
    assert "(file:///src/functions/greet.ts:3:" in heard[0].text
    assert "blob:" not in heard[0].text


@needs_deno
async def test_all_modules_start_or_the_first_that_does_not_is_named() -> None:
    runtime = Runtime(DENO, limit_seconds=QUICK)
    assert (
        await runtime.start({"one": "export default 1;", "sdk": 'import { createClient } from "npm:@insforge/sdk";'})
        is None
    )
    reason = await runtime.start({"one": "export default 1;", "two": "throw new TypeError('no');"})
    assert reason is not None
    assert reason.startswith("error: Uncaught (in promise) TypeError: no\n    at file:///src/functions/two.ts:1:")
    assert await Runtime(None).start({"one": "("}) is None


async def test_without_deno_nothing_runs() -> None:
    runtime = Runtime(None)
    reply = await runtime.run(returning("'x'"), ASKED)
    assert runtime.status == "unavailable"
    assert (reply.status, error(reply)) == (502, "Failed to connect to Deno runtime")


async def test_a_deno_that_is_no_program_is_like_none(tmp_path: Path) -> None:
    assert (await Runtime(tmp_path / "nothing").run("x", ASKED)).status == 502


def test_deno_is_found_on_the_path_when_there_is_no_package(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program = tmp_path / "bin" / "deno"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    monkeypatch.setattr("sys.executable", str(tmp_path / "python"))
    monkeypatch.setitem(sys.modules, "deno", None)
    monkeypatch.setenv("PATH", str(program.parent))
    assert find_deno() == program
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_deno() is None
