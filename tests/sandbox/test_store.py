"""What is kept on disk, and how safely."""

import contextlib
import sqlite3
import stat
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tui.sandbox import store as store_module
from tui.sandbox.store import DATABASE_NAME, FunctionSeed, FunctionStore, SlugTaken, StoreUnusable

START = datetime(2026, 1, 2, 3, 4, 5, 678_000, tzinfo=UTC)


class Clock:
    """A clock that moves one second with each look."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


def seed(slug: str) -> FunctionSeed:
    return FunctionSeed(slug, slug, None, "x", "draft", START, START, None)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_only_the_owner_can_look_inside(tmp_path: Path) -> None:
    store = FunctionStore(tmp_path / "deep" / "sandbox")
    store.create(slug="a", name="a", description=None, code="x", status="active")
    assert mode(tmp_path / "deep" / "sandbox") == 0o700
    files = list((tmp_path / "deep" / "sandbox").iterdir())
    assert {mode(path) for path in files} == {0o600}
    assert DATABASE_NAME in {path.name for path in files}


def test_what_was_written_is_there_after_a_restart(tmp_path: Path) -> None:
    first = FunctionStore(tmp_path)
    code = "// 名前 🚀\r\n\tx\x00\u2028"
    written = first.create(slug="a", name="Ünï", description="d", code=code, status="active")
    first.close()
    second = FunctionStore(tmp_path)
    assert second.get("a") == written
    assert (second.api_key, second.password) == (first_keys(tmp_path))
    assert second.api_key.startswith("ik_")


def first_keys(directory: Path) -> tuple[str, str]:
    with sqlite3.connect(directory / DATABASE_NAME) as connection:
        rows = dict(connection.execute("SELECT key, value FROM meta").fetchall())
    return rows["api_key"], rows["password"]


def test_seeds_are_sown_once_and_stay_deleted(tmp_path: Path) -> None:
    store = FunctionStore(tmp_path, [seed("a")])
    assert store.delete("a")
    store.close()
    assert FunctionStore(tmp_path, [seed("a"), seed("b")]).all() == []


def test_the_time_of_deployment_moves_only_with_the_status_active(tmp_path: Path) -> None:
    store = FunctionStore(tmp_path, clock=Clock())
    created = store.create(slug="a", name="a", description=None, code="x", status="active")
    assert created.deployed_at == created.created_at == "2026-01-02T03:04:06.678Z"
    renamed = store.update("a", {"name": "b", "code": "y"})
    assert renamed is not None
    assert (renamed.updated_at, renamed.deployed_at) == ("2026-01-02T03:04:07.678Z", created.deployed_at)
    drafted = store.update("a", {"status": "draft"})
    assert drafted is not None
    assert drafted.deployed_at == created.deployed_at
    activated = store.update("a", {"status": "active"})
    assert activated is not None
    assert activated.deployed_at == activated.updated_at == "2026-01-02T03:04:09.678Z"
    assert store.create(slug="d", name="d", description=None, code="x", status="draft").deployed_at is None


def test_the_last_created_comes_first_also_within_one_moment(tmp_path: Path) -> None:
    store = FunctionStore(tmp_path, clock=lambda: START)
    for slug in "abc":
        store.create(slug=slug, name=slug, description=None, code="x", status="draft")
    assert [function.slug for function in store.all()] == ["c", "b", "a"]


def test_a_slug_is_taken_once(tmp_path: Path) -> None:
    store = FunctionStore(tmp_path)
    store.create(slug="a", name="a", description=None, code="x", status="draft")
    with pytest.raises(SlugTaken):
        store.create(slug="a", name="b", description=None, code="y", status="draft")
    # The failed transaction is over: the next write goes through.
    assert store.update("a", {"name": "c"}) is not None
    assert store.update("b", {"name": "c"}) is None
    assert not store.delete("b")


def test_two_processes_write_to_one_folder_without_losing_anything(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from tui.sandbox.store import FunctionStore\n"
        "store = FunctionStore(Path(sys.argv[1]))\n"
        "for number in range(50):\n"
        "    store.create(slug=f'{sys.argv[2]}-{number}', name='n', description=None, code='x', status='draft')\n"
        "print(store.api_key)\n"
    )
    running = [
        subprocess.Popen([sys.executable, "-c", program, str(tmp_path), name], stdout=subprocess.PIPE, text=True)
        for name in ("one", "two")
    ]
    keys = {process.communicate()[0] for process in running}
    assert [process.returncode for process in running] == [0, 0]
    assert len(keys) == 1
    assert len(FunctionStore(tmp_path).all()) == 100


def test_a_new_folder_is_opened_by_four_processes_at_once(tmp_path: Path) -> None:
    """They start together; one in five failed without the retry."""
    program = (
        "import sys; from pathlib import Path; from tui.sandbox.store import FunctionStore\n"
        "for number in range(15):\n"
        "    print(number, flush=True); sys.stdin.readline()\n"
        "    FunctionStore(Path(sys.argv[1]) / str(number)).close()\n"
    )
    running = [
        subprocess.Popen(
            [sys.executable, "-c", program, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in range(4)
    ]
    for _ in range(15):
        for process in running:
            assert process.stdout is not None
            process.stdout.readline()
        for process in running:
            assert process.stdin is not None
            # Gone means that it failed, which is seen below.
            with contextlib.suppress(BrokenPipeError):
                process.stdin.write("\n")
                process.stdin.flush()
    for process in running:
        process.communicate()
    assert [process.returncode for process in running] == [0] * 4


def test_a_folder_held_for_too_long_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_module, "_BUSY_SECONDS", 0.05)
    with contextlib.closing(sqlite3.connect(tmp_path / DATABASE_NAME, isolation_level=None)) as holder:
        holder.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StoreUnusable, match="locked"):
            FunctionStore(tmp_path)
        holder.execute("ROLLBACK")
    FunctionStore(tmp_path).close()


def test_what_is_no_store_is_named_in_one_line(tmp_path: Path) -> None:
    (tmp_path / DATABASE_NAME).write_bytes(b"this is no database at all, but longer than a header\n" * 20)
    with pytest.raises(StoreUnusable, match="not a database"):
        FunctionStore(tmp_path)
    with pytest.raises(StoreUnusable, match="can't use"):
        FunctionStore(tmp_path / DATABASE_NAME)


def test_a_store_of_a_later_version_is_left_alone(tmp_path: Path) -> None:
    FunctionStore(tmp_path).close()
    with sqlite3.connect(tmp_path / DATABASE_NAME) as connection:
        connection.execute("UPDATE meta SET value = '7' WHERE key = 'schema_version'")
    with pytest.raises(StoreUnusable, match="version 7"):
        FunctionStore(tmp_path)


def test_a_failure_while_running_is_a_store_error(tmp_path: Path) -> None:
    store = FunctionStore(tmp_path)
    with sqlite3.connect(tmp_path / DATABASE_NAME) as connection:
        connection.execute("DROP TABLE functions")
    for action in (store.all, lambda: store.get("a"), lambda: store.delete("a"), lambda: store.update("a", {})):
        with pytest.raises(StoreUnusable):
            action()
