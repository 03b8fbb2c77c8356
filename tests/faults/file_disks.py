"""Caches, settings, project files and profiles that can't be read or written, one case a function.

Each raises Fault when a promise is not kept.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.faults.bench import Bench, fill, small_disk
from tests.faults.traces import SLUG, Fault


def full_cache(bench: Bench) -> None:
    with small_disk(bench.cache):
        fill(bench.cache)
        bench.shows_the_list()
        bench.shows_the_list()


def cache_fails(prepare: Callable[[Bench], None], bench: Bench) -> None:
    """The list that was last known is lost, and nothing else."""
    bench.shows_the_list()
    prepare(bench)
    bench.shows_the_list()


def _cache_files(bench: Bench) -> list[Path]:
    found = list((bench.cache / "insforge-tui" / "lists").glob("*.json"))
    if not found:
        raise Fault("no list was kept")
    return found


def cache_is_broken(content: bytes, bench: Bench) -> None:
    for path in _cache_files(bench):
        path.write_bytes(content)


def cache_is_closed(bench: Bench) -> None:
    for path in _cache_files(bench):
        path.chmod(0)
        path.parent.chmod(0o500)


def cache_is_a_folder(bench: Bench) -> None:
    for path in _cache_files(bench):
        path.unlink()
        path.mkdir()


# Settings, profiles, project files


def settings_refused(content: bytes, mode: int, said: str, bench: Bench) -> None:
    """The settings can't be used: the console says why and ends."""
    path = bench.config / "insforge-tui" / "config.toml"
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    path.chmod(mode)
    bench.refuses(said)


def settings_are_a_folder(bench: Bench) -> None:
    (bench.config / "insforge-tui" / "config.toml").mkdir(parents=True)
    bench.refuses("Is a directory")


def settings_are_a_loop(bench: Bench) -> None:
    path = bench.config / "insforge-tui" / "config.toml"
    path.parent.mkdir(parents=True)
    path.symlink_to(path)
    bench.refuses("Too many levels of symbolic links")


def settings_folder_is_closed(bench: Bench) -> None:
    (bench.config / "insforge-tui").mkdir(parents=True)
    (bench.config / "insforge-tui").chmod(0)
    bench.refuses("Permission denied")


def settings_folder_is_a_file(bench: Bench) -> None:
    bench.config.write_text("a file where a folder belongs")
    bench.shows_the_list()


def project_refused(content: bytes, mode: int, said: str, bench: Bench) -> None:
    """The project file can't be used: the console says why, and ends where nothing else names a server."""
    path = bench.work / ".insforge" / "project.json"
    path.parent.mkdir()
    path.write_bytes(content)
    path.chmod(mode)
    bench.refuses(said, connected=False)
    # With a server from elsewhere it is not needed: it is named, and passed over.
    with bench.console() as terminal:
        terminal.wait_for(rf"{SLUG} +\+ active")
        terminal.wait_for(r"The\s+project\s+file\s+is\s+ignored")
        bench.leave(terminal)


def profile_is_not_kept(prepare: Callable[[Bench], None], reason: str, bench: Bench) -> None:
    """A key that can't be kept is told, and the console connects without keeping it."""
    prepare(bench)
    with bench.console(connected=False) as terminal:
        terminal.wait_to_read(r"Connect to an InsForge server")
        terminal.press(bench.sandbox.url, "tab", bench.sandbox.api_key, "tab", "tab", "tab", " ", "enter")
        terminal.wait_for(r"It works, but it could not be kept\.")
        # Wherever the line was broken.
        terminal.wait_for(r"\W+".join(reason.split()))
        terminal.press("enter")
        terminal.wait_for(rf"{SLUG} +\+ active")
        bench.leave(terminal)
    left = [path for path in bench.home.rglob("*") if path.is_file() and bench.sandbox.api_key in _text(path)]
    if left:
        raise Fault(f"the key was not to be kept, and stands in {left}")


def _text(path: Path) -> str:
    return path.read_bytes().decode(errors="replace")


def config_is_read_only(bench: Bench) -> None:
    bench.config.mkdir(mode=0o500)


def disk_fails(error: str, call: str, bench: Bench) -> None:
    bench.disk(error, call)
