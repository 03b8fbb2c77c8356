"""Files for the user's own editor: private, and looked after by the next console where one was killed."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tui.errors import StorageError
from tui.flows.outside_left import left_outside
from tui.model.function import Edited
from tui.store.drafts import Draft, DraftStore
from tui.store.outside_files import OutsideFile, OutsideFiles

BASE = Edited("Greet", "", "active", "one\r\ntwo\r\n")
DRAFT = Draft(
    "http://localhost:7130", "gr/../eet", BASE, BASE._replace(code="one\r\n2\r\n"), datetime(2026, 1, 2, tzinfo=UTC)
)


@pytest.fixture
def file(tmp_path: Path) -> OutsideFile:
    return OutsideFiles(tmp_path / "outside").make(DRAFT, ".ts")


def after_a_kill(file: OutsideFile, tmp_path: Path) -> tuple[str, ...]:
    """What the next start says, once nobody looks after the file any more."""
    file.release()
    return left_outside(tmp_path / "outside", DraftStore(tmp_path / "drafts"))


def test_a_file_is_private_and_its_name_stays_in_its_folder(file: OutsideFile, tmp_path: Path) -> None:
    assert file.path.read_bytes() == b"one\r\n2\r\n"
    assert file.path.stat().st_mode & 0o777 == 0o600
    assert file.folder.stat().st_mode & 0o777 == 0o700
    assert file.folder.parent == tmp_path / "outside"
    assert file.path.suffix == ".ts"
    file.remove()
    assert list((tmp_path / "outside").iterdir()) == []


def test_half_a_character_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(StorageError):
        OutsideFiles(tmp_path).make(DRAFT._replace(edited=BASE._replace(code="\ud83d")), ".js")
    assert list(tmp_path.iterdir()) == []


def test_what_was_saved_there_is_a_draft_once_and_what_is_saved_later_another(
    file: OutsideFile, tmp_path: Path
) -> None:
    drafts = DraftStore(tmp_path / "drafts")
    file.path.write_bytes(b"three\r\n")
    assert left_outside(tmp_path / "outside", drafts) == (), "a console looks after it"
    assert after_a_kill(file, tmp_path) == (
        "gr/../eet was open in your editor when the console ended: what was saved there is a draft. "
        "Open the function to go on with it.",
    )
    assert [(each.base, each.edited.code) for each in drafts.all()] == [(BASE, "three\r\n")]
    assert after_a_kill(file, tmp_path) == ()
    # The editor lived on.
    file.path.write_bytes(b"four\r\n")
    assert len(after_a_kill(file, tmp_path)) == 1
    assert [each.edited.code for each in drafts.all()] == ["four\r\n", "three\r\n"]


def test_a_file_that_nobody_wrote_goes_when_it_is_old(file: OutsideFile, tmp_path: Path) -> None:
    assert after_a_kill(file, tmp_path) == ()
    assert file.path.exists()
    os.utime(file.path, (0, 0))
    assert after_a_kill(file, tmp_path) == ()
    assert not file.folder.exists()
    assert DraftStore(tmp_path / "drafts").all() == []


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("", b"caf\xe9", "it is not text in UTF-8"),
        ("", b" " * 5_000_000, "it is larger than 4 MiB"),
        (".x.swp", b"?", "the editor left files of its own (.x.swp)"),
    ],
)
def test_what_is_no_draft_is_named_once_and_stays(
    name: str, content: bytes, why: str, file: OutsideFile, tmp_path: Path
) -> None:
    written = file.folder / name if name else file.path
    written.write_bytes(content)
    (said,) = after_a_kill(file, tmp_path)
    assert f"{why}: see {file.folder}" in said
    assert after_a_kill(file, tmp_path) == ()
    assert written.read_bytes() == content
