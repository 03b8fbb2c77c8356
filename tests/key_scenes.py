"""Every screen with the keys it declares, and a recorder of which command a key runs; nothing of it is done.

Used with Textual's pilot (`tests/app/test_keys.py`), and as a program in a pseudo-terminal:
`python -m tests.key_scenes SCENE LOG` shows a scene and writes the names of the commands that keys run into a file.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from textual.pilot import Pilot

from tests.scenes import Walk, keys, remembered
from tests.stage import NOW, StagedConsole, StagedServer, not_deployed
from tui.app.editor.find_bar import FindBar
from tui.app.editor.metadata_form import StatusChoice
from tui.app.history.screen import HistoryScreen
from tui.app.shell.commands import EDITOR, EVERYWHERE, FILTER, LIST, Command
from tui.app.shell.dialog_keys import (
    CONNECT,
    COUNTDOWN,
    DETAILS,
    FIND,
    GO_TO_LINE,
    HELP,
    HELP_FILTER,
    HISTORY,
    PALETTE,
    PICK,
    QUESTION,
    VERSIONS,
)
from tui.app.shell.screen import ConsoleScreen, Dialog
from tui.app.shell.text_keys import CODE_KEYS, FIELD_KEYS, STATUS_KEYS
from tui.app.widgets.code_editor import CodeEditor
from tui.app.widgets.field import Field
from tui.app.widgets.tick_box import TickBox
from tui.errors import RateLimitExceeded
from tui.flows.connect import Missing

Record = Callable[[str], None]
Replace = Callable[[object, str, object], None]


def record_screen(record: Record, replace: Replace) -> None:
    """Of a screen: the commands that the console runs for it."""

    async def run(_screen: ConsoleScreen, name: str, _key: str = "") -> None:
        record(name)

    replace(ConsoleScreen, "action_run_command", run)


def record_dialog(record: Record, replace: Replace) -> None:
    """Of a dialog."""

    def run(_dialog: Dialog[object], name: str, _key: str) -> None:
        record(name)

    for kind in (Dialog, HistoryScreen):
        replace(kind, "run_command", run)


def record_find_bar(record: Record, replace: Replace) -> None:
    """Of the find bar, and of the screen for the key that closes it."""
    record_screen(record, replace)
    replace(FindBar, "run", lambda _bar, name: record(name))


def record_status(record: Record, replace: Replace) -> None:
    """Of the status of a function."""
    replace(StatusChoice, "turn", lambda _choice: record("turn"))


def record_tick_box(record: Record, replace: Replace) -> None:
    """Of the box on the connect screen, and of the screen."""
    record_dialog(record, replace)
    replace(TickBox, "turn", lambda _box: record("tick"))


def record_actions(box: type, commands: Iterable[Command]) -> Callable[[Record, Replace], None]:
    """Of a text box: its actions."""

    def install(record: Record, replace: Replace) -> None:
        for action in {command.name.split("(")[0] for command in commands}:

            def run(_box: object, select: bool = False, action: str = action) -> None:
                record(f"{action}(True)" if select else action)

            replace(box, f"action_{action}", run)

    return install


@dataclass(frozen=True)
class KeyScene:
    """A screen, the keys that lead to it, and the commands whose keys are to run there."""

    name: str
    walk: Walk
    commands: Sequence[Command]
    install: Callable[[Record, Replace], None] = record_dialog
    console: Callable[[], StagedConsole] = remembered


def _limited() -> StagedConsole:
    # The wait is over as soon as it is shown: only then is there a save among the keys.
    return StagedConsole(StagedServer(write=RateLimitExceeded(429, "", "slow down", NOW)))


def _without(commands: Iterable[Command], *left_out: str) -> list[Command]:
    return [
        command._replace(keys=tuple(key for key in command.keys if key not in left_out))
        for command in commands
        if command.name not in left_out
    ]


_IN_CODE = ("comment", "bracket", "undo", "redo", "copy", "cut", "paste", "select_all")

KEY_SCENES = (
    KeyScene("list", keys(), [*LIST, *_without(EVERYWHERE, "suspend")], record_screen),
    KeyScene("list-filter", keys("/", "'im"), [*FILTER, *_without(EVERYWHERE, "question_mark")], record_screen),
    KeyScene("editor-code", keys("enter"), [*EDITOR, *_without(EVERYWHERE, "question_mark")], record_screen),
    KeyScene(
        "editor-field",
        keys("enter", "f6"),
        [*_without(EDITOR, *_IN_CODE), *_without(EVERYWHERE, "question_mark")],
        record_screen,
    ),
    KeyScene("code", keys("enter"), CODE_KEYS, record_actions(CodeEditor, CODE_KEYS)),
    KeyScene("field", keys("enter", "f6"), FIELD_KEYS, record_actions(Field, FIELD_KEYS)),
    KeyScene("status", keys("enter", "f6", "tab"), STATUS_KEYS, record_status),
    KeyScene("find", keys("enter", "ctrl+f", "'e"), FIND, record_find_bar),
    KeyScene("go-to-line", keys("enter", "ctrl+g"), GO_TO_LINE, record_find_bar),
    KeyScene("history", keys("enter", "ctrl+t"), HISTORY),
    KeyScene("versions", keys("enter", "'x", "f12"), VERSIONS),
    KeyScene("help", keys("f1"), HELP),
    KeyScene("help-filter", keys("f1", "/", "'a"), HELP_FILTER),
    KeyScene("palette", keys("ctrl+p"), PALETTE),
    KeyScene("question", keys("enter", "'x", "escape"), QUESTION),
    KeyScene("pick", keys("H"), PICK),
    KeyScene("countdown", keys("enter", "'x", "ctrl+s"), COUNTDOWN, console=_limited),
    KeyScene(
        "details",
        keys("enter", "'x", "ctrl+s", "f4"),
        DETAILS,
        console=lambda: StagedConsole(StagedServer(write=not_deployed)),
    ),
    KeyScene(
        "connect",
        keys(),
        _without(CONNECT, "tick"),
        console=lambda: StagedConsole(StagedServer(), target=Missing()),
    ),
    KeyScene(
        "connect-box",
        keys("tab", "tab", "tab", "tab"),
        CONNECT,
        record_tick_box,
        console=lambda: StagedConsole(StagedServer(), target=Missing()),
    ),
)


def main(name: str, log: Path) -> None:
    """Show a scene in this terminal, and write which commands its keys run."""
    scene = next(each for each in KEY_SCENES if each.name == name)

    def record(command: str) -> None:
        with log.open("a", encoding="utf-8") as file:
            file.write(command + "\n")

    async def lead_there(pilot: Pilot[object]) -> None:
        await scene.walk(cast("Pilot[int]", pilot))
        scene.install(record, setattr)
        record("ready")

    scene.console().run(auto_pilot=lead_there)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
