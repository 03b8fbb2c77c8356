"""Drafts of requests on disk: whole, for their owner alone, and set aside where they are torn."""

from __future__ import annotations

import json
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tui.errors import StorageError
from tui.model.request_draft import Boxes, RequestDraft
from tui.store.request_drafts import RequestDrafts

BOXES = Boxes("POST ?ä=1", "a name", "5 s", "other token", "TOKEN", "A: b\r\n", '{"\udc80', is_direct=True)
DRAFT = RequestDraft(
    "here", "greet", "f" * 64, 1, BOXES, ("status 200",), ("cookie",), datetime(2026, 11, 27, 12, tzinfo=UTC)
)


@pytest.mark.parametrize("draft", [DRAFT, DRAFT._replace(place=None, checks=(), left_out=(), boxes=Boxes())])
def test_a_draft_comes_back_as_it_was_and_is_its_owners_alone(tmp_path: Path, draft: RequestDraft) -> None:
    slot = RequestDrafts(tmp_path / "drafts").claim("here", "greet").slot
    slot.write(draft)
    assert slot.read() == draft
    assert stat.S_IMODE(slot.path.stat().st_mode) == 0o600
    slot.drop()
    assert slot.read() is None


def test_every_beginning_of_a_draft_is_set_aside(tmp_path: Path) -> None:
    slot = RequestDrafts(tmp_path).claim("here", "greet").slot
    slot.write(DRAFT)
    whole = slot.path.read_bytes()
    for length in range(len(whole)):
        slot.path.write_bytes(whole[:length])
        with pytest.raises(StorageError, match="set aside"):
            slot.read()


@pytest.mark.parametrize(
    ("name", "value"),
    [("place", -1), ("place", "1"), ("checks", [1]), ("boxes", {}), ("boxes", BOXES._asdict() | {"auth": "magic"})],
)
def test_what_is_no_draft_is_set_aside(tmp_path: Path, name: str, value: object) -> None:
    slot = RequestDrafts(tmp_path).claim("here", "greet").slot
    slot.write(DRAFT)
    slot.path.write_text(json.dumps(json.loads(slot.path.read_bytes()) | {name: value}))
    with pytest.raises(StorageError, match="set aside"):
        slot.read()
    assert not slot.path.exists()
