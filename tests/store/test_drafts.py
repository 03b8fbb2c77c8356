"""Drafts: what is written comes back, torn files are set aside, two consoles never share one."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
import threading
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

import tui.store.draft_format
from tui.errors import StorageError
from tui.model.function import Edited
from tui.store.draft_slots import DraftSlot
from tui.store.draft_writer import DraftWriter
from tui.store.drafts import Draft, DraftStore

BASE = Edited("Greet", "", "active", "one\r\ntwo")
MINE = Edited("Greet", "Says \x1b[31m hello \ud800", "draft", "one\r\n\U0001f600")


def _draft(edited: Edited = MINE) -> Draft:
    return Draft("http://localhost:7130", "greet", BASE, edited, datetime(2026, 1, 2, tzinfo=UTC), (1, 3))


def _claim(folder: Path) -> DraftSlot[Draft]:
    return DraftStore(folder).claim("http://localhost:7130", "greet").slot


def test_a_draft_comes_back_byte_for_byte_in_a_later_run(tmp_path: Path) -> None:
    slot = _claim(tmp_path)
    slot.write(_draft())
    slot.release()
    assert _claim(tmp_path).read() == _draft()
    assert DraftStore(tmp_path).all() == [_draft()]


def test_a_text_written_in_pieces_is_the_json_of_the_whole(tmp_path: Path) -> None:
    odd = 'a"\\\r\n\x00\U0001f600\ud83d\ude00\u540d'
    for before in (0, 1, 32_750, 65_530):
        draft = _draft(MINE._replace(code=("x" * before + odd) * 3))
        slot = _claim(tmp_path)
        slot.write(draft)
        written = json.loads(slot.path.read_bytes())
        assert written["base"] == BASE._asdict()
        assert written["edited"] == draft.edited._asdict()
        whole = json.dumps(written, ensure_ascii=False, separators=(",", ":"))
        assert slot.path.read_bytes() == whole.encode("utf-8", "surrogatepass")
        assert slot.read() is not None
        slot.release()


def test_writing_a_long_text_takes_a_part_of_its_memory(tmp_path: Path) -> None:
    slot = _claim(tmp_path)
    draft = _draft(MINE._replace(code="const a = 1;\n" * 80_000))
    tracemalloc.start()
    try:
        slot.write(draft)
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert most < len(draft.edited.code) / 4


def test_of_several_drafts_that_were_left_the_newest_is_found_first(tmp_path: Path) -> None:
    slots = [_claim(tmp_path), _claim(tmp_path), _claim(tmp_path)]
    for number, slot in enumerate(slots):
        slot.write(_draft(MINE._replace(code=str(number))))
        # As if minutes lay between: the second one is the newest.
        os.utime(slot.path, (1000 + 60 * (number == 1), 1000 + 60 * (number == 1)))
    for slot in slots:
        slot.release()
    found = _claim(tmp_path).read()
    assert found is not None
    assert found.edited.code == "1"


@pytest.mark.skipif(os.name == "nt", reason="modes are POSIX's")
def test_only_the_user_can_read_it_and_its_name_tells_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "drafts"
    slot = DraftStore(folder).claim("http://localhost:7130", "../../greet").slot
    slot.write(_draft())
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}
    assert slot.path.parent == folder
    assert "greet" not in slot.path.name


def test_a_dropped_draft_is_gone(tmp_path: Path) -> None:
    slot = _claim(tmp_path)
    slot.write(_draft())
    slot.drop()
    assert slot.read() is None
    slot.drop()


def test_two_consoles_have_two_places_and_know_of_each_other(tmp_path: Path) -> None:
    store = DraftStore(tmp_path)
    first = store.claim("http://localhost:7130", "greet")
    first.slot.write(_draft())
    second = store.claim("http://localhost:7130", "greet")
    assert first.others == ()
    assert second.others == (os.getpid(),)
    assert second.slot.path != first.slot.path
    assert second.slot.read() is None
    other_function = store.claim("http://localhost:7130", "other")
    assert other_function.others == ()


@pytest.mark.app
@pytest.mark.skipif(os.name == "nt", reason="locks are POSIX's")
def test_a_lock_ends_with_a_killed_holder_and_its_draft_is_found(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from tests.store.test_drafts import _claim, _draft\n"
        "slot = _claim(Path(sys.argv[1])); slot.write(_draft()); print('held', flush=True); sys.stdin.read()"
    )
    top = Path(__file__).parents[2]
    with subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path)],
        cwd=top,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline().strip() == b"held"
        claim = DraftStore(tmp_path).claim("http://localhost:7130", "greet")
        assert claim.others == (holder.pid,)
        assert claim.slot.read() is None
        claim.slot.release()
        holder.kill()
    claim = DraftStore(tmp_path).claim("http://localhost:7130", "greet")
    assert claim.others == ()
    assert claim.slot.read() == _draft()


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"\xff\xfe", b'{"format":0}', b'{"format":1}', b"[" * 100_000, b'{"format":1,"cursor":"xy"}'],
)
def test_a_torn_or_foreign_file_is_set_aside_with_a_word(tmp_path: Path, content: bytes) -> None:
    slot = _claim(tmp_path)
    slot.path.write_bytes(content)
    with pytest.raises(StorageError, match="set aside"):
        slot.read()
    assert slot.read() is None
    assert slot.path.with_suffix(".unreadable").read_bytes() == content


@pytest.mark.skipif(os.name == "nt", reason="makes a pipe")
def test_a_pipe_in_its_place_is_set_aside_and_not_waited_for(tmp_path: Path) -> None:
    slot = _claim(tmp_path)
    os.mkfifo(slot.path)
    assert DraftStore(tmp_path).all() == []
    assert slot.path.with_suffix(".unreadable").is_fifo()


def test_what_was_set_aside_before_stays_too(tmp_path: Path) -> None:
    slot = _claim(tmp_path)
    for content in (b"first", b"second", b"third"):
        slot.path.write_bytes(content)
        with pytest.raises(StorageError, match="set aside"):
            slot.read()
    assert {path.read_bytes() for path in tmp_path.glob("*.unreadable*")} == {b"first", b"second", b"third"}


def test_a_draft_of_a_later_version_is_left_alone(tmp_path: Path) -> None:
    slot = _claim(tmp_path)
    slot.path.write_bytes(b'{"format":2,"new":"shape"}')
    with pytest.raises(StorageError, match="of a later version of this program; it stays as"):
        slot.read()
    assert DraftStore(tmp_path).all() == []
    assert slot.path.read_bytes() == b'{"format":2,"new":"shape"}'


@pytest.mark.parametrize(
    "code",
    ["\u65e5" * 100_000, "\U0001f680" * 100_000, "\ud83d \udc00\x00\u2028", "\ud83d" + "\ude00"],
    ids=["of three bytes", "of four", "halves", "two halves"],
)
def test_any_text_comes_back_and_takes_little_more_than_itself(tmp_path: Path, code: str) -> None:
    slot = _claim(tmp_path)
    draft = _draft()._replace(edited=_draft().edited._replace(code=code))
    slot.write(draft)
    assert slot.read() == draft
    assert slot.path.stat().st_size < len(code.encode("utf-8", "surrogatepass")) + 1000


def test_a_draft_that_could_not_be_read_again_is_not_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    slot = _claim(tmp_path)
    slot.write(_draft())
    monkeypatch.setattr(tui.store.draft_format, "_MOST_BYTES", 500)
    with pytest.raises(StorageError, match="too large") as caught:
        slot.write(_draft()._replace(edited=_draft().edited._replace(code="x" * 1000)))
    assert caught.value.reason == "too large"
    assert slot.read() == _draft()
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".new-")] == []


def test_every_beginning_of_a_draft_is_no_draft(tmp_path: Path) -> None:
    slot = _claim(tmp_path)
    slot.write(_draft())
    whole = slot.path.read_bytes()
    for length in range(len(whole)):
        slot.path.write_bytes(whole[:length])
        with pytest.raises(StorageError):
            slot.read()


class _Disk:
    """A slot whose disk can be slow or full."""

    def __init__(self) -> None:
        self.written: list[Draft] = []
        self.dropped = 0
        self.full = False
        self.go_on = threading.Event()
        self.go_on.set()
        self.began = threading.Event()
        self.released = threading.Event()
        self.happened: list[str] = []

    def write(self, draft: Draft) -> None:
        self.began.set()
        assert self.go_on.wait(10)
        if self.full:
            raise StorageError("no space left")
        self.written.append(draft)
        self.happened.append("written")

    def drop(self) -> None:
        self.dropped += 1
        self.happened.append("dropped")

    def release(self) -> None:
        self.happened.append("released")
        self.released.set()


def _numbered(number: int) -> Draft:
    return _draft(MINE._replace(code=str(number)))


def test_a_slow_disk_gets_the_newest_draft_only() -> None:
    disk = _Disk()
    disk.go_on.clear()
    writer = DraftWriter(disk, lambda said: None)
    for number in range(50):
        writer.put(lambda number=number: _numbered(number))  # type: ignore[misc]  # bound per turn
        disk.began.wait(10)
    disk.go_on.set()
    writer.close()
    assert disk.written == [_numbered(0), _numbered(49)]


def test_what_waits_is_written_by_a_flush_and_never_after_a_drop() -> None:
    disk = _Disk()
    writer = DraftWriter(disk, lambda said: None)
    assert writer.flush(lambda: _numbered(7))
    assert disk.written == [_numbered(7)]
    disk.go_on.clear()
    writer.put(lambda: _numbered(8))
    disk.began.wait(10)
    writer.put(lambda: _numbered(9))
    disk.go_on.set()
    writer.drop()
    writer.close()
    assert _numbered(9) not in disk.written
    assert disk.dropped == 1


def _hanging(disk: _Disk, told: list[str]) -> DraftWriter[Draft]:
    """A writer whose disk hangs in the middle of a draft."""
    writer = DraftWriter(disk, told.append, patience_seconds=0.05)
    disk.go_on.clear()
    writer.put(lambda: _numbered(1))
    assert disk.began.wait(10)
    return writer


def test_a_draft_dropped_while_the_disk_hangs_is_removed_once_it_answers() -> None:
    disk, told = _Disk(), list[str]()
    writer = _hanging(disk, told)
    writer.drop()
    assert (disk.written, disk.dropped) == ([], 0)
    writer.close()
    assert told == ["The draft is not removed yet (the disk does not answer); it may be offered again."]
    assert not disk.released.is_set()
    disk.go_on.set()
    assert disk.released.wait(10)
    assert disk.happened == ["written", "dropped", "released"]
    assert disk.written == [_numbered(1)]


def test_a_draft_behind_one_dropped_while_the_disk_hangs_is_kept() -> None:
    disk, told = _Disk(), list[str]()
    writer = _hanging(disk, told)
    writer.drop()
    assert not writer.flush(lambda: _numbered(2))
    disk.go_on.set()
    writer.close()
    assert disk.released.wait(10)
    assert disk.happened == ["written", "dropped", "written", "released"]
    assert disk.written[-1] == _numbered(2)


def test_a_disk_that_hangs_is_told_once_and_so_is_that_it_answers() -> None:
    disk, told = _Disk(), list[str]()
    writer = _hanging(disk, told)
    for number in (2, 3):
        assert not writer.flush(lambda number=number: _numbered(number))  # type: ignore[misc]  # bound per turn
    late = "Drafts are not kept (the disk does not answer): only this window has the edit."
    assert told == [late]
    disk.go_on.set()
    writer.close()
    assert disk.released.wait(10)
    assert told == [late, "Drafts are kept again."]
    assert disk.written == [_numbered(1), _numbered(3)]


def test_what_fails_in_the_thread_is_not_told_to_be_kept() -> None:
    class Broken(_Disk):
        def write(self, draft: Draft) -> None:
            raise RuntimeError("broken")

    failed: list[str] = []

    def begin(writer: DraftWriter[Draft]) -> None:
        # The thread is over before anybody waits for it.
        writer.has_thread = True
        try:
            writer.run()
        except RuntimeError as error:
            failed.append(str(error))

    writer = DraftWriter(Broken(), print, begin=begin)
    with pytest.raises(RuntimeError):
        writer.flush(lambda: _numbered(1))
    assert failed == ["broken"]


def test_a_full_disk_is_said_once_and_so_is_that_it_takes_drafts_again() -> None:
    disk, told = _Disk(), list[str]()
    writer = DraftWriter(disk, told.append)
    disk.full = True
    assert not writer.flush(lambda: _numbered(1))
    assert not writer.flush(lambda: _numbered(2))
    full, well = "Drafts are not kept (no space left): only this window has the edit.", "Drafts are kept again."
    assert told == [full]
    disk.full = False
    assert writer.flush(lambda: _numbered(3))
    disk.full = True
    assert not writer.flush(lambda: _numbered(4))
    assert told == [full, well, full]


def test_a_place_is_not_let_go_while_it_is_written() -> None:
    class Kept(_Disk):
        released_with: int | None = None

        def release(self) -> None:
            self.released_with = len(self.written)

    disk = Kept()
    disk.go_on.clear()
    writer = DraftWriter(disk, print)
    writer.put(lambda: _numbered(1))
    assert disk.began.wait(10)
    threading.Timer(0.2, disk.go_on.set).start()
    writer.close()
    assert disk.released_with == 1


def test_a_draft_that_stays_is_told_as_what_it_is() -> None:
    class Stuck(_Disk):
        def drop(self) -> None:
            raise StorageError("the file can't be removed", "read-only")

    told: list[str] = []
    writer = DraftWriter(Stuck(), told.append)
    writer.drop()
    assert writer.flush(lambda: _numbered(1))
    assert told == ["The draft could not be removed (read-only); it will be offered again."]


def test_a_file_the_system_does_not_give_is_set_aside_too(tmp_path: Path) -> None:
    slot = _claim(tmp_path)
    slot.path.mkdir()
    with pytest.raises(StorageError, match=r"could not be read \(Is a directory\) and was set aside"):
        slot.read()
    assert slot.path.with_suffix(".unreadable").is_dir()
    slot.write(_draft())
    assert slot.read() == _draft()


def test_what_can_be_neither_read_nor_set_aside_is_not_said_to_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slot = _claim(tmp_path)
    slot.path.write_bytes(b"torn")

    def refused(self: Path, target: Path) -> Path:
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(Path, "replace", refused)
    with pytest.raises(StorageError, match="can't be read; it stays as"):
        slot.read()
    assert slot.path.read_bytes() == b"torn"


@pytest.mark.skipif(os.name == "nt", reason="locks are POSIX's")
def test_a_disk_that_became_read_only_still_gives_its_draft(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    slot = _claim(tmp_path)
    slot.write(_draft())
    slot.release()
    real = os.open

    def read_only(path: str | Path, flags: int, *more: int) -> int:
        if flags & (os.O_RDWR | os.O_WRONLY | os.O_CREAT):
            raise OSError(errno.EROFS, "Read-only file system")
        return real(path, flags, *more)

    monkeypatch.setattr(os, "open", read_only)
    claim = DraftStore(tmp_path).claim("http://localhost:7130", "greet")
    assert claim.slot.read() == _draft()
    # It is locked as ever: another console does not take it.
    with pytest.raises(StorageError, match="can't be written: Read-only"):
        DraftStore(tmp_path).claim("http://localhost:7130", "greet", fresh=True)


def test_a_folder_that_does_not_say_what_is_in_it_is_told_and_not_taken_for_empty(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def closed(_path: Path) -> Iterator[Path]:
        raise PermissionError(errno.EACCES, "Permission denied")

    store = DraftStore(tmp_path)
    assert DraftStore(tmp_path / "none").all() == []
    monkeypatch.setattr(Path, "iterdir", closed)
    with pytest.raises(StorageError, match="can't be read: Permission denied"):
        store.all()
    with pytest.raises(StorageError, match="can't be read: Permission denied"):
        store.claim("http://localhost:7130", "greet")


@pytest.mark.skipif(os.name == "nt", reason="modes are POSIX's")
def test_a_place_the_system_does_not_show_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = Path.exists

    def hidden(path: Path) -> bool:
        if path.parent == tmp_path:
            raise PermissionError(errno.EACCES, "Permission denied")
        return real(path)

    slot = _claim(tmp_path)
    monkeypatch.setattr(Path, "exists", hidden)
    with pytest.raises(StorageError, match="can't be read: Permission denied"):
        _ = slot.is_taken
    with pytest.raises(StorageError, match="can't be read: Permission denied"):
        DraftStore(tmp_path).claim("http://localhost:7130", "greet", fresh=True)
