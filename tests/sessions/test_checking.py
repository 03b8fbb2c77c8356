"""The checks of saved requests behind a save: made once it is live, and their result told beside that."""

from __future__ import annotations

from dataclasses import replace

from tests.cases import cases
from tests.sessions.driven import BASE, Driven, stored_as
from tui.model.function import WriteAnswer
from tui.sessions.checks import Checked, CheckResult
from tui.sessions.edit.checking import ask
from tui.sessions.edit.effects import Run, RunChecks
from tui.sessions.edit.events import ChecksRan, Command
from tui.sessions.edit.values import Ended
from tui.sessions.liveness import Liveness

PASSED = Checked(2)
FAILED = Checked(2, (CheckResult("status 200", False, "it is 500"),))


def saved(*, wanted: bool = True, command: Command = Command.SAVE) -> Driven:
    """A session whose save is answered, and not known to be live yet."""
    session = Driven()
    session.state = replace(session.state, checks_after_save=wanted)
    session.type()
    session.ask(command)
    session.answer(session.state.base or BASE)
    stored = stored_as(BASE, session.content._replace(status="active"))
    session.sent(WriteAnswer(True, stored.summary, stored.code))
    return session


def asked(session: Driven) -> list[RunChecks]:
    return [each for each in session.all if isinstance(each, RunChecks)]


def told(session: Driven) -> Checked | None:
    assert isinstance(session.told, Ended)
    assert session.told.live is not None
    return session.told.live.checked


def test_they_are_made_once_it_is_live_and_told_beside_it() -> None:
    session = saved()
    assert asked(session) == []
    session.check_live(Liveness.LIVE)
    (request,) = asked(session)
    assert isinstance(session.told, Ended)
    assert session.told.live is not None
    assert session.told.live.checking == request.request
    session.happen(ChecksRan(request.request, FAILED))
    assert told(session) == FAILED
    session.happen(ChecksRan(request.request, PASSED))
    assert told(session) == FAILED


@cases("liveness", [Liveness.RUNTIME_DOWN, Liveness.NOTHING_DEPLOYED, Liveness.NOT_SERVED])
def test_what_is_not_live_is_not_checked(liveness: Liveness) -> None:
    session = saved()
    session.check_live(liveness)
    assert asked(session) == []


def test_without_the_setting_and_where_it_is_run_anyway_nothing_is_sent() -> None:
    plain = saved(wanted=False)
    plain.check_live(Liveness.LIVE)
    assert asked(plain) == []
    run = saved(command=Command.SAVE_AND_RUN)
    run.check_live(Liveness.LIVE)
    assert asked(run) == []
    assert any(isinstance(each, Run) for each in run.all)
    assert ask(Driven().state, Driven().at, 1).effects == ()


def test_checks_of_a_save_before_the_last_one_change_nothing() -> None:
    session = saved()
    session.check_live(Liveness.LIVE)
    (first,) = asked(session)
    session.type()
    session.ask(Command.SAVE)
    session.answer(session.state.base or BASE)
    stored = stored_as(BASE, session.content._replace(status="active"))
    session.sent(WriteAnswer(True, stored.summary, stored.code))
    session.happen(ChecksRan(first.request, FAILED))
    assert told(session) is None


def test_where_no_request_expects_anything_it_is_told_as_without() -> None:
    session = saved()
    session.check_live(Liveness.LIVE)
    session.happen(ChecksRan(asked(session)[0].request, None))
    assert told(session) is None
    assert session.state.live is not None
    assert session.state.live.checking is None
