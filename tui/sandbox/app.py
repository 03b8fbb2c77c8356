"""The sandbox as an ASGI application.

Owns routes, the order of the checks, headers and limits on what comes in. Refuses to know how a dialect words an
answer, where functions are kept and how they run.
"""

import asyncio
import re
import secrets
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Protocol

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from tui.sandbox.access import Keyring, Verdict
from tui.sandbox.dialect import Dialect, Session
from tui.sandbox.incoming import disconnected, is_for_loopback, is_json, path_segments, read_body
from tui.sandbox.limits import Allowance, FixedWindow
from tui.sandbox.refusal import Refusal, encode_json
from tui.sandbox.runtime import Call, Reply
from tui.sandbox.schema import BadJson, Invalid, check_changes, check_login, check_new_function, parse_json
from tui.sandbox.store import FunctionStore, SlugTaken, StoreUnusable, wire_time

_RUNNABLE_SLUG = re.compile(r"[a-zA-Z0-9_-]+")
_TEXTUAL = re.compile(r"text/|application/(?:javascript|json)", re.IGNORECASE)
_ALWAYS = {
    "access-control-allow-credentials": "true",
    "access-control-expose-headers": "Content-Range,Preference-Applied",
}
_NOT_PASSED_ON = frozenset(
    ("connection", "content-length", "host", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade")
)
_WEEK = 7 * 24 * 3600
_REQUESTS_WINDOW_SECONDS = 15 * 60
_WRITES_WINDOW_SECONDS = 5 * 60


class Runs(Protocol):
    """What can run a function's code."""

    @property
    def status(self) -> str:
        """ "running" or "unavailable"."""

    async def run(self, code: str, call: Call) -> Reply:
        """Runs the code once."""


class ChecksTypes(Protocol):
    """What can tell why code fails its type check; None when it does not."""

    async def __call__(self, code: str) -> str | None:
        """The complaint about the code."""


def create_app(
    store: FunctionStore, dialect: Dialect, runtime: Runs, *, type_check: ChecksTypes | None = None
) -> ASGIApp:
    """The application. `type_check` is only asked where the dialect's servers would."""
    return _App(store, dialect, runtime, type_check if dialect.type_checks else None)


class _App:
    def __init__(self, store: FunctionStore, dialect: Dialect, runtime: Runs, check: ChecksTypes | None) -> None:
        self._store = store
        self._dialect = dialect
        self._runtime = runtime
        self._check = check
        self._keyring = Keyring(store.api_key, store.password)
        self._requests = _window(dialect.requests_limit, _REQUESTS_WINDOW_SECONDS)
        self._writes = _window(dialect.writes_limit, _WRITES_WINDOW_SECONDS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        request = Request(scope, receive)
        headers = dict(_ALWAYS)
        try:
            response = await self._answer_or_fail(request, headers)
        except Refusal as refusal:
            response = _json(refusal.body, refusal.status)
            headers |= refusal.headers
        response.headers.update(headers)
        await response(scope, receive, send)

    async def _answer_or_fail(self, request: Request, headers: dict[str, str]) -> Response:
        try:
            return await self._answer(request, headers)
        except StoreUnusable as error:
            raise self._dialect.other(500, "INTERNAL_ERROR", str(error)) from error

    async def _answer(self, request: Request, headers: dict[str, str]) -> Response:
        # A web page can make a browser talk to this machine under a name of its own; it can't make it say our name.
        if not is_for_loopback(request):
            raise self._dialect.other(403, "FORBIDDEN", "This server only answers to its loopback name")
        segments = path_segments(request)
        method = "GET" if request.method == "HEAD" else request.method
        if (method, segments) == ("GET", ["api", "health"]):
            return _json(self._dialect.health(wire_time(datetime.now(UTC))))
        self._count_request(headers)
        body = await self._body(request)
        match method, segments:
            case _, ["functions", slug]:
                return await self._invoke(request, slug, body)
            case "POST", ["api", "auth", "admin", "sessions"]:
                return self._log_in(self._json_body(request, body))
            case "GET", ["api", "metadata", "api-key"]:
                self._admit(request)
                return _json({"apiKey": self._keyring.api_key})
            case "GET", ["api", "functions"]:
                self._admit(request)
                return _json(self._dialect.listing(self._store.all(), self._runtime.status))
            case "GET", ["api", "functions", slug]:
                self._admit(request)
                return self._read(slug)
            case "POST", ["api", "functions"]:
                return await self._write(request, headers, body, self._create)
            case "PUT", ["api", "functions", slug]:
                return await self._write(request, headers, body, lambda sent: self._update(slug, sent))
            case "DELETE", ["api", "functions", slug]:
                return await self._write(request, headers, body, lambda _: self._delete(slug))
        raise self._dialect.no_such_endpoint(request.url.path)

    # What is checked before anything is done

    def _count_request(self, headers: dict[str, str]) -> None:
        if self._requests is None:
            return
        said = self._requests.hit()
        headers["x-ratelimit-limit"] = str(said.limit)
        headers["x-ratelimit-remaining"] = str(said.remaining)
        headers["x-ratelimit-reset"] = str(said.resets_at)
        if not said.allowed:
            raise self._too_many(said, "Too many requests from this IP")

    def _count_write(self, headers: dict[str, str]) -> None:
        if self._writes is None:
            return
        said = self._writes.hit()
        headers["ratelimit-policy"] = f"{said.limit};w={self._writes.window_seconds}"
        headers["ratelimit-limit"] = str(said.limit)
        headers["ratelimit-remaining"] = str(said.remaining)
        headers["ratelimit-reset"] = str(said.reset_seconds)
        if not said.allowed:
            words = "Too many functions write requests. Please wait a few minutes and try again."
            raise self._too_many(said, words)

    def _too_many(self, said: Allowance, words: str) -> Refusal:
        refusal = self._dialect.other(429, "TOO_MANY_REQUESTS", words)
        refusal.headers["retry-after"] = str(said.reset_seconds)
        return refusal

    async def _body(self, request: Request) -> bytes:
        body = await read_body(request)
        if body is None:
            raise self._dialect.other(413, "PAYLOAD_TOO_LARGE", "request entity too large")
        return body

    def _json_body(self, request: Request, body: bytes) -> object:
        if not is_json(request):
            return {}
        try:
            return parse_json(body)
        except BadJson as error:
            raise self._dialect.bad_json(str(error)) from error

    def _admit(self, request: Request) -> None:
        match self._keyring.judge(request.headers.get("authorization"), request.headers.get("x-api-key")):
            case Verdict.NOTHING_GIVEN:
                raise self._dialect.no_token()
            case Verdict.BAD_KEY:
                raise self._dialect.bad_key()
            case Verdict.BAD_TOKEN:
                raise self._dialect.bad_token()

    # What is done

    def _log_in(self, sent: object) -> Response:
        names = self._dialect.login_fields(sent)
        try:
            given = check_login(sent, names)
        except Invalid as error:
            raise self._dialect.bad_login_body(error.issues) from error
        user, password = (given[name] for name in names)
        token = self._keyring.log_in(user, password)
        if token is None:
            raise self._dialect.bad_login()
        now = datetime.now(UTC)
        session = Session(token, secrets.token_hex(32), secrets.token_urlsafe(32), wire_time(now))
        response = _json(self._dialect.session(session))
        name, path = self._dialect.session_cookie(session)
        expires = format_datetime(now + timedelta(seconds=_WEEK), usegmt=True)
        cookie = f"{name}={session.refresh_token}; Max-Age={_WEEK}; Path={path}; Expires={expires}"
        response.headers["set-cookie"] = f"{cookie}; HttpOnly; Secure; SameSite=None"
        return response

    def _read(self, slug: str) -> Response:
        function = self._store.get(slug)
        if function is None:
            raise self._dialect.not_found()
        return _json(self._dialect.one(function))

    async def _write(
        self, request: Request, headers: dict[str, str], body: bytes, act: Callable[[object], Awaitable[Response]]
    ) -> Response:
        # The real servers read the body before they ask who sent it, and count a write only then.
        sent = self._json_body(request, body)
        self._admit(request)
        self._count_write(headers)
        try:
            return await act(sent)
        except Invalid as error:
            raise self._dialect.invalid(error.issues) from error

    async def _create(self, sent: object) -> Response:
        new = check_new_function(sent)
        await self._refuse_code(new.code)
        try:
            function = self._store.create(
                slug=new.slug, name=new.name, description=new.description, code=new.code, status=new.status
            )
        except SlugTaken as error:
            raise self._dialect.slug_taken(new.slug) from error
        return _json(self._dialect.written(function), 201)

    async def _update(self, slug: str, sent: object) -> Response:
        changes = check_changes(sent, self._dialect.put_statuses)
        await self._refuse_code(changes.get("code", ""))
        function = self._store.update(slug, changes)
        if function is None:
            raise self._dialect.not_found()
        return _json(self._dialect.written(function))

    async def _delete(self, slug: str) -> Response:
        if not self._store.delete(slug):
            raise self._dialect.not_found()
        return _json(self._dialect.deleted(slug))

    async def _refuse_code(self, code: str) -> None:
        self._dialect.refuse_code(code)
        complaint = await self._check(code) if self._check is not None and code else None
        if complaint is not None:
            raise self._dialect.other(400, "INVALID_INPUT", f"Function code failed type check:\n{complaint}")

    async def _invoke(self, request: Request, slug: str, body: bytes) -> Response:
        reply = await self._run(request, slug, body)
        response = Response(reply.body, reply.status)
        for name, value in reply.headers:
            if name.lower() not in _NOT_PASSED_ON:
                response.headers.append(name, _with_charset(value) if name.lower() == "content-type" else value)
        response.headers["access-control-allow-origin"] = "*"
        return response

    async def _run(self, request: Request, slug: str, body: bytes) -> Reply:
        function = self._store.get(slug) if _RUNNABLE_SLUG.fullmatch(slug) else None
        if self._runtime.status == "running" and (function is None or function.status != "active"):
            words = encode_json({"error": "Function not found or not active"})
            return Reply(404, [("content-type", "application/json")], words)
        headers = [(name, value) for name, value in request.headers.items() if name not in _NOT_PASSED_ON]
        query = f"?{request.url.query}" if request.url.query else ""
        # The address under which the real backend's runtime sees itself.
        call = Call(request.method, f"http://deno:7133/{slug}{query}", headers, body)
        work = asyncio.ensure_future(self._runtime.run("" if function is None else function.code, call))
        gone = asyncio.ensure_future(disconnected(request))
        try:
            await asyncio.wait((work, gone), return_when=asyncio.FIRST_COMPLETED)
            return work.result() if work.done() else Reply(499, [], b"")
        finally:
            for task in (work, gone):
                task.cancel()
            await asyncio.gather(work, gone, return_exceptions=True)


def _window(limit: int | None, seconds: int) -> FixedWindow | None:
    return None if limit is None else FixedWindow(limit, seconds)


def _json(value: object, status: int = 200) -> Response:
    return Response(encode_json(value), status, {"content-type": "application/json; charset=utf-8"})


def _with_charset(content_type: str) -> str:
    if "charset" in content_type.lower() or not _TEXTUAL.match(content_type):
        return content_type
    return f"{content_type}; charset=utf-8"
