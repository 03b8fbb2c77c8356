"""Files the user wants written: nothing is overwritten unasked, and a failed write leaves what was."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from tui.errors import StorageError
from tui.store.exported import write_exported
from tui.store.files import AlreadyThere


def failing() -> Iterator[bytes]:
    yield b"ab"
    raise OSError(28, "No space left on device")


def test_a_new_file_is_written_with_the_users_own_mode(tmp_path: Path) -> None:
    there = tmp_path / "body.json"
    write_exported(there, (b"ab", b"c"))
    (tmp_path / "other").write_bytes(b"")
    assert there.read_bytes() == b"abc"
    assert there.stat().st_mode == (tmp_path / "other").stat().st_mode


def test_a_file_that_is_there_stays_unless_it_is_to_be_replaced(tmp_path: Path) -> None:
    there = tmp_path / "body.json"
    there.write_bytes(b"old")
    there.chmod(0o640)
    with pytest.raises(AlreadyThere):
        write_exported(there, (b"new",))
    assert there.read_bytes() == b"old"
    write_exported(there, (b"new",), replaces=True)
    assert there.read_bytes() == b"new"
    assert there.stat().st_mode & 0o777 == 0o640
    assert list(tmp_path.iterdir()) == [there]


@pytest.mark.parametrize("is_there", [True, False])
def test_a_disk_that_is_full_leaves_what_was_there(tmp_path: Path, is_there: bool) -> None:
    there = tmp_path / "body.json"
    if is_there:
        there.write_bytes(b"old")
    with pytest.raises(StorageError, match="No space left"):
        write_exported(there, failing(), replaces=is_there)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == ({"body.json": b"old"} if is_there else {})


@pytest.mark.parametrize("name", ["", "no/such/folder/file", "nul\0"])
@pytest.mark.parametrize("replaces", [True, False])
def test_what_is_no_file_is_told(tmp_path: Path, name: str, replaces: bool) -> None:
    with pytest.raises(StorageError):
        write_exported(tmp_path / name, (b"a",), replaces=replaces)


@pytest.mark.parametrize("content", [(b"new",), failing()])
def test_behind_a_link_the_old_file_stays_until_the_new_one_is_whole(tmp_path: Path, content: Iterable[bytes]) -> None:
    there, link = tmp_path / "there", tmp_path / "link"
    there.write_bytes(b"old")
    link.symlink_to(there)
    with contextlib.suppress(StorageError):
        write_exported(link, content, replaces=True)
    assert there.read_bytes() == (b"new" if isinstance(content, tuple) else b"old")
    assert link.is_symlink()
    assert {each.name for each in tmp_path.iterdir()} == {"there", "link"}


def test_what_is_no_file_is_written_to_and_not_put_away(tmp_path: Path) -> None:
    link = tmp_path / "nowhere"
    link.symlink_to(os.devnull)
    write_exported(link, (b"a",), replaces=True)
    assert link.is_symlink()
    assert not Path(os.devnull).is_file()
