"""A few of the faulty server's answers under the real console; `python -m tests.faults.peers` has them all."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import pytest

from tests.faults import peers
from tests.faults.bad_answers import FAULTS, whole
from tests.faults.peers import Keys, Queued, meet
from tests.pty_session import TerminalSession


class StillScreen:
    """A terminal session on which nothing ever happens."""

    pid = 0
    text = ""

    def type(self, text: str) -> None:
        """Nothing comes of it."""


@pytest.mark.parametrize(
    ("fault", "moment", "said"),
    [
        ("endless chunks", "list", "sent an answer that is not InsForge's"),
        # A busy machine may not get all of it over within the two seconds that the console is given.
        ("16 million values", "open", "sent an answer that is not InsForge's|did not answer in time"),
        ("to another host", "look", "Not saved: the answer was not InsForge's (HTTP 307"),
        ("endless headers", "save", "Saved code and live (the answer was lost|Saved code (the answer was lost"),
        ("nested lists", "look-up", "Can't tell yet whether it was saved"),
    ],
)
def test_a_faulty_server_is_told_in_a_sentence(fault: str, moment: str, said: str, tmp_path: Path) -> None:
    seen = meet(fault, moment, tmp_path / "home", seconds=30)
    assert seen.faults == []
    assert any(words in seen.sentence for words in said.split("|"))


def test_waiting_for_a_processor_is_not_waiting_for_the_console() -> None:
    # Of two other threads one waited long, long before.
    waits_so_far = [Queued(0.5, 0.5, {"old": 9.0}), Queued(0.5, 1.5, {"old": 9.0, "new": 1.5})]
    times, queued = iter([1.0, 4.0, 6.0]), iter([*waits_so_far, waits_so_far[-1]])
    keys = Keys(
        cast("TerminalSession", StillScreen()), typing=True, clock=lambda: next(times), queued=lambda _: next(queued)
    )
    waits = []
    for _ in range(3):
        keys.look()
        waits.append(keys.longest)
    assert waits == [0.0, 0.5, 2.5]


def test_a_bound_that_is_passed_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(peers, "MOST_MEMORY_MB", 1)
    monkeypatch.setattr(peers, "MOST_WAIT_SECONDS", -1)
    monkeypatch.setattr(peers, "KEY", "hello-world")
    monkeypatch.setitem(FAULTS, "a page", lambda client, good: client.sendall(whole(good)))
    seen = meet("a page", "list", tmp_path / "home", seconds=10)
    assert set(seen.faults) == {"too much memory", "keys waited too long", "the key on the screen"}
