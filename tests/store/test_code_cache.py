"""Code kept on disk by the time it has on the server: what is torn or foreign is not known, and nothing grows."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tui.model.function import Function, FunctionSummary
from tui.store.code_cache import CodeCache

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
SERVER = "https://one.example"
GREET = Function(
    FunctionSummary("greet", "Greet", "active", "id-1", updated_at=NOW), "let a;\r\n// \U0001f680 \ud800\n"
)


def of(number: int) -> Function:
    return Function(FunctionSummary(f"f{number}", "", "active", updated_at=NOW), "x" * 100)


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_code_comes_back_as_it_was_kept_until_the_server_has_a_newer_one(tmp_path: Path) -> None:
    assert CodeCache(tmp_path).keep(SERVER, GREET)
    cache = CodeCache(tmp_path)
    newer = GREET.summary._replace(updated_at=NOW + timedelta(milliseconds=1))
    assert cache.find(SERVER, GREET.summary._replace(name="New", status="draft")) == GREET.code
    for other in (newer, GREET.summary._replace(id="id-2"), GREET.summary._replace(slug="greet2")):
        assert cache.find(SERVER, other) is None
        assert cache.known(SERVER, [other]) == frozenset()
    assert cache.find("https://two.example", GREET.summary) is None
    assert cache.known(SERVER, [GREET.summary, of(1).summary]) == {"greet"}


def test_code_without_a_time_is_never_taken_for_the_servers(tmp_path: Path) -> None:
    cache = CodeCache(tmp_path)
    timeless = GREET._replace(summary=GREET.summary._replace(updated_at=None))
    assert not cache.keep(SERVER, timeless)
    assert cache.find(SERVER, timeless.summary) is None
    assert files(tmp_path) == []


def test_only_the_user_can_read_it_and_nothing_foreign_is_a_path(tmp_path: Path) -> None:
    cache = CodeCache(tmp_path / "code")
    odd = GREET._replace(summary=GREET.summary._replace(slug="../../x\x00\ud800"))
    assert cache.keep("../../etc/\x00\ud800", odd)
    (path,) = files(tmp_path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.parent == tmp_path / "code"
    assert {folder.stat().st_mode & 0o777 for folder in (path.parent, tmp_path / "code")} == {0o700}
    assert cache.find("../../etc/\x00\ud800", odd.summary) == odd.code


@pytest.mark.parametrize("how", ["torn", "empty", "changed", "another's", "longer"])
def test_a_file_that_is_not_whole_and_its_own_is_as_good_as_none(tmp_path: Path, how: str) -> None:
    cache = CodeCache(tmp_path)
    cache.keep(SERVER, GREET)
    (path,) = files(tmp_path)
    content = path.read_bytes()
    if how == "another's":
        cache.keep(SERVER, of(1))
        content = next(each for each in files(tmp_path) if each != path).read_bytes()
    made = {"torn": content[:-1], "empty": b"", "changed": content.replace(b"let", b"var"), "longer": content + b"\n"}
    path.write_bytes(made.get(how, content))
    assert cache.find(SERVER, GREET.summary) is None
    # It is fetched once more, not taken for known for ever.
    assert cache.known(SERVER, [GREET.summary]) == frozenset()


def test_a_pipe_or_a_folder_in_its_place_is_not_waited_for(tmp_path: Path) -> None:
    cache = CodeCache(tmp_path)
    cache.keep(SERVER, GREET)
    (path,) = files(tmp_path)
    path.unlink()
    os.mkfifo(path)
    assert cache.find(SERVER, GREET.summary) is None
    path.unlink()
    path.mkdir()
    assert cache.find(SERVER, GREET.summary) is None
    assert not cache.keep(SERVER, GREET)


def test_tidying_leaves_the_functions_of_the_list_and_the_servers_used_last(tmp_path: Path) -> None:
    cache = CodeCache(tmp_path, most_bytes=600)
    for server, used in (("old", 1), ("older", 0), ("mine", 2)):
        for number in range(3):
            cache.keep(server, of(number))
        folder = max((entry for entry in tmp_path.iterdir()), key=lambda entry: entry.stat().st_ctime_ns)
        os.utime(folder, (used, used))
    cache.tidy("mine", [of(0).summary, of(1).summary])
    assert cache.known("mine", [of(number).summary for number in range(3)]) == {"f0", "f1"}
    assert cache.known("older", [of(0).summary]) == frozenset()
    assert len(list(tmp_path.iterdir())) == 1


def test_a_disk_that_takes_nothing_costs_a_fetch_and_no_more(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    cache = CodeCache(tmp_path / "file")
    assert not cache.keep(SERVER, GREET)
    assert cache.find(SERVER, GREET.summary) is None
    assert cache.known(SERVER, [GREET.summary]) == frozenset()
    cache.tidy(SERVER, [])
