"""Environments and files of all kinds, under the real console."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.environments import GROUPS, files, one
from tests.faults.faulty_server import Peer
from tests.faults.stand import CONSOLE, Stand, quit_cleanly


@pytest.fixture
def stand(tmp_path: Path) -> Iterator[Stand]:
    with Peer("nothing", "list") as peer:
        yield Stand(peer.url, "ik_x", tmp_path)


@pytest.mark.parametrize("name", GROUPS)
def test_the_console_starts_in_every_environment_and_says_what_it_ignores(stand: Stand, name: str) -> None:
    one(stand, name)


def test_files_that_are_not_utf_8_or_beyond_reason_are_one_sentence_and_a_mark_is_none(stand: Stand) -> None:
    files(stand)


def test_what_is_ignored_is_hidden_by_the_key_that_fetches_the_list(stand: Stand) -> None:
    with stand.running(CONSOLE, {"TEXTUAL_PRESS": "x"}) as session:
        session.wait_for("TEXTUAL_PRESS is for developers")
        session.wait_for(r"^ 1 function  ")
        session.press("r")
        session.wait_gone("TEXTUAL_PRESS")
        quit_cleanly(session)
