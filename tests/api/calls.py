"""Which call of the client a captured exchange is an example of, and making it."""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import cast
from urllib.parse import parse_qs, unquote

from tests.api.wire import Exchange
from tui.api.client import Client
from tui.api.secrets import UNCHANGED
from tui.model.fields import Fields
from tui.model.function import FunctionChanges, NewFunction
from tui.model.history import AuditQuery
from tui.model.schedule import ScheduleChanges
from tui.model.secret import Secret

WRITABLE = {"name", "code", "description", "status"}


def call_of(exchange: Exchange) -> str:
    """The name of the client's call that an exchange is an example of; empty where it has none."""
    path, _, query = exchange.path.partition("?")
    match exchange.method, path.split("/")[1:]:
        case "GET", ["api", "health"]:
            return "health.server"
        case "POST", ["api", "auth", "admin", "sessions"]:
            return "auth.log_in"
        case "GET", ["api", "metadata", "api-key"]:
            return "auth.fetch_api_key"
        case "GET", ["api", "functions"]:
            return "functions.list"
        case "GET", ["api", "logs", "audits"] if re.match(r"limit=\d+(&|$)", query):
            return "audits.page"
        case "GET", ["api", "logs", "functions", "build-logs"]:
            return "logs.build_log"
        case method, ["api", "schedules", *rest]:
            return _schedules_call(method, rest, query)
        case "GET", ["api", "schedules"]:
            return "schedules.list"
        case "GET", ["api", "secrets"]:
            return "secrets.list"
        case "POST", ["api", "secrets"]:
            return "secrets.create"
        case ("GET" | "PUT" | "DELETE") as method, ["api", "secrets", _]:
            return {"GET": "secrets.value", "PUT": "secrets.update", "DELETE": "secrets.delete"}[method]
        case "GET", ["api", "logs", "sources"]:
            return "logs.sources"
        case "GET", ["api", "logs", source] if source == "nope" or source.endswith(".logs"):
            return "logs.read"
        case "POST", ["api", "functions"]:
            return "functions.create"
        case ("GET" | "PUT" | "DELETE") as method, ["api", "functions", _]:
            return {"GET": "functions.get", "PUT": "functions.update", "DELETE": "functions.delete"}[method]
        case _, ["functions", _]:
            return "functions.invoke"
    return ""


def _schedules_call(method: str, rest: list[str], query: str) -> str:
    match method, rest:
        case (("GET" | "POST"), []):
            return "schedules.list" if method == "GET" else "schedules.create"
        case (("GET" | "PATCH"), ["config"]):
            return "schedules.retention" if method == "GET" else "schedules.keep_for"
        case (("GET" | "PATCH" | "DELETE"), [_]):
            return {"GET": "schedules.get", "PATCH": "schedules.update", "DELETE": "schedules.delete"}[method]
        case "GET", [_, "logs"] if query.startswith("limit="):
            return "schedules.runs"
    return ""


async def ask(client: Client, exchange: Exchange) -> object:
    """Make the call of the client that this exchange is an example of; LookupError where it has none."""
    sent = exchange.sent_json()
    fields = cast("dict[str, str]", sent if isinstance(sent, dict) else {})
    path, _, query = exchange.path.partition("?")
    slug = unquote(path.rsplit("/", 1)[-1])
    match call_of(exchange):
        case "health.server":
            return await client.health.server()
        case "auth.log_in":
            return await client.auth.log_in(fields["username"], Secret(fields["password"]))
        case "auth.fetch_api_key":
            return await client.auth.fetch_api_key(Secret(f"the-{exchange.auth}"))
        case "functions.list":
            return await client.functions.list()
        case "functions.get":
            return await client.functions.get(slug)
        case "audits.page":
            asked = {name: values[0] for name, values in parse_qs(query).items()}
            since = datetime.fromisoformat(asked["start_date"]) if "start_date" in asked else None
            rows = AuditQuery(asked.get("module", ""), asked.get("action", ""), since=since)
            return await client.audits.page(limit=int(asked["limit"]), offset=int(asked.get("offset", 0)), asked=rows)
        case "logs.build_log":
            return await client.logs.build_log()
        case "schedules.list":
            return await client.schedules.list()
        case "schedules.get":
            return await client.schedules.get(slug)
        case "schedules.create":
            return await client.schedules.create(_schedule_changes(sent))
        case "schedules.update":
            return await client.schedules.update(slug, _schedule_changes(sent))
        case "schedules.delete":
            return await client.schedules.delete(slug)
        case "schedules.runs":
            page = {name: int(values[0]) for name, values in parse_qs(query).items()}
            return await client.schedules.runs(path.split("/")[3], limit=page["limit"], offset=page.get("offset", 0))
        case "schedules.retention":
            return await client.schedules.retention()
        case "schedules.keep_for":
            assert isinstance(sent, dict)
            return await client.schedules.keep_for(sent["retentionDays"])
        case "secrets.list":
            return await client.secrets.list()
        case "secrets.value":
            return await client.secrets.value(slug)
        case "secrets.create":
            await client.secrets.create(fields["key"], Secret(fields["value"]), _moment(fields))
            return None
        case "secrets.update":
            value = Secret(fields["value"]) if "value" in fields else None
            is_active = cast("bool | None", fields.get("isActive"))
            ends = _moment(fields) if "expiresAt" in fields else UNCHANGED
            await client.secrets.update(slug, value=value, is_active=is_active, expires_at=ends)
            return None
        case "secrets.delete":
            await client.secrets.delete(slug)
            return None
        case "logs.sources":
            return await client.logs.sources()
        case "logs.read":
            given = {name: values[0] for name, values in parse_qs(query).items()}
            before = given.get("before_timestamp")
            moment = None if before is None else datetime.fromisoformat(before)
            return await client.logs.read(slug, limit=int(given["limit"]), before=moment)
        case "functions.create":
            return await client.functions.create(NewFunction(**fields))
        case "functions.update":
            changes = FunctionChanges(code="x" * 1_000_000) if exchange.is_cut else FunctionChanges(**fields)
            return await client.functions.update(slug, changes)
        case "functions.delete":
            return await client.functions.delete(slug)
        case "functions.invoke":
            headers, body = tuple(exchange.sent_headers.items()), (exchange.sent or "").encode()
            return await client.functions.invoke(slug, method=exchange.method, query=query, headers=headers, body=body)
    raise LookupError(exchange.label)


def _schedule_changes(sent: object) -> ScheduleChanges:
    fields = Fields(sent, "what was sent")
    headers = fields.value("headers")
    return ScheduleChanges(
        name=fields.optional_text("name"),
        url=fields.optional_text("function_url"),
        cron=fields.optional_text("cron_schedule"),
        is_active=fields.flag("is_active", True) if fields.has("is_active") else None,
        method=fields.optional_text("http_method"),
        headers=tuple(headers.items()) if isinstance(headers, dict) else None,
        body=json.dumps(fields.value("body")) if fields.has("body") else None,
    )


def _moment(fields: dict[str, str]) -> datetime | None:
    text = fields.get("expiresAt")
    return None if text is None else datetime.fromisoformat(text)


def can_be_said(exchange: Exchange) -> bool:
    """Whether the typed client can say this request at all: some captured ones are broken, or have unknown fields."""
    sent = exchange.sent_json()
    match call_of(exchange):
        case "auth.log_in":
            return sent != {}
        case "secrets.create":
            return isinstance(sent, dict) and "value" in sent
        case "secrets.update":
            # A time that is none.
            return not isinstance(sent, dict) or sent.get("expiresAt") != "soon"
        case "functions.update" if not exchange.is_cut:
            return (
                isinstance(sent, dict)
                and sent.keys() <= WRITABLE
                and all(isinstance(one, str) for one in sent.values())
            )
    return True
