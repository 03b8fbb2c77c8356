"""When a question opens, and which keys it accepts.

What the user asked for opens at once. A question that comes by itself must not take keys that were meant for the code:
it waits until the keys rest, and for a moment after it opened it accepts none, as what is pressed then was on its way
before anybody can have read it.
"""

from __future__ import annotations

from dataclasses import replace

from tui.errors import Unauthorised
from tui.model.function import Function
from tui.sessions.edit.concurrent_saves import ConcurrentSave
from tui.sessions.edit.conflict import as_edited
from tui.sessions.edit.effects import Ask, Close, Step
from tui.sessions.edit.events import At
from tui.sessions.edit.outcome import Conflict, NotAllowed, RateLimited, Saved, SavedNotDeployed, SaveOutcome
from tui.sessions.edit.questions import (
    AboutDiscarded,
    AboutDraft,
    AboutKey,
    AboutOutcome,
    DraftLeft,
    Happened,
    Prompt,
    Prompts,
    Question,
    RateLimitWait,
    Retry,
    SignIn,
    Subject,
    VersionsDiffer,
)
from tui.sessions.edit.state import EditState
from tui.sessions.edit.values import LeftDraft, View
from tui.sessions.key_rest import COVERED_SECONDS


def is_typing(prompts: Prompts, seconds: float) -> bool:
    """Whether a key came so lately that more may be on their way."""
    return prompts.key_rest.is_typing(prompts.last_key, seconds)


def key_came(prompts: Prompts, seconds: float) -> Prompts:
    """A key came; `accepts_key` says whether it may act.

    A question that came by itself accepts none until it stood for a moment and the keys rested once.
    """
    if prompts.unread_since is None:
        return replace(prompts, last_key=seconds, accepts_key=True)
    accepts = prompts.key_rest.accepts_key(prompts.unread_since, prompts.last_key, seconds)
    return replace(
        prompts, last_key=seconds, accepts_key=accepts, unread_since=None if accepts else prompts.unread_since
    )


def ask(state: EditState, question: Question, *, seconds: float | None = None, asked: bool = False) -> Step:
    """Open a question, unless one is open. `seconds`: keys that are on their way at this moment may not answer it.

    `asked`: a key of the user's opened it all the same.
    """
    prompts = state.prompts
    if prompts.open is not None:
        return Step(state)
    prompt = Prompt(prompts.number + 1, question, is_unasked=seconds is not None and not asked)
    opened = replace(prompts, number=prompt.number, open=prompt, unread_since=seconds, accepts_key=seconds is None)
    return Step(replace(state, prompts=opened), (Ask(prompt),))


def close(state: EditState) -> Step:
    """Take the open question away unanswered."""
    prompt = state.prompts.open
    return Step(closed(state), () if prompt is None else (Close(prompt.number),))


def closed(state: EditState) -> EditState:
    """No question is open any more."""
    return replace(state, prompts=replace(state.prompts, open=None, unread_since=None, accepts_key=True))


def wait(state: EditState, subject: Subject) -> EditState:
    """Ask about this once the keys rest and no other question is open."""
    return replace(state, prompts=replace(state.prompts, waiting=(*state.prompts.waiting, subject)))


def forget_outcomes(state: EditState) -> EditState:
    """A save or a fetch begins: what became of those before is not asked about any more."""
    kept = tuple(each for each in state.prompts.waiting if isinstance(each, AboutDraft | AboutDiscarded))
    return state if kept == state.prompts.waiting else replace(state, prompts=replace(state.prompts, waiting=kept))


def due(prompts: Prompts) -> float | None:
    """When a waiting question may open, in seconds, if no key comes."""
    if not prompts.waiting or prompts.open is not None:
        return None
    return max(prompts.last_key + prompts.key_rest.rest_seconds, prompts.not_before)


def open_waiting(state: EditState, at: At) -> Step:
    """Open the first waiting question that is still one, if it is time."""
    moment = due(state.prompts)
    if moment is None or at.seconds < moment:
        return Step(state)
    if at.covered:
        return Step(replace(state, prompts=replace(state.prompts, not_before=at.seconds + COVERED_SECONDS)))
    waiting = state.prompts.waiting
    for number, subject in enumerate(waiting, 1):
        question = question_about(subject, state, at.view)
        if question is not None:
            left = replace(state, prompts=replace(state.prompts, waiting=waiting[number:]))
            return ask(left, question, seconds=at.seconds)
    return Step(replace(state, prompts=replace(state.prompts, waiting=())))


def question_about(subject: Subject, state: EditState, view: View) -> Question | None:
    """What is asked about it, from what is so now; None where there is nothing to ask."""
    match subject:
        case AboutDraft():
            return draft_left(state)
        case AboutDiscarded(draft=draft):
            return discarded_beside(state, draft)
        case AboutKey():
            return SignIn(Retry.FETCH)
        case AboutOutcome(outcome=outcome):
            return _after(outcome, state, view)


def draft_left(state: EditState) -> Question | None:
    """Whether to go on with the draft that was left, beside what the server is known to hold by now.

    None where the server holds just that.
    """
    base, left = state.base, state.draft.left
    if base is None or left is None or left.edited == as_edited(base):
        return None
    return DraftLeft(left, left.base != as_edited(base), state.base_number)


def discarded_beside(state: EditState, draft: LeftDraft) -> Question | None:
    """What to do about discarded changes beside what the server is known to hold by now."""
    if state.base is None:
        return None
    numbers = (state.base_number, state.revision)
    return VersionsDiffer(draft.base, draft.edited, state.base, Happened.NOT_SENT, *numbers, draft, discarded=True)


def _after(outcome: SaveOutcome | ConcurrentSave, state: EditState, view: View) -> Question | None:
    match outcome:
        case Conflict(theirs=theirs):
            return _conflict(state, view, theirs, Happened.NOT_SENT)
        case Saved(base=now, theirs=[_, *_]) | SavedNotDeployed(base=now, theirs=[_, *_]):
            return _conflict(state, view, now, Happened.SAVED)
        case ConcurrentSave(now=Function() as now):
            return _conflict(state, view, now, Happened.SAVED)
        case NotAllowed(error=Unauthorised()):
            return SignIn(Retry.SAVE)
        case RateLimited(error=error) if error.next_at is not None:
            return RateLimitWait(error.next_at)
        case _:
            return None


def _conflict(state: EditState, view: View, theirs: Function, happened: Happened) -> Question | None:
    if state.base is None:
        return None
    return VersionsDiffer(
        as_edited(state.base), view.edited, theirs, happened, state.base_number, state.revision
    )  # fmt: skip
