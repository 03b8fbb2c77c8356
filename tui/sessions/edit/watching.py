"""What somebody else did to the function while it is open: the server says that it changed, and is asked what it holds.

Owns when it is asked and what is told. A save looks at the function itself: it is not asked while one is under way,
but behind it. What this console saved is compared with what it knows, so it is never told as somebody else's.
"""

from __future__ import annotations

from dataclasses import replace

from tui.errors import ApiError, NotFound
from tui.model.function import Function, FunctionChanges
from tui.model.history import AuditRow, How
from tui.sessions.edit import telling
from tui.sessions.edit.effects import Look, NoteServer, ReadTrail, Remember, Step, Tell
from tui.sessions.edit.events import At
from tui.sessions.edit.rules import differing_fields
from tui.sessions.edit.state import EditState, Watch
from tui.sessions.edit.values import ChangedElsewhere, LoadFailed


def changed(state: EditState) -> Step:
    """The server says that the function, or some function, changed."""
    return look(replace(state, watch=replace(state.watch, stirred=True)))


def look(state: EditState) -> Step:
    """Ask what the server holds, once there is a reason and nothing else asks or saves."""
    watch = state.watch
    is_busy = state.saving is not None or state.fetching is not None or watch.request is not None
    if not watch.stirred or is_busy or state.has_left or state.base is None or state.is_new or state.is_deleted:
        return Step(state)
    request = state.requests + 1
    asked = replace(watch, stirred=False, request=request, base_number=state.base_number)
    return Step(replace(state, requests=request, watch=asked), (Look(request),))


def looked(state: EditState, at: At, found: Function | ApiError) -> Step:
    """The server said what it holds."""
    watch = replace(state.watch, request=None)
    is_old = state.base_number != watch.base_number or state.saving is not None or state.fetching is not None
    if is_old:
        # Meanwhile this console saved or fetched: only what is asked behind that tells whether somebody else did.
        return Step(replace(state, watch=replace(watch, stirred=True)))
    state = replace(state, watch=watch)
    if isinstance(found, NotFound):
        gone = Step(replace(state, is_deleted=True), (NoteServer(None),))
        return gone.then(lambda s: telling.tell(s, at, LoadFailed(found)))
    base = state.base
    if isinstance(found, ApiError) or base is None:
        # Whoever needs to know asks: a save looks first.
        return Step(state)
    fields = differing_fields(found, base)
    before, state = (
        theirs(state),
        replace(state, watch=replace(watch, found=found if fields and not _is_ours(state, found, fields) else None)),
    )
    learned = Step(state, (Remember(found, How.SEEN), NoteServer(found)))
    if not fields or _is_ours(state, found, fields):
        is_told = state.shown is not None and isinstance(state.shown.told, ChangedElsewhere)
        return learned.then(lambda s: telling.tell(s, at, None)) if is_told else learned
    if before is not None and not differing_fields(found, before):
        return learned
    told = learned.then(lambda s: telling.tell(s, at, ChangedElsewhere(fields)))
    request = told.state.requests + 1
    asked = replace(told.state, requests=request, watch=replace(told.state.watch, trail=request))
    return Step(asked, (*told.effects, ReadTrail(request, base)))


def told_otherwise(state: EditState, found: Function) -> EditState:
    """What the server holds was told with a save's outcome: it is no news when the server says that something changed.

    A look that is under way may have found less than that: what it finds is told.
    """
    watch = state.watch
    if watch.request is not None or state.base is None or not differing_fields(found, state.base):
        return state
    return replace(state, watch=replace(watch, found=found, base_number=state.base_number))


def trail_read(state: EditState, at: At, rows: tuple[AuditRow, ...]) -> Step:
    """The audit trail was read for who it was: told where the change still is what is told."""
    found, state = theirs(state), replace(state, watch=replace(state.watch, trail=None))
    told = state.shown.told if state.shown is not None else None
    if found is None or not isinstance(told, ChangedElsewhere):
        return Step(state)
    for row in rows:
        if any(getattr(row.changes, name) == getattr(found.content, name) for name in told.fields):
            if row.changes in state.sent_here or not row.actor:
                break
            # It stays as long as it would have stayed without.
            named = replace(told, actor=row.actor)
            assert state.shown is not None
            return Step(replace(state, shown=replace(state.shown, told=named)), (Tell(named),))
    return Step(state)


def _is_ours(state: EditState, found: Function, fields: tuple[str, ...]) -> bool:
    """Whether what differs is what this console sent: a save whose answer was lost may have been carried out."""

    def made(sent: FunctionChanges) -> bool:
        # Of a function that is created without a status the server chooses one.
        is_creation = None not in (sent.name, sent.description, sent.code)
        told = [name for name in fields if not (name == "status" and sent.status is None and is_creation)]
        return bool(told) and all(getattr(sent, name) == getattr(found.content, name) for name in told)

    return any(map(made, state.sent_here))


def theirs(state: EditState) -> Function | None:
    """What somebody else made of the function since it was fetched, as far as was seen."""
    watch: Watch = state.watch
    return watch.found if watch.base_number == state.base_number else None
