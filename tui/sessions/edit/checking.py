"""What a function's saved requests expect, checked behind a save that went live.

Owns when that is done: never before it is live, and not where the function is to be run anyway. Refuses to know how a
request is sent.
"""

from __future__ import annotations

from dataclasses import replace

from tui.sessions.checks import Checked
from tui.sessions.edit import deployment
from tui.sessions.edit.effects import RunChecks, Step
from tui.sessions.edit.events import At
from tui.sessions.edit.state import EditState


def ask(state: EditState, at: At, proven: int) -> Step:
    """The check whether it is live (of this number) was answered: make the checks where callers get what was saved."""
    live = state.live
    if not state.checks_after_save or live is None or live.request != proven or live.proof is None or live.is_bad_news:
        return Step(state)
    if state.run_after is not None or state.saving is not None or state.has_left or live.checking is not None:
        return Step(state)
    if live.checked is not None:
        return Step(state)
    request = state.requests + 1
    state = replace(state, requests=request, live=replace(live, checking=request))
    return Step(state, (RunChecks(request),)).then(lambda s: deployment.retold(s, at, is_news=False))


def ran(state: EditState, at: At, request: int, checked: Checked | None) -> Step:
    """The checks were made. Those of a save before the last one change nothing."""
    live = state.live
    if live is None or live.checking != request:
        return Step(state)
    state = replace(state, live=replace(live, checking=None, checked=checked))
    return deployment.retold(state, at, is_news=checked is not None and checked.is_bad_news)
