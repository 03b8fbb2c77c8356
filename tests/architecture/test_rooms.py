"""The rooms of the house and which way their doors open, read from the imports."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.architecture.source_facts import (
    ClassFacts,
    Graph,
    arrows_back,
    circles,
    class_facts,
    import_graph,
    parsed_source,
    private_modules,
    sources_of,
    statements,
)

TOP = Path(__file__).parents[2]
TUI = TOP / "tui"

MAY_IMPORT: dict[str, set[str]] = {
    "model": {"model"},
    "errors": {"model"},
    "api": {"api", "errors", "model"},
    "editing": {"editing", "errors", "model"},
    "store": {"store", "errors", "model"},
    "terminal": {"terminal", "errors", "model"},
    "sessions": {"sessions", "editing", "errors", "model"},
    "flows": {"flows", "sessions", "api", "editing", "store", "terminal", "errors", "model"},
    "app": {"app", "flows", "sessions", "api", "editing", "store", "terminal", "errors", "model"},
    "cli": {"cli", "app", "flows", "sessions", "api", "editing", "store", "terminal", "errors", "model"},
    "sandbox": {"sandbox"},
}
"""Which rooms each room may know. `__main__` wires everything and may know all."""

ONLY_IN: dict[str, tuple[str, ...]] = {
    "textual": ("app", "terminal/driver"),
    "rich": ("app", "terminal/driver"),
    "httpx": ("api",),
    "pygments": ("editing",),
    "tree_sitter": (
        "editing/syntax_tree",
        "editing/syntax_errors",
        "editing/declarations",
        "editing/definition",
        "editing/runnable",
        "editing/symbols",
    ),
    "cronsim": ("sessions",),
    "cron_descriptor": ("sessions",),
    "tree_sitter_javascript": ("editing/syntax_tree",),
    "tree_sitter_typescript": ("editing/syntax_tree",),
    "sqlite3": ("sandbox",),
    "starlette": ("sandbox",),
    "uvicorn": ("sandbox",),
}

_PURE = frozenset(
    {
        "__future__",
        "array",
        "bisect",
        "codecs",
        "json",
        "collections",
        "contextlib",
        # It reads its own words from the disk, and nothing else.
        "cron_descriptor",
        "cronsim",
        "dataclasses",
        "datetime",
        "difflib",
        "enum",
        "functools",
        "hashlib",
        "heapq",
        "itertools",
        "operator",
        "re",
        "shlex",
        "typing",
        "urllib",
        "unicodedata",
        "zlib",
    }
)
"""What sessions and all that they import may take from Python's own library: nothing that has a clock or touches."""

LONG_FILES = {
    "app/editor/screen.py": "one screen: what others ask of an open editor, and what it hands its parts",
    "editing/script_scan.py": "one state machine: a rule for each kind of token",
    "sessions/edit/effects.py": "one list of plain values: what a session can ask its driver for",
    "terminal/input.py": "one state machine: what begins, goes on, ends and is given up share its state",
}
"""Files over 300 lines, each with its reason."""

DEEP_CLASSES = {
    "tui.sandbox.dialects.Dialect21": "a dialect is one before it with differences",
    "tui.sandbox.dialects.Dialect23": "a dialect is one before it with differences",
    "tui.sandbox.newer_dialects.NewestDialect": "a dialect is one before it with differences",
    "tui.sandbox.newer_dialects.CloudDialect": "a dialect is one before it with differences",
}
"""Classes more than two deep under a library's. None is to be added. Errors are a tree of what can be caught."""

LARGE_CLASSES = {
    "tui.app.secrets.screen.SecretsScreen": "one screen's states; its commands are parts, its reads have owners",
    "tui.app.editor.screen.EditorScreen": "one screen's commands; what they do lives in the driver and in widgets",
    "tui.app.functions.screen.FunctionsScreen": "one screen's states and commands; what they do lives in widgets",
    "tui.app.logs.screen.LogsScreen": "one screen's states; its commands are parts, its lines and reads have owners",
    "tui.app.widgets.code_editor.CodeEditor": "one widget: half of its methods are Textual's, done otherwise",
}
"""Classes of more than 400 lines or 40 methods, their own bases counted. None is to be added."""


@cache
def graph() -> Graph:
    """Read when it is first asked for: each worker imports this file, and one of them runs these tests."""
    return import_graph(sources_of(TUI))


@cache
def classes() -> dict[str, ClassFacts]:
    return class_facts(sources_of(TUI))


_LOOKS = "tests/snapshots/test_snapshots.py"
_JOURNEY = "tests/journeys/test_sandbox_journey.py"
_EXCHANGES = "tests/api/test_wire.py"

TESTED_THROUGH = {
    "app/view_routes": "tests/app/test_views.py",
    # What opens each feature.
    "app/compare/routes": "tests/app/test_versions_view.py",
    "app/create/routes": "tests/app/test_create.py",
    "app/deployment/routes": "tests/app/test_deployment.py",
    "app/search/routes": "tests/app/test_search.py",
    "app/history/routes": "tests/app/test_history_screen.py",
    "app/load/routes": "tests/app/test_load.py",
    "app/runner/routes": "tests/app/test_runner.py",
    "app/linked/routes": "tests/app/test_linked.py",
    "app/bulk/routes": "tests/app/test_bulk.py",
    "app/editor/routes": "tests/app/test_open_editors.py",
    "app/functions/routes": "tests/app/test_jumps.py",
    "app/shell/shared": "tests/app/test_prompt_gate.py",
    "app/shell/list_frame": "tests/app/test_runs.py",
    "app/shell/stores": "tests/app/test_leaving.py",
    # Screens, dialogs and files of the console.
    "app/profiles/elsewhere": "tests/app/test_profiles.py",
    "app/profiles/keeper": "tests/app/test_profiles.py",
    "app/profiles/routes": "tests/app/test_profiles.py",
    "app/profiles/rows": "tests/app/test_profiles.py",
    "app/profiles/screen": "tests/app/test_profiles.py",
    "app/shell/write_guard": "tests/app/test_profiles.py",
    "app/shell/open_editors": "tests/app/test_open_editors.py",
    "app/shell/quitting": "tests/app/test_open_editors.py",
    "app/shell/tab_commands": "tests/app/test_open_editors.py",
    "app/shell/tab_line": "tests/app/test_open_editors.py",
    "app/key_presets": "tests/app/test_keymap.py",
    "app/runner/text_commands": "tests/app/test_runner.py",
    "store/toml_file": "tests/store/test_profiles.py",
    "cli/completion_words": "tests/cli/test_completion_command.py",
    "cli/whole_parser": "tests/cli/test_completion_command.py",
    "cli/doctor_machine": "tests/cli/test_doctor_command.py",
    "cli/doctor_server": "tests/cli/test_doctor_command.py",
    "cli/findings": "tests/cli/test_doctor_command.py",
    "app/editor/format_commands": "tests/app/test_deno.py",
    "flows/deno": "tests/app/test_deno.py",
    "app/editor/line_commands": "tests/app/test_editing_keys.py",
    "app/widgets/closing_keys": "tests/app/test_editing_keys.py",
    "app/widgets/typed_indent": "tests/app/test_editing_keys.py",
    "app/widgets/scrollbars": "tests/app/test_scrollbars.py",
    "app/widgets/text_actions": "tests/app/test_keymap.py",
    "app/widgets/line_cut": "tests/app/test_keymap.py",
    "app/widgets/tagged_edits": "tests/app/test_light_text_area.py",
    "app/widgets/problem_marking": "tests/app/test_code_editor.py",
    "app/widgets/form_row": "tests/app/test_create.py",
    "app/widgets/search_marks": "tests/app/test_find_bar.py",
    "app/widgets/code_painter": "tests/app/test_long_lines.py",
    "app/widgets/code_lexing": "tests/app/test_long_lines.py",
    "app/widgets/code_lines": "tests/app/test_editing_keys.py",
    # The code in the user's own editor, with programs that stand for one.
    "app/editor/shown_state": "tests/app/test_editing_keys.py",
    "app/editor/outside_commands": "tests/app/test_outside_edit.py",
    "app/editor/outside_edit": "tests/app/test_outside_edit.py",
    "app/editor/outside_dialog": "tests/app/test_outside_edit.py",
    "app/editor/outside_words": "tests/app/test_outside_edit.py",
    "app/shell/handover": "tests/journeys/test_outside_journey.py",
    "flows/outside_left": "tests/store/test_outside_files.py",
    "flows/outside_recovery": "tests/store/test_outside_files.py",
    "terminal/child": "tests/app/test_outside_edit.py",
    # Parts of one view, seen on the screen.
    "app/secrets/commands": "tests/app/test_secrets_view.py",
    "app/secrets/driver": "tests/app/test_secrets_view.py",
    "app/secrets/file_commands": "tests/app/test_secrets_view.py",
    "app/secrets/import_driver": "tests/app/test_secrets_view.py",
    "app/secrets/import_dialog": "tests/app/test_secrets_view.py",
    "app/secrets/import_screen": "tests/app/test_secrets_view.py",
    "app/secrets/import_words": "tests/app/test_secrets_view.py",
    "app/secrets/rotating": "tests/app/test_secrets_view.py",
    "app/secrets/rows": "tests/app/test_secrets_view.py",
    "app/secrets/screen": "tests/app/test_secrets_view.py",
    "app/secrets/secret_dialog": "tests/app/test_secrets_view.py",
    "app/secrets/users": "tests/app/test_secrets_view.py",
    "app/secrets/words": "tests/app/test_secrets_view.py",
    "app/shell/known_secrets": "tests/app/test_secrets_view.py",
    "app/widgets/secret_field": "tests/app/test_secrets_view.py",
    "flows/env_file": "tests/sessions/test_secret_import.py",
    "flows/secrets": "tests/flows/test_rotating.py",
    "model/stored_secret": "tests/app/test_secrets_view.py",
    "sessions/secret_results": "tests/app/test_secrets_view.py",
    "sessions/secrets": "tests/sessions/test_secret_rules.py",
    "app/search/commands": "tests/app/test_search.py",
    "app/search/context": "tests/app/test_search.py",
    "app/search/driver": "tests/app/test_search.py",
    "app/search/preview": "tests/app/test_search.py",
    "app/search/screen": "tests/app/test_search.py",
    "app/search/template_row": "tests/app/test_search.py",
    "store/kept_files": "tests/store/test_history.py",
    "store/code_shelf": "tests/flows/test_all_code.py",
    "app/shell/query_words": "tests/app/test_search.py",
    "app/editor/replacing": "tests/app/test_find_bar.py",
    "app/search/words": "tests/app/test_search.py",
    "sessions/expression_cost": "tests/sessions/test_log_filter.py",
    "app/shell/parts": "tests/app/test_console.py",
    "app/widgets/blocks": "tests/app/test_load.py",
    "sessions/percentile": "tests/sessions/test_calls.py",
    "app/key_places": "tests/app/test_keymap.py",
    # The request side of the runner is one screen's parts: what they do is seen on it.
    "app/runner/choice": "tests/app/test_runner_requests.py",
    "app/runner/drafting": "tests/app/test_request_draft.py",
    "app/runner/error_commands": "tests/app/test_error_commands.py",
    "app/runner/keeping": "tests/app/test_runner_requests.py",
    "app/runner/moving": "tests/app/test_runner_requests.py",
    "app/runner/request_driver": "tests/app/test_runner_requests.py",
    "app/runner/request_pane": "tests/app/test_runner_requests.py",
    "app/runner/response_view": "tests/app/test_response_view.py",
    "app/runner/running_commands": "tests/app/test_runner.py",
    "app/runner/saved_commands": "tests/app/test_runner_requests.py",
    "app/shell/saved_checks": "tests/app/test_save_and_run.py",
    "sessions/http_lines": "tests/sessions/test_http_file.py",
    "sessions/http_writing": "tests/sessions/test_http_file.py",
    # Run as programs: their tests start them and import nothing of them.
    "cli/arguments": "tests/cli/test_run_command.py",
    "cli/commands": "tests/cli/test_save_command.py",
    "cli/console_arguments": "tests/test_main.py",
    "cli/exit_codes": "tests/cli/test_save_command.py",
    "flows/save_session": "tests/cli/test_save_command.py",
    "cli/server": "tests/cli/test_save_command.py",
    "cli/import_command": "tests/cli/test_linked_commands.py",
    "cli/linked_arguments": "tests/cli/test_linked_commands.py",
    "cli/linked_words": "tests/cli/test_linked_commands.py",
    "app/functions/folder_commands": "tests/app/test_linked.py",
    "app/linked/commands": "tests/app/test_linked.py",
    "app/linked/driver": "tests/app/test_linked.py",
    "app/linked/screen": "tests/app/test_linked.py",
    "app/linked/words": "tests/app/test_linked.py",
    "flows/working_folder": "tests/app/test_linked.py",
    "sessions/link_states": "tests/sessions/test_linked.py",
    "flows/linked_parts": "tests/flows/test_linked.py",
    "store/links": "tests/flows/test_linked.py",
    "flows/open_client": "tests/app/test_connection.py",
    "sandbox/__main__": "tests/sandbox/test_process.py",
    "sandbox/launch": "tests/sandbox/test_process.py",
    "sandbox/server": "tests/sandbox/test_process.py",
    # Plain values: what makes and reads them is what can be wrong.
    "errors": "tests/api/test_client.py",
    "model/invocation": "tests/api/test_invocations.py",
    # Parts of one view, seen on the screen.
    "app/runner/body_commands": "tests/app/test_response_view.py",
    "app/runner/body_saving": "tests/app/test_response_view.py",
    "app/runner/body_view": "tests/app/test_response_view.py",
    "app/runner/response_box": "tests/app/test_response_view.py",
    "app/runner/response_words": "tests/app/test_response_view.py",
    "app/load/driver": "tests/app/test_load.py",
    "app/load/picture": "tests/app/test_load.py",
    "app/load/screen": "tests/app/test_load.py",
    "app/runner/driver": "tests/app/test_response_view.py",
    "app/runner/run_commands": "tests/app/test_runs.py",
    "app/runner/runs_screen": "tests/app/test_runs.py",
    "model/kept_run": "tests/store/test_runs.py",
    "store/draft_format": "tests/store/test_drafts.py",
    "store/draft_slots": "tests/store/test_drafts.py",
    "model/request_draft": "tests/store/test_request_drafts.py",
    "sessions/draft_times": "tests/sessions/test_request_drafts.py",
    "sessions/request_boxes": "tests/sessions/test_request_drafts.py",
    "sessions/edit/values": "tests/sessions/test_loading.py",
    "sessions/edit/state": "tests/sessions/test_content.py",
    "sessions/edit/questions": "tests/sessions/test_prompts.py",
    "sessions/edit/events": "tests/sessions/test_machine.py",
    "sessions/edit/effects": "tests/sessions/test_machine.py",
    "store/draft_writer": "tests/store/test_drafts.py",
    "model/function": _EXCHANGES,
    "model/fingerprint": "tests/store/test_history.py",
    "model/log": "tests/api/test_logs.py",
    "app/logs/ask_box": "tests/app/test_logs.py",
    "app/logs/box_commands": "tests/app/test_logs.py",
    "app/logs/driver": "tests/app/test_logs.py",
    "app/logs/leaving_commands": "tests/app/test_logs.py",
    "app/logs/lines": "tests/app/test_logs.py",
    "app/logs/looking_commands": "tests/app/test_logs.py",
    "app/logs/moves": "tests/app/test_logs.py",
    "app/logs/opening_commands": "tests/app/test_logs.py",
    "app/logs/page": "tests/app/test_logs.py",
    "app/logs/screen": "tests/app/test_logs.py",
    "app/logs/showing": "tests/app/test_logs.py",
    "app/logs/taking_commands": "tests/app/test_logs.py",
    "app/logs/words": "tests/app/test_logs.py",
    "app/logs/painting": "tests/app/test_log_painting.py",
    "app/logs/viewport": "tests/app/test_log_painting.py",
    "app/shell/views": "tests/app/test_view_switching.py",
    "app/shell/view_commands": "tests/app/test_view_switching.py",
    "model/history": "tests/sessions/test_versions.py",
    "model/problem": _EXCHANGES,
    "model/secret": "tests/store/test_credentials.py",
    "model/server": _EXCHANGES,
    "model/server_change": "tests/api/test_events.py",
    "sessions/bulk_results": "tests/sessions/test_bulk.py",
    "app/create/screen": "tests/app/test_create.py",
    "app/create/words": "tests/app/test_create.py",
    "app/functions/creating_commands": "tests/app/test_create.py",
    "app/functions/delete_dialog": "tests/app/test_deleting.py",
    "app/functions/deleter": "tests/app/test_deleting.py",
    "app/functions/deleting_commands": "tests/app/test_deleting.py",
    "app/functions/deleting_words": "tests/app/test_deleting.py",
    "app/shell/slug_words": "tests/app/test_create.py",
    "sessions/marks": "tests/sessions/test_listing.py",
    # What servers say, held against what they said.
    "api/failures": "tests/api/test_connections.py",
    "api/audits": _EXCHANGES,
    "api/auth": _EXCHANGES,
    "api/functions": _EXCHANGES,
    "api/schedules": _EXCHANGES,
    "api/health": "tests/api/test_client.py",
    "api/error_bodies": _EXCHANGES,
    "sandbox/dialect_base": "tests/sandbox/test_wire.py",
    "sandbox/audits": "tests/sandbox/test_app.py",
    "sandbox/auth": "tests/sandbox/test_app.py",
    "sandbox/exchange": "tests/sandbox/test_app.py",
    "sandbox/functions": "tests/sandbox/test_app.py",
    "sandbox/health": "tests/sandbox/test_app.py",
    "sandbox/router": "tests/sandbox/test_app.py",
    "sandbox/app": "tests/sandbox/test_app.py",
    "sandbox/invocation": "tests/sandbox/test_app.py",
    "sandbox/service": "tests/sandbox/test_app.py",
    "sandbox/dialects": "tests/sandbox/test_wire.py",
    "sandbox/logs": "tests/sandbox/test_logs.py",
    "sandbox/events": "tests/sandbox/test_events.py",
    "app/view_jumps": "tests/app/test_jumps.py",
    "app/schedules/commands": "tests/app/test_schedules.py",
    "app/schedules/driver": "tests/app/test_schedules.py",
    "app/schedules/form": "tests/app/test_schedules.py",
    "app/schedules/form_picks": "tests/app/test_schedules.py",
    "app/schedules/form_words": "tests/app/test_schedules.py",
    "app/schedules/log_dialog": "tests/app/test_schedules.py",
    "app/schedules/rows": "tests/app/test_schedules.py",
    "app/schedules/run_words": "tests/app/test_schedules.py",
    "app/schedules/running_commands": "tests/app/test_schedules.py",
    "app/schedules/screen": "tests/app/test_schedules.py",
    "app/schedules/showing_commands": "tests/app/test_schedules.py",
    "app/schedules/surroundings": "tests/app/test_schedules.py",
    "app/schedules/words": "tests/app/test_schedules.py",
    "flows/schedule_run": "tests/app/test_schedules.py",
    "sessions/schedule_zone": "tests/sessions/test_schedules.py",
    "sessions/schedule_call": "tests/app/test_schedules.py",
    "flows/schedules": "tests/sessions/test_schedules.py",
    "sandbox/cron": "tests/sandbox/test_schedules.py",
    "sandbox/schedule_store": "tests/sandbox/test_schedules.py",
    "sandbox/schedule_turning": "tests/sandbox/test_schedules.py",
    "sandbox/schedules_api": "tests/sandbox/test_schedules.py",
    "sandbox/secrets_api": "tests/sandbox/test_wire_more.py",
    "sandbox/secret_store": "tests/sandbox/test_secrets.py",
    "sandbox/cloud_check": "tests/sandbox/test_cloud.py",
    "sandbox/cloud_code": "tests/sandbox/test_cloud.py",
    "sandbox/deployed": "tests/sandbox/test_cloud.py",
    "sandbox/deployments": "tests/sandbox/test_cloud.py",
    "sandbox/calls": "tests/sandbox/test_runtime.py",
    "sandbox/deno": "tests/sandbox/test_runtime.py",
    "sandbox/worker_output": "tests/sandbox/test_runtime.py",
    "sandbox/control": "tests/sandbox/test_supervised.py",
    "sandbox/logbook": "tests/sandbox/test_logs.py",
    "sandbox/dialect_choice": "tests/sandbox/test_dialects.py",
    "sandbox/newer_dialects": "tests/sandbox/test_wire_more.py",
    # Parts of lexing: names of styles, long lines, the lexer's tables.
    "editing/problem_marks": "tests/app/test_code_editor.py",
    "editing/declarations": "tests/editing/test_runnable.py",
    "editing/syntax_patterns": "tests/editing/test_runnable.py",
    "editing/token_styles": "tests/editing/test_lexing.py",
    "editing/long_lines": "tests/editing/test_lexing.py",
    "editing/script_kinds": "tests/editing/test_script_lexer.py",
    "editing/script_rules": "tests/editing/test_script_lexer.py",
    "editing/script_scan": "tests/editing/test_script_lexer.py",
    "editing/script_words": "tests/editing/test_script_lexer.py",
    # Cells, differences and their bytes: held against a terminal in random sessions.
    "terminal/cells": "tests/terminal/test_sessions.py",
    "terminal/diff": "tests/terminal/test_sessions.py",
    "terminal/encode": "tests/terminal/test_sessions.py",
    "terminal/driver_colours": "tests/terminal/test_driver.py",
    "terminal/driver_differences": "tests/terminal/test_driver.py",
    # Values of what arrives, and tables whose test plays whole sequences.
    "terminal/input_events": "tests/terminal/test_input.py",
    "terminal/key_sequences": "tests/terminal/test_key_sequences.py",
    # What is seen and typed: looked at, and walked through.
    "app/widgets/clock": "tests/app/test_prompt_gate.py",
    **{
        f"app/audit/{name}": "tests/app/test_audit.py"
        for name in ("changes", "commands", "driver", "listed", "rows", "screen", "words")
    },
    "sessions/audit_events": "tests/sessions/test_audit.py",
    "sessions/audit_rows": "tests/sessions/test_audit.py",
    "app/calls/commands": "tests/app/test_calls.py",
    "app/calls/counter": "tests/app/test_calls.py",
    "app/functions/list_calls": "tests/app/test_calls.py",
    "app/calls/driver": "tests/app/test_calls.py",
    "app/calls/rows": "tests/app/test_calls.py",
    "app/calls/screen": "tests/app/test_calls.py",
    "app/calls/words": "tests/app/test_calls.py",
    "app/bulk/asking": "tests/app/test_bulk.py",
    "app/bulk/commands": "tests/app/test_bulk.py",
    "app/bulk/driver": "tests/app/test_bulk.py",
    "app/bulk/doing": "tests/app/test_bulk.py",
    "app/bulk/rows": "tests/app/test_bulk.py",
    "app/bulk/screen": "tests/app/test_bulk.py",
    "app/bulk/words": "tests/app/test_bulk.py",
    "app/functions/marking_commands": "tests/app/test_bulk.py",
    "app/runner/screen": "tests/app/test_runner.py",
    "app/runner/words": "tests/app/test_runner.py",
    "app/functions/draft_marks": "tests/app/test_list_truth.py",
    "app/functions/notices": "tests/app/test_keymap.py",
    "app/functions/opening_commands": "tests/app/test_history_screen.py",
    "app/functions/page": "tests/app/test_commands.py",
    "app/functions/previewing": "tests/app/test_scrolling.py",
    "app/functions/showing_commands": "tests/app/test_list_truth.py",
    "app/features": _JOURNEY,
    "app/start": "tests/test_main.py",
    "app/connect/driver": "tests/app/test_connecting.py",
    "app/editor/secret_commands": "tests/app/test_named_secrets.py",
    "app/editor/secret_words": "tests/app/test_named_secrets.py",
    "app/editor/needs": "tests/app/test_interleavings.py",
    "app/functions/list_view": "tests/app/test_live.py",
    "app/functions/list_proofs": "tests/app/test_deployment.py",
    "app/functions/list_loader": "tests/app/test_last_known_list.py",
    "app/shell/background": "tests/app/test_connecting.py",
    "app/shell/prompts": "tests/app/test_leaving.py",
    "app/deployment/screen": "tests/app/test_deployment.py",
    "app/deployment/words": "tests/app/test_deployment.py",
    "app/shell/log_reads": "tests/app/test_logs.py",
    "app/shell/logged_code": "tests/app/test_logs.py",
    "app/shell/live": "tests/app/test_live.py",
    "app/editor/others": "tests/app/test_live.py",
    "app/editor/open_question": "tests/app/test_interleavings.py",
    "app/shell/prompt_gate": "tests/app/test_confirmation.py",
    "app/shell/recorder": "tests/app/test_history_screen.py",
    "app/shell/routes": "tests/app/test_navigation.py",
    "app/shell/status": "tests/app/test_console.py",
    "app/widgets/status_signs": _LOOKS,
    "app/shell/app": _JOURNEY,
    "app/editor/page": "tests/app/test_commands.py",
    "app/editor/saving_commands": "tests/app/test_interleavings.py",
    "app/editor/finding_commands": "tests/app/test_find_bar.py",
    "app/editor/editing_commands": "tests/app/test_editing_keys.py",
    "app/editor/version_commands": "tests/app/test_undoing.py",
    "app/editor/calls": "tests/app/test_cancel_save.py",
    "app/editor/contents": "tests/app/test_undoing.py",
    "app/editor/dialogs": "tests/app/test_interleavings.py",
    "app/editor/driver": "tests/app/test_interleavings.py",
    "app/editor/view": "tests/app/test_interleavings.py",
    "app/editor/phrases": "tests/app/test_outcome_words.py",
    "app/editor/saved_words": "tests/app/test_outcome_words.py",
    "app/editor/words": "tests/app/test_leaving.py",
    "app/shell/signals": "tests/journeys/test_ends.py",
    "app/key_table": "tests/app/test_commands.py",
    "app/shell/key_order": "tests/app/test_early_keys.py",
    "app/widgets/own_keys": "tests/app/test_own_keys.py",
    "app/widgets/relative_time": _LOOKS,
    "app/shell/palette": "tests/app/test_commands.py",
    "app/shell/palette_rows": "tests/app/test_jumps.py",
    "app/functions/list_answers": "tests/app/test_list_truth.py",
    "app/functions/jumps": "tests/app/test_jumps.py",
    "app/history/commands": "tests/app/test_history_screen.py",
    "app/history/pane": "tests/app/test_history_screen.py",
    "app/history/rows": "tests/app/test_history_screen.py",
    "app/history/said": "tests/app/test_history_screen.py",
    "app/shell/notice": _LOOKS,
    "app/shell/command_reasons": "tests/app/test_read_only.py",
    "app/shell/help_groups": "tests/app/test_help.py",
    "app/shell/when_left": "tests/app/test_left_screens.py",
    "app/shell/listeners": "tests/app/test_left_screens.py",
    "app/shell/screen": "tests/app/test_commands.py",
    "app/shell/status_line": "tests/app/test_room_on_screen.py",
    "app/connect/screen": _LOOKS,
    "app/editor/screen": _JOURNEY,
    "app/functions/screen": _JOURNEY,
    "app/history/screen": "tests/app/test_history_screen.py",
    "app/functions/pickers": "tests/app/test_history_screen.py",
    "app/shell/pick": "tests/app/test_history_screen.py",
    "app/shell/questions": _LOOKS,
    "app/compare/screen": _LOOKS,
    "app/compare/view": "tests/app/test_versions_view.py",
    "app/shell/full_screen": "tests/app/test_views.py",
    "app/widgets/theme": _LOOKS,
    "app/widgets/code_check": "tests/app/test_code_editor.py",
    "app/widgets/code_palette": _LOOKS,
    "app/widgets/code_preview": _LOOKS,
    "app/functions/rows": "tests/app/test_columns.py",
    "app/functions/words": "tests/app/test_list_truth.py",
    "app/shell/list_commands": "tests/app/test_calls.py",
    "app/shell/list_filter": "tests/app/test_early_keys.py",
    "app/shell/moving": "tests/app/test_keys.py",
    "app/widgets/row_painting": "tests/app/test_row_table.py",
    "app/history/loader": "tests/app/test_history_screen.py",
    "app/history/comparing": "tests/app/test_history_screen.py",
    "app/widgets/line": _LOOKS,
    "app/widgets/line_changes": _LOOKS,
    "app/editor/metadata_form": _LOOKS,
    "app/shell/outcome": _LOOKS,
    "app/widgets/tick_box": _LOOKS,
}
"""Modules without a test file of their own, each with the one that would notice."""


@cache
def modules() -> tuple[Path, ...]:
    return tuple(sorted(TUI.rglob("*.py")))


def name_of(path: Path) -> str:
    return str(path.relative_to(TUI).with_suffix("")).replace("\\", "/")


@cache
def parsed(path: Path) -> ast.Module:
    return parsed_source(path.read_text(encoding="utf-8"))


@cache
def imports(path: Path) -> tuple[str, ...]:
    """Every module imported anywhere in a file: at the top, in functions and under TYPE_CHECKING."""
    return tuple(_imports(path))


def _imports(path: Path) -> Iterator[str]:
    for node in statements(parsed(path)):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            module = node.module or ""
            yield module
            if module == "tui":
                for alias in node.names:
                    yield f"tui.{alias.name}"


def room_of(path: Path) -> str:
    return name_of(path).split("/", 1)[0]


def all_imports() -> Iterator[tuple[Path, str]]:
    """Every module of ours with each module that it imports."""
    return ((path, module) for path in modules() for module in imports(path))


def test_doors_open_one_way() -> None:
    against = [
        f"{name_of(path)} imports {module}"
        for path, module in all_imports()
        if module.startswith("tui.") and module != "tui.__version__" and room_of(path) not in ("__main__", "__init__")
        if module.split(".")[1] not in MAY_IMPORT[room_of(path)]
    ]
    assert against == []


def test_libraries_stay_in_their_rooms() -> None:
    against = [
        f"{name_of(path)} imports {module}"
        for path, module in all_imports()
        if (allowed := ONLY_IN.get(module.split(".")[0])) is not None and not name_of(path).startswith(allowed)
    ]
    assert against == []


def test_only_the_command_line_knows_the_sandbox() -> None:
    knows = {name_of(path) for path in modules() if any(m.startswith("tui.sandbox") for m in imports(path))}
    assert {name for name in knows if not name.startswith("sandbox/")} == {"__main__"}


@pytest.mark.app
def test_flows_load_neither_a_screen_nor_a_connection() -> None:
    flows = [f"tui.flows.{path.stem}" for path in modules() if room_of(path) == "flows" and path.stem != "__init__"]
    assert flows
    assert loaded_by(", ".join(flows), ("textual", "httpx", "pygments", "sqlite3")) == []


@pytest.mark.app
def test_sessions_stay_pure_all_the_way_down() -> None:
    """Whatever a session imports, and what that imports in turn, is a value or a pure function."""
    reached = {path: set(imports(path)) for path in modules()}
    by_name = {"tui." + name_of(path).replace("/", ".").removesuffix(".__init__"): path for path in modules()}
    waiting = [path for path in modules() if room_of(path) == "sessions"]
    seen: set[Path] = set()
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        seen.add(path)
        assert room_of(path) in MAY_IMPORT["sessions"], f"a session comes to {name_of(path)}"
        foreign = {module.split(".")[0] for module in reached[path]} - {"tui"} - _PURE
        # Of this one only what takes addresses apart is pure.
        foreign |= {module for module in reached[path] if module in ("urllib", "urllib.request", "urllib.robotparser")}
        assert not foreign, f"a session comes to {name_of(path)}, which imports {foreign}"
        # `from tui.a.b import name` names the module, and perhaps one below it.
        waiting += [by_name[module] for module in reached[path] if module in by_name]
    names = ", ".join("tui." + name_of(path).replace("/", ".") for path in seen if path.stem != "__init__")
    assert loaded_by(names, ("asyncio", "textual", "httpx", "pygments", "sqlite3", "threading", "tui.store")) == []


_FEATURES = sorted({path.parent.name for path in TUI.glob("app/*/screen.py")} - {"shell"})


@pytest.mark.app
@pytest.mark.parametrize(
    ("module", "absent"),
    [
        (
            "tui.app.features",
            (
                *("httpx", "pygments", "sqlite3", "starlette", "importlib.metadata", "ctypes"),
                *(f"tui.app.{feature}.screen" for feature in _FEATURES if feature != "functions"),
                *("tui.app.functions.pickers", "tui.flows.history", "tui.app.shell.help"),
            ),
        ),
        ("tui.app.editor.screen", ("httpx", "pygments.lexers", "tree_sitter_typescript", "tui.app.compare.screen")),
        ("tui.editing.runnable", ("tree_sitter", "tree_sitter_javascript", "tree_sitter_typescript")),
        ("tui.__main__", ("textual", "httpx", "pygments", "sqlite3", "starlette")),
    ],
)
def test_importing_a_room_does_not_load_what_it_must_not_know(module: str, absent: tuple[str, ...]) -> None:
    assert loaded_by(module, absent) == []


def loaded_by(modules_named: str, libraries: tuple[str, ...]) -> list[str]:
    """Which of the libraries a fresh Python has loaded after these imports."""
    code = f"import sys, {modules_named}; print(*(name for name in {libraries!r} if name in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], cwd=TOP, capture_output=True, text=True, check=True)
    return done.stdout.split()


def test_textuals_private_modules_are_not_imported() -> None:
    found = {name: private for name, source in sources_of(TUI).items() if (private := private_modules(source))}
    assert found == {}
    assert private_modules("from textual.document._document import Selection\n") == ["textual.document._document"]


SPLITS_AS_PYTHON = {
    "app/editor/saved_words",
    "editing/build_log",
    "sandbox/launch",
    "sessions/deployments",
    "store/credentials",
    "store/keymap_file",
}
"""Where `splitlines` divides what servers and programs said, or a file whose own format divides so."""


def test_code_and_what_is_typed_are_divided_as_editors_divide_them() -> None:
    """`str.splitlines` also divides at U+001E, U+2028 and others, which stand within a line of code or a header."""
    found = {name_of(path) for path in modules() if ".splitlines(" in path.read_text(encoding="utf-8")}
    assert found == SPLITS_AS_PYTHON, "use lines_of_code, or sessions.http_lines for a request"


def test_every_module_says_what_it_is() -> None:
    silent = [name_of(path) for path in modules() if parsed(path).body and not ast.get_docstring(parsed(path))]
    assert silent == []


def test_long_files_have_a_reason() -> None:
    long = {
        path.relative_to(TUI).as_posix()
        for path in modules()
        if len(path.read_text(encoding="utf-8").splitlines()) > 300
    }
    assert long == set(LONG_FILES)


def test_no_modules_import_each_other_in_a_circle() -> None:
    assert circles(graph()) == []


def test_the_app_imports_from_features_to_shell_to_widgets_and_features_not_each_other() -> None:
    assert arrows_back(graph()) == []


def test_no_class_is_more_than_two_deep_under_a_librarys() -> None:
    deep = {name for name, facts in classes().items() if facts.depth > 2 and not facts.is_error}
    assert deep == set(DEEP_CLASSES)


def test_large_classes_have_a_reason() -> None:
    large = {name for name, facts in classes().items() if facts.lines > 400 or facts.methods > 40}
    assert large == set(LARGE_CLASSES)


@pytest.mark.parametrize(
    "planted",
    [
        {"tui.app.shell.b": "def late():\n    from tui.app.shell.a import A"},
        {"tui.app.shell.b": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from tui.app.shell import a"},
        {"tui.app.shell.b": "import tui.app.shell.c", "tui.app.shell.c": "import tui.app.shell.a"},
    ],
)
def test_a_planted_circle_is_found(planted: dict[str, str]) -> None:
    sources = {"tui.app.shell.a": "from tui.app.shell.b import B", "tui.app.widgets.d": "import tui.app.shell.a"}
    assert circles(import_graph(sources | planted)) == [["tui.app.shell.a", *sorted(planted)]]


@pytest.mark.parametrize(
    ("module", "imported", "is_back"),
    [
        ("tui.app.editor.screen", "tui.app.history.screen", True),
        ("tui.app.shell.app", "tui.app.editor.screen", True),
        ("tui.app.widgets.field", "tui.app.shell.screen", True),
        ("tui.app.shell.app", "tui.app.features", True),
        ("tui.app.editor.screen", "tui.app.features", True),
        ("tui.app.features", "tui.app.editor.screen", False),
        ("tui.app.key_table", "tui.app.editor.screen", False),
        ("tui.app.features", "tui.app.key_table", True),
        ("tui.app.shell.app", "tui.app.key_table", True),
        ("tui.__main__", "tui.app.features", False),
        ("tui.app.editor.screen", "tui.app.editor.driver", False),
        ("tui.app.editor.screen", "tui.app.shell.screen", False),
        ("tui.app.shell.app", "tui.app.widgets.theme", False),
        ("tui.app.editor.screen", "tui.sessions.edit.state", False),
    ],
)
def test_a_planted_arrow_back_is_found(module: str, imported: str, is_back: bool) -> None:
    sources = {module: f"def late():\n    from {imported} import x", imported: ""}
    assert arrows_back(import_graph(sources)) == [f"{module} -> {imported}"] * is_back


def test_planted_deep_and_large_classes_are_found() -> None:
    method = "    def m{}(self): ...\n"
    sources = {
        "tui.a": "from textual.app import App\nclass A(App[int]):\n" + "".join(map(method.format, range(30))),
        "tui.b": "from tui.a import A as Base\nclass B(Base):\n" + "".join(map(method.format, range(11))),
        "tui.c": "from tui.b import B\nclass C(B[str]):\n    x = 1\n",
        "tui.e": "class E(Exception): ...\nclass F(E): ...\nclass G(F): ...\n",
    }
    facts = class_facts(sources)
    assert {name for name, each in facts.items() if each.depth > 2} == {"tui.c.C", "tui.e.G"}
    assert {name for name, each in facts.items() if each.methods > 40} == {"tui.b.B", "tui.c.C"}
    assert facts["tui.c.C"].lines == 31 + 12 + 2
    assert facts["tui.e.G"].is_error
    assert not facts["tui.c.C"].is_error


def has_own_test(path: Path) -> bool:
    """Whether a module has a test file of its own name, in its room's tests, that imports it."""
    dotted = "tui." + name_of(path).replace("/", ".")
    room = TOP / "tests" if path.parent == TUI else TOP / "tests" / room_of(path)
    found = room.glob(f"test_{path.stem.strip('_')}.py") if path.parent == TUI else room.rglob(f"test_{path.stem}.py")
    return any(dotted in imports(test) for test in found)


def test_every_module_has_a_test_that_would_notice() -> None:
    untested = {name_of(path) for path in modules() if path.stem != "__init__" and not has_own_test(path)}
    assert untested - set(TESTED_THROUGH) == set(), "these need a test file, or a line in TESTED_THROUGH"
    assert set(TESTED_THROUGH) - untested == set(), "these are gone or have a test file now: take them off the list"
    assert [test for test in TESTED_THROUGH.values() if not (TOP / test).is_file()] == []


@pytest.mark.app
def test_the_top_level_holds_what_was_agreed() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=TOP, capture_output=True, text=True, check=False)
    if listed.returncode != 0:
        pytest.skip("not a git checkout")
    top = {name.split("/", 1)[0] for name in listed.stdout.splitlines()}
    agreed = {"pyproject.toml", "tui", "tests", "screenshots", "README.md", "LICENSE", "CHANGELOG.md"}
    assert {name for name in top if not name.startswith(".")} <= agreed
