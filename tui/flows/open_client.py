"""A client for a server that was found, with the timeouts of the settings."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from tui.flows.connect import Target
from tui.model.server import WriteBudget
from tui.store.profiles import TimeoutSettings

if TYPE_CHECKING:
    from tui.api.client import Client, Timeouts


def open_client(
    target: Target,
    timeouts: TimeoutSettings | None,
    *,
    on_budget: Callable[[WriteBudget], None] | None = None,
    on_notice: Callable[[str], None] | None = None,
) -> Client:
    """The client. A timeout that the settings leave out is the client's own. Raises Unreachable for an unusable URL.

    The first call imports httpx, which is not cheap: import `tui.api.client` in a thread before.
    """
    from tui.api.client import Client

    return Client(
        target.url,
        target.key,
        timeouts=_timeouts(timeouts),
        ca_file=target.ca_file,
        on_budget=on_budget,
        on_notice=on_notice,
        read_only=target.read_only,
    )


def _timeouts(asked: TimeoutSettings | None) -> Timeouts:
    from tui.api.client import Timeouts

    usual = Timeouts()
    if asked is None:
        return usual
    return Timeouts(
        asked.connect_seconds or usual.connect_seconds,
        asked.read_seconds or usual.read_seconds,
        asked.write_answer_seconds or usual.write_answer_seconds,
    )
