"""What is found out behind a save: whether callers get what was saved, and why its deployment failed.

Owns when it is asked, and which answer is still about the last save. Refuses to take one thing for the other: that it
is saved is known before.
"""

from __future__ import annotations

from dataclasses import replace

from tui.editing.build_log import tells_why
from tui.model.function import ACTIVE
from tui.model.problem import Problem
from tui.model.server import BuildLog
from tui.sessions.edit import telling
from tui.sessions.edit.effects import CheckLive, ReadBuildLog, ShowProblems, Step, Tell
from tui.sessions.edit.events import At
from tui.sessions.edit.outcome import Saved, SavedNotDeployed, SaveOutcome
from tui.sessions.edit.rules import with_build_log
from tui.sessions.edit.state import EditState, unsaved_fields
from tui.sessions.edit.values import Ended, LiveCheck
from tui.sessions.liveness import LivenessProof

DEPLOYED = "success"
"""What servers call a deployment that went well."""


def live_check(state: EditState, outcome: SaveOutcome) -> LiveCheck | None:
    """The check that an outcome wants: one for whatever is saved as active."""
    if not isinstance(outcome, Saved) or outcome.base.summary.status != ACTIVE:
        return None
    deployment = outcome.deployment
    return LiveCheck(state.requests + 1, deployment is not None and deployment.status == DEPLOYED)


def ask(state: EditState, outcome: SaveOutcome) -> Step:
    """Ask what the outcome leaves open; `state.live` is its check."""
    if isinstance(outcome, Saved) and state.live is not None:
        return Step(state, (CheckLive(state.live.request, outcome.base),))
    if isinstance(outcome, SavedNotDeployed) and not outcome.problems and not tells_why(outcome.logs):
        request = state.requests + 1
        return Step(replace(state, requests=request, reading_log=request), (ReadBuildLog(request),))
    return Step(state)


def is_asked(state: EditState) -> bool:
    """Whether something about the last save is still being asked."""
    return state.reading_log is not None or (state.live is not None and state.live.proof is None)


def live_checked(
    state: EditState, at: At, request: int, proof: LivenessProof, failing: tuple[Problem, ...]
) -> Step:  # fmt: skip
    """What runs the functions was asked. An answer about a save before the last one changes nothing."""
    live = state.live
    if live is None or live.request != request or live.proof is not None:
        return Step(state)
    live = replace(live, proof=proof, failing=failing)
    return retold(replace(state, live=live), at, is_news=live.is_bad_news)


def build_log_read(state: EditState, at: At, request: int, log: BuildLog | None) -> Step:
    """The build log was read: its lines, and the marks where the editor still holds what was deployed."""
    outcome = state.last_outcome
    if state.reading_log != request:
        return Step(state)
    state = replace(state, reading_log=None)
    if log is None or not isinstance(outcome, SavedNotDeployed):
        return Step(state)
    found = with_build_log(outcome, log)
    if found == outcome:
        return Step(state)
    step = retold(replace(state, last_outcome=found), at, is_news=True)
    is_typed_on = "code" in unsaved_fields(state, at.view)
    return step if is_typed_on else step.also(ShowProblems(found.problems))


def retold(state: EditState, at: At, *, is_news: bool) -> Step:
    """Tell the last outcome with what is known by now: where it still stands, or what is news to whoever went on."""
    shown, outcome = state.shown, state.last_outcome
    if outcome is None or state.saving is not None or state.fetching is not None:
        return Step(state)
    told = Ended(outcome, state.meanwhile, state.live)
    if is_news:
        return telling.tell(state, at, told)
    if shown is None or not isinstance(shown.told, Ended):
        return Step(state)
    # It stays as long as it would have stayed without.
    return Step(replace(state, shown=replace(shown, told=told)), (Tell(told),))
