"""What was saved, in words: whether callers get it, and why not.

Owns the claim that something is live: it is only made of what was proven. Returns plain text; what a server said in it
is already made fit to show.
"""

from __future__ import annotations

from tui.app.editor.phrases import describe_problem, fields_named, lower_first, upper_first
from tui.app.shell.notice import Report, Tone, describe_error
from tui.editing.build_log import telling_entries
from tui.model.function import ACTIVE, DRAFT
from tui.sessions.edit.outcome import Saved, SavedNotDeployed
from tui.sessions.edit.values import LiveCheck
from tui.sessions.liveness import Liveness
from tui.terminal.sanitise import printable


def describe_saved(outcome: Saved, live: LiveCheck | None, server: str) -> Report:
    """What was saved, and what is known of whether callers get it; `server` names it in sentences."""
    return _with_checks(_described(outcome, live, server), live)


def _with_checks(report: Report, live: LiveCheck | None) -> Report:
    """A report of what is live, with what became of the checks of saved requests."""
    if live is not None and live.checking is not None:
        return report._replace(next_step=f"{report.next_step} The checks are being made.".lstrip())
    checked = None if live is None else live.checked
    if checked is None:
        return report
    total = f"{checked.total} check{'' if checked.total == 1 else 's'}"
    failed = tuple(f"expected {printable(each.check)}: {printable(each.found)}" for each in checked.failed)
    if not checked.is_bad_news:
        return report._replace(headline=f"{report.headline} {total} passed.")
    said = f"{len(failed)} of {total} failed." if failed else "Not all checks were made."
    why = f"{upper_first(printable(checked.reason, limit=300))}." if checked.reason else ""
    return report._replace(
        tone=Tone.CAREFUL,
        headline=f"{report.headline} {said}",
        next_step=" ".join(part for part in (report.next_step, why, "ctrl+r opens the runner.") if part),
        details=(*failed, *report.details),
    )


def _described(outcome: Saved, live: LiveCheck | None, server: str) -> Report:
    what = fields_named(outcome.sent)
    if outcome.theirs:
        theirs = fields_named(outcome.theirs)
        report = Report(Tone.CAREFUL, f"Saved {what}; somebody changed the {theirs} meanwhile.", "f5 shows theirs.")
        return _with_bad_news(report, live)
    if outcome.altered:
        report = Report(
            Tone.CAREFUL,
            f"Saved {what}, but the server stored {fields_named(outcome.altered)} differently from what was sent.",
            "Reload (f5) to see what it holds.",
        )
        return _with_bad_news(report, live)
    how = f" ({_why_looked(outcome)}; looked at the function to be sure)" if outcome.looked_up else ""
    if outcome.created:
        return _describe_created(outcome, live, server, how)
    if outcome.base.summary.status == DRAFT:
        return Report(
            Tone.GOOD, f"Saved {what}{how}. It is a draft: not live.", "Set the status to active to put it live."
        )
    if outcome.base.summary.status != ACTIVE:
        status = printable(outcome.base.summary.status or "unknown", limit=20)
        return Report(Tone.CAREFUL, f"Saved {what}{how}. Its status is {status}: not live.")
    if live is None:
        return Report(Tone.GOOD, f"Saved {what}{how}.")
    if live.is_proven:
        where = f" at {printable(live.proof.url, limit=200)}" if live.proof is not None and live.proof.url else ""
        joined = " and live" if len(outcome.sent) == 1 else "; it is live"
        return Report(Tone.GOOD, f"Saved {what}{joined}{where}{how}.")
    return _describe_unproven(outcome, f"Saved {what}{how}", live, server)


def _why_looked(outcome: Saved) -> str:
    return "you did not wait for the answer" if outcome.stopped else "the answer was lost"


def _describe_created(outcome: Saved, live: LiveCheck | None, server: str, how: str) -> Report:
    """What is known of a function that was not there before."""
    if outcome.base.summary.status == DRAFT:
        return Report(Tone.GOOD, f"Created{how}. It is a draft: not live.", "Set the status to active to put it live.")
    if live is not None and live.is_proven:
        where = f" at {printable(live.proof.url, limit=200)}" if live.proof is not None and live.proof.url else ""
        return Report(Tone.GOOD, f"Created and live{where}{how}.")
    return (
        Report(Tone.GOOD, f"Created{how}.")
        if live is None
        else _describe_unproven(outcome, f"Created{how}", live, server)
    )


def _describe_unproven(outcome: Saved, saved: str, live: LiveCheck, server: str) -> Report:
    """What was saved as active, and why callers may not get it. `saved` is a sentence without its end."""
    if live.proof is None:
        return Report(Tone.GOOD, f"{saved}. Checking whether it is live.")
    proof, url = live.proof, printable(live.proof.url or "", limit=200)
    reasons = tuple(describe_problem(problem) for problem in live.failing)
    match proof.liveness:
        case Liveness.RUNTIME_DOWN:
            headline = f"{saved}. The functions runtime is not running: calls fail until it is."
            return Report(Tone.CAREFUL, headline, details=reasons)
        case Liveness.NOTHING_DEPLOYED if proof.url is None:
            headline = f"{saved}. No deployment of this project has succeeded yet: calls fail."
            return Report(Tone.CAREFUL, headline, "B in the list shows what failed.", reasons)
        case Liveness.NOTHING_DEPLOYED | Liveness.NO_ANSWER:
            deployed = f"{saved} and deployed" if live.is_deployed else saved
            why = "Nothing is deployed there: calls fail."
            if proof.liveness is Liveness.NO_ANSWER:
                came = "" if proof.error is None else f" {describe_error(proof.error, url).headline}"
                why = f"Calls may fail; r in the list asks again.{came}"
            return Report(Tone.CAREFUL, f"{deployed}, but nothing answers at {url}.", why, reasons)
        case Liveness.NOT_SERVED:
            headline = f"{saved}, but the deployment at {url} does not serve it: calls fail."
            return Report(Tone.CAREFUL, headline, details=reasons)
        case _ if live.failing:
            headline = f"{saved}, but calls {_fail(live)}: {lower_first(printable(live.failing[0].message))}"
            return Report(Tone.CAREFUL, headline, "f8 goes to the place.", reasons[1:])
        case Liveness.UNKNOWN:
            if proof.error is None:
                return Report(Tone.GOOD, f"{saved}.", "Whether it is live is not known: this server does not say.")
            why = f"Whether it is live is not known. {describe_error(proof.error, server).headline}"
            return Report(Tone.CAREFUL, f"{saved}.", why)
        case _ if outcome.looked_up:
            why = "That answer would have said whether it was deployed: callers may still get the version before."
            return Report(Tone.CAREFUL, f"{saved}.", why)
        case _ if {"code", "status"} & set(outcome.sent):
            why = "The answer does not say whether it was deployed: callers may still get the version before."
            return Report(Tone.CAREFUL, f"{saved}.", why)
        case _:
            return Report(Tone.GOOD, f"{saved}.", f"Nothing was deployed for it; the deployment at {url} answers.")


def _with_bad_news(report: Report, live: LiveCheck | None) -> Report:
    """A report of something else, with what keeps callers from getting what was saved."""
    if live is None or live.proof is None or not live.is_bad_news:
        return report
    match live.proof.liveness:
        case Liveness.RUNTIME_DOWN:
            why = "The functions runtime is not running: calls fail until it is."
        case Liveness.LIVE | Liveness.UNKNOWN:
            why = f"Calls {_fail(live)}: {lower_first(printable(live.failing[0].message))}"
        case _:
            why = f"Nothing answers for it at {printable(live.proof.url or '', limit=200)}: calls fail."
    return report._replace(next_step=f"{report.next_step} {why}".lstrip())


def _fail(live: LiveCheck) -> str:
    """How sure it is that code fails: the rules of a self-hosted runtime are known, where the server names one."""
    proof = live.proof
    is_known = proof is not None and proof.liveness is Liveness.LIVE and proof.url is None
    return "will fail" if is_known else "may fail"


def describe_not_deployed(outcome: SavedNotDeployed) -> Report:
    """What was saved and not deployed, and why, as far as a build log says."""
    if outcome.problems:
        next_step = "Fix the marked lines and save again."
    elif outcome.logs:
        next_step = "The build log says why (f4 shows it all)."
    else:
        next_step = "The server's answer does not say why."
    return Report(
        Tone.BAD,
        "Created, but the deployment failed: nobody can call it yet."
        if outcome.created
        else "Saved, but the deployment failed: callers still get the version before.",
        next_step,
        tuple(printable(line) for entry in telling_entries(outcome.logs) for line in entry.splitlines()),
    )
