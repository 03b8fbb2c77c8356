"""GET /api/health: asked without a key, and outside the limit of requests."""

from datetime import UTC, datetime

from starlette.responses import Response

from tui.sandbox.exchange import Exchange
from tui.sandbox.router import Route, json_response
from tui.sandbox.store import wire_time


def routes() -> tuple[Route, ...]:
    """The routes of this resource."""
    return (Route("GET", "/api/health", _health, counted=False),)


async def _health(exchange: Exchange) -> Response:
    return json_response(exchange.dialect.health(wire_time(datetime.now(UTC))))
