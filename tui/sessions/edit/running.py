"""A function that is to be run once it is saved: when, and why not.

Owns that nothing is run that did not go live. Refuses to know what it is run with.
"""

from __future__ import annotations

from dataclasses import replace

from tui.model.function import ACTIVE, Function
from tui.sessions.edit import deployment
from tui.sessions.edit.effects import Run, Say, Step, Words
from tui.sessions.edit.events import At
from tui.sessions.edit.outcome import NothingToSave, Saved, SavedNotDeployed, Unknown
from tui.sessions.edit.state import EditState, RunAfter
from tui.sessions.liveness import Liveness

_MAY_BE_LIVE = (Liveness.LIVE, Liveness.UNKNOWN)
"""A server that does not say whether its functions run is not taken for one whose functions do not."""


def go_on(state: EditState, at: At) -> Step:
    """Run it, or say why not, where a save that was to be followed by a run is over and all is known of it."""
    if state.run_after is None or state.saving is not None or state.has_left:
        return Step(state)
    if state.run_after is RunAfter.SAVE:
        # Asked for and not begun: a question is open, or was answered with no.
        return Step(state if state.prompts.open is not None else replace(state, run_after=None))
    if deployment.is_asked(state):
        return Step(state)
    state = replace(state, run_after=None)
    reason = _why_not(state, at)
    if reason is not None:
        return Step(state, (Say(reason),))
    return Step(state, (Run(state.summary if state.base is None else state.base.summary),))


def _why_not(state: EditState, at: At) -> Words | None:
    there: Function | None = state.base
    match state.last_outcome:
        case Saved(base=stored):
            there = stored
        case NothingToSave(base=found):
            there = found or there
        case SavedNotDeployed():
            return Words.NOT_RUN_NOT_LIVE
        case Unknown():
            return Words.NOT_RUN_UNKNOWN
        case _:
            return Words.NOT_RUN_NOT_SAVED
    proof = None if state.live is None else state.live.proof
    if there is not None and there.summary.status != ACTIVE:
        return Words.NOT_RUN_NOT_ACTIVE
    if proof is not None and proof.liveness not in _MAY_BE_LIVE:
        return Words.NOT_RUN_NOT_LIVE
    return Words.NOT_RUN_COVERED if at.covered else None
