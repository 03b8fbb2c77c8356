"""Private files, replaced whole or not at all."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest

from tui.errors import StorageError, UsageError
from tui.store.files import AlreadyThere, make_private_folder, read_text, require_private, write_new, write_private


def test_a_written_file_is_private_from_the_start(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "file"
    write_private(path, b"content")
    assert path.read_bytes() == b"content"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_failed_write_leaves_the_old_file_and_no_rest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "file"
    write_private(path, b"old")

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StorageError, match="No space left"):
        write_private(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    kept = tmp_path / "dotfiles" / "file"
    write_private(kept, b"old")
    link = tmp_path / "file"
    link.symlink_to(kept)
    write_private(link, b"new")
    assert link.is_symlink()
    assert kept.read_bytes() == b"new"


def test_a_folder_that_cannot_be_synced_is_no_failed_write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sync = os.fsync

    def files_only(handle: int) -> None:
        if stat.S_ISDIR(os.fstat(handle).st_mode):
            raise OSError(22, "Invalid argument")
        sync(handle)

    monkeypatch.setattr(os, "fsync", files_only)
    write_private(tmp_path / "file", b"new")
    assert (tmp_path / "file").read_bytes() == b"new"


def test_line_endings_are_read_as_they_are(tmp_path: Path) -> None:
    write_private(tmp_path / "file", b"a\r\nb\n")
    assert read_text(tmp_path / "file") == "a\r\nb\n"


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError, match="can't be made"):
        make_private_folder(tmp_path / "file" / "folder")


def test_a_missing_file_is_none(tmp_path: Path) -> None:
    assert read_text(tmp_path / "none") is None


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("a".encode("utf-16"), "is UTF-16: save it as UTF-8"),
        (b"\xfe\xff\x00a", "is UTF-16: save it as UTF-8"),
        ("theme".encode("utf-16-le"), "is UTF-16: save it as UTF-8"),
        ("theme".encode("utf-16-be"), "is UTF-16: save it as UTF-8"),
        ("a".encode("utf-32"), "is UTF-32: save it as UTF-8"),
        (b"a\nb\nc\xff", r"not UTF-8 text \(line 3\)"),
        (b"x" * (4 * 1024 * 1024 + 1), "larger than 4 MiB"),
    ],
    ids=["UTF-16", "big-endian", "no mark", "no mark, big-endian", "UTF-32", "broken", "huge"],
)
def test_a_file_in_another_encoding_or_beyond_reason_is_named(tmp_path: Path, content: bytes, said: str) -> None:
    (tmp_path / "file").write_bytes(content)
    with pytest.raises(StorageError, match=said) as caught:
        read_text(tmp_path / "file")
    assert str(caught.value).startswith(str(tmp_path / "file"))


def test_a_byte_order_mark_is_no_text(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"\xef\xbb\xbf\xef\xbb\xbfa")
    assert read_text(tmp_path / "file") == "\ufeffa"
    (tmp_path / "file").write_bytes(b"\0" * 512)
    assert read_text(tmp_path / "file") == "\0" * 512


@pytest.mark.skipif(os.name == "nt", reason="makes a pipe")
def test_a_pipe_in_its_place_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(StorageError, match="it is a pipe"):
        read_text(tmp_path / "pipe")
    assert read_text(Path("/dev/null")) == ""


def test_a_folder_in_its_place_is_said(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="can't be read"):
        read_text(tmp_path)


def test_files_others_may_read_are_told(tmp_path: Path) -> None:
    path = tmp_path / "file"
    write_private(path, b"")
    require_private(path)
    path.chmod(0o604)
    with pytest.raises(UsageError, match="chmod 600"):
        require_private(path)


def test_a_disk_that_fails_at_the_clearing_up_too_is_still_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_arguments: object, **_more: object) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(os, "fsync", broken)
    monkeypatch.setattr(Path, "unlink", broken)
    with pytest.raises(StorageError, match="can't be written: Input/output error") as caught:
        write_private(tmp_path / "file", b"content")
    assert caught.value.reason == "Input/output error"


def test_folders_above_are_private_too(tmp_path: Path) -> None:
    folder = tmp_path / "state" / "insforge-tui" / "drafts"
    for _ in range(2):
        make_private_folder(folder)
        for each in (folder, *folder.parents[:2]):
            assert stat.S_IMODE(each.stat().st_mode) == 0o700


def test_a_new_file_is_whole_and_none_is_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "new.txt"
    write_new(path, iter([b"one\n", b"two\n"]))
    assert path.read_bytes() == b"one\ntwo\n"
    assert path.stat().st_mode & 0o777 == 0o600
    with pytest.raises(StorageError, match="is there already; nothing was written"):
        write_new(path, [b"three"])
    assert path.read_bytes() == b"one\ntwo\n"
    with pytest.raises(StorageError, match="can't be written"):
        write_new(tmp_path / "no" / "x", [b""])
    assert [each.name for each in tmp_path.iterdir()] == ["new.txt"]


@pytest.mark.parametrize("name", ["a\0b", "a\ud800b"])
def test_a_name_that_no_file_can_have_is_told(tmp_path: Path, name: str) -> None:
    with pytest.raises(StorageError, match="can't be written: there can't be a file of that name"):
        write_new(tmp_path / name, [b"x"])
    assert list(tmp_path.iterdir()) == []


def test_a_new_file_is_made_where_there_are_no_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_links(source: Path, target: Path) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", no_links)
    path = tmp_path / "new.txt"
    write_new(path, [b"one"])
    with pytest.raises(AlreadyThere):
        write_new(path, [b"two"])
    assert path.read_bytes() == b"one"
    assert [each.name for each in tmp_path.iterdir()] == ["new.txt"]
