"""Versions kept on this machine: whole, once each, within bounds, and whatever becomes of the file."""

from __future__ import annotations

import errno
import json
import os
import random
import subprocess
import sys
import zlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import tui.store.history
from tui.errors import StorageError
from tui.model.fingerprint import fingerprint
from tui.model.function import Edited
from tui.model.history import How
from tui.store.history import HistoryStore, NewVersion

SERVER = "http://localhost:7130"
NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
GREET = Edited("Greet", "", "active", "one\r\ntwo")
ODD = Edited("Gr\x1b[31meet", "half \ud800", "draft", "one\r\n\U0001f600\ud800\x00")


def version(content: Edited, minutes: float = 0, *, slug: str = "greet", how: How = How.SEEN) -> NewVersion:
    return NewVersion(SERVER, slug, content, NOON + timedelta(minutes=minutes), how)


def code(text: str) -> Edited:
    return GREET._replace(code=text)


def codes(folder: Path) -> list[Path]:
    return sorted((folder / "codes").iterdir())


def listing(folder: Path) -> Path:
    [path] = folder.glob("*.json")
    return path


def kept(store: HistoryStore, slug: str = "greet") -> list[Edited | None]:
    return [store.content(SERVER, slug, each.mark) for each in store.versions(SERVER, slug)]


def test_versions_come_back_byte_for_byte_the_newest_first(tmp_path: Path) -> None:
    store = HistoryStore(tmp_path / "history")
    assert store.keep(version(GREET))
    assert store.keep(version(ODD, 1))
    assert kept(HistoryStore(tmp_path / "history")) == [ODD, GREET]
    [newest, oldest] = store.versions(SERVER, "greet")
    assert (newest.at, newest.how, newest.mark) == (NOON + timedelta(minutes=1), How.SEEN, fingerprint(ODD))
    assert oldest.at == NOON
    assert store.versions("https://elsewhere.example", "greet") == []


def test_an_older_version_found_later_takes_its_place_in_time(tmp_path: Path) -> None:
    store = HistoryStore(tmp_path)
    store.keep(version(code("b"), 5))
    store.keep(version(code("a"), 1))
    assert kept(store) == [code("b"), code("a")]


def test_the_code_of_a_time_is_that_of_the_newest_version_before(tmp_path: Path) -> None:
    store = HistoryStore(tmp_path)
    store.keep(version(code("b"), 5))
    store.keep(version(code("a"), 1))
    at = [store.code_at(SERVER, "greet", NOON + timedelta(minutes=minutes)) for minutes in (0, 1, 4.9, 5, 100)]
    assert at == [None, "a", "a", "b", "b"]
    assert store.code_at("http://elsewhere", "greet", NOON + timedelta(minutes=5)) is None


def test_what_is_seen_again_is_one_version_and_a_save_is_remembered_as_one(tmp_path: Path) -> None:
    store = HistoryStore(tmp_path)
    store.keep(version(GREET))
    assert not store.keep(version(GREET, 3))
    assert not store.keep(version(GREET, 4, how=How.SAVED))
    assert not store.keep(version(GREET, 5))
    assert [(each.at, each.how) for each in store.versions(SERVER, "greet")] == [(NOON, How.SAVED)]


def test_a_code_is_on_disk_once_however_many_versions_hold_it(tmp_path: Path) -> None:
    store = HistoryStore(tmp_path)
    for minute, text in enumerate(["a", "b", "a", "b", "a"]):
        store.keep(version(code(text), minute))
    store.keep(version(code("a"), slug="other"))
    assert len(codes(tmp_path)) == 2
    assert [each.code for each in kept(store) if each] == ["a", "b", "a", "b", "a"]


def test_the_oldest_versions_make_room_and_every_function_keeps_its_newest(tmp_path: Path) -> None:
    store = HistoryStore(tmp_path, most_bytes=40_000)
    rng = random.Random(1)
    store.keep(version(code(rng.randbytes(4000).hex()), slug="old but only one"))
    for minute in range(30):
        store.keep(version(code(rng.randbytes(2000).hex()), minute))
    assert 30_000 < sum(path.stat().st_size for path in codes(tmp_path)) <= 40_000
    minutes = [(each.at - NOON) / timedelta(minutes=1) for each in store.versions(SERVER, "greet")]
    assert minutes == sorted(minutes, reverse=True)
    assert minutes[0] == 29
    assert minutes[-1] == 30 - len(minutes)
    assert len(store.versions(SERVER, "old but only one")) == 1


def test_a_code_too_large_for_the_history_is_left_out(tmp_path: Path) -> None:
    store = HistoryStore(tmp_path, most_bytes=1000)
    store.keep(version(code("small")))
    assert not store.keep(version(code(random.Random(1).randbytes(1000).hex()), 1))
    assert kept(store) == [code("small")]


def test_functions_are_named_by_their_newest_version(tmp_path: Path) -> None:
    store = HistoryStore(tmp_path)
    store.keep(version(GREET))
    store.keep(version(GREET._replace(name="Renamed"), 2))
    store.keep(version(ODD, 1, slug="od\ud800d"))
    assert [(each.slug, each.name) for each in store.functions(SERVER)] == [
        ("greet", "Renamed"),
        ("od\ud800d", ODD.name),
    ]


@pytest.mark.skipif(os.name == "nt", reason="modes are POSIX's")
def test_only_the_user_can_read_it(tmp_path: Path) -> None:
    HistoryStore(tmp_path / "state" / "history").keep(version(GREET))
    folder = tmp_path / "state" / "history"
    modes = {path.name: path.stat().st_mode & 0o777 for path in (folder, *folder.rglob("*"))}
    assert {modes.pop("history"), modes.pop("codes")} == {0o700}
    assert len(modes) == 3
    assert set(modes.values()) == {0o600}


@pytest.mark.app
def test_two_consoles_keep_versions_at_once(tmp_path: Path) -> None:
    script = (
        "import sys; from datetime import *; from pathlib import Path;"
        "from tui.store.history import *; from tui.model.function import Edited; from tui.model.history import How\n"
        "for n in range(25): HistoryStore(Path(sys.argv[1])).keep(NewVersion('s', 'f', Edited('n', '', 'active',"
        " f'{sys.argv[2]} {n}'), datetime.now(UTC), How.SEEN))"
    )
    running = [subprocess.Popen([sys.executable, "-c", script, str(tmp_path), name]) for name in "ab"]
    assert [each.wait(30) for each in running] == [0, 0]
    assert len(HistoryStore(tmp_path).versions("s", "f")) == 50


@pytest.mark.parametrize(
    "content",
    [
        b"not a listing",
        b"\xff\xfe",
        b"[]",
        b'{"format": 1}',
        b'{"format": "1", "server": "s", "slug": "f", "versions": []}',
        b'{"format": 1, "server": "s", "slug": "f", "versions": [{"at": "noon"}]}',
        b"[" * 100_000,
    ],
)
def test_a_file_that_is_none_of_ours_is_set_aside(tmp_path: Path, content: bytes) -> None:
    store = HistoryStore(tmp_path)
    store.keep(version(GREET))
    listing(tmp_path).write_bytes(content)
    with pytest.raises(StorageError, match=r"set aside as .*\.unreadable"):
        store.keep(version(GREET))
    assert store.keep(version(GREET))
    assert kept(store) == [GREET]
    assert [path.read_bytes() for path in tmp_path.glob("*.unreadable")] == [content]


@pytest.mark.skipif(os.name == "nt", reason="makes a pipe")
def test_a_pipe_in_its_place_is_set_aside_and_not_waited_for(tmp_path: Path) -> None:
    store = HistoryStore(tmp_path)
    store.keep(version(GREET))
    path = listing(tmp_path)
    path.unlink()
    os.mkfifo(path)
    with pytest.raises(StorageError, match="set aside"):
        store.keep(version(GREET))
    assert store.keep(version(GREET))


def test_a_listing_never_grows_beyond_what_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tui.store.history, "_MOST_LISTING_BYTES", 3000)
    store = HistoryStore(tmp_path)
    contents = [GREET._replace(description="x" * 1000, code=f"{number}") for number in range(5)]
    for minutes, content in enumerate(contents):
        assert store.keep(version(content, minutes))
    assert kept(store) == contents[:2:-1]
    assert not store.keep(version(GREET._replace(description="x" * 3000), 9))
    assert kept(store) == contents[:2:-1]


def test_a_path_in_a_listing_leads_nowhere(tmp_path: Path) -> None:
    store = HistoryStore(tmp_path / "history")
    store.keep(version(GREET))
    path = listing(tmp_path / "history")
    content = json.loads(path.read_text())
    content["versions"][0]["code"] = "../../secret"
    path.write_text(json.dumps(content))
    with pytest.raises(StorageError, match="set aside"):
        store.versions(SERVER, "greet")


def test_a_damaged_code_is_a_sentence(tmp_path: Path) -> None:
    store = HistoryStore(tmp_path)
    store.keep(version(GREET))
    [only] = store.versions(SERVER, "greet")
    [code_file] = codes(tmp_path)
    for damaged in (b"x", b"", zlib.compress(b"another code")):
        code_file.write_bytes(damaged)
        with pytest.raises(StorageError, match="damaged"):
            store.content(SERVER, "greet", only.mark)
    code_file.unlink()
    with pytest.raises(StorageError, match="can't be read"):
        store.content(SERVER, "greet", only.mark)


def test_a_later_programs_file_is_left_alone(tmp_path: Path) -> None:
    store = HistoryStore(tmp_path)
    store.keep(version(GREET))
    listing(tmp_path).write_text('{"format": 2}')
    with pytest.raises(StorageError, match="later version"):
        store.keep(version(ODD))
    assert listing(tmp_path).read_text() == '{"format": 2}'


def test_a_code_nobody_names_goes_when_room_is_needed(tmp_path: Path) -> None:
    store = HistoryStore(tmp_path, most_bytes=10_000)
    store.keep(version(GREET))
    (tmp_path / "codes" / ("0" * 64 + ".z")).write_bytes(bytes(20_000))
    store.keep(version(ODD, 1))
    assert len(codes(tmp_path)) == 2
    assert kept(store) == [ODD, GREET]


def test_a_folder_that_can_not_be_made_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "history").write_text("a file")
    with pytest.raises(StorageError, match="can't be made"):
        HistoryStore(tmp_path / "history").keep(version(GREET))


def test_a_full_disk_is_a_sentence_and_what_was_kept_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = HistoryStore(tmp_path)
    store.keep(version(GREET))

    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(StorageError, match="No space left"):
            store.keep(version(ODD, 1))
    assert kept(store) == [GREET]
    assert store.keep(version(ODD, 1))
    assert kept(store) == [ODD, GREET]


@pytest.mark.skipif(os.name == "nt", reason="locks are POSIX's")
def test_a_disk_without_locks_keeps_versions_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import fcntl

    def without(handle: int, how: int) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr(fcntl, "flock", without)
    assert HistoryStore(tmp_path).keep(version(GREET))
    assert kept(HistoryStore(tmp_path)) == [GREET]
