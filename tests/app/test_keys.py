"""Every declared key of every screen is pressed, and runs the command that declares it."""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping, Sequence
from itertools import zip_longest
from pathlib import Path

import pytest

from tests.console_fixture import arrives, press
from tests.key_scenes import KEY_SCENES, KeyScene, install
from tests.pty_session import KEYS, TerminalSession
from tui.app.key_table import TABLES
from tui.app.widgets.command import Command, Scope, commands_of
from tui.app.widgets.keys import ALT_DIGITS, DIGITS, read_keys, shown_key, shown_keys

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
        install(ran.append, monkeypatch.setattr)
        # Each is a key of its own: an escape and what comes right behind it would be one.
        sent = {key: each for key, each in scene.commands.items() if key not in NOT_IN_A_TERMINAL}
        await arrives(pilot, *(part for key in sent for part in (KEYS.get(key, key), 1.0)))
        assert ran == [each.id for each in sent.values()], wrong_key(sent, ran)
        ran.clear()
        rest = {key: each for key, each in scene.commands.items() if key in NOT_IN_A_TERMINAL}
        await press(pilot, *rest)
        assert ran == [each.id for each in rest.values()], wrong_key(rest, ran)


def wrong_key(commands: Mapping[str, Command], ran: Sequence[str]) -> str:
    """The first key that did not run its command, and it alone."""
    both = zip_longest(commands.items(), ran)
    return next((str(wanted and wanted[0]) for wanted, got in both if wanted is None or wanted[1].id != got), "")


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
        for key, command in scene.commands.items():
            if key in NOT_IN_A_TERMINAL:
                continue
            before = len(ran)
            terminal.press(key)
            ran = wait_for_more(terminal, log, before, key)
            assert ran[before:] == [command.id], key


def wait_for_more(terminal: TerminalSession, log: Path, before: int, what: str, seconds: float = 30) -> list[str]:
    """What was recorded, once there is more than before."""
    limit = time.monotonic() + seconds
    while time.monotonic() < limit:
        terminal.read_for(0.01)
        ran = log.read_text(encoding="utf-8").splitlines() if log.exists() else []
        if len(ran) > before:
            return ran
    raise AssertionError(f"{what}: no command ran; the screen:\n{terminal.text}")


def test_every_command_that_has_keys_is_tried() -> None:
    kinds = {kind for _, listed in TABLES for kind in listed}
    declared = {(command.id, key) for kind in kinds for command in commands_of(kind) for key in command.keys}
    tried = {(command.id, key) for scene in KEY_SCENES for key, command in scene.commands.items()}
    assert declared - tried == set()


def test_a_key_means_one_thing_in_each_class() -> None:
    for kind in {kind for _, listed in TABLES for kind in listed}:
        for scope in (Scope.MAIN, Scope.BOX):
            here = [each for each in commands_of(kind) if each.scope in (Scope.ANYWHERE, scope)]
            declared = [key for command in here for key in command.keys]
            assert sorted(declared) == sorted(set(declared)), kind


def test_every_declared_key_can_be_sent_by_a_terminal() -> None:
    declared = {key for scene in KEY_SCENES for key in scene.commands}
    unknown = {key for key in declared - NOT_IN_A_TERMINAL if key not in KEYS and len(key) > 1}
    assert unknown == set()


def test_keys_are_written_as_people_write_them() -> None:
    assert shown_key("ctrl+s") == "ctrl+s"
    assert shown_key("question_mark") == "?"
    assert shown_key("ctrl+right_square_bracket") == "ctrl+]"
    assert shown_key("shift+f8") == shown_key("f20") == "shift+f8"
    assert shown_keys(("end", "G", "shift+g")) == "end G"
    assert shown_keys(DIGITS) == "1-9"
    assert shown_keys(ALT_DIGITS) == "alt+1-9"


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("ctrl+w", ("ctrl+w",)),
        ("ctrl+W f2", ("ctrl+w", "f2")),
        ("? / esc pgdn ctrl+]", ("question_mark", "slash", "escape", "pagedown", "ctrl+right_square_bracket")),
        ("pagedown alt+shift+left", ("pagedown", "alt+shift+left")),
        ("G", ("G", "shift+g")),
        ("shift+g", ("G", "shift+g")),
        ("x", ("x",)),
        ("", ()),
        ("ctrl+", None),
        ("strg+s", None),
        ("ctrl+ctrl+s", None),
        ("f99", None),
        ("save", None),
        ("ctrl+s x+y", None),
        ("é", None),
    ],
)
def test_keys_of_the_settings_are_read(text: str, keys: tuple[str, ...] | None) -> None:
    assert read_keys(text) == keys


def test_what_the_help_shows_can_be_written_into_the_settings() -> None:
    for _, kinds in TABLES:
        for command in (command for kind in kinds for command in commands_of(kind)):
            assert read_keys(" ".join(map(shown_key, command.keys))) is not None, command
