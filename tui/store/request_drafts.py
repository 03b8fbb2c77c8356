"""Drafts of requests that are written: in the user's state folder, never in a project, as `draft_slots` keeps them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tui.model.fields import Fields
from tui.model.request_draft import Boxes, RequestDraft
from tui.store.draft_format import FORMAT, as_json, bounded, read_as
from tui.store.draft_slots import Codec, DraftPlaces

_AUTHS = ("none", "api key", "other token")


class RequestDrafts(DraftPlaces[RequestDraft]):
    """The drafts of this user's requests, in one folder."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, Codec(_encoded, _read))


def _encoded(draft: RequestDraft) -> Iterator[bytes]:
    fields = draft._asdict() | {
        "format": FORMAT,
        "boxes": draft.boxes._asdict(),
        "written_at": draft.written_at.isoformat(),
    }
    return bounded(iter((as_json(fields),)))


def _read(path: Path) -> RequestDraft | None:
    return read_as(path, _draft)


def _draft(content: Fields) -> RequestDraft:
    held = content.object("boxes", "boxes")
    boxes = Boxes(
        held.text("target"),
        held.text("name"),
        held.text("timeout"),
        held.text("auth"),
        held.text("token"),
        held.text("headers"),
        held.text("body"),
        held.flag("is_direct", usual=False),
    )
    if boxes.auth not in _AUTHS:
        raise ValueError("no kind of auth")
    return RequestDraft(
        content.text("server"),
        content.text("slug"),
        content.text("file"),
        _place(content),
        boxes,
        _texts(content, "checks"),
        _texts(content, "left_out"),
        content.moment("written_at"),
    )


def _place(content: Fields) -> int | None:
    place = content.whole_number("place") if content.value("place") is not None else None
    if place is not None and place < 0:
        raise ValueError("no place")
    return place


def _texts(content: Fields, name: str) -> tuple[str, ...]:
    found = content.items(name)
    texts = tuple(each for each in found if isinstance(each, str))
    if len(texts) != len(found):
        raise ValueError("no texts")
    return texts
