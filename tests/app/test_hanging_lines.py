"""A long text goes on under itself, and not under its label."""

from __future__ import annotations

from tui.app.widgets.hanging_lines import hanging


def test_the_rows_after_the_first_stand_behind_the_label() -> None:
    rows = [line.plain for line in hanging("versions", "none is kept on this machine; the trail stays", 34)]
    assert rows == ["versions  none is kept on this", "          machine; the trail stays"]
    assert [line.plain for line in hanging("a", "", 40)] == ["a  "]


def test_where_there_is_little_room_the_whole_width_is_used() -> None:
    rows = [line.plain for line in hanging("versions", "none is kept on this machine", 24)]
    assert rows == ["versions  none is kept", "on this machine"]
