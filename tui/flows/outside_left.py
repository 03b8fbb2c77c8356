"""Whether a console that was killed left something in the user's own editor; mostly there is nothing to load for it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tui.store.drafts import DraftStore


def left_outside(folder: Path, drafts: DraftStore) -> tuple[str, ...]:
    """Keep what was left in this folder as drafts; what there is to say of it. Touches the disk."""
    if not folder.is_dir():
        return ()
    from tui.flows.outside_recovery import recover, words_of
    from tui.store.outside_files import OutsideFiles

    return tuple(map(words_of, recover(OutsideFiles(folder), drafts)))
