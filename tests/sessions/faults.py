"""Faults put into the session by hand, by name, to see that the explorer finds each of them."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import replace
from types import ModuleType
from unittest.mock import patch

from tui.app.editor import draft_disk
from tui.app.editor.draft_disk import DraftDisk
from tui.errors import ApiError, ResponseLost, StorageError
from tui.flows.draft_follower import DraftKeeper
from tui.model.function import Edited, Function, FunctionChanges, WriteAnswer
from tui.model.problem import Problem
from tui.model.server import BuildLog
from tui.sessions.edit import (
    after_save,
    answers,
    content,
    deployment,
    drafting,
    loading,
    prompts,
    rules,
    saving,
    telling,
    watching,
)
from tui.sessions.edit.after_save import ended
from tui.sessions.edit.conflict import as_edited
from tui.sessions.edit.effects import Create, DropDraft, Fill, Remember, Send, Step
from tui.sessions.edit.events import At, DraftOpened
from tui.sessions.edit.outcome import CANCELLED, Cancelled, Conflict, NotSaved, Saved, SavedNotDeployed, SaveOutcome
from tui.sessions.edit.questions import AboutDraft, Answer, DraftLeft, Prompts, Question
from tui.sessions.edit.state import EditState, Fetching, FetchingCode, LookingUp, Sending, UndoStep, Work
from tui.sessions.edit.values import Busy, BusyWith, LeftDraft, LiveCheck, View
from tui.sessions.liveness import Liveness, LivenessProof
from tui.store.draft_writer import DraftWriter, Make, not_kept
from tui.store.drafts import Draft

Patch = tuple[ModuleType | type, str, object]


def _send_without_a_look(state: EditState, at: At, plan: rules.SavePlan) -> Step:
    assert state.base is not None
    work = Work(state.base, plan.changes, seen=state.base)
    step = telling.tell(state, at, Busy(BusyWith.SAVING))
    number = step.state.requests + 1
    sending = replace(step.state, requests=number, saving=Sending(number, work), fetching=None)
    return Step(sending, (*step.effects, Send(number, plan.changes)))


def _saved_on_a_cut(
    base: Function, changes: FunctionChanges, answer: WriteAnswer | ApiError, *, creating: bool = False
) -> SaveOutcome | None:
    if isinstance(answer, ResponseLost):
        return Saved(rules.with_changes(base, changes), changes.names())
    return rules.after_send(base, changes, answer, creating=creating)


_looked_before = saving._looked_before


def _draft_dropped_at_the_send(state: EditState, at: At, work: Work, found: Function | ApiError) -> Step:
    step = _looked_before(state, at, work, found)
    return step.then(drafting.drop) if isinstance(step.state.saving, Sending) else step


_fetched = loading.fetched


def _fetch_over_typing(state: EditState, at: At, fetching: Fetching, found: Function | ApiError) -> Step:
    return _fetched(state, at, replace(fetching, revision=state.revision), found)


_look_up = saving._look_up


def _sent_again_after_a_cut(state: EditState, at: At, looking: LookingUp) -> Step:
    by_itself = str(looking.error) != CANCELLED and not looking.work.creating
    if isinstance(state.saving, Sending) and looking.looks == 0 and by_itself:
        number = state.requests + 1
        again = replace(state, requests=number, saving=Sending(number, looking.work))
        return Step(again, (Send(number, looking.work.changes),))
    return _look_up(state, at, looking)


def _conflict_ignored(base: Function, changes: FunctionChanges, found: Function | ApiError) -> SaveOutcome | None:
    outcome = rules.after_look(base, changes, found)
    return None if isinstance(outcome, Conflict) else outcome


_cancel = saving.cancel


def _cancelled_send_is_nothing_sent(state: EditState, at: At) -> Step:
    if isinstance(state.saving, Sending):
        return ended(state, at, state.saving.work, Cancelled())
    return _cancel(state, at)


def _cancel_does_nothing(state: EditState, at: At) -> Step:
    return Step(state) if isinstance(state.saving, Sending) else _cancel(state, at)


_exchanged = content._exchanged


def _undo_without_the_base(state: EditState, at: At, step: UndoStep | None, *, back: bool) -> Step:
    return _exchanged(state, at, None if step is None else replace(step, bases=None), back=back)


def _undo_without_the_fields(state: EditState, at: At, step: UndoStep | None, *, back: bool) -> Step:
    done = _exchanged(state, at, step, back=back)
    return Step(done.state, tuple(effect for effect in done.effects if not isinstance(effect, Fill)))


def _every_key_accepted(asked: Prompts, seconds: float) -> Prompts:
    return replace(asked, last_key=seconds, accepts_key=True)


_ask = prompts.ask


def _asked_over_another(
    state: EditState, question: Question, *, seconds: float | None = None, asked: bool = False
) -> Step:
    return _ask(prompts.closed(state), question, seconds=seconds, asked=asked)


def _due_over_another(asked: Prompts) -> float | None:
    return max(asked.last_key + asked.key_rest.rest_seconds, asked.not_before) if asked.waiting else None


_open_waiting = prompts.open_waiting


def _opened_over_another(state: EditState, at: At) -> Step:
    # The question that is open covers the editor.
    return _open_waiting(state, replace(at, covered=at.covered and state.prompts.open is None))


def _due_while_typing(asked: Prompts) -> float | None:
    return asked.not_before if asked.waiting and asked.open is None else None


def _saved_whatever_is_found(
    base: Function,
    changes: FunctionChanges,
    error: ApiError,
    found: Function | ApiError,
    waited_seconds: float,
    *,
    creating: bool = False,
) -> rules.LookUp:
    if isinstance(found, Function):
        return rules.LookUp(Saved(found, changes.names(), looked_up=True), is_final=True)
    return rules.after_look_up(base, changes, error, found, waited_seconds, creating=creating)


def _taken_is_saved(
    base: Function,
    changes: FunctionChanges,
    error: ApiError,
    found: Function | ApiError,
    waited_seconds: float,
    *,
    creating: bool = False,
) -> rules.LookUp:
    if creating and isinstance(found, Function):
        return rules.LookUp(Saved(found, changes.names(), looked_up=True), is_final=True)
    return rules.after_look_up(base, changes, error, found, waited_seconds, creating=creating)


def _moved_before_it_is_on_disk(disk: DraftDisk, before: DraftKeeper[Draft], make: Make[Draft]) -> DraftOpened:
    disk.keeper.follow(before)
    before.drop()
    before.close()
    return disk.opened()


_ended = after_save.ended


def _new_for_ever(state: EditState, at: At, work: Work, outcome: SaveOutcome) -> Step:
    step = _ended(state, at, work, outcome)
    return Step(replace(step.state, is_new=state.is_new), step.effects)


_create = saving._create


def _created_twice(state: EditState, at: At) -> Step:
    step = _create(state, at)
    return Step(step.state, (*step.effects, *(each for each in step.effects if isinstance(each, Create))))


def _not_saved_without_a_look(state: EditState, at: At, looking: LookingUp) -> Step:
    return ended(state, at, looking.work, NotSaved(looking.error))


def _any_answer_is_the_answer(state: EditState, at: At, request: int, answer: WriteAnswer | ApiError) -> Step:
    if isinstance(state.saving, Sending):
        return saving._sent(state, at, state.saving.work, answer)
    return Step(state)


def _nothing_is_unsaved(state: EditState, view: object) -> tuple[str, ...]:
    return ()


def _taken_over_at_once(keeper: DraftKeeper[Draft], make: Make[Draft] | None) -> None:
    keeper._taken_over = True
    keeper.drop_left()


def _written_silently(writer: DraftWriter[Draft], draft: Draft) -> bool:
    try:
        writer._slot.write(draft)
    except StorageError:
        return False
    return True


def _told_each_time(writer: DraftWriter[Draft], draft: Draft) -> bool:
    try:
        writer._slot.write(draft)
    except StorageError as error:
        writer._tell(not_kept(error))
        return False
    return True


_flush = DraftWriter.flush


def _flushed_whatever_happens(writer: DraftWriter[Draft], make: Make[Draft] | None = None) -> bool:
    _flush(writer, make)
    return True


_draft_flushed, _set_aside, _answered = answers.draft_flushed, answers.set_aside, answers.chosen


def _left_though_not_written(state: EditState, *, is_kept: bool) -> Step:
    return _draft_flushed(state, is_kept=True)


def _discarded_though_not_kept(state: EditState, at: At, reason: str) -> Step:
    return _set_aside(state, at, "")


def _taken_away_for_good(state: EditState, at: At, number: int, answer: Answer | None) -> Step:
    return _answered(state, at, number, answer) if state.prompts.accepts_key else Step(state)


_follow = drafting.follow


def _draft_never_dropped(state: EditState, view: View) -> Step:
    step = _follow(state, view)
    return Step(step.state, tuple(effect for effect in step.effects if not isinstance(effect, DropDraft)))


def _forgotten_before_it_is_on_disk(disk: DraftDisk, base: Edited, discarded: LeftDraft) -> None:
    assert disk._store is not None
    disk._store.forget_discarded(Draft(disk._server, disk._slug, *draft_disk._parts(discarded)))


def _offered_though_the_server_holds_it(state: EditState) -> Step:
    return Step(prompts.wait(state, AboutDraft()))


def _asked_about_whatever_was_left(state: EditState) -> Question | None:
    base, left = state.base, state.draft.left
    if base is None or left is None:
        return None
    return DraftLeft(left, left.base != as_edited(base), state.base_number)


_learned = after_save._learned


def _saved_and_no_version_kept(state: EditState, at: At, work: Work, outcome: SaveOutcome) -> Step:
    step = _learned(state, at, work, outcome)
    return Step(step.state, tuple(effect for effect in step.effects if not isinstance(effect, Remember)))


def _the_code_of_whoever_saved_last(state: EditState, at: At, request: int, found: Function | ApiError) -> Step:
    match state.saving:
        case FetchingCode(request=number, work=work, answer=answer) if number == request:
            code = None if isinstance(found, ApiError) else found.code
            return saving._sent(state, at, work, answer._replace(code=code), has_code=True)
        case _:
            return _looked(state, at, request, found)


_looked = saving.looked


_live_check = deployment.live_check


def _live_without_a_proof(state: EditState, outcome: SaveOutcome) -> LiveCheck | None:
    check = _live_check(state, outcome)
    return None if check is None else replace(check, is_deployed=True, proof=LivenessProof(Liveness.LIVE))


def _deployed_whatever_is_answered(state: EditState, outcome: SaveOutcome) -> LiveCheck | None:
    check = _live_check(state, outcome)
    return None if check is None else replace(check, is_deployed=True)


_live_checked = deployment.live_checked


def _any_check_is_the_last(
    state: EditState, at: At, request: int, proof: LivenessProof, failing: tuple[Problem, ...]
) -> Step:
    number = request if state.live is None else state.live.request
    return _live_checked(state, at, number, proof, failing)


def _any_build_log_is_ours(outcome: SavedNotDeployed, log: BuildLog) -> SavedNotDeployed:
    return rules.with_build_log(replace(outcome, deployment=None), log)


def _never_ours(_state: EditState, _found: Function, _fields: tuple[str, ...]) -> bool:
    return False


_watched = watching.looked


def _told_whatever_goes_on(state: EditState, at: At, found: Function | ApiError) -> Step:
    watch = replace(state.watch, base_number=state.base_number)
    step = _watched(replace(state, watch=watch, saving=None, fetching=None), at, found)
    return Step(replace(step.state, saving=state.saving, fetching=state.fetching), step.effects)


_begun_save = saving._begin_save


def _nothing_unknown(state: EditState, at: At, plan: rules.SavePlan) -> Step:
    return _begun_save(replace(state, unanswered=None), at, plan)


FAULTS: dict[str, tuple[Patch, ...]] = {
    "a send without a look": ((saving, "_begin_save", _send_without_a_look),),
    "nothing to save is told of what is not known": ((saving, "_begin_save", _nothing_unknown),),
    "saved is told of a cut": ((saving, "after_send", _saved_on_a_cut),),
    "the draft is dropped when the save is sent": ((saving, "_looked_before", _draft_dropped_at_the_send),),
    "a late fetch replaces what was typed": ((loading, "fetched", _fetch_over_typing),),
    "a save is sent again after a cut": ((saving, "_look_up", _sent_again_after_a_cut),),
    "a conflict is ignored": ((saving, "after_look", _conflict_ignored),),
    "a cancelled send is told as nothing sent": ((saving, "cancel", _cancelled_send_is_nothing_sent),),
    "cancel does nothing": ((saving, "cancel", _cancel_does_nothing),),
    "undo does not bring the base back": ((content, "_exchanged", _undo_without_the_base),),
    "undo does not bring the fields back": ((content, "_exchanged", _undo_without_the_fields),),
    "a question acts on a key that was on its way": ((prompts, "key_came", _every_key_accepted),),
    "two questions at once": (
        (prompts, "due", _due_over_another),
        (prompts, "ask", _asked_over_another),
        (prompts, "open_waiting", _opened_over_another),
    ),
    "a question comes into the typing": ((prompts, "due", _due_while_typing),),
    "saved is told of whatever is found": ((saving, "after_look_up", _saved_whatever_is_found),),
    "another function of the slug is taken for the new one": ((saving, "after_look_up", _taken_is_saved),),
    "a new function's draft goes before it is on disk under its new slug": (
        (DraftDisk, "moved", _moved_before_it_is_on_disk),
    ),
    "a function that was created stays new": ((saving, "ended", _new_for_ever),),
    "a new function is sent twice": ((saving, "_create", _created_twice),),
    "not saved is told without a look": ((saving, "_look_up", _not_saved_without_a_look),),
    "a late answer is taken for the next save's": ((saving, "send_answered", _any_answer_is_the_answer),),
    "the editor is left without a question": ((answers, "unsaved_fields", _nothing_is_unsaved),),
    "live is told without a proof": ((deployment, "live_check", _live_without_a_proof),),
    "a check after an older save is taken for the last one's": ((deployment, "live_checked", _any_check_is_the_last),),
    "a deployment that answers is taken for this version": (
        (deployment, "live_check", _deployed_whatever_is_answered),
    ),
    "another deployment's build log is taken for this one's": ((deployment, "with_build_log", _any_build_log_is_ours),),
    "a build log marks what was typed since": ((deployment, "unsaved_fields", _nothing_is_unsaved),),
    "the draft comes seconds late": (
        (drafting, "WRITE_AFTER_SECONDS", 2.0),
        (drafting, "LATEST_SECONDS", 4.0),
    ),
    "a question that is taken away is not opened again": ((answers, "chosen", _taken_away_for_good),),
    "a draft is offered that the server holds": (
        (loading, "drop_left", _offered_though_the_server_holds_it),
        (prompts, "draft_left", _asked_about_whatever_was_left),
    ),
    "a draft that was left goes before ours is on disk": ((DraftKeeper, "take_over", _taken_over_at_once),),
    "the draft of what was saved stays": ((drafting, "follow", _draft_never_dropped),),
    "a disk that fails is not told": ((DraftWriter, "_write", _written_silently),),
    "a disk that fails is told at every letter": ((DraftWriter, "_write", _told_each_time),),
    "a draft is told to be written that is not": ((DraftWriter, "flush", _flushed_whatever_happens),),
    "the editor is left though its draft is not written": ((answers, "draft_flushed", _left_though_not_written),),
    "what can't be kept aside is discarded unasked": ((answers, "set_aside", _discarded_though_not_kept),),
    "discarded changes are forgotten before they are a draft": (
        (DraftDisk, "take_over_discarded", _forgotten_before_it_is_on_disk),
    ),
    "a version that was saved is not kept": ((after_save, "_learned", _saved_and_no_version_kept),),
    "what was saved here is told as somebody else's change": ((watching, "_is_ours", _never_ours),),
    "a change is told over a save": ((watching, "looked", _told_whatever_goes_on),),
    "somebody else's code is taken for what we saved": ((saving, "looked", _the_code_of_whoever_saved_last),),
}
"""Each fault: what it replaces in which module."""


@contextlib.contextmanager
def put_in(name: str) -> Iterator[None]:
    """The session with this fault in it."""
    with contextlib.ExitStack() as stack:
        for module, attribute, replacement in FAULTS[name]:
            stack.enter_context(patch.object(module, attribute, replacement))
        yield
