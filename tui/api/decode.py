"""From JSON to the console's values, strict about types and indifferent to what it does not know.

Owns reading one field in either spelling (`updated_at`, `updatedAt`). Refuses to guess a value that decides what is
shown as saved: code that is not text is an error, never an empty text.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from tui.model.function import Deployment, Function, FunctionChanges, FunctionList, FunctionSummary, WriteAnswer
from tui.model.history import CREATED, AuditRow
from tui.model.secret import Secret
from tui.model.server import BuildLog, BuildLogEntry, DeploymentHealth, RuntimeState, ServerHealth

_MOST_MARKS = 2_000_000
"""Commas and opening brackets in a body, those in code included. Fifty thousand functions need a quarter of it."""

JsonObject = Mapping[str, object]


class DecodeError(ValueError):
    """The answer is not what this call answers; the text says why."""


def parse(body: bytes) -> object:
    """The JSON value of a body. Raises DecodeError for what is not JSON, not UTF-8, or beyond reason."""
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DecodeError("it is not UTF-8 text") from error
    if not text.strip():
        raise DecodeError("it is empty")
    if sum(body.count(mark) for mark in (b",", b"[", b"{")) > _MOST_MARKS:
        # Each may become an object of a hundred bytes, and all of them are made before one can be looked at.
        raise DecodeError("it holds more values than any answer of this API")
    try:
        value: object = json.loads(text)
    except RecursionError as error:
        raise DecodeError("it is nested too deeply") from error
    except ValueError as error:
        raise DecodeError("it is not JSON") from error
    return value


def as_object(value: object, what: str) -> JsonObject:
    """The value as an object."""
    if not isinstance(value, dict):
        raise DecodeError(f"{what} is not an object")
    return value


def function_list(value: object) -> FunctionList:
    """A bare array, or an object with `functions` (or `data`)."""
    found = tuple(summary(item, f"function {number}") for number, item in enumerate(_items(value), 1))
    state = runtime_state(value)
    return FunctionList(found, state.status, state.deployment_url)


def runtime_state(value: object) -> RuntimeState:
    """What the list says beside its functions, which are not looked at."""
    _items(value)
    if not isinstance(value, dict):
        return RuntimeState()
    about = value.get("runtime")
    status = _optional_text(about, "status", "runtime") if isinstance(about, dict) else None
    return RuntimeState(status, _optional_text(value, "deploymentUrl", "the list", "deployment_url"))


def _items(value: object) -> list[object]:
    items: object = value.get("functions", value.get("data")) if isinstance(value, dict) else value
    if not isinstance(items, list):
        raise DecodeError("there is no list of functions in it")
    return items


def function(value: object) -> Function:
    """A function with its code."""
    content = as_object(value, "the function")
    if isinstance(content.get("function"), dict):
        content = as_object(content["function"], "the function")
    code = _code(content)
    if code is None:
        raise DecodeError("the function comes without its code")
    return Function(summary(content, "the function"), code)


def write_answer(value: object) -> WriteAnswer:
    """What a create or an update answers."""
    content = as_object(value, "the answer")
    success = content.get("success", True)
    if not isinstance(success, bool):
        raise DecodeError("success is neither true nor false")
    if "function" not in content:
        raise DecodeError("the answer comes without the function")
    stored = as_object(content["function"], "the function")
    return WriteAnswer(success, summary(stored, "the function"), _code(stored), _deployment(content.get("deployment")))


def message(value: object) -> str:
    """The server's own sentence about a success, or nothing. A success that says it is none is not understood."""
    if value is None:
        return ""
    content = as_object(value, "the answer")
    if content.get("success", True) is not True:
        raise DecodeError("success is not true")
    return _optional_text(content, "message", "the answer") or ""


def health(value: object) -> ServerHealth:
    """What the health call answers."""
    content = as_object(value, "the answer")
    status, version, service = (
        _optional_text(content, name, "health") or "" for name in ("status", "version", "service")
    )
    return ServerHealth(status, version, service)


def deployment_health(value: object) -> DeploymentHealth:
    """What a deployment's own health call answers."""
    content = as_object(value, "the answer")
    status = _optional_text(content, "status", "health")
    if status is None:
        raise DecodeError("the answer comes without a status")
    slugs = content.get("functions")
    functions = tuple(whole(slug) for slug in slugs if isinstance(slug, str)) if isinstance(slugs, list) else None
    return DeploymentHealth(status, functions)


def build_log(value: object) -> BuildLog:
    """The build log of the last deployment. Entries may be objects or, as in a save's answer, texts."""
    content = as_object(value, "the answer")
    logs = content.get("logs")
    if not isinstance(logs, list):
        raise DecodeError("there are no logs in it")
    return BuildLog(
        deployment_id=_optional_text(content, "deploymentId", "the answer", "deployment_id") or "",
        status=_optional_text(content, "status", "the answer") or "",
        entries=tuple(_build_log_entry(entry, f"entry {number}") for number, entry in enumerate(logs, 1)),
        created_at=moment(_either(content, "created_at", "createdAt")),
    )


def _build_log_entry(value: object, what: str) -> BuildLogEntry:
    if isinstance(value, str):
        return BuildLogEntry("", whole(value))
    content = as_object(value, what)
    return BuildLogEntry(_optional_text(content, "level", what) or "", _optional_text(content, "message", what) or "")


def access_token(value: object) -> Secret:
    """The token a login answers."""
    return _secret(value, "accessToken", "access_token")


def api_key(value: object) -> Secret:
    """The key that lasts."""
    return _secret(value, "apiKey", "api_key")


def audit_rows(value: object) -> tuple[AuditRow, ...]:
    """A page of the audit trail. What a row leaves out or words in a way of its own is not guessed at."""
    if not isinstance(value, list):
        raise DecodeError("the audit trail is not a list")
    return tuple(_audit_row(item, f"row {number}") for number, item in enumerate(value, 1))


def _audit_row(value: object, what: str) -> AuditRow:
    content = as_object(value, what)
    details = content.get("details")
    about: JsonObject = details if isinstance(details, dict) else {}
    slug, changes = about.get("slug"), about.get("changes")
    action = _optional_text(content, "action", what) or ""
    if action == CREATED:
        # Of a new function the servers note name and status, beside the slug.
        changes = {name: about.get(name) for name in ("name", "status")}
    return AuditRow(
        id=_optional_text(content, "id", what) or "",
        at=moment(_either(content, "created_at", "createdAt")),
        actor=_optional_text(content, "actor", what) or "",
        action=action,
        slug=whole(slug) if isinstance(slug, str) else "",
        changes=_changes(changes) if isinstance(changes, dict) else FunctionChanges(),
    )


def _changes(content: JsonObject) -> FunctionChanges:
    def text(name: str) -> str | None:
        value = content.get(name)
        # A code with half a character can't be sent back as it was: then it is as good as not there.
        return value if isinstance(value, str) and whole(value) == value else None

    return FunctionChanges(text("name"), text("code"), text("description"), text("status"))


def _secret(value: object, name: str, other_name: str) -> Secret:
    content = as_object(value, "the answer")
    found = _optional_text(content, name, "the answer", other_name)
    if not found:
        raise DecodeError(f"the answer comes without {name}")
    return Secret(found)


def summary(value: object, what: str) -> FunctionSummary:
    """A function's metadata. A slug is the least it must have; a missing name is shown as the slug."""
    content = as_object(value, what)
    slug = content.get("slug")
    if not isinstance(slug, str) or not slug:
        raise DecodeError(f"{what} has no slug")
    name = _optional_text(content, "name", what)
    return FunctionSummary(
        slug=whole(slug),
        name=whole(slug) if name is None else name,
        status=_optional_text(content, "status", what) or "",
        id=_optional_text(content, "id", what) or "",
        description=_optional_text(content, "description", what),
        created_at=moment(_either(content, "created_at", "createdAt")),
        updated_at=moment(_either(content, "updated_at", "updatedAt")),
        deployed_at=moment(_either(content, "deployed_at", "deployedAt")),
    )


def moment(value: object) -> datetime | None:
    """An ISO time as aware UTC; None for what is missing or not a time."""
    if not isinstance(value, str):
        return None
    try:
        found = datetime.fromisoformat(value)
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _code(content: JsonObject) -> str | None:
    code = content.get("code")
    if code is None:
        return None
    if not isinstance(code, str):
        raise DecodeError("the code is not text")
    if whole(code) != code:
        # It could not be sent back as it came, and a save must never change what the user did not touch.
        raise DecodeError("the code holds half a character (a lone surrogate)")
    return code


def _deployment(value: object) -> Deployment | None:
    if value is None:
        return None
    content = as_object(value, "the deployment")
    logs = _either(content, "buildLogs", "build_logs")
    lines: Sequence[object] = logs if isinstance(logs, list) else () if logs is None else (logs,)
    return Deployment(
        id=_optional_text(content, "id", "the deployment") or "",
        status=_optional_text(content, "status", "the deployment") or "",
        url=_optional_text(content, "url", "the deployment"),
        build_logs=tuple(whole(line) if isinstance(line, str) else json.dumps(line) for line in lines),
    )


def _either(content: JsonObject, name: str, other_name: str) -> object:
    value = content.get(name)
    return content.get(other_name) if value is None else value


def _optional_text(content: JsonObject, name: str, what: str, other_name: str = "") -> str | None:
    value = _either(content, name, other_name)
    if value is None:
        return None
    if not isinstance(value, str):
        raise DecodeError(f"{name} of {what} is not text")
    return whole(value)


def whole(text: str) -> str:
    """The text with lone surrogates, which no terminal and no encoder takes, replaced by U+FFFD."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text
