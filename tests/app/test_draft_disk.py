"""The draft of a new function moves with its slug: the one before goes once this one is on disk."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from tui.app.editor.draft_disk import DraftDisk, Held
from tui.editing.snapshot import Snapshot
from tui.errors import StorageError
from tui.flows.draft_follower import DraftKeeper
from tui.model.function import Edited
from tui.sessions.edit.values import FROM_NOTHING
from tui.store.draft_slots import Claim
from tui.store.drafts import Draft, DraftStore

NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)


def disk_of(store: DraftStore, told: list[str]) -> DraftDisk:
    held = Held(Edited("Greet", "", "draft", ""), Snapshot.of("new();\n"), NOON, (0, 0))
    disk = DraftDisk(store, "here", "greet", held=lambda: held, keeper=DraftKeeper(told.append))
    disk.opened()
    assert disk.flush(FROM_NOTHING)
    return disk


def slugs(folder: Path) -> list[str]:
    return [draft.slug for draft in DraftStore(folder).all()]


async def test_the_draft_is_on_disk_under_its_new_slug_and_under_no_other(tmp_path: Path) -> None:
    told: list[str] = []
    disk = disk_of(DraftStore(tmp_path), told)
    assert (await disk.move("greet-2", FROM_NOTHING)).left is None
    (draft,) = DraftStore(tmp_path).all()
    assert (draft.slug, draft.base, draft.edited.code) == ("greet-2", FROM_NOTHING, "new();\n")
    # The place of the one before is free, and what is dropped now is the new one.
    assert DraftStore(tmp_path).claim("here", "greet").others == ()
    disk.keeper.drop()
    disk.keeper.close()
    assert slugs(tmp_path) == []
    assert told == []


async def test_the_draft_stays_where_the_disk_takes_no_other(tmp_path: Path) -> None:
    class Full(DraftStore):
        def claim(self, server: str, slug: str, *, fresh: bool = False) -> Claim[Draft]:
            if slug != "greet":
                raise StorageError("no place", "No space left on device")
            return super().claim(server, slug, fresh=fresh)

    told: list[str] = []
    disk = disk_of(Full(tmp_path), told)
    await disk.move("greet-2", FROM_NOTHING)
    assert slugs(tmp_path) == ["greet"]
    assert told == ["Drafts are not kept (No space left on device): only this window has the edit."]


async def test_what_was_left_under_the_new_slug_is_found(tmp_path: Path) -> None:
    left = disk_of(DraftStore(tmp_path), [])
    await left.move("greet-2", FROM_NOTHING)
    left.keeper.close()
    disk = disk_of(DraftStore(tmp_path), [])
    opened = await disk.move("greet-2", FROM_NOTHING)
    assert opened.left is not None
    assert opened.left.edited.code == "new();\n"
    assert slugs(tmp_path) == ["greet-2", "greet-2"]
