"""A server and a key: the calls of its API, by resource.

Owns which resources there are. Refuses to know paths, fields and HTTP's troubles.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from types import TracebackType
from typing import Self

from tui.api.audits import AuditsApi
from tui.api.auth import AuthApi
from tui.api.connections import Timeouts
from tui.api.events import EventsApi
from tui.api.functions import FunctionsApi
from tui.api.health import HealthApi
from tui.api.invocations import InvocationsApi
from tui.api.logs import LogsApi
from tui.api.schedules import SchedulesApi
from tui.api.secrets import SecretsApi
from tui.api.transport import Transport
from tui.model.secret import Secret
from tui.model.server import WriteBudget

__all__ = ["Client", "Timeouts"]


class Client:
    """The API of a server. Every call raises the errors under `tui.errors.ApiError` and no others.

    The key goes to `base_url`'s origin alone. Reads are tried once more when a connection was cut, writes never.
    `on_budget` is told whenever a write's answer says how many are left, `on_notice` each time a variable of the
    environment (a proxy's, a certificate's) can't be used as it stands. With `read_only` a call that would change
    something raises Unreachable and is not sent; signing in is. The constructor raises Unreachable for a URL that can't
    be called.
    """

    def __init__(
        self,
        base_url: str,
        key: Secret | None,
        *,
        timeouts: Timeouts | None = None,
        ca_file: str | None = None,
        on_budget: Callable[[WriteBudget], None] | None = None,
        on_notice: Callable[[str], None] | None = None,
        read_only: bool = False,
    ) -> None:
        transport = Transport(base_url, timeouts or Timeouts(), ca_file, on_budget, on_notice, read_only=read_only)
        self._transport = transport
        self.functions = FunctionsApi(transport, key)
        self.invocations = InvocationsApi(transport, key)
        self.audits = AuditsApi(transport, key)
        self.logs = LogsApi(transport, key)
        self.schedules = SchedulesApi(transport, key)
        self.secrets = SecretsApi(transport, key)
        self.auth = AuthApi(transport)
        self.health = HealthApi(transport)
        self.events = EventsApi(transport, key)

    def __repr__(self) -> str:
        return f"Client({self.base_url!r})"

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    @property
    def base_url(self) -> str:
        """The server's URL, without a slash at its end."""
        return self._transport.base_url

    @property
    def budget(self) -> WriteBudget | None:
        """The write budget as last told by an answer to a write of functions, a refused one included."""
        return self._transport.budget

    @property
    def request_budget(self) -> WriteBudget | None:
        """How many requests of any kind are left, as the last read told; None where the server does not say."""
        return self._transport.request_budget

    @property
    def answered_at(self) -> datetime | None:
        """When the last read was answered by the server's own clock (aware UTC); None where it does not say."""
        return self._transport.answered_at

    async def aclose(self) -> None:
        """Close the connections."""
        await self._transport.aclose()
