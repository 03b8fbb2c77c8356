"""A function that is run once it is saved: nothing is run that did not go live, and it is said why."""

from __future__ import annotations

from tests.cases import cases
from tests.sessions.driven import BASE, Driven, stored_as
from tui.errors import ApiError, ResponseLost, Unauthorised
from tui.model.function import Deployment, Function, WriteAnswer
from tui.sessions.edit.effects import Effect, Run, Say, Words
from tui.sessions.edit.events import Command
from tui.sessions.edit.questions import FieldsEmptied
from tui.sessions.edit.running import go_on
from tui.sessions.edit.state import RunAfter
from tui.sessions.liveness import Liveness


def runs(session: Driven) -> list[Effect]:
    """That it was run, and what was said where it was not."""
    said = [each for each in session.all if isinstance(each, Run | Say)]
    return [each for each in said if isinstance(each, Run) or "NOT_RUN" in each.words.name]


def sent(session: Driven, answer: WriteAnswer | ApiError | None = None, status: str = "active") -> Function:
    """A save that is to be followed by a run, answered with success or with this."""
    session.type()
    session.ask(Command.SAVE_AND_RUN)
    session.answer(session.state.base or BASE)
    stored = stored_as(BASE, session.content._replace(status=status))
    session.sent(answer or WriteAnswer(True, stored.summary, stored.code))
    return stored


@cases("liveness", [Liveness.LIVE, Liveness.UNKNOWN])
def test_it_is_run_once_it_is_known_to_be_live_or_the_server_does_not_say(liveness: Liveness) -> None:
    session = Driven()
    stored = sent(session)
    assert runs(session) == []
    session.check_live(liveness)
    assert runs(session) == [Run(stored.summary)]
    assert session.state.run_after is None


@cases("liveness", [Liveness.RUNTIME_DOWN, Liveness.NOTHING_DEPLOYED, Liveness.NO_ANSWER, Liveness.NOT_SERVED])
def test_what_is_saved_and_not_live_is_not_run(liveness: Liveness) -> None:
    session = Driven()
    sent(session)
    session.check_live(liveness)
    assert runs(session) == [Say(Words.NOT_RUN_NOT_LIVE)]


def test_a_failed_deployment_a_draft_and_an_error_are_not_run() -> None:
    failed = Driven()
    stored = stored_as(BASE, BASE.content)
    logs = ("error at functions/greet.ts:2:1",)
    sent(failed, WriteAnswer(False, stored.summary, stored.code, Deployment("d", "failed", None, logs)))
    assert runs(failed) == [Say(Words.NOT_RUN_NOT_LIVE)]
    draft = Driven(base=Function(BASE.summary._replace(status="draft"), BASE.code))
    sent(draft, status="draft")
    assert runs(draft) == [Say(Words.NOT_RUN_NOT_ACTIVE)]
    refused = Driven()
    sent(refused, Unauthorised(401, "", "no"))
    assert runs(refused) == [Say(Words.NOT_RUN_NOT_SAVED)]


def test_a_save_that_nobody_knows_of_is_not_run() -> None:
    session = Driven(delays=(0.0,))
    sent(session, ResponseLost("cut"))
    session.answer(ResponseLost("cut"))
    assert runs(session) == [Say(Words.NOT_RUN_UNKNOWN)]


def test_with_nothing_to_save_it_is_run_at_once() -> None:
    session = Driven()
    session.ask(Command.SAVE_AND_RUN)
    assert runs(session) == [Run(BASE.summary)]


def test_a_plain_save_runs_nothing_and_neither_does_one_that_was_declined() -> None:
    session = Driven()
    session.edit(name="")
    session.ask(Command.SAVE_AND_RUN)
    asked = session.asked(FieldsEmptied)
    assert asked.plan.emptied == ("name",)
    assert session.state.run_after == RunAfter.SAVE
    session.choose(None)
    session.edit("two", name="Greet")
    session.save(WriteAnswer(True, BASE.summary, BASE.code))
    assert runs(session) == []


def test_whoever_opened_something_else_meanwhile_is_told_and_nothing_is_opened_over_it() -> None:
    session = Driven()
    sent(session)
    session.covered = True
    session.check_live(Liveness.LIVE)
    assert runs(session) == [Say(Words.NOT_RUN_COVERED)]


def test_without_a_wish_to_run_nothing_happens() -> None:
    session = Driven()
    assert go_on(session.state, session.at) == (session.state, ())
