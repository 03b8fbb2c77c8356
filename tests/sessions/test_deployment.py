"""Live is told once it is proven, and only of the last save; a build log brings what an answer does not say."""

from __future__ import annotations

import pytest

from tests.cases import cases
from tests.sessions.driven import BASE, Driven, stored_as
from tui.errors import ResponseLost
from tui.model.function import Deployment, WriteAnswer
from tui.model.problem import Problem
from tui.model.server import BuildLog, BuildLogEntry
from tui.sessions.edit.deployment import DEPLOYED
from tui.sessions.edit.effects import CheckLive, GiveUp, ReadBuildLog, ShowProblems, Tell
from tui.sessions.edit.events import BuildLogRead, Command, LiveChecked
from tui.sessions.edit.outcome import Saved, SavedNotDeployed
from tui.sessions.edit.values import Busy
from tui.sessions.liveness import Liveness, LivenessProof

URL = "https://abc.example"
WHY = BuildLog("rev2", "failed", (BuildLogEntry("error", "SyntaxError: x at functions/greet.ts:3:1"),))


def saved(deployment: Deployment | None = None, *, success: bool = True, status: str = "active") -> Driven:
    """A save that the server answered."""
    session = Driven()
    session.edit("x" + BASE.code, status=status)
    session.ask(Command.SAVE)
    session.answer(BASE)
    stored = stored_as(BASE, session.content)
    session.sent(WriteAnswer(success, stored.summary, stored.code, deployment))
    return session


def test_until_it_is_checked_nothing_is_told_to_be_live() -> None:
    session = saved()
    live = session.live()
    assert live is not None
    assert (live.proof, live.is_proven, live.is_bad_news) == (None, False, False)
    assert session.effect(CheckLive).function == session.state.base


@cases(
    ("liveness", "url", "deployment", "is_proven", "is_bad"),
    [
        (Liveness.LIVE, None, None, True, False),
        (Liveness.RUNTIME_DOWN, None, None, False, True),
        (Liveness.UNKNOWN, None, None, False, False),
        (Liveness.LIVE, URL, Deployment("d", DEPLOYED, URL), True, False),
        # What answers may be the version before.
        (Liveness.LIVE, URL, None, False, False),
        (Liveness.NOTHING_DEPLOYED, URL, Deployment("d", DEPLOYED, URL), False, True),
        (Liveness.NO_ANSWER, URL, Deployment("d", DEPLOYED, URL), False, True),
        (Liveness.NOT_SERVED, URL, Deployment("d", DEPLOYED, URL), False, True),
    ],
)
def test_what_is_found_is_told(
    liveness: Liveness, url: str | None, deployment: Deployment | None, is_proven: bool, is_bad: bool
) -> None:
    session = saved(deployment)
    session.check_live(liveness, url)
    live = session.live()
    assert live is not None
    assert (live.is_proven, live.is_bad_news) == (is_proven, is_bad)


def test_code_that_cant_run_is_not_live_whatever_answers() -> None:
    session = saved()
    session.check_live(Liveness.LIVE, None, Problem("Nothing is on module.exports."))
    live = session.live()
    assert live is not None
    assert (live.is_proven, live.is_bad_news) == (False, True)


def test_a_draft_is_not_checked() -> None:
    session = saved(status="draft")
    assert session.count(CheckLive) == 0
    assert session.live() is None


def test_a_save_that_was_looked_up_is_checked_too() -> None:
    session = Driven()
    session.type()
    session.ask(Command.SAVE)
    session.answer(BASE)
    session.sent(ResponseLost("cut"))
    session.answer(stored_as(BASE, session.content))
    assert session.ended_as(Saved).looked_up
    session.check_live()
    live = session.live()
    assert live is not None
    assert live.is_proven


def test_a_check_after_an_older_save_changes_nothing() -> None:
    session = saved()
    first = session.effect(CheckLive).request
    session.type("y")
    session.ask(Command.SAVE)
    assert GiveUp(first) in session.done()
    session.happen(LiveChecked(first, LivenessProof(Liveness.LIVE)))
    assert isinstance(session.told, Busy)
    base = session.state.base
    assert base is not None
    session.answer(base)
    stored = stored_as(base, session.content)
    session.sent(WriteAnswer(True, stored.summary, stored.code))
    session.happen(LiveChecked(first, LivenessProof(Liveness.LIVE)))
    live = session.live()
    assert live is not None
    assert live.proof is None
    session.check_live(Liveness.RUNTIME_DOWN)
    # Nor does a second answer to the same check.
    session.check_live(Liveness.LIVE)
    live = session.live()
    assert live is not None
    assert live.is_bad_news


def test_whoever_types_on_is_told_bad_news_only() -> None:
    for liveness, is_told in ((Liveness.LIVE, False), (Liveness.RUNTIME_DOWN, True)):
        session = saved()
        session.wait(5.0)
        session.type("y")
        assert session.told is None
        session.check_live(liveness)
        assert (session.told is not None) is is_told


def test_a_check_says_nothing_over_a_fetch() -> None:
    session = saved()
    session.ask(Command.RELOAD)
    session.check_live(Liveness.RUNTIME_DOWN)
    assert isinstance(session.told, Busy)


# The build log


def failed(*logs: str, id: str = "rev2") -> Driven:
    return saved(Deployment(id, "failed", None, logs), success=False)


def test_a_log_that_says_nothing_is_read_in_full() -> None:
    session = failed("[error] The build failed.")
    session.happen(BuildLogRead(session.effect(ReadBuildLog).request, WHY))
    outcome = session.ended_as(SavedNotDeployed)
    assert outcome.logs == ("[error] The build failed.", "[error] SyntaxError: x at functions/greet.ts:3:1")
    [problem] = session.effect(ShowProblems).problems
    assert problem.message == "SyntaxError: x"
    assert problem.range is not None
    # One line stands before the code as it was deployed.
    assert problem.range.start_line == 1


def test_an_answer_that_says_why_is_enough() -> None:
    assert failed("[error] SyntaxError: x at functions/greet.ts:3:1").count(ReadBuildLog) == 0
    assert failed("[error] TypeError: elsewhere").count(ReadBuildLog) == 0
    assert saved(success=False).count(ReadBuildLog) == 1


@pytest.mark.parametrize(
    "log",
    [None, WHY._replace(deployment_id="rev3"), WHY._replace(status="success"), WHY._replace(entries=())],
    ids=["none", "another's", "a good one's", "empty"],
)
def test_a_log_that_is_not_this_deployments_changes_nothing(log: BuildLog | None) -> None:
    session = failed()
    told = session.told
    session.happen(BuildLogRead(session.effect(ReadBuildLog).request, log))
    assert session.told is told
    assert not any(isinstance(each, Tell | ShowProblems) for each in session.done())


def test_whoever_typed_on_is_told_and_no_line_is_marked() -> None:
    session = failed()
    session.type("y")
    session.happen(BuildLogRead(session.effect(ReadBuildLog).request, WHY))
    assert session.ended_as(SavedNotDeployed).logs == WHY.lines
    assert not any(isinstance(each, ShowProblems) for each in session.done())


def test_a_log_of_an_older_save_changes_nothing() -> None:
    session = failed()
    request = session.effect(ReadBuildLog).request
    session.type("y")
    session.ask(Command.SAVE)
    assert GiveUp(request) in session.done()
    session.happen(BuildLogRead(request, WHY))
    assert isinstance(session.told, Busy)
