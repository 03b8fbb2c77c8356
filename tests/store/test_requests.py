"""Saved requests on disk: where they are, whose they are, and what is never overwritten."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from threading import Thread

import pytest

from tui.errors import StorageError
from tui.store.requests import ChangedMeanwhile, RequestStore

SERVER = "http://localhost:7130"


def in_project(tmp_path: Path) -> tuple[RequestStore, Path]:
    project = tmp_path / "project"
    (project / ".insforge").mkdir(parents=True)
    return RequestStore(tmp_path / "data", tmp_path / "locks", project), project


def test_a_project_holds_its_requests_where_they_can_be_committed(tmp_path: Path) -> None:
    store, project = in_project(tmp_path)
    assert store.read(SERVER, "greet") == ""
    assert store.write(SERVER, "greet", "a\r\n", seen="") is None
    path = project / ".insforge" / "requests" / "greet.http"
    assert path.read_bytes() == b"a\r\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [each.name for each in path.parent.iterdir()] == ["greet.http"]
    assert store.name(SERVER, "greet") == ".insforge/requests/greet.http"


def test_without_a_project_each_server_has_a_folder(tmp_path: Path) -> None:
    store = RequestStore(tmp_path / "data", tmp_path / "locks")
    assert store.write(SERVER, "greet", "here", seen="") is None
    assert store.read(SERVER, "greet") == "here"
    assert store.read("https://else.where", "greet") == ""
    path = store.path(SERVER, "greet")
    assert path.parent.parent == tmp_path / "data"
    assert path.parent.name.startswith("localhost-7130-")


@pytest.mark.parametrize("slug", ["../../x", "a/b", ".", "", "\ud800", "x" * 300, "a\0b", "ä"])
def test_no_slug_leads_out_of_the_folder(tmp_path: Path, slug: str) -> None:
    for store in (RequestStore(tmp_path / "data", tmp_path / "locks"), in_project(tmp_path)[0]):
        assert store.write(SERVER, slug, "x", seen="") is None
        assert store.read(SERVER, slug) == "x"
        assert store.path(SERVER, slug).resolve().is_relative_to(tmp_path)
        assert store.path(SERVER, slug) != store.path(SERVER, slug + "_")


def test_what_somebody_else_wrote_is_not_overwritten(tmp_path: Path) -> None:
    store, project = in_project(tmp_path)
    store.write(SERVER, "greet", "one", seen="")
    (project / ".insforge" / "requests" / "greet.http").write_text("by hand")
    assert store.write(SERVER, "greet", "two", seen="one") == ChangedMeanwhile("by hand")
    assert store.read(SERVER, "greet") == "by hand"


def test_of_many_writers_at_once_none_is_lost(tmp_path: Path) -> None:
    store, _ = in_project(tmp_path)

    def write(letter: str) -> None:
        seen = ""
        while (changed := store.write(SERVER, "greet", seen + letter, seen=seen)) is not None:
            seen = changed.text

    threads = [Thread(target=write, args=(letter,)) for letter in "abcdefgh"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(store.read(SERVER, "greet")) == list("abcdefgh")


def test_a_byte_order_mark_stays(tmp_path: Path) -> None:
    store, project = in_project(tmp_path)
    path = project / ".insforge" / "requests" / "greet.http"
    path.parent.mkdir()
    path.write_bytes(b"\xef\xbb\xbfa")
    assert store.read(SERVER, "greet") == "a"
    assert store.write(SERVER, "greet", "b", seen="a") is None
    assert path.read_bytes() == b"\xef\xbb\xbfb"


def test_a_link_out_of_the_project_is_not_followed(tmp_path: Path) -> None:
    store, project = in_project(tmp_path)
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "greet.http").write_text("mine")
    (project / ".insforge" / "requests").symlink_to(outside)
    for act in (
        lambda: store.read(SERVER, "greet"),
        lambda: store.write(SERVER, "greet", "x", seen="mine"),
    ):
        with pytest.raises(StorageError, match="leads out of its project"):
            act()
    assert (outside / "greet.http").read_text() == "mine"


@pytest.mark.skipif(os.name == "nt" or os.getuid() == 0, reason="root may write everywhere")
def test_a_folder_that_can_not_be_written_is_said(tmp_path: Path) -> None:
    store, project = in_project(tmp_path)
    (project / ".insforge").chmod(0o500)
    with pytest.raises(StorageError, match="can't be made"):
        store.write(SERVER, "greet", "x", seen="")


def test_without_a_place_for_locks_requests_are_kept_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "locks").write_text("a file")
    store, _ = in_project(tmp_path)
    assert store.write(SERVER, "greet", "x", seen="") is None
    assert store.read(SERVER, "greet") == "x"


def test_what_is_no_text_is_said(tmp_path: Path) -> None:
    store, project = in_project(tmp_path)
    path = project / ".insforge" / "requests" / "greet.http"
    path.parent.mkdir()
    path.write_bytes(b"\xff\xfe\x00a")
    with pytest.raises(StorageError):
        store.read(SERVER, "greet")
