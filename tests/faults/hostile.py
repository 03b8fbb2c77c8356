"""Show hostile strings in every place where foreign text is shown, and look for what the console did not mean.

    python -m tests.faults.hostile --strings 2000 --seed 1 --jobs 2

Looked at are the raw streams (that of the console's own driver, and Textual's frames, which are what the plain driver
sends), the emulated screen around the place, and links or actions behind the text.
"""

from __future__ import annotations

import argparse
import asyncio
import multiprocessing
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import NamedTuple

from tests.faults import (
    hostile_audit,
    hostile_commands,
    hostile_dialogs,
    hostile_editor,
    hostile_history,
    hostile_home,
    hostile_list,
    hostile_logs,
    hostile_many,
    hostile_new,
    hostile_outside,
    hostile_runner,
    hostile_search,
    hostile_secrets,
)
from tests.faults.hostile_harness import HostileHarness, staged
from tests.faults.hostile_recording import Report, TooManyFindings
from tui.flows.connect import Missing

Walk = Callable[[HostileHarness, int, int], Awaitable[None]]


class Scene(NamedTuple):
    """Places that are shown by one console; `size` is its terminal's."""

    walk: Walk
    size: tuple[int, int] = (120, 40)
    connected: bool = True


SCENES: dict[str, Scene] = {
    "same moment": Scene(hostile_editor.same_moment),
    "outcomes": Scene(hostile_editor.outcomes, (80, 24)),
    "connect screen": Scene(hostile_dialogs.connect_screen, (80, 24)),
    "pasted": Scene(hostile_editor.pasted, (80, 24)),
    "refusals": Scene(hostile_editor.refusals, (80, 24)),
    "list errors": Scene(hostile_list.list_errors, (80, 24)),
    "palette": Scene(hostile_dialogs.palette, (80, 24)),
    "fields": Scene(hostile_editor.fields),
    "fields beside the code": Scene(hostile_editor.fields, (160, 45)),
    "versions": Scene(hostile_editor.versions),
    "draft errors": Scene(hostile_editor.draft_errors, (80, 24)),
    "preview": Scene(hostile_list.preview),
    "header": Scene(hostile_list.header),
    "server name": Scene(hostile_list.server_name, (80, 24)),
    "sentences": Scene(hostile_list.sentences, (80, 24)),
    "drafts": Scene(hostile_list.drafts),
    "drafts of gone functions": Scene(hostile_editor.drafts),
    "table": Scene(hostile_list.table),
    "narrow table": Scene(hostile_list.table, (50, 14)),
    "last known list": Scene(hostile_list.known_list),
    "history": Scene(hostile_history.history),
    "history of a slug": Scene(hostile_history.slugs, (80, 24)),
    "functions that are gone": Scene(hostile_history.gone),
    "history errors": Scene(hostile_history.errors, (80, 24)),
    "many at once": Scene(hostile_many.results, (80, 24)),
    "many asked about": Scene(hostile_many.questions, (80, 24)),
    "calls": Scene(hostile_many.calls, (80, 24)),
    "search": Scene(hostile_search.search, (80, 24)),
    "jumps": Scene(hostile_dialogs.jumps, (80, 24)),
    "audit": Scene(hostile_audit.rows, (80, 24)),
    "audit of a change": Scene(hostile_audit.changes, (80, 24)),
    "confirmation": Scene(hostile_history.confirmation, (80, 24)),
    "answers of a function": Scene(hostile_runner.responses),
    "answers of a function, low": Scene(hostile_runner.responses, (80, 24)),
    "saved requests": Scene(hostile_runner.saved_requests),
    "saved requests, low": Scene(hostile_runner.saved_requests, (80, 24)),
    "typed requests": Scene(hostile_runner.typed_requests),
    "logs": Scene(hostile_logs.logs),
    "logs, low": Scene(hostile_logs.logs, (80, 24)),
    "logs, calls and deployments that can't be had": Scene(hostile_logs.log_errors, (80, 24)),
    "calls in the log": Scene(hostile_logs.calls, (80, 24)),
    "deployment": Scene(hostile_logs.deployment, (80, 24)),
    "told changes": Scene(hostile_logs.told_changes),
    "created": Scene(hostile_new.created, (80, 24)),
    "copied": Scene(hostile_new.copied, (80, 24)),
    "deleted": Scene(hostile_new.deleted, (80, 24)),
    "put back": Scene(hostile_new.put_back, (80, 24)),
    "secrets": Scene(hostile_secrets.secrets, (80, 24)),
    "secrets to import": Scene(hostile_secrets.imported, (80, 24)),
    "requests that were left": Scene(hostile_runner.left_requests, (80, 24)),
    "schedules": Scene(hostile_new.scheduled, (80, 24)),
    "loss that is not known": Scene(hostile_new.schedules_refused, (80, 24)),
    "profiles": Scene(hostile_home.profiles, (80, 24)),
    "projects": Scene(hostile_home.projects, (80, 24)),
    "protected": Scene(hostile_home.protected, (80, 24)),
    "linked folder": Scene(hostile_home.linked, (80, 24)),
    "open functions": Scene(hostile_home.tabs, (80, 24)),
    "own editor": Scene(hostile_home.own_editor, (80, 24)),
    "elsewhere": Scene(hostile_home.elsewhere, (80, 24)),
    "opened too early": Scene(hostile_list.unconnected, connected=False),
}

OUTSIDE = {**hostile_outside.SCENES, "commands": hostile_commands.commands}
"""Those without a console under a pilot."""


def run_scene(name: str, seed: int, count: int) -> Report:
    """Show so many strings in each place of a scene."""

    async def walk(home: Path) -> Report:
        scene = SCENES[name]
        found = Report()
        target = None if scene.connected else Missing()
        try:
            async with staged(home, found, size=scene.size, target=target) as harness:
                await scene.walk(harness, seed, count)
        except TooManyFindings:
            found.findings.append("and so on")
        return found

    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(walk(Path(folder)))


def _timed(task: tuple[str, int, int]) -> tuple[str, float, Report]:
    name, seed, count = task
    began = time.monotonic()
    try:
        outside = OUTSIDE.get(name)
        found = run_scene(name, seed, count) if outside is None else outside(seed, count)
    except Exception:  # noqa: BLE001 - a crash is a finding too, and the other scenes go on
        found = Report(Counter(), [f"{name}: it crashed\n{traceback.format_exc(limit=-6)}"])
    return name, time.monotonic() - began, found


def main() -> int:
    """Run all scenes, or those that are named."""
    every = [*SCENES, *OUTSIDE]
    parser = argparse.ArgumentParser()
    parser.add_argument("--strings", type=int, default=2000, help="so many in each place")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--scene", action="append", choices=every)
    options = parser.parse_args()
    tasks = [(name, options.seed, options.strings) for name in options.scene or every]
    began = time.monotonic()
    whole = Report()
    with multiprocessing.get_context("spawn").Pool(options.jobs, maxtasksperchild=1) as pool:
        for name, seconds, found in pool.imap_unordered(_timed, tasks):
            whole.shown.update(found.shown)
            whole.findings.extend(found.findings)
            print(f"{name} ({seconds:.0f} s)", flush=True)
            for place, count in found.shown.items():
                print(f"{count:8} {place}", flush=True)
            for finding in found.findings:
                print(f"  FOUND {finding}", flush=True)
    took = time.monotonic() - began
    places, strings = len(whole.shown), sum(whole.shown.values())
    print(f"{places} places, {strings} strings in {took:.0f} s: {len(whole.findings)} findings")
    return 1 if whole.findings else 0


if __name__ == "__main__":
    sys.exit(main())
