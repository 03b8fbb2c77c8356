"""Every declared key of every screen is pressed, and runs the command that declares it."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest

from tests.key_scenes import KEY_SCENES, KeyScene
from tests.pty_session import KEYS, TerminalSession
from tests.stage import arrives
from tui.app.shell.commands import Command, command_for

TOP = Path(__file__).parents[2]

_SCENES = [pytest.param(scene, id=scene.name) for scene in KEY_SCENES]

NOT_IN_A_TERMINAL = frozenset({"alt+left", "alt+right", "alt+delete", "shift+f3", "f15"})
"""Sequences that Textual's own parser takes for others: escape and an arrow, a report of the cursor's place."""


@pytest.mark.parametrize("scene", _SCENES)
async def test_every_key_runs_its_command(scene: KeyScene, monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[str] = []
    console = scene.console()
    async with console.run_test(size=(80, 24)) as pilot:
        await scene.walk(pilot)
        scene.install(ran.append, monkeypatch.setattr)
        for command in scene.commands:
            for key in command.keys:
                ran.clear()
                await pilot.press(key)
                await pilot.pause()
                assert ran == [command.name], key
                if key not in NOT_IN_A_TERMINAL:
                    ran.clear()
                    await arrives(pilot, KEYS.get(key, key))
                    assert ran == [command.name], f"{key}, as a terminal sends it"


@pytest.mark.parametrize("scene", [each for each in _SCENES if each.id == "editor-code"])
def test_every_key_of_a_terminal_runs_its_command(scene: KeyScene, tmp_path: Path) -> None:
    log = tmp_path / "ran"
    with TerminalSession(
        [sys.executable, "-m", "tests.key_scenes", scene.name, str(log)],
        cwd=TOP,
        env={"XDG_CONFIG_HOME": str(tmp_path), "XDG_STATE_HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path)},
    ) as terminal:
        ran = wait_for_more(terminal, log, 0, "the scene")
        assert ran == ["ready"]
        for command in scene.commands:
            for key in command.keys:
                if key in NOT_IN_A_TERMINAL:
                    continue
                before = len(ran)
                terminal.press(key)
                ran = wait_for_more(terminal, log, before, key)
                assert ran[before:] == [command.name], key


def wait_for_more(terminal: TerminalSession, log: Path, before: int, what: str, seconds: float = 30) -> list[str]:
    """What was recorded, once there is more than before."""
    limit = time.monotonic() + seconds
    while time.monotonic() < limit:
        terminal.read_for(0.01)
        ran = log.read_text(encoding="utf-8").splitlines() if log.exists() else []
        if len(ran) > before:
            return ran
    raise AssertionError(f"{what}: no command ran; the screen:\n{terminal.text}")


def test_a_key_means_one_thing_in_each_place() -> None:
    for scene in KEY_SCENES:
        declared = [key for command in scene.commands for key in command.keys]
        assert sorted(declared) == sorted(set(declared)), scene.name


def test_every_declared_key_can_be_sent_by_a_terminal() -> None:
    declared = {key for scene in KEY_SCENES for command in scene.commands for key in command.keys}
    unknown = {key for key in declared - NOT_IN_A_TERMINAL if key not in KEYS and len(key) > 1}
    assert unknown == set()


def test_a_key_is_found_with_its_command() -> None:
    commands = (Command("one", ("a", "b"), "", ""), Command("two", ("c",), "", ""))
    assert command_for(commands, "b") is commands[0]
    assert command_for(commands, "d") is None
