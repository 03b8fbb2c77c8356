"""When the unsaved edit is written to disk: soon after the last change, and twice a second while changes come."""

from __future__ import annotations

from dataclasses import replace

from tui.sessions.draft_times import LATEST_SECONDS, WRITE_AFTER_SECONDS
from tui.sessions.edit.conflict import as_edited
from tui.sessions.edit.effects import DropDraft, FlushDraft, KeepDraft, Step
from tui.sessions.edit.events import At
from tui.sessions.edit.state import DraftPlace, DraftState, EditState, unsaved_fields
from tui.sessions.edit.values import View

MOST_CHANGES = 50


def content_changed(state: EditState, at: At) -> Step:
    """Something was typed."""
    draft = state.draft
    if draft.place is DraftPlace.NOT_ASKED or state.base is None:
        return Step(state)
    since = at.seconds if draft.waiting_since is None else draft.waiting_since
    changed = replace(draft, waiting_since=since, last_change=at.seconds, changes=draft.changes + 1)
    state = replace(state, draft=changed)
    if changed.changes >= MOST_CHANGES or at.seconds >= since + LATEST_SECONDS:
        return follow(state, at.view)
    return Step(state)


def due(draft: DraftState) -> float | None:
    """When the draft is to be written, in seconds, if nothing more is typed."""
    if draft.waiting_since is None or draft.place is not DraftPlace.HAD:
        return None
    return min(draft.last_change + WRITE_AFTER_SECONDS, draft.waiting_since + LATEST_SECONDS)


def time_came(state: EditState, at: At) -> Step:
    """Write the draft if it is time."""
    moment = due(state.draft)
    return Step(state) if moment is None or at.seconds < moment else follow(state, at.view)


def follow(state: EditState, view: View) -> Step:
    """The draft on disk becomes what the editor holds (`view`), or goes where nothing is unsaved."""
    if state.draft.place is not DraftPlace.HAD or state.base is None:
        return Step(state)
    unsaved = unsaved_fields(state, view)
    return Step(_handed_over(state), (KeepDraft(as_edited(state.base)) if unsaved else DropDraft(),))


def flush(state: EditState, view: View, *, answers: bool = False) -> Step:
    """The process may end: write the draft before anything else, also where its place is not had yet."""
    if state.draft.place is DraftPlace.NOT_ASKED or state.base is None:
        return Step(state)
    # What was undone since the draft was written must not be offered again.
    unsaved = unsaved_fields(state, view)
    return Step(_handed_over(state), (FlushDraft(as_edited(state.base), answers) if unsaved else DropDraft(),))


def drop(state: EditState) -> Step:
    """The user wants no draft, or has nothing unsaved."""
    if state.draft.place is DraftPlace.NOT_ASKED:
        return Step(state)
    return Step(_handed_over(state), (DropDraft(),))


def _handed_over(state: EditState) -> EditState:
    draft = state.draft
    if draft.waiting_since is None and draft.changes == 0:
        return state
    return replace(state, draft=replace(draft, waiting_since=None, changes=0))
