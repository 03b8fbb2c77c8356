"""What stands in the outcome's panel, and for how long.

What is told goes with the next change of the content, as the text is another then. What came while somebody typed
nobody can have read: it stays for a moment.
"""

from __future__ import annotations

from dataclasses import replace

from tui.sessions.edit.effects import ShowFieldProblems, Step, Tell
from tui.sessions.edit.events import At
from tui.sessions.edit.prompts import is_typing
from tui.sessions.edit.state import EditState, Shown
from tui.sessions.edit.values import Busy, Told

READING_SECONDS = 2.0
"""How long an outcome stays that came while somebody typed."""


def tell(state: EditState, at: At, told: Told | None) -> Step:
    """Tell this instead of what was told before; None tells nothing."""
    if told is None:
        return Step(state) if state.shown is None else Step(replace(state, shown=None), (Tell(None),))
    unread = is_typing(state.prompts, at.seconds) and not isinstance(told, Busy)
    shown = Shown(told, at.seconds + READING_SECONDS if unread else 0.0)
    return Step(replace(state, shown=shown), (Tell(told),))


def content_changed(state: EditState, at: At) -> Step:
    """What is told is about another content now."""
    shown = state.shown
    if shown is None or state.saving is not None:
        return Step(state)
    if at.seconds >= shown.readable_until:
        return Step(replace(state, shown=None), (Tell(None), ShowFieldProblems(())))
    return Step(state if shown.typed_over else replace(state, shown=replace(shown, typed_over=True)))


def due(state: EditState) -> float | None:
    """When what was typed over may go, in seconds."""
    shown = state.shown
    return shown.readable_until if shown is not None and shown.typed_over and state.saving is None else None
