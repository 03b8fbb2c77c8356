"""The place of a draft: taken, given up, and what becomes of a draft that was left in another one."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

from tui.errors import StorageError
from tui.flows import draft_follower
from tui.flows.draft_follower import DraftKeeper
from tui.model.function import Edited
from tui.store.draft_slots import Claim, DraftSlot
from tui.store.draft_writer import NOT_REMOVED_YET, DraftWriter
from tui.store.drafts import Draft, DraftStore

BASE = Edited("Greet", "", "active", "")


def _keeper(folder: Path, told: list[str]) -> tuple[DraftKeeper[Draft], Draft | None]:
    keeper: DraftKeeper[Draft] = DraftKeeper(told.append)
    return keeper, keeper.open(DraftStore(folder), "server", "greet")


def _draft(code: str) -> Draft:
    return Draft("server", "greet", BASE, BASE._replace(code=code), datetime(2026, 1, 1, tzinfo=UTC))


def test_what_was_written_is_found_and_what_was_dropped_is_not(tmp_path: Path) -> None:
    told: list[str] = []
    keeper, found = _keeper(tmp_path, told)
    assert found is None
    keeper.write(lambda: _draft("one"))
    assert keeper.flush(lambda: _draft("two"))
    keeper.close()
    keeper, found = _keeper(tmp_path, told)
    assert found == _draft("two")
    keeper.drop_left()
    keeper.close()
    keeper, found = _keeper(tmp_path, told)
    assert found is None
    keeper.close()
    assert told == []


def test_a_folder_that_cant_be_made_is_told_and_nothing_raises(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    told: list[str] = []
    keeper, found = _keeper(tmp_path / "file", told)
    assert found is None
    assert len(told) == 1
    keeper.write(lambda: _draft("x"))
    assert not keeper.flush(lambda: _draft("x"))
    keeper.drop()
    keeper.close()


def test_what_was_left_stays_on_disk_while_something_else_is_typed(tmp_path: Path) -> None:
    keeper, _ = _keeper(tmp_path, [])
    keeper.flush(lambda: _draft("left"))
    keeper.close()
    keeper, found = _keeper(tmp_path, [])
    assert found == _draft("left")
    keeper.flush(lambda: _draft("other"))
    assert {draft.edited.code for draft in DraftStore(tmp_path).all()} == {"left", "other"}
    keeper.take_over(lambda: _draft("left and more"))
    assert [draft.edited.code for draft in DraftStore(tmp_path).all()] == ["left and more"]
    keeper.close()


def test_a_place_that_can_be_had_later_is_taken_then_and_that_is_told(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    told: list[str] = []
    keeper, _ = _keeper(blocked, told)
    assert not keeper.flush(lambda: _draft("one"))
    assert told == ["Drafts are not kept (File exists): only this window has the edit."]
    blocked.unlink()
    assert keeper.flush(lambda: _draft("two"))
    assert told[1:] == ["Drafts are kept again."]
    keeper.close()
    keeper, found = _keeper(blocked, told)
    assert found == _draft("two")
    keeper.close()


def test_what_was_left_is_offered_where_no_new_place_can_be_had(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeper, _ = _keeper(tmp_path, [])
    keeper.flush(lambda: _draft("left"))
    keeper.close()
    claim = DraftStore.claim

    def full(store: DraftStore, server: str, slug: str, *, fresh: bool = False) -> Claim[Draft]:
        if fresh:
            raise StorageError("no room", "No space left on device")
        return claim(store, server, slug, fresh=fresh)

    monkeypatch.setattr(DraftStore, "claim", full)
    told: list[str] = []
    keeper, found = _keeper(tmp_path, told)
    assert found == _draft("left")
    assert told == ["Drafts are not kept (No space left on device): only this window has the edit."]
    keeper.take_over(lambda: _draft("left and more"))
    assert [draft.edited.code for draft in DraftStore(tmp_path).all()] == ["left"]
    # It is saved: what was left is no unsaved draft any more.
    keeper.drop()
    assert DraftStore(tmp_path).all() == []
    keeper.close()


def test_what_was_left_and_not_gone_on_with_outlives_a_save(tmp_path: Path) -> None:
    keeper, _ = _keeper(tmp_path, [])
    keeper.flush(lambda: _draft("left"))
    keeper.close()
    keeper, _ = _keeper(tmp_path, [])
    assert keeper.flush(lambda: _draft("other"))
    keeper.drop()
    assert [draft.edited.code for draft in DraftStore(tmp_path).all()] == ["left"]
    keeper.close()


def test_what_was_left_is_nobody_elses_until_it_is_dropped(tmp_path: Path) -> None:
    keeper, _ = _keeper(tmp_path, [])
    keeper.flush(lambda: _draft("left"))
    keeper.close()
    keeper, found = _keeper(tmp_path, [])
    assert found == _draft("left")
    other, offered = _keeper(tmp_path, [])
    # Its place, and the one of what is typed now.
    assert (len(other.others), offered) == (2, None)
    other.close()
    keeper.drop_left()
    other, _ = _keeper(tmp_path, [])
    assert len(other.others) == 1
    other.close()
    keeper.close()


def test_what_can_be_neither_read_nor_moved_is_not_written_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeper, _ = _keeper(tmp_path, [])
    keeper.flush(lambda: _draft("left"))
    keeper.close()
    torn = next(tmp_path.glob("*.json"))
    torn.write_bytes(b"torn")

    def unreadable(slot: DraftSlot[Draft]) -> Draft | None:
        raise StorageError(f"{slot.path} can't be read")

    monkeypatch.setattr(DraftSlot, "read", unreadable)
    told: list[str] = []
    keeper, found = _keeper(tmp_path, told)
    assert found is None
    assert keeper.flush(lambda: _draft("new"))
    assert torn.read_bytes() == b"torn"
    assert told == [f"{torn} can't be read"]
    keeper.close()


class SlowStore(DraftStore):
    """A disk that answers when it is let."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.asked, self.go_on = threading.Event(), threading.Event()

    def claim(self, server: str, slug: str, *, fresh: bool = False) -> Claim[Draft]:
        self.asked.set()
        self.go_on.wait(10)
        return super().claim(server, slug, fresh=fresh)


def test_a_place_that_comes_when_nobody_wants_it_any_more_is_let_go(tmp_path: Path) -> None:
    keeper, _ = _keeper(tmp_path, [])
    keeper.write(lambda: _draft("left"))
    keeper.close()
    store = SlowStore(tmp_path)
    left_early: DraftKeeper[Draft] = DraftKeeper(print)
    opening = threading.Thread(target=left_early.open, args=(store, "server", "greet"))
    opening.start()
    assert store.asked.wait(10)
    closing = threading.Thread(target=left_early.close)
    closing.start()
    closing.join(5)
    # Leaving does not wait for the disk.
    assert not closing.is_alive()
    store.go_on.set()
    opening.join(10)
    keeper, found = _keeper(tmp_path, [])
    assert (keeper.others, found) == ((), _draft("left"))
    keeper.close()


def test_what_is_written_at_the_end_waits_for_a_place_that_is_being_taken(tmp_path: Path) -> None:
    store = SlowStore(tmp_path)
    keeper: DraftKeeper[Draft] = DraftKeeper(lambda _said: None)
    content = Edited("n", "d", "active", "typed")
    draft = Draft("server", "slug", content, content, datetime(2026, 11, 26, tzinfo=UTC))
    flushed: list[bool] = []
    opening = threading.Thread(target=keeper.open, args=(store, "server", "slug"))
    flushing = threading.Thread(target=lambda: flushed.append(keeper.flush(lambda: draft)))
    opening.start()
    assert store.asked.wait(10)
    flushing.start()
    assert flushed == []
    store.go_on.set()
    flushing.join()
    opening.join()
    keeper.close()
    assert flushed == [True]
    assert DraftStore(tmp_path).all() == [draft]


def test_what_was_left_goes_once_a_disk_that_hangs_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keeper, _ = _keeper(tmp_path, [])
    keeper.flush(lambda: _draft("left"))
    keeper.close()
    monkeypatch.setattr(draft_follower, "DraftWriter", partial(DraftWriter, patience_seconds=0.05))
    drop, release = DraftSlot.drop, DraftSlot.release
    answers, released = threading.Event(), threading.Event()

    def late(slot: DraftSlot[Draft]) -> None:
        assert answers.wait(10)
        drop(slot)

    def noted(slot: DraftSlot[Draft]) -> None:
        release(slot)
        released.set()

    monkeypatch.setattr(DraftSlot, "drop", late)
    monkeypatch.setattr(DraftSlot, "release", noted)
    told: list[str] = []
    keeper, found = _keeper(tmp_path, told)
    assert found == _draft("left")
    keeper.drop_left()
    assert told == [NOT_REMOVED_YET]
    assert not released.is_set()
    answers.set()
    assert released.wait(10)
    assert DraftStore(tmp_path).all() == []
    keeper.close()
