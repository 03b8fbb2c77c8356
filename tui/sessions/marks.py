"""The marks of a list: which rows the user picked out, whatever the filter shows of them. Pure."""

from __future__ import annotations

from dataclasses import replace

from tui.sessions.listing import Item, ListSpec, ListState, rows


def toggle_mark(state: ListState[Item]) -> ListState[Item]:
    """Mark what is selected, or take its mark away."""
    if not state.shown or state.selected is None:
        return state
    return replace(state, marked=state.marked ^ {state.selected}, is_chosen=True)


def mark_one(state: ListState[Item]) -> ListState[Item]:
    """Mark what is selected and nothing else, or take its mark away."""
    if not state.shown:
        return state
    return toggle_mark(replace(state, marked=state.marked & {state.selected or ""}))


def toggle_shown(state: ListState[Item], spec: ListSpec[Item]) -> ListState[Item]:
    """Mark everything that is shown; where all of it is marked, take these marks away. Others stay."""
    keys = {spec.key(item) for item in state.shown}
    return replace(state, marked=state.marked - keys if keys <= state.marked else state.marked | keys)


def clear_marks(state: ListState[Item]) -> ListState[Item]:
    """Take all marks away."""
    return replace(state, marked=frozenset())


def unmark(state: ListState[Item], keys: frozenset[str]) -> ListState[Item]:
    """Take the marks of these keys away."""
    return replace(state, marked=state.marked - keys) if state.marked & keys else state


def marked_items(state: ListState[Item], spec: ListSpec[Item]) -> list[Item]:
    """What is marked, shown or not, in the order of the list."""
    return [item for item in rows(replace(state, needle=""), spec) if spec.key(item) in state.marked]


def hidden_marks(state: ListState[Item], spec: ListSpec[Item]) -> int:
    """How many of the marked are not shown."""
    return len(state.marked - {spec.key(item) for item in state.shown})
