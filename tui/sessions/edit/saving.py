"""The save, step by step: planned, looked before, sent once, and looked up where the answer tells nothing.

A save that meets somebody else's change, a key that is not accepted any more or a rate limit is not over: the content
stays, a question waits, and its answer finishes the save.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from tui.errors import AlreadyExists, ApiError, ResponseLost
from tui.model.function import Function, NewFunction, WriteAnswer
from tui.sessions.edit import prompts, telling
from tui.sessions.edit.after_save import ended
from tui.sessions.edit.effects import Create, Effect, GiveUp, Look, Say, Send, Step, Words
from tui.sessions.edit.events import At
from tui.sessions.edit.outcome import CANCELLED, Cancelled, NothingToSave, Saved, SaveOutcome, SlugTaken, Unknown
from tui.sessions.edit.questions import ConflictsMarked, FieldsEmptied
from tui.sessions.edit.rules import (
    SavePlan,
    after_look,
    after_look_up,
    after_send,
    changes_of_new,
    differing_fields,
    lacks_code,
    plan_save,
    with_changes,
)
from tui.sessions.edit.state import EditState, FetchingCode, Looking, LookingUp, Sending, Work, conflict_count
from tui.sessions.edit.values import Busy, BusyWith

MOST_SENT_HERE = 8
"""So many saves may have been sent before the trail tells of the first."""


def save(state: EditState, at: At) -> Step:
    """Save what the editor holds, or ask first."""
    if state.base is None:
        return Step(state, (Say(Words.LOADING),))
    if state.saving is not None:
        return Step(state, (Say(Words.SAVE_UNDER_WAY),))
    plan = plan_save(state.base, at.view.edited)
    conflicts = conflict_count(state, at.view)
    if conflicts:
        return prompts.ask(state, ConflictsMarked(conflicts, plan, state.base_number))
    return _ask_emptied(state, at, plan)


def confirmed(state: EditState, at: At, question: ConflictsMarked | FieldsEmptied) -> Step:
    """The user wants the save all the same."""
    if question.base_number != state.base_number:
        # Fetched again behind the question: what was planned is to be looked at anew.
        return save(state, at)
    if isinstance(question, ConflictsMarked):
        return _ask_emptied(state, at, question.plan)
    return _begin_save(state, at, question.plan)


def _ask_emptied(state: EditState, at: At, plan: SavePlan) -> Step:
    if plan.emptied:
        return prompts.ask(state, FieldsEmptied(plan, state.base_number))
    return _begin_save(state, at, plan)


def _begin_save(state: EditState, at: At, plan: SavePlan) -> Step:
    assert state.base is not None
    if state.is_new:
        return _create(state, at)
    work = Work(state.base, plan.changes)
    if not plan.changes.names():
        # A save before of which nothing is known may have been carried out: then the server holds something else.
        return ended(state, at, work, NothingToSave()) if state.unanswered is None else look_up(state, at)
    step = _begun(state).then(lambda s: telling.tell(s, at, Busy(BusyWith.SAVING, plan.changes.names())))
    return step.then(lambda s: _requested(s, lambda n: replace(s, saving=Looking(n, work)), Look))


def create(state: EditState, at: At) -> Step:
    """Create a deleted function again, or a new one, with what the editor holds."""
    if state.base is None:
        return Step(state, (Say(Words.LOADING),))
    if state.saving is not None:
        return Step(state, (Say(Words.SAVE_UNDER_WAY),))
    if not state.is_deleted:
        return Step(state, (Say(Words.NOT_DELETED),))
    # A save that was to leave afterwards, and was not sent, has nothing to do with this.
    return _create(replace(state, leave_saved=None), at)


def _create(state: EditState, at: At) -> Step:
    assert state.base is not None
    edited = at.view.edited
    work = Work(state.base, changes_of_new(edited), creating=True)
    new = NewFunction(edited.name, edited.code, state.slug, edited.description, work.changes.status)
    # A key that is given meanwhile sends nothing a second time.
    sent_here = (*state.sent_here, work.changes)[-MOST_SENT_HERE:]
    step = _begun(replace(state, after_key=None, sent_here=sent_here))
    step = step.then(lambda s: telling.tell(s, at, Busy(BusyWith.CREATING)))
    return step.then(lambda s: _requested(s, lambda n: replace(s, saving=Sending(n, work)), lambda n: Create(n, new)))


def again(state: EditState, at: At) -> Step:
    """Do what was asked for and could not be done yet."""
    state = replace(state, leave_saved=None)
    return create(state, at) if state.is_deleted else save(state, at)


def look_up(state: EditState, at: At) -> Step:
    """Find out what became of a save that was not answered. Reads only."""
    if state.saving is not None:
        return Step(state, (Say(Words.SAVE_UNDER_WAY),))
    if state.unanswered is None:
        return Step(state, (Say(Words.NOTHING_UNKNOWN),))
    unanswered = state.unanswered
    step = _begun(state).then(lambda s: telling.tell(s, at, Busy(BusyWith.LOOKING_UP)))
    return step.then(lambda s: _look_up(s, at, LookingUp(unanswered.work, unanswered.error)))


def _begun(state: EditState) -> Step:
    """Whatever else is under way gives way to a save: a fetch, and what is asked about the save before."""
    is_checked = state.live is None or state.live.proof is not None
    pending = [each.request for each in (state.fetching, None if is_checked else state.live) if each is not None]
    pending += [] if state.reading_log is None else [state.reading_log]
    gives_up = tuple(GiveUp(request) for request in pending)
    state = prompts.forget_outcomes(state)
    meanwhile = state.meanwhile if state.trails else None
    begun = replace(state, fetching=None, meanwhile=meanwhile, live=None, reading_log=None)
    return Step(begun, gives_up)


def _requested(state: EditState, waiting: Callable[[int], EditState], effect: Callable[[int], Effect]) -> Step:
    request = state.requests + 1
    return Step(replace(waiting(request), requests=request), (effect(request),))


# Answers


def looked(state: EditState, at: At, request: int, found: Function | ApiError) -> Step:
    """The function was looked at for the save that is under way."""
    match state.saving:
        case Looking(request=number, work=work) if number == request:
            return _looked_before(state, at, work, found)
        case FetchingCode(request=number, work=work, answer=answer) if number == request:
            # What can't be looked at, or is another save's by now, is taken for what was sent: the server said that it
            # was saved.
            written = answer.summary.updated_at
            is_ours = isinstance(found, Function) and written in (None, found.summary.updated_at)
            code = found.code if isinstance(found, Function) and is_ours else None
            return _sent(state, at, work, answer._replace(code=code), has_code=True)
        case LookingUp(request=number) as looking if number == request:
            return _looked_up(state, at, looking, found)
        case _:
            return Step(state)


def _looked_before(state: EditState, at: At, work: Work, found: Function | ApiError) -> Step:
    outcome = after_look(work.base, work.changes, found)
    if outcome is not None or isinstance(found, ApiError):
        assert outcome is not None
        return ended(state, at, work, outcome)
    sending = replace(work, seen=found)
    sent_here = (*state.sent_here, work.changes)[-MOST_SENT_HERE:]
    return _requested(
        state,
        lambda n: replace(state, saving=Sending(n, sending), sent_here=sent_here),
        lambda n: Send(n, work.changes),
    )


def send_answered(state: EditState, at: At, request: int, answer: WriteAnswer | ApiError) -> Step:
    """The server answered what was sent, or the answer was lost."""
    match state.saving:
        case Sending(request=number, work=work) if number == request:
            return _sent(state, at, work, answer)
        case _:
            return Step(state)


def _sent(state: EditState, at: At, work: Work, answer: WriteAnswer | ApiError, *, has_code: bool = False) -> Step:
    outcome = after_send(work.base, work.changes, answer, creating=work.creating)
    if isinstance(answer, ApiError):
        if outcome is None:
            return _look_up(state, at, LookingUp(work, answer))
        return ended(state, at, work, outcome)
    if not has_code and lacks_code(work.changes, answer):
        return _requested(state, lambda n: replace(state, saving=FetchingCode(n, work, answer)), Look)
    assert outcome is not None
    return ended(state, at, work, outcome)


def _look_up(state: EditState, at: At, looking: LookingUp) -> Step:
    """Wait for the next look, or look at once where there is nothing to wait for."""
    pause = state.look_up_delays[looking.looks]
    waiting = replace(
        looking, request=None, due=at.seconds + pause, waited_seconds=looking.waited_seconds + pause
    )  # fmt: skip
    return time_came(replace(state, saving=waiting), at)


def time_came(state: EditState, at: At) -> Step:
    """Look at the function again, if it is time."""
    looking = state.saving
    if not isinstance(looking, LookingUp) or looking.request is not None or at.seconds < looking.due:
        return Step(state)
    return _requested(
        state, lambda n: replace(state, saving=replace(looking, request=n, looks=looking.looks + 1)), Look
    )


def due(state: EditState) -> float | None:
    """When the function is looked at again, in seconds."""
    looking = state.saving
    return looking.due if isinstance(looking, LookingUp) and looking.request is None else None


def _looked_up(state: EditState, at: At, looking: LookingUp, found: Function | ApiError) -> Step:
    work = looking.work
    means = after_look_up(
        work.base, work.changes, looking.error, found, looking.waited_seconds, creating=work.creating
    )  # fmt: skip
    if state.is_new and isinstance(found, Function) and not isinstance(means.outcome, Saved):
        earlier = _earlier_creation(state, work, found)
        if earlier is not None:
            return ended(state, at, earlier, Saved(found, earlier.changes.names(), looked_up=True, created=True))
    if means.is_final or looking.looks >= len(state.look_up_delays):
        outcome = means.outcome
        if isinstance(outcome, SlugTaken) and not isinstance(found, Function):
            outcome = _unseen(state, outcome)
        return ended(state, at, work, outcome)
    return _look_up(state, at, looking)


def _earlier_creation(state: EditState, work: Work, found: Function) -> Work | None:
    """What was sent before to create this function and is what was found: it was carried out, and the answer lost."""
    for changes in reversed(state.sent_here):
        if not differing_fields(found, with_changes(work.base, changes), changes.names()):
            return replace(work, changes=changes)
    return None


def _unseen(state: EditState, taken: SlugTaken) -> SlugTaken:
    """The slug is taken, and nobody looked by what."""
    return replace(taken, may_be_ours=state.is_new and state.unanswered is not None)


# Waiting no longer


def cancel(state: EditState, at: At) -> Step:
    """The user does not want to wait. What was being sent is looked up; a look is given up, and nothing said of it."""
    match state.saving:
        case None:
            return Step(state)
        case Looking(request=request, work=work):
            return Step(state, (GiveUp(request),)).then(lambda s: ended(s, at, work, Cancelled()))
        case Sending(request=request, work=work):
            step = Step(state, (GiveUp(request),))
            step = step.then(lambda s: telling.tell(s, at, Busy(BusyWith.STOPPED_WAITING)))
            return step.then(lambda s: _look_up(s, at, LookingUp(work, ResponseLost(CANCELLED))))
        case FetchingCode(request=request, work=work, answer=answer):
            return Step(state, (GiveUp(request),)).then(lambda s: _sent(s, at, work, answer, has_code=True))
        case LookingUp(request=pending, work=work, error=error):
            step = Step(state, () if pending is None else (GiveUp(pending),))
            outcome: SaveOutcome = Unknown(error, creating=work.creating, stopped=True)
            if work.creating and isinstance(error, AlreadyExists):
                outcome = _unseen(state, SlugTaken(error))
            return step.then(lambda s: ended(s, at, work, outcome))
