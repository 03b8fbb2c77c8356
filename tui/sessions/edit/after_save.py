"""What a save that has ended changes: what is compared with, what is told, asked and remembered, and who else saved."""

from __future__ import annotations

from dataclasses import replace

from tui.errors import ApiError
from tui.model.function import OFFERED_STATUSES, Function
from tui.model.history import AuditRow, How
from tui.sessions.edit import content, deployment, drafting, prompts, telling, watching
from tui.sessions.edit.concurrent_saves import ConcurrentSave, saves_of_others, told_by_rows, with_what_is_held_now
from tui.sessions.edit.effects import Leave, Look, NoteServer, ReadTrail, Remember, ShowProblems, Step
from tui.sessions.edit.events import At
from tui.sessions.edit.outcome import (
    Cancelled,
    Conflict,
    Deleted,
    NotAllowed,
    NothingToSave,
    NotSent,
    PrecheckFailed,
    RateLimited,
    Rejected,
    Saved,
    SavedNotDeployed,
    SaveOutcome,
    SlugTaken,
    Unknown,
)
from tui.sessions.edit.questions import AboutOutcome
from tui.sessions.edit.rules import with_changes
from tui.sessions.edit.state import EditState, LeaveWith, RunAfter, TrailCheck, Unanswered, Work, unsaved_fields
from tui.sessions.edit.values import Ended


def ended(state: EditState, at: At, work: Work, outcome: SaveOutcome) -> Step:
    """A save has ended like this."""
    match outcome:
        case SlugTaken() if state.is_new:
            is_deleted = True
            outcome = replace(outcome, is_new=True)
        case Deleted():
            is_deleted = True
        case Saved() | SavedNotDeployed() | SlugTaken() | Conflict():
            is_deleted = False
        case _:
            is_deleted = state.is_deleted
    state = replace(
        state,
        saving=None,
        is_deleted=is_deleted,
        is_new=state.is_new and is_deleted,
        unanswered=_unanswered(state, work, outcome),
        last_outcome=outcome,
        live=deployment.live_check(state, outcome),
        reading_log=None,
        run_after=None if state.run_after is None else RunAfter.PROOF,
    )
    # The check's number is taken from here on.
    state = replace(state, requests=state.requests + (state.live is not None))
    step = telling.tell(state, at, Ended(outcome, state.meanwhile, state.live))
    step = step.then(lambda s: _learned(s, at, work, outcome))
    match outcome:
        case Rejected(problems=problems) | SavedNotDeployed(problems=problems):
            step = step.also(ShowProblems(problems))
        case Saved() | NothingToSave():
            step = step.also(ShowProblems(()))
        case _:
            pass
    step = step.then(lambda s: ask_about(s, at, outcome)).then(lambda s: deployment.ask(s, outcome))
    if isinstance(outcome, Saved | SavedNotDeployed) and work.seen is not None:
        seen, asks = work.seen, not outcome.theirs
        return step.then(lambda s: _check_trail(s, work, seen, asks=asks))
    return step.then(lambda s: leave_saved(s, at))


def _unanswered(state: EditState, work: Work, outcome: SaveOutcome) -> Unanswered | None:
    """What is to be looked up: this save, or an earlier one of which this outcome tells nothing."""
    match outcome:
        case Unknown(error=error):
            return Unanswered(work, error)
        case Rejected() | SlugTaken(may_be_ours=True) if work.creating:
            return state.unanswered
        # Before an update is sent the function is looked at: then it is known what became of the one before.
        case PrecheckFailed() | Cancelled() | NotAllowed() | RateLimited() | NotSent() if work.seen is None:
            return state.unanswered
        case _:
            return None


def leave_saved(state: EditState, at: At) -> Step:
    """Leave now that it is saved, where that was asked for and nothing is left to be read, asked or saved."""
    wanted = state.leave_saved
    if wanted is None or state.saving is not None or state.trails or deployment.is_asked(state):
        return Step(state)
    state = replace(state, leave_saved=None)
    is_read = isinstance(state.last_outcome, NothingToSave) or _says_nothing_more(state.last_outcome)
    asks = at.covered or state.prompts.open is not None
    if not is_read or asks or state.meanwhile is not None or unsaved_fields(state, at.view):
        return Step(state)
    leave = Leave(wanted is LeaveWith.CONSOLE, outcome=state.last_outcome, live=state.live)
    return Step(replace(state, has_left=True), (leave,))


def _says_nothing_more(outcome: SaveOutcome | None) -> bool:
    """Whether it is saved just as it was sent. Whether it is live is told where the user is then."""
    if not isinstance(outcome, Saved) or outcome.theirs or outcome.altered or outcome.looked_up:
        return False
    return outcome.base.summary.status in OFFERED_STATUSES


def _learned(state: EditState, at: At, work: Work, outcome: SaveOutcome) -> Step:
    """What an outcome tells of the server becomes what the content is compared with."""
    match outcome:
        case Saved(base=stored, theirs=theirs) | SavedNotDeployed(base=stored, theirs=theirs):
            # What somebody else changed is not in the editor yet: against that, it would look like an edit.
            base = with_changes(work.base, work.changes) if theirs else stored
            step = content.take_base(state, at.view, base)
            step = step.also(NoteServer(stored, saved=True), Remember(stored, How.SAVED))
            return step.then(lambda s: drafting.follow(s, at.view))
        case NothingToSave(base=Function() as stored):
            step = content.take_base(state, at.view, stored).also(Remember(stored, How.SEEN))
            return step.then(lambda s: drafting.follow(s, at.view))
        case NothingToSave():
            return drafting.follow(state, at.view)
        case Conflict(theirs=found):
            return Step(state, (Remember(found, How.SEEN),))
        case Deleted():
            return Step(state, (NoteServer(None),))
        case _:
            return Step(state)


def ask_about(state: EditState, at: At, outcome: SaveOutcome | ConcurrentSave) -> Step:
    """Ask how to go on from an outcome that is not the end of it, once the keys rest."""
    subject = AboutOutcome(outcome)
    asks = prompts.question_about(subject, state, at.view) is not None
    return Step(prompts.wait(state, subject) if asks else state)


# Who else saved


def _check_trail(state: EditState, work: Work, seen: Function, *, asks: bool) -> Step:
    request = state.requests + 1
    check = TrailCheck(request, work, state.base_number, asks)
    return Step(
        replace(state, requests=request, trails=(*state.trails, check)),
        (ReadTrail(request, seen),),
    )


def trail_read(state: EditState, at: At, request: int, rows: tuple[AuditRow, ...]) -> Step:
    """The trail was read: where it tells of somebody else's save, look what the server holds after both."""
    check = check_of(state, request)
    if check is None or check.work.seen is None or check.found is not None:
        return Step(state)
    # By the time the trail answers, more may have been sent from here.
    others = saves_of_others(rows, check.work.seen, (check.work.changes, *state.sent_here))
    if not others:
        return leave_saved(_without(state, check), at)
    found = told_by_rows(others, check.work.seen, check.work.changes)
    looking = replace(check, request=state.requests + 1, found=found)
    trails = tuple(looking if each is check else each for each in state.trails)
    return Step(replace(state, requests=looking.request, trails=trails), (Look(looking.request),))


def trail_looked(state: EditState, at: At, check: TrailCheck, now: Function | ApiError) -> Step:
    """What the server holds after somebody else's save and ours."""
    assert check.found is not None
    assert check.work.seen is not None
    found, learned = check.found, Step(_without(state, check))
    if not isinstance(now, ApiError):
        found = with_what_is_held_now(found, check.work.seen, check.work.changes, now)
        learned = learned.also(Remember(now, How.SEEN), NoteServer(now))
    learned = Step(replace(learned.state, meanwhile=found), learned.effects)
    # A save that was begun since tells it with its own outcome, and has looked at the function itself.
    if state.saving is not None or state.last_outcome is None:
        return learned
    told = Ended(state.last_outcome, found, state.live)
    learned = Step(replace(learned.state, leave_saved=None), learned.effects)
    step = learned.then(lambda s: telling.tell(s, at, told))
    # Fetched or saved again since: then what the server holds now is compared with anyway.
    if check.asks and state.base_number == check.base_number and found.now is not None and (found.lost or found.unseen):
        step = step.then(lambda s: content.take_base(s, at.view, found.base))
        step = step.then(lambda s: drafting.follow(s, at.view)).then(lambda s: ask_about(s, at, found))
    return step if isinstance(now, ApiError) else step.then(lambda s: Step(watching.told_otherwise(s, now)))


def check_of(state: EditState, request: int) -> TrailCheck | None:
    """The check of the trail that waits for this request."""
    return next((each for each in state.trails if each.request == request), None)


def _without(state: EditState, check: TrailCheck) -> EditState:
    return replace(state, trails=tuple(each for each in state.trails if each is not check))
