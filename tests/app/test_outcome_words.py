"""What became of a save is told as far as it is known, and no further."""

from __future__ import annotations

from tests.stage import FUNCTIONS
from tui.app.editor.outcome_words import describe_outcome
from tui.app.shell.notice import describe_error
from tui.errors import SignInRejected
from tui.model.function import Deployment, Function, FunctionSummary
from tui.sessions.edit.outcome import NothingToSave, Saved, SavedNotDeployed


def test_what_was_not_looked_at_is_not_told() -> None:
    unasked = describe_outcome(NothingToSave(), "localhost:7130")
    assert unasked.headline == "Nothing to save: nothing is changed here since it was fetched."
    looked_at = describe_outcome(NothingToSave(FUNCTIONS[0]), "localhost:7130")
    assert looked_at.headline == "Nothing to save: the server holds exactly this."


def test_where_functions_are_deployed_a_lost_answer_leaves_open_whether_this_one_was() -> None:
    lost = Saved(FUNCTIONS[0], ("code",), looked_up=True)
    told = describe_outcome(lost, "localhost:7130", deploys=True)
    assert "live" not in told.headline
    assert "callers may still get the version before" in told.next_step
    assert "and live" in describe_outcome(lost, "localhost:7130").headline
    answered = Saved(FUNCTIONS[0], ("code",))
    assert describe_outcome(answered, "localhost:7130", deploys=True).headline == "Saved code and live."


def test_the_lines_of_a_build_log_that_tell_why_come_first() -> None:
    logs = ("[info] Build finished", "[error] Event iterator validation failed", "[error] SyntaxError: x\n  at y")
    base = Function(FunctionSummary("a", "A", "active"), "code")
    failed = SavedNotDeployed(base, ("code",), Deployment("d", "failed", None, logs), ())
    report = describe_outcome(failed, "localhost:7130")
    assert report.details == (
        "[error] SyntaxError: x",
        "  at y",
        "[error] Event iterator validation failed",
        "[info] Build finished",
    )


def test_a_wrong_password_is_told_as_one() -> None:
    wrong = SignInRejected(401, "AUTH_UNAUTHORIZED", "Invalid admin credentials")
    report = describe_error(wrong, "localhost:7130")
    assert report.headline == "localhost:7130 does not accept this user name and password."
    assert "Invalid admin credentials" in report.next_step
    assert "key" not in report.headline + report.next_step
