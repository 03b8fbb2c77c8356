"""The sandbox answers what the later captures of running servers show: functions called in every way, and the trail."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from tests.api.wire import Exchange, exchanges
from tests.sandbox.serving import DENO, Remembering, needs_deno, serving
from tests.sandbox.test_wire import normalised, without_limit
from tui.sandbox.dialect_base import Dialect
from tui.sandbox.dialects import Dialect21, Dialect23
from tui.sandbox.newer_dialects import NewestDialect
from tui.sandbox.store import FunctionSeed

# The captured functions, written again from what they answered.
_RETURN = "module.exports = async (request) => new Response"
CODE = {
    "cap-echo": _RETURN
    + """(JSON.stringify({
        method: request.method, type: request.headers.get("content-type"),
        body: await request.text(), q: new URL(request.url).search,
    }), { status: 201, headers: { "Content-Type": "application/json", "X-Mine": "yes" } });""",
    "cap-204": f"{_RETURN}(null, {{ status: 204 }});",
    "cap-teapot": f'{_RETURN}("<h1>no</h1>", {{ status: 418, headers: {{ "Content-Type": "text/html" }} }});',
    "cap-throwresp": 'module.exports = async () => { throw new Response("thrown", { status: 403 }); };',
    "cap-log": 'module.exports = async () => { console.log("x"); return new Response("logged"); };',
    "cap-nohandler": "const x = 1;",
    "cap-types": 'module.exports = async (request: Request) => new Response("x");',
    "cap-import": 'import { z } from "npm:zod";\nmodule.exports = async () => new Response("x");',
    "cap-reject": "module.exports = async () => { Promise.reject(new Error('x')); await new Promise(() => {}); };",
}
NOT_SERVED = re.compile("/api/(?:schedules|metadata|deployments)")
SKIPPED = {
    "invoke bin": "its bytes are not in the capture; `invoke binary` has them",
    "invoke sleeps": "fifteen seconds; the time limit is tested with the runtime",
    "list while the runtime is down": "it has functions that are not in the capture; `test_supervised.py` asks for it",
    "invoke notresponse": "another version of the runtime words it otherwise",
    "logs backend": "entries of what came before; `test_logs.py` holds their shapes against the captured ones",
    "logs backend, calls of functions among them": "the same",
    "logs backend, the page before": "the same",
    "logs limit too large": "the same",
    "logs function with entries": "the same",
    "logs stats": "the same",
    "logs search": "the same",
    "audits bad limit": "all rows of that server; `test_app.py` asks so",
    "2.3.1-more audits of secrets": "somebody read a reserved secret that the sandbox does not have",
    "head-more audits of secrets": "the same",
}
# What else was sent before an exchange, as its answer tells.
_HEALTH = (
    ("POST", "/api/functions", {"name": "Health", "slug": "health", "code": "x"}),
    ("DELETE", "/api/functions/health", None),
)
SENT_BEFORE = {
    "2.1.0-more audits of secrets": (("PUT", "/api/secrets/CAP_A", {"value": "again"}),),
    "2.1.0-more audits by action": _HEALTH,
    "2.3.1-more audits by action": _HEALTH,
}
SECRETS_BEFORE = {
    "2.1.0-more": ("MY_KEY",),
    "2.3.1-more": ("MY_KEY", "SSE_X"),
    "head-more": ("MY_KEY", "SSE_X"),
    "head": ("MY_KEY", "CLOUD_KEY", "WIRE_KEY"),
}
# Not sent by the sandbox, or of the connection.
UNCOMPARED = re.compile("date|connection|keep-alive|x-powered-by|vary|etag|(?:x-)?ratelimit.*|content-length")


def seed(slug: str, code: str) -> FunctionSeed:
    now = datetime.now(UTC)
    return FunctionSeed(slug, slug, None, code, "active", now, now, now)


def served(version: str) -> list[Exchange]:
    def is_served(exchange: Exchange) -> bool:
        is_part = exchange.version == version and not NOT_SERVED.match(exchange.path)
        return is_part and exchange.name not in SKIPPED and exchange.label not in SKIPPED

    return [exchange for exchange in exchanges() if is_served(exchange)]


@needs_deno
@pytest.mark.parametrize(
    ("version", "dialect", "count"),
    [
        ("2.1.0-more", Dialect21(), 42),
        ("2.3.1-more", without_limit(Dialect23()), 41),
        ("head-more", without_limit(NewestDialect()), 41),
        ("head", without_limit(NewestDialect()), 62),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_every_later_exchange_is_answered_alike(
    version: str, dialect: Dialect, count: int, tmp_path: Path
) -> None:
    seeds = [seed(slug, code) for slug, code in CODE.items()] if version.endswith("more") else []
    compared = 0
    async with serving(tmp_path, dialect, seeds=seeds, runtime=Remembering(DENO)) as client:
        # Secrets were there, and the captured trails have rows from before.
        for key in SECRETS_BEFORE[version]:
            await client.post("/api/secrets", json={"key": key, "value": "again"})
        await client.delete("/api/secrets/CLOUD_KEY")
        for slug in ("earlier", "cap-fail"):
            await client.post("/api/functions", json={"name": slug, "code": "x"})
            await client.delete(f"/api/functions/{slug}")
        for exchange in served(version):
            for method, path, sent in SENT_BEFORE.get(exchange.label, ()):
                await client.request(method, path, json=sent)
            headers = dict(exchange.sent_headers)
            if exchange.sent is not None:
                headers.setdefault("content-type", "application/json")
            response = await client.request(
                exchange.method,
                httpx.URL(f"http://127.0.0.1:1{exchange.path}"),
                headers=headers,
                content=None if exchange.sent is None else exchange.sent.encode(),
            )
            try:
                compare(exchange, response)
            except AssertionError as error:
                error.add_note(f"exchange: {exchange.label} ({exchange.method} {exchange.path})")
                raise
            compared += 1
    assert compared == count


def compare(exchange: Exchange, response: httpx.Response) -> None:
    assert response.status_code == exchange.status
    assert said(response.text) == said(exchange.body)
    captured = {name: value for name, value in exchange.headers.items() if not UNCOMPARED.fullmatch(name)}
    answered = {name: value for name, value in response.headers.items() if name in captured}
    for headers in (captured, answered):
        if "content-range" in headers:
            headers["content-range"] = re.sub(r"-?\d+/\d+$", "<last>/<total>", headers["content-range"])
    assert answered == captured


def said(text: str) -> str:
    """The text without what another client and another machine put there."""
    text = re.sub(r'"headers":\{[^}]*\}', '"headers":{}', text)
    text = text.replace('"ipAddress":"::ffff:', '"ipAddress":"')
    # Two of the same moment come in any order; their values are of each server.
    text = re.sub(r'"key":"JWT_(PRIVATE_KEY|KEY_ID)"', '"key":"JWT_<one>"', text)
    return re.sub(r'"kid_[0-9a-f]{32}"', '"<key id>"', normalised(text))
