"""A row of a form: what is asked for, and the box it goes into. How wide the words are is the form's style."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Container
from textual.widget import Widget

from tui.app.widgets.line import Line


def form_row(label: str, box: Widget) -> ComposeResult:
    """The row, to be composed."""
    with Container(classes="row"):
        yield Line(label, classes="label")
        yield box
