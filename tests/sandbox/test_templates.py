"""What a new function begins with really runs, in the sandbox's own runtime; `test_seeds.py` checks its types."""

from __future__ import annotations

import hashlib
import hmac
import json

from tests.sandbox.serving import DENO, needs_deno
from tui.editing.templates import TEMPLATES, code_of
from tui.sandbox.calls import Call, Reply
from tui.sandbox.runtime import Runtime

NAMED = {each.name: each for each in TEMPLATES}
PAID = b'{"type": "paid"}'


async def run(code: str, method: str = "POST", body: bytes = b"", **headers: str) -> Reply:
    sent = [(name.replace("_", "-"), value) for name, value in headers.items()]
    return await Runtime(DENO, limit_seconds=20).run(code, Call(method, "http://deno:7133/x", sent, body))


async def asked(code: str, requests: list[tuple[str, str, dict[str, str]]]) -> list[tuple[int, str]]:
    """What a function answers to several requests (method, body, headers) of one run: status and body of each."""
    given = json.dumps([list(request) for request in requests])
    harness = f"""{code}
const served = module.exports;
module.exports = async () => {{
  const told = [];
  for (const [method, body, headers] of {given}) {{
    const reply = await served(new Request("http://deno:7133/x", {{ method, headers, body: body || undefined }}));
    told.push([reply.status, await reply.text()]);
  }}
  return Response.json(told);
}};
"""
    return [(status, body) for status, body in json.loads((await run(harness)).body)]


def hosted(name: str, **secrets: str) -> str:
    """A template's code, with secrets of the project in it: the sandbox has none."""
    code = code_of(NAMED[name], cloud=False)
    for secret, value in secrets.items():
        code = code.replace(f'Deno.env.get("{secret}")', json.dumps(value))
    return code


def signed(body: bytes, secret: str) -> str:
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


@needs_deno
async def test_the_empty_one_says_hello() -> None:
    reply = await run(hosted("empty"))
    assert (reply.status, reply.body) == (200, b"Hello!")


@needs_deno
async def test_the_json_one_checks_what_it_is_sent() -> None:
    told = await asked(
        hosted("json"),
        [
            ("GET", "", {}),
            ("POST", '{"name": "Ada"}', {}),
            ("POST", "{}", {}),
            ("POST", "null", {}),
            ("POST", "no JSON", {}),
            ("DELETE", "", {}),
        ],
    )
    assert [status for status, _ in told] == [200, 200, 400, 400, 400, 405]
    assert [json.loads(body) for _, body in told[:2]] == [{"greeting": "Hello!"}, {"greeting": "Hello, Ada!"}]
    assert all("error" in json.loads(body) for _, body in told[2:])


@needs_deno
async def test_the_webhook_refuses_what_is_not_signed() -> None:
    signatures = [
        (signed(PAID, "s3cret"), PAID, 200),
        ("sha256=" + signed(PAID, "s3cret"), PAID, 200),
        (signed(PAID, "other"), PAID, 401),
        (signed(PAID, "s3cret"), PAID + b" ", 401),
        ("", PAID, 401),
        ("zz", PAID, 401),
        (signed(b"no JSON", "s3cret"), b"no JSON", 400),
    ]
    told = await asked(
        hosted("webhook", WEBHOOK_SECRET="s3cret"),
        [("POST", body.decode(), {"x-signature": signature}) for signature, body, _ in signatures],
    )
    assert [status for status, _ in told] == [status for _, _, status in signatures]


@needs_deno
async def test_what_needs_a_secret_says_which() -> None:
    for name, secret in (("webhook", "WEBHOOK_SECRET"), ("job", "JOB_SECRET")):
        reply = await run(hosted(name))
        assert (reply.status, secret in reply.body.decode()) == (500, True)


@needs_deno
async def test_other_origins_may_call_the_one_with_cors() -> None:
    asked, reply = await run(hosted("cors"), "OPTIONS"), await run(hosted("cors"), "GET")
    assert (asked.status, reply.status) == (204, 200)
    for each in (asked, reply):
        assert ("access-control-allow-origin", "*") in list(each.headers)


@needs_deno
async def test_the_job_is_for_the_schedule_alone() -> None:
    code = hosted("job", JOB_SECRET="s3cret")
    assert (await run(code)).status == 401
    reply = await run(code, x_job_secret="s3cret")
    assert (reply.status, json.loads(reply.body)["done"]) == (200, 0)


@needs_deno
async def test_the_one_with_the_database_asks_it_as_the_caller() -> None:
    reply = await run(hosted("database"))
    assert reply.status == 502
    assert "database" in reply.body.decode()
    client = """const createClient = (given) => ({ database: { from: (table) => ({ select: () => ({ limit: async () =>
      given.edgeFunctionToken === "t0ken" ? { data: [table] } : { error: new Error("no rights") } }) }) } });\n"""
    # As its own, not the sandbox's, which has no network.
    code = f"{{\n{client}{hosted('database')}}}"
    reply = await run(code, authorization="Bearer t0ken")
    assert (reply.status, json.loads(reply.body)) == (200, {"todos": ["todos"]})
    reply = await run(code, authorization="Bearer other")
    assert (reply.status, json.loads(reply.body)) == (400, {"error": "no rights"})
