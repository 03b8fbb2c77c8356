"""The save, step by step: looked before, sent once, looked up where the answer tells nothing, cancelled truthfully."""

from __future__ import annotations

from tests.cases import cases
from tests.sessions.driven import BASE, THEIRS, Driven, stored_as
from tui.errors import ApiError, NotFound, Refused, ResponseLost, ServerFailed, Unreachable, UnreachableReason
from tui.model.function import Function, FunctionChanges, NewFunction, WriteAnswer
from tui.model.problem import Refusal
from tui.sessions.edit.conflict import as_edited
from tui.sessions.edit.effects import Create, Fetch, GiveUp, Look, Send, Words
from tui.sessions.edit.events import Command, Looked, SendAnswered
from tui.sessions.edit.outcome import (
    CANCELLED,
    Cancelled,
    Conflict,
    Deleted,
    NothingToSave,
    NotSaved,
    Rejected,
    Saved,
    Unknown,
)
from tui.sessions.edit.questions import Answer, ConflictsMarked, FieldsEmptied
from tui.sessions.edit.saving import save
from tui.sessions.edit.values import Busy, BusyWith

CUT = ResponseLost("cut")
DOWN = Unreachable(UnreachableReason.REFUSED, "refused")
GONE = NotFound(404, "", "gone")


def sending() -> Driven:
    session = Driven()
    session.type()
    session.ask(Command.SAVE)
    session.answer(BASE)
    assert session.effect(Send).changes == FunctionChanges(code="x" + BASE.code)
    return session


def saved(session: Driven) -> Function:
    return stored_as(BASE, session.content)


def test_it_is_looked_before_and_sent_once() -> None:
    session = Driven()
    session.type()
    session.ask(Command.SAVE)
    assert session.told == Busy(BusyWith.SAVING, ("code",))
    assert session.count(Send) == 0
    session.answer(BASE)
    stored = saved(session)
    session.sent(WriteAnswer(True, stored.summary, stored.code))
    session.ended_as(Saved)
    assert session.state.base == stored
    session.ask(Command.SAVE)
    assert session.outcome == NothingToSave()
    assert session.count(Send) == 1


def test_a_conflict_sends_nothing_and_leaves_the_base() -> None:
    session = Driven()
    session.type()
    session.ask(Command.SAVE)
    session.answer(THEIRS)
    session.ended_as(Conflict)
    assert session.state.base == BASE
    assert session.count(Send) == 0


def test_what_is_typed_while_it_is_saved_stays_unsaved_and_is_not_sent_along() -> None:
    session = sending()
    stored = saved(session)
    session.type("y")
    session.sent(WriteAnswer(True, stored.summary, stored.code))
    session.ended_as(Saved)
    session.ask(Command.SAVE)
    assert session.told == Busy(BusyWith.SAVING, ("code",))


def test_an_answer_that_is_lost_is_looked_up_after_nothing_half_a_second_and_one_and_a_half() -> None:
    session = sending()
    session.sent(CUT)
    looks = session.count(Look)
    moments = []
    for _ in range(3):
        moments.append(session.now)
        session.answer(BASE)
        session.wait(1.6)
    assert session.count(Look) - looks == 2
    assert session.outcome == NotSaved(CUT, 2.0)
    assert session.count(Send) == 1


@cases("cut", [CUT, ServerFailed(500, "", "broken"), NotFound(404, "", "a gateway's")])
def test_what_was_done_before_the_cut_is_found(cut: ApiError) -> None:
    session = sending()
    session.sent(cut)
    session.answer(BASE)
    session.wait(0.5)
    session.answer(saved(session))
    assert session.ended_as(Saved).looked_up
    assert not session.ended_as(Saved).stopped


def test_a_look_up_that_fails_leaves_it_unknown_and_can_be_asked_for_again() -> None:
    session = sending()
    session.sent(CUT)
    for _ in range(3):
        session.answer(DOWN)
        session.wait(1.6)
    assert session.outcome == Unknown(CUT, DOWN)
    session.ask(Command.LOOK_UP)
    assert session.told == Busy(BusyWith.LOOKING_UP)
    session.answer(saved(session))
    session.ended_as(Saved)
    session.ask(Command.LOOK_UP)
    assert session.said() == [Words.NOTHING_UNKNOWN]


def test_an_answer_without_the_code_asks_for_it() -> None:
    session = sending()
    stored = saved(session)
    session.sent(WriteAnswer(True, stored.summary, None))
    assert session.told == Busy(BusyWith.SAVING, ("code",))
    session.answer(stored._replace(code="trimmed\n"))
    assert session.ended_as(Saved).altered == ("code",)


@cases("how", ["fails", "is cancelled"])
def test_a_code_that_cant_be_asked_for_is_the_one_that_was_sent(how: str) -> None:
    session = sending()
    stored = saved(session)
    session.sent(WriteAnswer(True, stored.summary, None))
    if how == "fails":
        session.answer(CUT)
    else:
        session.ask(Command.CLOSE)
    assert session.ended_as(Saved).altered == ()


# Cancelled


def test_before_it_is_sent_nothing_was_sent() -> None:
    session = Driven()
    session.type()
    session.ask(Command.SAVE)
    look = session.effect(Look).request
    session.ask(Command.CLOSE)
    assert session.outcome == Cancelled()
    assert GiveUp(look) in session.done()
    session.happen(Looked(look, BASE))
    assert session.count(Send) == 0


def test_while_it_is_sent_it_is_looked_up_and_a_late_answer_changes_nothing() -> None:
    session = sending()
    send = session.effect(Send).request
    session.ask(Command.CLOSE)
    assert session.told == Busy(BusyWith.STOPPED_WAITING)
    before = session.state
    session.happen(SendAnswered(send, WriteAnswer(True, BASE.summary, "late\n")))
    assert session.state is before
    session.answer(saved(session))
    assert session.ended_as(Saved).looked_up
    assert session.ended_as(Saved).stopped


def test_a_second_time_nothing_is_waited_for_and_nothing_false_said() -> None:
    session = sending()
    session.ask(Command.CLOSE)
    session.ask(Command.CLOSE)
    assert str(session.ended_as(Unknown).error) == CANCELLED


def test_a_look_that_is_cancelled_leaves_the_save_as_unknown_as_it_was() -> None:
    session = sending()
    session.sent(CUT)
    session.answer(CUT)
    session.ask(Command.CLOSE)
    assert session.outcome == Unknown(CUT, stopped=True)
    session.ask(Command.LOOK_UP)
    session.ask(Command.CLOSE)
    assert session.outcome == Unknown(CUT, stopped=True)
    session.wait(10)
    assert session.outcome == Unknown(CUT, stopped=True)
    session.ask(Command.LOOK_UP)
    session.answer(saved(session))
    session.ended_as(Saved)
    assert session.count(Send) == 1


def test_a_cancelled_look_that_waits_for_its_moment_is_not_done() -> None:
    session = sending()
    session.sent(CUT)
    session.answer(BASE)
    session.ask(Command.CLOSE)
    looks = session.count(Look)
    session.wait(10)
    assert session.count(Look) == looks


# Asked before


def test_an_emptied_name_and_conflict_marks_are_asked_about() -> None:
    session = Driven()
    session.edit(name="")
    session.ask(Command.SAVE)
    session.asked(FieldsEmptied)
    session.choose(Answer.STAY)
    assert session.count(Look) == 0
    session.ask(Command.SAVE)
    session.choose(Answer.EMPTY)
    assert session.count(Look) == 1


def test_marks_first_then_what_is_emptied() -> None:
    session = Driven()
    session.edit("one\nmine\nthree\n")
    session.ask(Command.SAVE)
    session.answer(THEIRS)
    session.wait(1.0)
    session.choose(Answer.MERGE)
    session.edit(name="")
    session.ask(Command.SAVE)
    session.asked(ConflictsMarked)
    session.choose(Answer.SAVE)
    session.asked(FieldsEmptied)
    session.choose(Answer.EMPTY)
    session.answer(THEIRS)
    assert session.effect(Send).changes.names() == ("name", "code")


def test_what_was_planned_before_a_reload_is_not_sent_after_it() -> None:
    session = Driven()
    session.ask(Command.RELOAD)
    session.edit(name="")
    # Given up with the edit: the fetch is asked for again over it.
    session.ask(Command.RELOAD)
    session.choose(Answer.RELOAD)
    fetch = session.effect(Fetch).request
    session.ask(Command.SAVE)
    session.asked(FieldsEmptied)
    session.happen(Looked(fetch, THEIRS))
    assert session.content == as_edited(THEIRS)
    session.choose(Answer.EMPTY)
    assert session.outcome == NothingToSave()
    assert session.count(Send) == 0


def test_one_save_at_a_time() -> None:
    session = sending()
    session.ask(Command.SAVE)
    assert session.said() == [Words.SAVE_UNDER_WAY]
    assert save(session.state, session.at).state is session.state
    session.ask(Command.CREATE)
    session.ask(Command.LOOK_UP)
    assert session.count(Send) == 1


# Deleted


def deleted() -> Driven:
    session = Driven()
    session.type()
    session.ask(Command.SAVE)
    session.answer(GONE)
    assert session.outcome == Deleted(GONE)
    return session


def test_a_deleted_function_is_created_again_once_with_its_slug() -> None:
    session = deleted()
    session.ask(Command.CREATE)
    assert session.effect(Create).new == NewFunction("Greet", "x" + BASE.code, "greet", "about", "active")
    stored = saved(session)
    session.sent(WriteAnswer(True, stored.summary, stored.code))
    session.ended_as(Saved)
    session.ask(Command.CREATE)
    assert session.said() == [Words.NOT_DELETED]
    assert session.count(Create) == 1


def test_a_create_that_was_refused_can_be_asked_for_again() -> None:
    session = deleted()
    session.ask(Command.CREATE)
    session.sent(Refused(400, "", "no", (Refusal("no"),)))
    session.ended_as(Rejected)
    session.ask(Command.CREATE)
    assert session.count(Create) == 2


def test_a_create_that_was_not_answered_is_looked_up() -> None:
    session = deleted()
    session.ask(Command.CREATE)
    session.sent(CUT)
    session.answer(saved(session))
    session.ended_as(Saved)
    assert session.count(Create) == 1
