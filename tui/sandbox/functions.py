"""The functions: list, read, create, update, delete, and calling one as its callers do.

Owns the order of a write's checks. Refuses to know how a dialect words an answer, where functions are kept and how
they run.
"""

from collections.abc import Awaitable, Callable
from typing import Protocol

from starlette.responses import Response

from tui.sandbox.access import Verdict
from tui.sandbox.audits import AuditTrail, Change
from tui.sandbox.calls import Runs
from tui.sandbox.events import Events
from tui.sandbox.exchange import Exchange
from tui.sandbox.invocation import Invocation, invoke
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


class Functions:
    """The functions of one store."""

    def __init__(
        self,
        store: FunctionStore,
        trail: AuditTrail,
        runtime: Runs,
        check: ChecksTypes | None,
        events: Events,
        book: Logbook,
    ) -> None:
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
        passed = exchange.passed_on()
        invocation = Invocation(self._store.get(slug), slug, passed)
        return await invoke(exchange.request, invocation, self._runtime, exchange.dialect, self._book)

    async def _list(self, exchange: Exchange) -> Response:
        exchange.admit()
        return json_response(exchange.dialect.listing(self._store.all(), self._runtime.status, None))

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
            await self._refuse_code(exchange, new.code)
            try:
                function = self._store.create(
                    slug=new.slug, name=new.name, description=new.description, code=new.code, status=new.status
                )
            except SlugTaken as error:
                raise exchange.dialect.slug_taken(new.slug) from error
            return json_response(exchange.dialect.written(function, None), 201), Change.created(function)

        return await self._write(exchange, create)

    async def _update(self, exchange: Exchange, slug: str) -> Response:
        async def update(sent: object) -> _Done:
            changes = check_changes(sent, exchange.dialect.put_statuses)
            await self._refuse_code(exchange, changes.get("code", ""))
            function = self._store.update(slug, changes)
            if function is None:
                raise exchange.dialect.not_found()
            return json_response(exchange.dialect.written(function, None)), Change.updated(slug, changes)

        return await self._write(exchange, update)

    async def _delete(self, exchange: Exchange, slug: str) -> Response:
        async def delete(_: object) -> _Done:
            if not self._store.delete(slug):
                raise exchange.dialect.not_found()
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

    async def _refuse_code(self, exchange: Exchange, code: str) -> None:
        exchange.dialect.refuse_code(code)
        complaint = await self._check(code) if self._check is not None and code else None
        if complaint is not None:
            raise exchange.dialect.other(400, "INVALID_INPUT", f"Function code failed type check:\n{complaint}")
