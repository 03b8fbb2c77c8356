"""The sandbox as an ASGI application: its resources behind one router.

Owns which resources there are and what comes before each of them. Refuses to know what a resource answers.
"""

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from tui.sandbox import health, logs
from tui.sandbox.access import Keyring
from tui.sandbox.audits import AuditTrail
from tui.sandbox.auth import Auth
from tui.sandbox.dialect_base import Dialect
from tui.sandbox.exchange import Exchange, Gate
from tui.sandbox.functions import ChecksTypes, Functions
from tui.sandbox.incoming import is_for_loopback, path_segments
from tui.sandbox.invocation import Runs
from tui.sandbox.refusal import HttpError
from tui.sandbox.router import find, json_response
from tui.sandbox.store import FunctionStore, StoreUnusable


def create_app(
    store: FunctionStore, dialect: Dialect, runtime: Runs, *, type_check: ChecksTypes | None = None
) -> ASGIApp:
    """The application. `type_check` is only asked where the dialect's servers would."""
    return _App(store, dialect, runtime, type_check if dialect.type_checks else None)


class _App:
    def __init__(self, store: FunctionStore, dialect: Dialect, runtime: Runs, check: ChecksTypes | None) -> None:
        keyring = Keyring(store.api_key, store.password)
        trail = AuditTrail(store, dialect)
        self._gate = Gate(dialect, keyring)
        self._dialect = dialect
        self._routes = (
            *health.routes(),
            *Functions(store, trail, runtime, check).routes(),
            *Auth(keyring).routes(),
            *logs.routes(),
            *trail.routes(),
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        exchange = Exchange(Request(scope, receive), self._gate)
        try:
            response = await self._answer_or_fail(exchange)
        except HttpError as refusal:
            response = json_response(refusal.body, refusal.status)
            exchange.headers |= refusal.headers
        response.headers.update(exchange.headers)
        await response(scope, receive, send)

    async def _answer_or_fail(self, exchange: Exchange) -> Response:
        try:
            return await self._answer(exchange)
        except StoreUnusable as error:
            raise self._dialect.other(500, "INTERNAL_ERROR", str(error)) from error

    async def _answer(self, exchange: Exchange) -> Response:
        request = exchange.request
        # A web page can make a browser talk to this machine under a name of its own; it can't make it say our name.
        if not is_for_loopback(request):
            raise self._dialect.other(403, "FORBIDDEN", "This server only answers to its loopback name")
        if request.method == "OPTIONS":
            # Asked by browsers before a call; no function gets to see it.
            exchange.headers["access-control-allow-methods"] = "GET,HEAD,PUT,PATCH,POST,DELETE"
            return Response(status_code=204, headers={"content-length": "0"})
        found = find(self._routes, request.method, path_segments(request))
        if found is None or found.route.counted:
            exchange.count_request()
            await exchange.read_body()
        if found is None:
            raise self._dialect.no_such_endpoint(request.url.path)
        return await found.answer(exchange)
