from __future__ import annotations

import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tui.model.function import FunctionSummary
from tui.store.list_cache import KnownList, ListCache

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
SERVER = "https://one.example"
KNOWN = KnownList(
    (
        FunctionSummary("greet", "Greet \x1b[31m", "active", "id-1", "says\nhello 🚀", NOW, NOW - timedelta(days=1)),
        FunctionSummary("", "", "", "", None, None, None, NOW),
        FunctionSummary("lone", "\ud800", "draft", description=""),
    ),
    NOW,
)


def only_file(folder: Path) -> Path:
    (path,) = folder.iterdir()
    return path


def test_a_list_comes_back_as_it_was_kept(tmp_path: Path) -> None:
    cache = ListCache(tmp_path / "lists")
    cache.keep(SERVER, KNOWN)
    found = ListCache(tmp_path / "lists").find(SERVER)
    assert found is not None
    assert found.fetched_at == NOW
    assert found.functions[:2] == KNOWN.functions[:2]
    # An empty description is as good as none in a cache.
    assert found.functions[2] == KNOWN.functions[2]._replace(description=None)


def test_each_server_has_its_own_list(tmp_path: Path) -> None:
    cache = ListCache(tmp_path)
    cache.keep(SERVER, KNOWN)
    assert cache.find("https://two.example") is None
    cache.keep("https://two.example", KNOWN._replace(functions=()))
    assert cache.find("https://two.example") == KNOWN._replace(functions=())
    assert cache.find(SERVER) is not None


def test_only_the_user_can_read_it_and_no_url_is_a_path(tmp_path: Path) -> None:
    cache = ListCache(tmp_path / "lists")
    cache.keep("../../etc/\x00\ud800", KNOWN)
    path = only_file(tmp_path / "lists")
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert cache.find("../../etc/\x00\ud800") is not None


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        b"{}",
        b"null",
        b"[" * 100_000,
        b'{"format":1}',
        json.dumps({"format": 1, "server": SERVER, "fetched_at": "yesterday", "functions": []}).encode(),
        json.dumps({"format": 1, "server": SERVER, "fetched_at": "2026-01-01", "functions": []}).encode(),
        json.dumps({"format": 1, "server": SERVER, "fetched_at": NOW.isoformat(), "functions": [1]}).encode(),
        json.dumps({"format": 1, "server": SERVER, "fetched_at": NOW.isoformat(), "functions": [{"slug": 1}]}).encode(),
        json.dumps(
            {"format": 1, "server": SERVER, "fetched_at": NOW.isoformat(), "functions": [{"slug": 1, "status": ""}]}
        ).encode(),
        json.dumps({"format": 2, "server": SERVER, "fetched_at": NOW.isoformat(), "functions": []}).encode(),
        json.dumps({"format": 1, "server": "other", "fetched_at": NOW.isoformat(), "functions": []}).encode(),
    ],
)
def test_what_can_not_be_used_is_as_good_as_none(tmp_path: Path, content: bytes) -> None:
    cache = ListCache(tmp_path)
    cache.keep(SERVER, KNOWN)
    only_file(tmp_path).write_bytes(content)
    assert cache.find(SERVER) is None


@pytest.mark.skipif(os.name == "nt", reason="makes a pipe")
def test_a_pipe_in_its_place_is_as_good_as_none_and_not_waited_for(tmp_path: Path) -> None:
    cache = ListCache(tmp_path)
    cache.keep(SERVER, KNOWN)
    path = only_file(tmp_path)
    path.unlink()
    os.mkfifo(path)
    assert cache.find(SERVER) is None
    cache.keep(SERVER, KNOWN)
    assert cache.find(SERVER) is not None


def test_a_file_cut_off_anywhere_is_as_good_as_none(tmp_path: Path) -> None:
    cache = ListCache(tmp_path)
    cache.keep(SERVER, KNOWN)
    path = only_file(tmp_path)
    whole = path.read_bytes()
    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        assert cache.find(SERVER) is None


def test_a_folder_that_can_not_be_made_harms_nobody(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    cache = ListCache(tmp_path / "file" / "lists")
    cache.keep(SERVER, KNOWN)
    assert cache.find(SERVER) is None
