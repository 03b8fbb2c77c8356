"""Bytes as terminals and lines send them, written to the whole program in a pseudo-terminal."""

from __future__ import annotations

import os
import re
import shutil
import signal
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.faults.faulty_server import Peer
from tests.faults.right_answers import RightAnswers
from tests.faults.terminal_harness import CONSOLE, EDITOR, TOP, TerminalHarness
from tests.journeys.test_sandbox_journey import surroundings
from tests.pty_session import TerminalSession

SLOW: Mapping[str, str] = {"SSH_CONNECTION": "192.0.2.1 50000 192.0.2.2 22"}


@pytest.fixture
def harness(tmp_path: Path) -> Iterator[TerminalHarness]:
    with Peer("nothing", "list") as peer:
        yield TerminalHarness(peer.url, "ik_x", tmp_path)


def opened(session: TerminalSession) -> None:
    session.wait_for(r"1:1  no changes")


def pause(seconds: float) -> None:
    """What the line does: the pause is the input, not a bet on how fast the console is."""
    time.sleep(seconds)


def left(session: TerminalSession, *, unsaved: bool = True) -> None:
    session.press("ctrl+q")
    if unsaved:
        session.wait_to_read("Leave with unsaved changes")
        session.press("4")
    assert session.wait_end() == 0


def lines_of(session: TerminalSession) -> list[str]:
    """The code on the screen, line by line."""
    rows = [re.sub(r"^ *\d+[!~ ] ?", "", row) for row in session.text.splitlines() if re.match(r" *\d+[!~ ]", row)]
    return [row.rstrip() for row in rows]


def wait_kept(harness: TerminalHarness, session: TerminalSession, code: str) -> None:
    """Wait until the draft on disk holds this code, byte for byte."""
    session.wait_until(lambda: harness.kept() == code, f"the draft {code!r}")


CODE = RightAnswers.code
ASKED = b"\x1b[>29u"
"""Asks the terminal for kitty's keyboard protocol."""


def undone(session: TerminalSession) -> None:
    """Undo what was typed; more undos than edits change nothing."""
    session.press(*["ctrl+z"] * 6)
    session.wait_for(r"1:1  no changes")


def test_a_paste_presses_no_key_and_ends_however_its_end_mark_comes(harness: TerminalHarness) -> None:
    with harness.running(EDITOR) as session:
        opened(session)
        session.type("\x1b[200~AA\x1b\x13BB\r\tc\x11\x1b[A\x1a\x1b[201~")
        session.wait_for(r"Pasted\. 5 control characters were removed\.")
        wait_kept(harness, session, "AABB\n\tc[A" + CODE)
        assert "Saved" not in session.text
        # One edit: one undo takes all of it back.
        session.press("ctrl+z")
        session.wait_for("no changes")
        for mark in ("\x1b", "\x1b[20", "\x1b[201"):
            session.type("\x1b[200~PASTED" + mark)
            pause(0.3)
            session.type("\x1b[201~"[len(mark) :] + "typed")
            session.wait_for(f"PASTEDtyped{CODE[:6]}")
            undone(session)
        session.type("\x1b[200~PASTED")
        session.wait_for(r"Pasted\. The terminal did not say where the paste ends")
        session.type("typed")
        session.wait_for(f"PASTEDtyped{CODE[:6]}")
        left(session)
        assert session.raw.count(ASKED) == session.raw.count(b"\x1b[<u") == 1


def test_lines_that_come_at_once_are_inserted_as_they_are(harness: TerminalHarness) -> None:
    bursts = ("if (a) {\r    one();\r    if (b) {\r        two();\r    }\r}\r", "\tx\r\t\ty\r", "a;\r\n  b;\r\n")
    with harness.running(EDITOR) as session:
        opened(session)
        for burst in bursts:
            session.type(burst)
            wait_kept(harness, session, burst.replace("\r\n", "\n").replace("\r", "\n") + CODE)
            session.press("ctrl+z")
            session.wait_for("no changes")
        # Locks do nothing, and what a key types wins over a command of the same letter.
        session.type("\x1b[57358;1;65u\x1b[57360;1;97u\x1b[57;3u\x1b[57;7;93u\x1b[97:65;2;65u")
        for letter in "zxpgnrs":
            session.type(f"\x1b{letter}")
        session.type("\x1b[100;;100u")
        wait_kept(harness, session, "]Ad" + CODE)
        left(session)


def test_keys_are_known_by_every_keyboards_and_every_terminals_name(harness: TerminalHarness) -> None:
    with harness.running(EDITOR) as session:
        opened(session)
        # ctrl+s, typed on keyboards without latin letters.
        for key in ("\x1b[1099;5u", "\x1b[1099::115;5u", "\x1b[115;69u"):
            session.type(";")
            session.wait_gone("Saved code")
            session.wait_for("unsaved: code")
            session.type(key)
            session.wait_for("Saved code")
        session.type("ab ab ab \x1b[H")
        session.press("ctrl+f")
        session.type("ab\x1b\x1bOR")
        session.wait_for("1 of 3")
        for shift_f3 in ("\x1b[1;2R", "\x1b[25~", "\x1b[13;2~"):
            session.type("\x1bOR")
            session.wait_for("2 of 3")
            session.type(shift_f3)
            session.wait_for("1 of 3")
        left(session)


def test_an_arrow_that_a_slow_line_cut_asks_nothing(harness: TerminalHarness) -> None:
    with harness.running(EDITOR, SLOW) as session:
        opened(session)
        session.type("x\ry\x1b")
        pause(0.2)
        session.type("[A")
        session.type("2")
        wait_kept(harness, session, "x2\ny" + CODE)
        assert "Leave" not in session.text
        left(session)


def test_the_keyboard_protocol_can_be_done_without(harness: TerminalHarness) -> None:
    config = harness.home / "config" / "insforge-tui" / "config.toml"
    config.parent.mkdir(parents=True)
    config.write_text('keyboard_protocol = "legacy"\n', encoding="utf-8")
    with harness.running(EDITOR) as session:
        opened(session)
        # What terminals always sent is understood.
        session.type("x\x1b[D\x13")
        session.wait_for("Saved code")
        left(session, unsaved=False)
        assert session.raw.count(ASKED) == session.raw.count(b"\x1b[<u") == 0


def test_the_whole_screen_is_there_after_a_stop(harness: TerminalHarness) -> None:
    with harness.running(CONSOLE) as session:
        session.wait_for(r"hello-world +\+ active")
        session.wait_for("q quit")
        session.wait_for("runtime running")
        session.wait_for("url: INSFORGE_URL, key: INSFORGE_API_KEY$")
        before = session.text
        for how in ("ctrl+z", "SIGTSTP", "SIGSTOP"):
            if how == "ctrl+z":
                session.press(how)
            else:
                os.kill(session.pid, signal.Signals[how])
            session.wait_stopped()
            session.screen.reset()
            session.show(b"$ fg\r\n")
            os.kill(session.pid, signal.SIGCONT)
            session.wait_for("q quit")
            session.wait_for(r"hello-world +\+ active")
            session.wait_for_text(before)
        session.press("q")
        assert session.wait_end() == 0


def test_escape_alone_arrives_in_gnu_screen(harness: TerminalHarness) -> None:
    program = shutil.which("screen")
    if program is None:
        pytest.skip("screen is not installed")
    sockets = harness.home / "screens"
    sockets.mkdir(mode=0o700)
    argv = [program, "-U", "-c", os.devnull, sys.executable, "-m", "tui", "hello-world"]
    own = {**surroundings(harness.home), "INSFORGE_URL": harness.url, "INSFORGE_API_KEY": "ik_x"}
    with TerminalSession(argv, env={**own, "SCREENDIR": str(sockets), "STY": "", "TMUX": ""}, cwd=TOP) as session:
        opened(session)
        session.type("x")
        session.wait_for("unsaved: code")
        session.press("escape")
        # No key comes behind it that could push it through.
        session.wait_to_read("Leave with unsaved changes")
        session.press("2")
        session.wait_for("kept as a draft")
        session.press("ctrl+q")
        session.wait_end()
