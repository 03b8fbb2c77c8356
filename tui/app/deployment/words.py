"""The last deployment, in words. Returns plain text, fit to show."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from tui.app.shell.live_words import address_words
from tui.app.shell.notice import Report, Tone, describe_error
from tui.app.widgets.relative_time import ago, exact
from tui.errors import ApiError, NotFound
from tui.model.server import BuildLog
from tui.sessions.deployments import FAILED, SUCCEEDED, LogLine
from tui.sessions.listing import Column, Fixed, Flexible, ListSpec
from tui.sessions.liveness import Liveness, ServerProof
from tui.terminal.sanitise import printable

ASKING = Report(Tone.BUSY, "Asking for the last deployment.")
_MOST_NAMES = 4
_LEVEL_STYLES = {"error": "error", "fatal": "error", "warning": "warning", "warn": "warning"}


def no_deployment(error: ApiError, server: str) -> Report:
    """Why there is no build log to show."""
    if isinstance(error, NotFound):
        return Report(
            Tone.CAREFUL,
            "There is no deployment.",
            "A self-hosted server runs its functions itself; a cloud project deploys with the first active function.",
        )
    return describe_error(error, server)


def state_of(
    log: BuildLog, now: datetime, named: Sequence[str], held: Sequence[str], *, has_address: bool = True
) -> Report:
    """How the last deployment went, and what that means for callers."""
    age = ago(log.created_at, now)
    when = f", {age}" if age else ""
    if log.status == SUCCEEDED:
        return Report(Tone.GOOD, f"The last deployment succeeded{when}.", "All active functions are in it.")
    if log.status == FAILED:
        cause = f" It fails to start {names_of(named)}." if named else ""
        callers = "callers still get the version before" if has_address else "none has succeeded, all calls fail"
        behind = f" Held back: {names_of(held)}." if held else ""
        return Report(
            Tone.BAD,
            f"The last deployment failed{when}: {callers}.",
            f"All active functions ship together.{cause}{behind}",
        )
    status = printable(log.status or "unknown", limit=30)
    return Report(Tone.CAREFUL, f"The last deployment is {status}{when}.", "r asks again.")


def health_words(proof: ServerProof) -> str:
    """What is known of the deployment's address."""
    if proof.url is None:
        return "No address: nothing was deployed yet."
    said = address_words(proof) if proof.liveness is not Liveness.UNKNOWN else "not asked yet"
    return f"{printable(proof.url, limit=200)}: {said}"


def names_of(slugs: Sequence[str]) -> str:
    """Some functions by their slugs, and how many more."""
    shown = [printable(slug, limit=40) for slug in slugs[:_MOST_NAMES]]
    more = f" and {len(slugs) - len(shown)} more" if len(slugs) > len(shown) else ""
    return f"{', '.join(shown)}{more}"


def log_list() -> ListSpec[LogLine]:
    """The rows of a build log; what tells why it failed is marked."""
    return ListSpec(
        key=lambda line: str(line.number),
        columns=(
            Column("", Fixed(9, drop=1), lambda line, now, cells: printable(line.level, limit=8), _style),
            Column("", Flexible(), lambda line, now, cells: printable(line.text, limit=1000), _style, bar=True),
        ),
        sign=lambda line: ("!", "error") if line.is_cause else ("", ""),
        text_cells=40,
    )


def _style(line: LogLine) -> str:
    return _LEVEL_STYLES.get(line.level.casefold(), "" if line.is_cause else "muted")


def facts_of(log: BuildLog | None, proof: ServerProof, line: LogLine | None) -> list[tuple[str, str]]:
    """What f4 shows of a deployment and the selected line."""
    facts = [("address", health_words(proof))]
    if log is not None:
        facts = [("deployment", printable(log.deployment_id)), ("made", exact(log.created_at)), *facts]
    return facts if line is None else [*facts, ("line", printable(line.text))]
