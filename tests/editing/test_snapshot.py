"""A text at one moment: exact, cheap to compare, and not changed by later edits once it is kept."""

from __future__ import annotations

from tests.cases import cases
from tui.editing.snapshot import Snapshot
from tui.editing.source import SourceText


@cases("text", ["", "a", "a\r\nb\rc\nd", "\n\n", "ends with one\n"])
def test_it_is_the_text_exactly(text: str) -> None:
    assert Snapshot.of(text).text == text


def test_one_that_is_kept_stays_as_it_was() -> None:
    source = SourceText("one\ntwo\n")
    free = Snapshot(source.lines, source.endings)
    kept = free.kept()
    source.replace((0, 0), (0, 3), "1")
    assert kept.text == "one\ntwo\n"
    assert kept != Snapshot(source.lines, source.endings)
    assert kept.lines[1] is source.lines[1]


def test_line_ends_count() -> None:
    assert Snapshot.of("a\nb") != Snapshot.of("a\r\nb")
