"""What a new function begins with really runs, in the sandbox's own runtime, and passes the type check of the cloud."""

from __future__ import annotations

import hashlib
import hmac
import json
from pathlib import Path

import pytest

from tests.sandbox.serving import DENO, needs_deno
from tui.editing.templates import TEMPLATES, Template, code_of
from tui.sandbox.calls import Call, Reply
from tui.sandbox.runtime import Runtime
from tui.sandbox.typecheck import TypeChecker

NAMED = {each.name: each for each in TEMPLATES}
PAID = b'{"type": "paid"}'


async def run(code: str, method: str = "POST", body: bytes = b"", **headers: str) -> Reply:
    sent = [(name.replace("_", "-"), value) for name, value in headers.items()]
    return await Runtime(DENO, limit_seconds=20).run(code, Call(method, "http://deno:7133/x", sent, body))


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
@pytest.mark.parametrize(
    ("method", "body", "status", "said"),
    [
        ("GET", b"", 200, {"greeting": "Hello!"}),
        ("POST", b'{"name": "Ada"}', 200, {"greeting": "Hello, Ada!"}),
        ("POST", b"{}", 400, None),
        ("POST", b"null", 400, None),
        ("POST", b"no JSON", 400, None),
        ("DELETE", b"", 405, None),
    ],
)
async def test_the_json_one_checks_what_it_is_sent(method: str, body: bytes, status: int, said: object) -> None:
    reply = await run(hosted("json"), method, body)
    assert reply.status == status
    told = json.loads(reply.body)
    assert told == said or (said is None and "error" in told)


@needs_deno
@pytest.mark.parametrize(
    ("signature", "body", "status"),
    [
        (signed(PAID, "s3cret"), PAID, 200),
        ("sha256=" + signed(PAID, "s3cret"), PAID, 200),
        (signed(PAID, "other"), PAID, 401),
        (signed(PAID, "s3cret"), PAID + b" ", 401),
        ("", PAID, 401),
        ("zz", PAID, 401),
        (signed(b"no JSON", "s3cret"), b"no JSON", 400),
    ],
)
async def test_the_webhook_refuses_what_is_not_signed(signature: str, body: bytes, status: int) -> None:
    code = hosted("webhook", WEBHOOK_SECRET="s3cret")
    assert (await run(code, body=body, x_signature=signature)).status == status


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


@needs_deno
@pytest.mark.parametrize("template", [each for each in TEMPLATES if not each.imports], ids=lambda each: each.name)
async def test_the_clouds_form_passes_its_type_check(template: Template, tmp_path: Path) -> None:
    assert DENO is not None
    assert await TypeChecker(DENO, tmp_path)(code_of(template, cloud=True)) is None
