"""Caches, settings, project files and profiles that can't be read or written, one case a function.

Each raises Fault when a promise is not kept.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.faults.disk_harness import DiskHarness, fill, small_disk
from tests.faults.oracle import SLUG, Fault


def full_cache(harness: DiskHarness) -> None:
    with small_disk(harness.cache):
        fill(harness.cache)
        harness.shows_the_list()
        harness.shows_the_list()


def cache_fails(prepare: Callable[[DiskHarness], None], harness: DiskHarness) -> None:
    """The list that was last known is lost, and nothing else."""
    harness.shows_the_list()
    prepare(harness)
    harness.shows_the_list()


def _cache_files(harness: DiskHarness) -> list[Path]:
    found = list((harness.cache / "insforge-tui" / "lists").glob("*.json"))
    if not found:
        raise Fault("no list was kept")
    return found


def cache_is_broken(content: bytes, harness: DiskHarness) -> None:
    for path in _cache_files(harness):
        path.write_bytes(content)


def cache_is_closed(harness: DiskHarness) -> None:
    for path in _cache_files(harness):
        path.chmod(0)
        path.parent.chmod(0o500)


def cache_is_a_folder(harness: DiskHarness) -> None:
    for path in _cache_files(harness):
        path.unlink()
        path.mkdir()


# Settings, profiles, project files


def settings_refused(content: bytes, mode: int, said: str, harness: DiskHarness) -> None:
    """The settings can't be used: the console says why and ends."""
    path = harness.config / "insforge-tui" / "config.toml"
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    path.chmod(mode)
    harness.refuses(said)


def settings_are_a_folder(harness: DiskHarness) -> None:
    (harness.config / "insforge-tui" / "config.toml").mkdir(parents=True)
    harness.refuses("Is a directory")


def settings_are_a_loop(harness: DiskHarness) -> None:
    path = harness.config / "insforge-tui" / "config.toml"
    path.parent.mkdir(parents=True)
    path.symlink_to(path)
    harness.refuses("Too many levels of symbolic links")


def settings_folder_is_closed(harness: DiskHarness) -> None:
    (harness.config / "insforge-tui").mkdir(parents=True)
    (harness.config / "insforge-tui").chmod(0)
    harness.refuses("Permission denied")


def settings_folder_is_a_file(harness: DiskHarness) -> None:
    harness.config.write_text("a file where a folder belongs")
    harness.shows_the_list()


def project_refused(content: bytes, mode: int, said: str, harness: DiskHarness) -> None:
    """The project file can't be used: the console says why, and ends where nothing else names a server."""
    path = harness.work / ".insforge" / "project.json"
    path.parent.mkdir()
    path.write_bytes(content)
    path.chmod(mode)
    harness.refuses(said, connected=False)
    # With a server from elsewhere it is not needed: it is named, and passed over.
    with harness.console() as terminal:
        terminal.wait_for(rf"{SLUG} +\+ active")
        terminal.wait_for(r"The\s+project\s+file\s+is\s+ignored")
        harness.leave(terminal)


def profile_is_not_kept(prepare: Callable[[DiskHarness], None], reason: str, harness: DiskHarness) -> None:
    """A key that can't be kept is told, and the console connects without keeping it."""
    prepare(harness)
    with harness.console(connected=False) as terminal:
        terminal.wait_to_read(r"Connect to an InsForge server")
        terminal.press(harness.sandbox.url, "tab", harness.sandbox.api_key, "tab", "tab", "tab", " ", "enter")
        terminal.wait_for(r"It works, but it could not be kept\.")
        # Wherever the line was broken.
        terminal.wait_for(r"\W+".join(reason.split()))
        terminal.press("enter")
        terminal.wait_for(rf"{SLUG} +\+ active")
        harness.leave(terminal)
    left = [path for path in harness.home.rglob("*") if path.is_file() and harness.sandbox.api_key in _text(path)]
    if left:
        raise Fault(f"the key was not to be kept, and stands in {left}")


def _text(path: Path) -> str:
    return path.read_bytes().decode(errors="replace")


def config_is_read_only(harness: DiskHarness) -> None:
    harness.config.mkdir(mode=0o500)


def disk_fails(error: str, call: str, harness: DiskHarness) -> None:
    harness.disk(error, call)
