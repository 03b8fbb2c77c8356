"""The sandbox's schedules answer as the captured servers did, runs included; its cron is turned by hand."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from tests.api.wire import Exchange, exchanges
from tests.sandbox.serving import DENO, Remembering, needs_deno
from tests.sandbox.test_wire import normalised, without_limit
from tests.sandbox.test_wire_more import CODE, seed
from tui.sandbox.app import Sandbox, create_app
from tui.sandbox.cron import Times, read_times
from tui.sandbox.dialect_base import Dialect
from tui.sandbox.dialect_choice import dialect_named
from tui.sandbox.dialects import Dialect21, Dialect23
from tui.sandbox.newer_dialects import NewestDialect
from tui.sandbox.schedule_store import ScheduleStore
from tui.sandbox.secret_store import SecretStore
from tui.sandbox.store import FunctionStore
from tui.sessions.cron import Cron, read_cron

WAITED = {
    "2.1.0": datetime(2026, 11, 23, 22, 7, 38, tzinfo=UTC),
    "2.3.1": datetime(2026, 11, 23, 22, 3, 37, tzinfo=UTC),
    "2.1.0-more": datetime(2026, 11, 26, 10, 15, 57, tzinfo=UTC),
    "2.3.1-more": datetime(2026, 11, 26, 10, 18, 43, tzinfo=UTC),
    "head-more": datetime(2026, 11, 26, 10, 15, 56, tzinfo=UTC),
    "head": datetime(2026, 11, 26, 9, 59, 15, tzinfo=UTC),
}
"""When the captured schedules were made."""
SKIPPED = {
    "schedule logs ok": "its call was not yet noted when it was asked for",
    "schedule logs bad id": "compared with `schedule get bad id`; it says the same",
}
ROWS = ("schedules list with runs", "schedules list", "schedules listed after a run")
"""Compared by what stands in each row, as the order of what was made within a millisecond is another."""
ECHO = "module.exports = async (request) => new Response(request.headers.get('x-secret'));"
THROWS = "module.exports = async () => { throw new Error('no'); };"


class Hands:
    """A clock."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def now(self) -> datetime:
        return self.moment


@asynccontextmanager
async def turned(
    folder: Path, dialect: Dialect, hands: Hands, codes: dict[str, str]
) -> AsyncIterator[tuple[httpx.AsyncClient, Sandbox, SecretStore]]:
    store = FunctionStore(folder, [seed(slug, code) for slug, code in codes.items()])
    secrets, schedules = SecretStore(folder, store), ScheduleStore(folder, hands.now)
    app = create_app(store, dialect, Remembering(DENO), secrets=secrets, schedules=schedules)
    headers = {"authorization": f"Bearer {store.api_key}"}
    transport = httpx.ASGITransport(app=app, client=("127.0.0.1", 1))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:1", headers=headers) as client:
        yield client, app, secrets
    for each in (schedules, secrets, store):
        each.close()


async def minutes_pass(app: Sandbox, hands: Hands, count: int) -> None:
    assert app.turning is not None
    app.turning.look()
    for _ in range(count):
        hands.moment = hands.moment.replace(second=0) + timedelta(minutes=1)
        app.turning.look()
        await app.turning.settle()


def said(text: str) -> str:
    """The text without what differs from run to run."""
    text = re.sub(r'"(cronJobId)":(?:"\d+"|null)', r'"\1":"<job>"', normalised(text))
    return re.sub(r'"durationMs":\d+', '"durationMs":0', text)


@needs_deno
@pytest.mark.parametrize(
    ("version", "dialect", "count"),
    [
        ("2.1.0", Dialect21(), 9),
        ("2.3.1", without_limit(Dialect23()), 9),
        ("2.1.0-more", Dialect21(), 24),
        ("2.3.1-more", without_limit(Dialect23()), 24),
        ("head-more", without_limit(NewestDialect()), 24),
        ("head", without_limit(NewestDialect()), 30),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_every_captured_exchange_is_answered_alike(
    version: str, dialect: Dialect, count: int, tmp_path: Path
) -> None:
    hands = Hands(WAITED[version])
    failing = {"cap-fail": THROWS, "echo": ECHO, "throws": THROWS}
    ids: dict[str, str] = {}
    compared, has_run = 0, False
    async with turned(tmp_path, dialect, hands, {**CODE, **failing}) as (client, app, secrets):
        for key in ("CAP_A", "WIRE_KEY"):
            secrets.create(key, "value", None)
        for exchange in exchanges():
            if exchange.version != version or not exchange.path.startswith("/api/schedules"):
                continue
            if exchange.name in SKIPPED:
                continue
            if not has_run and exchange.name in ("schedules listed after a run", "schedules list with runs"):
                await minutes_pass(app, hands, 2 if version == "head" else 1)
                has_run = True
            response = await sent(client, exchange, ids)
            compared += 1
            try:
                compare(exchange, response)
            except AssertionError as error:
                error.add_note(f"exchange: {exchange.label} ({exchange.method} {exchange.path})")
                raise
            if exchange.status == 201:
                ids[json.loads(exchange.body)["id"]] = response.json()["id"]
    assert compared == count


async def sent(client: httpx.AsyncClient, exchange: Exchange, ids: dict[str, str]) -> httpx.Response:
    path = exchange.path
    for captured, own in ids.items():
        path = path.replace(captured, own)
    content = None if exchange.sent is None else exchange.sent.encode()
    headers = {"content-type": "application/json"}
    url = httpx.URL(f"http://127.0.0.1:1{path}")
    return await client.request(exchange.method, url, headers=headers, content=content)


def compare(exchange: Exchange, response: httpx.Response) -> None:
    assert response.status_code == exchange.status
    if exchange.name in ROWS:
        assert rows_of(response.text, exchange) == rows_of(exchange.body, exchange)
        return
    assert said(response.text) == said(exchange.body)


def rows_of(text: str, exchange: Exchange) -> list[str]:
    rows = json.loads(said(text))
    # One was there before the later captures began, and the first call of `cap ok` was not yet noted.
    kept = [row for row in rows if not exchange.version.endswith("more") or row["name"] != "every minute"]
    for row in kept:
        if row["name"] == "cap ok":
            row["lastExecutedAt"] = None
    return sorted(map(json.dumps, kept))


@needs_deno
async def test_a_schedule_sends_its_secret_and_keeps_what_it_did_for_so_many_days(tmp_path: Path) -> None:
    hands = Hands(WAITED["head"])
    code = "module.exports = async (r) => new Response('', { status: r.headers.get('x-s') === 'hidden' ? 202 : 500 });"
    async with turned(tmp_path, NewestDialect(), hands, {"gate": code}) as (client, app, secrets):
        secrets.create("S", "hidden", None)
        new = {"name": "gate", "cronSchedule": "*/2 * * * *", "functionUrl": "http://localhost:1/functions/gate"}
        made = await client.post(
            "/api/schedules", json={**new, "httpMethod": "POST", "headers": {"X-S": "${{secrets.S}}"}}
        )
        path = f"/api/schedules/{made.json()['id']}"
        await minutes_pass(app, hands, 4)
        logs = (await client.get(f"{path}/logs?limit=1&offset=1")).json()
        assert (logs["totalCount"], [each["statusCode"] for each in logs["logs"]]) == (2, [202])
        await client.patch("/api/schedules/config", json={"retentionDays": 1})
        hands.moment += timedelta(days=2)
        await minutes_pass(app, hands, 2)
        assert (await client.get(f"{path}/logs")).json()["totalCount"] <= 2
        await client.patch(path, json={"isActive": False})
        before = (await client.get(f"{path}/logs")).json()["totalCount"]
        await minutes_pass(app, hands, 4)
        assert (await client.get(f"{path}/logs")).json()["totalCount"] == before


async def test_pauses_in_seconds_are_of_the_cloud_and_the_documented_server_has_no_schedules(tmp_path: Path) -> None:
    hands = Hands(WAITED["head"])
    new = {"name": "often", "cronSchedule": "20 seconds", "functionUrl": "http://127.0.0.1:9/x", "httpMethod": "GET"}
    (tmp_path / "a").mkdir()
    dialect = dialect_named("documented")
    async with turned(tmp_path / "a", dialect, hands, {}) as (client, _, _):
        assert (await client.get("/api/schedules")).status_code == 404
    taking = NewestDialect()
    taking.schedules_by_seconds = True
    (tmp_path / "b").mkdir()
    async with turned(tmp_path / "b", taking, hands, {}) as (client, app, _):
        made = (await client.post("/api/schedules", json=new)).json()
        assert app.turning is not None
        for _ in range(4):
            app.turning.look()
            await app.turning.settle()
            hands.moment += timedelta(seconds=20)
        assert (await client.get(f"/api/schedules/{made['id']}/logs")).json()["totalCount"] == 3


@pytest.mark.parametrize("text", ["*/7 3-9/2 * * *", "0 0 29 2 *", "5 4 13 * FRI", "0 0 */3 * 1", "1,2 * * jan-mar 7"])
def test_the_sandbox_and_the_console_read_times_alike(text: str) -> None:
    mine, theirs = read_times(text), read_cron(text)
    assert isinstance(mine, Times)
    assert isinstance(theirs, Cron)
    moment, found = WAITED["head"], []
    for _ in range(5):
        following = mine.next_after(moment)
        assert following is not None
        moment = following
        found.append(following)
    assert tuple(found) == theirs.next_runs(WAITED["head"])
