"""What is a report, and what is an answer that nobody asked for."""

from __future__ import annotations

from tui.terminal.input_events import Background, CursorReport, Focus, KeyboardFlags, ModeReport, Mouse, SizeReport
from tui.terminal.reports import old_mouse_report, report_of_csi


def test_reports_are_told_by_their_beginning_and_end() -> None:
    assert report_of_csi("", "", "I") == Focus(True)
    assert report_of_csi("1", "", "I") is None
    assert report_of_csi("<64;1;2", "", "M") == Mouse(64, 1, 2, False)
    assert report_of_csi("?2026;1", "$", "y") == ModeReport(2026, 1)
    assert report_of_csi("4;1", "$", "y") is None
    assert report_of_csi("?997;2", "", "n") == Background(True)
    assert report_of_csi("?997;1", "", "n") == Background(False)
    assert report_of_csi("?996", "", "n") is None
    assert report_of_csi("?29", "", "u") == KeyboardFlags(29)
    assert report_of_csi("3;4", "", "R") == CursorReport(3, 4)
    assert report_of_csi("?3;4", "", "R") is None
    assert report_of_csi("48;24:1;80;1;1:9", "", "t") == SizeReport(80, 24, 1, 1)
    assert report_of_csi("8;24;80", "", "t") is None
    assert report_of_csi("99999999;1", "", "R") is None
    assert report_of_csi("1;;2", "", "M") is None


def test_the_old_mouse_has_places_that_no_byte_tells() -> None:
    assert old_mouse_report(b"\x20\x21\x22") == Mouse(0, 1, 2, False)
    assert old_mouse_report(b"\x23\xff\xff") == Mouse(3, 223, 223, True)
    assert old_mouse_report(b"\x43\xff\xff") == Mouse(35, 223, 223, False)
    assert old_mouse_report(b"\x20\x00\x21") is None
