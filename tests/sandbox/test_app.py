"""The order of the checks, and what holds for every dialect."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from tests.sandbox.serving import GREET, serving
from tui.sandbox.calls import Call, Reply
from tui.sandbox.dialect_choice import DIALECT_NAMES, dialect_named
from tui.sandbox.store import DATABASE_NAME

JSON = {"content-type": "application/json"}
every_dialect = pytest.mark.parametrize("dialect", DIALECT_NAMES)


class Echo:
    """A runtime that answers with what it was called with, after `wait` was set."""

    status = "running"

    def __init__(self, reply: Reply | None = None) -> None:
        self.calls: list[tuple[str, Call]] = []
        self.reply = reply or Reply(200, [("content-type", "text/css")], b"fine")

    async def run(self, code: str, call: Call) -> Reply:
        self.calls.append((code, call))
        return self.reply


def password_of(directory: Path) -> str:
    with sqlite3.connect(directory / DATABASE_NAME) as connection:
        [(password,)] = connection.execute("SELECT value FROM meta WHERE key = 'password'")
    return str(password)


@every_dialect
async def test_a_foreign_host_is_turned_away_before_anything_else(dialect: str, tmp_path: Path) -> None:
    async with serving(tmp_path, dialect) as client:
        for path in ("/api/health", "/api/functions", "/functions/x"):
            response = await client.get(path, headers={"host": "evil.example"})
            assert response.status_code == 403
            assert response.json()["error"]


@every_dialect
@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/api/functions"), ("GET", "/api/functions/a"), ("POST", "/api/functions"), ("PUT", "/api/functions/a"),
     ("DELETE", "/api/functions/a"), ("GET", "/api/metadata/api-key")],
)  # fmt: skip
async def test_nothing_is_done_without_a_key(dialect: str, method: str, path: str, tmp_path: Path) -> None:
    async with serving(tmp_path, dialect) as owner:
        await owner.post("/api/functions", json={"name": "a", "code": GREET})
        before = (await owner.get("/api/functions/a")).json()
        async with serving(tmp_path, dialect, with_key=False) as stranger:
            response = await stranger.request(method, path, json={"name": "b", "code": "x"})
            assert response.status_code == 401
            assert response.json()["error"] == "AUTH_INVALID_CREDENTIALS"
            assert "ratelimit-limit" not in response.headers
        assert (await owner.get("/api/functions/a")).json() == before


@every_dialect
async def test_a_login_leads_to_the_lasting_key(dialect: str, tmp_path: Path) -> None:
    with_name = {"username": "admin", "email": "admin@example.com"}
    async with serving(tmp_path, dialect) as client:
        key = client.headers["authorization"].removeprefix("Bearer ")
        password = password_of(tmp_path)
        del client.headers["authorization"]
        login = await client.post("/api/auth/admin/sessions", json={**with_name, "password": password})
        token = login.json()["accessToken"]
        answer = await client.get("/api/metadata/api-key", headers={"authorization": f"Bearer {token}"})
    assert answer.json() == {"apiKey": key}


async def test_each_version_wants_its_own_login(tmp_path: Path) -> None:
    for dialect, message in (("2.1", "email: Required"), ("2.3", "username: Required")):
        other = {"2.1": "username", "2.3": "email"}[dialect]
        async with serving(tmp_path, dialect) as client:
            response = await client.post("/api/auth/admin/sessions", json={other: "admin", "password": "x"})
        assert (response.status_code, response.json()["message"]) == (400, message)


@every_dialect
async def test_a_body_that_is_too_large_is_refused(dialect: str, tmp_path: Path) -> None:
    async with serving(tmp_path, dialect) as client:
        response = await client.put("/api/functions/a", content=b" " * (10 * 1024**2 + 1), headers=JSON)
    assert response.status_code == 413
    assert response.json()["error"]


async def test_writes_are_counted_together_and_reads_are_not(tmp_path: Path) -> None:
    async with serving(tmp_path, "2.3") as client:
        left = []
        for response in (
            await client.post("/api/functions", json={"name": "a", "code": GREET}),
            await client.put("/api/functions/a", json={"name": "b"}),
            await client.get("/api/functions"),
            await client.put("/api/functions/a", json={"status": "nonsense"}),
            await client.put("/api/functions/a", content="{", headers=JSON),
            await client.delete("/api/functions/a"),
            await client.delete("/api/functions/a"),
        ):
            left.append(response.headers.get("ratelimit-remaining"))
    # JSON that can't be read fails before the limit is asked, as in the servers.
    assert left == ["14", "13", None, "12", None, "11", "10"]


async def test_a_refused_write_changes_nothing(tmp_path: Path) -> None:
    async with serving(tmp_path, "2.3") as client:
        await client.post("/api/functions", json={"name": "a", "code": GREET})
        for _ in range(14):
            await client.put("/api/functions/a", json={"name": "b"})
        refused = await client.delete("/api/functions/a")
        still = await client.get("/api/functions/a")
    assert refused.status_code == 429
    assert 0 < int(refused.headers["retry-after"]) <= 300
    assert still.status_code == 200


async def test_the_wide_limit_of_2_1_holds_for_everything_but_health(tmp_path: Path) -> None:
    async with serving(tmp_path, "2.1") as client:
        first = await client.get("/api/nope")
        second = await client.get("/functions/nope")
        health = await client.get("/api/health")
    assert [first.headers["x-ratelimit-remaining"], second.headers["x-ratelimit-remaining"]] == ["2999", "2998"]
    assert "x-ratelimit-limit" not in health.headers


async def test_a_body_that_is_not_declared_as_json_is_not_read(tmp_path: Path) -> None:
    async with serving(tmp_path) as client:
        await client.post("/api/functions", json={"name": "a", "code": GREET})
        response = await client.put(
            "/api/functions/a", content=b'{"name": "b"}', headers={"content-type": "text/plain"}
        )
    assert response.json()["function"]["name"] == "a"


async def test_dangerous_code_is_refused_before_the_slug_is_looked_up(tmp_path: Path) -> None:
    async with serving(tmp_path) as client:
        response = await client.put("/api/functions/none", json={"code": "Deno.run()"})
    assert response.status_code == 400


async def test_a_call_passes_on_what_came_and_what_came_back(tmp_path: Path) -> None:
    sent_back = [("content-type", "application/json"), ("x-own", "1"), ("set-cookie", "a=1"), ("set-cookie", "b=2"),
                 ("content-length", "9"), ("connection", "close")]  # fmt: skip
    runtime = Echo(Reply(201, sent_back, b"{}"))
    async with serving(tmp_path, runtime=runtime, with_key=False) as stranger, serving(tmp_path) as owner:
        await owner.post("/api/functions", json={"name": "a", "code": GREET})
        response = await stranger.patch("/functions/a?x=1&y=%20", json={"a": 1.0}, headers={b"x-mine": "ä".encode()})
    [(code, call)] = runtime.calls
    assert (code, call.method, call.url, call.body) == (GREET, "PATCH", "http://deno:7133/a?x=1&y=%20", b'{"a":1}')
    assert ("x-mine", "Ã¤") in call.headers
    assert not {"host", "content-length"} & {name for name, _ in call.headers}
    assert (response.status_code, response.content) == (201, b"{}")
    assert response.headers["content-type"] == "application/json; charset=utf-8"
    assert response.headers.get_list("set-cookie") == ["a=1", "b=2"]
    assert response.headers["content-length"] == "2"
    assert response.headers["access-control-allow-origin"] == "*"
    assert "connection" not in response.headers


@pytest.mark.parametrize("path", ["/functions/draft", "/functions/none", "/functions/a%2Fb", "/functions/%00"])
async def test_only_active_functions_are_called(path: str, tmp_path: Path) -> None:
    runtime = Echo()
    async with serving(tmp_path, runtime=runtime) as client:
        await client.post("/api/functions", json={"name": "draft", "code": GREET, "status": "draft"})
        response = await client.get(path)
    assert (response.status_code, response.json()) == (404, {"error": "Function not found or not active"})
    assert runtime.calls == []


class Redirecting:
    """A runtime whose functions redirect to where their code says."""

    status = "running"

    async def run(self, code: str, call: Call) -> Reply:
        return Reply(302, [("location", code)], b"") if code != "end" else Reply(200, [], call.method.encode())


@pytest.mark.parametrize(
    ("to", "status", "text"),
    [
        ("end", 200, "POST"),
        ("/end?x=1", 200, "GET"),
        ("/functions/end", 404, "Not Found"),
        ("around", 302, ""),
        ("https://example.com/x", 502, "ENOTFOUND example.com"),
    ],
)
async def test_the_backend_follows_a_functions_redirect_itself(to: str, status: int, text: str, tmp_path: Path) -> None:
    async with serving(tmp_path, "2.1", runtime=Redirecting()) as client:
        for slug, code in (("around", to), ("end", "end")):
            await client.post("/api/functions", json={"name": slug, "code": code})
        answer = await client.post("/functions/around", json={})
    assert (answer.status_code, text in answer.text) == (status, True)


async def test_a_server_as_documented_hands_a_redirect_on(tmp_path: Path) -> None:
    async with serving(tmp_path, "documented", runtime=Redirecting()) as client:
        await client.post("/api/functions", json={"name": "a", "code": "/there", "status": "active"})
        answer = await client.get("/functions/a")
    assert (answer.status_code, answer.headers["location"]) == (302, "/there")


@every_dialect
async def test_without_a_runtime_the_list_says_so_and_a_call_fails(dialect: str, tmp_path: Path) -> None:
    if dialect == "cloud":
        pytest.skip("it has no runtime of its own: `test_cloud.py`")
    async with serving(tmp_path, dialect) as client:
        await client.post("/api/functions", json={"name": "a", "code": GREET})
        called = await client.get("/functions/a")
        listed = (await client.get("/api/functions")).json()
    reason = dialect_named(dialect).runtime_is_down.format(slug="a")
    assert (called.status_code, called.json()) == (502, {"error": reason})
    assert dialect == "documented" or listed["runtime"] == {"status": "unavailable"}


async def test_a_client_that_leaves_ends_the_run(tmp_path: Path) -> None:
    class Endless:
        status = "running"
        ended = asyncio.Event()

        async def run(self, code: str, call: Call) -> Reply:
            client_task.cancel()
            try:
                await asyncio.Event().wait()
            finally:
                self.ended.set()
            raise AssertionError("unreachable")

    runtime = Endless()
    async with serving(tmp_path, runtime=runtime) as client:
        await client.post("/api/functions", json={"name": "a", "code": GREET})
        client_task = asyncio.ensure_future(client.get("/functions/a"))
        with pytest.raises(asyncio.CancelledError):
            await client_task
        await runtime.ended.wait()


@every_dialect
async def test_a_database_that_fails_is_a_server_error_in_json(dialect: str, tmp_path: Path) -> None:
    async with serving(tmp_path, dialect) as client:
        with sqlite3.connect(tmp_path / DATABASE_NAME) as connection:
            connection.execute("DROP TABLE functions")
        response = await client.get("/api/functions")
    assert response.status_code == 500
    assert response.json()["error"]


async def test_head_is_answered_like_get(tmp_path: Path) -> None:
    async with serving(tmp_path) as client:
        response = await client.head("/api/functions")
    assert response.status_code == 200


async def test_an_odd_slug_made_from_a_name_can_be_reached(tmp_path: Path) -> None:
    async with serving(tmp_path) as client:
        await client.post("/api/functions", json={"name": "Été 1/2", "code": GREET})
        response = await client.get(httpx.URL("http://127.0.0.1:1/api/functions/%C3%A9t%C3%A9-1%2F2"))
    assert response.json()["slug"] == "été-1/2"


async def test_the_audit_trail_tells_who_changed_what(tmp_path: Path) -> None:
    async with serving(tmp_path, "2.3") as client:
        await client.post("/api/functions", json={"name": "Greet", "code": GREET})
        login = await client.post(
            "/api/auth/admin/sessions", json={"username": "admin", "password": password_of(tmp_path)}
        )
        token = {"authorization": f"Bearer {login.json()['accessToken']}"}
        await client.put("/api/functions/greet", json={"code": "x", "status": "draft"}, headers=token)
        await client.put("/api/functions/greet", json={"status": "odd"})
        await client.delete("/api/functions/greet")
        whole = await client.get("/api/logs/audits?module=FUNCTIONS")
        page = await client.get("/api/logs/audits?limit=1&offset=1&module=FUNCTIONS")
        others = await client.get("/api/logs/audits?module=SECRETS")
        odd = await client.get("/api/logs/audits?limit=many")
        less = await client.get("/api/logs/audits?limit=-1")
    assert [(row["action"], row["actor"]) for row in whole.json()] == [
        ("DELETE_FUNCTION", "api-key"),
        ("UPDATE_FUNCTION", "local:admin"),
        ("CREATE_FUNCTION", "api-key"),
    ]
    assert (whole.status_code, whole.headers["content-range"]) == (200, "0-2/3")
    assert (page.status_code, page.headers["content-range"]) == (206, "1-1/3")
    assert page.json()[0]["details"] == {"slug": "greet", "changes": {"code": "x", "status": "draft"}}
    assert others.json() == []
    # As the real servers do: a limit that is no number is none.
    assert odd.json() == whole.json()
    assert (less.status_code, less.json()["message"]) == (500, "Failed to query audit logs")


async def test_the_audit_trail_is_filtered_by_who_what_and_when(tmp_path: Path) -> None:
    async with serving(tmp_path, "2.3") as client:

        async def keys(query: str) -> list[str]:
            answer = await client.get(f"/api/logs/audits?{query}")
            return [row["details"].get("key") or row["details"]["slug"] for row in answer.json()]

        await client.post("/api/functions", json={"name": "Greet", "code": GREET})
        await client.post("/api/secrets", json={"key": "TOKEN", "value": "hidden-value"})
        await client.put("/api/secrets/TOKEN", json={"value": "other-value", "expiresAt": None})
        await client.get("/api/secrets/TOKEN")
        await client.delete("/api/secrets/TOKEN")
        whole = await client.get("/api/logs/audits")
        assert await keys("action=GET_SECRET") == ["TOKEN"]
        assert await keys("module=FUNCTIONS") == ["greet"]
        assert await keys("actor=api-key&limit=4") == ["TOKEN"] * 4
        assert await keys("actor=nobody") == []
        newest = whole.json()[0]["createdAt"]
        assert await keys(f"start_date={newest}&module=SECRETS") != []
        assert await keys("start_date=2100-01-01") == []
        assert await keys("end_date=2000-01-01") == []
        bad = await client.get("/api/logs/audits?end_date=soon")
    assert "-value" not in whole.text
    updated = next(row for row in whole.json() if row["action"] == "UPDATE_SECRET")
    assert updated["details"] == {"key": "TOKEN", "updates": {"expiresAt": None, "hasNewValue": True}}
    assert bad.status_code == 500


async def test_a_trail_of_an_earlier_sandbox_is_read_on(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / DATABASE_NAME)) as file:
        file.execute(
            "CREATE TABLE audits (number INTEGER PRIMARY KEY, id TEXT NOT NULL, actor TEXT NOT NULL,"
            " action TEXT NOT NULL, details TEXT NOT NULL, ip_address TEXT, created_at TEXT NOT NULL)"
        )
        row = ("id", "api-key", "DELETE_FUNCTION", '{"slug":"old"}', None, "2026-01-01T00:00:00.000Z")
        file.execute("INSERT INTO audits VALUES (1, ?, ?, ?, ?, ?, ?)", row)
        file.commit()
    async with serving(tmp_path, "2.3") as client:
        await client.post("/api/functions", json={"name": "Greet", "code": GREET})
        rows = (await client.get("/api/logs/audits?module=FUNCTIONS")).json()
    assert [row["action"] for row in rows] == ["CREATE_FUNCTION", "DELETE_FUNCTION"]


async def test_the_documented_server_has_no_audit_trail(tmp_path: Path) -> None:
    async with serving(tmp_path, "documented") as client:
        assert (await client.get("/api/logs/audits")).status_code == 404
