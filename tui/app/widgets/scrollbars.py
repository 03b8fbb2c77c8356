"""Scrollbars that come or go at once: Textual itself looks whether there have to be any at the next layout only.

The one place where this is asked for; `tests/app/test_scrollbars.py` fails when Textual has no such name any more.
"""

from __future__ import annotations

from textual.widget import Widget

PRIVATE_NAMES = ("_refresh_scrollbars",)
"""Textual's own names this module stands on."""


def refresh_scrollbars(widget: Widget) -> None:
    """Show or hide a widget's scrollbars as the size of what it holds wants it."""
    widget._refresh_scrollbars()
