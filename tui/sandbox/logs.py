"""The logs: there is no deployment here, so there is no build log."""

from starlette.responses import Response

from tui.sandbox.exchange import Exchange
from tui.sandbox.router import Route


def routes() -> tuple[Route, ...]:
    """The routes of this resource."""
    return (Route("GET", "/api/logs/functions/build-logs", _build_log),)


async def _build_log(exchange: Exchange) -> Response:
    exchange.admit()
    raise exchange.dialect.no_build_log()
