"""The sandbox answers what the captured servers answered: their exchanges are replayed against it, in order."""

import json
import re
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from tests.sandbox.serving import DENO, Remembering, serving
from tui.sandbox.dialect_base import Dialect
from tui.sandbox.dialects import Dialect21, Dialect23
from tui.sandbox.store import FunctionStore

WIRE = Path(__file__).parents[1] / "wire"
# `test_schedules.py` replays those of schedules with a clock in its hand; the rest is not part of the sandbox.
NOT_SERVED = (
    "/api/schedules",
    "/api/metadata",
)
# Pages of logs that have entries here, or other ones: `test_logs.py` holds their shapes against the captured ones.
ENTRIES = ("logs function", "logs insforge", "logs function, with entries", "logs before a time")
# The same three seconds of waiting as its GET.
NOT_REPEATED = ("invoke POST slow",)
# What the captured server's audit trail held already.
EARLIER_CHANGES = {"2.1.0": 0, "2.3.1": 8}
# Needs the limit that was lifted for the rest of the capture; has a test of its own below.
WITH_THE_LIMIT = ("rate limited",)


@dataclass(frozen=True)
class Exchange:
    """One line of a capture."""

    name: str
    method: str
    path: str
    auth: str | None
    body: str | None
    status: int
    headers: dict[str, str]
    answer: str


def exchanges(version: str) -> list[Exchange]:
    found = []
    for line in (WIRE / f"insforge-{version}.jsonl").read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        request, response = entry["request"], entry["response"]
        asked = (request["method"], request["path"], request["auth"], request["body"])
        found.append(Exchange(entry["name"], *asked, response["status"], response["headers"], response["body"]))
    return found


def served(exchange: Exchange) -> bool:
    skipped = exchange.name in (*NOT_REPEATED, *WITH_THE_LIMIT, *ENTRIES) or exchange.path.startswith(NOT_SERVED)
    return not skipped and (DENO is not None or not exchange.path.startswith("/functions/"))


def without_limit(dialect: Dialect) -> Dialect:
    dialect.writes_limit = None
    return dialect


def whole_body(exchange: Exchange) -> bytes | None:
    """The request's body; a long one was cut in the capture, its rest was all x."""
    if exchange.body is None:
        return None
    start, cut, length = exchange.body.partition("…(")
    if not cut:
        return exchange.body.encode()
    return (start.ljust(int(length.split(" ")[0]) - 2, "x") + '"}').encode()


def normalised(text: str) -> str:
    """The text without what differs from server to server: ids, times, tokens."""
    text = re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "<id>", text)
    text = re.sub(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]{12}Z", "<time>", text)
    # When a secret was read last depends on who asked before.
    text = re.sub(r'"lastUsedAt":(null|"<time>")', '"lastUsedAt":"<time or none>"', text)
    return re.sub(r'"(accessToken|csrfToken)":"[^"]*"', r'"\1":"<token>"', text)


def normalised_headers(headers: httpx.Headers | dict[str, str], body_varies: bool) -> dict[str, str]:
    shown = {name.lower(): value for name, value in headers.items() if name.lower() != "date"}
    for name in ("x-ratelimit-remaining", "x-ratelimit-reset"):
        if name in shown:
            assert shown[name].isdigit()
            shown[name] = "<number>"
    if "set-cookie" in shown:
        cookie = re.sub(r"=[^;]*;", "=<token>;", shown["set-cookie"], count=1)
        shown["set-cookie"] = re.sub(r"Expires=\w{3}, \d\d \w{3} \d{4} [\d:]{8} GMT", "Expires=<date>", cookie)
    if body_varies:
        shown.pop("content-length", None)
    return shown


def compare(exchange: Exchange, response: httpx.Response) -> None:
    text = response.text
    shown, cut, length = exchange.answer.partition("…(")
    if cut:
        assert len(text) == int(length.split(" ")[0])
        text = f"{text[: len(shown)]}…({len(text)} characters)"
    assert response.status_code == exchange.status
    assert normalised(text) == normalised(exchange.answer)
    varies = '"accessToken"' in text or '"lastUsedAt"' in text
    assert normalised_headers(response.headers, varies) == normalised_headers(exchange.headers, varies)


def credentials(kind: str | None, key: str, token: str) -> dict[str, str]:
    bearers = {"key": key, "badkey": "ik_wrong", "jwt": token, "badjwt": "not.a.token"}
    if kind == "xkey":
        return {"x-api-key": key}
    return {} if kind is None else {"authorization": f"Bearer {bearers[kind]}"}


@pytest.mark.parametrize(
    ("version", "dialect"), [("2.1.0", Dialect21()), ("2.3.1", without_limit(Dialect23()))], ids=["2.1.0", "2.3.1"]
)
async def test_every_captured_exchange_is_answered_alike(version: str, dialect: Dialect, tmp_path: Path) -> None:
    store = FunctionStore(tmp_path)
    token, compared = "", 0
    async with serving(tmp_path, dialect, runtime=Remembering(DENO), with_key=False) as client:
        left_over = prepare_like_the_capture(store, exchanges(version))
        if version == "2.3.1":
            # A secret was deleted on it before.
            signed = credentials("key", store.api_key, "")
            await client.post("/api/secrets", json={"key": "STRIPE_KEY", "value": "x"}, headers=signed)
            await client.delete("/api/secrets/STRIPE_KEY", headers=signed)
        for _ in range(EARLIER_CHANGES[version]):
            store.record("api-key", "DELETE_FUNCTION", "{}", None)
        for exchange in filter(served, exchanges(version)):
            if exchange.name == "create" and left_over is not None:
                store.delete(left_over)
            body = whole_body(exchange)
            response = await client.request(
                exchange.method,
                httpx.URL(f"http://127.0.0.1:1{exchange.path}"),
                headers={"content-type": "application/json", **credentials(exchange.auth, store.api_key, token)},
                content=None if body is None else body.replace(b"lab-password", store.password.encode()),
            )
            try:
                compare(exchange, response)
            except AssertionError as error:
                error.add_note(f"exchange: {exchange.name} ({exchange.method} {exchange.path})")
                raise
            token = response.json()["accessToken"] if exchange.name == "login good" else token
            compared += 1
    store.close()
    assert compared >= (60 if DENO is None else 84)


def prepare_like_the_capture(store: FunctionStore, replayed: list[Exchange]) -> str | None:
    """The 2.3.1 server was not quite new: one function was there, and was deleted before `create`."""
    first_list = json.loads(next(exchange.answer for exchange in replayed if exchange.name == "list auth=xkey"))
    if not first_list["functions"]:
        return None
    function = first_list["functions"][0]
    fields = {name: function[name] for name in ("slug", "name", "description", "status")}
    return store.create(code="x", **fields).slug


async def test_the_sixteenth_write_is_refused_as_captured(tmp_path: Path) -> None:
    [exchange] = [exchange for exchange in exchanges("2.3.1") if exchange.name in WITH_THE_LIMIT]
    async with serving(tmp_path, "2.3") as client:
        for _ in range(15):
            await client.delete("/api/functions/none")
        response = await client.put(exchange.path, content=exchange.body, headers={"content-type": "application/json"})
    shown, captured = dict(response.headers), dict(exchange.headers)
    for headers in (shown, captured):
        assert headers["retry-after"] == headers["ratelimit-reset"]
        assert 0 < int(headers.pop("ratelimit-reset")) <= 300
        headers.pop("retry-after")
    assert (response.status_code, response.text) == (exchange.status, exchange.answer)
    assert shown == captured
