"""One function being edited, as a value and a function: every event leads to a new state and to what is to be done.

Owns which part an event is for. An answer to a request that nobody waits for any more changes nothing but what it
teaches: a version of the function that was seen is remembered, and noted for the list.
"""

from __future__ import annotations

from dataclasses import replace

from tui.errors import ApiError, NotFound, Unauthorised
from tui.model.function import Function, FunctionSummary
from tui.model.history import How
from tui.sessions.edit import (
    after_save,
    answers,
    checking,
    content,
    deployment,
    drafting,
    loading,
    prompts,
    running,
    saving,
    telling,
    watching,
)
from tui.sessions.edit.availability import why_not
from tui.sessions.edit.effects import NoteServer, Remember, Say, Step, WakeAt
from tui.sessions.edit.events import (
    Asked,
    At,
    BuildLogRead,
    ChangedOnServer,
    ChecksRan,
    Chosen,
    Command,
    DraftFlushed,
    DraftOpened,
    Ending,
    Event,
    KeyCame,
    KeyGiven,
    LiveChecked,
    Looked,
    NotShown,
    Redone,
    SendAnswered,
    SetAsideEnded,
    SlugChosen,
    TimeCame,
    TrailRead,
    Typed,
    Undone,
    VersionChosen,
)
from tui.sessions.edit.outcome import NotAllowed
from tui.sessions.edit.questions import Answer, Prompts, Retry, SignIn
from tui.sessions.edit.state import LOOK_UP_DELAYS, EditState, RunAfter
from tui.sessions.edit.values import Beginning, Ended, LoadFailed, Restoring
from tui.sessions.key_rest import USUAL_KEY_REST, KeyRest

_ENDING = {Command.QUIT: None, Command.QUIT_KEEPING: Answer.KEEP_DRAFT, Command.QUIT_DISCARDING: Answer.DISCARD}
"""The commands that end the console, each with the answer that the user gave already."""


def start(
    summary: FunctionSummary,
    at: At,
    *,
    restoring: Restoring | None = None,
    look_up_delays: tuple[float, ...] = LOOK_UP_DELAYS,
    key_rest: KeyRest = USUAL_KEY_REST,
    keeps_drafts: bool = True,
    checks_after_save: bool = False,
) -> Step:
    """Begin to edit a function: it is fetched. `restoring` is a version, or discarded changes, to put into the editor.

    One that begins with a `Beginning` is new, and not fetched.

    `look_up_delays` are seconds before each look at a function whose save was not answered, at least one.
    `keeps_drafts` tells whether there is a place for them. `checks_after_save`: what went live is checked with the
    saved requests that say what they expect.
    """
    # A key has opened it.
    prompted = Prompts(last_key=at.seconds, key_rest=key_rest)
    state = EditState(
        summary.slug,
        summary,
        restoring=restoring,
        look_up_delays=look_up_delays,
        prompts=prompted,
        keeps_drafts=keeps_drafts,
        checks_after_save=checks_after_save,
    )
    if isinstance(restoring, Beginning):
        return _rearmed(loading.begin(replace(state, restoring=None), at, restoring))
    return _rearmed(loading.fetch(state, at))


def step(state: EditState, event: Event, at: At) -> Step:
    """What an event leads to. Total: every event may come in every state."""
    if state.has_left:
        return Step(state)
    return _rearmed(_routed(state, event, at).then(watching.look).then(lambda s: running.go_on(s, at)))


def _routed(state: EditState, event: Event, at: At) -> Step:
    match event:
        case Typed():
            return content.typed(state, at)
        case KeyCame():
            return Step(replace(state, prompts=prompts.key_came(state.prompts, at.seconds)))
        case TimeCame():
            return _time_came(state, at)
        case Looked(request=request, found=found):
            return _looked(state, at, request, found)
        case ChangedOnServer():
            return watching.changed(state)
        case SendAnswered(request=request, answer=answer):
            return saving.send_answered(state, at, request, answer)
        case TrailRead(request=request, rows=rows) if request == state.watch.trail:
            return watching.trail_read(state, at, rows)
        case TrailRead(request=request, rows=rows):
            return after_save.trail_read(state, at, request, rows)
        case LiveChecked(request=request, proof=proof, failing=failing):
            checked = deployment.live_checked(state, at, request, proof, failing)
            return checked.then(lambda s: after_save.leave_saved(s, at)).then(lambda s: checking.ask(s, at, request))
        case ChecksRan(request=request, checked=found):
            return checking.ran(state, at, request, found)
        case BuildLogRead(request=request, log=log):
            return deployment.build_log_read(state, at, request, log)
        case DraftOpened(left=left, others=others):
            return loading.draft_opened(state, at, left, others)
        case DraftFlushed(is_kept=is_kept):
            return answers.draft_flushed(state, is_kept=is_kept)
        case SetAsideEnded(reason=reason):
            return answers.set_aside(state, at, reason)
        case Asked(command=command, line=line):
            return _asked(state, at, command, line)
        case Chosen(prompt=number, answer=chosen):
            return answers.chosen(state, at, number, chosen)
        case NotShown(prompt=number):
            is_open = state.prompts.open is not None and state.prompts.open.number == number
            return Step(prompts.closed(state) if is_open else state)
        case VersionChosen(version=version):
            return loading.restore(state, at, version)
        case SlugChosen(slug=slug):
            return loading.slug_chosen(state, at, slug)
        case Undone(tag=tag):
            return content.undone(state, at, tag)
        case Redone(tag=tag):
            return content.redone(state, at, tag)
        case KeyGiven():
            return _key_given(state, at)
        case Ending():
            return drafting.flush(state, at.view)


def _asked(state: EditState, at: At, command: Command, line: int) -> Step:
    if command is Command.QUIT or command is Command.QUIT_KEEPING or command is Command.QUIT_DISCARDING:
        # It works over a question too, which is left as it is.
        chosen = _ENDING[command]
        return prompts.close(state).then(lambda s: answers.leave(s, at, quits=True, chosen=chosen))
    if state.prompts.open is not None:
        return Step(state)
    reason = why_not(state, at.view, command)
    if reason is not None:
        return Step(state, (Say(reason),))
    match command:
        case Command.SAVE | Command.SAVE_AND_RUN:
            run_after = RunAfter.SAVE if command is Command.SAVE_AND_RUN else None
            return saving.save(replace(state, leave_saved=None, run_after=run_after), at)
        case Command.CREATE:
            return saving.create(replace(state, leave_saved=None), at)
        case Command.LOOK_UP:
            return saving.look_up(state, at)
        case Command.RELOAD:
            return loading.reload(state, at)
        case Command.REVERT:
            return answers.revert(state, at)
        case Command.SIGN_IN:
            return prompts.ask(state, SignIn(_refused_for(state)))
        case Command.CLOSE if state.saving is not None:
            return saving.cancel(state, at)
        case Command.CLOSE:
            return answers.leave(state, at, quits=False)
        case Command.TAKE_MINE:
            return content.resolve(state, at, line, mine=True, theirs=False)
        case Command.TAKE_THEIRS:
            return content.resolve(state, at, line, mine=False, theirs=True)
        case Command.TAKE_BOTH:
            return content.resolve(state, at, line, mine=True, theirs=True)


def _refused_for(state: EditState) -> Retry | None:
    """What the key was refused for, as it is told: signing in goes on with it."""
    match state.shown.told if state.shown is not None else None:
        case Ended(outcome=NotAllowed(error=Unauthorised())):
            return Retry.SAVE
        case LoadFailed(error=Unauthorised()):
            return Retry.FETCH
        case _:
            return None


def _key_given(state: EditState, at: At) -> Step:
    retry, state = state.after_key, replace(state, after_key=None)
    # Whoever went on to something else by now has other things to be asked.
    if retry is None or state.saving is not None or state.prompts.open is not None:
        return Step(state)
    # What was written since the fetch was refused is not replaced unasked.
    return saving.again(state, at) if retry is Retry.SAVE else loading.reload(state, at)


def _looked(state: EditState, at: At, request: int, found: Function | ApiError) -> Step:
    fetching = state.fetching
    if fetching is not None and fetching.request == request:
        return loading.fetched(state, at, fetching, found)
    if state.watch.request == request:
        return watching.looked(state, at, found)
    check = after_save.check_of(state, request)
    if check is not None and check.found is not None:
        return after_save.trail_looked(state, at, check, found)
    looked = saving.looked(state, at, request, found)
    return looked if looked.state is not state else Step(state, _taught(found))


def _taught(found: Function | ApiError) -> tuple[Remember | NoteServer, ...]:
    """What an answer teaches that nobody waits for."""
    if isinstance(found, Function):
        return (Remember(found, How.SEEN), NoteServer(found))
    return (NoteServer(None),) if isinstance(found, NotFound) else ()


def _time_came(state: EditState, at: At) -> Step:
    step = drafting.time_came(replace(state, wake=None), at)
    moment = telling.due(state)
    if moment is not None and at.seconds >= moment:
        step = step.then(lambda s: telling.content_changed(s, at))
    return step.then(lambda s: saving.time_came(s, at)).then(lambda s: prompts.open_waiting(s, at))


def _rearmed(step: Step) -> Step:
    """Ask to be woken for whatever comes first. One alarm looks after all; a later one than needed is moved."""
    state = step.state
    moments = (prompts.due(state.prompts), drafting.due(state.draft), telling.due(state), saving.due(state))
    first = min((moment for moment in moments if moment is not None), default=None)
    if first is None or state.has_left or (state.wake is not None and state.wake <= first):
        return step
    return Step(replace(state, wake=first), (*step.effects, WakeAt(first)))
