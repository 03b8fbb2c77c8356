"""A question that comes by itself takes no key that was meant for the code, and there is one at a time."""

from __future__ import annotations

from tests.cases import cases
from tests.sessions.driven import BASE, THEIRS, Driven, left
from tui.sessions.edit.effects import Ask, Look
from tui.sessions.edit.events import Asked, Chosen, Command, DraftOpened, KeyCame, KeyGiven
from tui.sessions.edit.prompts import due, key_came
from tui.sessions.edit.questions import AboutDraft, Answer, DraftLeft, Prompts, ReloadUnsaved, SignIn, VersionsDiffer
from tui.sessions.key_rest import COVERED_SECONDS, IGNORE_KEYS_SECONDS, REST_SECONDS


def conflicting() -> Driven:
    """A save that met somebody else's change; nothing is asked yet."""
    session = Driven()
    session.type()
    session.ask(Command.SAVE)
    session.answer(THEIRS)
    return session


def test_an_unasked_question_accepts_no_key_until_it_stood_and_the_keys_rested() -> None:
    prompts = Prompts(unread_since=100.0, last_key=99.7, accepts_key=False)
    now = 100.0
    for pause, accepted in ((0.39, False), (0.1, False), (0.29, False), (0.31, True), (0.01, True)):
        now += pause
        prompts = key_came(prompts, now)
        assert prompts.accepts_key is accepted


def test_a_question_waits_for_the_keys_and_a_key_on_its_way_answers_nothing() -> None:
    session = conflicting()
    session.type("1")
    session.wait(REST_SECONDS - 0.01)
    session.type("2")
    session.wait(REST_SECONDS - 0.01)
    assert session.question is None
    session.wait(0.02)
    asked = session.state.prompts.open
    assert asked is not None
    assert isinstance(asked.question, VersionsDiffer)
    assert asked.question.mine.code == session.code.text
    # Not without a key at all either.
    session.happen(Chosen(asked.number, Answer.THEIRS))
    session.wait(IGNORE_KEYS_SECONDS - 0.05)
    session.happen(KeyCame())
    session.happen(Chosen(asked.number, Answer.THEIRS))
    assert session.state.prompts.open is asked
    session.choose(Answer.THEIRS)
    assert session.code.text == THEIRS.code


def test_what_the_user_asks_for_opens_at_once_and_accepts_the_next_key() -> None:
    session = Driven()
    session.type()
    session.ask(Command.RELOAD)
    session.asked(ReloadUnsaved)
    session.happen(KeyCame())
    assert session.state.prompts.accepts_key


def test_a_question_waits_for_the_one_that_is_open_and_for_what_covers_the_editor() -> None:
    session = conflicting()
    session.ask(Command.SIGN_IN)
    session.wait(1.0)
    session.asked(SignIn)
    assert due(session.state.prompts) is None
    session.covered = True
    session.choose(None)
    session.wait(REST_SECONDS + 0.01)
    assert session.question is None
    session.covered = False
    assert COVERED_SECONDS <= 0.25
    session.wait(COVERED_SECONDS)
    session.asked(VersionsDiffer)


def test_an_outcome_that_a_newer_save_replaced_asks_nothing() -> None:
    session = conflicting()
    session.ask(Command.SAVE)
    session.wait(1.0)
    assert session.question is None
    session.answer(BASE)
    session.wait(1.0)
    assert session.question is None
    assert session.count(Look) == 2


def test_a_fetch_replaces_the_question_about_the_conflict_before() -> None:
    session = conflicting()
    session.ask(Command.RELOAD)
    session.choose(Answer.RELOAD)
    session.wait(1.0)
    assert session.question is None


def test_a_fetch_forgets_outcomes_and_not_the_draft_that_is_to_be_offered() -> None:
    session = Driven(loaded=False)
    session.answer(BASE)
    session.happen(DraftOpened(left()))
    session.ask(Command.RELOAD)
    assert session.state.prompts.waiting == (AboutDraft(),)
    session.answer(THEIRS)
    session.wait(1.0)
    # Beside what the server holds by now.
    assert session.asked(DraftLeft).changed


def test_keys_of_commands_are_the_open_questions_and_no_second_one_opens() -> None:
    session = conflicting()
    session.wait(1.0)
    asked = session.count(Ask)
    for command in (Command.SAVE, Command.RELOAD, Command.CLOSE, Command.SIGN_IN):
        session.happen(Asked(command))
    session.happen(KeyGiven())
    assert session.count(Ask) == asked


def test_quitting_takes_the_open_question_away_and_asks_its_own() -> None:
    session = conflicting()
    session.wait(1.0)
    first = session.state.prompts.open
    session.ask(Command.QUIT)
    assert session.state.prompts.open is not None
    assert session.state.prompts.open is not first


@cases("answer", [Answer.THEIRS, None])
def test_an_answer_to_another_question_does_nothing(answer: Answer | None) -> None:
    session = conflicting()
    session.wait(1.0)
    opened = session.state.prompts.open
    assert opened is not None
    session.wait(1.0)
    session.happen(KeyCame())
    session.happen(Chosen(opened.number + 1, answer))
    assert session.state.prompts.open is opened


def test_of_two_questions_that_wait_one_comes_after_the_other() -> None:
    session = Driven(loaded=False)
    session.answer(BASE)
    session.type()
    session.happen(DraftOpened(left()))
    session.ask(Command.SAVE)
    session.answer(THEIRS)
    session.wait(1.0)
    session.asked(DraftLeft)
    session.choose(None)
    session.wait(1.0)
    session.asked(VersionsDiffer)


def test_a_question_that_is_taken_away_by_something_else_than_a_key_is_opened_again() -> None:
    session = conflicting()
    session.wait(1.0)
    opened = session.state.prompts.open
    assert opened is not None
    session.happen(Chosen(opened.number, None))
    assert session.done() == (Ask(opened),)
    assert session.state.prompts.open is opened
