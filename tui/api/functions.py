"""The calls about functions: list, get, create, update, delete, invoke; and how their answers are read.

Owns the paths, the fields that are sent and the shapes of the answers in every dialect. Refuses to guess a value that
decides what is shown as saved: code that is not text is an error, never an empty text.
"""

from __future__ import annotations

import json
import time
from collections.abc import Sequence

from tui.api.connections import Request
from tui.api.invocations import raw_headers
from tui.api.transport import Transport, checked_url
from tui.model.address import quoted_slug
from tui.model.fields import Fields, InvalidField, InvalidValue, replace_surrogates
from tui.model.function import (
    Deployment,
    Function,
    FunctionChanges,
    FunctionList,
    FunctionSummary,
    NewFunction,
    WriteAnswer,
)
from tui.model.secret import Secret
from tui.model.server import Invocation, RuntimeState


class FunctionsApi:
    """The functions of one server. Every call raises the errors under `tui.errors.ApiError` and no others."""

    def __init__(self, transport: Transport, key: Secret | None) -> None:
        self._transport = transport
        self._key = key

    async def list(self) -> FunctionList:
        """Every function, without code."""
        return await self._transport.read("/api/functions", function_list, key=self._key)

    async def runtime(self) -> RuntimeState:
        """What runs the functions, asked anew. Only the list tells, so a long one costs its whole length."""
        return await self._transport.read("/api/functions", runtime_state, key=self._key)

    async def get(self, slug: str) -> Function:
        """One function with its code. One that comes without it raises InvalidResponse."""
        return await self._transport.read(_path(slug), function, key=self._key)

    async def create(self, new: NewFunction) -> WriteAnswer:
        """Create a function. InvalidResponse with a 2xx status means that it may exist now."""
        body = {name: value for name, value in new._asdict().items() if value is not None}
        return await self._transport.write("POST", "/api/functions", write_answer, body, key=self._key)

    async def update(self, slug: str, changes: FunctionChanges) -> WriteAnswer:
        """Send the fields that are not None, once. InvalidResponse with a 2xx status means: perhaps carried out."""
        return await self._transport.write("PUT", _path(slug), write_answer, changes.sent(), key=self._key)

    async def delete(self, slug: str) -> str:
        """Delete a function; returns the server's sentence, or nothing where it says none."""
        return await self._transport.write("DELETE", _path(slug), message, key=self._key)

    async def invoke(
        self,
        slug: str,
        *,
        method: str = "POST",
        path: str = "",
        query: str = "",
        headers: Sequence[tuple[str, str]] = (),
        body: bytes = b"",
        base: str | None = None,
    ) -> Invocation:
        """Call a function as its callers do, at `{base}/{slug}` or the server's own `/functions/{slug}`.

        `path` is what follows the slug ("" or "/more") and `query` what stands behind the question mark, both
        percent-encoded already. Any status is an answer, a redirect included. The console's key is not sent unless a
        header holds it, and nothing is sent twice.
        """
        prefix = f"{self._transport.base_url}/functions" if base is None else checked_url(base)
        url = f"{prefix}/{quoted_slug(slug)}{path}" + (f"?{query}" if query else "")
        outgoing = Request(method, url, raw_headers(headers), body or None)
        started = time.monotonic()
        answer = await self._transport.call(outgoing)
        return Invocation(answer.status, answer.header_list, answer.body, time.monotonic() - started)


def _path(slug: str) -> str:
    return f"/api/functions/{quoted_slug(slug)}"


# How the answers are read


def function_list(value: object) -> FunctionList:
    """A bare array, or an object with `functions` (or `data`)."""
    found = tuple(_summary(Fields(item, f"function {number}")) for number, item in enumerate(_items(value), 1))
    state = runtime_state(value)
    return FunctionList(found, state.status, state.deployment_url)


def runtime_state(value: object) -> RuntimeState:
    """What the list says beside its functions, which are not looked at."""
    _items(value)
    if not isinstance(value, dict):
        return RuntimeState()
    content = Fields(value, "the list")
    about = content.value("runtime")
    status = Fields(about, "runtime").optional_text("status") if isinstance(about, dict) else None
    return RuntimeState(status, content.optional_text("deployment_url"))


def _items(value: object) -> Sequence[object]:
    items: object = value.get("functions", value.get("data")) if isinstance(value, dict) else value
    if not isinstance(items, list):
        raise InvalidValue("there is no list of functions in it")
    return items


def function(value: object) -> Function:
    """A function with its code."""
    content = Fields(value, "the function")
    if isinstance(content.value("function"), dict):
        content = content.object("function", "the function")
    code = _code(content)
    if code is None:
        raise InvalidValue("the function comes without its code")
    return Function(_summary(content), code)


def write_answer(value: object) -> WriteAnswer:
    """What a create or an update answers."""
    content = Fields(value, "the answer")
    success = content.flag("success", True)
    stored = content.object("function", "the function")
    deployment = content.optional_object("deployment", "the deployment")
    return WriteAnswer(
        success, _summary(stored), _code(stored), None if deployment is None else _deployment(deployment)
    )


def message(value: object) -> str:
    """The server's own sentence about a success, or nothing. A success that says it is none is not understood."""
    if value is None:
        return ""
    content = Fields(value, "the answer")
    if not content.flag("success", True):
        raise InvalidValue("success is not true")
    return content.optional_text("message") or ""


def _summary(content: Fields) -> FunctionSummary:
    """A function's metadata. A slug is the least it must have; a missing name is shown as the slug."""
    slug = content.value("slug")
    if not isinstance(slug, str) or not slug:
        raise InvalidField(content.what, "slug", "text", is_missing=True)
    slug, name = replace_surrogates(slug), content.optional_text("name")
    return FunctionSummary(
        slug=slug,
        name=slug if name is None else name,
        status=content.optional_text("status") or "",
        id=content.optional_text("id") or "",
        description=content.optional_text("description"),
        created_at=content.optional_moment("created_at"),
        updated_at=content.optional_moment("updated_at"),
        deployed_at=content.optional_moment("deployed_at"),
    )


def _code(content: Fields) -> str | None:
    code = content.value("code")
    if code is None:
        return None
    if not isinstance(code, str):
        raise InvalidValue("the code is not text")
    if replace_surrogates(code) != code:
        # It could not be sent back as it came, and a save must never change what the user did not touch.
        raise InvalidValue("the code holds half a character (a lone surrogate)")
    return code


def _deployment(content: Fields) -> Deployment:
    logs = content.value("build_logs")
    lines: Sequence[object] = logs if isinstance(logs, list) else () if logs is None else (logs,)
    return Deployment(
        id=content.optional_text("id") or "",
        status=content.optional_text("status") or "",
        url=content.optional_text("url"),
        build_logs=tuple(replace_surrogates(line) if isinstance(line, str) else json.dumps(line) for line in lines),
    )
