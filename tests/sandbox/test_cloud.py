"""The cloud's dialect: the captured exchanges, and what no capture shows of deployed functions."""

from __future__ import annotations

import asyncio
import json
import re
from pathlib import Path

import httpx
import pytest

from tests.api.wire import Exchange, exchanges
from tests.sandbox.serving import DENO, DEPLOYED, needs_deno, serving
from tests.sandbox.test_wire import normalised, without_limit
from tests.sandbox.test_wire_more import UNCOMPARED, seed
from tui.sandbox.cloud_check import CloudCheck, fatal_problems
from tui.sandbox.newer_dialects import CloudDialect
from tui.sandbox.runtime import Runtime
from tui.sandbox.typecheck import TypeChecker

HELLO = 'export default async (request: Request) => new Response("hello " + await request.text());'
ECHO = """export default async (request: Request) => {
  console.log("called");
  return Response.json({ method: request.method, url: request.url, body: await request.text() });
};"""
SKIPPED = {
    "update syntax errors, many": "Deno's parser stops at the first, TypeScript's goes on",
    "update type error": "its twin with Windows line ends is told the same, and a check takes its time",
    "function logs": "the stand-in's own entries; their shape is compared below",
    "invoke through the backend": "the captured address led nowhere; tested below",
}


class Watched(Runtime):
    """A runtime that says when it has started modules."""

    def __init__(self, deno: Path | None) -> None:
        super().__init__(deno)
        self._deployed: asyncio.Queue[None] = asyncio.Queue()

    async def start(self, modules: dict[str, str]) -> str | None:
        try:
            return await super().start(modules)
        finally:
            # After whoever waits for the answer has it.
            asyncio.get_running_loop().call_soon(self._deployed.put_nowait, None)

    async def has_deployed(self, times: int) -> None:
        """Waits until it did so so many times."""
        for _ in range(times):
            await self._deployed.get()


# Of Deno's output what the sentence is made of; a test below asks Deno itself.
DECLARED_TWICE = """Check func.ts
TS2451 [ERROR]: Cannot redeclare block-scoped variable '{name}'.
    at file:///func.ts:{line}:7
"""


class Sparing(TypeChecker):
    """A check for the captures: Deno is asked about types and syntax, but once of what differs in texts and comments.

    Names that are declared twice are found here. Each check takes a second of the processor.
    """

    def __init__(self, deno: Path, cache: Path) -> None:
        super().__init__(deno, cache)
        self._passed: set[str] = set()

    async def check_module(self, module: str) -> str | None:
        places: dict[str, list[int]] = {}
        for number, line in enumerate(module.split("\n"), 1):
            if (declared := re.match(r"const (\w+) = \d;$", line)) is not None:
                places.setdefault(declared[1], []).append(number)
        twice = [(name, line) for name, lines in places.items() if len(lines) > 1 for line in lines]
        if twice:
            return "\n".join(DECLARED_TWICE.format(name=name, line=line) for name, line in twice)
        alike = re.sub(r'"[^"\n]*"|//.*\n', "", module)
        told = None if alike in self._passed else await super().check_module(module)
        if told is None:
            self._passed.add(alike)
        return told


@pytest.fixture(scope="module")
def checker(tmp_path_factory: pytest.TempPathFactory) -> TypeChecker:
    assert DENO is not None
    return Sparing(DENO, tmp_path_factory.mktemp("cache"))


def said(text: str) -> str:
    """The text without ids, times, the deployment's address, and what Deno fetched before it checked."""
    text = normalised(text)
    text = re.sub(r"rev-[0-9a-f]{12}", "<revision>", text)
    text = re.sub(r"(?:Download https:|Initialize )[^\\]*\\n", "", text)
    text = re.sub(r"insforge-deno-check-\w{6}", "<folder>", text)
    # Deno 2.9 has a backtrace's head, the captured one had its lines too.
    text = re.sub(r"\\n\\nStack backtrace:.*?(?=\")", "", text)
    return text.replace("https://abc12.function2.insforge.app", DEPLOYED)


def compare(exchange: Exchange, response: httpx.Response) -> None:
    assert response.status_code == exchange.status
    assert said(response.text) == said(exchange.body)
    captured = {name: value for name, value in exchange.headers.items() if not UNCOMPARED.fullmatch(name)}
    assert {name: value for name, value in response.headers.items() if name in captured} == captured


@needs_deno
async def test_every_captured_exchange_is_answered_alike(tmp_path: Path, checker: TypeChecker) -> None:
    dialect = without_limit(CloudDialect())
    first = seed("hello", HELLO)
    compared = 0
    async with serving(
        tmp_path, dialect, seeds=[first], runtime=Runtime(DENO), start_check=CloudCheck(checker)
    ) as client:
        await client.put("/api/functions/hello", json={"name": "Hello", "description": "n11"})
        for exchange in exchanges():
            if exchange.version != "head-cloud" or exchange.name in SKIPPED:
                continue
            response = await client.request(
                exchange.method,
                exchange.path,
                headers={"content-type": "application/json", **exchange.sent_headers},
                content=None if exchange.sent is None else exchange.sent.encode(),
            )
            try:
                compare(exchange, response)
            except AssertionError as error:
                error.add_note(f"exchange: {exchange.label} ({exchange.method} {exchange.path})")
                raise
            compared += 1
    assert compared == 27


@needs_deno
async def test_functions_are_called_at_their_own_address_and_through_the_backend(tmp_path: Path) -> None:
    async with serving(tmp_path, "cloud", runtime=Runtime(DENO)) as client:
        assert (await client.get(f"{DEPLOYED}/echo")).text == "404: DEPLOYMENT_NOT_FOUND"
        assert (await client.get("/api/functions")).json()["deploymentUrl"] is None
        saved = (await client.post("/api/functions", json={"name": "echo", "code": ECHO})).json()
        assert saved["deployment"]["url"] == (await client.get("/api/functions")).json()["deploymentUrl"] == DEPLOYED
        direct = await client.put(f"{DEPLOYED}/echo/deep/er?x=1", content=b"text")
        assert direct.json() == {"method": "PUT", "url": f"{DEPLOYED}/deep/er?x=1", "body": "text"}
        assert "access-control-allow-origin" not in direct.headers
        assert (await client.options(f"{DEPLOYED}/echo")).json()["method"] == "OPTIONS"
        proxied = await client.put("/functions/echo", content=b"text")
        assert proxied.json() == {"method": "PUT", "url": f"{DEPLOYED}/echo", "body": "{}"}
        assert (await client.get(f"{DEPLOYED}/nope")).json() == {"error": "Function not found"}
        assert (await client.get("/functions/nope")).json() == {"error": "Function not found"}
        health = await client.get(f"{DEPLOYED}/health", headers={"authorization": ""})
        assert (health.json()["status"], health.json()["type"]) == ("ok", "insforge-functions")
        logs = (await client.get("/api/logs/function.logs")).json()
        messages = [row["eventMessage"] for row in logs["logs"]]
        assert messages[0] == "[echo] called"
        assert re.fullmatch(r"PUT echo 200 \d+ms", messages[1])
        captured = next(exchange for exchange in exchanges() if exchange.label == "head-cloud function logs")
        example, entry = json.loads(captured.body)["logs"][0], logs["logs"][0]
        assert (list(entry), list(entry["body"]), list(entry["body"]["metadata"])) == (
            list(example),
            list(example["body"]),
            list(example["body"]["metadata"]),
        )
        assert entry["id"] == f"deno-{saved['deployment']['id']}-{entry['timestamp']}-0"
        await client.post("/sandbox/withdraw-deployment")
        assert (await client.get(f"{DEPLOYED}/health")).status_code == 404
        assert (await client.get("/functions/echo")).status_code == 502


@needs_deno
async def test_one_function_that_does_not_start_holds_back_all_and_what_was_live_goes_on(tmp_path: Path) -> None:
    runtime = Watched(DENO)
    async with serving(tmp_path, "cloud", runtime=runtime) as client:
        await client.post("/api/functions", json={"name": "good", "code": HELLO})
        bad = await client.post("/api/functions", json={"name": "bad", "code": "throw new Error('at once');"})
        assert (bad.status_code, bad.json()["success"]) == (201, False)
        reason = bad.json()["deployment"]["buildLogs"][-1]
        assert reason.startswith(
            "[error] error: Uncaught (in promise) Error: at once\n    at file:///src/functions/bad.ts:2"
        )
        assert (await client.get("/api/functions/bad")).json()["code"] == "throw new Error('at once');"
        changed = await client.put("/api/functions/good", json={"code": HELLO.replace("hello", "bye")})
        assert changed.json()["success"] is False
        assert (await client.post(f"{DEPLOYED}/good", content=b"x")).text == "hello x"
        assert (await client.get("/api/logs/functions/build-logs")).json()["status"] == "failed"
        first = await client.get("/api/logs/functions/build-logs?deployment_id=rev-nope")
        assert first.status_code == 404
        # A deletion deploys in a moment, by itself.
        await client.delete("/api/functions/bad")
        await runtime.has_deployed(4)
        assert (await client.post(f"{DEPLOYED}/good", content=b"x")).text == "bye x"


@needs_deno
async def test_what_the_store_held_is_deployed_when_it_is_first_asked_for(tmp_path: Path) -> None:
    seeds = [seed("old", "module.exports = async () => new Response('legacy');")]
    async with serving(tmp_path, "cloud", seeds=seeds, runtime=Runtime(DENO)) as client:
        assert (await client.get(f"{DEPLOYED}/old")).text == "legacy"
        assert (await client.get(f"{DEPLOYED}/old", headers={"host": "evil.example"})).status_code == 403


@needs_deno
async def test_a_stream_comes_in_pieces_at_the_address_and_whole_through_the_backend(tmp_path: Path) -> None:
    code = """export default () => new Response(new ReadableStream({
      async start(controller) {
        controller.enqueue(new TextEncoder().encode("one "));
        await new Promise((done) => setTimeout(done, 60));
        controller.enqueue(new TextEncoder().encode("two"));
        controller.close();
      } }));"""
    async with serving(tmp_path, "cloud", runtime=Runtime(DENO)) as client:
        await client.post("/api/functions", json={"name": "s", "code": code})
        streamed, whole = await client.get(f"{DEPLOYED}/s"), await client.get("/functions/s")
    assert (streamed.text, whole.text) == ("one two", "one two")
    assert "content-length" not in streamed.headers
    assert whole.headers["content-length"] == "7"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("Expected ',', got ';'", "',' expected."),
        ("Expected ')', got '{'", "')' expected."),
        ("Expected ';', '}' or <eof>", "';' expected."),
        ("Expected ident", "Identifier expected."),
        ("Unterminated template", "Unterminated template literal."),
        ("Something new", "Something new."),
    ],
)
def test_what_denos_parser_says_is_told_in_the_clouds_words(words: str, told: str) -> None:
    output = f"error: SyntaxError: {words}\n  |\n1 | x\n  |   ~\n    at file:///tmp/func.ts:12:5\n"
    assert fatal_problems(output, 11) == [f"Syntax error (line 1, column 5): {told}"]


@needs_deno
async def test_what_deno_says_of_syntax_of_unknown_names_and_of_those_declared_twice(tmp_path: Path) -> None:
    assert DENO is not None
    checker = TypeChecker(DENO, tmp_path)
    refused = await CloudCheck(checker)('export default 1;\nlet x = "abc\n', "x")
    assert refused is not None
    assert refused.endswith("start:\n  • Syntax error (line 2, column 13): Unterminated string literal.")
    # In one check: each takes a second of the processor.
    told = await checker.check_module(
        'import { createClient as known } from "npm:@insforge/sdk";\n'
        "export default () => [known({}), createClient()];\nconst A = 1;\nconst A = 2;\n"
    )
    assert told is not None
    assert re.findall(r"TS\d+ \[ERROR\].*", told) == [
        "TS2304 [ERROR]: Cannot find name 'createClient'.",
        *["TS2451 [ERROR]: Cannot redeclare block-scoped variable 'A'."] * 2,
    ]
    assert [problem.partition(". ")[0] for problem in fatal_problems(told, 0)] == [
        f'"A" is declared more than once (line {line}, column 7)' for line in (3, 4)
    ]
