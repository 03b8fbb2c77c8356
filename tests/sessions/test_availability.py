"""A command that can't run says why, and the footer knows it beforehand."""

from __future__ import annotations

from tests.cases import cases
from tests.sessions.driven import THEIRS, Driven
from tui.errors import NotFound
from tui.sessions.edit.availability import why_not, why_not_another_slug, why_not_delete
from tui.sessions.edit.effects import Words
from tui.sessions.edit.events import Command


def reasons(session: Driven) -> dict[Command, Words]:
    found = {command: why_not(session.state, session.at.view, command) for command in Command}
    return {command: words for command, words in found.items() if words is not None}


TAKES = dict.fromkeys((Command.TAKE_MINE, Command.TAKE_THEIRS, Command.TAKE_BOTH), Words.NO_CONFLICT)
IDLE = {Command.CREATE: Words.NOT_DELETED, Command.LOOK_UP: Words.NOTHING_UNKNOWN, **TAKES}


def test_before_the_function_is_there_it_can_be_left_fetched_again_and_signed_in() -> None:
    found = reasons(Driven(loaded=False))
    assert set(found.values()) == {Words.LOADING}
    assert set(Command) - set(found) == {
        Command.CLOSE,
        *(Command.QUIT, Command.QUIT_KEEPING, Command.QUIT_DISCARDING),
        *(Command.RELOAD, Command.SIGN_IN),
    }


def test_what_there_is_to_do_when_nothing_happened_and_when_something_is_unsaved() -> None:
    session = Driven()
    assert reasons(session) == {**IDLE, Command.REVERT: Words.NOTHING_CHANGED}
    session.type()
    assert reasons(session) == IDLE


def test_while_a_save_runs_no_other_request_can_be_made_and_it_can_be_cancelled() -> None:
    session = Driven()
    session.type()
    session.ask(Command.SAVE)
    busy = dict.fromkeys((Command.SAVE, Command.SAVE_AND_RUN, Command.RELOAD), Words.SAVE_UNDER_WAY)
    assert reasons(session) == {**IDLE, **busy}


def test_a_deleted_function_can_be_created() -> None:
    session = Driven()
    session.type()
    session.ask(Command.SAVE)
    session.answer(NotFound(404, "", "gone"))
    assert Command.CREATE not in reasons(session)
    session.ask(Command.SAVE)
    session.answer(THEIRS)
    assert reasons(session)[Command.CREATE] is Words.NOT_DELETED


def test_what_is_deleted_is_there_and_has_nothing_unsaved() -> None:
    def reason(session: Driven) -> Words | None:
        return why_not_delete(session.state, session.at.view)

    assert reason(Driven(loaded=False)) is Words.LOADING
    session = Driven()
    assert reason(session) is None
    session.type()
    assert reason(session) is Words.UNSAVED_CHANGES
    session.ask(Command.SAVE)
    assert reason(session) is Words.SAVE_UNDER_WAY
    session.answer(NotFound(404, "", "gone"))
    assert reason(session) is Words.DELETED_ALREADY


def test_a_function_that_is_on_the_server_keeps_its_slug() -> None:
    assert why_not_another_slug(Driven(loaded=False).state) is Words.NOT_NEW
    assert why_not_another_slug(Driven().state) is Words.NOT_NEW


@cases("command", Command)
def test_a_key_says_what_the_footer_knows(command: Command) -> None:
    session = Driven()
    reason = why_not(session.state, session.at.view, command)
    session.ask(command)
    if reason is not None:
        assert session.said() == [reason]
