"""What a test or a curious user can do to the sandbox that no real server offers: `/sandbox/...`, with the key.

Owns these routes. Refuses to know how what they ask for comes about.
"""

from collections.abc import Callable, Mapping

from starlette.responses import Response

from tui.sandbox.exchange import Exchange
from tui.sandbox.router import Route, json_response

Act = Callable[[], None]


class Control:
    """Named things that can be done, each at once: `POST /sandbox/{name}`."""

    def __init__(self, acts: Mapping[str, Act]) -> None:
        self._acts = acts

    def routes(self) -> tuple[Route, ...]:
        """The routes of this resource."""
        return (Route("POST", "/sandbox/{name}", self._act),)

    async def _act(self, exchange: Exchange, name: str) -> Response:
        exchange.admit()
        act = self._acts.get(name)
        if act is None:
            raise exchange.dialect.no_such_endpoint(exchange.request.url.path)
        act()
        return json_response({"done": name})
