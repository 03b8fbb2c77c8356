"""What a console that was killed left with the user's own editor becomes a draft, or is named."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import Enum, auto
from typing import NamedTuple

from tui.editing.outside_text import OutsideText, text_of
from tui.errors import StorageError
from tui.store.drafts import Draft, DraftStore
from tui.store.outside_files import OutsideFile, OutsideFiles

_MOST_NAMED = 3


class Became(Enum):
    """What became of a file that was left."""

    DRAFT = auto()
    LIES_THERE = auto()


class Recovered(NamedTuple):
    """A file that was left: of which function, what became of it, where it lies, and why it is no draft."""

    slug: str
    became: Became
    path: str
    reason: str = ""


def recover(files: OutsideFiles, drafts: DraftStore) -> list[Recovered]:
    """Look after everything that was left; what is to be told of it. Touches the disk."""
    found: list[Recovered] = []
    for file in files.left():
        try:
            told = _recover(file, drafts)
        except StorageError as error:
            told = Recovered(file.draft.slug, Became.LIES_THERE, str(file.path), error.reason or str(error))
        if told is not None:
            found.append(told)
            if told.became is Became.LIES_THERE:
                file.keep()
        file.release()
    return found


def words_of(recovered: Recovered) -> str:
    """What is told of it, as plain text that is not fit to show yet."""
    if recovered.became is Became.DRAFT:
        return (
            f"{recovered.slug} was open in your editor when the console ended: what was saved there is a draft. "
            "Open the function to go on with it."
        )
    return f"{recovered.slug} was open in your editor when the console ended: {recovered.reason}: see {recovered.path}"


def _recover(file: OutsideFile, drafts: DraftStore) -> Recovered | None:
    draft = file.draft
    content = file.read()
    read = None if content is None else text_of(content, draft.edited.code)
    if read is not None and not isinstance(read, OutsideText):
        return Recovered(draft.slug, Became.LIES_THERE, str(file.path), "it is not text in UTF-8")
    if read is None or read.text == draft.edited.code:
        # What was typed in the console has a draft of its own.
        if file.others():
            # What it had and did not save is in one of them.
            names = ", ".join(file.others()[:_MOST_NAMED])
            reason = f"the editor left files of its own ({names})"
            return Recovered(draft.slug, Became.LIES_THERE, str(file.folder), reason)
        if file.is_old:
            file.remove()
        return None
    edited = draft._replace(edited=draft.edited._replace(code=read.text), written_at=datetime.now(UTC))
    _keep(edited, drafts)
    # An editor that lives on may write once more.
    file.note(edited)
    return Recovered(draft.slug, Became.DRAFT, str(file.path))


def _keep(draft: Draft, drafts: DraftStore) -> None:
    """Write it beside a draft that is there already; the newest is offered first."""
    slot = drafts.claim(draft.server, draft.slug, fresh=True).slot
    try:
        slot.write(draft)
    finally:
        slot.release()
