"""From JSON to the console's values, strict about types and indifferent to what it does not know.

Owns reading one field in either spelling (`updated_at`, `updatedAt`). Refuses to guess a value that decides what is
shown as saved: code that is not text is an error, never an empty text.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from tui.model.function import Deployment, Function, FunctionList, FunctionSummary, WriteAnswer
from tui.model.server import ServerHealth

JsonObject = Mapping[str, object]


class DecodeError(ValueError):
    """The answer is not what this call answers; the text says why."""


def parse(body: bytes) -> object:
    """The JSON value of a body. Raises DecodeError for what is not JSON, not UTF-8, or nested beyond reason."""
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise DecodeError("it is not UTF-8 text") from error
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
    """A bare array, or an object with `functions`."""
    runtime: str | None = None
    url: str | None = None
    items: object = value
    if isinstance(value, dict):
        items = value.get("functions")
        about = value.get("runtime")
        if isinstance(about, dict):
            runtime = _optional_text(about, "status", "runtime")
        url = _optional_text(value, "deploymentUrl", "the list", "deployment_url")
    if not isinstance(items, list):
        raise DecodeError("there is no list of functions in it")
    found = tuple(summary(item, f"function {number}") for number, item in enumerate(items, 1))
    return FunctionList(found, runtime, url)


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
    """The server's own sentence about a success, or nothing."""
    return _optional_text(as_object(value, "the answer"), "message", "the answer") or ""


def health(value: object) -> ServerHealth:
    """What the health call answers."""
    content = as_object(value, "the answer")
    status, version, service = (
        _optional_text(content, name, "health") or "" for name in ("status", "version", "service")
    )
    return ServerHealth(status, version, service)


def text_at(value: object, *names: str) -> str:
    """A text that must be there under one of these names."""
    content = as_object(value, "the answer")
    for name in names:
        found = content.get(name)
        if isinstance(found, str) and found:
            return found
    raise DecodeError(f"the answer comes without {names[0]}")


def summary(value: object, what: str) -> FunctionSummary:
    """A function's metadata. A slug is the least it must have; a missing name is shown as the slug."""
    content = as_object(value, what)
    slug = content.get("slug")
    if not isinstance(slug, str) or not slug:
        raise DecodeError(f"{what} has no slug")
    name = _optional_text(content, "name", what)
    return FunctionSummary(
        slug=slug,
        name=_whole(slug if name is None else name),
        status=_whole(_optional_text(content, "status", what) or ""),
        id=_optional_text(content, "id", what) or "",
        description=_whole_or_none(_optional_text(content, "description", what)),
        created_at=moment(content.get("created_at", content.get("createdAt"))),
        updated_at=moment(content.get("updated_at", content.get("updatedAt"))),
        deployed_at=moment(content.get("deployed_at", content.get("deployedAt"))),
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
    if _whole(code) != code:
        # It could not be sent back as it came, and a save must never change what the user did not touch.
        raise DecodeError("the code holds half a character (a lone surrogate)")
    return code


def _deployment(value: object) -> Deployment | None:
    if value is None:
        return None
    content = as_object(value, "the deployment")
    logs = content.get("buildLogs", content.get("build_logs"))
    lines: Sequence[object] = logs if isinstance(logs, list) else [] if logs is None else [logs]
    return Deployment(
        id=_optional_text(content, "id", "the deployment") or "",
        status=_optional_text(content, "status", "the deployment") or "",
        url=_optional_text(content, "url", "the deployment"),
        build_logs=tuple(line if isinstance(line, str) else json.dumps(line) for line in lines),
    )


def _optional_text(content: JsonObject, name: str, what: str, other_name: str = "") -> str | None:
    value = content.get(name)
    if value is None and other_name:
        value = content.get(other_name)
    if value is not None and not isinstance(value, str):
        raise DecodeError(f"{name} of {what} is not text")
    return value


def _whole(text: str) -> str:
    """The text with lone surrogates, which no terminal and no encoder takes, replaced."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _whole_or_none(text: str | None) -> str | None:
    return None if text is None else _whole(text)
