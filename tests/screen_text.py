"""The screen as a user reads it: its rows as text."""

from __future__ import annotations

from textual._context import visible_screen_stack
from textual.app import App


def shown_rows(app: App[int]) -> list[str]:
    """Every row of the screen on top, from the top down, as wide as the terminal.

    Of Textual's compositor, as its snapshots are: there is no public way to the text of a whole screen.
    """
    # What shines through a dialog is told by whoever paints; the last one may have been another screen.
    visible_screen_stack.set(app._background_screens)
    return [strip.text for strip in app.screen._compositor.render_strips()]


def shown_text(app: App[int]) -> str:
    """All of the screen as one text: what is wrapped can be found in it, as blanks and line ends are one blank."""
    return " ".join(" ".join(shown_rows(app)).split())
