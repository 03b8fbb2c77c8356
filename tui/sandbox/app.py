"""The sandbox as an ASGI application.

Owns routes, the order of the checks, headers and limits on what comes in. Refuses to know how a dialect words an
answer, where functions are kept and how they run.
"""

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
from tui.sandbox.incoming import form_fields, is_for_loopback, is_form, is_json, path_segments, read_body
from tui.sandbox.invocation import Runs, invoke
from tui.sandbox.limits import Allowance, FixedWindow
from tui.sandbox.refusal import Refusal, encode_json
from tui.sandbox.schema import BadJson, Invalid, check_changes, check_login, check_new_function, parse_json
from tui.sandbox.store import FunctionStore, SlugTaken, StoreUnusable, wire_time
from tui.sandbox.trail import AuditTrail, Change

_ALWAYS = {
    "access-control-allow-credentials": "true",
    "access-control-expose-headers": "Content-Range,Preference-Applied",
}
_WEEK = 7 * 24 * 3600
_REQUESTS_WINDOW_SECONDS = 15 * 60
_WRITES_WINDOW_SECONDS = 5 * 60


_Done = tuple[Response, Change]
"""The answer to a write that was carried out, and what the audit trail says of it."""


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
        self._trail = AuditTrail(store, dialect)
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
        if request.method == "OPTIONS":
            # Asked by browsers before a call; no function gets to see it.
            headers["access-control-allow-methods"] = "GET,HEAD,PUT,PATCH,POST,DELETE"
            return Response(status_code=204, headers={"content-length": "0"})
        segments = path_segments(request)
        method = "GET" if request.method == "HEAD" else request.method
        if (method, segments) == ("GET", ["api", "health"]):
            return _json(self._dialect.health(wire_time(datetime.now(UTC))))
        self._count_request(headers)
        body = await self._body(request)
        match method, segments:
            case _, ["functions", slug]:
                passed = self._passed_on(request, body)
                return await invoke(request, self._store.get(slug), slug, passed, self._runtime)
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
            case "GET", ["api", "logs", "functions", "build-logs"]:
                self._admit(request)
                raise self._dialect.no_build_log()
            case "GET", ["api", "logs", "audits"] if self._dialect.has_audits:
                self._admit(request)
                return self._trail.page(request)
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

    def _passed_on(self, request: Request, body: bytes) -> bytes:
        """What a function gets of a body: the servers read it as JSON or a form, and write what they read as JSON."""
        if request.method in ("GET", "HEAD"):
            return b""
        return encode_json(form_fields(body) if is_form(request) else self._json_body(request, body))

    def _admit(self, request: Request) -> Verdict:
        verdict = self._keyring.judge(request.headers.get("authorization"), request.headers.get("x-api-key"))
        match verdict:
            case Verdict.NOTHING_GIVEN:
                raise self._dialect.no_token()
            case Verdict.BAD_KEY:
                raise self._dialect.bad_key()
            case Verdict.BAD_TOKEN:
                raise self._dialect.bad_token()
        return verdict

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
        self, request: Request, headers: dict[str, str], body: bytes, act: Callable[[object], Awaitable[_Done]]
    ) -> Response:
        # The real servers read the body before they ask who sent it, and count a write only then.
        sent = self._json_body(request, body)
        verdict = self._admit(request)
        self._count_write(headers)
        try:
            response, change = await act(sent)
        except Invalid as error:
            raise self._dialect.invalid(error.issues) from error
        self._trail.note(request, by_key=verdict is Verdict.WELCOME_KEY, change=change)
        return response

    async def _create(self, sent: object) -> _Done:
        new = check_new_function(sent)
        await self._refuse_code(new.code)
        try:
            function = self._store.create(
                slug=new.slug, name=new.name, description=new.description, code=new.code, status=new.status
            )
        except SlugTaken as error:
            raise self._dialect.slug_taken(new.slug) from error
        return _json(self._dialect.written(function), 201), Change.created(function)

    async def _update(self, slug: str, sent: object) -> _Done:
        changes = check_changes(sent, self._dialect.put_statuses)
        await self._refuse_code(changes.get("code", ""))
        function = self._store.update(slug, changes)
        if function is None:
            raise self._dialect.not_found()
        return _json(self._dialect.written(function)), Change.updated(slug, changes)

    async def _delete(self, slug: str) -> _Done:
        if not self._store.delete(slug):
            raise self._dialect.not_found()
        return _json(self._dialect.deleted(slug)), Change.deleted(slug)

    async def _refuse_code(self, code: str) -> None:
        self._dialect.refuse_code(code)
        complaint = await self._check(code) if self._check is not None and code else None
        if complaint is not None:
            raise self._dialect.other(400, "INVALID_INPUT", f"Function code failed type check:\n{complaint}")


def _window(limit: int | None, seconds: int) -> FixedWindow | None:
    return None if limit is None else FixedWindow(limit, seconds)


def _json(value: object, status: int = 200) -> Response:
    return Response(encode_json(value), status, {"content-type": "application/json; charset=utf-8"})
