"""Why a command can't run now: the same for its key, the footer and the palette."""

from __future__ import annotations

from tui.sessions.edit.effects import Words
from tui.sessions.edit.events import Command
from tui.sessions.edit.state import DraftPlace, EditState, conflict_count, unsaved_fields
from tui.sessions.edit.values import View

_BEFORE_IT_IS_LOADED = frozenset(
    (
        Command.CLOSE,
        Command.QUIT,
        Command.QUIT_KEEPING,
        Command.QUIT_DISCARDING,
        Command.RELOAD,
        Command.SIGN_IN,
    )
)
_NOT_WHILE_SAVING = frozenset((Command.SAVE, Command.SAVE_AND_RUN, Command.CREATE, Command.LOOK_UP, Command.RELOAD))


def is_open(state: EditState) -> bool:
    """Whether the function is there to be worked on: fetched, its draft decided on, and nothing asked of the user."""
    is_asking = state.prompts.open is not None or bool(state.prompts.waiting)
    return state.base is not None and state.draft.left_decided and not is_asking and state.fetching is None


def why_not(state: EditState, view: View, command: Command) -> Words | None:
    """What to say instead of doing it; None: it can run."""
    if state.base is None and command not in _BEFORE_IT_IS_LOADED:
        return Words.LOADING
    match command:
        # These hold during a save too, and say more.
        case Command.CREATE if state.is_new:
            return Words.SAVE_CREATES
        case Command.CREATE if not state.is_deleted:
            return Words.NOT_DELETED
        case Command.LOOK_UP if state.unanswered is None:
            return Words.NOTHING_UNKNOWN
        case _ if state.saving is not None and command in _NOT_WHILE_SAVING:
            return Words.SAVE_UNDER_WAY
        case Command.REVERT if not unsaved_fields(state, view):
            return Words.NOTHING_CHANGED
        case Command.TAKE_MINE | Command.TAKE_THEIRS | Command.TAKE_BOTH if not conflict_count(state, view):
            return Words.NO_CONFLICT
        case _:
            return None


def why_not_there(state: EditState) -> Words | None:
    """What to say instead of asking the server about the function; None: it is there, as far as is known."""
    if state.base is None:
        return Words.LOADING
    if not state.is_new:
        return None
    if state.saving is not None:
        return Words.SAVE_UNDER_WAY
    return Words.NOT_CREATED if state.unanswered is None else Words.NOT_KNOWN_CREATED


def why_not_delete(state: EditState, view: View) -> Words | None:
    """What to say instead of leaving the function to be deleted; None: it can be."""
    reason = why_not_there(state)
    if reason is not None:
        return reason
    if state.is_deleted:
        return Words.DELETED_ALREADY
    if state.saving is not None:
        return Words.SAVE_UNDER_WAY
    return Words.UNSAVED_CHANGES if unsaved_fields(state, view) else None


def why_not_another_slug(state: EditState) -> Words | None:
    """What to say instead of giving the function another slug; None: it can have one."""
    if not state.is_new or state.base is None:
        return Words.NOT_NEW
    if state.saving is not None:
        return Words.SAVE_UNDER_WAY
    return Words.LOADING if state.draft.place is DraftPlace.ASKED else None
