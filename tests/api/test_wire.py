"""The client against every exchange captured from running servers, over real sockets."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from inspect import iscoroutinefunction
from typing import Any

import pytest

from tests.api.calls import ask, call_of, can_be_said
from tests.api.replay import Received, reply, serving
from tests.api.wire import Exchange, each, exchanges
from tui.api.client import Client, Timeouts
from tui.api.transport import Transport
from tui.errors import (
    AlreadyExists,
    ApiError,
    ErrorResponse,
    Forbidden,
    InvalidResponse,
    NotFound,
    RateLimitExceeded,
    Refused,
    ServerFailed,
    SignInRejected,
    Unauthorised,
)
from tui.model.function import (
    Deployment,
    Function,
    FunctionChanges,
    FunctionList,
    FunctionSummary,
    WriteAnswer,
)
from tui.model.history import TrailPage
from tui.model.log import LogPage
from tui.model.problem import Refusal
from tui.model.schedule import Schedule, ScheduleRun, ScheduleRuns, ScheduleWritten
from tui.model.secret import Secret
from tui.model.server import BuildLog, BuildLogEntry, Invocation, RuntimeState, ServerHealth

KEY = Secret("ik_key")
CLOUD_URL = "https://abc12.function2.insforge.app"
ERRORS: Mapping[int, type[ErrorResponse]] = {
    400: Refused,
    401: Unauthorised,
    403: Forbidden,
    404: NotFound,
    409: AlreadyExists,
    429: RateLimitExceeded,
    500: ServerFailed,
}

INVALID_STATUS = "Invalid enum value. Expected 'draft' | 'active', received 'error'"
SLUG_FORMAT = "Invalid slug format - must be alphanumeric with hyphens or underscores only"
RESERVED = 'Reserved slug - "health" is used by the functions runtime and cannot be used as a function slug'
TYPE_ERRORS = (
    Refusal(
        "TS2322 [ERROR]: Type 'string' is not assignable to type 'number'.",
        file="func.ts",
        line=4,
        column=9,
        excerpt='  const x: number = "a";',
    ),
    Refusal(
        "TS2339 [ERROR]: Property 'foo' does not exist on type 'number'.",
        file="func.ts",
        line=5,
        column=25,
        excerpt="  return new Response(x.foo);",
    ),
)


def declared(name: str) -> str:
    return f'"{name}" is declared more than once. Please change one of them to another name and redeploy.'


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
    "head-more create reserved slug": (Refusal(RESERVED, field_path=("slug",)),),
    "head-cloud activate draft with errors": (
        Refusal(declared("a"), line=1, column=7),
        Refusal(declared("a"), line=2, column=7),
    ),
    "head-cloud update declared twice": (
        Refusal(declared("LIMIT"), line=1, column=7),
        Refusal(declared("LIMIT"), line=3, column=7),
    ),
    "head-cloud update syntax error": (Refusal("Syntax error: Expression expected.", line=1, column=11),),
    "head-cloud update syntax errors, many": tuple(
        Refusal(f"Syntax error: {words}", line=line, column=column)
        for line, column, words in (
            (1, 10, "Identifier expected."),
            (2, 5, "',' expected."),
            (2, 13, "Unterminated string literal."),
            (3, 1, "',' expected."),
            (3, 2, "Parameter declaration expected."),
            (4, 22, "Identifier expected. 'function' is a reserved word that cannot be used here."),
            (4, 30, "Identifier expected."),
        )
    ),
    "head-cloud update type error": TYPE_ERRORS,
    "head-cloud update type error with Windows line ends": TYPE_ERRORS,
    "head-cloud update legacy with a type error": (
        Refusal(
            "TS2339 [ERROR]: Property 'nope' does not exist on type '1'.",
            file="func.ts",
            line=14,
            column=25,
            excerpt="  return new Response(n.nope());",
        ),
    ),
}
"""By name, or version and name, what is read from each refusal that holds more than its sentence."""


def refusals_of(exchange: Exchange) -> tuple[Refusal, ...]:
    sentence = (Refusal(json.loads(exchange.body)["message"]),)
    return REFUSALS.get(exchange.label) or REFUSALS.get(exchange.name) or sentence


NO_CALL: Mapping[str, int] = {
    "GET /api/deployments": 3,
    "GET /api/deployments/env-vars": 3,
    "GET /api/deployments/metadata": 3,
    # A limit that is no number.
    "GET /api/logs/audits": 3,
    "GET /api/logs/search": 4,
    "GET /api/logs/stats": 3,
    "GET /api/metadata": 2,
    "GET /api/metadata/functions": 3,
    "GET /api/metadata/project-id": 3,
    "GET /api/nope": 2,
    "GET /api/schedules/…/logs": 3,
    # A path below a function: no server passes it on.
    "GET /functions/cap-echo/more": 3,
    "GET /functions/echo/deeper/path": 1,
}
"""How many exchanges belong to calls that the client does not have. A new call of the client takes its own off."""

_BROKEN = (
    "login empty",
    "update description null",
    "update unknown field",
    "update wrong types",
    "update invalid json",
)
NOT_TO_BE_SAID = (
    "2.1.0-more secret bad expiry",
    *(f"2.1.0 {name}" for name in _BROKEN),
    "2.3.1-more secret bad expiry",
    *(f"2.3.1 {name}" for name in _BROKEN),
    "head-more secret bad expiry",
    "head secret create no value",
)
"""Requests that the client's types can't say: broken, or with fields that it does not know."""

WITHOUT_EXCHANGE = {
    "health.deployment": "what answers at the deployment's address was not captured",
    "secrets.rotate": "it would have changed the key of the capture",
    "secrets.api_key": "the same as `auth.fetch_api_key`, asked with the key in use",
}


def _is_asked(exchange: Exchange) -> bool:
    return bool(call_of(exchange)) and can_be_said(exchange)


def _without_call(exchange: Exchange) -> str:
    """Method and path of an exchange, ids and names replaced."""
    path = exchange.path.partition("?")[0]
    path = re.sub(r"^(/api/secrets/)[^/]+|^(/api/schedules/)(?!config)[^/]+", r"\1\2…", path)
    return f"{exchange.method} {path}"


def test_every_exchange_is_replayed_or_belongs_to_a_call_that_the_client_does_not_have() -> None:
    everything = exchanges()
    assert Counter(_without_call(one) for one in everything if not call_of(one)) == NO_CALL
    assert tuple(one.label for one in everything if call_of(one) and not can_be_said(one)) == NOT_TO_BE_SAID
    assert sum(map(_is_asked, everything)) == 521


def test_every_call_of_the_client_has_an_exchange() -> None:
    client = Client("http://localhost", None)
    calls = {
        f"{resource}.{name}"
        for resource, api in vars(client).items()
        for name, value in vars(type(api)).items()
        if not resource.startswith("_") and not name.startswith("_") and iscoroutinefunction(value)
    }
    asked = {call_of(one) for one in exchanges() if _is_asked(one)}
    # The list tells of the runtime too: `test_the_list_says_what_runs_the_functions`.
    assert calls - asked - {"functions.runtime"} == WITHOUT_EXCHANGE.keys()


def _key(exchange: Exchange) -> Secret | None:
    return None if exchange.auth is None else Secret(f"the-{exchange.auth}")


ASKED = [one for one in exchanges() if _is_asked(one)]


@pytest.mark.parametrize("version", sorted({one.version for one in ASKED}))
async def test_the_client_asks_as_captured_and_understands_what_was_answered(version: str) -> None:
    for exchange in ASKED:
        if exchange.version == version:
            try:
                await _check_exchange(exchange)
            except Exception as error:
                error.add_note(f"exchange: {exchange.label} ({exchange.method} {exchange.path})")
                raise


async def _check_exchange(exchange: Exchange) -> None:
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
        assert isinstance(result, InvalidResponse)
        assert (result.status, result.excerpt) == (exchange.status, exchange.body[:200])
    elif exchange.status >= 400:
        _check_error(result, exchange, before)
    else:
        _check_result(result, exchange)


def _check_request(request: Received, exchange: Exchange) -> None:
    # The client pages: it always says from which row on. Its times have milliseconds.
    asked = re.sub(r"/audits\?limit=(\d+)(?!&offset)", r"/audits?limit=\1&offset=0", exchange.path)
    asked = re.sub(r"start_date=(\d{4}-\d\d-\d\d)T00:00:00Z", r"start_date=\1T00%3A00%3A00.000Z", asked)
    asked = re.sub(r"(/schedules/.*/logs\?limit=\d+)$", r"\1&offset=0", asked)
    assert (request.method, request.target) == (exchange.method, asked)
    signed = None if exchange.auth is None or exchange.is_invocation else f"Bearer the-{exchange.auth}"
    assert request.headers.get("authorization") == signed
    if exchange.is_invocation:
        assert request.body == (exchange.sent or "").encode()
        assert exchange.sent_headers.items() <= request.headers.items()
    elif exchange.sent and not exchange.is_cut:
        # A time may be told with its milliseconds, or without.
        asked_for, captured = (
            json.dumps(body, sort_keys=True).replace(".000Z", "Z") for body in (request.json(), exchange.sent_json())
        )
        assert asked_for == captured
        assert request.headers["content-type"] == "application/json"
    elif not exchange.sent:
        assert request.body == b""


def _check_invocation(result: object, exchange: Exchange) -> None:
    assert isinstance(result, Invocation)
    assert (result.status, result.body) == (exchange.status, exchange.body.encode())
    assert dict(result.headers).get("content-type") == exchange.headers.get("content-type")
    assert result.seconds > 0


def _check_error(result: object, exchange: Exchange, before: datetime) -> None:
    body = json.loads(exchange.body)
    assert type(result) is (SignInRejected if call_of(exchange) == "auth.log_in" else ERRORS[exchange.status])
    assert (result.status, result.code, result.message) == (exchange.status, body["error"], body["message"])
    if isinstance(result, RateLimitExceeded):
        assert result.next_at is not None
        wait = timedelta(seconds=int(exchange.headers["retry-after"]))
        assert before + wait <= result.next_at <= datetime.now(UTC) + wait
    else:
        assert result.next_actions == body.get("nextActions", "")
    if isinstance(result, Refused):
        assert result.refusals == refusals_of(exchange)


def _check_result(result: object, exchange: Exchange) -> None:
    body = json.loads(exchange.body)
    match result:
        case ServerHealth():
            assert result == ServerHealth(body["status"], exchange.version, "Insforge OSS Backend")
        case Secret():
            name = {"auth.fetch_api_key": "apiKey", "secrets.value": "value"}.get(call_of(exchange), "accessToken")
            assert result.reveal() == body[name]
        case FunctionList():
            runtime = "unavailable" if exchange.name == "list while the runtime is down" else "running"
            url = CLOUD_URL if exchange.version == "head-cloud" else None
            assert (result.runtime, result.deployment_url) == (runtime, url)
            assert result.functions == tuple(_summary(one) for one in body["functions"])
        case Function():
            assert result == Function(_summary(body), body["code"])
        case WriteAnswer():
            deployment = _deployment(body["deployment"])
            succeeded = deployment is None or deployment.status == "success"
            assert result == WriteAnswer(succeeded, _summary(body["function"]), body["function"]["code"], deployment)
        case BuildLog():
            entries = tuple(BuildLogEntry(one["level"], one["message"]) for one in body["logs"])
            assert result == BuildLog(body["deploymentId"], body["status"], entries, _time(body["createdAt"]))
        case TrailPage():
            assert [(row.id, row.action, row.module, row.slug, row.target) for row in result.rows] == [
                (row["id"], row["action"], row["module"], details.get("slug", ""), details.get("key", ""))
                for row in body
                for details in [row["details"]]
            ]
            updates = [row["details"].get("updates") for row in body]
            assert [dict(row.told).get("has_new_value") for row in result.rows] == [
                each and each["hasNewValue"] for each in updates
            ]
            assert result.total == (int(exchange.headers["content-range"].split("/")[1]))
        case LogPage():
            _check_log_page(result, body)
        case Schedule():
            assert result == _schedule(body)
        case ScheduleWritten():
            assert result == ScheduleWritten(body["id"], body["cronJobId"] or "")
        case ScheduleRuns():
            assert result == ScheduleRuns(tuple(map(_schedule_run, body["logs"])), body["totalCount"])
        case tuple() if "secrets" in body:
            told = [(one["key"], one["isActive"], one["isReserved"]) for one in body["secrets"]]
            assert [(one.key, one.is_active, one.is_reserved) for one in result] == told
            times = [
                [_time(one[f"{name}At"]) for name in ("updated", "expires", "lastUsed")] for one in body["secrets"]
            ]
            assert [[one.updated_at, one.expires_at, one.last_used_at] for one in result] == times
        case None:
            assert (exchange.path.startswith("/api/secrets"), body["success"]) == (True, True)
        case tuple() if body and "cronSchedule" in body[0]:
            assert list(result) == [_schedule(one) for one in body]
        case tuple():
            assert result == tuple(dict.fromkeys(each["name"] for each in body))
        case int():
            assert result == body["retentionDays"]
        case str() if "/schedules/" in exchange.path:
            assert result == body["message"]
        case str():
            assert result == f"Function {exchange.path.rsplit('/', 1)[-1]} deleted successfully"
        case _:
            raise AssertionError(f"{exchange.name} gave {result!r}")


def _check_log_page(result: LogPage, body: Mapping[str, Any]) -> None:
    assert result.total == body["total"]
    told = [(each["timestamp"], each["eventMessage"], each["body"]) for each in body["logs"]]
    assert [(each.timestamp, each.message, each.fields) for each in result.entries] == told
    assert [each.id for each in result.entries] == [each["body"].get("id", "") for each in body["logs"]]
    for entry in result.entries:
        assert entry.at == datetime.fromisoformat(entry.timestamp)
        assert entry.metadata == entry.fields.get("metadata", {})


def _schedule(body: Mapping[str, Any]) -> Schedule:
    return Schedule(
        name=body["name"],
        url=body["functionUrl"],
        cron=body["cronSchedule"],
        is_active=body["isActive"],
        id=body["id"],
        method=body["httpMethod"],
        headers=tuple(body["headers"].items()),
        body=json.dumps(body["body"]),
        created_at=_time(body["createdAt"]),
        updated_at=_time(body["updatedAt"]),
        last_run=_time(body["lastExecutedAt"]),
        next_run=_time(body["nextRun"]),
    )


def _schedule_run(body: Mapping[str, Any]) -> ScheduleRun:
    at = _time(body["executedAt"])
    assert at is not None
    seconds = body["durationMs"] / 1000
    return ScheduleRun(body["id"], at, body["statusCode"], body["success"], seconds, body["message"])


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


def _deployment(body: Mapping[str, Any] | None) -> Deployment | None:
    if body is None:
        return None
    return Deployment(body["id"], body["status"], body["url"], tuple(body.get("buildLogs", ())))


def _time(text: str | None) -> datetime | None:
    return None if text is None else datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%f%z")


@pytest.mark.parametrize("version", sorted({one.version for one in exchanges()}))
async def test_every_captured_answer_is_a_value_or_the_error_of_its_status(version: str) -> None:
    """Calls the client does not have yet included: a new line in the files is covered the day it is added."""
    answered = [one for one in exchanges() if one.version == version]
    async with serving(*(one.reply() for one in answered)) as server:
        transport = Transport(server.url, Timeouts(), None, None)
        try:
            for exchange in answered:
                try:
                    result: object = await transport.read(exchange.path, lambda value: value, key=KEY)
                except ApiError as error:
                    result = error
                try:
                    _check_answer(result, exchange)
                except AssertionError as error:
                    error.add_note(f"exchange: {exchange.label}")
                    raise
        finally:
            await transport.aclose()


def _check_answer(result: object, exchange: Exchange) -> None:
    content = _json(exchange)
    if exchange.status == 204:
        assert result is None
    elif content is None:
        assert isinstance(result, InvalidResponse)
        assert result.why in ("it is not JSON", "it is empty")
    elif exchange.status >= 400:
        assert type(result) is ERRORS.get(exchange.status, ServerFailed)
        assert isinstance(result, ErrorResponse)
        assert result.message == content.get("message", content["error"])
        if isinstance(result, Refused):
            assert result.refusals == refusals_of(exchange)
    else:
        assert result == content


def _json(exchange: Exchange) -> Any:
    try:
        return json.loads(exchange.body)
    except ValueError:
        return None


def test_the_refusals_that_hold_more_than_a_sentence_are_all_written_down() -> None:
    refused = [one for one in exchanges() if one.status == 400]
    assert REFUSALS.keys() <= {name for one in refused for name in (one.name, one.label)}
    signs = ("dangerous pattern", r"\"path\"", "would fail to start", "failed type check")
    telling = [one for one in refused if any(sign in one.body for sign in signs)]
    assert [one.label for one in telling if not REFUSALS.keys() & {one.name, one.label}] == []


async def test_the_sixteenth_write_on_2_3_empties_the_budget() -> None:
    (limited,) = (one for one in exchanges() if one.name == "rate limited")
    async with serving(limited.reply()) as server, Client(server.url, KEY) as client:
        before = datetime.now(UTC)
        with pytest.raises(RateLimitExceeded):
            await ask(client, limited)
        budget = client.budget
    assert budget is not None
    assert (budget.limit, budget.remaining, budget.window_seconds) == (15, 0, 300)
    wait = timedelta(seconds=164)
    assert before + wait <= budget.resets_at <= datetime.now(UTC) + wait


@each(lambda one: call_of(one) == "functions.list" and one.status == 200)
async def test_the_list_says_what_runs_the_functions(exchange: Exchange) -> None:
    async with serving(exchange.reply()) as server, Client(server.url, KEY) as client:
        state = await client.functions.runtime()
    body = json.loads(exchange.body)
    assert state == RuntimeState(body["runtime"]["status"], body["deploymentUrl"])


@each(lambda one: one.version == "2.1.0" and one.name == "update name")
async def test_the_limit_of_all_requests_on_2_1_is_no_write_budget(exchange: Exchange) -> None:
    assert "x-ratelimit-remaining" in exchange.headers
    async with serving(exchange.reply()) as server, Client(server.url, KEY) as client:
        await ask(client, exchange)
        assert client.budget is None


@each(lambda one: one.name == "list" and one.version in ("2.1.0", "2.3.1"))
async def test_the_limit_of_all_requests_is_known_where_the_server_tells_it(exchange: Exchange) -> None:
    async with serving(exchange.reply()) as server, Client(server.url, KEY) as client:
        await client.functions.list()
        budget = client.request_budget
    told = exchange.headers.get("x-ratelimit-remaining")
    assert (None if budget is None else (budget.limit, str(budget.remaining))) == (told and (3000, told))


@each(lambda exchange: call_of(exchange) == "audits.page" and exchange.is_cut)
async def test_the_first_row_of_the_captured_audit_trail_is_understood(exchange: Exchange) -> None:
    row, _ = json.JSONDecoder().raw_decode(exchange.body[1:])
    answer = reply(206, [row], headers={"content-range": exchange.headers["content-range"]})
    async with serving(answer) as server, Client(server.url, KEY) as client:
        page = await client.audits.page(limit=3)
    [found] = page.rows
    assert (found.id, found.actor, found.action, found.slug) == (row["id"], "api-key", "UPDATE_FUNCTION", "greet")
    assert found.at == datetime.fromisoformat(row["createdAt"])
    assert found.changes == FunctionChanges(code=row["details"]["changes"]["code"])
    assert page.total == int(exchange.headers["content-range"].split("/")[1])
