"""Somebody else changes the function while it is open: it is told at once, once, and never of what was saved here."""

from __future__ import annotations

from dataclasses import replace

from tests.sessions.driven import BASE, NOON, THEIRS, Driven, stored_as
from tui.errors import NotFound, ResponseLost, Unreachable, UnreachableReason
from tui.model.function import FunctionChanges, WriteAnswer
from tui.model.history import UPDATED, AuditRow, How
from tui.sessions.edit.effects import Look, NoteServer, ReadTrail, Remember, Send, Tell
from tui.sessions.edit.events import ChangedOnServer, Command, Looked, SendAnswered, TrailRead
from tui.sessions.edit.outcome import Conflict, Saved
from tui.sessions.edit.questions import VersionsDiffer
from tui.sessions.edit.values import ChangedElsewhere, Ended, LoadFailed
from tui.sessions.edit.watching import theirs


def stirred(found: object = THEIRS) -> Driven:
    """A session whose server said that something changed, and then what."""
    session = Driven()
    session.happen(ChangedOnServer())
    answer(session, found)
    return session


def answer(session: Driven, found: object) -> None:
    """Answer the last look."""
    session.happen(Looked(session.effect(Look).request, found))  # type: ignore[arg-type]  # forwarded


def test_what_somebody_else_saved_is_told_and_nothing_is_replaced() -> None:
    session = stirred()
    assert session.told == ChangedElsewhere(("code",))
    assert session.state.base == BASE
    assert session.content.code == BASE.code
    assert theirs(session.state) == THEIRS
    assert Remember(THEIRS, How.SEEN) in session.done()
    assert NoteServer(THEIRS) in session.done()


def test_the_trail_tells_who_it_was_where_it_is_still_told() -> None:
    session = stirred()
    trail = session.effect(ReadTrail)
    assert trail.seen == BASE
    mine = AuditRow("1", NOON, "me", UPDATED, "greet", FunctionChanges(name="Greet"))
    hers = AuditRow("2", NOON, "ada", UPDATED, "greet", FunctionChanges(code=THEIRS.code))
    session.happen(TrailRead(trail.request, (mine, hers)))
    assert session.told == ChangedElsewhere(("code",), "ada")
    session = stirred()
    session.wait(3.0)
    session.type()
    session.happen(TrailRead(session.effect(ReadTrail).request, (hers,)))
    assert session.told is None


def test_a_trail_that_tells_of_no_such_change_names_nobody() -> None:
    other = AuditRow("1", NOON, "ada", UPDATED, "greet", FunctionChanges(code="another"))
    for rows in ((), (other,)):
        session = stirred()
        session.happen(TrailRead(session.effect(ReadTrail).request, rows))
        assert session.told == ChangedElsewhere(("code",))


def test_the_same_is_told_once_and_another_change_again() -> None:
    session = stirred()
    session.happen(ChangedOnServer())
    answer(session, THEIRS)
    assert not any(isinstance(effect, Tell) for effect in session.done())
    session.happen(ChangedOnServer())
    answer(session, THEIRS._replace(summary=THEIRS.summary._replace(name="Other")))
    assert session.told == ChangedElsewhere(("name", "code"))
    # And back again: there is nothing to tell any more.
    session.happen(ChangedOnServer())
    answer(session, BASE)
    assert not session.told
    assert theirs(session.state) is None


def test_another_functions_change_and_a_failure_tell_nothing() -> None:
    for found in (BASE, ResponseLost("cut"), Unreachable(UnreachableReason.REFUSED, "refused")):
        session = stirred(found)
        assert session.told is None
        assert theirs(session.state) is None


def test_a_function_that_is_deleted_is_told_and_looked_at_no_more() -> None:
    session = stirred(NotFound(404, "", "gone"))
    assert isinstance(session.told, LoadFailed)
    assert session.is_deleted()
    session.happen(ChangedOnServer())
    assert session.done() == ()


def test_one_look_is_under_way_at_a_time_and_what_stirs_meanwhile_is_looked_at_behind_it() -> None:
    session = Driven()
    session.happen(ChangedOnServer())
    session.happen(ChangedOnServer())
    session.happen(ChangedOnServer())
    assert session.count(Look) == 1
    answer(session, BASE)
    assert session.count(Look) == 2
    answer(session, BASE)
    assert session.count(Look) == 2


def test_nothing_is_looked_at_while_a_save_is_under_way_but_behind_it() -> None:
    session = Driven()
    session.type()
    session.ask(Command.SAVE)
    session.happen(ChangedOnServer())
    assert session.count(Look) == 1
    answer(session, BASE)
    sent = session.effect(Send)
    saved = BASE._replace(code=session.content.code)
    session.happen(SendAnswered(sent.request, WriteAnswer(True, saved.summary, saved.code)))
    assert session.count(Look) == 2
    answer(session, saved)
    # Its own save is no news.
    assert isinstance(session.told, Ended)
    session.ended_as(Saved)


def test_a_look_that_a_save_overtook_is_asked_again() -> None:
    session = Driven()
    session.type()
    session.happen(ChangedOnServer())
    first = session.effect(Look).request
    session.ask(Command.SAVE)
    session.happen(Looked(first, THEIRS))
    assert not isinstance(session.told, ChangedElsewhere)
    answer(session, THEIRS)
    session.ended_as(Conflict)
    # The save saw it, and asks.
    session.wait(1.0)
    session.asked(VersionsDiffer)
    answer(session, THEIRS)
    assert theirs(session.state) == THEIRS


def test_a_save_whose_answer_was_lost_is_not_told_as_somebody_elses() -> None:
    session = Driven(delays=(0.0,))
    session.type()
    session.ask(Command.SAVE)
    answer(session, BASE)
    sent = session.effect(Send)
    session.happen(SendAnswered(sent.request, ResponseLost("cut")))
    answer(session, ResponseLost("cut"))
    session.happen(ChangedOnServer())
    answer(session, BASE._replace(code=sent.changes.code or ""))
    assert not isinstance(session.told, ChangedElsewhere)
    assert theirs(session.state) is None


def test_the_status_that_a_server_gives_what_is_created_without_one_is_not_somebody_elses() -> None:
    session = Driven()
    made = BASE.content._replace(description="anew", code="made();\n", status="draft")
    created = FunctionChanges(made.name, made.code, made.description, None)
    session.state = replace(session.state, sent_here=(created,))
    session.happen(ChangedOnServer())
    answer(session, stored_as(BASE, made))
    assert not isinstance(session.told, ChangedElsewhere)
    # Of a change that sent no more than some fields the status is somebody's own.
    session.state = replace(session.state, sent_here=(created._replace(name=None),))
    session.happen(ChangedOnServer())
    answer(session, stored_as(BASE, made))
    assert isinstance(session.told, ChangedElsewhere)


def test_what_is_fetched_is_theirs_no_more() -> None:
    session = stirred()
    session.ask(Command.RELOAD)
    session.answer(THEIRS)
    assert theirs(session.state) is None
    assert session.content.code == THEIRS.code
