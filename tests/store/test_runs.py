"""Runs on disk: for their owner alone, bounded, and never lost to a file that can't be read."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tui.errors import StorageError
from tui.model.kept_run import KeptRequest, KeptRun
from tui.store import runs as module
from tui.store.runs import MOST_RUNS, RunStore

AT = datetime(2026, 11, 27, tzinfo=UTC)
SERVER = "http://here"


def run(number: int = 0, body: bytes = b"\xff{}") -> KeptRun:
    request = KeptRequest("POST", "/a", "b=1", (("x", "ä"),), "{}", "none", "", f"run {number}", False, 2.5)
    return KeptRun(
        AT + timedelta(seconds=number),
        request,
        201,
        (("a", "b"), ("a", "c")),
        0.1,
        0.25,
        9000,
        body,
        "http://here/a",
        "GET",
    )


def test_runs_come_back_the_newest_first_and_are_their_owners_alone(tmp_path: Path) -> None:
    store = RunStore(tmp_path / "runs")
    assert store.runs(SERVER, "a") == ()
    for number in range(3):
        store.keep(SERVER, "a", run(number))
    store.keep(SERVER, "b", run(9))
    assert RunStore(tmp_path / "runs").runs(SERVER, "a") == (run(2), run(1), run(0))
    assert store.runs("http://elsewhere", "a") == ()
    assert (tmp_path / "runs").stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "runs").glob("*.json")} == {0o600}


def test_a_function_keeps_its_last_runs(tmp_path: Path) -> None:
    store = RunStore(tmp_path)
    for number in range(MOST_RUNS + 5):
        store.keep(SERVER, "a", run(number))
    kept = store.runs(SERVER, "a")
    assert [each.request.name for each in kept] == [f"run {number}" for number in range(MOST_RUNS + 4, 4, -1)]


def test_a_function_takes_only_so_many_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_FUNCTION_BYTES", 4000)
    store = RunStore(tmp_path)
    for number in range(9):
        store.keep(SERVER, "a", run(number, b"a" * 700))
    assert 1 <= len(store.runs(SERVER, "a")) <= 4
    assert store.runs(SERVER, "a")[0] == run(8, b"a" * 700)
    assert max(path.stat().st_size for path in tmp_path.glob("*.json")) <= 4000
    # One that is too large by itself takes no other's place.
    before = store.runs(SERVER, "a")
    store.keep(SERVER, "a", run(10, b"a" * 9000))
    assert store.runs(SERVER, "a") == before


def test_all_of_them_take_only_so_many_bytes(tmp_path: Path) -> None:
    store = RunStore(tmp_path, most_bytes=3000)
    for number in range(9):
        store.keep(SERVER, f"function-{number}", run(number, b"a" * 500))
    assert sum(path.stat().st_size for path in tmp_path.glob("*.json")) <= 3000
    assert store.runs(SERVER, "function-8") == (run(8, b"a" * 500),)


@pytest.mark.parametrize(
    "content", [b"", b"[]", b'{"format": 1}', b"\xff", b"[" * 9999, b'{"format":1,"runs":[{"at":1}]}']
)
def test_a_file_that_cant_be_read_is_set_aside(tmp_path: Path, content: bytes) -> None:
    store = RunStore(tmp_path)
    store.keep(SERVER, "a", run())
    [path] = tmp_path.glob("*.json")
    path.write_bytes(content)
    with pytest.raises(StorageError, match="set aside"):
        store.runs(SERVER, "a")
    assert [aside.read_bytes() for aside in tmp_path.glob("*.unreadable")] == [content]
    store.keep(SERVER, "a", run(1))
    assert store.runs(SERVER, "a") == (run(1),)


def test_a_file_of_a_later_version_is_left_alone(tmp_path: Path) -> None:
    store = RunStore(tmp_path)
    store.keep(SERVER, "a", run())
    [path] = tmp_path.glob("*.json")
    later = json.dumps({**json.loads(path.read_bytes()), "format": 2}).encode()
    path.write_bytes(later)
    with pytest.raises(StorageError, match="later version"):
        store.keep(SERVER, "a", run(1))
    assert path.read_bytes() == later


def test_a_folder_that_cant_be_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(StorageError):
        RunStore(tmp_path / "file" / "runs").keep(SERVER, "a", run())
