"""A few of what terminals do, under the real console; `python -m tests.faults.terminals` does it all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults import terminals
from tests.faults.faulty_server import Peer
from tests.faults.startup_cases import garbage
from tests.faults.terminal_harness import Broken, TerminalHarness
from tests.faults.terminal_state import attributes, differing, left_on
from tests.pty_session import TerminalSession
from tests.scenes import SCENES, Scene

TOP = Path(__file__).parents[2]


@pytest.fixture
def harness(tmp_path: Path) -> Iterator[TerminalHarness]:
    with Peer("nothing", "list") as peer:
        yield TerminalHarness(peer.url, "ik_x", tmp_path)


def test_every_polite_end_gives_the_terminal_back(harness: TerminalHarness) -> None:
    assert terminals.signals(harness, names=("SIGINT", "SIGQUIT"))


def test_the_console_goes_on_after_a_stop(harness: TerminalHarness) -> None:
    assert terminals.stops(harness, names=("SIGTSTP", "SIGSTOP"), turns=1)


def test_a_terminal_that_is_gone_or_never_reads_ends_the_console(harness: TerminalHarness) -> None:
    assert terminals.hangup(harness)
    assert terminals.blocked(harness)


def test_input_that_no_keyboard_sends_ends_nothing(harness: TerminalHarness) -> None:
    assert garbage(harness, pieces=60)


def test_a_signal_at_the_first_byte_leaves_nothing_behind(harness: TerminalHarness) -> None:
    assert terminals.early_signals(harness, times=2)


def test_what_a_program_leaves_behind_is_noticed(harness: TerminalHarness) -> None:
    left = r"the alternate screen on.*keyboard protocol.*style 31"
    leaving = "printf '\\033[?1049h\\033[>1u\\033[31m'"
    with pytest.raises(Broken, match=left), harness.running(leaving) as session:
        session.wait_end()
    with pytest.raises(Broken, match="local modes"), harness.running("sleep 0.3; stty -echo -icanon") as session:
        session.wait_end()
    with pytest.raises(Broken, match="traceback"), harness.running("echo Traceback") as session:
        session.wait_end()


def test_the_state_of_a_terminal_is_read_from_what_it_was_sent() -> None:
    assert left_on(b"\x1b[?1049h\x1b[?25l\x1b[>25u\x1b[1;31mx\x1b[0m\x1b[<u\x1b[?25h\x1b[?1049l") == []
    for part in (
        b"\x1b[?1000h",
        b"\x1b[?2031h",
        b"\x1b[22;0t",
        b"\x1b[?25l",
        b"\x1b[?7l",
        b"\x1b[>1u",
        b"\x1b[<u",
        b"\x1b[0;1m",
        b"\x1b[2;5r",
    ):
        assert len(left_on(part)) == 1
    with TerminalSession(["sh", "-c", "sleep 0.3; stty -icrnl -opost -echo intr x"]) as session:
        before = attributes(session.fd)
        session.wait_end()
        assert len(differing(before, attributes(session.fd))) == 4


_KINDS = ("list", "palette", "connect", "editor-conflict", "editor-leave")


@pytest.mark.parametrize("scene", [each for each in SCENES if each.name in _KINDS], ids=lambda scene: scene.name)
async def test_every_kind_of_screen_lives_through_every_size(scene: Scene) -> None:
    console = scene.console()
    async with console.run_test(size=(80, 24)) as pilot:
        await scene.walk(pilot)
        for size in ((1, 1), (100, 1), (7, 5), (80, 24)):
            await pilot.resize_terminal(*size)
            await pilot.pause()
        assert console.size == (80, 24)


def test_the_scenes_that_are_resized_are_there() -> None:
    assert set(_KINDS) <= {scene.name for scene in SCENES}
