"""Disks that are full, read-only, broken or not ours: the console goes on or ends, with a sentence.

    python -m tests.faults.disks --seed 1

Each case starts the program in a terminal, as somebody whom file modes refuse, and looks at what it says, at the
server's database and at the disk. Where small disks can be mounted, real ones are filled; a fake below `tui/store`
fails with each error at each call everywhere. The seed is the order.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import tempfile
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from tests.faults import draft_disks as drafts
from tests.faults import file_disks as files
from tests.faults import home_disks as home
from tests.faults import written_disks as written
from tests.faults.disk_harness import DiskHarness
from tests.faults.draft_disks import ERRORS
from tests.faults.oracle import SLUG, Fault
from tests.shared_sandbox import start_sandbox
from tui.api.client import Client
from tui.model.function import NewFunction
from tui.model.secret import Secret
from tui.sandbox.launch import SandboxProcess

Case = Callable[[DiskHarness], None]
_KEY = b'[profiles.work]\nurl = "http://127.0.0.1:9"\napi_key = "ik_test"\n'
_PROJECT = b'{"oss_host": "http://127.0.0.1:9", "api_key": "ik_test"}'

_DRAFTS: dict[str, Case] = {
    **{
        f"drafts: {error} at {call}": partial(drafts.drafts_fail, error, call)
        for error in ERRORS
        for call in ("open", "fsync", "replace")
    },
    "drafts: ENOSPC from the start": partial(drafts.drafts_fail_from_the_start, "ENOSPC", "open"),
    "drafts: EROFS from the start": partial(drafts.drafts_fail_from_the_start, "EROFS", "mkdir"),
    "drafts: room again after ENOSPC": partial(drafts.gets_room_again, "ENOSPC", "fsync"),
    "drafts: well again after EIO": partial(drafts.gets_room_again, "EIO", "open"),
    "drafts: a place that comes late": drafts.place_comes_late,
    "drafts: killed politely without room": drafts.ends_without_room,
    "drafts, report: crashed without room": drafts.crashes_without_room,
    "drafts: the state folder is a file": partial(drafts.blocked, drafts.state_is_a_file, "Not a directory"),
    "drafts: the state folder is read-only": partial(drafts.blocked, drafts.state_is_read_only, "Permission denied"),
    "drafts: the folder is closed": partial(drafts.blocked, drafts.drafts_are_closed, "Permission denied"),
    "drafts: one is left on a full disk": partial(drafts.left_draft_is_offered, "ENOSPC"),
    "drafts: one is left on a read-only disk": partial(drafts.left_draft_is_offered, "EROFS"),
    "drafts: one stays on a full disk": drafts.left_draft_stays_until_saved,
    "drafts: one is torn": partial(drafts.draft_is_broken, b'{"format": 1, "server": "'),
    "drafts: one is not UTF-8": partial(drafts.draft_is_broken, b'{"format": 1, "server": "\xff\xfe"}'),
    "drafts: one can't be read": drafts.draft_is_closed,
    "drafts: the list of a closed folder": drafts.closed_drafts_are_not_said_to_be_none,
}
_FILES: dict[str, Case] = {
    "cache: torn": partial(files.cache_fails, partial(files.cache_is_broken, b'{"format": 1, "server"')),
    "cache: not UTF-8": partial(files.cache_fails, partial(files.cache_is_broken, b"\xff\xfe\x00")),
    "cache: closed": partial(files.cache_fails, files.cache_is_closed),
    "cache: a folder in its place": partial(files.cache_fails, files.cache_is_a_folder),
    **{
        f"cache: {error} at {call}": partial(files.cache_fails, partial(files.disk_fails, error, call))
        for error, call in (("ENOSPC", "fsync"), ("EIO", "open"), ("EROFS", "open"), ("EDQUOT", "replace"))
    },
    "settings: closed": partial(files.settings_refused, b"", 0, "can't be read: Permission denied"),
    "settings: others may read the key": partial(files.settings_refused, _KEY, 0o644, "holds a key and others may"),
    "settings: broken TOML": partial(files.settings_refused, b"[profiles\n", 0o600, "config.toml: "),
    "settings: broken UTF-8": partial(files.settings_refused, b'theme = "\xff"\n', 0o600, "it is not UTF-8 text"),
    "settings: zeros after a crash": partial(files.settings_refused, bytes(512), 0o600, "config.toml: "),
    "settings: a word nobody knows": partial(files.settings_refused, b"them = 1\n", 0o600, "no setting them"),
    "settings: a folder in their place": files.settings_are_a_folder,
    "settings: a loop of links": files.settings_are_a_loop,
    "settings: their folder is closed": files.settings_folder_is_closed,
    "settings: their folder is a file": files.settings_folder_is_a_file,
    "project: broken JSON": partial(files.project_refused, b'{"oss_host": ', 0o600, "project.json: not JSON"),
    "project: broken UTF-8": partial(files.project_refused, b'{"a": "\xff"}', 0o600, "it is not UTF-8 text"),
    "project: closed": partial(files.project_refused, _PROJECT, 0, "can't be read: Permission denied"),
    "project: a list": partial(files.project_refused, b"[]", 0o600, "must hold an object"),
    "profile: the folder is read-only": partial(
        files.profile_is_not_kept, files.config_is_read_only, "Permission denied"
    ),
    "profile: ENOSPC": partial(
        files.profile_is_not_kept, partial(files.disk_fails, "ENOSPC", "fsync"), ERRORS["ENOSPC"]
    ),
    "profile: EROFS": partial(files.profile_is_not_kept, partial(files.disk_fails, "EROFS", "mkdir"), ERRORS["EROFS"]),
}
_WRITTEN: dict[str, Case] = {
    **{
        f"{name}: {error} at {' and '.join(calls)}": partial(written.is_not_written, name, error, calls)
        for name in written.WRITINGS
        for error, calls in (("ENOSPC", ("fsync",)), ("EROFS", ("open",)), ("EIO", ("link", "replace")))
    },
    **{
        f"request drafts: {error} at {call}": partial(written.request_drafts_fail, error, call)
        for error, call in (("ENOSPC", "fsync"), ("EDQUOT", "replace"), ("EROFS", "open"))
    },
    "request drafts: room again after EIO": partial(written.request_drafts_get_room, "EIO", "fsync"),
    "request drafts: one is torn": partial(written.request_draft_is_broken, b'{"format": 1, "server": "'),
    "request drafts: one is zeros": partial(written.request_draft_is_broken, bytes(512)),
    "request drafts: the folder is closed": written.request_drafts_are_closed,
    **{
        f"code of a search: {error} at {call}": partial(written.code_cache_fails, error, call)
        for error, call in (("ENOSPC", "replace"), ("EROFS", "open"), ("EIO", "mkdir"))
    },
}
_HOME: dict[str, Case] = {
    "keymap: closed": partial(home.keymap_refused, b"", 0, "can't be read: Permission denied"),
    "keymap: broken TOML": partial(home.keymap_refused, b"[keys\n", 0o600, "keymap.toml: "),
    "keymap: broken UTF-8": partial(home.keymap_refused, b'preset = "\xff"\n', 0o600, "it is not UTF-8 text"),
    "keymap: zeros after a crash": partial(home.keymap_refused, bytes(512), 0o600, "keymap.toml: "),
    "keymap: a folder in its place": home.keymap_is_a_folder,
    **{
        f"editor's file: {error} at {call}": partial(home.outside_file_fails, error, call)
        for error, call in (("ENOSPC", "fsync"), ("EROFS", "mkdir"), ("EIO", "open"))
    },
    **{
        f"link: {error} at {call}": partial(home.link_is_not_kept, error, call)
        for error, call in (("ENOSPC", "fsync"), ("EROFS", "mkdir"), ("EIO", "open"), ("EDQUOT", "replace"))
    },
    "link: torn": partial(home.link_is_broken, b'{"folder": "'),
    "link: zeros": partial(home.link_is_broken, bytes(512)),
}
MOUNTED: dict[str, Case] = {
    "a full disk": drafts.full_disk,
    "a full disk that gets room": drafts.full_disk_with_room_later,
    "a disk that turned read-only": drafts.disk_turned_read_only,
    "a full disk for the cache": files.full_cache,
}
"""Cases that mount a disk: only root may."""

CASES: dict[str, Case] = {**_DRAFTS, **_FILES, **_WRITTEN, **_HOME, **MOUNTED}


def run(names: Sequence[str], folder: Path) -> dict[str, str]:
    """Run these cases on one server; answers what went wrong in which, and `not here` where no disk can be mounted."""
    found: dict[str, str] = {}
    sandbox_folder = folder / "sandbox"
    sandbox = start_sandbox(sandbox_folder, "2.1", type_check=False)
    try:
        asyncio.run(_create(sandbox))
        for number, name in enumerate(names):
            if said := run_on(name, folder / str(number), sandbox, sandbox_folder):
                found[name] = said
    finally:
        sandbox.stop()
    return found


def run_on(name: str, folder: Path, sandbox: SandboxProcess, sandbox_folder: Path) -> str:
    """Run a case on a server that has the function; answers what went wrong."""
    try:
        CASES[name](DiskHarness(folder, sandbox, sandbox_folder))
    except PermissionError as error:
        return f"not here: {error}"
    except (Fault, AssertionError) as fault:
        return str(fault)
    return ""


async def _create(sandbox: SandboxProcess) -> None:
    async with Client(sandbox.url, Secret(sandbox.api_key)) as client:
        await client.functions.create(NewFunction("Shared", "module.exports = 1;\n", SLUG))


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="cases whose name holds this")
    options = parser.parse_args()
    names = [name for name in CASES if options.only in name]
    random.Random(options.seed).shuffle(names)
    bad = skipped = 0
    for name in names:
        # A server for each: every case finds the same function.
        with tempfile.TemporaryDirectory() as folder:
            found = run([name], Path(folder)).get(name, "")
        here = not found.startswith("not here")
        bad += bool(found) and here
        skipped += not here
        print(f"{'ok  ' if not found else 'BAD ' if here else 'skip'} {name}{': ' if found else ''}{found}", flush=True)
    print(f"{len(names)} cases, {skipped} of them not here, {bad} in which a promise was not kept")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
