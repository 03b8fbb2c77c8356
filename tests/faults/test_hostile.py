"""A little of the hostile strings' harness with every run of the suite, and that it can find something."""

from __future__ import annotations

import os
import sys
from itertools import cycle
from pathlib import Path

import pytest

import tui.app.functions.rows as rows
from tests.faults import hostile_commands, hostile_outside, hostile_recording
from tests.faults.hostile import SCENES, run_scene
from tests.faults.hostile_strings import hostile_strings, label_twin, lines_twin
from tests.faults.output_grammar import DRAWN, WRITTEN, piled_marks, unmeant_sequences
from tests.journeys.test_sandbox_journey import surroundings
from tests.pty_session import TerminalSession
from tui.terminal.sanitise import cell_text, printable

_STRINGS = 2
"""So few in each place; together they are of all kinds, and `python -m tests.faults.hostile` shows many in each."""

_QUICK = ("fields", "table", "narrow table", "sentences", "header", "preview", "confirmation")
"""Scenes that show a string at the cost of a key get that many; the others, of several steps a string, get one."""

TOP = Path(__file__).parents[2]


_BY_HAND = ("projects", "protected", "elsewhere", "fields beside the code")
"""Scenes that show strings where others show them too; so do those on a low screen."""


@pytest.mark.parametrize("name", [name for name in SCENES if not name.endswith(", low") and name not in _BY_HAND])
def test_nothing_hostile_gets_out_of_its_place(name: str) -> None:
    report = run_scene(name, 7, _STRINGS if name in _QUICK else 1)
    assert report.findings == []
    assert report.shown


def test_no_sentence_drives_the_terminal() -> None:
    report = hostile_outside.sentences(7, _STRINGS)
    assert report.findings == []
    assert set(report.shown.values()) == {_STRINGS}


def test_no_command_without_a_screen_drives_the_terminal() -> None:
    report = hostile_commands.commands(7, _STRINGS)
    assert report.findings == []
    assert set(report.shown.values()) == {_STRINGS}


def test_the_whole_program_sends_what_it_means_from_start_to_end() -> None:
    assert hostile_outside.whole_program(7, 12).findings == []


_LEAKS = {
    "\x1b[31m": "'\\x1b' (Cc)",
    "\x1b[2J": r"sequence '\x1b[2J'",
    "\u202e": r"'\u202e' (Cf)",
    f"e{chr(0x301) * 9}": "9 marks on 'e'",
    "\ue000": r"'\ue000' (Co)",
    "\u200b": r"'\u200b' (Cf)",
}
"""What is let through, and what is said of it."""


def test_what_is_not_made_fit_to_show_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    leaks = cycle(_LEAKS)
    monkeypatch.setattr(rows, "printable", lambda text, **_: next(leaks) + printable(text, limit=40))
    monkeypatch.setattr(hostile_recording, "MOST_FINDINGS", 1000)
    findings = "\n".join(run_scene("table", 7, 8).findings)
    assert [said for said in _LEAKS.values() if said not in findings] == []


def test_twins_fill_the_same_cells() -> None:
    for text in hostile_strings(3, "twins", 300):
        for twin, shown in ((label_twin(text), printable(text)), (lines_twin(text), None)):
            assert unmeant_sequences(twin.translate({9: " ", 10: " ", 13: " "})) == [], ascii(text)
            assert shown is None or len(twin) == len(shown)
            assert printable(twin) == twin or shown is None
        assert len(cell_text(lines_twin(text))) == len(text)


def test_the_grammar_takes_what_is_meant_and_nothing_else() -> None:
    meant = "\x1b[;3H\x1b[0;38;5;253mtext \x1b[K\x1b[4X\x1b[4C\r\n\b\x1b[2;9r\x1b[3L\x1b[r\x1b[?25h名前"
    assert unmeant_sequences(meant, DRAWN) == []
    for wrong in ("\x1b]0;t\x07", "\x1bc", "\x1b[6n", "\x1b[?1049l", "\x9b2J", "\x07", "\x1b[2J", "a\u00ad", "\x1b["):
        assert unmeant_sequences(f"text{wrong}", DRAWN), wrong
        assert unmeant_sequences(f"text{wrong}", WRITTEN), wrong
    assert piled_marks("e\u0301\u0302\u0303")
    assert not piled_marks("e\u0301\u0302")


@pytest.mark.parametrize("driver", ["", "plain"])
def test_pasted_bytes_that_are_no_text_do_not_end_the_console(tmp_path: Path, driver: str) -> None:
    env = {**surroundings(tmp_path), "INSFORGE_URL": "http://127.0.0.1:9", "INSFORGE_API_KEY": "ik_x"}
    env["INSFORGE_TUI_DRIVER"] = driver
    with TerminalSession([sys.executable, "-m", "tui"], env=env, cwd=TOP) as terminal:
        terminal.wait_for("Nothing listens")
        terminal.press("/")
        os.write(terminal.fd, b"\x1b[200~ab\xff\x9b31mcd\x1b[201~")
        terminal.wait_for("ab\ufffd\ufffd31mcd")
        terminal.press("ctrl+q")
        assert terminal.wait_end() == 0
