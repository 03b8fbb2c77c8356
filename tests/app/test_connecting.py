"""Signing in in place: the server stays what it was, and a key that is kept goes to its own profile."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

import tui.app.connect.screen
from tests.console_fixture import FakeServer, FixtureConsole, press, settled, typed
from tests.fake_client import client_of
from tui.api.client import Client
from tui.app.editor.screen import EditorScreen
from tui.app.widgets.tick_box import TickBox
from tui.flows.connect import Target
from tui.model.secret import Secret
from tui.store.profiles import Profile, load_settings


class Tried(FakeServer):
    """Notes with what it was tried."""

    authorities: list[str | None]

    def __init__(self, _url: str, _key: Secret | None, *, ca_file: str | None = None) -> None:
        super().__init__()
        self.authorities.append(ca_file)


def tried(url: str, key: Secret | None, *, ca_file: str | None = None) -> Client:
    return client_of(Tried(url, key, ca_file=ca_file))


@pytest.fixture(autouse=True)
def authorities(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str | None]:
    Tried.authorities = []
    monkeypatch.setattr(tui.app.connect.screen, "_client_class", lambda: tried)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    return Tried.authorities


async def signed_in(pilot: Pilot[int], *, keep: bool = False) -> None:
    """Open a function, and give another key there."""
    await settled(pilot)
    await pilot.press("enter")
    await settled(pilot)
    await pilot.press("f2")
    await settled(pilot)
    pilot.app.screen.query_one("#keep", TickBox).value = keep
    await press(pilot, typed("ik_new"), "enter")
    assert isinstance(pilot.app.screen, EditorScreen)


async def test_an_authority_of_ones_own_is_trusted_after_signing_in_again_too(authorities: list[str | None]) -> None:
    target = Target("https://work.example", Secret("ik_old"), "profile work", "profile work", "/etc/own.pem")
    console = FixtureConsole(FakeServer(), target=target)
    async with console.run_test() as pilot:
        await signed_in(pilot)
        assert authorities == ["/etc/own.pem"]
        assert console.connection.target == target._replace(key=Secret("ik_new"), key_source="typed in")


OTHERS = (
    ("https://other.example", False),
    ("https://work.example:8443", False),
    ("http://work.example", False),
    ("https://work.example.other.example", False),
    ("WORK.example:443/", True),
)
"""What is typed as a URL while https://work.example is connected, and whether that is the same server."""


async def test_an_authority_of_ones_own_is_trusted_for_its_own_server_alone(authorities: list[str | None]) -> None:
    target = Target("https://work.example", Secret("ik_old"), "profile work", "profile work", "/etc/own.pem")
    console = FixtureConsole(FakeServer(), target=target)
    async with console.run_test() as pilot:
        for url, is_same in OTHERS:
            await console.connection.connect(target)
            await press(pilot, "c")
            console.screen.query_one("#url", Input).value = url
            console.screen.query_one("#key", Input).value = "ik_new"
            await press(pilot, "enter")
            assert console.connection.target is not None
            assert console.connection.target.key == Secret("ik_new"), url
            trusted = "/etc/own.pem" if is_same else None
            assert (console.connection.target.ca_file, authorities.pop()) == (trusted, trusted), url
            assert authorities == []


async def test_the_sandbox_stays_the_sandbox() -> None:
    target = Target("http://127.0.0.1:40123", Secret("ik_old"), "--sandbox", "--sandbox")
    console = FixtureConsole(FakeServer(), target=target)
    console.connection.known_id = "sandbox 2.1 /here"
    async with console.run_test() as pilot:
        await signed_in(pilot)
        assert console.connection.server_id == "sandbox 2.1 /here"


async def test_a_key_is_kept_where_its_server_is_kept(tmp_path: Path) -> None:
    settings = tmp_path / "insforge-tui" / "config.toml"
    settings.parent.mkdir()
    settings.write_text(
        'default_profile = "work"\n[profiles.default]\nurl = "https://home.example"\napi_key_command = "pass home"\n'
        '[profiles.work]\nurl = "https://work.example"\napi_key = "ik_old"\n'
    )
    settings.chmod(0o600)
    target = Target("https://work.example", Secret("ik_old"), "profile work", "profile work")
    console = FixtureConsole(FakeServer(), target=target)
    console.parts.connecting.config = settings
    async with console.run_test() as pilot:
        await signed_in(pilot, keep=True)
    assert load_settings(settings).profiles == (
        Profile("default", "https://home.example", key_command="pass home"),
        Profile("work", "https://work.example", Secret("ik_new")),
    )
