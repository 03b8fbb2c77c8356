"""What the answer to each question does."""

from __future__ import annotations

from dataclasses import replace

from tui.sessions.edit import content, drafting, loading, prompts, saving
from tui.sessions.edit.conflict import Resolution, Resolved, as_edited, resolve
from tui.sessions.edit.effects import Ask, Leave, Say, SetAside, Step, Words
from tui.sessions.edit.events import At
from tui.sessions.edit.questions import (
    Answer,
    ConflictsMarked,
    DiscardForGood,
    DraftCompared,
    DraftLeft,
    FieldsEmptied,
    Happened,
    LeaveUnsaved,
    RateLimitWait,
    ReloadUnsaved,
    SignIn,
    VersionsDiffer,
)
from tui.sessions.edit.rules import plan_save
from tui.sessions.edit.state import Discarding, EditState, LeaveWith, unsaved_fields

_RESOLUTIONS = {Answer.THEIRS: Resolution.THEIRS, Answer.MINE: Resolution.MINE, Answer.MERGE: Resolution.MERGE}
_TOOK = {Resolution.THEIRS: Words.TOOK_THEIRS, Resolution.MINE: Words.TOOK_MINE, Resolution.MERGE: Words.TOOK_MERGE}


def chosen(state: EditState, at: At, number: int, answer: Answer | None) -> Step:
    """A question was answered. An answer to one that is not open does nothing.

    One by a key that may not act yet answers nothing: the question is opened again.
    """
    prompt = state.prompts.open
    if prompt is None or prompt.number != number:
        return Step(state)
    if not state.prompts.accepts_key:
        return Step(state, (Ask(prompt),))
    state = prompts.closed(state)
    match prompt.question:
        case ConflictsMarked() as question if answer is Answer.SAVE:
            return saving.confirmed(state, at, question)
        case FieldsEmptied() as question if answer is Answer.EMPTY:
            return saving.confirmed(state, at, question)
        case VersionsDiffer() as question:
            return _resolved(state, at, question, answer)
        case DraftLeft() as question:
            return _about_draft(state, at, question, answer)
        case DraftCompared():
            left = prompts.draft_left(state)
            return Step(state) if left is None else prompts.ask(state, left)
        case ReloadUnsaved() if answer is Answer.RELOAD:
            return loading.fetch(state, at)
        case LeaveUnsaved() as question:
            return _leaving(state, at, question, answer)
        case DiscardForGood(quits=quits) if answer is Answer.DISCARD:
            return drafting.drop(state).then(lambda s: _left(s, quits=quits, words=Words.DISCARDED_FOR_GOOD))
        case SignIn(retry=retry) if answer is Answer.KEY_GIVEN:
            return Step(replace(state, after_key=retry))
        case RateLimitWait() if answer is Answer.RETRY:
            return saving.again(state, at)
        case ConflictsMarked() | FieldsEmptied() | ReloadUnsaved() | DiscardForGood() | SignIn() | RateLimitWait():
            return Step(state)


def _resolved(state: EditState, at: At, question: VersionsDiffer, answer: Answer | None) -> Step:
    draft = question.draft
    resolution = None if answer is None else _RESOLUTIONS.get(answer)
    if resolution is None or state.base is None:
        return Step(state, (Say(Words.DRAFT_STAYS),) if draft is not None and not question.discarded else ())
    if (state.base_number, state.revision) != (question.base_number, question.revision):
        # Fetched again behind the question, or typed on.
        again = prompts.discarded_beside(state, draft) if draft is not None and question.discarded else None
        if again is not None:
            return prompts.ask(state, again)
        return Step(state, (Say(Words.OUT_OF_DATE),)) if draft is None else _offer(state)
    resolved = resolve(question.base, question.mine, as_edited(question.theirs), resolution)
    before = (state.base_number, state.base)
    step = content.take_base(state, at.view, question.theirs)
    step = step.then(
        lambda s: content.hold(s, at, resolved.edited, conflicts=resolved.conflict_count, made_from=before)
    )
    if draft is not None:
        unsaved = bool(plan_save(question.theirs, resolved.edited).changes.names())
        if question.discarded:
            step = step.then(lambda s: loading.take_over_discarded(s, draft, is_unsaved=unsaved))
        else:
            step = step.then(lambda s: loading.take_over(s, is_unsaved=unsaved))
    return step.also(_said(resolution, resolved))


def _said(resolution: Resolution, resolved: Resolved) -> Say:
    return Say(Words.TO_RESOLVE, number=resolved.conflict_count) if resolved.conflict_count else Say(_TOOK[resolution])


def _offer(state: EditState) -> Step:
    """Offer the draft that was left again, beside what the server is known to hold by now."""
    left = prompts.draft_left(state)
    return Step(state) if left is None else prompts.ask(state, left)


def _about_draft(state: EditState, at: At, question: DraftLeft, answer: Answer | None) -> Step:
    base, draft = state.base, question.draft
    assert base is not None
    match answer:
        case Answer.GO_ON if state.base_number != question.base_number:
            # Fetched again behind the question.
            return _offer(state)
        case Answer.GO_ON if question.changed:
            differ = VersionsDiffer(
                draft.base, draft.edited, base, Happened.NOT_SENT, state.base_number, state.revision, draft
            )
            return prompts.ask(state, differ)
        case Answer.GO_ON:
            return loading.go_on_with(state, at, draft)
        case Answer.LOOK:
            return prompts.ask(state, DraftCompared(draft, as_edited(base)))
        case Answer.DROP:
            aside = SetAside(as_edited(base), draft)
            return Step(replace(state, discarding=Discarding(left=True)), (aside,))
        case _:
            return Step(state, (Say(Words.DRAFT_STAYS),))


def leave(state: EditState, at: At, *, quits: bool, chosen: Answer | None = None) -> Step:
    """Leave at once when nothing is unsaved; otherwise ask first, unless it is `chosen` already what becomes of it."""
    if state.saving is not None:
        return Step(state, (Say(Words.NOT_WHILE_SAVING),))
    unsaved = unsaved_fields(state, at.view)
    if unsaved:
        question = LeaveUnsaved(unsaved, state.is_deleted, quits, state.keeps_drafts, state.is_new)
        is_chosen = chosen is not None and (chosen is not Answer.KEEP_DRAFT or state.keeps_drafts)
        if is_chosen:
            return _leaving(state, at, question, chosen)
        return prompts.ask(state, question, seconds=at.seconds, asked=True)
    # What was typed and undone since the draft was written must not be offered again.
    return drafting.drop(state).then(lambda s: _left(s, quits=quits))


def _leaving(state: EditState, at: At, question: LeaveUnsaved, answer: Answer | None) -> Step:
    match answer:
        case Answer.SAVE:
            return saving.save(replace(state, leave_saved=_what(quits=question.quits)), at)
        case Answer.CREATE:
            return saving.create(state, at)
        case Answer.KEEP_DRAFT:
            return drafting.flush(replace(state, leave_flushed=_what(quits=question.quits)), at.view, answers=True)
        case Answer.DISCARD if question.keeps_drafts and state.base is not None:
            discarding = Discarding(quits=question.quits)
            return Step(replace(state, discarding=discarding), (SetAside(as_edited(state.base)),))
        case Answer.DISCARD:
            words = Words.DISCARDED_FOR_GOOD
            return drafting.drop(state).then(lambda s: _left(s, quits=question.quits, words=words))
        case _:
            return Step(state)


def _what(*, quits: bool) -> LeaveWith:
    return LeaveWith.CONSOLE if quits else LeaveWith.EDITOR


def draft_flushed(state: EditState, *, is_kept: bool) -> Step:
    """The disk has the draft, so that the editor can be left, or has not."""
    wanted, state = state.leave_flushed, replace(state, leave_flushed=None)
    if wanted is None:
        return Step(state)
    if not is_kept:
        return Step(state, (Say(Words.DRAFT_NOT_WRITTEN),))
    return _left(state, quits=wanted is LeaveWith.CONSOLE, words=Words.DRAFT_KEPT)


def set_aside(state: EditState, at: At, reason: str) -> Step:
    """What was to be discarded is kept aside, so that it can go; or it is not (`reason`)."""
    wanted, state = state.discarding, replace(state, discarding=None)
    if wanted is None:
        return Step(state)
    if reason:
        step = Step(state, (Say(Words.NOT_DISCARDED, name=reason),))
        question = DiscardForGood(wanted.quits)
        return step if wanted.left else step.then(lambda s: prompts.ask(s, question, seconds=at.seconds, asked=True))
    if wanted.left:
        return loading.drop_left(state).also(Say(Words.DRAFT_DROPPED))
    return drafting.drop(state).then(lambda s: _left(s, quits=wanted.quits, words=Words.DISCARDED))


def _left(state: EditState, *, quits: bool, words: Words | None = None) -> Step:
    return Step(replace(state, has_left=True), (Leave(quits, words),))


def revert(state: EditState, at: At) -> Step:
    """Go back to what the server is known to hold, as an edit."""
    return Step(state) if state.base is None else content.hold(state, at, as_edited(state.base))
