"""Functions written to files: names, what is there already, disks that take nothing."""

from __future__ import annotations

import errno
import json
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cases import cases
from tui.errors import StorageError
from tui.model.function import Function, FunctionSummary
from tui.store.exports import ExportFolder, Written, file_stem

NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)
CODE = "// ä\r\nmodule.exports = 1;\n"


def function(slug: str = "greet", code: str = CODE) -> Function:
    return Function(FunctionSummary(slug, "Greet", "active", description="says hi", updated_at=NOON), code)


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_code_is_written_as_it_is_with_what_is_known_of_it(tmp_path: Path) -> None:
    folder = ExportFolder(tmp_path / "a" / "b")
    folder.make()
    assert folder.write(function(), ".js") == Written(("greet.js", "greet.json"))
    assert (folder.path / "greet.js").read_bytes() == CODE.encode()
    assert json.loads((folder.path / "greet.json").read_text()) == {
        "slug": "greet",
        "name": "Greet",
        "description": "says hi",
        "status": "active",
    }
    assert names(folder.path) == {"greet.js", "greet.json"}
    assert folder.write(function(), ".js") == Written()


def test_what_is_there_is_left_as_it_is_unless_it_is_to_be_replaced(tmp_path: Path) -> None:
    (tmp_path / "greet.json").write_text("mine")
    folder = ExportFolder(tmp_path)
    assert folder.taken(["greet", "other"]) == ("greet.json",)
    assert folder.write(function(), ".js") == Written(kept=("greet.json",))
    assert names(tmp_path) == {"greet.json"}
    assert ExportFolder(tmp_path, replaces=True).write(function(), ".js") == Written(("greet.js", "greet.json"))
    assert "Greet" in (tmp_path / "greet.json").read_text()


@pytest.mark.parametrize("has_links", [True, False])
def test_a_file_that_comes_at_the_same_moment_is_not_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, has_links: bool
) -> None:
    sync, link = os.fsync, os.link

    def somebody_writes(handle: int) -> None:
        (tmp_path / "greet.js").write_text("theirs")
        sync(handle)

    def no_links(*names: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "fsync", somebody_writes)
    monkeypatch.setattr(os, "link", link if has_links else no_links)
    assert ExportFolder(tmp_path).write(function(), ".js") == Written((), ("greet.js",))
    assert (tmp_path / "greet.js").read_text() == "theirs"
    assert names(tmp_path) == {"greet.js"}


def test_a_file_system_without_links_gets_whole_files_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_links(*names: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", no_links)
    assert ExportFolder(tmp_path).write(function(), ".ts") == Written(("greet.ts", "greet.json"))
    assert (tmp_path / "greet.ts").read_bytes() == CODE.encode()


def test_a_full_disk_is_told_with_the_file_and_leaves_no_rest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "greet.js").write_text("old")

    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StorageError, match=r"greet\.js can't be written: No space left on device"):
        ExportFolder(tmp_path, replaces=True).write(function(), ".js")
    assert (tmp_path / "greet.js").read_text() == "old"
    assert names(tmp_path) == {"greet.js"}


def test_a_folder_that_is_none_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError, match="can't be made: Not a directory"):
        ExportFolder(tmp_path / "file" / "folder").make()
    with pytest.raises(StorageError, match="can't be read: Not a directory"):
        ExportFolder(tmp_path / "file").taken(["greet"])
    assert ExportFolder(tmp_path / "none").taken(["greet"]) == ()


def test_a_link_that_is_replaced_stays_one(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").write_text("old")
    (tmp_path / "greet.js").symlink_to(tmp_path / "elsewhere")
    ExportFolder(tmp_path, replaces=True).write(function(), ".js")
    assert (tmp_path / "greet.js").is_symlink()
    assert (tmp_path / "elsewhere").read_bytes() == CODE.encode()


@given(st.text(min_size=1))
def test_no_slug_leads_out_of_the_folder(slug: str) -> None:
    stem = file_stem(slug)
    assert not set(stem) & set("/\\.\0: \n")
    assert stem
    assert Path("folder", f"{stem}.js").parent == Path("folder")


@cases("slug", ["a", "A_b-1", "x" * 60])
def test_usual_slugs_name_their_files(slug: str) -> None:
    assert file_stem(slug) == slug
