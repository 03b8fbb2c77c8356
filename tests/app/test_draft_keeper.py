"""When a draft is written: soon after the last key, twice a second while they come, every 50 keys at the latest."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from tui.app.draft_keeper import DraftKeeper
from tui.model.function import Edited
from tui.store.drafts import Draft, DraftStore

BASE = Edited("Greet", "", "active", "")


class Clock:
    seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def _keeper(folder: Path, clock: Clock, told: list[str]) -> tuple[DraftKeeper, Draft | None]:
    keeper = DraftKeeper(told.append, clock)
    return keeper, keeper.open(DraftStore(folder), "server", "greet")


def _draft(code: str) -> Draft:
    return Draft("server", "greet", BASE, BASE._replace(code=code), datetime(2026, 1, 1, tzinfo=UTC))


def test_a_key_is_due_a_quarter_of_a_second_later_and_never_later_than_half_of_one(tmp_path: Path) -> None:
    clock = Clock()
    keeper, _ = _keeper(tmp_path, clock, [])
    assert not keeper.waiting
    assert not keeper.typed()
    assert 0.2 < keeper.seconds_left() <= 0.25
    for _ in range(4):
        clock.seconds += 0.1
        assert not keeper.typed()
    assert keeper.seconds_left() <= 0.051
    clock.seconds += 0.1
    assert keeper.typed()
    keeper.close()


def test_fifty_keys_are_due_at_once(tmp_path: Path) -> None:
    keeper, _ = _keeper(tmp_path, Clock(), [])
    assert [keeper.typed() for _ in range(50)].index(True) == 49
    keeper.close()


def test_what_was_written_is_found_and_what_was_dropped_is_not(tmp_path: Path) -> None:
    told: list[str] = []
    keeper, found = _keeper(tmp_path, Clock(), told)
    assert found is None
    keeper.typed()
    keeper.write(lambda: _draft("one"))
    keeper.typed()
    assert keeper.flush(lambda: _draft("two"))
    keeper.close()
    keeper, found = _keeper(tmp_path, Clock(), told)
    assert found == _draft("two")
    keeper.drop_left()
    keeper.close()
    keeper, found = _keeper(tmp_path, Clock(), told)
    assert found is None
    keeper.close()
    assert told == []


def test_a_folder_that_cant_be_made_is_told_and_nothing_raises(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    told: list[str] = []
    keeper, found = _keeper(tmp_path / "file", Clock(), told)
    assert found is None
    assert len(told) == 1
    keeper.typed()
    keeper.write(lambda: _draft("x"))
    assert not keeper.flush(lambda: _draft("x"))
    keeper.drop()
    keeper.close()


def test_what_was_left_stays_on_disk_while_something_else_is_typed(tmp_path: Path) -> None:
    keeper, _ = _keeper(tmp_path, Clock(), [])
    keeper.flush(lambda: _draft("left"))
    keeper.close()
    keeper, found = _keeper(tmp_path, Clock(), [])
    assert found == _draft("left")
    keeper.flush(lambda: _draft("other"))
    assert {draft.edited.code for draft in DraftStore(tmp_path).all()} == {"left", "other"}
    keeper.take_over(lambda: _draft("left and more"))
    assert [draft.edited.code for draft in DraftStore(tmp_path).all()] == ["left and more"]
    keeper.close()
