"""A client, by resource, in front of a fake server whose calls are plain methods."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import TYPE_CHECKING, cast

from tui.errors import NotFound
from tui.model.server_change import ServerChange

if TYPE_CHECKING:
    from tui.api.client import Client

_CALLS = {
    "functions": {
        "list": "list_functions",
        "runtime": "runtime_state",
        "get": "get_function",
        "create": "create_function",
        "update": "update_function",
        "delete": "delete_function",
        "invoke": "invoke_function",
    },
    "invocations": {"stream": "stream_invocation"},
    "audits": {"page": "audit_trail"},
    "auth": {"log_in": "log_in", "fetch_api_key": "fetch_api_key"},
    "logs": {"build_log": "build_log", "read": "read_logs", "sources": "log_sources"},
    "schedules": {
        "list": "schedules",
        "create": "create_schedule",
        "update": "update_schedule",
        "delete": "delete_schedule",
        "runs": "schedule_runs",
        "retention": "schedule_retention",
        "keep_for": "keep_schedule_runs",
    },
    "secrets": {
        "list": "list_secrets",
        "value": "secret_value",
        "create": "create_secret",
        "update": "update_secret",
        "delete": "delete_secret",
        "rotate": "rotate_key",
        "api_key": "key_of_now",
    },
    "events": {"changes": "server_changes"},
    "health": {"server": "server_health", "deployment": "deployment_health"},
}
"""What each call is called on a fake server. A fake has those that its test needs."""


async def _no_changes() -> AsyncGenerator[ServerChange, None]:
    """A server that does not tell of changes, as most fakes."""
    nothing: tuple[ServerChange, ...] = ()
    for change in nothing:
        yield change
    raise NotFound(404, "NOT_FOUND", "no such endpoint")


class _Resource:
    def __init__(self, server: object, calls: dict[str, str]) -> None:
        self._server = server
        self._calls = calls

    def __getattr__(self, name: str) -> object:
        if name == "changes" and not hasattr(self._server, self._calls[name]):
            return _no_changes
        return getattr(self._server, self._calls[name])


class _FakeClient:
    def __init__(self, server: object) -> None:
        self._server = server

    def __getattr__(self, name: str) -> object:
        return _Resource(self._server, _CALLS[name]) if name in _CALLS else getattr(self._server, name)


def client_of(server: object) -> Client:
    """What the console and the flows are handed in the client's place; what a fake lacks is an AttributeError."""
    return cast("Client", _FakeClient(server))
