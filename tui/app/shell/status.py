"""What the header and the details say of the connected server."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from urllib.parse import urlsplit

from tui.app.shell.connection import Connection
from tui.app.shell.facts import Facts
from tui.app.shell.live_words import header_words, is_well
from tui.flows.connect import ProfileSigns
from tui.model.address import is_loopback
from tui.model.server import WriteBudget
from tui.terminal.sanitise import printable


class ServerStatus(NamedTuple):
    """What the header shows. `runtime` and `version` are empty until the server has said.

    `runtime` says how what runs the functions is, `is_well` whether that is good.
    """

    server: str = ""
    sandbox: str = ""
    runtime: str = ""
    is_well: bool = True
    version: str = ""
    budget: WriteBudget | None = None
    plain_http: bool = False
    read_only: bool = False
    profile: ProfileSigns = ProfileSigns()


def status_of(connection: Connection, now: datetime) -> ServerStatus:
    """The state of the connected server. A write budget of a window that has passed is left out."""
    target, budget = connection.target, connection.budget
    if budget is not None and budget.resets_at <= now:
        budget = None
    host = urlsplit(target.url).hostname or "" if target else ""
    return ServerStatus(
        server=target.url if target else "not connected",
        sandbox=connection.sandbox,
        runtime=header_words(connection.liveness),
        is_well=is_well(connection.liveness),
        version=connection.version,
        budget=budget,
        plain_http=bool(target and target.url.startswith("http://") and not is_loopback(host)),
        read_only=target is not None and target.read_only,
        profile=target.profile if target is not None else ProfileSigns(),
    )


def server_facts(connection: Connection) -> Facts:
    """What the header says of the server, and where URL and key came from, in full."""
    target = connection.target
    signs = target.profile if target is not None else ProfileSigns()
    return [
        ("server", printable(target.url if target else "not connected")),
        ("profile", printable(f"{signs.name}, protected" if signs.protected else signs.name)),
        ("from", printable(connection.sources)),
        ("runtime", printable(header_words(connection.liveness))),
        ("version", printable(connection.version)),
    ]
