"""Which handler answers which method and path.

Owns the matching. Refuses to know what the handlers do; each resource names its own routes.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from starlette.responses import Response

from tui.sandbox.exchange import Exchange
from tui.sandbox.refusal import encode_json

Handler = Callable[..., Awaitable[Response]]
"""Takes the exchange, and each `{part}` of the path."""


@dataclass(frozen=True)
class Route:
    """A method (`*` for any) and a path with `{part}`s. What is not `counted` is outside the limit of all requests."""

    method: str
    path: str
    handler: Handler
    counted: bool = True

    def parts(self, method: str, segments: Sequence[str]) -> tuple[str, ...] | None:
        """What stands in the path's `{part}`s; None where the route is not meant."""
        wanted = self.path.split("/")[1:]
        if self.method not in ("*", method) or len(wanted) != len(segments):
            return None
        pairs = list(zip(wanted, segments, strict=True))
        if any(not want.startswith("{") and want != segment for want, segment in pairs):
            return None
        return tuple(segment for want, segment in pairs if want.startswith("{"))


@dataclass(frozen=True)
class Match:
    """A route that is meant, and what stands in its `{part}`s."""

    route: Route
    parts: tuple[str, ...]

    async def answer(self, exchange: Exchange) -> Response:
        """Let the route's handler answer."""
        return await self.route.handler(exchange, *self.parts)


def find(routes: Sequence[Route], method: str, segments: Sequence[str]) -> Match | None:
    """The first route that is meant; HEAD is answered as GET is."""
    asked = "GET" if method == "HEAD" else method
    for route in routes:
        parts = route.parts(asked, segments)
        if parts is not None:
            return Match(route, parts)
    return None


def json_response(value: object, status: int = 200) -> Response:
    """An answer of JSON, as the servers declare it."""
    return Response(encode_json(value), status, {"content-type": "application/json; charset=utf-8"})
