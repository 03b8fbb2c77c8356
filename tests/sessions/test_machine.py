"""The router: one alarm for everything, answers that nobody waits for, and every event in every state."""

from __future__ import annotations

from dataclasses import fields, is_dataclass

import pytest

from tests.sessions.driven import BASE, NOON, THEIRS, Driven
from tui.errors import NotFound, ResponseLost
from tui.model.function import WriteAnswer
from tui.model.history import How
from tui.sessions.edit.conflict import as_edited
from tui.sessions.edit.effects import Fetch, NoteServer, Remember, WakeAt
from tui.sessions.edit.events import (
    Asked,
    At,
    ChangedOnServer,
    Chosen,
    Command,
    DraftOpened,
    Ending,
    Event,
    KeyCame,
    KeyGiven,
    Looked,
    Redone,
    SendAnswered,
    TimeCame,
    TrailRead,
    Typed,
    Undone,
    VersionChosen,
)
from tui.sessions.edit.machine import start
from tui.sessions.edit.questions import Answer
from tui.sessions.edit.values import ChosenVersion

EVENTS: tuple[Event, ...] = (
    Looked(99, BASE),
    SendAnswered(99, WriteAnswer(True, BASE.summary)),
    TrailRead(99, ()),
    ChangedOnServer(),
    DraftOpened(),
    *(Asked(command) for command in Command),
    Typed(),
    KeyCame(),
    Chosen(99, Answer.SAVE),
    VersionChosen(ChosenVersion(as_edited(THEIRS), "v")),
    Undone(99),
    Redone(99),
    KeyGiven(),
    TimeCame(),
    Ending(),
)


@pytest.mark.parametrize("first", EVENTS, ids=str)
def test_any_two_events_may_come_before_and_after_the_function_is_there(first: Event) -> None:
    for loaded in (False, True):
        for second in EVENTS:
            session = Driven(loaded=loaded)
            session.happen(first)
            session.happen(second)


def test_an_answer_nobody_waits_for_teaches_and_changes_nothing() -> None:
    session = Driven()
    before = session.state
    session.happen(Looked(99, THEIRS))
    assert session.done() == (Remember(THEIRS, How.SEEN), NoteServer(THEIRS))
    session.happen(Looked(99, NotFound(404, "", "gone")))
    assert session.done() == (NoteServer(None),)
    assert session.state is before


def test_one_alarm_looks_after_everything_and_moves_only_forward() -> None:
    session = Driven()
    session.type()
    draft = session.effect(WakeAt).seconds
    session.ask(Command.SAVE)
    # The question would be due later than the draft.
    session.answer(THEIRS)
    assert session.effect(WakeAt).seconds == draft
    session.wait(5.0)
    assert session.question is not None
    assert session.state.wake is None


def test_the_alarm_moves_forward_for_what_is_due_earlier() -> None:
    session = Driven()
    session.type()
    session.save(ResponseLost("cut"))
    session.answer(BASE)
    session.wait(0.5)
    session.answer(BASE)
    # The next look is due in a second and a half.
    assert session.state.wake == session.now + 1.5
    session.type()
    assert session.state.wake == session.now + 0.25


def test_what_an_event_may_look_at_is_never_kept() -> None:
    """A view is wrong after the next edit: no state may hold its lists."""
    session = Driven()
    session.type()
    session.save()
    lines, endings = session.code.lines, session.code.endings

    def held(value: object) -> bool:
        if value is lines or value is endings:
            return True
        if is_dataclass(value) and not isinstance(value, type):
            return any(held(getattr(value, each.name)) for each in fields(value))
        return isinstance(value, tuple) and any(held(each) for each in value)

    assert not held(session.state)


def test_a_session_begins_with_a_fetch_and_looks_up_when_it_is_told_to() -> None:
    step = start(BASE.summary, At(0.0, NOON), look_up_delays=(0.0,))
    assert Fetch(1) in step.effects
    assert step.state.look_up_delays == (0.0,)
