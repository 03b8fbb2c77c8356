"""What each call of the client sends, and what it makes of the documented dialect."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from tests.api.replay import Reply, Then, html, reply, serving
from tui.api.client import Client
from tui.errors import (
    ApiError,
    InvalidResponse,
    NotFound,
    Refused,
    ResponseLost,
    SignInRejected,
    Unauthorised,
    Unreachable,
    UnreachableReason,
)
from tui.model.function import (
    Deployment,
    Function,
    FunctionChanges,
    FunctionList,
    FunctionSummary,
    NewFunction,
    WriteAnswer,
)
from tui.model.history import AuditQuery
from tui.model.problem import Refusal
from tui.model.secret import Secret
from tui.model.server import BuildLog, BuildLogEntry, DeploymentHealth, Invocation, RuntimeState, ServerHealth

KEY = Secret("ik_key")

# From the OpenAPI page "Update function".
DOCUMENTED = {
    "id": "123e4567-e89b-12d3-a456-426614174000",
    "slug": "hello-world",
    "name": "Hello World Function v2",
    "description": "Returns a greeting message",
    "status": "active",
    "updated_at": "2024-01-21T11:00:00Z",
}
SUMMARY = FunctionSummary(
    slug="hello-world",
    name="Hello World Function v2",
    status="active",
    id="123e4567-e89b-12d3-a456-426614174000",
    description="Returns a greeting message",
    updated_at=datetime(2024, 1, 21, 11, tzinfo=UTC),
)


async def test_the_documented_update() -> None:
    async with (
        serving(reply(200, {"success": True, "function": DOCUMENTED})) as server,
        Client(server.url, KEY) as client,
    ):
        changes = FunctionChanges("Hello", "code\r\n\t✓", "", "error")
        assert await client.functions.update("hello-world", changes) == WriteAnswer(True, SUMMARY)
        (request,) = server.received
    assert (request.method, request.target) == ("PUT", "/api/functions/hello-world")
    assert request.json() == {"name": "Hello", "code": "code\r\n\t✓", "description": "", "status": "error"}
    assert "✓".encode() in request.body
    assert request.headers["authorization"] == "Bearer ik_key"


async def test_an_update_sends_the_fields_it_was_given_and_no_other() -> None:
    async with (
        serving(*[reply(200, {"success": True, "function": DOCUMENTED})] * 5) as server,
        Client(server.url, KEY) as client,
    ):
        for field in ("name", "code", "description", "status"):
            await client.functions.update("a", FunctionChanges(**{field: ""}))
        await client.functions.update("a", FunctionChanges())
        assert [one.json() for one in server.received] == [
            {"name": ""},
            {"code": ""},
            {"description": ""},
            {"status": ""},
            {},
        ]


async def test_half_a_character_is_sent_as_it_is() -> None:
    async with (
        serving(reply(200, {"success": True, "function": DOCUMENTED})) as server,
        Client(server.url, KEY) as client,
    ):
        await client.functions.update("a", FunctionChanges(name="\ud800 ✓"))
        assert server.received[0].json() == {"name": "\ud800 ✓"}


async def test_a_deployment_that_failed() -> None:
    answer = {
        "success": False,
        "function": DOCUMENTED | {"code": "x"},
        "deployment": {"id": "d1", "status": "failed", "url": None, "buildLogs": ["one", "two"]},
    }
    async with serving(reply(200, answer)) as server, Client(server.url, KEY) as client:
        assert await client.functions.update("a", FunctionChanges(code="x")) == WriteAnswer(
            False, SUMMARY, "x", Deployment("d1", "failed", None, ("one", "two"))
        )


@pytest.mark.parametrize("field", ["description", "details"])
async def test_the_documented_refusal_of_a_pattern(field: str) -> None:
    body = {"error": "Code contains potentially dangerous patterns", "pattern": r"/Deno\.run/i"}
    if field == "details":
        body["details"] = "line 3"
    async with serving(reply(400, body)) as server, Client(server.url, KEY) as client:
        with pytest.raises(Refused) as caught:
            await client.functions.update("a", FunctionChanges(code="Deno.run()"))
    assert (caught.value.code, caught.value.message) == ("", "Code contains potentially dangerous patterns")
    assert caught.value.refusals[0] == Refusal(caught.value.message, pattern=r"/Deno\.run/i")
    assert caught.value.refusals[1:] == ((Refusal("line 3"),) if field == "details" else ())


async def test_the_documented_unknown_slug() -> None:
    async with serving(reply(404, {"error": "Function not found"})) as server, Client(server.url, KEY) as client:
        with pytest.raises(NotFound) as caught:
            await client.functions.get("nope")
    assert (caught.value.code, caught.value.message) == ("", "Function not found")


async def test_the_documented_list_and_function() -> None:
    async with serving(reply(200, [DOCUMENTED]), reply(200, DOCUMENTED | {"code": ""})) as server:
        async with Client(server.url, KEY) as client:
            assert await client.functions.list() == FunctionList((SUMMARY,))
            assert await client.functions.get("hello-world") == Function(SUMMARY, "")
        assert [one.target for one in server.received] == ["/api/functions", "/api/functions/hello-world"]


async def test_a_function_without_its_code_is_not_a_function_without_code() -> None:
    for body in (DOCUMENTED, DOCUMENTED | {"code": None}):
        async with serving(reply(200, body)) as server, Client(server.url, KEY) as client:
            with pytest.raises(InvalidResponse, match="comes without its code"):
                await client.functions.get("hello-world")


async def test_a_creation_sends_what_it_was_given() -> None:
    async with (
        serving(*[reply(201, {"success": True, "function": DOCUMENTED})] * 2) as server,
        Client(server.url, KEY) as client,
    ):
        assert (await client.functions.create(NewFunction("n", "c"))).summary == SUMMARY
        await client.functions.create(NewFunction("n", "", "s", "", "draft"))
        assert [one.json() for one in server.received] == [
            {"name": "n", "code": "c"},
            {"name": "n", "code": "", "slug": "s", "description": "", "status": "draft"},
        ]
        assert {(one.method, one.target) for one in server.received} == {("POST", "/api/functions")}


async def test_a_deletion_answers_the_servers_sentence_or_nothing() -> None:
    told = reply(200, {"success": True, "message": "Gone."})
    async with serving(told, reply(200, {}), reply(204, b"")) as server, Client(server.url, KEY) as client:
        assert [await client.functions.delete("a") for _ in range(3)] == ["Gone.", "", ""]
        assert {(one.method, one.target, one.body) for one in server.received} == {("DELETE", "/api/functions/a", b"")}


async def test_a_deletion_that_says_it_was_none_is_not_taken_for_one() -> None:
    async with serving(reply(200, {"success": False, "message": "No."})) as server, Client(server.url, KEY) as client:
        with pytest.raises(InvalidResponse, match="success is not true"):
            await client.functions.delete("a")


@pytest.mark.parametrize(
    ("slug", "segment"),
    [
        ("hello-world_1", "hello-world_1"),
        (".", "%2E"),
        ("..", "%2E%2E"),
        ("a.b", "a.b"),
        ("../secrets", "..%2Fsecrets"),
        ("a/b c", "a%2Fb%20c"),
        ("a?b#c", "a%3Fb%23c"),
        ("100%", "100%25"),
        ("a\r\nX: 1", "a%0D%0AX%3A%201"),
        ("ü", "%C3%BC"),
        ("\ud800", "%3F"),
    ],
)
async def test_a_slug_is_one_segment_of_the_path_whatever_it_holds(slug: str, segment: str) -> None:
    body = DOCUMENTED | {"code": "x"}
    async with (
        serving(
            reply(200, body), reply(200, {"success": True, "function": body}), reply(200, {}), reply(200)
        ) as server,
        Client(server.url, KEY) as client,
    ):
        await client.functions.get(slug)
        await client.functions.update(slug, FunctionChanges())
        await client.functions.delete(slug)
        await client.functions.invoke(slug)
        assert [one.target for one in server.received] == [f"/api/functions/{segment}"] * 3 + [f"/functions/{segment}"]


async def test_health_is_asked_without_the_key() -> None:
    body = {"status": "ok", "version": "2.3.1", "service": "Insforge OSS Backend", "timestamp": "2026"}
    async with serving(reply(200, body), reply(200, {})) as server, Client(server.url, KEY) as client:
        assert await client.health.server() == ServerHealth("ok", "2.3.1", "Insforge OSS Backend")
        assert await client.health.server() == ServerHealth()
        assert all("authorization" not in one.headers for one in server.received)


# Calling a function


async def test_a_call_is_sent_as_given_and_any_answer_is_one() -> None:
    answer = reply(418, b"\xff\x00", headers={"x-twice": "1", "X-Twice": "2"}, content_type="application/octet-stream")
    async with serving(answer) as server, Client(server.url, KEY) as client:
        headers = [("X-A", "ü"), ("content-type", "text/plain"), ("Content-Length", "99"), ("connection", "close")]
        result = await client.functions.invoke("a", method="PATCH", headers=headers, body=b"\x00\xff")
        (request,) = server.received
    assert isinstance(result, Invocation)
    assert (result.status, result.body) == (418, b"\xff\x00")
    assert [one for one in result.headers if one[0].lower() == "x-twice"] == [("x-twice", "1"), ("X-Twice", "2")]
    assert (request.method, request.target, request.body) == ("PATCH", "/functions/a", b"\x00\xff")
    assert request.headers["x-a"].encode("latin-1").decode() == "ü"
    assert (request.headers["content-type"], request.headers["content-length"]) == ("text/plain", "2")


@pytest.mark.parametrize("status", [301, 401, 404, 429, 500, 502])
async def test_a_call_raises_no_error_for_a_status(status: int) -> None:
    async with serving(html(status)) as server, Client(server.url, KEY) as client:
        assert (await client.functions.invoke("a", method="GET")).status == status


async def test_a_call_never_carries_the_key_neither_here_nor_elsewhere() -> None:
    async with serving(reply(200)) as server, serving(reply(200)) as other, Client(server.url, KEY) as client:
        await client.functions.invoke("a")
        await client.functions.invoke("a", base=f"{other.url}/base/")
        assert [one.target for one in other.received] == ["/base/a"]
        for request in (*server.received, *other.received):
            assert "ik_key" not in str(request.headers)


async def test_a_call_follows_no_redirect() -> None:
    async with serving(reply(200)) as other, serving(reply(302, b"", headers={"location": other.url})) as server:
        async with Client(server.url, KEY) as client:
            assert (await client.functions.invoke("a")).status == 302
        assert other.connections == 0


@pytest.mark.parametrize("base", ["nothing", "https://user:word@h.example", "file:///etc"])
async def test_a_call_to_no_address_is_not_reached(base: str) -> None:
    async with Client("http://127.0.0.1:1", KEY) as client:
        with pytest.raises(Unreachable) as caught:
            await client.functions.invoke("a", base=base)
    assert caught.value.reason is UnreachableReason.BAD_ADDRESS


async def test_a_header_that_can_not_be_written_is_not_sent() -> None:
    async with Client("http://127.0.0.1:1", KEY) as client:
        for header in (("ü", "x"), ("x", "\ud800")):
            with pytest.raises(Unreachable) as caught:
                await client.functions.invoke("a", headers=[header])
            assert caught.value.reason is UnreachableReason.OTHER


# Credentials


async def test_a_login_fills_both_forms_and_the_lasting_key_is_asked_for_with_its_token() -> None:
    async with (
        serving(reply(200, {"accessToken": "the-token"}), reply(200, {"apiKey": "ik_new"})) as server,
        Client(server.url, None) as client,
    ):
        token = await client.auth.log_in("admin@example.com", Secret("wörd"))
        assert await client.auth.fetch_api_key(token) == Secret("ik_new")
        login, key = server.received
    user = "admin@example.com"
    assert json.loads(login.body) == {"username": user, "email": user, "password": "wörd"}
    assert "authorization" not in login.headers
    assert (key.target, key.headers["authorization"]) == ("/api/metadata/api-key", "Bearer the-token")


async def test_a_secret_in_an_answer_that_is_not_understood_is_quoted_nowhere() -> None:
    hidden = reply(200, {"data": {"apiKey": "ik_hidden", "accessToken": "ik_hidden"}})
    async with serving(hidden, hidden) as server, Client(server.url, None) as client:
        for asked in (client.auth.fetch_api_key(Secret("token")), client.auth.log_in("admin", Secret("word"))):
            with pytest.raises(InvalidResponse) as failed:
                await asked
            assert "ik_hidden" not in f"{failed.value} {failed.value.excerpt}"


@pytest.mark.parametrize("body", [{}, {"accessToken": ""}, {"accessToken": None}, {"accessToken": 5}, [], None])
async def test_a_login_that_gives_no_token_is_not_understood(body: object) -> None:
    async with serving(reply(200, body)) as server, Client(server.url, None) as client:
        with pytest.raises(InvalidResponse):
            await client.auth.log_in("admin", Secret("word"))


async def test_the_password_is_in_no_text_of_an_error() -> None:
    async with serving(html(502)) as server, Client(server.url, None) as client:
        with pytest.raises(InvalidResponse) as caught:
            await client.auth.log_in("admin", Secret("hidden"))
    assert "hidden" not in f"{caught.value!r} {caught.value} {caught.value.args} {caught.value.__cause__!r}"


async def test_rows_of_an_audit_trail_that_say_little_or_nonsense_are_still_rows() -> None:
    rows = [
        {"id": "1", "action": "DELETE_FUNCTION", "details": {"slug": "a"}, "createdAt": "2026-11-25T10:00:00Z"},
        {"action": "UPDATE_FUNCTION", "details": {"slug": 7, "changes": [1]}, "created_at": "noon", "actor": None},
        {"details": {"slug": "b", "changes": {"code": "\ud800", "name": "B", "status": 3}}},
        {"details": "none"},
    ]
    async with serving(reply(200, rows)) as server, Client(server.url, KEY) as client:
        page = await client.audits.page(limit=4, offset=8)
        (request,) = server.received
    assert request.target == "/api/logs/audits?limit=4&offset=8&module=FUNCTIONS"
    assert page.total is None
    assert [(row.action, row.slug, row.changes.names()) for row in page.rows] == [
        ("DELETE_FUNCTION", "a", ()),
        ("UPDATE_FUNCTION", "", ()),
        ("", "b", ("name",)),
        ("", "", ()),
    ]
    assert [row.at for row in page.rows] == [datetime(2026, 11, 25, 10, tzinfo=UTC), None, None, None]


async def test_rows_about_secrets_hold_no_value_whatever_the_server_tells() -> None:
    hidden = "hidden-value"
    updates = {"hasNewValue": True, "value": hidden, "expiresAt": None, "isActive": {"is": hidden}}
    details = {"key": "TOKEN", "value": hidden, "updates": updates, "changes": {"code": hidden}, hidden: hidden}
    row = {"id": "1", "action": "UPDATE_SECRET", "module": "SECRETS", "details": details}
    since, until = datetime(2026, 11, 25, 10, 0, 0, 5000, UTC), datetime(2026, 11, 26, tzinfo=UTC)
    asked = AuditQuery("SECRETS", "UPDATE_SECRET", "ada & bob", since, until)
    async with serving(reply(200, [row])) as server, Client(server.url, KEY) as client:
        page = await client.audits.page(limit=4, asked=asked)
        (request,) = server.received
    assert request.target == (
        "/api/logs/audits?limit=4&offset=0&module=SECRETS&action=UPDATE_SECRET&actor=ada+%26+bob"
        "&start_date=2026-11-25T10%3A00%3A00.005Z&end_date=2026-11-26T00%3A00%3A00.000Z"
    )
    [found] = page.rows
    assert (found.module, found.target, found.slug) == ("SECRETS", "TOKEN", "")
    assert found.told == (("has_new_value", True), ("expires_at", None))
    assert hidden not in repr(found)


@pytest.mark.parametrize("body", [{}, [1], [{"actor": 5}]])
async def test_an_audit_trail_of_another_shape_is_not_understood(body: object) -> None:
    async with serving(reply(200, body)) as server, Client(server.url, KEY) as client:
        with pytest.raises(InvalidResponse):
            await client.audits.page(limit=4)


HEALTHY = {"status": "ok", "type": "insforge-functions", "functions": ["a", "b"], "timestamp": "2026-11-26T09:55:40Z"}


async def test_a_deployment_is_asked_for_its_health_without_the_key() -> None:
    async with serving(reply(200, HEALTHY)) as there, Client("http://localhost:1", KEY) as client:
        assert await client.health.deployment(f"{there.url}/") == DeploymentHealth("ok", ("a", "b"))
        (request,) = there.received
    assert (request.method, request.target) == ("GET", "/health")
    assert not any("ik_key" in value for value in request.headers.values())


@pytest.mark.parametrize(
    ("answer", "kind", "words"),
    [
        (reply(404, "404: DEPLOYMENT_NOT_FOUND", content_type="text/plain"), NotFound, "DEPLOYMENT_NOT_FOUND"),
        (reply(404, {"error": "No functions deployed"}), NotFound, "No functions deployed"),
        (html(404), NotFound, "Not Found"),
        (html(502), InvalidResponse, "not JSON"),
        (reply(200, "<p>parked</p>", content_type="text/html"), InvalidResponse, "not JSON"),
        (reply(200, {"hello": 1}), InvalidResponse, "without a status"),
        (reply(302, "", headers={"location": "https://elsewhere.example/"}), InvalidResponse, "elsewhere"),
        (Reply(then=Then.CLOSE), ResponseLost, "without an answer|closed|disconnected"),
    ],
)
async def test_what_is_no_health_is_an_error(answer: Reply, kind: type[ApiError], words: str) -> None:
    async with serving(answer, answer) as there, Client("http://localhost:1", KEY) as client:
        with pytest.raises(kind, match=words):
            await client.health.deployment(there.url)


async def test_a_health_without_functions_does_not_say_that_there_are_none() -> None:
    async with serving(reply(200, {"status": "ok"})) as there, Client("http://localhost:1", KEY) as client:
        assert await client.health.deployment(there.url) == DeploymentHealth("ok", None)


async def test_a_build_log_of_texts_and_of_objects_reads_as_the_one_of_a_save() -> None:
    logs = [{"level": "error", "message": "a\n    at b"}, "[info] c", {"message": "d"}]
    async with serving(reply(200, {"logs": logs}), reply(200, {})) as server, Client(server.url, KEY) as client:
        found = await client.logs.build_log()
        entries = (BuildLogEntry("error", "a\n    at b"), BuildLogEntry("", "[info] c"), BuildLogEntry("", "d"))
        assert found == BuildLog("", "", entries)
        assert found.lines == ("[error] a\n    at b", "[info] c", "d")
        with pytest.raises(InvalidResponse, match="no logs"):
            await client.logs.build_log()


async def test_the_documented_list_does_not_say_what_runs_the_functions() -> None:
    async with serving(reply(200, [DOCUMENTED]), reply(200, {})) as server, Client(server.url, KEY) as client:
        assert await client.functions.runtime() == RuntimeState()
        with pytest.raises(InvalidResponse, match="no list of functions"):
            await client.functions.runtime()


async def test_a_wrong_password_is_not_a_wrong_key() -> None:
    body = {"error": "AUTH_UNAUTHORIZED", "message": "Invalid admin credentials", "statusCode": 401}
    async with serving(reply(401, body), reply(401, body)) as server, Client(server.url, None) as client:
        with pytest.raises(SignInRejected, match="Invalid admin credentials"):
            await client.auth.log_in("admin", Secret("wrong"))
        with pytest.raises(Unauthorised):
            await client.auth.fetch_api_key(Secret("token"))
