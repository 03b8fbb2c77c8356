"""Whose commands there are, and which of them work at the same time: named, as features are loaded when first opened.

Owns which classes the README's tables show, and where two commands may not have one key. Refuses to know the keys.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module

_CONSOLE, _FIELD, _CODE = "shell.app:Console", "widgets.field:Field", "widgets.code_editor:CodeEditor"
_LIST, _EDITOR, _FIND = "functions.screen:FunctionsScreen", "editor.screen:EditorScreen", "editor.find_bar:FindBar"
_OUTSIDE = "editor.outside_dialog:OutsideDialog"
_STATUS, _HISTORY = "editor.metadata_form:StatusChoice", "history.screen:HistoryScreen"
_VERSIONS, _CONNECT = "compare.screen:VersionsScreen", "connect.screen:ConnectScreen"
_QUESTION, _COUNTDOWN = "shell.questions:QuestionScreen", "shell.questions:CountdownScreen"
_PICK, _PALETTE, _HELP = "shell.pick:PickScreen", "shell.palette:Palette", "shell.help:HelpScreen"
_DETAILS, _RUNNER, _CHOICE = "shell.questions:DetailsScreen", "runner.screen:RunnerScreen", "runner.choice:Choice"
_RESPONSE, _RESPONSE_BOX = "runner.response_view:ResponseView", "runner.response_box:ResponseBox"
_RUNS, _LOAD = "runner.runs_screen:RunsScreen", "load.screen:LoadScreen"
_BULK, _ASKED_TEXT = "bulk.screen:BulkScreen", "shell.asked_text:AskText"
_CREATE, _DELETE = "create.screen:CreateScreen", "functions.delete_dialog:DeleteDialog"
_LOGS, _CALLS = "logs.screen:LogsScreen", "calls.screen:CallsScreen"
_LINKED = "linked.screen:LinkedScreen"
_DEPLOYMENT, _SEARCH = "deployment.screen:DeploymentScreen", "search.screen:SearchScreen"
_PREVIEW = "search.preview:PreviewScreen"
_AUDIT = "audit.screen:AuditScreen"
_SCHEDULES, _SCHEDULE = "schedules.screen:SchedulesScreen", "schedules.form:ScheduleForm"
_SCHEDULE_LOG = "schedules.log_dialog:ScheduleLog"
_SECRETS, _SECRET = "secrets.screen:SecretsScreen", "secrets.secret_dialog:SecretDialog"
_IMPORT, _IMPORTED = "secrets.import_dialog:ImportDialog", "secrets.import_screen:ImportScreen"
_PROFILES = "profiles.screen:ProfilesScreen"

KEY_TABLES: Sequence[tuple[str, Sequence[str]]] = (
    ("In the list", (_LIST,)),
    ("In the search", (_SEARCH, _PREVIEW)),
    ("In the editor", (_EDITOR, _CODE)),
    ("While the code is open in your editor", (_OUTSIDE,)),
    ("In the boxes of the editor", (_FIND, _FIELD, _STATUS)),
    ("When creating a function", (_CREATE,)),
    ("When deleting a function", (_DELETE,)),
    ("When running a function", (_RUNNER, _CHOICE)),
    ("In a response", (_RESPONSE, _RESPONSE_BOX)),
    ("Runs, and many requests at once", (_RUNS, _LOAD)),
    ("Many at once", (_BULK,)),
    ("In a linked folder", (_LINKED,)),
    ("In the calls", (_CALLS,)),
    ("In the logs", (_LOGS,)),
    ("In the audit trail", (_AUDIT,)),
    ("In the schedules", (_SCHEDULES,)),
    ("When making a schedule", (_SCHEDULE,)),
    ("In the log of a schedule", (_SCHEDULE_LOG,)),
    ("In the secrets", (_SECRETS,)),
    ("When a secret is created or changed", (_SECRET,)),
    ("When secrets are imported", (_IMPORT, _IMPORTED)),
    ("On a deployment", (_DEPLOYMENT,)),
    ("In a history", (_HISTORY,)),
    ("Versions compared", (_VERSIONS,)),
    ("On the connect screen", (_CONNECT,)),
    ("In the profiles", (_PROFILES,)),
    ("In dialogs", (_QUESTION, _PICK, _PALETTE, _HELP, _COUNTDOWN, _DETAILS)),
    ("Everywhere", (_CONSOLE,)),
)
"""Titles of the key tables, and the classes below `tui.app` whose commands stand under them: named, as they are not
loaded for it before somebody asks."""

KEY_PLACES: Sequence[Sequence[str]] = (
    (_LIST, _CONSOLE),
    (_LIST, _CONSOLE, _FIELD),
    (_SEARCH, _CONSOLE, _FIELD),
    (_EDITOR, _CONSOLE, _CODE),
    (_EDITOR, _CONSOLE, _FIELD),
    (_FIND, _EDITOR, _CONSOLE, _FIELD),
    (_EDITOR, _CONSOLE, _STATUS),
    (_OUTSIDE,),
    *((_RUNNER, _CONSOLE, box) for box in (_FIELD, _CODE, _CHOICE)),
    (_RESPONSE, _RUNNER, _CONSOLE),
    (_LOAD, _CONSOLE, _FIELD),
    (_RESPONSE_BOX, _RESPONSE, _RUNNER, _CONSOLE, _FIELD),
    (_CALLS, _CONSOLE),
    (_CALLS, _CONSOLE, _FIELD),
    (_LOGS, _CONSOLE),
    (_LOGS, _CONSOLE, _FIELD),
    (_AUDIT, _CONSOLE),
    (_AUDIT, _CONSOLE, _FIELD),
    (_SCHEDULES, _CONSOLE),
    (_SCHEDULES, _CONSOLE, _FIELD),
    (_SCHEDULE, _FIELD),
    (_SECRETS, _CONSOLE),
    (_SECRETS, _CONSOLE, _FIELD),
    (_SECRET, _FIELD),
    (_IMPORT, _FIELD),
    (_IMPORTED, _CONSOLE),
    (_CONNECT, _FIELD),
    (_CREATE, _FIELD),
    (_DELETE, _FIELD),
    (_PALETTE, _FIELD),
    (_HELP, _FIELD),
    (_ASKED_TEXT, _FIELD),
    (_BULK, _CONSOLE),
    (_LINKED, _CONSOLE),
    *((kind,) for kind in (_PREVIEW, _SCHEDULE_LOG, _DEPLOYMENT, _RUNS, _HISTORY, _VERSIONS, _PROFILES)),
    *((kind,) for kind in (_QUESTION, _PICK, _COUNTDOWN, _DETAILS)),
)
"""Whose commands work at the same time, the one that acts first before the others."""


def kinds_of(names: Sequence[str]) -> tuple[type, ...]:
    """The classes of names such as `editor.screen:EditorScreen`; their features are imported for it."""
    found: list[type] = []
    for name in names:
        module, _, kind = name.partition(":")
        found.append(getattr(import_module(f"tui.app.{module}"), kind))
    return tuple(found)
