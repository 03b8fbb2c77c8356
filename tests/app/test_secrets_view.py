"""The view of secrets: what is shown and hidden, and every write with what became of it."""

from __future__ import annotations

import asyncio
import errno
import os
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.console_fixture import (
    FUNCTIONS,
    HELLO,
    NOW,
    FixtureConsole,
    at_each_size,
    eventually,
    function,
    press,
    press_meanwhile,
    settled,
    turned,
    typed,
    until,
)
from tests.fake_client import client_of
from tests.fake_clock import FakeClock
from tests.screen_text import shown_text
from tests.secrets_fixture import STRIPE, KeepingServer, secret
from tui.app.secrets.screen import SecretsScreen
from tui.app.secrets.secret_dialog import SecretDialog
from tui.app.secrets.words import deployment_report, state_words
from tui.app.shell.help import HelpScreen
from tui.app.shell.notice import Tone
from tui.app.widgets.row_table import RowTable
from tui.app.widgets.secret_field import SecretField
from tui.errors import ApiError, Refused, ResponseLost, Unauthorised
from tui.flows.secrets import Change, Create, Delete, send
from tui.model.function import Function
from tui.model.problem import Refusal
from tui.model.secret import Secret
from tui.model.server import BuildLog
from tui.model.stored_secret import RotatedKey, StoredSecret
from tui.sessions.secret_results import Ending, Result

SIZE = (100, 30)
USES = function("pays", "Pays", "active", 1, f"{HELLO}\nconst key = Deno.env.get('STRIPE_KEY'); // SMTP_PASSWORD\n")


@pytest.mark.parametrize(
    ("log", "said"),
    [
        (BuildLog("before", "success", ()), None),
        (BuildLog("after", "pending", ()), None),
        (BuildLog("after", "success", ()), (Tone.GOOD, "calls see it")),
        (BuildLog("after", "failed", ()), (Tone.BAD, "that failed, calls go on as before")),
    ],
)
def test_a_deployment_is_told_once_it_has_come_to_its_end(log: BuildLog, said: tuple[Tone, str] | None) -> None:
    report = deployment_report(log, "before", "KEY was changed.")
    if said is None:
        assert report is None
    else:
        assert report is not None
        assert (report.tone, report.headline) == (said[0], "KEY was changed.")
        assert said[1] in report.next_step


def words(app: FixtureConsole) -> str:
    return " ".join(shown_text(app).split())


def names_in(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


def server_with(*functions: Function, **given: object) -> KeepingServer:
    server = KeepingServer(**given)  # type: ignore[arg-type]  # forwarded to a dataclass
    if functions:
        server.functions = functions
    return server


async def test_each_secret_has_its_state_and_who_names_it_and_no_value() -> None:
    app = FixtureConsole(server_with(USES))
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "4")
        await until(pilot, lambda: "pays" in words(app))
        text = words(app)
        assert "STRIPE_KEY active pays" in text
        assert "SMTP_PASSWORD" in text
        assert "expires in 3 d" in text
        assert "OLD_TOKEN deleted" in text
        assert "ENDED expired" in text
        assert "API_KEY reserved" in text
        assert STRIPE not in text
        async for _ in at_each_size(pilot):
            assert STRIPE not in words(app)


@dataclass
class SlowSecrets(KeepingServer):
    """Its list comes when it may."""

    may_list: asyncio.Event = field(default_factory=asyncio.Event)

    async def list_secrets(self) -> tuple[StoredSecret, ...]:
        await self.may_list.wait()
        return await super().list_secrets()


async def test_a_secret_is_created_before_the_list_is_known() -> None:
    server = SlowSecrets()
    app = FixtureConsole(server)
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        await press_meanwhile(pilot, "4", "n")
        await until(pilot, lambda: isinstance(app.screen, SecretDialog))
        await press_meanwhile(pilot, *"NEW_KEY", "tab", *"value", "enter")
        await until(pilot, lambda: server.sent == ["create NEW_KEY"])
        server.may_list.set()
        # The list comes while somebody is there to see it.
        await settled(pilot)


@dataclass
class SlowCreation(KeepingServer):
    """What is created is answered when it may be."""

    may_answer: asyncio.Event = field(default_factory=asyncio.Event)

    async def create_secret(self, key: str, value: Secret, expires_at: datetime | None = None) -> None:
        await self.may_answer.wait()
        await super().create_secret(key, value, expires_at)


async def test_an_answer_that_ends_a_form_takes_the_help_over_it_away() -> None:
    server = SlowCreation()
    app = FixtureConsole(server)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "4", "n", *"NEW_KEY", "tab", *"value")
        await press_meanwhile(pilot, "enter", "f1")
        await until(pilot, lambda: isinstance(app.screen, HelpScreen))
        server.may_answer.set()
        await until(pilot, lambda: isinstance(app.screen, SecretsScreen))
        assert server.sent == ["create NEW_KEY"]
        await until(pilot, lambda: "NEW_KEY created." in words(app))
        # Nothing of them is left below.
        assert not any(isinstance(each, HelpScreen | SecretDialog) for each in app.screen_stack)


@pytest.mark.parametrize("turns", range(6))
async def test_an_answer_may_come_while_the_help_over_its_form_is_only_coming(turns: int) -> None:
    server = SlowCreation()
    app = FixtureConsole(server)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "4", "n", *"NEW_KEY", "tab", *"value")
        await press_meanwhile(pilot, "enter")
        app.show_help()
        for _ in range(turns):
            await asyncio.sleep(0)
        server.may_answer.set()
        await until(pilot, lambda: isinstance(app.screen, SecretsScreen))
        await settled(pilot)
        assert server.sent == ["create NEW_KEY"]
        assert len(app.screen_stack) == 2


async def test_one_value_is_shown_for_twenty_seconds_or_until_the_terminal_is_left() -> None:
    server = server_with()
    app = FixtureConsole(server)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "4", "slash", typed("stripe"), "enter", "v")
        await until(pilot, lambda: STRIPE in words(app))
        assert isinstance(app.parts.clock, FakeClock)
        await turned(pilot, app.parts.clock, 19)
        assert STRIPE in words(app)
        await turned(pilot, app.parts.clock, 2)
        assert STRIPE not in words(app)
        await press(pilot, "v")
        await until(pilot, lambda: STRIPE in words(app))
        app.app_focus = False
        await until(pilot, lambda: STRIPE not in words(app))
        app.app_focus = True
        await press(pilot, "v")
        await until(pilot, lambda: STRIPE in words(app))
        await press(pilot, "escape", "escape", "down")
        assert STRIPE not in words(app)
        assert server.sent == []


async def test_a_value_is_copied_without_being_shown_and_a_reserved_one_is_left_alone() -> None:
    server = server_with()
    app = FixtureConsole(server)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "4", "slash", typed("stripe"), "enter", "y")
        await until(pilot, lambda: app.clipboard == STRIPE)
        assert STRIPE not in words(app)
        await press(pilot, "slash", "ctrl+u", typed("api_key"), "enter")
        for key in ("e", "X", "E"):
            await press(pilot, key)
            assert isinstance(app.screen, SecretsScreen)
            assert "reserved" in words(app)
        assert server.sent == []


async def test_a_secret_is_created_changed_deleted_and_created_again() -> None:
    server = server_with(stored=(secret("A_KEY"),), values={"A_KEY": "one"})
    app = FixtureConsole(server)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "4", "n", typed("NEW_KEY"), "tab", typed("value of it"))
        assert "value of it" not in words(app)
        await press(pilot, "enter")
        await until(pilot, lambda: "NEW_KEY created" in words(app))
        assert (server.sent, server.values["NEW_KEY"]) == (["create NEW_KEY"], "value of it")
        await press(pilot, "slash", typed("a_key"), "enter", "e", *"two", "enter")
        await until(pilot, lambda: server.values["A_KEY"] == "two")
        await press(pilot, "X", "2")
        await until(pilot, lambda: "A_KEY deleted" in words(app))
        # A lost answer that was done is told as done.
        server.write_error = ResponseLost("cut")
        await press(pilot, "n", typed("three"), "enter")
        await until(pilot, lambda: "A_KEY created" in words(app))
        assert server.values["A_KEY"] == "three"
        assert server.sent == ["create NEW_KEY", "update A_KEY", "delete A_KEY", "create A_KEY"]


@pytest.mark.parametrize(
    ("error", "does", "ending"),
    [
        (None, True, Ending.DONE),
        (ResponseLost("cut"), True, Ending.DONE),
        (ResponseLost("cut"), False, Ending.NOT_DONE),
        (Refused(400, "INVALID_INPUT", "Key is taken", (Refusal("Key is taken"),)), False, Ending.NOT_DONE),
        (Unauthorised(401, "AUTH", "no"), False, Ending.NOT_DONE),
    ],
)
async def test_what_became_of_a_write_is_what_the_server_holds(
    error: ApiError | None, does: bool, ending: Ending
) -> None:
    server = server_with(write_error=error, does=does)

    async def wait(seconds: float) -> None:
        """No time has to pass."""

    for write in (Create("NEW_KEY", Secret("value")), Delete("STRIPE_KEY"), Change("SMTP_PASSWORD", Secret("other"))):
        result = await send(client_of(server), write, wait=wait)
        assert isinstance(result, Result)
        assert (result.ending, result.looked_up) == (ending, isinstance(error, ResponseLost))
    assert server.sent == ["create NEW_KEY", "delete STRIPE_KEY", "update SMTP_PASSWORD"]


async def test_lines_are_shown_as_what_would_be_sent_and_sent_one_by_one() -> None:
    server = server_with()
    app = FixtureConsole(server)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "4", "i", typed("STRIPE_KEY=another_one"), "enter")
        await until(pilot, lambda: "0 new · 1 changed" in words(app))
        assert "another_one" not in words(app)
        assert server.sent == []
        await press(pilot, "enter")
        await until(pilot, lambda: "1 of 1 sent" in words(app))
        assert (server.sent, server.values["STRIPE_KEY"]) == (["update STRIPE_KEY"], "another_one")


async def test_pasted_lines_are_hidden_before_anything_of_them_can_be_drawn() -> None:
    app = FixtureConsole(server_with())
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "4", "i", *".env")
        field = app.screen.query_one(SecretField)
        assert not field.is_masked
        # No other message is handled in between, and no frame is drawn.
        field.replace("KEY=pasted_value", 0, 4)
        assert field.is_masked


async def test_the_api_key_is_made_anew_and_what_the_console_uses_from_then_on_is_told() -> None:
    server = server_with()
    app = FixtureConsole(server)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "4", "R", "1", "enter")
        await until(pilot, lambda: "The API key was rotated." in words(app))
        assert server.sent == ["rotate 24"]
        assert app.connection.target is not None
        assert app.connection.target.key.reveal() == "ik_new"
        assert "ik_new" not in words(app)


async def test_the_anon_key_is_not_what_the_console_uses() -> None:
    server = server_with()
    app = FixtureConsole(server)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "4", "R", "2", "enter")
        await until(pilot, lambda: "The anon key was rotated." in words(app))
        assert server.sent == ["rotate 168"]
        assert app.connection.target is not None
        assert app.connection.target.key.reveal() == "ik_staged"


async def test_a_click_on_the_selected_secret_opens_it() -> None:
    app = FixtureConsole(server_with())
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "4")
        await pilot.click(app.screen.query_one(RowTable), offset=(5, 1))
        await settled(pilot)
        assert isinstance(app.screen, SecretDialog)


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        (72, "expires in 3 d"),
        (48, "expires in 2 d"),
        (47.9, "expires in 47 h"),
        (2, "expires in 2 h"),
        (1.9, "expires in 114 min"),
        (2 / 60, "expires in 2 min"),
        (0.02, "expires in a minute"),
    ],
)
def test_a_secret_that_expires_says_when(hours: float, said: str) -> None:
    expires = NOW + timedelta(hours=hours)
    assert state_words(secret("KEY", 1)._replace(expires_at=expires), NOW) == said


async def test_a_server_without_secrets_is_told_once() -> None:
    app = FixtureConsole(server_with(lacks=True))
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "4")
        assert "not offered" in words(app)
        assert app.connection.lacking


async def test_the_keys_are_written_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path / ".env.example"
    app = FixtureConsole(server_with())

    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    async with app.run_test(size=SIZE) as pilot:
        asked = ("w", "ctrl+u", typed(str(place)), "enter")
        await press(pilot, "4")
        with monkeypatch.context() as disk:
            disk.setattr(os, "fsync", full)
            await press(pilot, *asked)
            await until(pilot, lambda: "can't be written" in words(app))
            assert "No space left" in words(app)
            assert names_in(tmp_path) == []
        await press(pilot, *asked)
        await until(pilot, lambda: "2 keys written" in words(app))
        assert place.read_text() == "SMTP_PASSWORD=\nSTRIPE_KEY=\n"
        await press(pilot, *asked)
        await until(pilot, lambda: "is there already; nothing was written" in words(app))


@dataclass
class SlowKeys(KeepingServer):
    """Its new key comes when it may."""

    may_rotate: asyncio.Event = field(default_factory=asyncio.Event)

    async def rotate_key(self, which: object, grace_hours: int) -> RotatedKey:
        await self.may_rotate.wait()
        return await super().rotate_key(which, grace_hours)


async def test_a_rotation_that_could_not_end_the_console_leaves_the_next_one_to_end_nothing() -> None:
    server = SlowKeys(functions=FUNCTIONS)
    app = FixtureConsole(server)
    async with app.run_test(size=SIZE) as pilot:
        # A function with changes stays open beside the view.
        await press(pilot, "enter", "x", "alt+0", "4", "R", "1")
        await press_meanwhile(pilot, "enter", "ctrl+q")
        server.may_rotate.set()
        await until(pilot, lambda: "Leave with unsaved changes?" in words(app))
        await press(pilot, "escape", "alt+0", "4", "R", "1", "enter")
        await until(pilot, lambda: server.sent == ["rotate 24", "rotate 24"])
        await until(pilot, lambda: "The API key was rotated." in words(app))
        assert app.is_running
        assert "Leave with unsaved changes?" not in words(app)


async def test_a_key_that_is_being_rotated_is_not_lost_by_quitting() -> None:
    server = SlowKeys()
    app = FixtureConsole(server)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "4", "R", "1")
        # From another view too: what ends the console is the answer.
        await press_meanwhile(pilot, "enter", "1", "ctrl+q")
        assert app.is_running
        assert "the console ends once the new one is there" in words(app)
        server.may_rotate.set()
        await eventually(lambda: not app.is_running)
    assert app.connection.target is not None
    assert app.connection.target.key.reveal() == "ik_new"
    assert app.last_words.startswith("The API key was rotated.")
    assert "ik_new" not in app.last_words
