"""A connection outlives its clients: who asks it at each call gets the one of now, and is told when that changes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

import pytest

from tests.console_fixture import FakeServer
from tests.fake_client import client_of
from tui.app.shell.background import Work
from tui.app.shell.connection import Change, Connection
from tui.flows.connect import Target
from tui.model.secret import Secret
from tui.sessions.liveness import Liveness, ServerProof

if TYPE_CHECKING:
    from tui.api.client import Client

HERE = Target("http://localhost:7130", Secret("ik_1"), "--url", "INSFORGE_API_KEY")


class Later:
    """Background work that runs when a test wants it."""

    def __init__(self) -> None:
        self.works: dict[str, Work] = {}

    def run(self, work: Work, group: str, *, exclusive: bool = False) -> None:
        self.works[group] = work

    def cancel(self, group: str) -> None:
        self.works.pop(group, None)


def staged() -> Callable[[Target], Awaitable[Client]]:
    async def make_client(target: Target) -> Client:
        return client_of(FakeServer(version="2.3.1"))

    return make_client


def connection(background: Later, known_id: str | None = None) -> tuple[Connection, list[Change]]:
    made = Connection(background, known_id=known_id, sandbox="2.1", make_client=staged())
    told: list[Change] = []
    made.subscribe(told.append)
    return made, told


async def test_another_key_brings_another_client_under_the_same_name() -> None:
    here, told = connection(Later())
    with pytest.raises(RuntimeError):
        _ = here.api
    await here.connect(HERE)
    before, server_id = here.api, here.server_id
    await here.connect(HERE._replace(key=Secret("ik_2")))
    assert here.api is not before
    assert here.server_id == server_id
    assert told == [Change.SERVER, Change.CLIENT]
    await here.connect(HERE._replace(url="https://other.example"))
    assert told[2:] == [Change.SERVER]
    assert here.display_name == "other.example"


async def test_the_server_that_was_known_before_is_no_other_one() -> None:
    here, told = connection(Later(), known_id=HERE.url)
    await here.connect(HERE)
    assert told == [Change.CLIENT]


async def test_the_sandbox_keeps_its_name_at_another_port() -> None:
    here, told = connection(Later(), known_id="sandbox 2.1 /here")
    await here.connect(Target("http://127.0.0.1:5", Secret("ik_s"), "--sandbox", "--sandbox"))
    assert (here.server_id, here.display_name, here.sandbox) == ("sandbox 2.1 /here", "the sandbox", "2.1")
    assert told == [Change.CLIENT]


async def test_what_was_known_of_another_server_is_forgotten() -> None:
    later = Later()
    here, told = connection(later)
    await here.connect(HERE)
    await later.works["health"]()
    here.note_liveness(ServerProof(Liveness.RUNTIME_DOWN, status="unavailable"))
    here.note_host("https://deployed.example")
    assert (here.version, here.deploys_to_cloud) == ("2.3.1", True)
    assert told[1:] == [Change.STATUS, Change.STATUS, Change.HOST]
    await here.connect(HERE._replace(url="https://other.example"))
    assert (here.version, here.liveness.liveness, here.deploys_to_cloud) == ("", Liveness.UNKNOWN, False)


async def test_who_unsubscribed_is_told_no_more_and_a_notice_comes_once() -> None:
    here, told = connection(Later())
    unsubscribe = here.subscribe(told.append)
    here.notice("A proxy can't be used.")
    here.notice("A proxy can't be used.")
    assert told == [Change.NOTICE] * 2
    unsubscribe()
    here.refuse()
    assert told[2:] == [Change.REFUSED]
