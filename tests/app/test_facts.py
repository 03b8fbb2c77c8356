"""Facts in full are all of them, fit to show, and stand in columns."""

from __future__ import annotations

from tui.app.shell.facts import function_facts, in_columns
from tui.model.function import FunctionSummary


def test_a_function_is_told_in_full() -> None:
    summary = FunctionSummary("s" * 300, "n" * 300, "active", description="line\nbreak \x1b[31m")
    facts = dict(function_facts(summary))
    assert facts["slug"] == "s" * 300
    assert facts["name"] == "n" * 300
    assert facts["about"] == "line^Jbreak ^[[31m"
    assert facts["updated"] == facts["activated"] == "-"


def test_labels_have_one_width_and_empty_facts_are_left_out() -> None:
    assert in_columns([("url", "a"), ("about", ""), ("status", "b")]) == [("url   ", "a"), ("status", "b")]
    assert in_columns([]) == []
