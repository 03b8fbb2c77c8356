"""The logs on the wire: which there are, their pages, a search over them, and the log of the last deployment.

Owns how pages are asked for. Refuses to know what is kept and how a deployment comes about.
"""

from datetime import datetime
from typing import Protocol

from starlette.requests import Request
from starlette.responses import Response

from tui.sandbox.exchange import Exchange
from tui.sandbox.logbook import BACKEND, OUTPUT, Logbook
from tui.sandbox.refusal import encode_json
from tui.sandbox.router import Route, json_response

_USUAL_LIMIT = 100
_SOURCES = (
    (BACKEND, "insforge.logs.jsonl"),
    ("postgres.logs", "postgres.logs.jsonl"),
    ("postgREST.logs", "postgrest.logs.jsonl"),
    (OUTPUT, "function.logs.jsonl"),
)
_OF_DEPLOYMENTS = (OUTPUT, "function-vector")


class HasBuildLogs(Protocol):
    """What knows of deployments; None where the server has none."""

    @property
    def live_revision(self) -> str | None:
        """The deployment that answers calls."""

    def build_log(self, revision: str | None) -> dict[str, object] | None:
        """The build log of a deployment, of the last one for None; None where there is no such deployment."""


class Logs:
    """The logs of one server. `deployments` is None where functions run beside the server."""

    def __init__(self, book: Logbook, deployments: HasBuildLogs | None) -> None:
        self._book = book
        self._deployments = deployments

    def routes(self) -> tuple[Route, ...]:
        """The routes of this resource; the trail's are asked before them."""
        return (
            Route("GET", "/api/logs/functions/build-logs", self._build_log),
            Route("GET", "/api/logs/sources", self._sources),
            Route("GET", "/api/logs/stats", self._stats),
            Route("GET", "/api/logs/search", self._search),
            Route("GET", "/api/logs/{source}", self._page),
        )

    async def _build_log(self, exchange: Exchange) -> Response:
        exchange.admit()
        asked = exchange.request.query_params.get("deployment_id")
        found = None if self._deployments is None else self._deployments.build_log(asked)
        if found is None:
            raise exchange.dialect.no_build_log()
        return json_response(found)

    async def _sources(self, exchange: Exchange) -> Response:
        exchange.admit()
        sources = _SOURCES if self._deployments is None else (*_SOURCES, _OF_DEPLOYMENTS)
        return json_response(
            [{"id": str(number), "name": name, "token": token} for number, (name, token) in enumerate(sources, 1)]
        )

    async def _stats(self, exchange: Exchange) -> Response:
        exchange.admit()
        return json_response(self._book.counts())

    async def _page(self, exchange: Exchange, source: str) -> Response:
        exchange.admit()
        if source == "audits":
            raise exchange.dialect.no_such_endpoint(exchange.request.url.path)
        request = exchange.request
        limit, before = _number(request, "limit", _USUAL_LIMIT), _moment(request)
        if self._deployments is not None and source == OUTPUT:
            rows = self._book.of_revision(self._deployments.live_revision, limit, before)
        else:
            rows = self._book.page(source, limit, before)
        return json_response({"logs": rows, "total": len(rows)})

    async def _search(self, exchange: Exchange) -> Response:
        exchange.admit()
        request = exchange.request
        words, source = request.query_params.get("q", ""), request.query_params.get("source")
        if not words:
            raise exchange.dialect.other(400, "INVALID_INPUT", "Search query parameter (q) is required")
        found = self._book.search(words, (BACKEND, OUTPUT) if source is None else (source,))
        start = _number(request, "offset", 0) or 0
        limit = _number(request, "limit", _USUAL_LIMIT)
        rows = found[start : None if limit is None else start + limit]
        headers = {
            "content-type": "application/json; charset=utf-8",
            "content-range": f"{start}-{start + len(rows) - 1}/{len(found)}",
            "preference-applied": "count=exact",
        }
        return Response(encode_json(rows), 206 if len(rows) < len(found) else 200, headers)


def _number(request: Request, name: str, usual: int) -> int | None:
    """The number that is asked for; None for what is none, which the servers take for no limit."""
    text = request.query_params.get(name, str(usual))
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _moment(request: Request) -> float | None:
    """The moment of `before_timestamp`, a Unix time in milliseconds; None where none is given."""
    text = request.query_params.get("before_timestamp")
    if not text:
        return None
    try:
        return int(datetime.fromisoformat(text).timestamp() * 1000)
    except (ValueError, OverflowError):
        # As in the servers: no entry is before what is no moment.
        return float("-inf")
