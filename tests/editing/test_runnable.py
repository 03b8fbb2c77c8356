"""Code that a server's runtime can't run is known before it is saved: held against the runtime itself."""

from __future__ import annotations

import json
import random

import pytest

from tests.cases import cases
from tests.sandbox.serving import DENO, needs_deno
from tui.editing.runnable import RunnableCheck, Runtime, problems_of
from tui.editing.source import SourceText
from tui.model.problem import Severity
from tui.sandbox.calls import Call
from tui.sandbox.runtime import Runtime as DenoRuntime

OK = "module.exports = async (request) => new Response('x');"

SELF_HOSTED = [
    OK,
    "module.exports = async function (request) {\n  return new Response(request.url);\n};",
    "async function handler(request) { return new Response('x'); }\nmodule.exports = handler;",
    "let handler;\nhandler = () => new Response('x');\nmodule.exports = handler;",
    "exports = module.exports = () => new Response('x');",
    "if (true) { module.exports = () => new Response('x'); }",
    "module.exports = {};\nmodule.exports = () => new Response('x');",
    "const m = module;\nm.exports = () => new Response('x');",
    "Object.assign(module, { exports: () => new Response('x') });",
    "module['exports'] = () => new Response('x');",
    "class A { #x = 1; static { this.y = 2; } get x() { return this.#x ?? 0; } }\n" + OK,
    "const a = /[\"'`{(]/.test('x') ? `a ${`b ${1}`} }` : null?.b;\n" + OK,
    "function require(name) { return name; }\nconst a = require('x');\n" + OK,
    "// require('x') import x from 'y'; export default 1; Deno.serve(\n" + OK,
    "const words = 'await import(x)', export_ = 1, type = 2, as = 3;\n" + OK,
    "var a = 1;\nvar a = 2;\nfunction a() {}\n{ const a = 3; }\n" + OK,
    "module.exports = async () => { for await (const x of []) {} return new Response(Deno.env.get('X')); };",
    "label: for (const a of [1]) { continue label; }\nif (false) return;\n" + OK,
    "module.exports = (request) => { async function f() { await 1; } return new Response('x'); };",
    "const { a, b: [c], ...d } = { a: 1, b: [2] };\n" + OK,
    "var createClient = 1;\n" + OK,
    # What it can't run.
    "module.exports = async (request: Request) => new Response('x');",
    "interface A { b: string }\n" + OK,
    "const a = 1 as number;\n" + OK,
    "enum A { B }\n" + OK,
    "const a = <b>hi</b>;\n" + OK,
    "import { z } from 'npm:zod';\n" + OK,
    "import 'x';\n" + OK,
    "export default async () => new Response('x');",
    "export const a = 1;\n" + OK,
    "const a = import.meta.url;\n" + OK,
    "const fs = require('fs');\n" + OK,
    "module.exports = async () => new Response(require('x'));",
    "const a = await fetch('http://x');\n" + OK,
    "for await (const a of []) {}\n" + OK,
    "module.exports = () => { await 1; return new Response('x'); };",
    "exports.default = async () => new Response('x');",
    "module.exports.default = async () => new Response('x');",
    "const x = 1;",
    "// nothing but a comment",
    "module.exports = { fetch: async () => new Response('x') };",
    "module.exports = 'text';",
    "Deno.serve(() => new Response('x'));",
    "module.exports = async () => new Response(await Deno.readTextFile('/x'));",
    "const a = 1;\nconst a = 2;\n" + OK,
    "let a = 1;\nfunction a() {}\n" + OK,
    "const createClient = () => 1;\n" + OK,
    "module.exports = async (request) => {\n  return new Response('x');\n}\n}",
    "module.exports = async (request) => {\n  if (request) {\n  return new Response('x');\n}",
    "const a = 'abc;\n" + OK,
    "const a = `abc;\n" + OK,
    "module.exports = async (request) => new Response(String(1);",
    "const a = ;\n" + OK,
    "@decorated\nclass A {}\n" + OK,
]


EACH = """module.exports = async (request) => {
  const done = [];
  for (const code of await request.json()) {
    const module = { exports: {} };
    const names = ["exports", "module", "createClient", "Deno", "encodeBase64", "decodeBase64"];
    try {
      new Function(...names, code)(module.exports, module, () => {}, Deno);
      await module.exports(new Request(request.url));
      done.push("");
    } catch (error) {
      done.push(`${error}`);
    }
  }
  return new Response(JSON.stringify(done));
};"""
"""Runs each code as the runtime runs what it is sent, all in one process."""


@pytest.mark.app
@needs_deno
async def test_the_verdict_is_that_of_the_self_hosted_runtime() -> None:
    runtime = DenoRuntime(DENO, limit_seconds=60)
    asked = Call("POST", "http://deno:7133/x", [], json.dumps(SELF_HOSTED).encode())
    reply = await runtime.run(EACH, asked)
    errors: list[str] = json.loads(reply.body)
    told = {code: [one.message for one in problems_of(code.split("\n"), Runtime.SELF_HOSTED)] for code in SELF_HOSTED}
    wrong = [
        (code, told[code], error)
        for code, error in zip(SELF_HOSTED, errors, strict=True)
        if bool(told[code]) != bool(error)
    ]
    assert wrong == []
    assert errors.count("") == 21


TYPED = "export default async (req: Request): Promise<Response> => new Response(req.url);"


@cases(
    "code",
    [
        TYPED,
        OK,
        "import { z } from 'npm:zod';\nconst a = await fetch('http://x');\n" + TYPED,
        "interface A { b: string }\nenum C { D }\nabstract class E<T> { constructor(private f?: T) {} }\n" + TYPED,
        "function f(a: string): void;\nfunction f(a: unknown): void {}\n" + TYPED,
        "type A = 1;\nconst B = 1 satisfies number;\nconst c = B! as unknown as string;\n" + TYPED,
        "async function handler() { return new Response('x'); }\nexport { handler as default };",
        "export { default } from 'https://x/y.ts';",
        "import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);\n"
        "require('x');\n" + TYPED,
        "import { z } from 'npm:zod';\nconst a: number = 1;\n" + OK,
    ],
)
def test_what_a_cloud_project_runs_is_not_warned_of(code: str) -> None:
    assert problems_of(code.split("\n"), Runtime.CLOUD) == ()


@cases(
    ("code", "place", "words"),
    [
        ("const a = 1;\n  f();\n", (2, 3), "no default export"),
        ("exports.default = async () => 1;", (1, 1), "no default export"),
        ("export default { fetch() {} };", (1, 16), "must be the function itself"),
        ("import 'x';\nconst a = require('y');\n" + TYPED, (2, 11), "no require"),
        ("Deno.serve(() => 1);\n" + TYPED, (1, 1), "reject Deno.serve"),
        ("const LIMIT = 1;\nconst b = 2;\nconst LIMIT = 3;\n" + TYPED, (3, 7), "LIMIT is declared more than once"),
        (OK + "\n" + TYPED, (2, 1), "remove one of them"),
        ("import { createClient } from 'npm:@insforge/sdk';\n" + OK, (1, 10), "gives createClient already"),
        ("export default () => { await 1; };", (1, 24), "needs an async function"),
        ("// 😀 é\nconst a = '😀' + ;\n" + TYPED, (2, 15), "can't be read on"),
        ("module.exports = 1;", (1, 18), "must be the function itself"),
    ],
)
def test_what_a_cloud_project_cannot_run_is_told_at_its_place(code: str, place: tuple[int, int], words: str) -> None:
    [problem] = problems_of(code.split("\n"), Runtime.CLOUD)
    assert problem.range is not None
    assert (problem.range.start_line + 1, problem.range.start_column + 1) == place
    assert words in problem.message
    assert problem.severity is Severity.WARNING


@cases(
    ("code", "place", "words"),
    [
        ("module.exports = async (request, x: string) =>\n  new Response(x as string);", (1, 35), "remove the type"),
        ("const a = 1;\n  import x from 'y';\n" + OK, (2, 3), "createClient"),
        ("export default async () => 1;", (1, 1), "module.exports = async function"),
        ("exports.default = () => 1;", (1, 1), "Nothing is on module.exports"),
        ("const b = 1;\n\n  b;\n\n", (3, 3), "Nothing is on module.exports"),
        ("const b = require('c');\n" + OK, (1, 11), "fetch"),
        ("  await 1;\n" + OK, (1, 3), "inside the handler"),
    ],
)
def test_what_a_self_hosted_server_needs_instead_is_told_at_its_place(
    code: str, place: tuple[int, int], words: str
) -> None:
    problem = problems_of(code.split("\n"), Runtime.SELF_HOSTED)[0]
    assert problem.range is not None
    assert (problem.range.start_line + 1, problem.range.start_column + 1) == place
    assert words in problem.message


def test_code_that_is_not_there_is_not_warned_of() -> None:
    assert problems_of(["", "  "], Runtime.SELF_HOSTED) == problems_of([""], Runtime.CLOUD) == ()


def test_a_file_full_of_problems_is_told_in_a_few() -> None:
    lines = ["import x from 'y';", "const a = require('b') as number;", "export const c = await d;"] * 100
    assert 1 <= len(problems_of(lines, Runtime.SELF_HOSTED)) <= 30
    assert 1 <= len(problems_of(["}" * 1000] * 10, Runtime.CLOUD)) <= 30


@pytest.mark.parametrize("runtime", Runtime)
@pytest.mark.parametrize("seed", range(10))
def test_problems_follow_edits(seed: int, runtime: Runtime) -> None:
    chance = random.Random(seed)
    source = SourceText("const a = 1;\n" + OK + "\nfunction b() {\n  return `é ${a} 😀`;\n}\n")
    check = RunnableCheck(source.lines, runtime)
    for _ in range(40):
        line = chance.randrange(len(source.lines))
        start = (line, chance.randrange(len(source.lines[line]) + 1))
        end = start if chance.random() < 0.6 else (min(line + 2, len(source.lines) - 1), 0)
        text = chance.choice(["x", "\n", "{", "}", "'", "`", "\nexport default 1\n", "/*", "é😀", ""])
        done = source.replace(min(start, end), max(start, end), text)
        check.edited(done.first_line, done.old_line_count, done.new_line_count)
        assert check.problems() == problems_of(source.lines, runtime)
