"""A little of the streams with every run of the suite, and that they can find something."""

from __future__ import annotations

import shutil

import pytest

from tests.faults import input_streams
from tests.faults.input_streams import HOSTILE, fuzz, hostile
from tests.faults.multiplexers import CASES
from tests.terminal.played_input import LOCAL
from tui.terminal import input as terminal_input
from tui.terminal.paste_buffer import PasteBuffer


def test_cut_at_every_byte_a_stream_is_the_same_keys() -> None:
    figures = fuzz(15, seed=11)
    assert figures.differences == ()
    assert figures.cuts > 500
    assert figures.pauses > 1000


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_stream_is_bounded_and_the_keys_work(name: str) -> None:
    cost = hostile(name, 4)
    assert cost.works_after
    assert cost.peak_mib < 64
    # A processor's minute would be a console that stands still.
    assert cost.seconds < 60


def test_a_reader_that_forgets_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    class Forgets(PasteBuffer):
        """Looks for the end mark in each piece alone."""

        def add(self, data: bytes) -> int | None:
            self._mark_begun = b""
            return super().add(data)

    with monkeypatch.context() as patch:
        patch.setattr(terminal_input, "PasteBuffer", Forgets)
        assert fuzz(10, seed=11).differences
    with monkeypatch.context() as patch:
        patch.setattr(input_streams, "_SHORT_PAUSE", LOCAL.escape + 0.01)
        assert fuzz(10, seed=11).differences


@pytest.mark.parametrize("name", ["tmux paste-buffer -p", "tmux send-keys", "screen paste"])
def test_what_a_multiplexer_pastes_is_in_the_code(name: str) -> None:
    program, case = CASES[name]
    if shutil.which(program) is None:
        pytest.skip(f"{program} is not installed")
    assert case()
