"""What became of a save is told as far as it is known, and no further."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from tests.console_fixture import FUNCTIONS
from tui.app.editor.outcome_words import describe_outcome
from tui.app.shell.notice import describe_error
from tui.errors import Refused, SignInRejected, Unreachable, UnreachableReason
from tui.model.function import Deployment, Function, FunctionSummary
from tui.model.problem import CodeRange, Problem, Refusal
from tui.sessions.edit.outcome import NothingToSave, Rejected, Saved, SavedNotDeployed
from tui.sessions.edit.values import LiveCheck
from tui.sessions.liveness import Liveness, LivenessProof


def test_what_was_not_looked_at_is_not_told() -> None:
    unasked = describe_outcome(NothingToSave(), "localhost:7130")
    assert unasked.headline == "Nothing to save: nothing is changed here since it was fetched."
    looked_at = describe_outcome(NothingToSave(FUNCTIONS[0]), "localhost:7130")
    assert looked_at.headline == "Nothing to save: the server holds exactly this."


HERE = "localhost:7130"
URL = "https://abc.example"
RUNS, DOWN = LivenessProof(Liveness.LIVE), LivenessProof(Liveness.RUNTIME_DOWN)
ANSWERS = LivenessProof(Liveness.LIVE, URL)
DEPLOYED = Saved(FUNCTIONS[0], ("code",), Deployment("d", "success", URL))
NO_HANDLER = Problem("Nothing is on module.exports.", range=CodeRange(2, 0, 2, 3))
CODE, NAME = Saved(FUNCTIONS[0], ("code",)), Saved(FUNCTIONS[0], ("name",))
LOST = Saved(FUNCTIONS[0], ("code",), looked_up=True)
CUT = Unreachable(UnreachableReason.REFUSED, "refused")


def checked(proof: LivenessProof | None, *failing: Problem, is_deployed: bool = False) -> LiveCheck:
    return LiveCheck(1, is_deployed, proof, failing)


@pytest.mark.parametrize(
    ("outcome", "live", "sentence"),
    [
        (CODE, None, "Saved code."),
        (CODE, checked(None), "Saved code. Checking whether it is live."),
        (CODE, checked(RUNS), "Saved code and live."),
        (Saved(FUNCTIONS[0], ("name", "code")), checked(RUNS), "Saved name and code; it is live."),
        (LOST, checked(RUNS), "Saved code and live (the answer was lost; looked at the function to be sure)."),
        (
            replace(LOST, stopped=True),
            checked(RUNS),
            "Saved code and live (you did not wait for the answer; looked at the function to be sure).",
        ),
        # Case 1.
        (CODE, checked(DOWN), "Saved code. The functions runtime is not running: calls fail until it is."),
        (
            CODE,
            checked(LivenessProof(Liveness.UNKNOWN)),
            "Saved code. Whether it is live is not known: this server does not say.",
        ),
        (
            CODE,
            checked(LivenessProof(Liveness.UNKNOWN, error=CUT)),
            f"Saved code. Whether it is live is not known. Nothing listens at {HERE}.",
        ),
        # Case 2.
        (
            DEPLOYED,
            checked(LivenessProof(Liveness.NOTHING_DEPLOYED, URL), is_deployed=True),
            f"Saved code and deployed, but nothing answers at {URL}. Nothing is deployed there: calls fail.",
        ),
        (
            NAME,
            checked(LivenessProof(Liveness.NO_ANSWER, URL, CUT)),
            f"Saved name, but nothing answers at {URL}. Calls may fail; r in the list asks again."
            f" Nothing listens at {URL}.",
        ),
        (
            DEPLOYED,
            checked(LivenessProof(Liveness.NOT_SERVED, URL), is_deployed=True),
            f"Saved code, but the deployment at {URL} does not serve it: calls fail.",
        ),
        (DEPLOYED, checked(ANSWERS, is_deployed=True), f"Saved code and live at {URL}."),
        (
            LOST,
            checked(ANSWERS),
            "Saved code (the answer was lost; looked at the function to be sure)."
            " That answer would have said whether it was deployed: callers may still get the version before.",
        ),
        (
            CODE,
            checked(ANSWERS),
            "Saved code. The answer does not say whether it was deployed: callers may still get the version before.",
        ),
        (NAME, checked(ANSWERS), f"Saved name. Nothing was deployed for it; the deployment at {URL} answers."),
        # Case 16.
        (
            CODE,
            checked(RUNS, NO_HANDLER),
            "Saved code, but calls will fail: nothing is on module.exports. f8 goes to the place.",
        ),
        (
            CODE,
            checked(LivenessProof(Liveness.UNKNOWN), NO_HANDLER),
            "Saved code, but calls may fail: nothing is on module.exports. f8 goes to the place.",
        ),
        (
            Saved(FUNCTIONS[0], ("code",), theirs=("name",)),
            checked(DOWN),
            "Saved code; somebody changed the name meanwhile. f5 shows theirs."
            " The functions runtime is not running: calls fail until it is.",
        ),
        (
            Saved(FUNCTIONS[0], ("code",), altered=("code",)),
            checked(RUNS),
            "Saved code, but the server stored code differently from what was sent. Reload (f5) to see what it holds.",
        ),
    ],
)
def test_live_is_said_of_what_was_proven_and_of_nothing_else(
    outcome: Saved, live: LiveCheck | None, sentence: str
) -> None:
    report = describe_outcome(outcome, HERE, live=live)
    assert f"{report.headline} {report.next_step}".strip() == sentence
    says_live = bool(re.search(r"and live|; it is live", f"{report.headline} {report.next_step}"))
    assert says_live is (live is not None and live.is_proven and not outcome.altered)


def test_advice_that_does_not_fit_this_server_has_ours_beside_it() -> None:
    """Case 22: servers of both kinds advise what runs in the cloud."""
    advice = 'Function source cannot contain Deno.serve(). Use "export default async function" instead.'
    rejected = Rejected(Refused(400, "INVALID_INPUT", advice, (Refusal(advice),)), (Problem(advice),))
    here = describe_outcome(rejected, HERE)
    assert here.headline == "Rejected by the server: not saved."
    assert here.details == (
        "On this server export default fails too: write module.exports = async function (request) { ... }",
        advice,
    )
    assert describe_outcome(rejected, HERE, deploys=True).details == (advice,)


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
