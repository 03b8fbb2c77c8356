"""The client against every exchange captured from running servers, over real sockets."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import cast
from urllib.parse import unquote

import pytest

from tests.api.replay import Received, reply, serving
from tests.api.wire import Exchange, each, exchanges
from tui.api.client import Client, Timeouts
from tui.api.transport import Transport
from tui.errors import (
    AlreadyExists,
    AnswerNotUnderstood,
    ApiError,
    Forbidden,
    NotFound,
    Refused,
    ServerAnswered,
    TooManyWrites,
    Unauthorised,
)
from tui.model.function import Function, FunctionChanges, FunctionList, FunctionSummary, NewFunction, WriteAnswer
from tui.model.problem import Refusal
from tui.model.secret import Secret
from tui.model.server import Invocation, ServerHealth

KEY = Secret("ik_key")
ERRORS: Mapping[int, type[ServerAnswered]] = {
    400: Refused,
    401: Unauthorised,
    403: Forbidden,
    404: NotFound,
    409: AlreadyExists,
    429: TooManyWrites,
}
WRITABLE = {"name", "code", "description", "status"}

INVALID_STATUS = "Invalid enum value. Expected 'draft' | 'active', received 'error'"
SLUG_FORMAT = "Invalid slug format - must be alphanumeric with hyphens or underscores only"
DANGEROUS = "Code contains potentially dangerous pattern: "
REFUSALS: Mapping[str, tuple[Refusal, ...]] = {
    "login empty": (),
    "create bad slug": (Refusal(SLUG_FORMAT, field_path=("slug",)),),
    "create empty name": (Refusal("Name is required", field_path=("name",)),),
    "create empty code": (Refusal("String must contain at least 1 character(s)", field_path=("code",)),),
    "create status error": (Refusal(INVALID_STATUS, field_path=("status",)),),
    "update description null": (Refusal("Expected string, received null", field_path=("description",)),),
    "update wrong types": (
        Refusal("Expected string, received number", field_path=("name",)),
        Refusal(INVALID_STATUS.replace("'error'", "'nonsense'"), field_path=("status",)),
    ),
    "update status error": (Refusal(INVALID_STATUS, field_path=("status",)),),
    "update dangerous Deno.run": (Refusal(DANGEROUS + r"/Deno\.run/i", pattern=r"/Deno\.run/i"),),
    "update dangerous Deno.spawn": (Refusal(DANGEROUS + r"/Deno\.spawn/i", pattern=r"/Deno\.spawn/i"),),
    "update dangerous Deno.Command": (Refusal(DANGEROUS + r"/Deno\.Command/i", pattern=r"/Deno\.Command/i"),),
    "update dangerous child_process": (Refusal(DANGEROUS + "/child_process/i", pattern="/child_process/i"),),
    "update dangerous process.exit": (Refusal(DANGEROUS + r"/process\.exit/i", pattern=r"/process\.exit/i"),),
    "update dangerous require fs": (
        Refusal(DANGEROUS + r"""/require\(['"]fs['"]\)/i""", pattern=r"""/require\(['"]fs['"]\)/i"""),
    ),
    "update dangerous lower case deno.run": (Refusal(DANGEROUS + r"/Deno\.run/i", pattern=r"/Deno\.run/i"),),
}
"""What is read from each refusal that holds more than a sentence; the rest give their sentence as the one reason."""


async def ask(client: Client, exchange: Exchange) -> object:
    """Make the call of the client that this exchange is an example of; LookupError where it has none."""
    sent = exchange.sent_json()
    fields = cast("dict[str, str]", sent if isinstance(sent, dict) else {})
    slug = unquote(exchange.path.rsplit("/", 1)[-1])
    match exchange.method, exchange.path.split("/")[1:]:
        case "GET", ["api", "health"]:
            return await client.health()
        case "POST", ["api", "auth", "admin", "sessions"] if "username" in fields:
            return await client.log_in(fields["username"], Secret(fields["password"]))
        case "GET", ["api", "functions"]:
            return await client.list_functions()
        case "GET", ["api", "functions", _]:
            return await client.get_function(slug)
        case "GET", ["api", "logs", _]:
            return await client.audit_trail(limit=3)
        case "POST", ["api", "functions"]:
            return await client.create_function(NewFunction(**fields))
        case "PUT", ["api", "functions", _] if exchange.is_cut:
            return await client.update_function(slug, FunctionChanges(code="x" * 1_000_000))
        case "PUT", ["api", "functions", _] if _can_be_sent(sent):
            return await client.update_function(slug, FunctionChanges(**fields))
        case "DELETE", ["api", "functions", _]:
            return await client.delete_function(slug)
        case _, ["functions", _]:
            body = (exchange.sent or "").encode()
            return await client.invoke_function(slug, method=exchange.method, body=body)
    raise LookupError(exchange.name)


def _can_be_sent(sent: object) -> bool:
    """Whether the typed client can say this at all: the captured broken and unknown fields it can't."""
    return isinstance(sent, dict) and sent.keys() <= WRITABLE and all(isinstance(value, str) for value in sent.values())


def _is_asked(exchange: Exchange) -> bool:
    path = exchange.path
    if exchange.method == "PUT" and path.startswith("/api/functions/"):
        return exchange.is_cut or _can_be_sent(exchange.sent_json())
    if path == "/api/auth/admin/sessions":
        return exchange.sent != "{}"
    return path == "/api/health" or path.startswith(("/api/functions", "/functions/", "/api/logs/audits"))


def _key(exchange: Exchange) -> Secret | None:
    return None if exchange.auth is None else Secret(f"the-{exchange.auth}")


@each(_is_asked)
async def test_the_client_asks_as_captured_and_understands_what_was_answered(exchange: Exchange) -> None:
    async with serving(exchange.reply()) as server, Client(server.url, _key(exchange)) as client:
        before = datetime.now(UTC)
        try:
            result = await ask(client, exchange)
        except ApiError as error:
            result = error
    (request,) = server.received
    _check_request(request, exchange)
    if exchange.is_invocation:
        _check_invocation(result, exchange)
    elif exchange.is_cut:
        assert isinstance(result, AnswerNotUnderstood)
        assert (result.status, result.beginning) == (exchange.status, exchange.body[:200])
    elif exchange.status >= 400:
        _check_error(result, exchange, before)
    else:
        _check_result(result, exchange)


def _check_request(request: Received, exchange: Exchange) -> None:
    # The client pages: it always says from which row on.
    asked = exchange.path.replace("/audits?limit=3", "/audits?limit=3&offset=0")
    assert (request.method, request.target) == (exchange.method, asked)
    signed = None if exchange.auth is None or exchange.is_invocation else f"Bearer the-{exchange.auth}"
    assert request.headers.get("authorization") == signed
    if exchange.is_invocation:
        assert request.body == (exchange.sent or "").encode()
    elif exchange.sent and not exchange.is_cut:
        assert request.json() == exchange.sent_json()
        assert request.headers["content-type"] == "application/json"
    elif not exchange.sent:
        assert request.body == b""


def _check_invocation(result: object, exchange: Exchange) -> None:
    assert isinstance(result, Invocation)
    assert (result.status, result.body) == (exchange.status, exchange.body.encode())
    assert ("content-type", exchange.headers["content-type"]) in result.headers
    assert result.seconds > 0


def _check_error(result: object, exchange: Exchange, before: datetime) -> None:
    body = json.loads(exchange.body)
    assert type(result) is ERRORS[exchange.status]
    assert (result.status, result.code, result.message) == (exchange.status, body["error"], body["message"])
    if isinstance(result, TooManyWrites):
        assert result.next_at is not None
        wait = timedelta(seconds=int(exchange.headers["retry-after"]))
        assert before + wait <= result.next_at <= datetime.now(UTC) + wait
    else:
        assert result.next_actions == body.get("nextActions", "")
    if isinstance(result, Refused):
        assert result.refusals == (REFUSALS.get(exchange.name) or (Refusal(body["message"]),))


def _check_result(result: object, exchange: Exchange) -> None:
    body = json.loads(exchange.body)
    match result:
        case ServerHealth():
            assert result == ServerHealth(body["status"], exchange.version, "Insforge OSS Backend")
        case Secret():
            assert result.reveal() == body["accessToken"]
        case FunctionList():
            assert (result.runtime, result.deployment_url) == ("running", None)
            assert result.functions == tuple(_summary(one) for one in body["functions"])
        case Function():
            assert result == Function(_summary(body), body["code"])
        case WriteAnswer():
            assert body["deployment"] is None
            assert result == WriteAnswer(True, _summary(body["function"]), body["function"]["code"])
        case str():
            assert result == "Function drafty deleted successfully"
        case _:
            raise AssertionError(f"{exchange.name} gave {result!r}")


def _summary(body: Mapping[str, str]) -> FunctionSummary:
    return FunctionSummary(
        slug=body["slug"],
        name=body["name"],
        status=body["status"],
        id=body["id"],
        description=body["description"],
        created_at=_time(body["createdAt"]),
        updated_at=_time(body["updatedAt"]),
        deployed_at=_time(body["deployedAt"]),
    )


def _time(text: str | None) -> datetime | None:
    return None if text is None else datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%f%z")


@each()
async def test_every_captured_answer_is_a_value_or_the_error_of_its_status(exchange: Exchange) -> None:
    """Calls the client does not have yet included: a new line in the files is covered the day it is added."""
    async with serving(exchange.reply()) as server:
        transport = Transport(server.url, Timeouts(), None, None)
        try:
            result: object = await transport.read(exchange.path, lambda value: value, key=KEY)
        except ApiError as error:
            result = error
        finally:
            await transport.aclose()
    if exchange.status == 500:
        assert isinstance(result, ServerAnswered)
        assert result.message == json.loads(exchange.body)["error"]
    elif exchange.status >= 400:
        assert type(result) is ERRORS[exchange.status]
        if isinstance(result, Refused):
            expected = REFUSALS.get(exchange.name) or (Refusal(json.loads(exchange.body)["message"]),)
            assert result.refusals == expected
    elif exchange.is_cut or exchange.headers["content-type"].startswith("text/plain"):
        assert isinstance(result, AnswerNotUnderstood)
        assert result.why == "it is not JSON"
    else:
        assert result == json.loads(exchange.body)


def test_the_refusals_that_hold_more_than_a_sentence_are_all_written_down() -> None:
    refused = {one.name: one.body for one in exchanges() if one.status == 400}
    assert REFUSALS.keys() <= refused.keys()
    telling = {name for name, body in refused.items() if "dangerous pattern" in body or r"\"path\"" in body}
    assert telling == {name for name, expected in REFUSALS.items() if expected}


async def test_the_sixteenth_write_on_2_3_empties_the_budget() -> None:
    (limited,) = (one for one in exchanges() if one.name == "rate limited")
    async with serving(limited.reply()) as server, Client(server.url, KEY) as client:
        before = datetime.now(UTC)
        with pytest.raises(TooManyWrites):
            await ask(client, limited)
        budget = client.budget
    assert budget is not None
    assert (budget.limit, budget.remaining, budget.window_seconds) == (15, 0, 300)
    wait = timedelta(seconds=164)
    assert before + wait <= budget.resets_at <= datetime.now(UTC) + wait


@each(lambda one: one.version == "2.1.0" and one.name == "update name")
async def test_the_limit_of_all_requests_on_2_1_is_no_write_budget(exchange: Exchange) -> None:
    assert "x-ratelimit-remaining" in exchange.headers
    async with serving(exchange.reply()) as server, Client(server.url, KEY) as client:
        await ask(client, exchange)
        assert client.budget is None


@each(lambda exchange: exchange.path.startswith("/api/logs/audits"))
async def test_the_first_row_of_the_captured_audit_trail_is_understood(exchange: Exchange) -> None:
    row, _ = json.JSONDecoder().raw_decode(exchange.body[1:])
    answer = reply(206, [row], headers={"content-range": exchange.headers["content-range"]})
    async with serving(answer) as server, Client(server.url, KEY) as client:
        page = await client.audit_trail(limit=3)
    [found] = page.rows
    assert (found.id, found.actor, found.action, found.slug) == (row["id"], "api-key", "UPDATE_FUNCTION", "greet")
    assert found.at == datetime.fromisoformat(row["createdAt"])
    assert found.changes == FunctionChanges(code=row["details"]["changes"]["code"])
    assert page.total == int(exchange.headers["content-range"].split("/")[1])
