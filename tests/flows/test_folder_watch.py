"""A watched folder that can not be read is told of once. All else of it is in `tests/faults/test_watching.py`."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import cast

from tui.errors import StorageError
from tui.flows.folder_watch import FolderWatch, Telling
from tui.flows.linked import LinkedFolder
from tui.store.function_files import Scan


async def test_a_folder_that_can_not_be_read_is_told_once_until_it_can_be() -> None:
    looks: list[StorageError | None] = [None, None, StorageError("gone"), StorageError("gone"), None]
    looks += [StorageError("gone"), StorageError("closed")]
    looks.reverse()
    told: list[Telling] = []

    def scan() -> Scan:
        if (error := looks.pop()) is not None:
            raise error
        return Scan()

    async def wait(_seconds: float) -> None:
        return

    folder = cast("LinkedFolder", SimpleNamespace(files=SimpleNamespace(scan=scan)))
    watch = FolderWatch(folder, told.append, now=lambda: datetime.now(UTC), wait=wait)
    await watch.begin()
    await watch.run(lambda: not looks)
    assert [str(each) for each in told if isinstance(each, StorageError)] == ["gone", "gone", "closed"]
