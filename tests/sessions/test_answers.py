"""Every answer to every question: what is saved, replaced, dropped or left because of it, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.cases import cases
from tests.sessions.driven import BASE, NOON, REFUSED_KEY, THEIRS, Driven, row, stored_as
from tui.errors import NotFound, RateLimitExceeded, ResponseLost
from tui.model.function import WriteAnswer
from tui.sessions.edit.answers import leave
from tui.sessions.edit.conflict import as_edited
from tui.sessions.edit.effects import (
    CheckLive,
    Create,
    DropDraft,
    Fetch,
    FlushDraft,
    Leave,
    Look,
    Replace,
    SetAside,
    Words,
)
from tui.sessions.edit.events import Chosen, Command, DraftFlushed, KeyCame, KeyGiven, Looked, SetAsideEnded, TrailRead
from tui.sessions.edit.outcome import Saved
from tui.sessions.edit.questions import Answer, DiscardForGood, LeaveUnsaved, ReloadUnsaved, SignIn, VersionsDiffer
from tui.sessions.edit.state import unsaved_fields
from tui.sessions.liveness import Liveness

MINE = "one\ntwo\nmine\n"


def conflict() -> Driven:
    session = Driven()
    session.edit(MINE, name="Mine")
    session.ask(Command.SAVE)
    session.answer(THEIRS)
    session.wait(1.0)
    session.asked(VersionsDiffer)
    return session


@cases(
    ("answer", "code", "name", "unsaved", "words"),
    [
        (Answer.THEIRS, THEIRS.code, "Greet", (), Words.TOOK_THEIRS),
        (Answer.MINE, MINE, "Mine", ("name", "code"), Words.TOOK_MINE),
    ],
)
def test_a_conflict_resolved_is_made_from_theirs(
    answer: Answer, code: str, name: str, unsaved: tuple[str, ...], words: Words
) -> None:
    session = conflict()
    session.choose(answer)
    assert (session.code.text, session.fields.name) == (code, name)
    assert session.state.base == THEIRS
    assert unsaved_fields(session.state, session.at.view) == unsaved
    assert session.said() == [words]
    session.undo(session.effect(Replace).tag, MINE)
    assert session.state.base == BASE


def test_a_merge_says_what_is_left_to_resolve() -> None:
    session = conflict()
    session.choose(Answer.MERGE)
    assert session.said() == [Words.TO_RESOLVE]
    assert session.state.merged


def test_a_conflict_left_as_it_is_changes_nothing() -> None:
    session = conflict()
    session.choose(None)
    assert session.state.base == BASE
    assert session.code.text == MINE


def test_a_conflict_that_is_none_any_more_is_not_resolved() -> None:
    session = conflict()
    # Something that came behind the question.
    session.edit("typed late\n")
    session.choose(Answer.THEIRS)
    assert session.said() == [Words.OUT_OF_DATE]
    assert session.code.text == "typed late\n"


def unsaved(*, quits: bool = False) -> Driven:
    session = Driven()
    session.type()
    session.ask(Command.QUIT if quits else Command.CLOSE)
    assert session.question == LeaveUnsaved(("code",), is_deleted=False, quits=quits)
    return session


def test_leaving_keeps_discards_saves_or_stays_as_it_was_chosen() -> None:
    session = unsaved()
    session.choose(Answer.KEEP_DRAFT)
    assert session.done() == (FlushDraft(as_edited(BASE), answers=True),)
    session.happen(DraftFlushed(is_kept=True))
    assert session.done() == (Leave(words=Words.DRAFT_KEPT),)
    session = unsaved(quits=True)
    session.choose(Answer.DISCARD)
    assert session.done() == (SetAside(as_edited(BASE)),)
    session.happen(SetAsideEnded())
    assert session.done() == (DropDraft(), Leave(quits=True, words=Words.DISCARDED))
    for answer in (Answer.STAY, None):
        session = unsaved()
        session.choose(answer)
        assert session.done() == ()


def test_a_draft_that_is_not_written_and_changes_that_are_not_set_aside_keep_the_editor_open() -> None:
    session = unsaved()
    session.choose(Answer.KEEP_DRAFT)
    session.happen(DraftFlushed(is_kept=False))
    assert session.said() == [Words.DRAFT_NOT_WRITTEN]
    session.ask(Command.CLOSE)
    session.choose(Answer.DISCARD)
    session.happen(SetAsideEnded("no space left"))
    assert session.said() == [Words.NOT_DISCARDED]
    assert session.asked(DiscardForGood) == DiscardForGood(quits=False)
    assert not session.state.has_left
    session.choose(Answer.DISCARD)
    assert session.done() == (DropDraft(), Leave(words=Words.DISCARDED_FOR_GOOD))


def test_without_a_place_for_drafts_what_is_discarded_is_discarded_at_once() -> None:
    session = Driven()
    session.state = replace(session.state, keeps_drafts=False)
    session.type()
    session.ask(Command.CLOSE)
    assert not session.asked(LeaveUnsaved).keeps_drafts
    session.choose(Answer.DISCARD)
    assert session.done()[-1] == Leave(words=Words.DISCARDED_FOR_GOOD)


def test_a_key_that_was_on_its_way_does_not_leave() -> None:
    session = unsaved()
    opened = session.state.prompts.open
    assert opened is not None
    assert not opened.is_unasked
    session.happen(KeyCame())
    session.happen(Chosen(opened.number, Answer.DISCARD))
    assert session.state.prompts.open is opened


@pytest.mark.parametrize("quits", [False, True])
def test_save_and_leave_leaves_once_it_is_saved_and_the_trail_tells_of_nobody(*, quits: bool) -> None:
    session = unsaved(quits=quits)
    session.choose(Answer.SAVE)
    session.answer(BASE)
    stored = stored_as(BASE, session.content)
    session.sent(WriteAnswer(True, stored.summary, stored.code))
    assert not session.state.has_left
    session.happen(TrailRead(session.trail(), ()))
    # What is said where the user is then tells whether it is live: that is waited for too.
    assert not session.state.has_left
    session.check_live(Liveness.RUNTIME_DOWN)
    left_with = session.effect(Leave)
    assert (left_with.quits, type(left_with.outcome)) == (quits, Saved)
    assert left_with.live is not None
    assert left_with.live.is_bad_news


def test_whoever_does_not_wait_for_what_is_found_out_leaves_at_once() -> None:
    session = unsaved()
    session.choose(Answer.SAVE)
    session.answer(BASE)
    stored = stored_as(BASE, session.content)
    session.sent(WriteAnswer(True, stored.summary, stored.code))
    session.ask(Command.CLOSE)
    assert session.state.has_left


@cases("why", ["typed on", "somebody else", "not deployed", "a later save", "the answer was lost"])
def test_save_and_leave_stays_where_something_is_left_to_be_read_or_saved(why: str) -> None:
    session = unsaved()
    session.choose(Answer.SAVE)
    session.answer(BASE)
    stored = stored_as(BASE, session.content)
    session.sent(
        ResponseLost("cut")
        if why == "the answer was lost"
        else WriteAnswer(why != "not deployed", stored.summary, stored.code)
    )
    if why == "the answer was lost":
        session.answer(stored)
    request = session.trail()
    if why == "typed on":
        session.type()
    if why == "a later save":
        session.save()
    session.happen(TrailRead(request, (row(60, code="ada\n"),) if why == "somebody else" else ()))
    if session.count(CheckLive):
        session.check_live()
    if why == "somebody else":
        session.answer(stored)
    session.wait(1.0)
    assert not session.state.has_left
    if why == "typed on":
        # Saved later, it stays too: that was not asked to leave.
        session.save()
        session.happen(TrailRead(session.trail(), ()))
        session.check_live()
        assert not session.state.has_left


def test_leaving_a_deleted_function_offers_to_create_it() -> None:
    session = Driven()
    session.type()
    session.ask(Command.SAVE)
    session.answer(NotFound(404, "", "gone"))
    session.ask(Command.CLOSE)
    assert session.question == LeaveUnsaved(("code",), is_deleted=True, quits=False)
    session.choose(Answer.CREATE)
    assert session.count(Create) == 1


def test_nothing_is_left_while_a_save_runs() -> None:
    session = Driven()
    session.type()
    session.ask(Command.SAVE)
    session.ask(Command.QUIT)
    assert session.said() == [Words.NOT_WHILE_SAVING]
    assert not leave(session.state, session.at, quits=True).state.has_left


def test_a_function_that_never_came_can_be_left() -> None:
    session = Driven(loaded=False)
    session.ask(Command.CLOSE)
    assert session.done() == (Leave(),)


def test_nothing_to_revert_is_said() -> None:
    session = Driven()
    session.ask(Command.REVERT)
    assert session.said() == [Words.NOTHING_CHANGED]


def test_a_key_given_goes_on_with_the_save_as_it_is_by_then() -> None:
    session = Driven()
    session.type()
    session.save(REFUSED_KEY)
    session.wait(1.0)
    session.choose(Answer.KEY_GIVEN)
    session.type("y")
    looks = session.count(Look)
    session.happen(KeyGiven())
    assert session.count(Look) == looks + 1
    session.answer(BASE)
    assert session.code.text.startswith("yx")


def test_a_key_given_behind_another_question_saves_nothing() -> None:
    session = Driven()
    session.type()
    session.save(REFUSED_KEY)
    session.wait(1.0)
    session.choose(Answer.KEY_GIVEN)
    session.ask(Command.CLOSE)
    session.asked(LeaveUnsaved)
    looks = session.count(Look)
    session.happen(KeyGiven())
    assert session.count(Look) == looks


def test_signing_in_later_goes_on_with_what_is_told_to_be_refused() -> None:
    session = Driven()
    session.type()
    session.save(REFUSED_KEY)
    session.wait(1.0)
    session.choose(None)
    session.happen(KeyGiven())
    looks = session.count(Look)
    session.ask(Command.SIGN_IN)
    session.asked(SignIn)
    session.choose(Answer.KEY_GIVEN)
    session.happen(KeyGiven())
    assert session.count(Look) == looks + 1
    # Without anything refused a new key does nothing.
    idle = Driven()
    idle.ask(Command.SIGN_IN)
    idle.choose(Answer.KEY_GIVEN)
    idle.happen(KeyGiven())
    assert idle.done() == ()


def test_a_key_given_for_a_reload_replaces_nothing_that_was_typed_since() -> None:
    session = Driven()
    session.ask(Command.RELOAD)
    session.answer(REFUSED_KEY)
    session.type("x")
    session.wait(1.0)
    session.choose(Answer.KEY_GIVEN)
    fetches = session.count(Fetch)
    session.happen(KeyGiven())
    session.asked(ReloadUnsaved)
    assert session.count(Fetch) == fetches
    assert session.code.text.startswith("x")


def test_a_create_that_was_one_write_too_many_is_finished_as_a_create() -> None:
    session = Driven()
    session.type()
    session.ask(Command.SAVE)
    session.answer(NotFound(404, "", "gone"))
    session.ask(Command.CREATE)
    session.sent(RateLimitExceeded(429, "", "slow", NOON + timedelta(seconds=5)))
    session.wait(1.0)
    session.choose(Answer.RETRY)
    assert session.count(Create) == 2


def test_a_late_fetch_behind_the_question_to_leave_is_shown_as_an_edit() -> None:
    session = Driven()
    session.type()
    session.ask(Command.RELOAD)
    session.choose(Answer.RELOAD)
    fetch = session.state.requests
    session.ask(Command.CLOSE)
    session.happen(Looked(fetch, THEIRS))
    session.choose(Answer.STAY)
    assert session.content == as_edited(THEIRS)
