"""What a save that has ended changes, and what the audit trail says of somebody else's save at the same moment."""

from __future__ import annotations

from datetime import timedelta

from tests.sessions.driven import BASE, NOON, Driven, row, stored_as
from tui.errors import RateLimitExceeded, ResponseLost, Unauthorised
from tui.model.function import Deployment, Function, FunctionChanges, WriteAnswer
from tui.model.history import UPDATED, AuditRow, How
from tui.sessions.edit.after_save import check_of
from tui.sessions.edit.conflict import as_edited
from tui.sessions.edit.effects import (
    CheckLive,
    DropDraft,
    Fetch,
    Leave,
    Look,
    NoteServer,
    ReadTrail,
    Remember,
    Replace,
    Send,
    ShowProblems,
)
from tui.sessions.edit.events import ChangedOnServer, Command, LiveChecked, Looked, TrailRead
from tui.sessions.edit.outcome import NothingToSave, Saved, SavedNotDeployed
from tui.sessions.edit.questions import Answer, Happened, RateLimitWait, SignIn, VersionsDiffer
from tui.sessions.edit.state import unsaved_fields
from tui.sessions.edit.values import Ended
from tui.sessions.liveness import Liveness, LivenessProof


def saved(**beside: str) -> tuple[Driven, Function]:
    """A save; the server's answer holds what somebody else changed `beside`."""
    session = Driven()
    session.type()
    session.ask(Command.SAVE)
    session.answer(BASE)
    stored = stored_as(BASE, session.content._replace(**beside))
    session.sent(WriteAnswer(True, stored.summary, stored.code))
    return session, stored


def test_a_save_is_noted_remembered_and_leaves_no_draft() -> None:
    session, stored = saved()
    assert NoteServer(stored, saved=True) in session.done()
    assert Remember(stored, How.SAVED) in session.done()
    assert DropDraft() in session.done()
    assert ShowProblems(()) in session.done()
    assert unsaved_fields(session.state, session.at.view) == ()


def test_what_is_saved_and_not_deployed_is_saved_and_its_problems_are_marked() -> None:
    session = Driven()
    session.type()
    session.ask(Command.SAVE)
    session.answer(BASE)
    stored = stored_as(BASE, session.content)
    failed = Deployment("d", "failed", None, ("error at functions/greet.ts:2:1",))
    session.sent(WriteAnswer(False, stored.summary, stored.code, failed))
    outcome = session.ended_as(SavedNotDeployed)
    assert DropDraft() in session.done()
    assert session.effect(ShowProblems).problems == outcome.problems != ()


def test_what_somebody_changed_beside_ours_is_no_edit_of_ours_and_is_asked_about() -> None:
    session, stored = saved(name="Theirs")
    assert session.ended_as(Saved).theirs == ("name",)
    assert unsaved_fields(session.state, session.at.view) == ()
    session.wait(1.0)
    assert session.asked(VersionsDiffer).happened is Happened.SAVED
    session.choose(Answer.MERGE)
    assert session.content == as_edited(stored)


def test_a_refused_key_asks_to_sign_in_and_a_rate_limit_to_wait() -> None:
    for error, kind in (
        (Unauthorised(401, "", "no"), SignIn),
        (RateLimitExceeded(429, "", "slow", NOON), RateLimitWait),
    ):
        session = Driven()
        session.type()
        session.save(error)
        session.wait(1.0)
        session.asked(kind)
        # A rate limit without a time asks nothing.
    session = Driven()
    session.type()
    session.save(RateLimitExceeded(429, "", "slow", None))
    session.wait(1.0)
    assert session.question is None


# The trail


def ours(session: Driven) -> AuditRow:
    return AuditRow("ours", NOON, "me", UPDATED, "greet", session.effect(Send).changes)


def test_nobody_else_says_nothing() -> None:
    session, _stored = saved()
    told = session.told
    session.happen(TrailRead(session.trail(), (ours(session),)))
    assert session.told is told
    assert session.state.trails == ()


def test_ours_that_overwrote_theirs_is_told_and_asks_nothing() -> None:
    session, stored = saved()
    session.happen(TrailRead(session.trail(), (ours(session), row(9, code="theirs\n"))))
    session.answer(stored)
    found = session.meanwhile()
    assert found is not None
    assert found.contested == ("code",)
    session.wait(1.0)
    assert session.question is None
    # The next save, alone, says nothing of it any more.
    session.type("y")
    session.save()
    assert session.meanwhile() is None


def test_theirs_that_overwrote_ours_is_unsaved_again_and_asked_about() -> None:
    session, stored = saved()
    session.happen(TrailRead(session.trail(), (row(9, code="theirs\n"), ours(session))))
    there = stored._replace(code="theirs\n")
    session.answer(there)
    assert Remember(there, How.SEEN) in session.done()
    assert unsaved_fields(session.state, session.at.view) == ("code",)
    session.wait(1.0)
    question = session.question
    assert isinstance(question, VersionsDiffer)
    assert (question.base.code, question.mine.code, question.theirs.code) == (BASE.code, "x" + BASE.code, "theirs\n")
    # When the list sees it too, it is no news; what somebody saves after that is.
    told = session.told
    assert isinstance(told, Ended)
    for held, is_news in ((there, False), (there._replace(code="newer\n"), True)):
        session.happen(ChangedOnServer())
        session.happen(Looked(session.effect(Look).request, held))
        assert (session.told is not told) is is_news
    session.choose(None)
    # Left as it is: the next save does not go over theirs unseen.
    session.ask(Command.SAVE)
    session.answer(there)
    assert session.count(Send) == 1


def test_a_trail_that_cant_be_followed_up_tells_what_it_knows() -> None:
    session, _stored = saved()
    session.happen(TrailRead(session.trail(), (row(9, code="theirs\n"), ours(session))))
    session.answer(ResponseLost("cut"))
    found = session.meanwhile()
    assert found is not None
    assert found.now is None


def test_two_saves_of_ones_own_are_nobody_elses() -> None:
    session, _stored = saved()
    first, sent = session.trail(), ours(session)
    session.type("y")
    session.save()
    second = AuditRow("second", NOON + timedelta(seconds=9), "me", UPDATED, "greet", session.effect(Send).changes)
    session.happen(TrailRead(first, (second, sent)))
    session.happen(TrailRead(session.trail(), (second,)))
    assert session.meanwhile() is None
    assert session.state.trails == ()


def test_what_the_trail_tells_while_another_save_runs_is_told_with_that_one() -> None:
    session, stored = saved()
    session.happen(TrailRead(session.trail(), (ours(session), row(9, code="theirs\n"))))
    check = session.state.trails[0]
    assert check_of(session.state, check.request) is check
    session.type("y")
    session.ask(Command.SAVE)
    busy = session.told
    session.happen(Looked(check.request, stored))
    assert session.told is busy
    session.answer(stored)
    again = stored_as(stored, session.content)
    session.sent(WriteAnswer(True, again.summary, again.code))
    assert session.meanwhile() is not None


def test_a_save_that_was_created_or_never_looked_before_has_no_trail() -> None:
    session = Driven()
    session.ask(Command.SAVE)
    assert session.count(ReadTrail) == 0
    session.happen(TrailRead(99, (row(1, code="x"),)))
    assert session.done() == ()


def test_changes_are_told_apart_by_what_they_send() -> None:
    assert row(1, code="a").changes == FunctionChanges(code="a")


def overwritten() -> tuple[Driven, Function]:
    """Ours is saved, and the trail tells of a later save of somebody else; what is there now is not known yet."""
    session, stored = saved()
    session.happen(TrailRead(session.trail(), (row(9, code="theirs\n"), ours(session))))
    return session, stored._replace(code="theirs\n")


def test_what_was_fetched_since_is_not_asked_about_again() -> None:
    session, there = overwritten()
    look = session.effect(Look).request
    session.ask(Command.RELOAD)
    session.answer(there)
    base = session.state.base_number
    session.happen(Looked(look, there))
    session.wait(1.0)
    assert session.state.base_number == base
    assert session.question is None


def test_a_fetch_that_was_asked_for_before_the_trail_told_replaces_nothing() -> None:
    session, there = overwritten()
    look = session.effect(Look).request
    session.ask(Command.RELOAD)
    fetch = session.effect(Fetch).request
    session.happen(Looked(look, there))
    held = session.content
    session.happen(Looked(fetch, BASE))
    assert session.content == held
    assert session.count(Replace) == 0


def test_what_is_asked_about_anyway_is_not_asked_twice() -> None:
    session, stored = saved(name="Theirs")
    base = session.state.base_number
    session.happen(TrailRead(session.trail(), (row(9, name="Theirs"), ours(session))))
    session.answer(stored)
    assert session.state.base_number == base


def test_what_somebody_stored_already_is_what_is_compared_with() -> None:
    session = Driven()
    session.type()
    session.ask(Command.SAVE)
    there = stored_as(BASE, session.content)
    session.answer(there)
    assert session.outcome == NothingToSave(there)
    assert Remember(there, How.SEEN) in session.done()
    assert session.state.base == there
    assert unsaved_fields(session.state, session.at.view) == ()


def test_a_save_that_ended_under_a_dialog_leaves_nothing_later() -> None:
    for covered, leaves in ((False, 1), (True, 0)):
        session, _stored = saved()
        session.happen(TrailRead(session.trail(), ()))
        earlier = session.effect(CheckLive).request
        session.type("y")
        session.ask(Command.CLOSE)
        session.choose(Answer.SAVE)
        base = session.state.base
        assert base is not None
        session.answer(base)
        stored = stored_as(base, session.content)
        session.covered = covered
        session.sent(WriteAnswer(True, stored.summary, stored.code))
        session.happen(TrailRead(session.trail(), ()))
        session.check_live()
        session.covered = False
        # The answer about the save before comes last.
        session.happen(LiveChecked(earlier, LivenessProof(Liveness.LIVE, None), ()))
        assert session.count(Leave) == leaves
