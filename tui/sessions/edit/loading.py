"""How a function comes into the editor: fetched, fetched again, restored, or from a draft when it was deleted."""

from __future__ import annotations

from dataclasses import replace

from tui.editing.merge import conflicts_in
from tui.editing.snapshot import Snapshot
from tui.errors import ApiError, NotFound, Unauthorised
from tui.model.function import OFFERED_STATUSES, Function, FunctionSummary
from tui.model.history import How
from tui.sessions.edit import content, drafting, prompts, telling
from tui.sessions.edit.availability import why_not_another_slug
from tui.sessions.edit.conflict import as_edited
from tui.sessions.edit.effects import (
    DropLeftDraft,
    Fetch,
    GiveUp,
    MoveDraft,
    NoteServer,
    OpenDraft,
    Remember,
    Say,
    ShowBase,
    Step,
    TakeOverDiscarded,
    TakeOverDraft,
    Words,
)
from tui.sessions.edit.events import At
from tui.sessions.edit.questions import AboutDiscarded, AboutDraft, AboutKey, ReloadUnsaved
from tui.sessions.edit.rules import plan_save
from tui.sessions.edit.state import DraftPlace, DraftState, EditState, Fetching, unsaved_fields
from tui.sessions.edit.values import (
    FROM_NOTHING,
    Beginning,
    Busy,
    BusyWith,
    ChosenVersion,
    DeletedShown,
    FetchedNotShown,
    LeftDraft,
    LoadFailed,
    View,
)


def fetch(state: EditState, at: At) -> Step:
    """Ask for the function, to show it."""
    gives_up = () if state.fetching is None else (GiveUp(state.fetching.request),)
    request = state.requests + 1
    state = prompts.forget_outcomes(state)
    fetching = Fetching(request, state.revision, state.base_number)
    step = telling.tell(replace(state, requests=request, fetching=fetching), at, Busy(BusyWith.FETCHING))
    return Step(step.state, (*gives_up, *step.effects, Fetch(request)))


def reload(state: EditState, at: At) -> Step:
    """Fetch the function again, or ask first."""
    if state.saving is not None:
        return Step(state, (Say(Words.SAVE_UNDER_WAY),))
    unsaved = unsaved_fields(state, at.view)
    return prompts.ask(state, ReloadUnsaved(unsaved)) if unsaved else fetch(state, at)


def fetched(state: EditState, at: At, fetching: Fetching, found: Function | ApiError) -> Step:
    """The function was fetched, or can't be."""
    state = replace(state, fetching=None)
    is_new = state.base is None
    # What the content is compared with was seen later than this was asked for.
    is_old = not is_new and state.base_number != fetching.base_number
    if isinstance(found, ApiError):
        noted = Step(state, (NoteServer(None),) if isinstance(found, NotFound) else ())
        return noted if is_old else noted.then(lambda s: _failed(s, at, found))
    learned = Step(state, (Remember(found, How.SEEN), NoteServer(found)))
    if is_old:
        return learned
    if not is_new and state.revision != fetching.revision:
        return learned.then(lambda s: telling.tell(s, at, FetchedNotShown()))
    step = learned.then(lambda s: telling.tell(replace(s, is_deleted=False, is_new=False), at, None))
    if is_new:
        return step.then(lambda s: content.load(s, found)).then(lambda s: _open_draft(s, _seeing(at, found)))
    assert state.base is not None
    # As an edit: undo brings back what was replaced, compared with what it was made from.
    before = (state.base_number, state.base)
    step = step.then(lambda s: content.take_base(s, at.view, found))
    return step.then(lambda s: content.hold(s, at, as_edited(found), made_from=before, keeps_cursor=True))


def _failed(state: EditState, at: At, error: ApiError) -> Step:
    if isinstance(error, NotFound) and state.base is None and not state.draft.left_decided:
        return _open_draft(replace(state, missing=error), at)
    if isinstance(error, NotFound) and state.base is not None:
        state = replace(state, is_deleted=True)
    if isinstance(error, Unauthorised):
        state = prompts.wait(state, AboutKey())
    return telling.tell(state, at, LoadFailed(error))


def _seeing(at: At, function: Function) -> At:
    """The moment at which the editor holds just this function."""
    edited = as_edited(function)
    return replace(at, view=View(edited._replace(code=""), Snapshot.of(edited.code)))


# A new function


def begin(state: EditState, at: At, beginning: Beginning) -> Step:
    """Show what a new function begins with; nothing is asked of the server."""
    name, description, status, code = beginning.content
    summary = state.summary._replace(name=name, description=description, status=status)
    step = content.load(replace(state, is_deleted=True, is_new=True), Function(summary, code))
    # Nothing of it is on the server: all of it is unsaved.
    state = replace(step.state, base=Function(_empty(summary), ""), loaded=Snapshot.of(""))
    return Step(state, step.effects).then(lambda s: _open_draft(s, at))


def slug_chosen(state: EditState, at: At, slug: str) -> Step:
    """A new function is to have another slug: its draft moves there."""
    reason = why_not_another_slug(state)
    if reason is not None:
        return Step(state, (Say(reason),))
    if slug == state.slug or state.base is None:
        return Step(state)
    gives_up = () if state.fetching is None else (GiveUp(state.fetching.request),)
    number, base = state.bases + 1, Function(state.base.summary._replace(slug=slug), state.base.code)
    moved = replace(
        prompts.forget_outcomes(state),
        slug=slug,
        summary=state.summary._replace(slug=slug),
        base=base,
        base_number=number,
        bases=number,
        fetching=None,
        unanswered=None,
        draft=DraftState(DraftPlace.ASKED),
    )
    step = Step(moved, (*gives_up, ShowBase(base), MoveDraft(slug, as_edited(base))))
    return step.then(lambda s: telling.tell(s, at, None)).also(Say(Words.SLUG_CHOSEN, name=slug))


# The draft that was left, and a version that is to be restored


def _open_draft(state: EditState, at: At) -> Step:
    match state.draft.place:
        case DraftPlace.NOT_ASKED:
            return Step(replace(state, draft=replace(state.draft, place=DraftPlace.ASKED)), (OpenDraft(),))
        case DraftPlace.ASKED:
            return Step(state)
        case DraftPlace.HAD:
            return _found(state, at)


def draft_opened(state: EditState, at: At, left: LeftDraft | None, others: tuple[int, ...]) -> Step:
    """The disk gave the draft's place, and what an earlier console left there."""
    if state.draft.place is not DraftPlace.ASKED:
        return Step(state)
    had = replace(state, draft=replace(state.draft, place=DraftPlace.HAD, left=left))
    said = Step(had, (Say(Words.OPEN_ELSEWHERE, processes=others),) if others else ())
    return said.then(lambda s: _found(s, at))


def _found(state: EditState, at: At) -> Step:
    """The draft's place is had: offer what was left, or show what takes the place of a deleted function."""
    base, left, chosen = state.base, state.draft.left, state.restoring
    if base is None:
        return _found_deleted(state, at) if state.missing is not None and state.fetching is None else Step(state)
    is_first = not state.draft.left_decided
    state = replace(state, restoring=None, draft=replace(state.draft, left_decided=True))
    # Typed while the disk was asked; or flushed to it by a suspend then, and undone since.
    step = drafting.follow(state, at.view)
    if is_first and left is not None and left.edited == as_edited(base):
        step = step.then(drop_left)
    elif is_first and left is not None and chosen is None:
        step = Step(prompts.wait(step.state, AboutDraft()), step.effects)
    if isinstance(chosen, LeftDraft):
        return step.then(lambda s: _bring_back(s, at, chosen))
    return step.then(lambda s: restore(s, at, chosen)) if isinstance(chosen, ChosenVersion) else step


def _bring_back(state: EditState, at: At, draft: LeftDraft) -> Step:
    """Put discarded changes into the editor again, or ask what to do about what was changed since."""
    if state.base is None or draft.base != as_edited(state.base):
        return Step(prompts.wait(state, AboutDiscarded(draft)))
    unsaved = bool(plan_save(state.base, draft.edited).changes.names())
    step = _held_draft(state, at, draft)
    return step.then(lambda s: take_over_discarded(s, draft, is_unsaved=unsaved)).also(
        _about_discarded(is_unsaved=unsaved)
    )


def _found_deleted(state: EditState, at: At) -> Step:
    """The server has no such function: show the version that was asked for, or the draft, ready to be created again."""
    left, chosen, missing = state.draft.left, state.restoring, state.missing
    assert missing is not None
    state = replace(state, restoring=None, draft=replace(state.draft, left_decided=True))
    if isinstance(chosen, ChosenVersion):
        # Nothing of it is on the server: all of it is unsaved.
        nothing = Function(_empty(state.summary), "")
        step = content.load(replace(state, is_deleted=True), nothing)
        here = _seeing(at, nothing)
        step = step.then(lambda s: content.hold(s, here, chosen.content, cursor=(0, 0)))
        return step.then(lambda s: telling.tell(s, at, DeletedShown(chosen.name)))
    draft = chosen if isinstance(chosen, LeftDraft) else left
    if draft is None:
        return telling.tell(state, at, LoadFailed(missing))
    summary = state.summary._replace(
        name=draft.base.name, description=draft.base.description, status=draft.base.status
    )  # fmt: skip
    base = Function(summary, draft.base.code)
    is_new = draft.base == FROM_NOTHING
    step = content.load(replace(state, is_deleted=True, is_new=is_new), base)
    go_on = go_on_with if chosen is None else _bring_back
    step = step.then(lambda s: go_on(s, _seeing(at, base), draft))
    return step.then(lambda s: telling.tell(s, at, DeletedShown(discarded=chosen is not None, is_new=is_new)))


def _empty(summary: FunctionSummary) -> FunctionSummary:
    return summary._replace(name="", description=None, status="")


def go_on_with(state: EditState, at: At, draft: LeftDraft) -> Step:
    """The editor holds the draft that was left."""
    step = _held_draft(state, at, draft)
    unsaved = state.base is not None and bool(plan_save(state.base, draft.edited).changes.names())
    return step.then(lambda s: take_over(s, is_unsaved=unsaved)).also(Say(Words.DRAFT_RESTORED))


def _held_draft(state: EditState, at: At, draft: LeftDraft) -> Step:
    conflicts = len(conflicts_in(Snapshot.of(draft.edited.code).lines))
    return content.hold(state, at, draft.edited, conflicts=conflicts, cursor=draft.cursor)


def take_over_discarded(state: EditState, draft: LeftDraft, *, is_unsaved: bool) -> Step:
    """Discarded changes are in the editor, or were decided against there."""
    assert state.base is not None
    return Step(state, (TakeOverDiscarded(as_edited(state.base), draft),) if is_unsaved else ())


def _about_discarded(*, is_unsaved: bool) -> Say:
    return Say(Words.DISCARDED_RESTORED if is_unsaved else Words.DISCARDED_IS_SAVED)


def take_over(state: EditState, *, is_unsaved: bool) -> Step:
    """What was left is in the editor, or was decided against there."""
    assert state.base is not None
    state = replace(state, draft=replace(state.draft, left=None))
    return Step(state, (TakeOverDraft(as_edited(state.base) if is_unsaved and state.base else None),))


def drop_left(state: EditState) -> Step:
    """What was left is not wanted."""
    return Step(replace(state, draft=replace(state.draft, left=None)), (DropLeftDraft(),))


def restore(state: EditState, at: At, version: ChosenVersion) -> Step:
    """Put a version into the editor, unsaved."""
    if state.base is None:
        return Step(state, (Say(Words.LOADING),))
    edited = version.content
    if edited.status not in OFFERED_STATUSES:
        # The server's own word for how things stood then; nobody can send it.
        edited = edited._replace(status=at.view.fields.status)
    step = content.hold(state, at, edited, keeps_cursor=True)
    return step.also(Say(Words.VERSION_RESTORED, name=version.name))
