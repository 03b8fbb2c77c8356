"""The sandbox as an ASGI application: its resources behind one router.

Owns which resources there are and what comes before each of them. Refuses to know what a resource answers.
"""

import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from tui.sandbox import health
from tui.sandbox.access import Keyring
from tui.sandbox.audits import AuditTrail
from tui.sandbox.auth import Auth
from tui.sandbox.calls import Runs, StreamBroken
from tui.sandbox.control import Control
from tui.sandbox.deployed import Deployed
from tui.sandbox.deployments import Deployments, Starts
from tui.sandbox.dialect_base import Dialect
from tui.sandbox.events import Events
from tui.sandbox.exchange import Exchange, Gate
from tui.sandbox.functions import ChecksStart, ChecksTypes, Cloud, Functions
from tui.sandbox.incoming import is_for_loopback, path_segments
from tui.sandbox.logbook import Logbook
from tui.sandbox.logs import Logs
from tui.sandbox.refusal import HttpError
from tui.sandbox.router import Route, find, json_response
from tui.sandbox.schedule_store import ScheduleStore
from tui.sandbox.schedule_turning import Turning
from tui.sandbox.schedules_api import Schedules
from tui.sandbox.secret_store import SecretStore
from tui.sandbox.secrets_api import Secrets
from tui.sandbox.store import FunctionStore, StoreUnusable
from tui.sandbox.supervised import Supervised


@dataclass(frozen=True)
class CloudPlace:
    """Where deployed functions are: an address of its own, on this server's other port."""

    url: str
    starts: Starts
    check: ChecksStart | None = None
    pause_seconds: float = 2.0


def create_app(
    store: FunctionStore,
    dialect: Dialect,
    runtime: Runs,
    *,
    type_check: ChecksTypes | None = None,
    events: Events | None = None,
    cloud: CloudPlace | None = None,
    secrets: SecretStore | None = None,
    schedules: ScheduleStore | None = None,
) -> "Sandbox":
    """The application. `type_check` is only asked where the dialect's servers would; `events` are closed by others.

    `cloud` is needed by a dialect that deploys; without `secrets` or `schedules` there is no such resource.
    """
    check = type_check if dialect.type_checks else None
    place = cloud if dialect.deploys else None
    kept = schedules if dialect.has_schedules else None
    return Sandbox(store, dialect, runtime, check, events or Events(), place, secrets, kept)


class Sandbox:
    """The application, and what makes the calls of schedules, where there are any."""

    def __init__(
        self,
        store: FunctionStore,
        dialect: Dialect,
        runtime: Runs,
        check: ChecksTypes | None,
        events: Events,
        place: CloudPlace | None,
        secrets: SecretStore | None,
        schedules: ScheduleStore | None,
    ) -> None:
        values: Callable[[], Mapping[str, str]] = dict if secrets is None else secrets.values
        keyring = Keyring(store.api_key, store.password, keys_now=None if secrets is None else secrets.api_keys)
        self._book = Logbook()
        self._dialect = dialect
        self._gate = Gate(dialect, keyring, self._book)
        trail = AuditTrail(store, dialect, self._book)
        supervised = Supervised(runtime, self._book if dialect.keeps_output else None)
        control = {
            "stop-runtime": supervised.stop,
            "start-runtime": supervised.start,
            "drop-events": events.drop,
        }
        self._deployed: Deployed | None = None
        self._deployed_port = None if place is None else urlsplit(place.url).port
        cloud: Cloud | None = None

        def changed() -> None:
            """Secrets are read at each call."""

        if place is not None:
            deployments = Deployments(
                store, place.starts, place.url, secrets_now=values, pause_seconds=place.pause_seconds
            )
            self._deployed = Deployed(deployments, runtime, self._book)
            cloud = Cloud(deployments, self._deployed, place.check)
            control["withdraw-deployment"] = deployments.withdraw
            changed = deployments.schedule
        functions = Functions(store, trail, supervised, check, events, self._book, cloud, values)
        self.turning: Turning | None = None
        scheduling: tuple[Route, ...] = ()
        if schedules is not None:
            self.turning = Turning(schedules, secrets, partial(functions.call, dialect), dialect.nobody_answers)
            scheduling = Schedules(schedules, secrets).routes(has_config=dialect.has_schedules_config)
        self._routes: tuple[Route, ...] = (
            *health.routes(),
            *functions.routes(),
            *scheduling,
            *Auth(keyring).routes(),
            *trail.routes(),
            *(() if secrets is None else Secrets(secrets, changed, trail).routes()),
            *Logs(self._book, None if cloud is None else cloud.deployments).routes(),
            *(events.routes() if dialect.tells_changes else ()),
            *Control(control).routes(),
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        if self._deployed is not None and scope["server"][1] == self._deployed_port:
            await self._answer_as_deployed(self._deployed, scope, receive, send)
            return
        exchange = Exchange(Request(scope, receive), self._gate)
        began = time.monotonic()
        try:
            response = await self._answer_or_fail(exchange)
        except HttpError as refusal:
            response = json_response(refusal.body, refusal.status)
            exchange.headers |= refusal.headers
        response.headers.update(exchange.headers)
        try:
            await response(scope, receive, send)
        except StreamBroken:
            # The connection ends without the end of the answer: that is how a caller learns of it.
            return
        finally:
            if self._dialect.logs_requests:
                self._note(exchange.request, response, time.monotonic() - began)

    async def _answer_as_deployed(self, deployed: Deployed, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        if is_for_loopback(request):
            response = await deployed.answer(request)
        else:
            response = json_response({"error": "This server only answers to its loopback name"}, 403)
        with suppress(StreamBroken):
            await response(scope, receive, send)

    def _note(self, request: Request, response: Response, seconds: float) -> None:
        """The backend's line of a request that was answered."""
        host = request.client.host if request.client is not None else ""
        metadata: dict[str, object] = {
            "method": request.method,
            "path": _path_told(request.url.path, response.status_code),
            "status": response.status_code,
            "size": int(response.headers.get("content-length", 0)),
            "duration": f"{seconds * 1000:.0f}ms",
            "ip": self._dialect.address(host),
            "userAgent": request.headers.get("user-agent", ""),
        }
        *facts, address, agent = (str(value) for value in metadata.values())
        self._book.backend("HTTP Request", metadata, f"{' '.join(facts)} - {address} - {agent}")

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


def _path_told(path: str, status: int) -> str:
    """The path as the backend's log has it: what a router of the API answered itself is told from there on."""
    segments = path.split("/")
    if status >= 400 or segments[1] != "api" or len(segments) < 3:
        return path
    return "/" + "/".join(segments[3:] if segments[2] != "health" else segments[2:])
