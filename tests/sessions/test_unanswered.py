"""A save of which nothing is known stays one that can be looked up, until something tells what the server holds."""

from __future__ import annotations

from tests.cases import cases
from tests.sessions.driven import BASE, NOON, REFUSED_KEY, Driven
from tui.errors import ApiError, RateLimitExceeded, ResponseLost, Unreachable, UnreachableReason
from tui.model.function import Function
from tui.sessions.edit.availability import why_not
from tui.sessions.edit.effects import Look, Send, Words
from tui.sessions.edit.events import Command
from tui.sessions.edit.outcome import Cancelled, NothingToSave, Saved, Unknown
from tui.sessions.edit.state import unsaved_fields

LOST = ResponseLost("cut")
STORED = Function(BASE.summary, "x" + BASE.code)


def lost() -> Driven:
    """A session whose save was sent and not answered, and could not be looked up."""
    session = Driven()
    session.type()
    session.ask(Command.SAVE)
    session.answer(BASE)
    session.sent(LOST)
    session.answer(LOST)
    for pause in (0.5, 1.5):
        session.wait(pause)
        session.answer(LOST)
    session.ended_as(Unknown)
    return session


def can_look_up(session: Driven) -> bool:
    return why_not(session.state, session.at.view, Command.LOOK_UP) is None


@cases(
    "failure",
    [
        Unreachable(UnreachableReason.REFUSED, "refused"),
        LOST,
        REFUSED_KEY,
        RateLimitExceeded(429, "", "slow", NOON),
    ],
)
def test_a_save_that_could_not_look_first_tells_nothing_of_the_one_before(failure: ApiError) -> None:
    session = lost()
    session.type()
    session.ask(Command.SAVE)
    session.answer(failure)
    assert can_look_up(session)


def test_one_that_was_stopped_before_it_looked_does_not_either() -> None:
    session = lost()
    session.type()
    session.ask(Command.SAVE)
    session.ask(Command.CLOSE)
    session.ended_as(Cancelled)
    assert can_look_up(session)
    session.ask(Command.LOOK_UP)
    session.answer(STORED)
    assert session.ended_as(Saved).looked_up
    assert unsaved_fields(session.state, session.at.view) == ("code",)


def test_a_look_that_finds_what_was_sent_ends_it() -> None:
    session = lost()
    session.type()
    session.ask(Command.SAVE)
    session.answer(BASE)
    assert session.count(Send) == 2
    session.sent(Unreachable(UnreachableReason.REFUSED, "refused"))
    assert not can_look_up(session)
    assert why_not(session.state, session.at.view, Command.LOOK_UP) is Words.NOTHING_UNKNOWN


def test_nothing_is_said_to_be_saved_already_while_it_is_not_known() -> None:
    session = lost()
    session.edit(BASE.code)
    looks = session.count(Look)
    session.ask(Command.SAVE)
    assert session.count(Look) == looks + 1
    assert session.count(Send) == 1
    session.answer(STORED)
    assert session.ended_as(Saved).looked_up
    # What was taken back is an edit of what the server holds.
    assert unsaved_fields(session.state, session.at.view) == ("code",)
    session.edit(STORED.code)
    session.ask(Command.SAVE)
    session.ended_as(NothingToSave)


def test_what_can_not_be_looked_up_stays_unknown() -> None:
    session = lost()
    session.ask(Command.LOOK_UP)
    for pause in (0.5, 1.5):
        session.answer(LOST)
        session.wait(pause)
    session.answer(LOST)
    session.ended_as(Unknown)
    assert can_look_up(session)
