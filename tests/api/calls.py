"""Which call of the client a captured exchange is an example of, and making it."""

from __future__ import annotations

import re
from typing import cast
from urllib.parse import parse_qs, unquote

from tests.api.wire import Exchange
from tui.api.client import Client
from tui.model.function import FunctionChanges, NewFunction
from tui.model.secret import Secret

WRITABLE = {"name", "code", "description", "status"}


def call_of(exchange: Exchange) -> str:
    """The name of the client's call that an exchange is an example of; empty where it has none."""
    path, _, query = exchange.path.partition("?")
    match exchange.method, path.split("/")[1:]:
        case "GET", ["api", "health"]:
            return "health"
        case "POST", ["api", "auth", "admin", "sessions"]:
            return "log_in"
        case "GET", ["api", "metadata", "api-key"]:
            return "lasting_key"
        case "GET", ["api", "functions"]:
            return "list_functions"
        case "GET", ["api", "logs", "audits"] if re.fullmatch(r"limit=\d+(&offset=\d+)?&module=FUNCTIONS", query):
            return "audit_trail"
        case "GET", ["api", "logs", "functions", "build-logs"]:
            return "build_log"
        case "POST", ["api", "functions"]:
            return "create_function"
        case ("GET" | "PUT" | "DELETE") as method, ["api", "functions", _]:
            return {"GET": "get_function", "PUT": "update_function", "DELETE": "delete_function"}[method]
        case _, ["functions", _]:
            return "invoke_function"
    return ""


async def ask(client: Client, exchange: Exchange) -> object:
    """Make the call of the client that this exchange is an example of; LookupError where it has none."""
    sent = exchange.sent_json()
    fields = cast("dict[str, str]", sent if isinstance(sent, dict) else {})
    path, _, query = exchange.path.partition("?")
    slug = unquote(path.rsplit("/", 1)[-1])
    match call_of(exchange):
        case "health":
            return await client.health()
        case "log_in":
            return await client.log_in(fields["username"], Secret(fields["password"]))
        case "lasting_key":
            return await client.lasting_key(Secret(f"the-{exchange.auth}"))
        case "list_functions":
            return await client.list_functions()
        case "get_function":
            return await client.get_function(slug)
        case "audit_trail":
            asked = {name: int(values[0]) for name, values in parse_qs(query).items() if name != "module"}
            return await client.audit_trail(limit=asked["limit"], offset=asked.get("offset", 0))
        case "build_log":
            return await client.build_log()
        case "create_function":
            return await client.create_function(NewFunction(**fields))
        case "update_function":
            changes = FunctionChanges(code="x" * 1_000_000) if exchange.is_cut else FunctionChanges(**fields)
            return await client.update_function(slug, changes)
        case "delete_function":
            return await client.delete_function(slug)
        case "invoke_function":
            headers, body = tuple(exchange.sent_headers.items()), (exchange.sent or "").encode()
            return await client.invoke_function(slug, method=exchange.method, query=query, headers=headers, body=body)
    raise LookupError(exchange.label)


def can_be_said(exchange: Exchange) -> bool:
    """Whether the typed client can say this request at all: some captured ones are broken, or have unknown fields."""
    sent = exchange.sent_json()
    match call_of(exchange):
        case "log_in":
            return sent != {}
        case "update_function" if not exchange.is_cut:
            return (
                isinstance(sent, dict)
                and sent.keys() <= WRITABLE
                and all(isinstance(one, str) for one in sent.values())
            )
    return True
