"""Every screen with the keys it declares, and a recorder of which command a key runs; nothing of it is done.

Used with Textual's pilot (`tests/app/test_keys.py`), and as a program in a pseudo-terminal:
`python -m tests.key_scenes SCENE LOG` shows a scene and writes the names of the commands that keys run into a file.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from textual.pilot import Pilot

from tests.app.scripted import ScriptedServer, answered
from tests.console_fixture import NOW, FakeServer, FixtureConsole, not_deployed
from tests.deployment_fixture import failed_deployment
from tests.linked_fixture import with_folder
from tests.scenes import (
    Walk,
    bulk_waiting,
    followed_outside,
    keys,
    remembered,
    with_audit,
    with_calls,
    with_profiles,
    with_schedules,
    with_secrets,
)
from tui.app.audit.screen import AuditScreen
from tui.app.bulk.screen import BulkScreen
from tui.app.calls.screen import CallsScreen
from tui.app.compare.screen import VersionsScreen
from tui.app.connect.screen import ConnectScreen
from tui.app.create.screen import CreateScreen
from tui.app.deployment.screen import DeploymentScreen
from tui.app.editor.find_bar import FindBar
from tui.app.editor.metadata_form import StatusChoice
from tui.app.editor.outside_dialog import OutsideDialog
from tui.app.editor.screen import EditorScreen
from tui.app.functions.delete_dialog import DeleteDialog
from tui.app.functions.screen import FunctionsScreen
from tui.app.history.screen import HistoryScreen
from tui.app.linked.screen import LinkedScreen
from tui.app.load.screen import LoadScreen
from tui.app.logs.screen import LogsScreen
from tui.app.profiles.screen import ProfilesScreen
from tui.app.runner.choice import Choice
from tui.app.runner.response_box import ResponseBox
from tui.app.runner.response_view import ResponseView
from tui.app.runner.runs_screen import RunsScreen
from tui.app.runner.screen import RunnerScreen
from tui.app.schedules.form import ScheduleForm
from tui.app.schedules.log_dialog import ScheduleLog
from tui.app.schedules.screen import SchedulesScreen
from tui.app.search.preview import PreviewScreen
from tui.app.search.screen import SearchScreen
from tui.app.secrets.import_dialog import ImportDialog
from tui.app.secrets.import_screen import ImportScreen
from tui.app.secrets.screen import SecretsScreen
from tui.app.secrets.secret_dialog import SecretDialog
from tui.app.shell.app import Console
from tui.app.shell.asked_text import AskText
from tui.app.shell.help import HelpScreen
from tui.app.shell.palette import Palette
from tui.app.shell.pick import PickScreen
from tui.app.shell.questions import CountdownScreen, DetailsScreen, QuestionScreen
from tui.app.widgets.code_editor import CodeEditor
from tui.app.widgets.command import Command, Scope, commands_of
from tui.app.widgets.field import Field
from tui.app.widgets.keys import is_typed
from tui.errors import RateLimitExceeded
from tui.flows.connect import Missing

Record = Callable[[str], None]
Replace = Callable[[object, str, object], None]


def install(record: Record, replace: Replace) -> None:
    """From now on commands are recorded by their ids, also those that could not run now; none is done."""

    async def perform(command: Command, _owner: object, _key: str = "") -> None:
        record(command.id)

    replace(Command, "perform", perform)
    replace(Command, "why_not", lambda _command, _owner: None)


@dataclass(frozen=True)
class KeyScene:
    """A screen, the keys that lead to it, and the classes whose commands' keys are to work there.

    Where two have the same key, the first one's acts. `is_text`: a text box has the focus, and letters go into it.
    """

    name: str
    walk: Walk
    kinds: Sequence[type]
    scope: Scope = Scope.MAIN
    is_text: bool = False
    console: Callable[[], FixtureConsole] = remembered

    @property
    def commands(self) -> dict[str, Command]:
        """The command that each key is to run."""
        found: dict[str, Command] = {}
        for kind in self.kinds:
            for command in commands_of(kind):
                if command.scope in (Scope.ANYWHERE, self.scope):
                    for key in command.keys:
                        if not (self.is_text and is_typed(key)):
                            found.setdefault(key, command)
        return found


def _limited() -> FixtureConsole:
    # The wait is over as soon as it is shown: only then is there a save among the keys.
    return FixtureConsole(FakeServer(write=RateLimitExceeded(429, "", "slow down", NOW)))


def _unconnected() -> FixtureConsole:
    return FixtureConsole(FakeServer(), target=Missing())


def _answered() -> FixtureConsole:
    return FixtureConsole(ScriptedServer(answered(b'{"a":[1]}')))


_EDITOR = (EditorScreen, Console)
_RESPONSE = keys("x", "ctrl+r", "f6", "f6")

KEY_SCENES = (
    KeyScene("list", keys(), (FunctionsScreen, Console)),
    KeyScene("list-filter", keys("/", "'im"), (FunctionsScreen, Console, Field), Scope.BOX, is_text=True),
    KeyScene("editor-code", keys("enter"), (*_EDITOR, CodeEditor), is_text=True),
    KeyScene("editor-field", keys("enter", "f6"), (*_EDITOR, Field), Scope.BOX, is_text=True),
    KeyScene("editor-status", keys("enter", "f6", "tab"), (*_EDITOR, StatusChoice), Scope.BOX),
    KeyScene("editor-outside", followed_outside, (OutsideDialog,)),
    KeyScene("find", keys("enter", "ctrl+f", "'e"), (FindBar,), is_text=True),
    KeyScene("search", keys("ctrl+f", "'re"), (SearchScreen, Console, Field), is_text=True),
    KeyScene("search-replace", keys("ctrl+f", "'re", "alt+h"), (SearchScreen, Console, Field), Scope.BOX, is_text=True),
    KeyScene("search-preview", keys("ctrl+f", "'req", "alt+h", "enter"), (PreviewScreen,)),
    KeyScene("linked", keys("f"), (LinkedScreen, Console), console=with_folder),
    KeyScene("go-to-line", keys("enter", "ctrl+g"), (FindBar, *_EDITOR, Field), Scope.BOX, is_text=True),
    KeyScene("history", keys("enter", "ctrl+t"), (HistoryScreen,)),
    KeyScene("versions", keys("enter", "'x", "f12"), (VersionsScreen,)),
    KeyScene("help", keys("f1"), (HelpScreen,)),
    KeyScene("help-filter", keys("f1", "/", "'a"), (HelpScreen, Field), Scope.BOX, is_text=True),
    KeyScene("palette", keys("ctrl+p"), (Palette, Field), is_text=True),
    KeyScene("question", keys("enter", "'x", "escape"), (QuestionScreen,)),
    KeyScene("pick", keys("H"), (PickScreen,)),
    KeyScene("countdown", keys("enter", "'x", "ctrl+s"), (CountdownScreen,), console=_limited),
    KeyScene(
        "details",
        keys("enter", "'x", "ctrl+s", "f4"),
        (DetailsScreen,),
        console=lambda: FixtureConsole(FakeServer(write=not_deployed)),
    ),
    KeyScene("deployment", keys("B"), (DeploymentScreen,), console=lambda: FixtureConsole(failed_deployment())),
    KeyScene("create", keys("n"), (CreateScreen, Field), is_text=True),
    KeyScene("create-choice", keys("n", "tab", "tab", "tab"), (CreateScreen,), Scope.BOX),
    KeyScene("delete", keys("X"), (DeleteDialog, Field), is_text=True),
    KeyScene("delete-draft", keys("j", "X"), (DeleteDialog,), Scope.BOX),
    KeyScene("runner", keys("x"), (RunnerScreen, Console, Field), Scope.BOX, is_text=True),
    KeyScene("runner-body", keys("x", "f6"), (RunnerScreen, Console, CodeEditor), is_text=True),
    KeyScene("calls", keys("2"), (CallsScreen, Console), console=with_calls),
    KeyScene("audit", keys("6"), (AuditScreen, Console), console=with_audit),
    KeyScene("audit-filter", keys("6", "/", "'e"), (AuditScreen, Console, Field), Scope.BOX, True, with_audit),
    KeyScene("secrets", keys("4"), (SecretsScreen, Console), console=with_secrets),
    KeyScene("secrets-filter", keys("4", "/", "'e"), (SecretsScreen, Console, Field), Scope.BOX, True, with_secrets),
    KeyScene("secret", keys("4", "n"), (SecretDialog, Field), is_text=True, console=with_secrets),
    KeyScene("secrets-read", keys("4", "i"), (ImportDialog, Field), is_text=True, console=with_secrets),
    KeyScene("secrets-imported", keys("4", "i", "'A=1", "enter"), (ImportScreen, Console), console=with_secrets),
    KeyScene("schedules", keys("5"), (SchedulesScreen, Console), console=with_schedules),
    KeyScene(
        "schedules-filter", keys("5", "/", "'n"), (SchedulesScreen, Console, Field), Scope.BOX, True, with_schedules
    ),
    KeyScene("schedule", keys("5", "n"), (ScheduleForm, Field), is_text=True, console=with_schedules),
    KeyScene(
        "schedule-choice", keys("5", "n", "tab", "tab", "tab"), (ScheduleForm,), Scope.BOX, console=with_schedules
    ),
    KeyScene("schedule-log", keys("5", "t"), (ScheduleLog,), console=with_schedules),
    KeyScene("calls-filter", keys("2", "/", "'e"), (CallsScreen, Console, Field), Scope.BOX, True, with_calls),
    KeyScene("runner-choice", keys("x", "tab", "tab", "tab"), (RunnerScreen, Console, Choice), Scope.BOX),
    KeyScene("response", _RESPONSE, (ResponseView, RunnerScreen, Console), console=_answered),
    KeyScene(
        "response-box",
        keys("x", "ctrl+r", "f6", "f6", "/"),
        (ResponseBox, ResponseView, RunnerScreen, Console, Field),
        Scope.BOX,
        is_text=True,
        console=_answered,
    ),
    KeyScene("runs", keys("x", "ctrl+r", "ctrl+t"), (RunsScreen,), console=_answered),
    KeyScene("load", keys("x", "alt+l"), (LoadScreen, Console, Field), is_text=True),
    KeyScene("bulk", keys("asterisk", "a", "1"), (BulkScreen, Console), console=bulk_waiting),
    KeyScene("asked-text", keys("asterisk", "a", "3"), (AskText, Field), is_text=True, console=bulk_waiting),
    KeyScene("logs", keys("3"), (LogsScreen, Console)),
    KeyScene("logs-filter", keys("3", "/", "'e"), (LogsScreen, Console, Field), Scope.BOX, is_text=True),
    KeyScene("logs-time", keys("3", "ctrl+g"), (LogsScreen, Console, Field), Scope.BOX, is_text=True),
    KeyScene("profiles", keys("P"), (ProfilesScreen,), console=with_profiles),
    KeyScene("connect", keys(), (ConnectScreen, Field), is_text=True, console=_unconnected),
    KeyScene("connect-box", keys("tab", "tab", "tab", "tab"), (ConnectScreen,), console=_unconnected),
)


def main(name: str, log: Path) -> None:
    """Show a scene in this terminal, and write which commands its keys run."""
    scene = next(each for each in KEY_SCENES if each.name == name)

    def record(command: str) -> None:
        with log.open("a", encoding="utf-8") as file:
            file.write(command + "\n")

    async def lead_there(pilot: Pilot[object]) -> None:
        await scene.walk(cast("Pilot[int]", pilot))
        install(record, setattr)
        record("ready")

    scene.console().run(auto_pilot=lead_there)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
