"""Versions kept on this machine: whole, once each, within bounds, and whatever becomes of the file."""

from __future__ import annotations

import os
import random
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tui.errors import StorageError
from tui.model.function import Edited
from tui.model.history import How
from tui.store.history import HistoryStore, NewVersion, mark_of

SERVER = "http://localhost:7130"
NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
GREET = Edited("Greet", "", "active", "one\r\ntwo")
ODD = Edited("Gr\x1b[31meet", "half \ud800", "draft", "one\r\n\U0001f600\ud800\x00")


def version(content: Edited, minutes: float = 0, *, slug: str = "greet", how: How = How.SEEN) -> NewVersion:
    return NewVersion(SERVER, slug, content, NOON + timedelta(minutes=minutes), how)


def code(text: str) -> Edited:
    return GREET._replace(code=text)


def kept(store: HistoryStore, slug: str = "greet") -> list[Edited | None]:
    return [store.content(each.number) for each in store.versions(SERVER, slug)]


def test_versions_come_back_byte_for_byte_the_newest_first(tmp_path: Path) -> None:
    store = HistoryStore(tmp_path / "history")
    assert store.keep(version(GREET))
    assert store.keep(version(ODD, 1))
    assert kept(HistoryStore(tmp_path / "history")) == [ODD, GREET]
    [newest, oldest] = store.versions(SERVER, "greet")
    assert (newest.at, newest.how, newest.mark) == (NOON + timedelta(minutes=1), How.SEEN, mark_of(ODD))
    assert oldest.at == NOON
    assert store.versions("https://elsewhere.example", "greet") == []


def test_an_older_version_found_later_takes_its_place_in_time(tmp_path: Path) -> None:
    store = HistoryStore(tmp_path)
    store.keep(version(code("b"), 5))
    store.keep(version(code("a"), 1))
    assert kept(store) == [code("b"), code("a")]


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
    with sqlite3.connect(tmp_path / "versions.sqlite3") as connection:
        assert connection.execute("SELECT count(*) FROM codes").fetchone() == (2,)
    assert [each.code for each in kept(store) if each] == ["a", "b", "a", "b", "a"]


def test_the_oldest_versions_make_room_and_every_function_keeps_its_newest(tmp_path: Path) -> None:
    store = HistoryStore(tmp_path, most_bytes=40_000)
    rng = random.Random(1)
    store.keep(version(code(rng.randbytes(4000).hex()), slug="old but only one"))
    for minute in range(30):
        store.keep(version(code(rng.randbytes(2000).hex()), minute))
    with sqlite3.connect(tmp_path / "versions.sqlite3") as connection:
        (size,) = connection.execute("SELECT sum(length(packed)) FROM codes").fetchone()
    assert 30_000 < size <= 40_000
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
    [file] = (tmp_path / "state" / "history").iterdir()
    assert [path.stat().st_mode & 0o777 for path in (file.parent, file)] == [0o700, 0o600]


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


def test_a_file_that_is_none_of_ours_is_set_aside(tmp_path: Path) -> None:
    (tmp_path / "versions.sqlite3").write_bytes(b"not a database, but as long as one's head is " * 30)
    store = HistoryStore(tmp_path)
    with pytest.raises(StorageError, match=r"set aside as .*versions\.unreadable"):
        store.keep(version(GREET))
    assert store.keep(version(GREET))
    assert kept(store) == [GREET]
    assert (tmp_path / "versions.unreadable").is_file()


def test_rows_nobody_can_have_written_are_a_sentence(tmp_path: Path) -> None:
    store = HistoryStore(tmp_path)
    store.keep(version(GREET))
    with sqlite3.connect(tmp_path / "versions.sqlite3") as connection:
        connection.execute("UPDATE versions SET at = 'noon'")
    with pytest.raises(StorageError, match="set aside"):
        store.versions(SERVER, "greet")


def test_a_damaged_code_is_a_sentence(tmp_path: Path) -> None:
    store = HistoryStore(tmp_path)
    store.keep(version(GREET))
    [only] = store.versions(SERVER, "greet")
    for damaged in (b"x", sqlite3.Binary(b"")):
        with sqlite3.connect(tmp_path / "versions.sqlite3") as connection:
            connection.execute("UPDATE codes SET packed = ?", (damaged,))
        with pytest.raises(StorageError, match="damaged"):
            store.content(only.number)


def test_a_later_programs_file_is_left_alone(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "versions.sqlite3") as connection:
        connection.execute("PRAGMA user_version = 2")
    with pytest.raises(StorageError, match="later version"):
        HistoryStore(tmp_path).keep(version(GREET))
    assert (tmp_path / "versions.sqlite3").is_file()


def test_a_folder_that_can_not_be_made_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "history").write_text("a file")
    with pytest.raises(StorageError, match="can't be made"):
        HistoryStore(tmp_path / "history").keep(version(GREET))


def test_a_full_disk_is_a_sentence_and_the_file_stays(tmp_path: Path) -> None:
    store = HistoryStore(tmp_path)
    store.keep(version(GREET))
    with sqlite3.connect(tmp_path / "versions.sqlite3") as connection:
        (pages,) = connection.execute("PRAGMA page_count").fetchone()

    class Full(HistoryStore):
        def _prepare(self, connection: sqlite3.Connection) -> None:
            super()._prepare(connection)
            connection.execute(f"PRAGMA max_page_count = {pages}")

    with pytest.raises(StorageError, match="full"):
        Full(tmp_path).keep(version(code(random.Random(1).randbytes(100_000).hex()), 1))
    assert kept(store) == [GREET]
