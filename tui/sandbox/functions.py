"""The functions: list, read, create, update, delete, and calling one as its callers do.

Owns the order of a write's checks. Refuses to know how a dialect words an answer, where functions are kept and how
they run.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from starlette.requests import Request
from starlette.responses import Response

from tui.sandbox.access import Verdict
from tui.sandbox.audits import AuditTrail, Change
from tui.sandbox.calls import Runs
from tui.sandbox.deployed import Deployed
from tui.sandbox.deployments import Deployments
from tui.sandbox.dialect_base import Dialect
from tui.sandbox.events import Events
from tui.sandbox.exchange import Exchange
from tui.sandbox.invocation import Backend, answer_with
from tui.sandbox.logbook import Logbook
from tui.sandbox.router import Route, json_response
from tui.sandbox.schema import Invalid, check_changes, check_new_function, reserved_words
from tui.sandbox.store import FunctionStore, SlugTaken

_Done = tuple[Response, Change]
"""The answer to a write that was carried out, and what the audit trail says of it."""


class ChecksTypes(Protocol):
    """What can tell why code fails its type check; None when it does not."""

    async def __call__(self, code: str) -> str | None:
        """The complaint about the code."""


class ChecksStart(Protocol):
    """What can tell why code can't be deployed; None when it can."""

    async def __call__(self, code: str, slug: str) -> str | None:
        """The whole refusal."""


@dataclass(frozen=True)
class Cloud:
    """What there is where functions are deployed. `check` is None where nothing can check code."""

    deployments: Deployments
    deployed: Deployed
    check: ChecksStart | None


class Functions:
    """The functions of one store. `cloud` is None where they run beside the server."""

    def __init__(
        self,
        store: FunctionStore,
        trail: AuditTrail,
        runtime: Runs,
        check: ChecksTypes | None,
        events: Events,
        book: Logbook,
        cloud: Cloud | None,
        secrets: Callable[[], Mapping[str, str]],
    ) -> None:
        self._secrets = secrets
        self._cloud = cloud
        self._events = events
        self._book = book
        self._store = store
        self._trail = trail
        self._runtime = runtime
        self._check = check

    def routes(self) -> tuple[Route, ...]:
        """The routes of this resource."""
        return (
            Route("*", "/functions/{slug}", self._invoke),
            Route("GET", "/api/functions", self._list),
            Route("GET", "/api/functions/{slug}", self._read),
            Route("POST", "/api/functions", self._create),
            Route("PUT", "/api/functions/{slug}", self._update),
            Route("DELETE", "/api/functions/{slug}", self._delete),
        )

    async def _invoke(self, exchange: Exchange, slug: str) -> Response:
        return await self.call(exchange.dialect, exchange.request, slug, exchange.passed_on())

    async def call(self, dialect: Dialect, request: Request, slug: str, body: bytes) -> Response:
        """Calls a function as its callers do."""
        if self._cloud is not None:
            return answer_with(await self._cloud.deployed.through_the_backend(request, slug, body))
        backend = Backend(self._store.get, self._runtime, dialect, self._book, self._secrets)
        return await backend.invoke(request, slug, body)

    async def _list(self, exchange: Exchange) -> Response:
        exchange.admit()
        if self._cloud is None:
            return json_response(exchange.dialect.listing(self._store.all(), self._runtime.status, None))
        await self._cloud.deployments.begin()
        # Whatever becomes of deployments: the cloud does not look.
        return json_response(exchange.dialect.listing(self._store.all(), "running", self._cloud.deployments.url))

    async def _read(self, exchange: Exchange, slug: str) -> Response:
        exchange.admit()
        function = self._store.get(slug)
        if function is None:
            raise exchange.dialect.not_found()
        return json_response(exchange.dialect.one(function))

    async def _create(self, exchange: Exchange) -> Response:
        async def create(sent: object) -> _Done:
            new = check_new_function(sent, exchange.dialect.reserved_slugs)
            if new.slug in exchange.dialect.reserved_slugs:
                # Made from the name.
                raise exchange.dialect.other(400, "FUNCTION_SLUG_RESERVED", reserved_words(new.slug))
            await self._refuse_code(exchange, new.code, new.slug, active=new.status == "active")
            try:
                function = self._store.create(
                    slug=new.slug, name=new.name, description=new.description, code=new.code, status=new.status
                )
            except SlugTaken as error:
                raise exchange.dialect.slug_taken(new.slug) from error
            deployment = await self._deploy() if function.status == "active" else None
            return json_response(exchange.dialect.written(function, deployment), 201), Change.created(function)

        return await self._write(exchange, create)

    async def _update(self, exchange: Exchange, slug: str) -> Response:
        async def update(sent: object) -> _Done:
            changes = check_changes(sent, exchange.dialect.put_statuses)
            old = self._store.get(slug)
            effective = changes.get("code", "" if old is None else old.code)
            active = changes.get("status", "" if old is None else old.status) == "active"
            changed = "code" in changes or changes.get("status") == "active"
            await self._refuse_code(
                exchange, changes.get("code", ""), slug, active=active and changed, effective=effective
            )
            function = self._store.update(slug, changes)
            if function is None:
                raise exchange.dialect.not_found()
            deployment = await self._deploy() if "code" in changes or "status" in changes else None
            return json_response(exchange.dialect.written(function, deployment)), Change.updated(slug, changes)

        return await self._write(exchange, update)

    async def _delete(self, exchange: Exchange, slug: str) -> Response:
        async def delete(_: object) -> _Done:
            if not self._store.delete(slug):
                raise exchange.dialect.not_found()
            if self._cloud is not None:
                self._cloud.deployments.schedule()
            return json_response(exchange.dialect.deleted(slug)), Change.deleted(slug)

        return await self._write(exchange, delete)

    async def _write(self, exchange: Exchange, act: Callable[[object], Awaitable[_Done]]) -> Response:
        # The real servers read the body before they ask who sent it, and count a write only then.
        sent = exchange.json_body()
        verdict = exchange.admit()
        exchange.count_write()
        try:
            response, change = await act(sent)
        except Invalid as error:
            raise exchange.dialect.invalid(error.issues) from error
        self._trail.note(exchange.request, by_key=verdict is Verdict.WELCOME_KEY, change=change)
        self._events.functions_changed(change.changed_slug)
        return response

    async def _deploy(self) -> dict[str, object] | None:
        return None if self._cloud is None else (await self._cloud.deployments.deploy()).told()

    async def _refuse_code(
        self, exchange: Exchange, code: str, slug: str, *, active: bool, effective: str | None = None
    ) -> None:
        """Raises the refusal of code that is sent; `effective` is what an active function would run."""
        exchange.dialect.refuse_code(code)
        if self._cloud is not None and self._cloud.check is not None and active:
            refused = await self._cloud.check(code if effective is None else effective, slug)
            if refused is not None:
                raise exchange.dialect.other(400, "INVALID_INPUT", refused)
        complaint = await self._check(code) if self._check is not None and code else None
        if complaint is not None:
            raise exchange.dialect.other(400, "INVALID_INPUT", f"Function code failed type check:\n{complaint}")
