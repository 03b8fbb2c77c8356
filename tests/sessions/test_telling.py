"""What is told goes with the next change, but not before anybody can have read it."""

from __future__ import annotations

from tests.sessions.driven import Driven
from tui.errors import Unreachable, UnreachableReason
from tui.sessions.edit.effects import ShowFieldProblems
from tui.sessions.edit.events import Command
from tui.sessions.edit.outcome import NotSent
from tui.sessions.edit.telling import READING_SECONDS, due
from tui.sessions.edit.values import Busy

DOWN = Unreachable(UnreachableReason.REFUSED, "nobody there")


def failed(*, typing: bool) -> Driven:
    session = Driven()
    session.type()
    session.ask(Command.SAVE)
    if typing:
        session.type()
    else:
        session.wait(1.0)
    session.answer(DOWN)
    session.ended_as(NotSent)
    return session


def test_what_came_while_nobody_typed_goes_with_the_next_letter() -> None:
    session = failed(typing=False)
    session.type()
    assert session.told is None
    assert ShowFieldProblems(()) in session.done()


def test_what_came_while_typing_goes_by_itself_when_it_has_stood_long_enough() -> None:
    session = failed(typing=True)
    assert due(session.state) is None
    session.type()
    session.wait(READING_SECONDS / 2)
    assert session.told is not None
    session.wait(READING_SECONDS / 2)
    assert session.told is None


def test_what_came_while_typing_stays_where_nothing_is_typed_over_it() -> None:
    session = failed(typing=True)
    session.wait(READING_SECONDS * 2)
    assert session.told is not None
    session.type()
    assert session.told is None


def test_a_save_under_way_is_told_whatever_is_typed() -> None:
    session = Driven()
    session.type()
    session.ask(Command.SAVE)
    session.type()
    assert isinstance(session.told, Busy)
